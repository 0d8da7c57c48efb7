package town

import (
	"iter"
	"strconv"

	"harta/internal/charter"
	"harta/internal/register"
)

// How many consultations the desks and the phone write down on an average working day, and how many more ask where their plot plan
// stands once those are late.
const (
	consultationsDaily = 6.5
	askingForPlans     = 1.4
)

const topicProgress = "progress"

// topic is what people ask about: how often, in which season, and how long the answer takes.
type topic struct {
	id      string
	share   float64
	season  *season
	minutes float64 // median
}

// topics are those of the charter file. What a tax costs and until when it is paid is asked when the bills come.
var topics = []topic{
	{"documents", .30, &evenSeason, 5},
	{"prices", .15, &taxSeason, 3},
	{"deadlines", .15, &taxSeason, 3},
	{topicProgress, .17, &evenSeason, 4},
	{"decisions", .05, &evenSeason, 9},
	{"objections", .04, &evenSeason, 12},
	{"eservices", .10, &evenSeason, 7},
	{"other", .04, &evenSeason, 4},
}

// consultations tells what was asked at the desks and by phone, the oldest day first.
func (t *Town) consultations() iter.Seq[register.Consultation] {
	return func(yield func(register.Consultation) bool) {
		for day := range t.days {
			if !t.calendar.IsWorking(day) {
				continue
			}
			d := t.daily("consultations", day)
			n := d.poisson(consultationsDaily * t.busy(day, evenSeason))
			plans := 0
			if day.Compare(t.plan.late) >= 0 {
				plans = d.poisson(askingForPlans)
			}
			for i := range n + plans {
				c := t.consultation(d, day, i)
				if i >= n {
					c = t.aboutAPlan(d, c)
				}
				if t.past(c.Moment) && !yield(c) {
					return
				}
			}
		}
	}
}

// consultation is one of a day.
func (t *Town) consultation(d dice, day charter.Date, i int) register.Consultation {
	var asked weighted[topic]
	for _, x := range topics {
		asked = append(asked, lot[topic]{x, x.share * x.season[day.Month-1]})
	}
	about := pick(d, asked)
	c := register.Consultation{
		ID: t.id("consultation " + day.String() + " " + strconv.Itoa(i)), Moment: t.atCounter(d, day), Topic: about.id,
		Channel: pick(d, weighted[string]{{channelPhone, .6}, {channelCounter, .4}}), Office: pick(d, visited), Department: deptCentre,
	}
	c.Minutes = minutesOf(d, about, c.Channel)
	if d.chance(.7) {
		c.Service = t.askedFor(d, c.Office).id
	}
	return c
}

// aboutAPlan makes a consultation one about a plot plan that is late.
func (t *Town) aboutAPlan(d dice, c register.Consultation) register.Consultation {
	for _, about := range topics {
		if about.id == topicProgress {
			c.Topic, c.Service, c.Minutes = about.id, servicePlot, minutesOf(d, about, c.Channel)
		}
	}
	return c
}

// minutesOf is how long an answer takes, in whole minutes. At a desk there is more to show than by phone.
func minutesOf(d dice, about topic, channel string) int {
	median := about.minutes
	if channel == channelCounter {
		median *= 1.3
	}
	return min(max(int(d.lognormal(median, .5)+.5), 1), register.ConsultationMinutesMax)
}

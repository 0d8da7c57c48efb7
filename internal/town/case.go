package town

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"harta/internal/charter"
	"harta/internal/register"
)

// letterCase is what somebody wrote to the municipality and what it did about it.
type letterCase struct {
	register.Submission
	name   string // within the town, stable
	threat bool   // health or security is at stake
	steps  []step // in order, none after the town's last moment
	cut    bool   // further steps lie after it
}

// sealed says that the case goes to the integrity officer alone.
func (c *letterCase) sealed() bool {
	return c.Category == categoryCorruption || c.Kind == kindWhistleblower
}

// step is one thing done about a case.
type step struct {
	what    deed
	at      time.Time
	outcome string
	ground  string
	text    string
	until   time.Time // of an extension
	threat  bool      // of a triage: health or security is threatened
}

// deed is a command of the register.
type deed uint8

const (
	deedTriage deed = iota + 1
	deedExtend
	deedAnswer
	deedClose
	deedMerge
	deedForward
	deedAssign
	deedPause
	deedResume
	deedNotSolved // the citizen's word
	deedAcknowledge
)

// Ids of the charter file that cases speak of.
const (
	kindComplaint     = "complaint"
	kindSignal        = "signal"
	kindProposal      = "proposal"
	kindPraise        = "praise"
	kindEnquiry       = "enquiry"
	kindWhistleblower = "whistleblower"

	categoryCorruption = "corruption"
	categoryDelay      = "delay"
)

// What people write, and about what.
var (
	kinds = weighted[string]{{kindComplaint, .50}, {kindSignal, .31}, {kindProposal, .06}, {kindPraise, .06}, {kindEnquiry, .07}}

	categories = map[string]weighted[string]{
		kindComplaint: {
			{categoryDelay, .24}, {"attitude", .16}, {"information", .13}, {"queue", .11}, {"fees", .09}, {"omission", .07}, {"eservice", .07},
			{"unlawful_act", .04}, {"building_access", .03}, {"unequal_treatment", .025}, {"personal_data", .015}, {"other", .03},
		},
		kindSignal:   {{"omission", .55}, {"other", .2}, {"building_access", .08}, {"queue", .05}, {"unlawful_act", .06}, {"personal_data", .02}, {"attitude", .04}},
		kindProposal: {{"other", .5}, {"queue", .2}, {"eservice", .2}, {"building_access", .1}},
		kindPraise:   {{"attitude", .8}, {"other", .2}},
		kindEnquiry:  {{"information", .7}, {"fees", .2}, {"other", .1}},
	}

	written  = weighted[string]{{channelCounter, .28}, {channelWeb, .25}, {channelEmail, .2}, {channelPost, .13}, {channelPhone, .1}, {channelEService, .04}}
	fromHome = weighted[string]{{channelWeb, .6}, {channelEmail, .4}}
)

// aboutStreets are the categories that speak of the town rather than of a service.
var aboutStreets = []string{"omission", "other", "building_access"}

// cases tells everything that was written, in the order of days.
func (t *Town) cases() iter.Seq[*letterCase] {
	return func(yield func(*letterCase) bool) {
		for day := range t.days {
			d := t.daily("cases", day)
			volume := .5
			if t.calendar.IsWorking(day) {
				volume = 1.9 * t.busy(day, evenSeason)
			}
			for i := range d.poisson(volume) {
				if c := t.newCase(d, day, i); t.past(c.ReceivedAt) && !yield(c) {
					return
				}
			}
		}
	}
}

func (t *Town) newCase(d dice, day charter.Date, i int) *letterCase {
	c := &letterCase{name: fmt.Sprintf("case %s %d", day, i)}
	c.Kind, c.Language = pick(d, kinds), bulgarian
	c.Category = pick(d, categories[c.Kind])
	if d.chance(.011) {
		c.Kind, c.Category = kindSignal, categoryCorruption
		if d.chance(.15) {
			c.Kind = kindWhistleblower
		}
	}
	if t.calendar.IsWorking(day) {
		c.Channel = pick(d, written)
	} else {
		c.Channel = pick(d, fromHome)
	}
	// The millisecond tells the letters of a day apart.
	c.ReceivedAt = t.atCounterOrWeb(d, day, c.Channel).Add(time.Duration(i) * time.Millisecond)
	if c.Channel == channelWeb {
		c.Language = pick(d, weighted[string]{{bulgarian, .97}, {"en", .03}})
	}
	t.addressee(d, c)
	t.write(d, c)
	t.treat(d, c)
	return c
}

func (t *Town) atCounterOrWeb(d dice, day charter.Date, channel string) time.Time {
	if slices.Contains([]string{channelWeb, channelEmail, channelEService}, channel) {
		return t.onWeb(d, day)
	}
	return t.atCounter(d, day)
}

// addressee says which office, service and department a letter is about. Since the plot plans became late, every third
// complaint of delay is about them.
func (t *Town) addressee(d dice, c *letterCase) {
	c.Office = pick(d, visited)
	if slices.Contains(aboutStreets, c.Category) {
		c.Department = oneOf(d, []string{deptEcology, deptEcology, deptPlanning, deptTrade})
		return
	}
	s := t.askedFor(d, c.Office)
	if c.Category == categoryDelay && t.since(c.ReceivedAt, t.plan.late) && d.chance(.34) {
		s = t.byID[servicePlot]
	}
	c.Service, c.Department = s.id, s.department
	if s.central {
		c.Office = officeCentral
	}
	if c.Category == "queue" || c.Category == "attitude" && d.chance(.5) {
		c.Department = deptCentre
	}
}

// write words the letter and signs it, or not. Nobody is anonymous at a counter.
func (t *Town) write(d dice, c *letterCase) {
	said := matters[c.Category]
	switch c.Kind {
	case kindProposal:
		said = proposals
	case kindPraise:
		said = praises
	case kindEnquiry:
		said = enquiries
	}
	serious := c.Kind == kindComplaint || c.Kind == kindSignal
	c.Anonymous = serious && c.Channel != channelCounter && c.Channel != channelEService && d.chance(.13)
	if c.Anonymous && c.Category == "omission" && d.chance(.5) {
		said, c.threat = threats, true
	}
	what := serviceInWords
	if s := t.byID[c.Service]; s != nil {
		what = s.bg
	}
	if c.Anonymous {
		c.Text = letter(d, said, what, nil)
		return
	}
	who := newPerson(d)
	c.Name, c.Contact = who.name, oneOf(d, []string{who.phone, who.email, who.home + ", " + who.phone})
	c.Text = letter(d, said, what, &who)
}

const serviceInWords = "административна услуга"

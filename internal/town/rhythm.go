package town

import (
	"time"

	"harta/internal/charter"
)

// season is the share of an average month's work that falls on each month, January first.
type season [12]float64

// The seasons of the town's services. Property tax is declared and certified in spring and once more before its second
// instalment; building waits for the weather; kindergartens enrol in May and June.
var (
	evenSeason     = season{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
	taxSeason      = season{1.15, 1.45, 1.75, 1.45, .95, .85, .65, .6, .8, 1.1, .85, .95}
	buildingSeason = season{.6, .75, 1.15, 1.25, 1.25, 1.2, 1.05, .95, 1.15, 1.1, .9, .65}
	schoolSeason   = season{.4, .5, .8, 1.3, 2.6, 2.2, .9, .7, 1.2, .6, .4, .4}
	// townSeason bends everything: fewer people come in summer, and a rush in December.
	townSeason = season{.97, 1, 1.06, 1.03, .99, 1, .86, .76, 1.02, 1.06, 1.04, 1.21}
)

// weekday is the share of an average working day's work that falls on each day of the week. Monday is the fullest.
// Saturday and Sunday are the web's, or a Saturday that is worked.
var weekday = [7]float64{
	time.Monday: 1.24, time.Tuesday: 1.07, time.Wednesday: .98, time.Thursday: .94, time.Friday: .77, time.Saturday: .9, time.Sunday: .9,
}

// counterHours is how a working day at a counter fills, in equal parts from opening to closing. The lunch hour is thin.
var counterHours = [...]float64{4, 7, 9, 10, 10, 9, 7, 4, 3, 5, 7, 8, 8, 7, 6, 5, 3, 1.5}

// webHours is how a day on the web fills, hour by hour from midnight on: the evening is as busy as the morning.
var webHours = [...]float64{1.2, .6, .3, .2, .2, .4, 1, 2, 4, 6, 7, 7, 6, 5.5, 5.5, 5, 5, 5.5, 6, 7, 8, 8, 6, 3}

// busy is how busy the given working day is for work of the season, an average working day being 1. The day after a pause of
// three days or more catches up.
func (t *Town) busy(day charter.Date, s season) float64 {
	month := int(day.Month) - 1
	l := s[month] * townSeason[month] * weekday[day.Weekday()]
	if !t.calendar.IsWorking(day.AddDays(-1)) && !t.calendar.IsWorking(day.AddDays(-2)) && !t.calendar.IsWorking(day.AddDays(-3)) {
		l *= 1.3
	}
	return l
}

// atCounter is a moment of the day's office hours.
func (t *Town) atCounter(d dice, day charter.Date) time.Time {
	opens, closes := t.calendar.Opening(day), t.calendar.Closing(day)
	part := closes.Sub(opens) / time.Duration(len(counterHours))
	slot := time.Duration(slotOf(d, counterHours[:]))
	return opens.Add(slot*part + time.Duration(d.between(0, float64(part)))).Truncate(time.Second)
}

// onWeb is a moment of the day, at night too.
func (t *Town) onWeb(d dice, day charter.Date) time.Time {
	hour := slotOf(d, webHours[:])
	return t.at(day, time.Duration(hour)*time.Hour+time.Duration(d.between(0, float64(time.Hour))))
}

func slotOf(d dice, shares []float64) int {
	var sum float64
	for _, s := range shares {
		sum += s
	}
	x := d.Float64() * sum
	for i, s := range shares {
		if x -= s; x < 0 {
			return i
		}
	}
	return len(shares) - 1
}

// at is the moment of the day whose wall clock shows the given time since midnight, to the second.
func (t *Town) at(day charter.Date, clock time.Duration) time.Time {
	return time.Date(day.Year, day.Month, day.Day, 0, 0, int(clock.Seconds()), 0, t.location)
}

// inOfficeHours moves a moment outside office hours to some moment of the next morning on which the office works.
func (t *Town) inOfficeHours(d dice, moment time.Time) time.Time {
	if t.calendar.InOfficeHours(moment) {
		return moment
	}
	day := t.calendar.CivilDay(moment)
	if !moment.Before(t.calendar.Closing(day)) {
		day = day.AddDays(1)
	}
	opens := t.calendar.Opening(t.calendar.NextWorking(day))
	return opens.Add(time.Duration(d.between(0, float64(3*time.Hour)))).Truncate(time.Second)
}

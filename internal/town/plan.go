package town

import (
	"time"

	"harta/internal/charter"
)

// plan holds the days on which the town changes, and by how much. The truths that are told about the town and the chance that
// makes it read the same plan.
type plan struct {
	better charter.Date          // the eastern office improves
	late   charter.Date          // the plot plans become late
	mix    charter.Date          // parking permits become a large part of the work
	bursts map[charter.Date]bool // children press the kiosk of the village
}

// The sizes of the planned changes.
const (
	slower         = 1.85 // the plot plans' median duration afterwards, as a multiple
	betterBefore   = -.16 // the eastern office's satisfaction against the town's, before
	betterAfter    = .03  // and after
	parkingRequest = 18   // parking permits afterwards, as a multiple
	parkingTaps    = 9    // taps and scans at their counter afterwards, as a multiple
	mixRise        = .02  // everybody's satisfaction rises by as much on the day the total begins to fall
	burstDays      = 11
)

// The changes lie apart so that the four finished months before and after the newest one hold no other change.
func (t *Town) newPlan(month charter.Date) plan {
	p := plan{
		better: t.calendar.NextWorking(month.AddMonths(-13).AddDays(6)),
		late:   t.calendar.NextWorking(month.AddMonths(-9).AddDays(9)),
		mix:    t.calendar.NextWorking(month.AddMonths(-4)),
		bursts: make(map[charter.Date]bool, burstDays),
	}
	d := t.dice("burst days")
	for tries := 0; len(p.bursts) < burstDays && tries < 1000; tries++ {
		day := t.first.AddDays(d.IntN(t.first.DaysUntil(month)))
		if t.schoolDay(day) {
			p.bursts[day] = true
		}
	}
	return p
}

// schoolDay says whether children come past after school: working days from 15 September to 14 June.
func (t *Town) schoolDay(day charter.Date) bool {
	if !t.calendar.IsWorking(day) {
		return false
	}
	switch {
	case day.Month == time.September:
		return day.Day >= 15
	case day.Month == time.June:
		return day.Day < 15
	}
	return day.Month < time.June || day.Month > time.September
}

// since says whether the civil day of a moment is the given day or later.
func (t *Town) since(moment time.Time, day charter.Date) bool {
	return t.calendar.CivilDay(moment).Compare(day) >= 0
}

package charter

import (
	"slices"
	"time"
)

// Pause is a time in which the clock stands still, from From up to To, while the office waits for the citizen or for another
// body. A pause that still runs is given with the present moment as To. One that ends before it begins counts for nothing.
type Pause struct{ From, To time.Time }

// Deadline gives the moment by which a term that starts at start ends. An invalid term has none: the zero time.
//
// Minutes and hours count the time during which the office is open, from start or from the next opening; pauses are left out
// of the count to the second. The deadline is the earliest moment at which the term has been used up, so a term that fills
// the day ends at closing time, not at the next opening.
//
// Days, working days and months count from the day after start's civil day, at whatever hour and on whatever day that was. A
// term in months ends on the same day number, or on the month's last day where there is none. The deadline is closing time
// of the last day. A last day that is not a working one moves to the next working day, unless the calendar is set not to.
//
// A pause that begins before the deadline then in force moves the last day by the days, or for a term in working days by the
// working days, after the one on which it began up to the one on which it ended. A pause within one day moves nothing, and
// overlapping pauses count once. The deadline never falls before the end of such a pause.
func (c *Calendar) Deadline(start time.Time, term Term, pauses ...Pause) time.Time {
	if !term.Valid() {
		return time.Time{}
	}
	merged := merge(start, pauses)
	switch term.Unit {
	case Minutes:
		return c.afterWorkingTime(start, time.Duration(term.Amount)*time.Minute, merged)
	case Hours:
		return c.afterWorkingTime(start, time.Duration(term.Amount)*time.Hour, merged)
	}
	last := c.lastDay(c.CivilDay(start), term)
	return c.postponed(last, c.Closing(c.rolled(last)), term.Unit, merged)
}

// Postpone moves a final date that was given in writing by the days of the pauses, as Deadline moves a term in days. Pauses that
// began before since do not count: who named the date knew of them. A date that no pause moved stays what was written, even where it
// is not a working day.
func (c *Calendar) Postpone(final, since time.Time, pauses ...Pause) time.Time {
	var after []Pause
	for _, p := range pauses {
		if !p.From.Before(since) {
			after = append(after, p)
		}
	}
	if len(after) == 0 {
		return final
	}
	return c.postponed(c.CivilDay(final), final, Days, merge(since, after))
}

// postponed gives closing time of the last day after the pauses have moved it, or due, the deadline on that day, where none did. The
// pauses are in order and do not overlap.
func (c *Calendar) postponed(last Date, due time.Time, unit Unit, merged []Pause) time.Time {
	for _, p := range merged {
		if !p.From.Before(due) {
			break
		}
		moved := later(c.movedBy(p, last, unit), c.firstDayClosingAfter(p.To))
		if unit == WorkingDays {
			moved = c.NextWorking(moved)
		}
		if moved != last {
			last, due = moved, c.Closing(c.rolled(moved))
		}
	}
	return due
}

// lastDay gives the last day of a term that nothing interrupts, before any roll-forward.
func (c *Calendar) lastDay(start Date, term Term) Date {
	switch term.Unit {
	case WorkingDays:
		return c.AddWorkingDays(start, term.Amount)
	case Months:
		return start.AddMonths(term.Amount)
	default:
		return start.AddDays(term.Amount)
	}
}

// movedBy gives the last day of a term after a pause.
func (c *Calendar) movedBy(p Pause, last Date, unit Unit) Date {
	from, to := c.CivilDay(p.From), c.CivilDay(p.To)
	if unit == WorkingDays {
		return c.AddWorkingDays(last, c.WorkingDays(from, to))
	}
	return last.AddDays(from.DaysUntil(to))
}

// firstDayClosingAfter gives the first civil day whose closing time is not before t.
func (c *Calendar) firstDayClosingAfter(t time.Time) Date {
	d := c.CivilDay(t)
	if c.Closing(d).Before(t) {
		return d.AddDays(1)
	}
	return d
}

// rolled moves a last day to the next working day, if the calendar is set to.
func (c *Calendar) rolled(d Date) Date {
	if !c.roll {
		return d
	}
	return c.NextWorking(d)
}

// afterWorkingTime gives the earliest moment at which the office has been open for the given time since start, pauses left
// out. The pauses are in order and do not overlap.
func (c *Calendar) afterWorkingTime(start time.Time, need time.Duration, pauses []Pause) time.Time {
	for d := c.CivilDay(start); ; d = d.AddDays(1) {
		if !c.IsWorking(d) {
			continue
		}
		open, closes := laterMoment(c.Opening(d), start), c.Closing(d)
		for open.Before(closes) {
			for len(pauses) > 0 && !pauses[0].To.After(open) {
				pauses = pauses[1:]
			}
			until, next := closes, closes
			if len(pauses) > 0 && pauses[0].From.Before(closes) {
				until, next = laterMoment(open, pauses[0].From), pauses[0].To
			}
			run := until.Sub(open)
			if run >= need {
				return open.Add(need)
			}
			need -= run
			open = next
		}
	}
}

// merge puts the pauses in order, cuts off what lies before start, and joins those that overlap or touch.
func merge(start time.Time, pauses []Pause) []Pause {
	var cut []Pause
	for _, p := range pauses {
		if p.From = laterMoment(p.From, start); p.To.After(p.From) {
			cut = append(cut, p)
		}
	}
	slices.SortFunc(cut, func(a, b Pause) int { return a.From.Compare(b.From) })
	var merged []Pause
	for _, p := range cut {
		if n := len(merged) - 1; n >= 0 && !p.From.After(merged[n].To) {
			merged[n].To = laterMoment(merged[n].To, p.To)
			continue
		}
		merged = append(merged, p)
	}
	return merged
}

package charter

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// Holiday is a rule: days that come back every year.
type Holiday struct {
	ID    string
	Label Label
	// Days are the fixed days. Several days of one rule are one group: the group's days on a weekend move together.
	Days []YearDay
	// Easter are days counted from Orthodox Easter Sunday: -2 is Good Friday.
	Easter []int
	// Moves says whether a day that falls on Saturday or Sunday moves to the next working day.
	Moves bool
	From  Date // first day the rule holds; zero: always
	To    Date // last day it holds; zero: still
}

// YearDay is a day of every year, such as 24 December. 29 February is left out of common years.
type YearDay struct {
	Month time.Month
	Day   int
}

// Exception is one dated decision that goes before every rule, for its own day alone: a day off that the Council of Ministers
// gives, or a Saturday that is worked in return.
type Exception struct {
	Date    Date
	Working bool
	Reason  Label
	Basis   Label
}

// OfficeHours are the hours of every working day, in minutes after midnight.
type OfficeHours struct{ Opens, Closes int }

// Calendar answers which days and hours the office works. It is safe for concurrent use and never changes.
type Calendar struct {
	rules      *holidayRules
	exceptions map[Date]Exception
	hours      OfficeHours
	location   *time.Location
	roll       bool
	exactFrom  Date
}

// holidayRules are the rules with the years already worked out. Calendars that differ in exceptions alone share them.
type holidayRules struct {
	holidays  []Holiday
	movesFrom Date     // first holiday that moves off a weekend
	moved     Label    // what a day off in place of another is called; {holiday} stands for the other
	years     sync.Map // int -> map[Date]Label
}

// WithExceptions gives a calendar whose dated exceptions are exactly these and all else is the same. Of two for one day the
// later in the list holds. The register keeps the exceptions after it has taken them over from the charter's file.
func (c *Calendar) WithExceptions(list []Exception) *Calendar {
	d := *c
	d.exceptions = make(map[Date]Exception, len(list))
	for _, e := range list {
		d.exceptions[e.Date] = e
	}
	return &d
}

// Exceptions gives the dated exceptions in the order of days.
func (c *Calendar) Exceptions() []Exception {
	return slices.SortedFunc(maps.Values(c.exceptions), func(a, b Exception) int { return a.Date.Compare(b.Date) })
}

// WithRollForward gives a calendar that moves a deadline off a non-working day, or leaves it there.
func (c *Calendar) WithRollForward(on bool) *Calendar {
	d := *c
	d.roll = on
	return &d
}

// ExactFrom gives the first day from which the rules and exceptions are complete. Earlier ones lack the decisions of their
// time, such as swapped Saturdays, and whoever shows a figure of working time over them has to say so.
func (c *Calendar) ExactFrom() Date { return c.exactFrom }

// Hours gives the office hours.
func (c *Calendar) Hours() OfficeHours { return c.hours }

// Location gives the time zone of the calendar's days and hours.
func (c *Calendar) Location() *time.Location { return c.location }

// IsWorking says whether the office works on the day.
func (c *Calendar) IsWorking(d Date) bool {
	if e, ok := c.exceptions[d]; ok {
		return e.Working
	}
	if isWeekend(d) {
		return false
	}
	_, off := c.rules.year(d.Year)[d]
	return !off
}

// Holiday gives the name of an official holiday, of the day off in its place, or of an exceptional day off. Plain Saturdays
// and Sundays are none, and neither is a day that an exception makes a working one.
func (c *Calendar) Holiday(d Date) (Label, bool) {
	if e, ok := c.exceptions[d]; ok {
		return e.Reason, !e.Working
	}
	l, ok := c.rules.year(d.Year)[d]
	return l, ok
}

// NextWorking gives the day itself when the office works on it, else the first later day on which it does.
func (c *Calendar) NextWorking(d Date) Date {
	for !c.IsWorking(d) {
		d = d.AddDays(1)
	}
	return d
}

// AddWorkingDays gives the n-th working day after d; d itself does not count and need not be one. With n below 1 it is d.
func (c *Calendar) AddWorkingDays(d Date, n int) Date {
	for range n {
		d = c.NextWorking(d.AddDays(1))
	}
	return d
}

// WorkingDays counts the working days after from up to and including to; none when to is not later.
func (c *Calendar) WorkingDays(from, to Date) int {
	n := 0
	for d := from.AddDays(1); !d.After(to); d = d.AddDays(1) {
		if c.IsWorking(d) {
			n++
		}
	}
	return n
}

// CivilDay gives the date on the municipality's calendar at a moment.
func (c *Calendar) CivilDay(t time.Time) Date { return dateOf(t.In(c.location)) }

// Hour gives the hour, 0 to 23, on the municipality's clock at a moment.
func (c *Calendar) Hour(t time.Time) int { return t.In(c.location).Hour() }

func isWeekend(d Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

package charter

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawCalendar gives the default calendar with some days given off or worked, and with or without roll-forward.
func drawCalendar(t *rapid.T, c *Calendar) *Calendar {
	list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Exception {
		return Exception{Date: drawDate(t), Working: rapid.Bool().Draw(t, "working")}
	}), 0, 12).Draw(t, "exceptions")
	return c.WithExceptions(list).WithRollForward(rapid.Bool().Draw(t, "roll"))
}

// drawDate stays within two years, so that exceptions, holidays and terms meet; Easter and Christmas move through it.
func drawDate(t *rapid.T) Date { return NewDate(2026, 11, rapid.IntRange(1, 730).Draw(t, "day")) }

func drawMoment(t *rapid.T, c *Calendar) time.Time {
	d := drawDate(t)
	edges := []time.Time{d.In(c.Location()), c.Opening(d), c.Closing(d)}
	if i := rapid.IntRange(0, 5).Draw(t, "edge"); i < len(edges) {
		return edges[i]
	}
	return edges[0].Add(time.Duration(rapid.IntRange(0, 86_399).Draw(t, "second")) * time.Second)
}

func drawTerm(t *rapid.T, units ...Unit) Term {
	most := map[Unit]int{Minutes: 3000, Hours: 200, Days: 120, WorkingDays: 80, Months: 7}
	unit := rapid.SampledFrom(units).Draw(t, "unit")
	return Term{rapid.IntRange(1, most[unit]).Draw(t, "amount"), unit}
}

// drawPauses gives pauses that begin around a start.
func drawPauses(t *rapid.T, start time.Time) []Pause {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Pause {
		from := start.Add(time.Duration(rapid.IntRange(-5*24*60, 90*24*60).Draw(t, "from")) * time.Minute)
		return Pause{from, from.Add(time.Duration(rapid.IntRange(-60, 20*24*60).Draw(t, "length")) * time.Minute)}
	}), 0, 5).Draw(t, "pauses")
}

var (
	allUnits  = []Unit{Minutes, Hours, Days, WorkingDays, Months}
	timeUnits = []Unit{Minutes, Hours}
	dayUnits  = []Unit{Days, WorkingDays, Months}
)

func TestDeadlineProperties(t *testing.T) {
	base := mustDefault(t).Calendar
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t, base)
		start := drawMoment(t, c)
		term := drawTerm(t, allUnits...)
		pauses := drawPauses(t, start)
		due := c.Deadline(start, term, pauses...)

		if !due.After(start) {
			t.Fatalf("%s is not after the start %s", due, start)
		}
		if longer := (Term{term.Amount + 1, term.Unit}); c.Deadline(start, longer, pauses...).Before(due) {
			t.Fatalf("%s ends before %s", longer, term)
		}
		if more := append(pauses[:len(pauses):len(pauses)], drawPauses(t, start)...); c.Deadline(start, term, more...).Before(due) {
			t.Fatalf("more pauses %v give an earlier deadline than %s", more, due)
		}
		reversed := make([]Pause, 0, len(pauses))
		for i := range pauses {
			reversed = append(reversed, pauses[len(pauses)-1-i])
		}
		if got := c.Deadline(start, term, reversed...); !got.Equal(due) {
			t.Fatalf("the order of pauses matters: %s and %s", due, got)
		}
		for _, p := range pauses {
			if p.From.Before(due) && p.To.After(due) && p.From.Before(p.To) {
				t.Fatalf("the deadline %s lies within the pause %v", due, p)
			}
		}
		later := start.Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(t, "later")) * time.Minute)
		if c.Deadline(later, term).Before(c.Deadline(start, term)) {
			t.Fatalf("a later start %s ends earlier", later)
		}
	})
}

func TestDeadlineInDaysProperties(t *testing.T) {
	base := mustDefault(t).Calendar
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t, base)
		start := drawMoment(t, c)
		term := drawTerm(t, dayUnits...)
		pauses := drawPauses(t, start)
		due := c.Deadline(start, term, pauses...)
		last := c.CivilDay(due)
		if !due.Equal(c.Closing(last)) {
			t.Fatalf("%s is not closing time", due)
		}
		if (c.roll || term.Unit == WorkingDays) && !c.IsWorking(last) {
			t.Fatalf("%s is not a working day", last)
		}
		off := append(c.Exceptions(), Exception{Date: drawDate(t)})
		if got := c.WithExceptions(off).Deadline(start, term); got.Before(c.Deadline(start, term)) {
			t.Fatalf("one more day off gives an earlier deadline %s", got)
		}
		if rolled := c.WithRollForward(true).Deadline(start, term, pauses...); rolled.Before(due) {
			t.Fatalf("roll-forward moved %s back to %s", due, rolled)
		}
	})
}

func TestDeadlineInWorkingTimeProperties(t *testing.T) {
	base := mustDefault(t).Calendar
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t, base)
		start := drawMoment(t, c)
		term := drawTerm(t, timeUnits...)
		pauses := drawPauses(t, start)
		due := c.Deadline(start, term, pauses...)
		length := time.Duration(term.Amount) * time.Minute
		if term.Unit == Hours {
			length = time.Duration(term.Amount) * time.Hour
		}
		day := c.CivilDay(due)
		if !c.IsWorking(day) || !due.After(c.Opening(day)) || due.After(c.Closing(day)) {
			t.Fatalf("%s is outside office hours", due)
		}
		if got := c.WorkingTime(start, c.Deadline(start, term)); got != length {
			t.Fatalf("the office was open for %s up to the deadline, the term is %s", got, term)
		}
		if got := counted(c, start, due, pauses); got != length {
			t.Fatalf("counted %s up to the deadline, the term is %s", got, term)
		}
		if got := counted(c, start, due.Add(-time.Second), pauses); got >= length {
			t.Fatalf("the term was used up before %s", due)
		}
	})
}

// counted gives the working time between two moments less that of the pauses, without merging them: the span is cut at every
// edge of a pause, and a piece counts if no pause covers it.
func counted(c *Calendar, from, to time.Time, pauses []Pause) time.Duration {
	var sum time.Duration
	for from.Before(to) {
		next, covered := to, false
		for _, p := range pauses {
			if !p.From.Before(p.To) {
				continue
			}
			covered = covered || (!from.Before(p.From) && from.Before(p.To))
			for _, edge := range []time.Time{p.From, p.To} {
				if edge.After(from) && edge.Before(next) {
					next = edge
				}
			}
		}
		if !covered {
			sum += c.WorkingTime(from, next)
		}
		from = next
	}
	return sum
}

func TestWorkingTimeProperties(t *testing.T) {
	base := mustDefault(t).Calendar
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t, base)
		a := drawMoment(t, c)
		b := a.Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, "to b")) * time.Minute)
		d := b.Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, "to d")) * time.Minute)
		if ab, bd, ad := c.WorkingTime(a, b), c.WorkingTime(b, d), c.WorkingTime(a, d); ab+bd != ad {
			t.Fatalf("%s and %s are not %s", ab, bd, ad)
		}
		if c.WorkingTime(b, a) != 0 && b.After(a) {
			t.Fatal("time runs backwards")
		}
	})
}

// TestWorkingTimeByCounting compares with the slowest definition there is: ask at every minute whether the office is open.
func TestWorkingTimeByCounting(t *testing.T) {
	base := mustDefault(t).Calendar
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t, base)
		from := drawMoment(t, c).Truncate(time.Minute)
		to := from.Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(t, "minutes")) * time.Minute)
		var want time.Duration
		for m := from; m.Before(to); m = m.Add(time.Minute) {
			if c.InOfficeHours(m) {
				want += time.Minute
			}
		}
		if got := c.WorkingTime(from, to); got != want {
			t.Fatalf("%s to %s: %s, counted %s", from, to, got, want)
		}
	})
}

func TestWorkingDaysProperties(t *testing.T) {
	base := mustDefault(t).Calendar
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t, base)
		d, n := drawDate(t), rapid.IntRange(0, 200).Draw(t, "n")
		to := c.AddWorkingDays(d, n)
		if got := c.WorkingDays(d, to); got != n {
			t.Fatalf("%d working days from %s to %s, want %d", got, d, to, n)
		}
		if n > 0 && !c.IsWorking(to) {
			t.Fatalf("%s is not a working day", to)
		}
		next := c.NextWorking(d)
		if !c.IsWorking(next) || c.WorkingDays(d.AddDays(-1), next) != 1 {
			t.Fatalf("%s is not the first working day from %s", next, d)
		}
	})
}

func TestDateProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := NewDate(rapid.IntRange(1900, 2190).Draw(t, "year"), time.January, rapid.IntRange(1, 366).Draw(t, "day"))
		n := rapid.IntRange(-4000, 4000).Draw(t, "n")
		e := d.AddDays(n)
		if d.DaysUntil(e) != n || e.AddDays(-n) != d {
			t.Fatalf("%s and %d days is %s", d, n, e)
		}
		if back, err := ParseDate(d.String()); err != nil || back != d {
			t.Fatalf("%s reads back as %s: %v", d, back, err)
		}
		var text Date
		if b, err := d.MarshalText(); err != nil || text.UnmarshalText(b) != nil || text != d {
			t.Fatalf("%s as text is %s", d, text)
		}
		m := rapid.IntRange(-40, 40).Draw(t, "months")
		f := d.AddMonths(m)
		if f.Year*12+int(f.Month) != d.Year*12+int(d.Month)+m {
			t.Fatalf("%s and %d months is %s", d, m, f)
		}
		if f.Day != d.Day && (f.Day > d.Day || f.AddDays(1).Day != 1) {
			t.Fatalf("%s and %d months is %s: neither the same number nor the last day", d, m, f)
		}
		if d.Compare(e) != sign(-n) || d.Before(e) != (n > 0) || d.After(e) != (n < 0) {
			t.Fatalf("%s and %s compare as %d", d, e, d.Compare(e))
		}
	})
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

package charter

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// EasterSunday gives Orthodox Easter Sunday as a day of the Gregorian calendar: Meeus, Astronomical Algorithms, 1991,
// chapter 8, gives the day of the Julian calendar, which is 13 days behind from 1900 to 2099.
func (c *Calendar) EasterSunday(year int) Date { return easterSunday(year) }

func easterSunday(year int) Date {
	a, b, c := year%4, year%7, year%19
	d := (19*c + 15) % 30
	e := (2*a + 4*b - d + 34) % 7
	f := d + e + 114
	return NewDate(year, time.Month(f/31), f%31+1+julianLag(year))
}

// julianLag gives by how many days the Julian calendar is behind the Gregorian in the spring of the year.
func julianLag(year int) int { return year/100 - year/400 - 2 }

// year gives the official holidays of a year and the days off in their place, by day.
func (r *holidayRules) year(y int) map[Date]Label {
	if known, ok := r.years.Load(y); ok {
		return known.(map[Date]Label)
	}
	off := r.workOut(y)
	r.years.Store(y, off)
	return off
}

// workOut lists a year's days off. The neighbours are looked at too: a holiday at the end of December may move into January.
func (r *holidayRules) workOut(y int) map[Date]Label {
	official := make(map[Date]Label) // and, once moved, the days in their place
	var groups []group
	for _, n := range []int{y - 1, y, y + 1} {
		for _, h := range r.holidays {
			days := h.in(n)
			for _, d := range days {
				if _, taken := official[d]; !taken {
					official[d] = h.Label
				}
			}
			if h.Moves && n <= y && len(days) > 0 {
				groups = append(groups, group{h.Label, days})
			}
		}
	}
	slices.SortStableFunc(groups, func(a, b group) int { return a.last().Compare(b.last()) })
	for _, g := range groups {
		r.move(g, official)
	}
	maps.DeleteFunc(official, func(d Date, _ Label) bool { return d.Year != y })
	return official
}

// group is the days of one holiday in one year, in order.
type group struct {
	name Label
	days []Date
}

func (g group) last() Date { return g.days[len(g.days)-1] }

// move gives a day off for each day of the group that falls on a weekend: the first, or the first two, working days after the
// holidays (Labour Code, art. 154, para. 2). A working day here is one that is neither weekend, nor official holiday, nor
// already off in place of another; dated exceptions play no part.
func (r *holidayRules) move(g group, off map[Date]Label) {
	d := g.last()
	for _, day := range g.days {
		if !isWeekend(day) || day.Before(r.movesFrom) {
			continue
		}
		for d = d.AddDays(1); isWeekend(d) || off[d] != nil; {
			d = d.AddDays(1)
		}
		off[d] = r.inPlaceOf(g.name)
	}
}

// inPlaceOf names a day off in place of a holiday.
func (r *holidayRules) inPlaceOf(holiday Label) Label {
	l := make(Label, len(r.moved))
	for lang, text := range r.moved {
		l[lang] = strings.ReplaceAll(text, "{holiday}", holiday.In(lang))
	}
	return l
}

// in gives the days of the rule in a year, in order.
func (h Holiday) in(year int) []Date {
	var days []Date
	for _, yd := range h.Days {
		if d := NewDate(year, yd.Month, yd.Day); d.Month == yd.Month {
			days = append(days, d)
		}
	}
	for _, offset := range h.Easter {
		days = append(days, easterSunday(year).AddDays(offset))
	}
	days = slices.DeleteFunc(days, func(d Date) bool {
		return d.Before(h.From) || (!h.To.IsZero() && d.After(h.To))
	})
	slices.SortFunc(days, Date.Compare)
	return days
}

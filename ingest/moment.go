package ingest

import (
	"strconv"
	"strings"
	"time"

	"harta/internal/fault"
)

// moment is a parsed cell: an instant, or a whole civil day.
type moment struct {
	at  time.Time // in the profile's zone; midnight at the start of a whole day
	day bool
}

// The years a file's moments may lie in. Before the first, nothing of today's procedures existed and a slip of the pen is
// likely; a system that writes 31.12.9999 for "no deadline" means none, and ClickHouse keeps no such year.
const (
	firstYear = 1990
	lastYear  = 2100
)

// parseMoment reads a cell of a field by the first pattern that fits. The fault is "date_impossible" for 31.02.2026, "date_malformed" for
// what no pattern fits, "date_too_early" for a year before 1990 and "date_too_late" for one after 2100.
func (p *Profile) parseMoment(f Field, value string) (moment, *fault.Error) {
	layouts, own := p.ofColumn[f]
	if !own {
		layouts = p.layouts
	}
	return p.parse(value, layouts)
}

func (p *Profile) parse(value string, layouts []layout) (moment, *fault.Error) {
	impossible := false
	value = bareMoment(value)
	for _, l := range layouts {
		shown, fits, real := l.read(value)
		if fits && real {
			t := instant(shown, p.location)
			if t.Year() < firstYear {
				return moment{}, fault.Invalid("", "date_too_early", fault.Params{"year": strconv.Itoa(firstYear)})
			}
			if t.Year() > lastYear {
				return moment{}, fault.Invalid("", "date_too_late", fault.Params{"year": strconv.Itoa(lastYear)})
			}
			return moment{at: t, day: l.day}, nil
		}
		impossible = impossible || fits
	}
	if impossible {
		return moment{}, fault.Invalid("", "date_impossible", nil)
	}
	patterns := make([]string, len(layouts))
	for i, l := range layouts {
		patterns[i] = l.pattern
	}
	return moment{}, fault.Invalid("", "date_malformed", fault.Params{"patterns": strings.Join(patterns, ", ")})
}

// bareMoment takes the words out of a moment that Windows in Bulgarian writes into it: "4.5.2026 г. 10:30 ч.".
func bareMoment(value string) string {
	date, clock, worded := strings.Cut(value, "г")
	if !worded {
		clock = value
	}
	for _, word := range []string{"ч.", "ч"} {
		if bare, ok := strings.CutSuffix(clock, word); ok {
			clock = strings.TrimRight(bare, " ")
			break
		}
	}
	if !worded {
		return clock
	}
	return strings.TrimRight(date, " ") + strings.TrimPrefix(clock, ".")
}

// instant is when the clocks of a place show what shown says in UTC. Of an hour that they show twice in autumn it is the first;
// an hour that they skip in spring is read as the one after it. time.Date promises neither and answers by the sign of the zone.
func instant(shown time.Time, loc *time.Location) time.Time {
	const day = 24 * time.Hour
	_, before := shown.Add(-day).In(loc).Zone()
	t := shown.Add(-time.Duration(before) * time.Second).In(loc)
	if wall(t) == wall(shown) {
		return t
	}
	_, after := shown.Add(day).In(loc).Zone() // the clocks have changed since the day before
	if u := shown.Add(-time.Duration(after) * time.Second).In(loc); wall(u) == wall(shown) {
		return u
	}
	return t
}

// wall is what the clocks show at t, as seconds since 1970 on them.
func wall(t time.Time) int64 {
	_, ahead := t.Zone()
	return t.Unix() + int64(ahead)
}

// laterReading is the second instant at which the clocks showed what they show at t, where they were set back over it; else t.
func laterReading(t time.Time) time.Time {
	if later := t.Add(time.Hour); wall(later) == wall(t) {
		return later
	}
	return t
}

// endOfDay is the last millisecond of the civil day: a deadline given as a day includes the whole of it.
func endOfDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, t.Location()).Add(-time.Millisecond)
}

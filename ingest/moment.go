package ingest

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"harta/internal/fault"
)

// layout is one way of writing a moment in a file.
type layout struct {
	pattern string // as in the profile: dd.MM.yyyy HH:mm
	goForm  string
	day     bool // a day without an hour
}

// patternParts are what a pattern is made of, longer ones first, with Go's form of each.
var patternParts = []struct{ part, goForm string }{
	{"yyyy", "2006"}, {"yy", "06"}, {"MM", "01"}, {"M", "1"}, {"dd", "02"}, {"d", "2"}, {"HH", "15"}, {"H", "15"}, {"mm", "04"}, {"ss", "05"},
}

var errPattern = errors.New("a pattern is made of yyyy yy MM M dd d HH H mm ss and . - / : space T, with day, month and year once each")

// parseLayout reads a pattern such as "dd.MM.yyyy HH:mm".
func parseLayout(pattern string) (layout, error) {
	l := layout{pattern: pattern, day: true}
	var b strings.Builder
	seen := map[byte]int{}
	for rest := pattern; rest != ""; {
		n := 0
		for _, p := range patternParts {
			if strings.HasPrefix(rest, p.part) {
				b.WriteString(p.goForm)
				seen[rest[0]]++
				n = len(p.part)
				break
			}
		}
		if n == 0 {
			if !strings.ContainsRune(".-/: T", rune(rest[0])) {
				return layout{}, errPattern
			}
			b.WriteByte(rest[0])
			n = 1
		}
		rest = rest[n:]
	}
	l.goForm = b.String()
	l.day = seen['H'] == 0
	if seen['y'] != 1 || seen['M'] != 1 || seen['d'] != 1 || seen['H'] > 1 || seen['H'] != seen['m'] || seen['s'] > seen['m'] {
		return layout{}, errPattern
	}
	return l, nil
}

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
	for _, l := range layouts {
		shown, err := time.Parse(l.goForm, value)
		if err == nil {
			t := instant(shown, p.location)
			if t.Year() < firstYear {
				return moment{}, fault.Invalid("", "date_too_early", fault.Params{"year": strconv.Itoa(firstYear)})
			}
			if t.Year() > lastYear {
				return moment{}, fault.Invalid("", "date_too_late", fault.Params{"year": strconv.Itoa(lastYear)})
			}
			return moment{at: t, day: l.day}, nil
		}
		var pe *time.ParseError
		if errors.As(err, &pe) && strings.Contains(pe.Message, "out of range") {
			impossible = true
		}
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

// instant is when the clocks of a place show what shown says in UTC. Of an hour that they show twice in autumn it is the first;
// an hour that they skip in spring is read as the one after it. time.Date promises neither and answers by the sign of the zone.
func instant(shown time.Time, loc *time.Location) time.Time {
	_, before := shown.AddDate(0, 0, -1).In(loc).Zone()
	t := shown.Add(-time.Duration(before) * time.Second).In(loc)
	if wall(t) == wall(shown) {
		return t
	}
	_, after := shown.AddDate(0, 0, 1).In(loc).Zone() // the clocks have changed since the day before
	if u := shown.Add(-time.Duration(after) * time.Second).In(loc); wall(u) == wall(shown) {
		return u
	}
	return t
}

// wall is what the clocks show at t.
func wall(t time.Time) string { return t.Format(time.DateOnly + " " + time.TimeOnly) }

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

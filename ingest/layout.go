package ingest

import (
	"errors"
	"strings"
	"time"
)

// layout is one way of writing a moment in a file.
type layout struct {
	pattern string // as in the profile: dd.MM.yyyy HH:mm
	steps   []layoutStep
	day     bool // a day without an hour
}

// layoutStep is a number of a moment, or a character between them.
type layoutStep struct {
	part        byte // y, M, d, H, m, s; 0: a character
	least, most int  // digits
	character   byte
}

// patternParts are what a pattern is made of, longer ones first, with the digits of each.
var patternParts = []struct {
	part        string
	least, most int
}{
	{"yyyy", 4, 4}, {"yy", 2, 2}, {"MM", 2, 2}, {"M", 1, 2}, {"dd", 2, 2}, {"d", 1, 2}, {"HH", 1, 2}, {"H", 1, 2}, {"mm", 2, 2}, {"ss", 2, 2},
}

var errPattern = errors.New("a pattern is made of yyyy yy MM M dd d HH H mm ss and . - / : space T, with day, month and year once each")

// parseLayout reads a pattern such as "dd.MM.yyyy HH:mm".
func parseLayout(pattern string) (layout, error) {
	l := layout{pattern: pattern}
	seen := map[byte]int{}
	for rest := pattern; rest != ""; {
		step, n := layoutStep{character: rest[0]}, 1
		for _, p := range patternParts {
			if strings.HasPrefix(rest, p.part) {
				step, n = layoutStep{part: rest[0], least: p.least, most: p.most}, len(p.part)
				seen[rest[0]]++
				break
			}
		}
		if step.part == 0 && !strings.ContainsRune(".-/: T", rune(rest[0])) {
			return layout{}, errPattern
		}
		l.steps, rest = append(l.steps, step), rest[n:]
	}
	l.day = seen['H'] == 0
	if seen['y'] != 1 || seen['M'] != 1 || seen['d'] != 1 || seen['H'] > 1 || seen['H'] != seen['m'] || seen['s'] > seen['m'] {
		return layout{}, errPattern
	}
	return l, nil
}

// layoutsOf reads patterns that stand in this package. It panics where one is wrong.
func layoutsOf(patterns ...string) []layout {
	list := make([]layout, len(patterns))
	for i, pattern := range patterns {
		l, err := parseLayout(pattern)
		if err != nil {
			panic(pattern)
		}
		list[i] = l
	}
	return list
}

// read reads a moment as the clocks show it, in UTC. fits is false where the value is not written so; a value that fits may name a
// moment that no calendar or clock has, and then is not real. Seconds may have a fraction, whatever the pattern says. Years of two
// digits lie between 1969 and 2068.
func (l *layout) read(value string) (shown time.Time, fits, real bool) {
	year, month, day, hour, minute, second, nano := 0, 0, 0, 0, 0, 0, 0
	for _, step := range l.steps {
		if step.part == 0 {
			if value == "" || value[0] != step.character {
				return time.Time{}, false, false
			}
			value = value[1:]
			continue
		}
		n, digits := digitsOf(value, step.most)
		if digits < step.least {
			return time.Time{}, false, false
		}
		value = value[digits:]
		switch step.part {
		case 'y':
			if year = n; step.most == 2 && n >= 69 {
				year += 1900
			} else if step.most == 2 {
				year += 2000
			}
		case 'M':
			month = n
		case 'd':
			day = n
		case 'H':
			hour = n
		case 'm':
			minute = n
		case 's':
			second = n
			nano, value = fraction(value)
		}
	}
	if value != "" {
		return time.Time{}, false, false
	}
	shown = time.Date(year, time.Month(month), day, hour, minute, second, nano, time.UTC)
	_, m, d := shown.Date()
	return shown, true, hour < 24 && minute < 60 && second < 60 && int(m) == month && d == day
}

// digitsOf reads up to most digits.
func digitsOf(value string, most int) (n, digits int) {
	for digits < most && digits < len(value) && '0' <= value[digits] && value[digits] <= '9' {
		n = n*10 + int(value[digits]-'0')
		digits++
	}
	return n, digits
}

// fraction reads the fraction of a second, in nanoseconds, where one follows.
func fraction(value string) (nano int, rest string) {
	if len(value) < 2 || value[0] != '.' && value[0] != ',' {
		return 0, value
	}
	n, digits := digitsOf(value[1:], 9)
	if digits == 0 {
		return 0, value
	}
	for range 9 - digits {
		n *= 10
	}
	return n, strings.TrimLeft(value[1+digits:], "0123456789")
}

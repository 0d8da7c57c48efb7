package ingest

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"
)

// BurstRule tells taps of people from taps of a hand that plays with the screen. More than Most taps of one screen within
// Window are a burst, and none of them counts: neither do the first ones, since nobody can say which of them was meant.
//
// The rule judges a screen and never a person, and it looks at nothing but the moments of the taps. So the same taps give the
// same counted ones in whatever order and however late they arrive: a tap is in a burst exactly when some span of Window that
// holds it holds more than Most.
type BurstRule struct {
	Most   int           `json:"most"`
	Window time.Duration `json:"window"` // nanoseconds in JSON
}

// DefaultBurstRule is the rule of a screen that has none of its own: six taps within twenty seconds are a burst. A person who
// rates takes some seconds to read and to make room for the next one, and the screen itself says thanks for four; a queue at a
// counter is slower by far.
func DefaultBurstRule() BurstRule { return BurstRule{Most: 5, Window: 20 * time.Second} }

// Or gives the rule with the parts of another in place of those that are zero.
func (r BurstRule) Or(other BurstRule) BurstRule {
	if r.Most <= 0 {
		r.Most = other.Most
	}
	if r.Window <= 0 {
		r.Window = other.Window
	}
	return r
}

func (r BurstRule) orDefault() BurstRule { return r.Or(DefaultBurstRule()) }

// tapAt is one tap on a screen as the rule sees it.
type tapAt struct {
	id     uuid.UUID
	moment time.Time
}

// bursts finds the taps that are part of a burst among the taps of one screen, in any order. A tap given twice is one tap.
func (r BurstRule) bursts(taps []tapAt) map[uuid.UUID]bool {
	sorted := slices.Clone(taps)
	slices.SortFunc(sorted, func(a, b tapAt) int {
		return cmp.Or(a.moment.Compare(b.moment), slices.Compare(a.id[:], b.id[:]))
	})
	sorted = slices.CompactFunc(sorted, func(a, b tapAt) bool { return a.id == b.id })
	found := make(map[uuid.UUID]bool)
	marked := 0 // the taps before it have been marked, or never will be by a later span
	for first, next := 0, 0; first < len(sorted); first++ {
		for next < len(sorted) && sorted[next].moment.Sub(sorted[first].moment) <= r.Window {
			next++
		}
		if next-first <= r.Most {
			continue
		}
		for i := max(first, marked); i < next; i++ {
			found[sorted[i].id] = true
		}
		marked = next
	}
	return found
}

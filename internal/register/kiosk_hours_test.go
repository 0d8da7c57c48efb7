package register

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"harta/internal/charter"
)

// museum is open on Saturday and Sunday afternoons and on Wednesday till midnight.
var museum = Hours{Kind: HoursOwn, Week: [7]Span{
	time.Sunday: {Opens: 13 * 60, Closes: 17 * 60}, time.Wednesday: {Opens: 9 * 60, Closes: 24 * 60}, time.Saturday: {Opens: 13 * 60, Closes: 17 * 60},
}}

func TestHours(t *testing.T) {
	ch, err := charter.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		hours Hours
		at    time.Time
		next  time.Time // the first moment from at on that is open
	}{
		{"office, at work", Hours{}, sofia(2026, time.May, 4, 10, 30), sofia(2026, time.May, 4, 10, 30)},
		{"office, at the opening", Hours{}, sofia(2026, time.May, 4, 8, 30), sofia(2026, time.May, 4, 8, 30)},
		{"office, before it opens", Hours{}, sofia(2026, time.May, 4, 8, 29), sofia(2026, time.May, 4, 8, 30)},
		{"office, at the closing before a holiday", Hours{}, sofia(2026, time.May, 5, 17, 30), sofia(2026, time.May, 7, 8, 30)},
		{"office, Friday evening", Hours{}, sofia(2026, time.May, 8, 18, 0), sofia(2026, time.May, 11, 8, 30)},
		{"own, Saturday", museum, sofia(2026, time.May, 9, 9, 0), sofia(2026, time.May, 9, 13, 0)},
		{"own, to midnight", museum, sofia(2026, time.May, 13, 23, 59), sofia(2026, time.May, 13, 23, 59)},
		{"own, at midnight", museum, sofia(2026, time.May, 14, 0, 0), sofia(2026, time.May, 16, 13, 0)},
		{"own, a Wednesday that is a holiday", museum, sofia(2026, time.May, 6, 10, 0), sofia(2026, time.May, 9, 13, 0)},
		{"own, Easter Sunday", museum, sofia(2026, time.April, 11, 14, 0), sofia(2026, time.April, 15, 9, 0)},
		{"always, at night on a holiday", Hours{Kind: HoursAlways}, sofia(2026, time.May, 6, 3, 0), sofia(2026, time.May, 6, 3, 0)},
	} {
		next, ok := c.hours.NextOpening(ch.Calendar, c.at)
		if !ok || !next.Equal(c.next) {
			t.Errorf("%s: next opening %v %v, want %v", c.name, next, ok, c.next)
		}
		if open := c.hours.Open(ch.Calendar, c.at); open != c.at.Equal(c.next) {
			t.Errorf("%s: open %v", c.name, open)
		}
	}
	if _, ok := (Hours{Kind: HoursOwn}).NextOpening(ch.Calendar, sofia(2026, time.May, 4, 10, 0)); ok {
		t.Error("what never opens has a next opening")
	}
}

// Whatever the hours: the next opening is open, nothing between is, and it is its own next opening.
func TestNextOpeningIsTheFirst(t *testing.T) {
	ch, err := charter.Default()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		h := Hours{Kind: rapid.SampledFrom([]HoursKind{HoursOffice, HoursOwn, HoursAlways}).Draw(t, "kind")}
		for day := range h.Week {
			if rapid.Bool().Draw(t, "served") {
				opens := rapid.IntRange(0, dayMinutes-1).Draw(t, "opens")
				h.Week[day] = Span{Opens: opens, Closes: rapid.IntRange(opens+1, dayMinutes).Draw(t, "closes")}
			}
		}
		from := time.Unix(rapid.Int64Range(1_767_000_000, 1_830_000_000).Draw(t, "at"), 0)
		next, ok := h.NextOpening(ch.Calendar, from)
		if !ok {
			return
		}
		if !h.Open(ch.Calendar, next) || next.Before(from) {
			t.Fatalf("from %v: %v is not open", from, next)
		}
		if again, _ := h.NextOpening(ch.Calendar, next); !again.Equal(next) {
			t.Fatalf("%v is not its own next opening, %v is", next, again)
		}
		for range 20 {
			if span := next.Unix() - from.Unix(); span > 0 {
				between := from.Add(time.Duration(rapid.Int64Range(0, span-1).Draw(t, "between")) * time.Second)
				if h.Open(ch.Calendar, between) {
					t.Fatalf("open at %v already", between)
				}
			}
		}
	})
}

package charter

import (
	"testing"
	"time"
)

// TestLatest holds the furthest lawful deadlines of cases received on Monday, 4 May 2026.
func TestLatest(t *testing.T) {
	c := mustDefault(t)
	start := time.Date(2026, time.May, 4, 9, 0, 0, 0, c.Location())
	day := func(m time.Month, d int) time.Time { return time.Date(2026, m, d, 17, 30, 0, 0, c.Location()) }
	for _, k := range []struct {
		kind  string
		staff bool
		want  time.Time
	}{
		{"complaint", true, time.Time{}}, // the charter asks for a final date and sets no bound
		{"signal", false, day(time.August, 4)},
		{"signal", true, day(time.August, 4)}, // the charter's month may grow, the law's two by one
		{"proposal", false, day(time.November, 4)},
		{"praise", false, time.Time{}},
	} {
		clock, known := c.ClockFor(k.kind, k.staff)
		if !known {
			t.Fatalf("%s has no clock", k.kind)
		}
		if got := c.Calendar.Latest(clock, start); !got.Equal(k.want) {
			t.Errorf("%s, staff %t: got %v, want %v", k.kind, k.staff, got, k.want)
		}
	}
}

func TestLatestInAnotherUnit(t *testing.T) {
	c := mustDefault(t)
	clock := Clock{Legal: &Limit{Term: Term{1, Months}, Extension: Term{10, Days}}}
	start := time.Date(2026, time.May, 4, 9, 0, 0, 0, c.Location())
	if got, want := c.Calendar.Latest(clock, start), time.Date(2026, time.June, 15, 17, 30, 0, 0, c.Location()); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want) // 4 June + 10 days is a Sunday
	}
}

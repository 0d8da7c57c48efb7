package charter

import (
	"strings"
	"testing"
	"time"
)

// TestDeadline holds deadlines worked out by hand. 2026: Easter 12 April (off 10 to 13), 24 May is a Sunday (25 off),
// 6 September is a Sunday (7 off), 26 December is a Saturday (28 off).
func TestDeadline(t *testing.T) {
	c := mustDefault(t).Calendar
	for _, k := range []struct {
		why, start string
		term       Term
		pauses     string // "from/to from/to"
		want       string
	}{
		{"minutes run from the start", "2026-06-15T10:00", Term{20, Minutes}, "", "2026-06-15T10:20"},
		{"before hours they run from the opening", "2026-06-15T06:00", Term{20, Minutes}, "", "2026-06-15T08:50"},
		{"after hours from the next opening", "2026-06-15T17:30", Term{20, Minutes}, "", "2026-06-16T08:50"},
		{"on a Saturday from Monday's opening", "2026-06-13T12:00", Term{20, Minutes}, "", "2026-06-15T08:50"},
		{"they stop over night", "2026-06-15T17:20", Term{20, Minutes}, "", "2026-06-16T08:40"},
		{"and over Easter", "2026-04-09T17:20", Term{20, Minutes}, "", "2026-04-14T08:40"},
		{"a term that fills the day ends at closing", "2026-06-15T08:30", Term{9, Hours}, "", "2026-06-15T17:30"},
		{"hours over the shift to winter time", "2026-10-23T16:30", Term{10, Hours}, "", "2026-10-26T17:30"},
		{"a pause is left out to the minute", "2026-06-15T10:00", Term{60, Minutes}, "2026-06-15T10:30/2026-06-15T11:15", "2026-06-15T11:45"},
		{"a pause over night costs its working time", "2026-06-15T16:30", Term{2, Hours}, "2026-06-15T17:00/2026-06-16T09:30", "2026-06-16T11:00"},
		{"overlapping pauses count once", "2026-06-15T10:00", Term{60, Minutes}, "2026-06-15T10:30/2026-06-15T11:00 2026-06-15T10:45/2026-06-15T11:15", "2026-06-15T11:45"},
		{"a pause from the deadline on comes too late", "2026-06-15T10:00", Term{60, Minutes}, "2026-06-15T11:00/2026-06-15T15:00", "2026-06-15T11:00"},
		{"a pause before the start is cut off", "2026-06-15T10:00", Term{60, Minutes}, "2026-06-15T09:00/2026-06-15T10:10", "2026-06-15T11:10"},

		{"days count from the next day", "2026-06-15T10:00", Term{7, Days}, "", "2026-06-22T17:30"},
		{"at whatever hour", "2026-06-15T23:59", Term{7, Days}, "", "2026-06-22T17:30"},
		{"a Saturday is a day of receipt", "2026-06-13T12:00", Term{9, Days}, "", "2026-06-22T17:30"},
		{"the civil day is Sofia's", "2026-06-15T00:10", Term{1, Days}, "", "2026-06-16T17:30"},
		{"a Saturday rolls to Monday", "2026-06-15T10:00", Term{5, Days}, "", "2026-06-22T17:30"},
		{"Good Friday rolls over Easter", "2026-04-03T10:00", Term{7, Days}, "", "2026-04-14T17:30"},
		{"26 December rolls to the 29th", "2026-12-19T10:00", Term{7, Days}, "", "2026-12-29T17:30"},
		{"a pause moves by its days", "2026-06-15T10:00", Term{7, Days}, "2026-06-16T09:00/2026-06-18T16:00", "2026-06-24T17:30"},
		{"a pause within a day moves nothing", "2026-06-15T10:00", Term{7, Days}, "2026-06-16T09:00/2026-06-16T16:00", "2026-06-22T17:30"},
		{"a pause on the day of receipt counts", "2026-06-15T10:00", Term{7, Days}, "2026-06-15T11:00/2026-06-17T11:00", "2026-06-24T17:30"},
		{"a pause on the last day counts", "2026-06-15T10:00", Term{7, Days}, "2026-06-22T11:00/2026-06-24T11:00", "2026-06-24T17:30"},
		{"after closing on the last day it is too late", "2026-06-15T10:00", Term{7, Days}, "2026-06-22T18:00/2026-06-24T11:00", "2026-06-22T17:30"},
		{"while roll-forward keeps it open it counts", "2026-06-15T10:00", Term{5, Days}, "2026-06-21T11:00/2026-06-23T11:00", "2026-06-23T17:30"},
		{"no deadline within a pause", "2026-06-15T10:00", Term{7, Days}, "2026-06-22T11:00/2026-06-24T20:00", "2026-06-25T17:30"},
		{"a first pause opens the door to a second", "2026-06-15T10:00", Term{7, Days}, "2026-06-16T10:00/2026-06-18T10:00 2026-06-23T10:00/2026-06-25T10:00", "2026-06-26T17:30"},
		{"pauses come in any order", "2026-06-15T10:00", Term{7, Days}, "2026-06-23T10:00/2026-06-25T10:00 2026-06-16T10:00/2026-06-18T10:00", "2026-06-26T17:30"},
		{"a pause that ends before it begins is none", "2026-06-15T10:00", Term{7, Days}, "2026-06-18T10:00/2026-06-16T10:00", "2026-06-22T17:30"},

		{"a pause from before the receipt counts from the receipt", "2026-06-15T10:00", Term{7, Days}, "2026-06-10T10:00/2026-06-17T10:00", "2026-06-24T17:30"},
		{"overlapping pauses move once", "2026-06-15T10:00", Term{7, Days}, "2026-06-16T10:00/2026-06-18T10:00 2026-06-17T10:00/2026-06-19T10:00", "2026-06-25T17:30"},

		{"working days leave out the weekend", "2026-06-15T10:00", Term{7, WorkingDays}, "", "2026-06-24T17:30"},
		{"and holidays", "2026-04-09T10:00", Term{1, WorkingDays}, "", "2026-04-14T17:30"},
		{"and days off in place", "2026-09-04T10:00", Term{1, WorkingDays}, "", "2026-09-08T17:30"},
		{"received on a Saturday, Monday is the first", "2026-06-13T10:00", Term{1, WorkingDays}, "", "2026-06-15T17:30"},
		{"a pause moves by its working days", "2026-06-15T10:00", Term{3, WorkingDays}, "2026-06-16T10:00/2026-06-19T10:00", "2026-06-23T17:30"},
		{"a weekend's pause moves nothing", "2026-06-15T10:00", Term{7, WorkingDays}, "2026-06-19T16:00/2026-06-21T10:00", "2026-06-24T17:30"},
		{"a pause that ends on Saturday leaves Monday", "2026-06-15T10:00", Term{1, WorkingDays}, "2026-06-16T10:00/2026-06-20T10:00", "2026-06-22T17:30"},
		{"exceptions count", "2025-12-30T10:00", Term{1, WorkingDays}, "", "2026-01-05T17:30"},

		{"a month ends on the same number", "2026-06-15T10:00", Term{1, Months}, "", "2026-07-15T17:30"},
		{"or on the month's last day", "2027-01-31T10:00", Term{1, Months}, "", "2027-03-01T17:30"}, // 28 February is a Sunday
		{"in a leap year the 29th", "2024-01-31T10:00", Term{1, Months}, "", "2024-02-29T17:30"},
		{"from the last day to the same number", "2026-02-28T10:00", Term{1, Months}, "", "2026-03-30T17:30"},                  // 28 March is a Saturday
		{"two months over New Year", "2025-11-02T10:00", Term{2, Months}, "", "2026-01-05T17:30"},                              // 2 January is off
		{"a month with a pause", "2026-06-15T10:00", Term{1, Months}, "2026-06-20T10:00/2026-06-23T10:00", "2026-07-20T17:30"}, // 18 July is a Saturday
	} {
		got := c.Deadline(at(t, c, k.start), k.term, pauses(t, c, k.pauses)...)
		if want := at(t, c, k.want); !got.Equal(want) {
			t.Errorf("%s: %s from %s (pauses %q) gives %s, want %s", k.why, k.term, k.start, k.pauses,
				got.Format(momentForm), k.want)
		}
	}
}

const momentForm = "2006-01-02T15:04"

func at(t *testing.T, c *Calendar, s string) time.Time {
	t.Helper()
	m, err := time.ParseInLocation(momentForm, s, c.Location())
	if err != nil {
		t.Fatal(err)
	}
	return m.UTC() // moments come from the stores in UTC
}

func pauses(t *testing.T, c *Calendar, s string) []Pause {
	t.Helper()
	var list []Pause
	for _, p := range strings.Fields(s) {
		from, to, _ := strings.Cut(p, "/")
		list = append(list, Pause{at(t, c, from), at(t, c, to)})
	}
	return list
}

func TestDeadlineWithoutRollForward(t *testing.T) {
	c := mustDefault(t).Calendar.WithRollForward(false)
	start := at(t, c, "2026-06-15T10:00")
	if got := c.Deadline(start, Term{5, Days}); !got.Equal(at(t, c, "2026-06-20T17:30")) {
		t.Errorf("a Saturday moved to %s", got)
	}
	// A term in working days still ends on one, although the pause ends on a Saturday.
	got := c.Deadline(start, Term{1, WorkingDays}, pauses(t, c, "2026-06-16T10:00/2026-06-20T10:00")...)
	if !got.Equal(at(t, c, "2026-06-22T17:30")) {
		t.Errorf("working days end on %s", got)
	}
}

func TestDeadlineOfAnInvalidTerm(t *testing.T) {
	c := mustDefault(t).Calendar
	for _, term := range []Term{{}, {0, Days}, {-1, Months}, {1, "weeks"}, {121, Months}} {
		if got := c.Deadline(time.Now(), term); !got.IsZero() {
			t.Errorf("%s gives %s", term, got)
		}
	}
}

// TestDeadlineFollowsTheCalendar shows that a change of the calendar is computed by asking again.
func TestDeadlineFollowsTheCalendar(t *testing.T) {
	c := mustDefault(t).Calendar
	start := at(t, c, "2026-06-15T10:00")
	off := c.WithExceptions([]Exception{{Date: mustDate(t, "2026-06-22")}})
	if got := off.Deadline(start, Term{7, Days}); !got.Equal(at(t, c, "2026-06-23T17:30")) {
		t.Errorf("with the last day off: %s", got)
	}
	if got := c.Deadline(start, Term{7, Days}); !got.Equal(at(t, c, "2026-06-22T17:30")) {
		t.Errorf("the old calendar changed: %s", got)
	}
	worked := c.WithExceptions([]Exception{{Date: mustDate(t, "2026-06-20"), Working: true}})
	if got := worked.Deadline(start, Term{5, Days}); !got.Equal(at(t, c, "2026-06-20T17:30")) {
		t.Errorf("with the Saturday worked: %s", got)
	}
}

func TestWorkingTime(t *testing.T) {
	c := mustDefault(t).Calendar
	for _, k := range []struct {
		from, to string
		want     time.Duration
	}{
		{"2026-06-15T10:00", "2026-06-15T12:30", 150 * time.Minute},
		{"2026-06-15T06:00", "2026-06-15T22:00", 9 * time.Hour},
		{"2026-06-12T16:30", "2026-06-15T09:30", 2 * time.Hour},
		{"2026-04-09T16:30", "2026-04-14T09:30", 2 * time.Hour},
		{"2026-06-13T10:00", "2026-06-14T10:00", 0},
		{"2026-06-15T12:00", "2026-06-15T10:00", 0},
	} {
		if got := c.WorkingTime(at(t, c, k.from), at(t, c, k.to)); got != k.want {
			t.Errorf("%s to %s: %s, want %s", k.from, k.to, got, k.want)
		}
	}
}

// TestPostpone holds how pauses move a date that was given in writing. 6 June 2026 is a Saturday.
func TestPostpone(t *testing.T) {
	c := mustDefault(t)
	at := func(m time.Month, d, hour int) time.Time { return time.Date(2026, m, d, hour, 0, 0, 0, c.Location()) }
	closing := func(m time.Month, d int) time.Time { return c.Calendar.Closing(NewDate(2026, m, d)) }
	given, since := closing(time.June, 6), at(time.May, 4, 9)
	for name, k := range map[string]struct {
		pauses []Pause
		want   time.Time
	}{
		"no pause":                  {nil, given},
		"within one day":            {[]Pause{{at(time.May, 5, 9), at(time.May, 5, 16)}}, given},
		"before the date was given": {[]Pause{{at(time.May, 1, 9), at(time.May, 8, 9)}}, given},
		"one day":                   {[]Pause{{at(time.May, 5, 9), at(time.May, 6, 9)}}, closing(time.June, 8)},
		"five days":                 {[]Pause{{at(time.May, 5, 9), at(time.May, 10, 9)}}, closing(time.June, 11)},
		"begun on the day after it": {[]Pause{{at(time.June, 7, 9), at(time.June, 10, 9)}}, given},
		"one more on the last day":  {[]Pause{{at(time.May, 5, 9), at(time.May, 6, 9)}, {at(time.June, 8, 9), at(time.June, 9, 9)}}, closing(time.June, 9)},
	} {
		if got := c.Calendar.Postpone(given, since, k.pauses...); !got.Equal(k.want) {
			t.Errorf("%s: got %v, want %v", name, got, k.want)
		}
	}
}

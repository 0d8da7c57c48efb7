package register

import (
	"time"

	"harta/internal/charter"
)

// Hours say when a kiosk or place is open: outside them its answers are kept and not counted.
type Hours struct {
	Kind HoursKind `json:"kind,omitempty"`
	Week [7]Span   `json:"week"` // by time.Weekday, Sunday first; of HoursOwn alone
}

// HoursKind says where the hours come from.
type HoursKind string

// The kinds of hours.
const (
	HoursOffice HoursKind = ""       // those of the charter's calendar: working days, office hours
	HoursOwn    HoursKind = "own"    // those of Week, closed on holidays
	HoursAlways HoursKind = "always" // at any time, on any day
)

// Span is when a day begins and ends, in minutes after midnight on the municipality's clock. Both zero: closed all day.
type Span struct {
	Opens  int `json:"opens"`
	Closes int `json:"closes"`
}

// dayMinutes is the length of a civil day in minutes, and the latest closing.
const dayMinutes = 24 * 60

// Closed says that the day is not served at all.
func (s Span) Closed() bool { return s == Span{} }

func (s Span) valid() bool {
	return s.Closed() || s.Opens >= 0 && s.Opens < s.Closes && s.Closes <= dayMinutes
}

// check collects what is wrong with the hours, by weekday: the field is hours_0 for Sunday to hours_6 for Saturday.
func (h Hours) check(f *faults) {
	switch h.Kind {
	case HoursOffice, HoursAlways:
		return
	case HoursOwn:
	default:
		f.add("hours", "kiosk_hours_kind", nil)
		return
	}
	open := false
	for day, span := range h.Week {
		if !span.valid() {
			f.add("hours_"+string(rune('0'+day)), "kiosk_hours_span", nil)
		}
		open = open || !span.Closed()
	}
	if !open {
		f.add("hours", "kiosk_hours_never", nil)
	}
}

// On gives when the hours of a day begin and end; ok is false when the day is closed.
func (h Hours) On(cal *charter.Calendar, d charter.Date) (opens, closes time.Time, ok bool) {
	switch h.Kind {
	case HoursAlways:
		return d.In(cal.Location()), d.AddDays(1).In(cal.Location()), true
	case HoursOwn:
		span := h.Week[d.Weekday()]
		if _, holiday := cal.Holiday(d); holiday || span.Closed() {
			return time.Time{}, time.Time{}, false
		}
		return at(cal, d, span.Opens), at(cal, d, span.Closes), true
	}
	if !cal.IsWorking(d) {
		return time.Time{}, time.Time{}, false
	}
	return cal.Opening(d), cal.Closing(d), true
}

// at is a moment of a day on the municipality's clock; 24:00 is the next midnight.
func at(cal *charter.Calendar, d charter.Date, minutes int) time.Time {
	return time.Date(d.Year, d.Month, d.Day, minutes/60, minutes%60, 0, 0, cal.Location())
}

// Open says whether the hours are running at the moment; they are at their beginning and no longer at their end.
func (h Hours) Open(cal *charter.Calendar, t time.Time) bool {
	opens, closes, ok := h.On(cal, cal.CivilDay(t))
	return ok && !t.Before(opens) && t.Before(closes)
}

// openingWithin is how many days ahead NextOpening looks: longer than any row of holidays.
const openingWithin = 31

// NextOpening gives the first moment, from t on, at which the hours run: t itself when they do now. ok is false when they do not
// within a month.
func (h Hours) NextOpening(cal *charter.Calendar, t time.Time) (opening time.Time, ok bool) {
	today := cal.CivilDay(t)
	for n := range openingWithin {
		opens, closes, open := h.On(cal, today.AddDays(n))
		switch {
		case !open || !t.Before(closes):
		case t.Before(opens):
			return opens, true
		default:
			return t, true
		}
	}
	return time.Time{}, false
}

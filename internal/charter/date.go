package charter

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a civil date, without a time or a zone. The zero Date means "none". Dates compare with == and serve as map keys.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate makes a date; a day or month out of range moves into the next or previous ones, as with [time.Date].
func NewDate(year int, month time.Month, day int) Date {
	return dateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// ParseDate reads "2006-01-02". A day that does not exist in its month is an error.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("charter: date %q: %w", s, err)
	}
	return dateOf(t), nil
}

// dateOf gives the date that the clock on the wall shows at t in t's own zone.
func dateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Year: y, Month: m, Day: d}
}

// IsZero says whether the date is "none".
func (d Date) IsZero() bool { return d == Date{} }

// String gives the date as "2006-01-02", or nothing for the zero date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// MarshalText writes the date as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	p, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = p
	return nil
}

// In gives midnight at the start of the date in a zone; where the clocks skip midnight, the first moment after it.
func (d Date) In(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// Date gives the day's year, month and day of the month, as time.Time does.
func (d Date) Date() (year int, month time.Month, day int) { return d.Year, d.Month, d.Day }

// AddDays gives the date n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return NewDate(d.Year, d.Month, d.Day+n) }

// AddMonths gives the same day number n months later, or the last day of that month where it is shorter: 31 January and one
// month is 28 or 29 February.
func (d Date) AddMonths(n int) Date {
	first := NewDate(d.Year, d.Month+time.Month(n), 1)
	last := NewDate(first.Year, first.Month+1, 0)
	first.Day = min(d.Day, last.Day)
	return first
}

// DaysUntil counts the days from d to e: 1 from a day to the next one, negative when e is earlier.
func (d Date) DaysUntil(e Date) int {
	const day = 24 * time.Hour
	return int(e.In(time.UTC).Sub(d.In(time.UTC)) / day)
}

// Compare gives -1, 0 or 1 as d is before, the same as or after e.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// Before says whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After says whether d is a later day than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return d.In(time.UTC).Weekday() }

// later gives the later of two dates.
func later(d, e Date) Date {
	if d.After(e) {
		return d
	}
	return e
}

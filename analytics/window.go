package analytics

import (
	"time"

	"harta/internal/charter"
	"harta/internal/fault"
)

// window is a filter worked out: the days, the moment and the facts that queries ask for.
type window struct {
	filter   Filter
	from, to charter.Date
	// cutOff is the moment at which open items are judged; arrival is the moment up to which facts have to have arrived. They
	// differ in the comparison period only: it is judged from its own distance, with all that has arrived since.
	cutOff, arrival time.Time
	location        *time.Location
	known           knowledge
	before          *window
}

func newWindow(f Filter, location *time.Location) (window, error) {
	from, err := charter.ParseDate(f.From)
	if err != nil {
		return window{}, fault.Invalid("from", "bad_date", fault.Params{"value": f.From})
	}
	to, err := charter.ParseDate(f.To)
	if err != nil {
		return window{}, fault.Invalid("to", "bad_date", fault.Params{"value": f.To})
	}
	if to.Before(from) {
		return window{}, fault.Invalid("to", "period_ends_before_start", fault.Params{"from": from, "to": to})
	}
	return window{filter: f, from: from, to: to, cutOff: f.CutOff, arrival: f.CutOff, location: location}, nil
}

// earlier is the window of the comparison period.
func (w window) earlier(f Filter, location *time.Location) (*window, error) {
	before, err := newWindow(f, location)
	if err != nil {
		return nil, err
	}
	before.arrival, before.known = w.arrival, w.known
	return &before, nil
}

// months lists the months of the period as "2006-01". The period of all facts begins with the first one.
func (w window) months() []string {
	first := w.from
	if w.filter.Period == PeriodEverything {
		if w.known.first.IsZero() {
			return nil
		}
		if w.known.first.After(first) {
			first = w.known.first
		}
	}
	var months []string
	for d := charter.NewDate(first.Year, first.Month, 1); !d.After(w.to); d = d.AddMonths(1) {
		months = append(months, monthKey(d))
	}
	return months
}

// monthBefore is the month of the comparison period that a month is compared with. It is false when the two periods do not
// divide into months alike.
func (w window) monthBefore(month string) (string, bool) {
	if w.before == nil || w.from.Day != w.before.from.Day {
		return "", false
	}
	d, err := charter.ParseDate(month + "-01")
	if err != nil {
		return "", false
	}
	return monthKey(d.AddMonths(monthIndex(w.before.from) - monthIndex(w.from))), true
}

// days counts the civil days of the window, all of them ("") or those of a month, from the first fact ever to the cut-off: what
// happened before anybody wrote it down is unknown, and not nothing.
func (w window) days(month string) float64 {
	from, to := w.from, w.to
	if w.known.first.After(from) {
		from = w.known.first
	}
	if today := charter.NewDate(w.cutOff.In(w.location).Date()); today.Before(to) {
		to = today
	}
	if first, err := charter.ParseDate(month + "-01"); err == nil {
		if first.After(from) {
			from = first
		}
		if last := first.AddMonths(1).AddDays(-1); last.Before(to) {
			to = last
		}
	}
	return float64(max(from.DaysUntil(to)+1, 0))
}

// running says that the cut-off falls before the end of the window, or of a month of it.
func (w window) running(month string) bool {
	end := w.to
	if first, err := charter.ParseDate(month + "-01"); err == nil {
		end = first.AddMonths(1).AddDays(-1)
	}
	return w.cutOff.Before(end.AddDays(1).In(w.location))
}

// whole says that every day of a month lies within the window and after the first fact ever.
func (w window) whole(month string) bool {
	first, err := charter.ParseDate(month + "-01")
	return err == nil && w.days(month) == float64(first.DaysUntil(first.AddMonths(1)))
}

// begun says that facts of this kind existed in a month or before it, or by the window's end ("").
func (w window) begun(month string) bool {
	if month == "" {
		month = monthKey(w.to)
	}
	return !w.known.first.IsZero() && monthKey(w.known.first) <= month
}

// monthKey is a month as rows name it.
func monthKey(d charter.Date) string {
	return charter.NewDate(d.Year, d.Month, 1).String()[:len("2006-01")]
}

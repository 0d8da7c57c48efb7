package analytics

import (
	"strconv"
	"strings"
	"time"

	"harta/internal/charter"
	"harta/internal/fault"
)

// The presets of a period. Those that run to today end on the civil day of the cut-off.
const (
	PeriodMonth       = "month"      // this month up to today
	PeriodLastMonth   = "last_month" // the whole month before
	PeriodQuarter     = "quarter"    // this quarter up to today
	PeriodYear        = "year"       // this year up to today
	Period12Months    = "12m"        // this month up to today and the eleven before
	Period24Months    = "24m"        // this month up to today and the twenty-three before
	PeriodEverything  = "all"        // from the first fact up to today
	PeriodCustom      = "custom"     // from and to
	periodUnspecified = ""
)

// The years that a filter may speak about: from before any fact that a municipality can have in digital form, to a
// century later.
const (
	firstYear = 1990
	lastYear  = 2089
	// oldestYear is the first one that the database's days can hold.
	oldestYear = 1970
)

// Periods returns the keys of the presets in the order in which a person is offered them.
func Periods() []string {
	return []string{PeriodMonth, PeriodLastMonth, PeriodQuarter, PeriodYear, Period12Months, Period24Months, PeriodEverything, PeriodCustom}
}

// Comparisons returns the comparisons in the order in which a person is offered them.
func Comparisons() []Compare {
	return []Compare{ComparePrevious, CompareYear, CompareNone}
}

// period reads the period into the filter. A link with from or to and no preset is a custom period.
func (p *parser) period(f *Filter, today charter.Date) {
	key := strings.TrimSpace(p.values.Get("period"))
	if key == periodUnspecified {
		key = Period12Months
		if p.values.Get("from") != "" || p.values.Get("to") != "" {
			key = PeriodCustom
		}
	}
	f.Period = key
	if key == PeriodCustom {
		p.custom(f)
		return
	}
	from, to, ok := preset(key, today)
	if !ok {
		p.wrong("period", "unknown_period", fault.Params{"value": key})
		return
	}
	f.From, f.To = from.String(), to.String()
}

// preset gives the days of a preset as seen on a day.
func preset(key string, today charter.Date) (from, to charter.Date, ok bool) {
	first := charter.NewDate(today.Year, today.Month, 1)
	switch key {
	case PeriodMonth:
		return first, today, true
	case PeriodLastMonth:
		return first.AddMonths(-1), first.AddDays(-1), true
	case PeriodQuarter:
		return first.AddMonths(-(int(today.Month) - 1) % 3), today, true
	case PeriodYear:
		return charter.NewDate(today.Year, time.January, 1), today, true
	case Period12Months:
		return first.AddMonths(-11), today, true
	case Period24Months:
		return first.AddMonths(-23), today, true
	case PeriodEverything:
		return charter.NewDate(firstYear, time.January, 1), today, true
	}
	return charter.Date{}, charter.Date{}, false
}

// custom reads the two days of a period that a person chose.
func (p *parser) custom(f *Filter) {
	from, okFrom := p.day("from")
	to, okTo := p.day("to")
	if !okFrom || !okTo {
		return
	}
	if to.Before(from) {
		p.wrong("to", "period_ends_before_start", fault.Params{"from": from, "to": to})
		return
	}
	if to.After(from.AddMonths(12 * longestPeriod)) {
		p.wrong("to", "period_too_long", fault.Params{"years": longestPeriod})
		return
	}
	f.From, f.To = from.String(), to.String()
}

// day reads a civil day, which must be given and lie in the years that facts can have.
func (p *parser) day(field string) (charter.Date, bool) {
	s := strings.TrimSpace(p.values.Get(field))
	if s == "" {
		p.wrong(field, "day_missing", nil)
		return charter.Date{}, false
	}
	d, err := charter.ParseDate(s)
	if err != nil {
		p.wrong(field, "bad_date", fault.Params{"value": s})
		return charter.Date{}, false
	}
	if d.Year < firstYear || d.Year > lastYear {
		// Years are words, not numbers to be grouped by thousands.
		p.wrong(field, "date_out_of_range", fault.Params{"value": s, "first": strconv.Itoa(firstYear), "last": strconv.Itoa(lastYear)})
		return charter.Date{}, false
	}
	return d, true
}

// Comparison is the filter of the period this one is compared with. Its cut-off lies as long after its days as this one's after
// these, so that both periods are seen from the same distance: a month that ended yesterday is compared with a month as it was
// known the day after its end, not with one that had a year to finish. It is false without a comparison, for all facts, for a
// filter whose days are not set, and when there can be no facts that far back.
func (f Filter) Comparison() (Filter, bool) {
	from, errFrom := charter.ParseDate(f.From)
	to, errTo := charter.ParseDate(f.To)
	if errFrom != nil || errTo != nil || f.Compare == CompareNone || f.Period == PeriodEverything {
		return Filter{}, false
	}
	s := f.shift(from, to)
	if s.first(from).Year < oldestYear {
		return Filter{}, false
	}
	before := f
	before.Period = PeriodCustom
	before.From, before.To = s.first(from).String(), s.last(to).String()
	before.Compare = CompareNone
	before.CutOff = s.moment(f.CutOff)
	return before, true
}

// shift is how far back the comparison lies: whole months where the period has the shape of months, else days.
type shift struct {
	months, days int
}

func (f Filter) shift(from, to charter.Date) shift {
	if f.Compare == CompareYear {
		return shift{months: 12}
	}
	switch f.Period {
	case PeriodMonth, PeriodLastMonth:
		return shift{months: 1}
	case PeriodQuarter:
		return shift{months: 3}
	case PeriodYear, Period12Months:
		return shift{months: 12}
	case Period24Months:
		return shift{months: 24}
	}
	if from.Day == 1 && lastOfMonth(to) {
		return shift{months: monthIndex(to) - monthIndex(from) + 1}
	}
	return shift{days: from.DaysUntil(to) + 1}
}

func (s shift) first(d charter.Date) charter.Date {
	return d.AddMonths(-s.months).AddDays(-s.days)
}

// last moves a period's last day; the end of a month stays the end of a month.
func (s shift) last(d charter.Date) charter.Date {
	if s.months > 0 && lastOfMonth(d) {
		return charter.NewDate(d.Year, d.Month-time.Month(s.months)+1, 0)
	}
	return s.first(d)
}

// moment moves an instant by its civil day and keeps the time on the wall.
func (s shift) moment(t time.Time) time.Time {
	d := s.last(charter.NewDate(t.Date()))
	return time.Date(d.Year, d.Month, d.Day, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
}

func lastOfMonth(d charter.Date) bool { return d.AddDays(1).Day == 1 }

// monthIndex counts months, so that differences are numbers of months.
func monthIndex(d charter.Date) int { return d.Year*12 + int(d.Month) - 1 }

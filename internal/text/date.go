package text

import (
	"strings"
	"time"
)

const (
	dayLayout   = "2006-01-02"
	monthLayout = "2006-01"
)

// local brings an instant into the printer's zone.
func (p *Printer) local(t time.Time) time.Time {
	if p.zone == nil {
		return t
	}
	return t.In(p.zone)
}

// layout writes an instant by a layout of package time, with the months in the printer's language.
func (p *Printer) layout(t time.Time, layout string) string {
	layout = strings.ReplaceAll(layout, "January", "{month}")
	return strings.ReplaceAll(t.Format(layout), "{month}", p.form.months[t.Month()-1])
}

// Date writes the civil day of an instant: "03.05.2026 г.". The zero time is a dash.
func (p *Printer) Date(t time.Time) string {
	if t.IsZero() {
		return noNumber
	}
	return p.layout(p.local(t), p.form.date)
}

// DateTime writes an instant with the 24-hour clock: "03.05.2026 г., 14:05 ч.". The zero time is a dash.
func (p *Printer) DateTime(t time.Time) string {
	if t.IsZero() {
		return noNumber
	}
	return p.layout(p.local(t), p.form.dateTime)
}

// Day writes a civil day given as "2006-01-02". What is not a day is given back as it is.
func (p *Printer) Day(day string) string {
	t, err := time.Parse(dayLayout, day)
	if err != nil {
		return day
	}
	return p.layout(t, p.form.date)
}

// Month writes a month given as "2026-03": "март 2026". What is not a month is given back as it is.
func (p *Printer) Month(month string) string {
	t, err := time.Parse(monthLayout, month)
	if err != nil {
		return month
	}
	return p.form.months[t.Month()-1] + " " + t.Format("2006")
}

// MonthShort writes a month given as "2026-03" for an axis: "мар 26".
func (p *Printer) MonthShort(month string) string {
	t, err := time.Parse(monthLayout, month)
	if err != nil {
		return month
	}
	return p.form.monthsShort[t.Month()-1] + " " + t.Format("06")
}

// Weekday names a day of the week.
func (p *Printer) Weekday(d time.Weekday) string { return p.form.weekdays[d] }

// WeekdayShort names a day of the week for an axis.
func (p *Printer) WeekdayShort(d time.Weekday) string { return p.form.weekShort[d] }

// List joins names as a sentence does: "първа, втора и трета".
func (p *Printer) List(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " " + p.T("common.and") + " " + names[last]
}

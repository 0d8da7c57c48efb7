package charter

import (
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"harta/internal/fault"
)

// mostHolidays bounds the days that come back every year: a calendar with more leaves hardly a day to work on.
const mostHolidays = 60

// farthestEaster bounds how far from Easter Sunday a holiday may lie, in days, so that it stays in Easter's year.
const farthestEaster = 60

// calendar reads the working calendar.
func (o *object) calendar(loc *time.Location) *Calendar {
	k := o.child("calendar", true)
	if k == nil {
		return nil
	}
	defer k.finish()
	c := &Calendar{
		rules:     &holidayRules{},
		hours:     k.officeHours(),
		location:  loc,
		roll:      k.flag("roll_forward"),
		exactFrom: k.date("exact_from", true),
	}
	if m := k.child("moved", true); m != nil {
		defer m.finish()
		c.rules.movesFrom = m.date("from", true)
		c.rules.moved = m.label("label", twoLanguages)
	}
	days := 0
	k.objects("holidays", true, func(e *object) {
		h := e.holiday()
		days += len(h.Days) + len(h.Easter)
		c.rules.holidays = append(c.rules.holidays, h)
	})
	if days > mostHolidays {
		k.fail("holidays", "charter_too_many_holidays", fault.Params{"n": days, "most": mostHolidays})
	}
	return c.WithExceptions(k.exceptions())
}

func (o *object) officeHours() OfficeHours {
	h := o.child("office_hours", true)
	if h == nil {
		return OfficeHours{}
	}
	defer h.finish()
	hours := OfficeHours{Opens: h.timeOfDay("opens"), Closes: h.timeOfDay("closes")}
	if h.has("opens") && h.has("closes") && hours.Closes <= hours.Opens {
		h.fail("closes", "charter_hours_reversed", nil)
	}
	return hours
}

// holiday reads a rule: fixed days or days about Easter, not both, so that a group never mixes them.
func (o *object) holiday() Holiday {
	h := Holiday{
		ID:    o.id("holidays"),
		Label: o.label("label", twoLanguages),
		Moves: o.flag("moves"),
	}
	h.From, h.To = o.period(false)
	o.each("days", false, func(n *yaml.Node, path string) {
		if d, ok := o.r.yearDay(n, path); ok {
			h.Days = append(h.Days, d)
		}
	})
	o.each("easter", false, func(n *yaml.Node, path string) {
		offset, err := strconv.Atoi(n.Value)
		if err != nil || offset < -farthestEaster || offset > farthestEaster {
			o.r.report(n.Line, path, "charter_bad_easter", fault.Params{"value": n.Value, "most": farthestEaster})
			return
		}
		h.Easter = append(h.Easter, offset)
	})
	if o.values != nil && o.has("days") == o.has("easter") {
		o.fail("days", "charter_days_or_easter", nil)
	}
	return h
}

// yearDay reads "12-24": the month, then the day. It must exist in leap years at least.
func (r *reader) yearDay(n *yaml.Node, path string) (YearDay, bool) {
	t, err := time.Parse(time.DateOnly, "2000-"+n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		r.report(n.Line, path, "charter_bad_day", fault.Params{"value": n.Value})
		return YearDay{}, false
	}
	return YearDay{Month: t.Month(), Day: t.Day()}, true
}

// exceptions reads the dated exceptions, at most one for a day.
func (o *object) exceptions() []Exception {
	var list []Exception
	lines := make(map[Date]int)
	o.objects("exceptions", false, func(e *object) {
		x := Exception{
			Date:    e.date("date", true),
			Working: e.choice("working", "true", "false") == "true",
			Reason:  e.label("reason", twoLanguages),
			Basis:   e.label("basis", twoLanguages),
		}
		if first, twice := lines[x.Date]; twice && !x.Date.IsZero() {
			e.fail("date", "charter_exception_twice", fault.Params{"value": x.Date.String(), "first": first})
		}
		lines[x.Date] = e.lineOf("date")
		list = append(list, x)
	})
	return list
}

package charter

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"harta/internal/fault"
)

// text reads a text; it is required.
func (o *object) text(key string) string { return o.scalar(key, true) }

// optional reads a text that may be absent.
func (o *object) optional(key string) string { return o.scalar(key, false) }

func (o *object) scalar(key string, required bool) string {
	n := o.value(key, required)
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		o.fail(key, "charter_want_text", fault.Params{"key": key})
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// goodID is the form of every id: they travel in addresses, tables and file names.
var goodID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,39}$`)

// id reads the id of an element and declares it in the list.
func (o *object) id(list string) string {
	id := o.text("id")
	if id != "" && !goodID.MatchString(id) {
		o.fail("id", "charter_bad_id", fault.Params{"value": id})
		return ""
	}
	o.r.declare(list, id, o)
	return id
}

// refer reads the id of an element of another list; the list must declare it somewhere in the file.
func (o *object) refer(key, list string, required bool) string {
	id := o.scalar(key, required)
	if id != "" {
		o.r.wanted = append(o.r.wanted, reference{o.lineOf(key), o.at(key), list, id})
	}
	return id
}

// languages are those of a label: the first are required, the others allowed.
type languages struct{ required, allowed []string }

var (
	twoLanguages   = languages{required: []string{"bg", "en"}, allowed: []string{"tr"}} // what staff read
	threeLanguages = languages{required: []string{"bg", "en", "tr"}}                    // what citizens read at a kiosk
)

// label reads a text in several languages; it is required.
func (o *object) label(key string, langs languages) Label {
	if n := o.value(key, true); n != nil {
		return o.r.label(n, o.at(key), langs)
	}
	return nil
}

// optionalLabel reads a text in several languages that may be absent.
func (o *object) optionalLabel(key string, langs languages) Label {
	if n := o.value(key, false); n != nil {
		return o.r.label(n, o.at(key), langs)
	}
	return nil
}

func (r *reader) label(n *yaml.Node, path string, langs languages) Label {
	o := r.object(n, path)
	defer o.finish()
	l := make(Label)
	for _, lang := range langs.required {
		if o.values != nil && !o.has(lang) {
			o.fail(lang, "charter_label_missing", fault.Params{"language": lang})
			continue
		}
		l[lang] = o.text(lang)
	}
	for _, lang := range langs.allowed {
		if s := o.optional(lang); s != "" {
			l[lang] = s
		}
	}
	return l
}

// flag reads true or false; absent is false.
func (o *object) flag(key string) bool {
	switch s := o.optional(key); s {
	case "", "false":
		return false
	case "true":
		return true
	default:
		o.fail(key, "charter_want_bool", fault.Params{"key": key, "value": s})
		return false
	}
}

// choice reads one of a few words; it is required.
func (o *object) choice(key string, words ...string) string {
	s := o.text(key)
	if s != "" && !slices.Contains(words, s) {
		o.fail(key, "charter_bad_choice", fault.Params{"value": s, "choices": strings.Join(words, ", ")})
	}
	return s
}

// share reads a number from 0 to 1.
func (o *object) share(key string) float64 {
	s := o.text(key)
	if s == "" {
		return 0
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || !(x >= 0 && x <= 1) { // written so that NaN fails too
		o.fail(key, "charter_bad_share", fault.Params{"value": s})
		return 0
	}
	return x
}

// date reads a civil date between 1900 and 2199.
func (o *object) date(key string, required bool) Date {
	s := o.scalar(key, required)
	if s == "" {
		return Date{}
	}
	d, err := ParseDate(s)
	if err != nil || d.Year < 1900 || d.Year > 2199 {
		o.fail(key, "charter_bad_date", fault.Params{"value": s})
		return Date{}
	}
	return d
}

// period reads the first day, required or not, and the last day, which may not be earlier.
func (o *object) period(fromRequired bool) (from, to Date) {
	from, to = o.date("from", fromRequired), o.date("to", false)
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		o.fail("to", "charter_dates_reversed", fault.Params{"from": from.String(), "to": to.String()})
	}
	return from, to
}

// timeOfDay reads "08:30" as minutes after midnight; "24:00" is the end of the day.
func (o *object) timeOfDay(key string) int {
	s := o.text(key)
	if s == "" {
		return 0
	}
	if s == "24:00" {
		return 24 * 60
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		o.fail(key, "charter_bad_time", fault.Params{"value": s})
		return 0
	}
	return t.Hour()*60 + t.Minute()
}

// term reads a term, written as {amount: 1, unit: months}.
func (o *object) term(key string, required bool) Term {
	t := o.child(key, required)
	if t == nil {
		return Term{}
	}
	defer t.finish()
	unit := Unit(t.choice("unit", string(Minutes), string(Hours), string(Days), string(WorkingDays), string(Months)))
	s := t.text("amount")
	most, known := longest[unit]
	if s == "" || !known {
		return Term{}
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		t.fail("amount", "charter_bad_amount", fault.Params{"value": s, "most": most})
		return Term{}
	}
	return Term{Amount: n, Unit: unit}
}

package dashboard

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// screenForm is what was typed about a kiosk or a place, as it was typed.
type screenForm struct {
	Version                               string // the one the person saw; empty for a new one
	Name, NameEN                          string // a kiosk has one name, a place one in each language
	Office, Department, Service, Question string
	Active                                bool
	Languages                             []string
	Language                              string // shown first
	Reasons, Choice, Comment              bool   // the parts of the second step
	Services                              []string
	Hours                                 string // one of the words below
	Days                                  [7]typedSpan
	BurstTaps, BurstWithin                string // empty: the house's default
}

// typedSpan are the hours of a weekday, as in time fields.
type typedSpan struct{ Opens, Closes string }

// The words of the form for the kinds of hours.
const (
	typedOffice = "office"
	typedOwn    = "own"
	typedAlways = "always"
)

// readScreenForm takes what was typed. Bytes that are no text become a replacement character, so that they can be shown again.
func readScreenForm(c *fiber.Ctx) screenForm {
	field := func(name string) string { return strings.ToValidUTF8(c.FormValue(name), "\uFFFD") }
	f := screenForm{
		Version: field("version"), Name: field("name"), NameEN: field("name_en"), Office: field("office"), Department: field("department"),
		Service: field("service"), Question: field("question"), Active: field("active") != "", Languages: fieldValues(c, "languages"),
		Language: field("language"), Reasons: field("second_reasons") != "", Choice: field("second_service") != "",
		Comment: field("second_comment") != "", Services: fieldValues(c, "services"), Hours: field("hours"),
		BurstTaps: field("burst_taps"), BurstWithin: field("burst_within"),
	}
	for day := range f.Days {
		n := strconv.Itoa(day)
		f.Days[day] = typedSpan{Opens: field("opens_" + n), Closes: field("closes_" + n)}
	}
	return f
}

// fieldValues gives every value of a field that may be chosen several times.
func fieldValues(c *fiber.Ctx, name string) []string {
	var values []string
	if form, err := c.MultipartForm(); err == nil {
		values = form.Value[name]
	} else {
		for _, v := range c.Request().PostArgs().PeekMulti(name) {
			values = append(values, string(v))
		}
	}
	for i, v := range values {
		values[i] = strings.ToValidUTF8(v, "\uFFFD")
	}
	return values
}

// version reads the version the person saw; what is none is older than every real one, so that it conflicts.
func (f screenForm) version() int64 {
	n, err := strconv.ParseInt(f.Version, 10, 64)
	if err != nil || n == 0 {
		return -1
	}
	return n
}

// screen is what the form says a kiosk or place offers. What cannot be read at all is in the faults; the rest is checked by the
// register.
func (f screenForm) screen() (register.Screen, fault.List) {
	var wrong fault.List
	s := register.Screen{
		Languages: f.Languages, Language: f.Language, Services: f.Services,
		Second: register.Second{Reasons: f.Reasons, Service: f.Choice, Comment: f.Comment},
	}
	if len(f.Languages) == 0 {
		wrong = append(wrong, fault.Invalid("languages", "screen_no_language", nil))
	}
	var bad fault.List
	s.Hours, bad = f.hours()
	wrong = append(wrong, bad...)
	taps, ok := wholeNumber(f.BurstTaps)
	if !ok {
		wrong = append(wrong, fault.Invalid("burst_taps", "kiosk_burst_taps", fault.Params{"max": register.BurstTapsMax}))
	}
	seconds, ok := wholeNumber(f.BurstWithin)
	if !ok || seconds > int(register.BurstWithinMax/time.Second) {
		wrong = append(wrong, fault.Invalid("burst_within", "kiosk_burst_within", fault.Params{"max": int(register.BurstWithinMax / time.Second)}))
		seconds = 0
	}
	s.Burst = register.Burst{Taps: taps, Within: time.Duration(seconds) * time.Second}
	return s, wrong
}

// hours reads the hours. Those of the week are read only where they are chosen.
func (f screenForm) hours() (register.Hours, fault.List) {
	switch f.Hours {
	case typedOffice:
		return register.Hours{Kind: register.HoursOffice}, nil
	case typedAlways:
		return register.Hours{Kind: register.HoursAlways}, nil
	case typedOwn:
	default:
		return register.Hours{}, fault.List{fault.Invalid("hours", "kiosk_hours_kind", nil)}
	}
	h := register.Hours{Kind: register.HoursOwn}
	var wrong fault.List
	for day, typed := range f.Days {
		span, ok := typed.span()
		if !ok {
			wrong = append(wrong, fault.Invalid("hours_"+strconv.Itoa(day), "kiosk_hours_span", nil))
		}
		h.Week[day] = span
	}
	return h, wrong
}

// span reads the hours of a day: both fields empty are a closed day, and a day that ends at 00:00 ends at midnight.
func (t typedSpan) span() (register.Span, bool) {
	if t.Opens == "" && t.Closes == "" {
		return register.Span{}, true
	}
	opens, ok := minutesOf(t.Opens)
	closes, also := minutesOf(t.Closes)
	if closes == 0 {
		closes = 24 * 60
	}
	return register.Span{Opens: opens, Closes: closes}, ok && also && opens < closes
}

// minutesOf reads "08:30", and what a browser without time fields lets people write: "8:30".
func minutesOf(s string) (minutes int, ok bool) {
	t, err := time.Parse("15:04", strings.TrimSpace(s))
	return t.Hour()*60 + t.Minute(), err == nil
}

// wholeNumber reads a number that may be left out. It is never negative.
func wholeNumber(s string) (n int, ok bool) {
	if s = strings.TrimSpace(s); s == "" {
		return 0, true
	}
	n, err := strconv.Atoi(s)
	return max(n, 0), err == nil && n > 0
}

// screenFormOf fills the form with what is stored.
func screenFormOf(s register.Screen, version int64, q charter.Question) screenForm {
	f := screenForm{
		Version: strconv.FormatInt(version, 10), Languages: s.Languages, Language: s.FirstLanguage(), Services: s.Services,
		Reasons: s.Second.Reasons, Choice: s.Second.Service, Comment: s.Second.Comment, Hours: typedOffice,
	}
	if len(f.Languages) == 0 {
		f.Languages = languagesOf(q)
	}
	switch s.Hours.Kind {
	case register.HoursOwn:
		f.Hours = typedOwn
		for day, span := range s.Hours.Week {
			if !span.Closed() {
				f.Days[day] = typedSpan{Opens: clockFace(span.Opens), Closes: clockFace(span.Closes % (24 * 60))}
			}
		}
	case register.HoursAlways:
		f.Hours = typedAlways
	}
	if s.Burst.Taps > 0 {
		f.BurstTaps = strconv.Itoa(s.Burst.Taps)
	}
	if s.Burst.Within > 0 {
		f.BurstWithin = strconv.Itoa(int(s.Burst.Within / time.Second))
	}
	return f
}

// languagesOf are the languages in which a question is worded, the charter's own first.
func languagesOf(q charter.Question) []string {
	var langs []string
	for lang, worded := range q.Kiosk {
		if worded != "" {
			langs = append(langs, lang)
		}
	}
	slices.SortFunc(langs, func(a, b string) int {
		order := []string{"bg", "en", "tr"}
		return slices.Index(order, a) - slices.Index(order, b)
	})
	return langs
}

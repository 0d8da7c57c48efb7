package text

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"harta/internal/fault"
)

// Printer writes in one language. It may be shared.
type Printer struct {
	lang  Lang
	form  form
	zone  *time.Location
	words *i18n.Localizer
}

// Lang returns the language the printer writes in.
func (p *Printer) Lang() Lang { return p.lang }

// T returns the message with the given key. kv are name and value pairs for the message's {{.name}}; integers, real numbers and
// times among the values are written in the form of the language. The value named "count" also selects the plural. A message
// that the language lacks is given in Bulgarian; a key that nobody knows is given as "⟦key⟧".
func (p *Printer) T(key string, kv ...any) string {
	values := make(map[string]any, len(kv)/2)
	for i := 0; i+1 < len(kv); i += 2 {
		values[fmt.Sprint(kv[i])] = kv[i+1]
	}
	return p.message(key, values)
}

// message fills the message's template. The library reports a message found in the fall-back language as an error beside the
// message, so only an empty result means that the key is unknown.
func (p *Printer) message(key string, values map[string]any) string {
	config := i18n.LocalizeConfig{MessageID: key, PluralCount: pluralCount(values["count"])}
	data := make(map[string]any, len(values))
	for name, v := range values {
		data[name] = p.value(v)
	}
	config.TemplateData = data
	s, _ := p.words.Localize(&config)
	if s == "" {
		return "⟦" + key + "⟧"
	}
	return oneStop(s)
}

// oneStop takes away the second full stop where a sentence ends with a date or an hour, which have one of their own: "2026 г.".
func oneStop(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "г..", "г."), "ч..", "ч.")
}

// decimal is a figure that says with how many decimals it is written: 93.0 and 93 are not the same statement.
type decimal interface {
	Decimal() (value float64, places int)
}

// civil is a day of the calendar, of no particular time zone.
type civil interface {
	Date() (year int, month time.Month, day int)
}

// pluralCount gives the library a count it can take: an integer, or a real number as its shortest decimal text.
func pluralCount(v any) any {
	switch n := v.(type) {
	case float64:
		return fmt.Sprint(n)
	case float32:
		return fmt.Sprint(n)
	case int, int8, int16, int32, int64:
		return n
	case uint:
		return int64(n)
	case uint32:
		return int64(n)
	case uint64:
		return int64(n)
	case decimal:
		x, places := n.Decimal()
		return strconv.FormatFloat(x, 'f', places, 64)
	}
	return nil
}

// value writes a parameter in the form of the language.
func (p *Printer) value(v any) any {
	switch n := v.(type) {
	case int:
		return p.Int(int64(n))
	case int32:
		return p.Int(int64(n))
	case int64:
		return p.Int(n)
	case uint32:
		return p.Int(int64(n))
	case uint64:
		return p.Int(int64(n))
	case float64:
		return p.Shortest(n)
	case time.Time:
		return p.DateTime(n)
	case decimal:
		return p.Number(n.Decimal())
	case civil:
		year, month, day := n.Date()
		return p.layout(time.Date(year, month, day, 0, 0, 0, 0, time.UTC), p.form.date)
	}
	return v
}

// Error words an error for a person. A fault is its sentence "fault.<code>"; several faults are their sentences, one a line; any
// other error is the neutral sentence "fault.internal", because its text is for the log alone.
func (p *Printer) Error(err error) string {
	var several fault.List
	if errors.As(err, &several) {
		sentences := make([]string, len(several))
		for i, e := range several {
			sentences[i] = p.Fault(e)
		}
		return strings.Join(sentences, "\n")
	}
	if e, ok := fault.As(err); ok {
		return p.Fault(e)
	}
	return p.T("fault.internal")
}

// Fault words one fault.
func (p *Printer) Fault(e *fault.Error) string { return p.message("fault."+e.Code, e.Params) }

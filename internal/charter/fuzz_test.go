package charter

import (
	"errors"
	"testing"
	"time"

	"harta/internal/fault"
)

// FuzzParse feeds Parse with anything: it must give either a charter whose calendar and clocks work, or faults that name
// file and line.
func FuzzParse(f *testing.F) {
	f.Add(string(defaultFile))
	for _, s := range []string{"", "{}", "a: &a [*a]", "promises: [{id: P1}]", "calendar: {office_hours: {opens: \"24:00\"}}", "? {a: b}\n: c", "!!binary x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse("fuzz.yaml", []byte(text))
		if err != nil {
			var list fault.List
			if c != nil || !errors.As(err, &list) || len(list) == 0 {
				t.Fatalf("no list of faults: %v", err)
			}
			for _, e := range list {
				if line, ok := e.Params["line"].(int); !ok || line < 1 || e.Params["file"] != "fuzz.yaml" {
					t.Fatalf("a fault without its place: %v", e)
				}
			}
			return
		}
		start := time.Date(2026, 12, 24, 23, 0, 0, 0, time.UTC)
		for _, k := range c.Clocks {
			if d := c.Calendar.Dues(k, start); (k.Charter != nil || k.Legal != nil) && !d.Due.After(start) {
				t.Fatalf("clock %s is due at %s", k.ID, d.Due)
			}
		}
		c.Calendar.WorkingTime(start, start.AddDate(1, 0, 0))
	})
}

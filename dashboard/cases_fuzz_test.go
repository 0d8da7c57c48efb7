package dashboard

import (
	"testing"
	"time"

	"harta/internal/charter"
)

// FuzzTypedDates holds that a typed day is either a real day within two centuries, or a fault of its field.
func FuzzTypedDates(f *testing.F) {
	for _, s := range append(hostileTexts(), "2026-05-04", "04.05.2026", "4.5.2026 г.", "2028-02-29", "2026-02-29") {
		f.Add(s)
	}
	house, err := charter.Default()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		v := &actValues{typed: map[string]string{"at": typed}, zone: house.Calendar}
		d := v.date("at")
		switch {
		case len(v.faults) > 0:
			if !d.IsZero() || v.faults[0].Field != "at" {
				t.Errorf("%q: %v with the fault %v", typed, d, v.faults)
			}
		case !d.IsZero():
			if again, err := time.Parse(time.DateOnly, d.String()); err != nil || again.Year() < 1900 || again.Year() >= 2200 {
				t.Errorf("%q was read as %v", typed, d)
			}
		}
	})
}

// FuzzActs types anything into every field of every act: a command comes out, or a fault, and never a panic.
func FuzzActs(f *testing.F) {
	for _, s := range hostileTexts() {
		f.Add(s, s)
	}
	house, err := charter.Default()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, one, other string) {
		for _, act := range caseActs() {
			v := &actValues{typed: map[string]string{}, zone: house.Calendar}
			for i, in := range act.inputs {
				v.typed[in.name] = []string{one, other}[i%2]
			}
			if act.command(v) == nil {
				t.Errorf("%s gives no command", act.key)
			}
		}
	})
}

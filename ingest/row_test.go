package ingest

import "testing"

func TestWholeNumber(t *testing.T) {
	for text, want := range map[string]int{"14": 14, "14,0": 14, "14.00": 14, "-3": -3, "0": 0} {
		if n, err := wholeNumber(text); err != nil || n != want {
			t.Errorf("%q: %d %v, want %d", text, n, err, want)
		}
	}
	for _, text := range []string{"", "14,5", "14.000", "1,000", "14.", ".0", "1 000", "1,0,0", "14,0 дни", "1e1"} {
		if n, err := wholeNumber(text); err == nil {
			t.Errorf("%q is read as %d", text, n)
		}
	}
}

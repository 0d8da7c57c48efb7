package ingest

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// goForms are patterns as package time writes them.
var goForms = map[string]string{
	"dd.MM.yyyy HH:mm": "02.01.2006 15:04", "d.M.yy": "2.1.06", "yyyy-MM-ddTHH:mm:ss": "2006-01-02T15:04:05", "M/d/yy H:mm": "1/2/06 15:04",
	"dd.MM.yyyy": "02.01.2006", "M/d/yyyy H:mm": "1/2/2006 15:04", "dd-MM-yyyy HH:mm:ss": "02-01-2006 15:04:05", "yyyyMMdd": "20060102",
}

func TestLayouts(t *testing.T) {
	for pattern := range goForms {
		if l, err := parseLayout(pattern); err != nil || l.day != !strings.Contains(pattern, "H") {
			t.Errorf("%s: %+v %v", pattern, l, err)
		}
	}
	for _, pattern := range []string{"", "dd.MM", "dd.MM.yyyy HH", "dd.MM.yyyy mm", "dd.dd.MM.yyyy", "dd.MM.yyyy HH:mm HH:mm", "dd.MM.yyyy x", "дд.ММ.гггг"} {
		if l, err := parseLayout(pattern); err == nil {
			t.Errorf("%q is taken as %+v", pattern, l)
		}
	}
}

// A layout reads what package time reads, and the same moment.
func FuzzLayout(f *testing.F) {
	for _, value := range []string{
		"05.01.2026 10:30", "5.1.26", "29.2.24", "29.2.23", "1/2/69 1:05", "12/31/68 23:59", "2026-05-04T09:30:15", "2026-05-04T09:30:15.123456789012",
		"2026-05-04T09:30:15,5", "31.04.2026", "00.01.2026 00:00", "01.00.2026", "20260504", "1/1/2020 24:00", "1/1/20 3:60", "01-02-2026 03:04:60",
		"01-02-2026 03:04:05.", "1/1/20 1:5", "01.01.10000", "0000-01-01T00:00:00", "２０２６", "",
	} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if strings.Contains(value, "+") || strings.Contains(value, ".-") || strings.Contains(value, "/-") || oneLine(value) != value {
			return // package time takes years with a sign, and several spaces for one
		}
		for pattern, form := range goForms {
			l, err := parseLayout(pattern)
			must(t, err)
			got, fits, real := l.read(value)
			want, err := time.Parse(form, value)
			if (fits && real) != (err == nil) || err == nil && !got.Equal(want) {
				t.Errorf("%s of %q: %v %t %t, package time has %v %v", pattern, value, got, fits, real, want, err)
			}
			wrong := new(time.ParseError)
			if outOfRange := errors.As(err, &wrong) && strings.Contains(wrong.Message, "out of range"); fits && !real && !outOfRange {
				t.Errorf("%s of %q is impossible, package time has %v", pattern, value, err)
			}
		}
	})
}

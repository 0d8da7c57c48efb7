package ingest

import (
	"testing"
	"time"
)

func TestParseMoment(t *testing.T) {
	cases := []struct{ profile, value, want string }{ // want in UTC, or a code
		{"bg-delovodstvo", "29.03.2026 02:30", "2026-03-29 00:30"},
		{"bg-delovodstvo", "29.03.2026 03:30", "2026-03-29 01:30"}, // skipped by the clocks: the hour after it
		{"bg-delovodstvo", "29.03.2026 04:30", "2026-03-29 01:30"},
		{"bg-delovodstvo", "25.10.2026 02:30", "2026-10-24 23:30"},
		{"bg-delovodstvo", "25.10.2026 03:30", "2026-10-25 00:30"}, // shown twice: the first time
		{"bg-delovodstvo", "25.10.2026 04:30", "2026-10-25 02:30"},
		{"la311", "3/29/20 2:30", "2020-03-29 09:30"},
		{"la311", "10/25/20 2:30", "2020-10-25 09:30"},
		{"la311", "3/8/20 2:30", "2020-03-08 10:30"}, // skipped
		{"la311", "11/1/20 1:30", "2020-11-01 08:30"},
		{"la311", "1/1/20 0:00", "2020-01-01 08:00"},
		{"la311", "1/1/2020 0:00", "2020-01-01 08:00"},
		{"la311", "13/1/20 0:00", "date_impossible"},
		{"la311", "1/1/020 0:00", "date_malformed"},
		{"bg-delovodstvo", "4.5.2026 г.", "2026-05-03 21:00"}, // as Windows in Bulgarian writes it
		{"bg-delovodstvo", "04.05.2026г.", "2026-05-03 21:00"},
		{"bg-delovodstvo", "4.5.2026 г", "2026-05-03 21:00"},
		{"bg-delovodstvo", "4.5.2026 г. 8:30 ч.", "2026-05-04 05:30"},
		{"bg-delovodstvo", "4.5.2026 г. 8:30:00 ч.", "2026-05-04 05:30"},
		{"bg-delovodstvo", "4.5.2026 г. 8:30", "2026-05-04 05:30"},
		{"bg-delovodstvo", "4.5.2026 8:30 ч", "2026-05-04 05:30"},
		{"bg-delovodstvo", "г.", "date_malformed"},
		{"bg-delovodstvo", "май 2026 г.", "date_malformed"},
		{"bg-delovodstvo", "4.5.2026 г. г.", "date_malformed"},
		{"bg-delovodstvo", "31.02.2026 г.", "date_impossible"},
		{"bg-delovodstvo", "4.5.2026.", "date_malformed"},
		{"bg-delovodstvo", "31.02.2026", "date_impossible"},
		{"bg-delovodstvo", "31.05.2026 24:00", "date_impossible"},
		{"bg-delovodstvo", "01.05.26", "date_malformed"},
		{"bg-delovodstvo", "31.12.1989", "date_too_early"},
		{"bg-delovodstvo", "31.12.9999", "date_too_late"},
	}
	for _, c := range cases {
		p, err := ProfileByID(c.profile)
		must(t, err)
		m, bad := p.parseMoment(FieldReceived, c.value)
		got := m.at.UTC().Format("2006-01-02 15:04")
		if bad != nil {
			got = bad.Code
		}
		if got != c.want {
			t.Errorf("%s %q: %s, want %s", c.profile, c.value, got, c.want)
		}
	}
}

func TestLaterReading(t *testing.T) {
	sofia, err := time.LoadLocation("Europe/Sofia")
	must(t, err)
	twice := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC).In(sofia)
	if got := laterReading(twice); got.Sub(twice) != time.Hour {
		t.Errorf("the second half past three is %v after the first", got.Sub(twice))
	}
	for _, once := range []time.Time{twice.Add(-time.Hour), twice.Add(time.Hour), twice.Add(2 * time.Hour)} {
		if got := laterReading(once); !got.Equal(once) {
			t.Errorf("%v is read again as %v", once, got)
		}
	}
}

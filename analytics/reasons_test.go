package analytics_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/uuid"

	"harta/analytics"
)

// because is an answer at a kiosk with the reasons that were chosen beside it.
type because struct {
	answer
	reasons []string
}

func (l *lab) because(t testing.TB, all ...because) {
	t.Helper()
	var answers []answer
	batch, err := l.ch.Insert.PrepareBatch(t.Context(), "INSERT INTO answer_reasons")
	if err != nil {
		t.Fatal(err)
	}
	defer batch.Close()
	for _, b := range all {
		a := b.answer
		if a.ID == uuid.Nil {
			a.ID = uuid.New()
		}
		if a.Kiosk == "" {
			a.Kiosk = "hall"
		}
		answers = append(answers, a)
		for _, reason := range b.reasons {
			// What was added carries neither the service that was named afterwards nor that the answer does not count.
			err := batch.Append(a.Moment, a.ID, reason, uint64(1), a.Moment, a.Moment, uint8(a.Moment.Hour()), "overall", a.Score,
				a.Office, "", "", a.Channel, a.Kiosk, "bg")
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
	l.answers(t, answers...)
}

// times is n answers alike, one a minute.
func times(n int, a answer, reasons ...string) []because {
	var list []because
	for _, one := range many(n, a) {
		list = append(list, because{one, reasons})
	}
	return list
}

func TestReasons(t *testing.T) {
	l := newLab(t)
	march, may := at("2026-03-10 09:15"), at("2026-05-04 16:40")
	l.because(t, slices.Concat(
		times(10, answer{Moment: march, Score: 1, Office: "gradska", Service: "2079", Channel: "kiosk"}, "waiting", "rude"),
		times(6, answer{Moment: march, Score: 3, Office: "gradska", Channel: "kiosk"}, "waiting"),
		times(4, answer{Moment: march, Score: 2, Office: "gradska", Channel: "kiosk"}),
		times(12, answer{Moment: march, Score: 5, Office: "kvartal", Channel: "qr", Kiosk: "desk"}, "kind"),
		times(3, answer{Moment: may, Score: 4, Office: "kvartal", Channel: "qr", Kiosk: "desk"}, "fast"),
		times(7, answer{Moment: march, Score: 1, Office: "gradska", Channel: "kiosk", Reason: "burst"}, "waiting"),
	)...)
	l.answers(t, many(50, answer{Moment: march, Score: 2, Office: "gradska", Channel: "web"})...) // nobody asked them why
	f := custom("2026-02-01", "2026-05-31", "2026-06-15 12:00")

	t.Run("of people who are not satisfied", func(t *testing.T) {
		table := l.run(t, "reasons_of_dissatisfied", f)
		if got := keys(table); got != "waiting rude" {
			t.Fatalf("reasons %s", got)
		}
		wantCell(t, "waiting", cell(t, table, row(t, table, "waiting"), "reason_low_share"), analytics.StateOK, 1, 16)
		wantCell(t, "rude", cell(t, table, row(t, table, "rude"), "reason_low_share"), analytics.StateOK, 10.0/16, 16)
		wantCell(t, "how many say rude", cell(t, table, row(t, table, "rude"), "reason_low"), analytics.StateOK, 10, 16)
		wantCell(t, "all", cell(t, table, table.Total, "reason_low"), analytics.StateOK, 16, 16)
		if table.Excluded["burst"] != 7 || len(table.Excluded) != 1 {
			t.Errorf("excluded %v", table.Excluded)
		}
	})
	t.Run("of satisfied people", func(t *testing.T) {
		table := l.run(t, "reasons_of_satisfied", f)
		if got := keys(table); got != "kind fast" {
			t.Fatalf("reasons %s", got)
		}
		wantCell(t, "fast", cell(t, table, row(t, table, "fast"), "reason_high_share"), analytics.StateOK, 3.0/15, 15)
	})
	t.Run("of fewer people than may be shown", func(t *testing.T) {
		table := l.run(t, "reasons_of_satisfied", custom("2026-05-01", "2026-05-31", "2026-06-15 12:00"))
		wantCell(t, "share", cell(t, table, row(t, table, "fast"), "reason_high_share"), analytics.StateFew, hidden, 3)
		wantCell(t, "number", cell(t, table, row(t, table, "fast"), "reason_high"), analytics.StateFew, hidden, 3)
	})
	t.Run("how many give one", func(t *testing.T) {
		for report, want := range map[string]string{"reasons_by_office": "gradska kvartal", "reasons_by_kiosk": "hall desk",
			"reasons_by_month": "2026-02 2026-03 2026-04 2026-05", "reasons_by_score": "1 2 3 4 5"} {
			if got := keys(l.run(t, report, f)); got != want {
				t.Errorf("%s: %s, want %s", report, got, want)
			}
		}
		table := l.run(t, "reasons_by_office", f)
		wantCell(t, "gradska", cell(t, table, row(t, table, "gradska"), "reasoned_share"), analytics.StateOK, 16.0/20, 20)
		wantCell(t, "all", cell(t, table, table.Total, "reasoned_share"), analytics.StateOK, 31.0/35, 35)
		table = l.run(t, "reasons_by_score", f)
		wantCell(t, "score 2", cell(t, table, row(t, table, "2"), "reasoned"), analytics.StateOK, 0, 0)
		table = l.run(t, "reasons_by_service", f)
		wantCell(t, "the service named afterwards", cell(t, table, row(t, table, "2079"), "reasoned"), analytics.StateOK, 10, 10)
		f := f
		f.Services = []string{"2079"}
		table = l.run(t, "reasons_of_dissatisfied", f)
		wantCell(t, "reasons of one service", cell(t, table, row(t, table, "waiting"), "reason_low"), analytics.StateOK, 10, 10)
	})
	t.Run("compared", func(t *testing.T) {
		f := custom("2026-05-01", "2026-05-31", "2026-06-15 12:00")
		f.Compare = analytics.ComparePrevious
		if got := keys(l.run(t, "reasons_of_dissatisfied", f)); got != "" {
			t.Errorf("in April and May nobody says why, yet there is %s", got)
		}
	})
}

// Reasons beside answers about a service that another one took the place of are reasons about that.
func TestReasonsOfAMappedService(t *testing.T) {
	l := newLab(t)
	l.because(t, times(6, answer{Moment: at("2026-03-02 10:00"), Score: 2, Service: "old"}, "waiting")...)
	l.because(t, times(1, answer{Moment: at("2026-03-02 10:00"), Score: 2, Service: "old", Reason: "burst"})...)
	mapped := l.Mapped(func(context.Context) (from, to []string, err error) { return []string{"old"}, []string{"2079"}, nil })
	f := custom("2026-03-01", "2026-03-31", "2026-03-20 12:00")
	f.Services = []string{"2079"}
	table, err := mapped.Run(t.Context(), "reasons_by_service", f)
	if err != nil {
		t.Fatal(err)
	}
	wantCell(t, "of the new one", cell(t, table, row(t, table, "2079"), "reasoned"), analytics.StateOK, 6, 6)
	if table.Excluded["burst"] != 1 {
		t.Errorf("excluded %v", table.Excluded)
	}
}

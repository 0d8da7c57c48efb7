package analytics_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"harta/analytics"
)

// wantCell checks a cell's state, its value to four digits (NaN: none is shown) and its n.
func wantCell(t testing.TB, what string, c analytics.Cell, state analytics.State, value float64, n int64) {
	t.Helper()
	if c.State != state || c.N != n || (c.Value == nil) != math.IsNaN(value) || (c.Value != nil && math.Abs(*c.Value-value) > 5e-5) {
		shown := math.NaN()
		if c.Value != nil {
			shown = *c.Value
		}
		t.Errorf("%s: %s %.4f of %d, want %s %.4f of %d", what, c.State, shown, c.N, state, value, n)
	}
}

var hidden = math.NaN()

func keys(table *analytics.Table) string {
	var all []string
	for _, r := range table.Rows {
		all = append(all, r.Key)
	}
	return strings.Join(all, " ")
}

func TestSatisfaction(t *testing.T) {
	l := newLab(t)
	march, may := at("2026-03-10 09:15"), at("2026-05-04 16:40")
	l.answers(t, slices.Concat(
		many(36, answer{Moment: march, Score: 5, Office: "gradska", Channel: "kiosk"}),
		many(8, answer{Moment: march, Score: 3, Office: "gradska", Channel: "qr"}),
		many(6, answer{Moment: march, Score: 1, Office: "kvartal", Channel: "kiosk"}),
		many(4, answer{Moment: may, Score: 4, Office: `Център "Юг'`, Channel: "kiosk"}),
		many(9, answer{Moment: march, Score: 1, Office: "gradska", Question: "speed"}),
		many(11, answer{Moment: march, Score: 1, Office: "gradska", Reason: "burst"}),
		many(2, answer{Moment: may, Score: 1, Office: "gradska", Reason: "closed"}),
	)...)
	f := custom("2026-02-01", "2026-05-31", "2026-06-15 12:00")

	t.Run("total", func(t *testing.T) {
		table := l.run(t, "satisfaction_total", f)
		c := cell(t, table, table.Total, "satisfied_share")
		wantCell(t, "share", c, analytics.StateOK, 40.0/54, 54)
		if c.Low == nil || math.Abs(*c.Low-0.61069) > 5e-5 || math.Abs(*c.High-0.83881) > 5e-5 {
			t.Errorf("interval %v to %v", *c.Low, *c.High)
		}
		wantCell(t, "mean", cell(t, table, table.Total, "mean_score"), analytics.StateOK, 226.0/54, 54)
		wantCell(t, "answers", cell(t, table, table.Total, "answers"), analytics.StateOK, 54, 54)
		if len(table.Rows) != 0 || table.Total.Unfinished || table.Excluded["burst"] != 11 || table.Excluded["closed"] != 2 {
			t.Errorf("rows %v, unfinished %v, excluded %v", table.Rows, table.Total.Unfinished, table.Excluded)
		}
		if !table.Freshness.Equal(may.Add(3 * 60e9)) {
			t.Errorf("freshness %v", table.Freshness)
		}
	})
	t.Run("by month", func(t *testing.T) {
		table := l.run(t, "satisfaction_by_month", f)
		if got := keys(table); got != "2026-02 2026-03 2026-04 2026-05" {
			t.Fatalf("months %s", got)
		}
		wantCell(t, "a month without answers", cell(t, table, row(t, table, "2026-04"), "satisfied_share"), analytics.StateNone, hidden, 0)
		wantCell(t, "its answers", cell(t, table, row(t, table, "2026-04"), "answers"), analytics.StateNone, hidden, 0)
		wantCell(t, "March", cell(t, table, row(t, table, "2026-03"), "satisfied_share"), analytics.StateOK, 0.72, 50)
		wantCell(t, "four answers", cell(t, table, row(t, table, "2026-05"), "satisfied_share"), analytics.StateFew, hidden, 4)
		wantCell(t, "what four answered", cell(t, table, row(t, table, "2026-05"), "satisfied"), analytics.StateFew, hidden, 4)
		wantCell(t, "that there are four", cell(t, table, row(t, table, "2026-05"), "answers"), analytics.StateOK, 4, 4)
	})
	t.Run("by office, largest first", func(t *testing.T) {
		if got := keys(l.run(t, "satisfaction_by_office", f)); got != `gradska kvartal Център "Юг'` {
			t.Errorf("offices %s", got)
		}
	})
	t.Run("filters with quotes and Cyrillic", func(t *testing.T) {
		f := f
		f.Offices = []string{`Център "Юг'`, `'; DROP TABLE answers; --`}
		table := l.run(t, "satisfaction_by_office", f)
		wantCell(t, "answers", cell(t, table, table.Total, "answers"), analytics.StateOK, 4, 4)
		f.Offices, f.Channels = nil, []string{"qr"}
		table = l.run(t, "satisfaction_total", f)
		wantCell(t, "answers by channel", cell(t, table, table.Total, "satisfied_share"), analytics.StateOK, 0, 8)
	})
	t.Run("scores", func(t *testing.T) {
		table := l.run(t, "satisfaction_scores", f)
		if got := keys(table); got != "1 2 3 4 5" {
			t.Fatalf("scores %s", got)
		}
		wantCell(t, "nobody chose 2", cell(t, table, row(t, table, "2"), "answer_share"), analytics.StateOK, 0, 54)
		wantCell(t, "5", cell(t, table, row(t, table, "5"), "answer_share"), analytics.StateOK, 36.0/54, 54)
		wantCell(t, "all", cell(t, table, table.Total, "answer_share"), analytics.StateOK, 1, 54)
		f := f
		f.Offices = []string{`Център "Юг'`}
		table = l.run(t, "satisfaction_scores", f)
		wantCell(t, "what four people chose", cell(t, table, row(t, table, "4"), "answers"), analytics.StateFew, hidden, 4)
		wantCell(t, "that there are four", cell(t, table, table.Total, "answers"), analytics.StateOK, 4, 4)
	})
	t.Run("questions", func(t *testing.T) {
		table := l.run(t, "satisfaction_by_question", f)
		wantCell(t, "speed", cell(t, table, row(t, table, "speed"), "mean_score"), analytics.StateOK, 1, 9)
		wantCell(t, "overall", cell(t, table, row(t, table, "overall"), "satisfied_share"), analytics.StateOK, 40.0/54, 54)
		wantCell(t, "a person is one answer", cell(t, table, table.Total, "satisfied_share"), analytics.StateOK, 40.0/54, 54)
		f := f
		f.Offices, f.Compare = []string{"elsewhere"}, analytics.ComparePrevious
		if total := l.run(t, "satisfaction_by_question", f).Total; total.Cells[0].State != analytics.StateNone || total.Change != nil {
			t.Errorf("nobody was asked: %+v", total)
		}
	})
	t.Run("hours", func(t *testing.T) {
		if got := keys(l.run(t, "satisfaction_by_hour", f)); got != "09 16" {
			t.Errorf("hours %s", got)
		}
	})
	t.Run("as of a moment before the answers arrived", func(t *testing.T) {
		table := l.run(t, "satisfaction_total", custom("2026-02-01", "2026-05-31", "2026-05-04 16:41"))
		wantCell(t, "answers", cell(t, table, table.Total, "answers"), analytics.StateOK, 52, 52)
		if !table.Total.Unfinished {
			t.Error("May is not over")
		}
	})
}

func TestAnswersAreCountedOnce(t *testing.T) {
	l := newLab(t)
	tap := answer{ID: uuid.New(), Moment: at("2026-03-31 23:30"), Score: 5}
	l.answers(t, tap)
	l.answers(t, tap)
	f := custom("2026-03-01", "2026-03-31", "2026-06-15 12:00")
	table := l.run(t, "satisfaction_total", f)
	wantCell(t, "delivered twice", cell(t, table, table.Total, "answers"), analytics.StateOK, 1, 1)
	l.answers(t, answer{Moment: at("2026-03-30 23:30"), Received: at("2026-06-16 09:00"), Score: 1})
	table = l.run(t, "satisfaction_total", f)
	wantCell(t, "one that the kiosk kept for weeks", cell(t, table, table.Total, "answers"), analytics.StateOK, 1, 1)
	tap.Version, tap.Reason = 2, "burst"
	l.answers(t, tap)
	table = l.run(t, "satisfaction_total", f)
	wantCell(t, "found to be a burst later", cell(t, table, table.Total, "answers"), analytics.StateNone, hidden, 0)
	if table.Excluded["burst"] != 1 {
		t.Errorf("excluded %v", table.Excluded)
	}
}

func TestSatisfactionAgainstTheYearBefore(t *testing.T) {
	l := newLab(t)
	l.answers(t, slices.Concat(
		many(48, answer{Moment: at("2025-03-10 09:15"), Score: 5, Office: "a"}),
		many(32, answer{Moment: at("2025-03-11 09:15"), Score: 2, Office: "a"}),
		many(56, answer{Moment: at("2026-03-10 09:15"), Score: 5, Office: "a"}),
		many(14, answer{Moment: at("2026-03-11 09:15"), Score: 2, Office: "a"}),
		many(30, answer{Moment: at("2025-04-11 09:15"), Score: 4, Office: "gone"}),
		// Loaded a year late, it still belongs to the period before.
		many(7, answer{Moment: at("2025-04-11 09:15"), Received: at("2026-05-01 09:00"), Score: 4, Office: "b"}),
		many(3, answer{Moment: at("2026-04-11 09:15"), Score: 4, Office: "b"}),
	)...)
	f := custom("2026-03-01", "2026-04-30", "2026-05-02 12:00")
	f.Compare = analytics.CompareYear
	table := l.run(t, "satisfaction_by_office", f)
	if got := keys(table); got != "a b gone" {
		t.Errorf("offices %s", got)
	}
	change := row(t, table, "a").Change
	if change == nil || change.Verdict != analytics.VerdictBetter || math.Abs(*change.Low-0.0524) > 5e-5 || math.Abs(*change.High-0.3339) > 5e-5 {
		t.Errorf("change %+v", change)
	}
	if change := row(t, table, "b").Change; change == nil || change.Verdict != analytics.VerdictFew || change.Low != nil {
		t.Errorf("three answers now: %+v", change)
	}
	wantCell(t, "b before", row(t, table, "b").Before[0], analytics.StateOK, 1, 7)
	if gone := row(t, table, "gone"); gone.Change != nil || gone.Cells[0].State != analytics.StateNone || gone.Before[0].N != 30 {
		t.Errorf("an office that is gone: %+v", gone)
	}
	months := l.run(t, "satisfaction_by_month", f)
	wantCell(t, "March before", row(t, months, "2026-03").Before[0], analytics.StateOK, 0.6, 80)
	if months.Total.Change == nil || months.Total.Before[0].N != 117 {
		t.Errorf("total %+v", months.Total)
	}
	f.Compare = analytics.ComparePrevious
	f.From, f.To = "2026-03-09", "2026-03-20"
	if r := row(t, l.run(t, "satisfaction_by_month", f), "2026-03"); r.Before != nil || r.Change != nil {
		t.Errorf("parts of months are compared: %+v", r)
	}
}

func TestNormalRange(t *testing.T) {
	l := newLab(t)
	var answers []answer
	for month := range 20 {
		moment := at("2024-10-07 09:00").AddDate(0, month, 0)
		satisfied := 70 + month%2*10
		if month == 19 {
			satisfied = 20 // the running month has a normal range but no part in it
		}
		answers = append(answers, many(satisfied, answer{Moment: moment, Score: 5})...)
		answers = append(answers, many(100-satisfied, answer{Moment: moment.AddDate(0, 0, 1), Score: 2})...)
	}
	l.answers(t, answers...)
	table := l.run(t, "satisfaction_by_month", custom("2026-01-01", "2026-05-31", "2026-05-20 12:00"))
	for _, r := range table.Rows {
		// Nineteen months: ten of 70 and nine of 80; neighbours differ by 10 points.
		if r.Normal == nil || math.Abs(r.Normal.Center-1420.0/1900) > 1e-9 {
			t.Fatalf("%s: %+v", r.Key, r.Normal)
		}
		if want := r.Normal.Center - 3*0.1/1.128; math.Abs(r.Normal.Low-want) > 1e-9 {
			t.Errorf("%s: low %v, want %v", r.Key, r.Normal.Low, want)
		}
	}
	if last := table.Rows[4]; last.Key != "2026-05" || !last.Unfinished || *last.Cells[0].Value > last.Normal.Low {
		t.Errorf("May: %+v", last)
	}
	early := l.run(t, "satisfaction_by_month", custom("2024-10-01", "2025-10-31", "2025-10-20 12:00"))
	for _, r := range early.Rows {
		if r.Normal != nil {
			t.Fatalf("twelve finished months have a normal range: %+v", r)
		}
	}
}

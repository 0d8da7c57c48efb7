package analytics_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"harta/analytics"
)

// everyday is a small town with something of every kind.
func everyday(t testing.TB, l *lab) {
	t.Helper()
	for month := range 14 {
		moment := at("2025-10-06 10:00").AddDate(0, month, 0)
		for _, score := range []uint8{1, uint8(1 + month%5), 5} {
			reason := "waiting"
			if score >= 4 {
				reason = "kind"
			}
			l.because(t, times(10, answer{Moment: moment, Score: score, Office: "gradska", Service: "2079", Department: "kasi", Channel: "kiosk"}, reason)...)
		}
		l.records(t,
			record{Received: moment, Due: moment.AddDate(0, 0, 7), Finished: moment.AddDate(0, 0, 3), Service: "2079", Department: "kasi", Channel: "counter", Speed: "fast"},
			record{Received: moment, Due: moment.AddDate(0, 0, 7), Service: "2080", Department: "kasi", Channel: "email"})
		l.complaints(t,
			complaint{Received: moment, Deadline: moment.AddDate(0, 1, 0), Answered: moment.AddDate(0, 0, 9), Category: "delay", Department: "kasi", Channel: "web", Outcome: "upheld"},
			complaint{Received: moment, Deadline: moment.AddDate(0, 1, 0), Category: "queue", Department: "kasi", Channel: "post"})
		l.advice(t, talks(advice{Moment: moment, Topic: "prices", Service: "2079", Department: "kasi", Channel: "phone"}, 3, 8)...)
	}
}

func TestEveryReportRuns(t *testing.T) {
	l := newLab(t)
	t.Run("empty", func(t *testing.T) { runAll(t, l, false, analytics.Period12Months) })
	everyday(t, l)
	t.Run("with facts", func(t *testing.T) { runAll(t, l, true, analytics.Period12Months, analytics.PeriodEverything) })
}

func runAll(t *testing.T, l *lab, facts bool, periods ...string) {
	for _, period := range periods {
		f, err := analytics.ParseFilter(map[string][]string{"period": {period}}, at("2026-11-23 12:00"), l.charter.Calendar)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range analytics.Reports() {
			table := l.run(t, r.Key, f)
			if _, err := json.Marshal(table); err != nil {
				t.Errorf("%s over %s cannot be written as JSON: %v", r.Key, period, err)
			}
			checkShape(t, table)
			if state := cell(t, table, table.Total, r.Headline).State; facts && state == analytics.StateNone {
				t.Errorf("%s has no data although there are facts", r.Key)
			} else if !facts && state != analytics.StateNone {
				t.Errorf("%s over %s says %s without any fact", r.Key, period, state)
			}
			if facts == table.Freshness.IsZero() && r.Fact != analytics.FactRecords {
				t.Errorf("%s: freshness is %v", r.Key, table.Freshness)
			}
		}
	}
}

// checkShape checks what every table promises.
func checkShape(t *testing.T, table *analytics.Table) {
	t.Helper()
	for _, r := range append(slices.Clone(table.Rows), table.Total) {
		if len(r.Cells) != len(table.Columns) || (r.Before != nil && len(r.Before) != len(table.Columns)) {
			t.Errorf("%s: row %q has %d cells and %d before for %d columns", table.Report.Key, r.Key, len(r.Cells), len(r.Before), len(table.Columns))
		}
		for i, c := range append(slices.Clone(r.Cells), r.Before...) {
			shown := c.State == analytics.StateOK || c.State == analytics.StateOpen
			if shown != (c.Value != nil) {
				t.Errorf("%s: row %q cell %d is %s with value %v", table.Report.Key, r.Key, i, c.State, c.Value)
			}
			if c.Value != nil && (c.Low != nil && *c.Low > *c.Value || c.High != nil && *c.High < *c.Value) {
				t.Errorf("%s: row %q cell %d lies outside its interval", table.Report.Key, r.Key, i)
			}
		}
	}
}

func TestCatalogueIsWhole(t *testing.T) {
	for _, r := range analytics.Reports() {
		if d, ok := analytics.DimensionByKey(r.Dimension); !ok {
			t.Errorf("%s is split by an unknown dimension %s", r.Key, r.Dimension)
		} else if r.View == analytics.ViewTrend && !d.Ordered {
			t.Errorf("%s is a trend over a dimension without an order", r.Key)
		}
		if !slices.Contains(r.Measures, r.Headline) {
			t.Errorf("%s does not show its headline %s", r.Key, r.Headline)
		}
		for _, key := range slices.Concat(r.Measures, r.Stack) {
			if m, ok := analytics.MeasureByKey(key); !ok || m.Fact != r.Fact {
				t.Errorf("%s shows %s, which its facts do not know", r.Key, key)
			}
		}
		for _, key := range r.Stack {
			if !slices.Contains(r.Measures, key) {
				t.Errorf("%s stacks %s without showing it", r.Key, key)
			}
		}
	}
	for _, m := range analytics.Measures() {
		if of, ok := analytics.MeasureByKey(m.Of); m.Of != "" && (!ok || of.Unit != analytics.UnitCount || of.Fact != m.Fact) {
			t.Errorf("%s is of %s, which is no count of the same facts", m.Key, m.Of)
		}
	}
}

func TestRunWithoutACutOffIsAsOfNow(t *testing.T) {
	l := newLab(t)
	l.answers(t, many(5, answer{Moment: at("2026-11-23 11:50"), Score: 5})...)
	l.answers(t, answer{Moment: at("2026-11-23 12:10"), Score: 5})
	f := custom("2026-11-01", "2026-11-30", "2026-11-23 12:00")
	f.CutOff = time.Time{}
	table := l.run(t, "satisfaction_total", f)
	wantCell(t, "answers", cell(t, table, table.Total, "answers"), analytics.StateOK, 5, 5)
	if !table.CutOff.Equal(at("2026-11-23 12:00")) || !table.Filter.CutOff.Equal(table.CutOff) {
		t.Errorf("as of %v, filter %v", table.CutOff, table.Filter.CutOff)
	}
	newest, err := l.Freshness(t.Context())
	if err != nil || !newest.Equal(at("2026-11-23 11:54")) {
		t.Errorf("freshness %v, %v", newest, err)
	}
}

func TestRunRefuses(t *testing.T) {
	l := newLab(t)
	for want, c := range map[string]struct {
		report string
		f      analytics.Filter
	}{
		" report_unknown":             {"satisfaction_by_moon", custom("2026-01-01", "2026-02-01", "2026-11-23 12:00")},
		"from bad_date":               {"satisfaction_total", custom("2026-02-30", "2026-03-01", "2026-11-23 12:00")},
		"to bad_date":                 {"satisfaction_total", custom("2026-01-01", "", "2026-11-23 12:00")},
		"to period_ends_before_start": {"satisfaction_total", custom("2026-02-01", "2026-01-01", "2026-11-23 12:00")},
	} {
		if _, err := l.Run(t.Context(), c.report, c.f); faults(err) != want {
			t.Errorf("%q: %v", want, err)
		}
	}
}

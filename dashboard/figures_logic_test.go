package dashboard

import (
	"net/url"
	"strings"
	"testing"

	"harta/analytics"
	"harta/internal/charter"
	"harta/internal/text"
)

func TestFilterLinks(t *testing.T) {
	f := sampleTable("satisfaction_by_month").Filter
	f.Departments = []string{"taxes", "registry"}
	live := newFilterLinks("/satisfaction", url.Values{}, f, testPrinter(t, text.BG))
	pinned := newFilterLinks("/satisfaction", url.Values{paramAsOf: {"2026-11-23T09:00:00Z"}}, f, testPrinter(t, text.BG))
	query := func(link string) url.Values {
		u, err := url.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		return u.Query()
	}
	month := query(live.drill("month", "2026-02"))
	if month.Get(paramFrom) != "2026-02-01" || month.Get(paramTo) != "2026-02-28" || month.Get(paramPeriod) != "custom" || len(month[paramDepartment]) != 2 {
		t.Errorf("a month drills to %v", month)
	}
	if got := query(live.drill("department", "taxes"))[paramDepartment]; len(got) != 1 || got[0] != "taxes" {
		t.Errorf("a department drills to %v", got)
	}
	for _, none := range []string{live.drill("category", "delay"), live.drill("service", ""), live.drill("score", "5"), live.drill("month", "x")} {
		if none != "" {
			t.Errorf("a group without a filter of its own drills to %q", none)
		}
	}
	if got := query(live.without(paramDepartment, "taxes"))[paramDepartment]; len(got) != 1 || got[0] != "registry" {
		t.Errorf("without taxes there is %v", got)
	}
	if query(live.elsewhere("/complaints")).Has(paramAsOf) {
		t.Error("a page of the present sends its cut-off along")
	}
	if !query(live.permanent()).Has(paramAsOf) || !query(pinned.elsewhere("/complaints")).Has(paramAsOf) {
		t.Error("a permanent link lacks its cut-off")
	}
}

func TestJudge(t *testing.T) {
	duty := func(target float64) charter.Promise {
		return charter.Promise{Measure: charter.Measure{Census: true}, Target: charter.Target{Kind: charter.TargetShare, Share: target}}
	}
	sample := charter.Promise{Target: charter.Target{Kind: charter.TargetShare, Share: 0.8}}
	share := func(x, low, high float64) analytics.Cell {
		return analytics.Cell{State: analytics.StateOK, Value: &x, Low: &low, High: &high, N: 100}
	}
	count := func(x float64) analytics.Cell { return analytics.Cell{State: analytics.StateOK, Value: &x} }
	worse := &analytics.Change{Verdict: analytics.VerdictWorse}
	for _, c := range []struct {
		name     string
		promise  charter.Promise
		cell     analytics.Cell
		breaches analytics.Cell
		change   *analytics.Change
		want     promiseState
	}{
		{"every complaint answered in time", duty(1), share(1, 0.96, 1), count(0), nil, promiseKept},
		{"one breach of a duty", duty(1), share(0.9999, 0.96, 1), count(1), nil, promiseBroken},
		{"one breach of a duty that few asked for", duty(1), analytics.Cell{State: analytics.StateFew, N: 3}, count(1), nil, promiseBroken},
		{"a duty that few asked for", duty(1), analytics.Cell{State: analytics.StateFew, N: 3}, count(0), nil, promiseFew},
		{"some late of few, with a target below everything", duty(0.95), analytics.Cell{State: analytics.StateFew, N: 3}, count(1), nil, promiseFew},
		{"above a target below everything", duty(0.95), share(0.96, 0.93, 0.98), count(4), nil, promiseKept},
		{"below a target", duty(0.95), share(0.93, 0.9, 0.96), count(7), nil, promiseBroken},
		{"kept, but getting worse", duty(0.95), share(0.96, 0.93, 0.98), count(4), worse, promiseAtRisk},
		{"a sample for certain above", sample, share(0.85, 0.82, 0.88), analytics.Cell{}, nil, promiseKept},
		{"a sample for certain below", sample, share(0.7, 0.66, 0.74), analytics.Cell{}, nil, promiseBroken},
		{"a sample that may be either", sample, share(0.8, 0.76, 0.84), analytics.Cell{}, nil, promiseAtRisk},
		{"a sample that may be anything", sample, share(0.4, 0.2, 0.6), analytics.Cell{}, nil, promiseFew},
		{"too few answers", sample, analytics.Cell{State: analytics.StateFew}, analytics.Cell{}, nil, promiseFew},
		{"no data", duty(1), analytics.Cell{State: analytics.StateNone}, analytics.Cell{}, nil, promiseNotMeasured},
	} {
		if got := judge(c.promise, c.cell, c.breaches, c.change); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestUnstatedLast(t *testing.T) {
	table := sampleTable("satisfaction_by_department") // its third row says nothing
	got := unstatedLast(table)
	if last := got.Rows[len(got.Rows)-1]; last.Key != "" || len(got.Rows) != len(table.Rows) {
		t.Errorf("the last row is %q", last.Key)
	}
	if table.Rows[2].Key != "" {
		t.Error("the given table was changed")
	}
}

// None is an answer, where it is known; only where nothing is known the figure has nothing to show.
func TestNoneIsNotNothing(t *testing.T) {
	for state, want := range map[analytics.State]bool{analytics.StateOK: false, analytics.StateNone: true} {
		none := analytics.Cell{State: state}
		if state == analytics.StateOK {
			none.Value = new(float64)
		}
		table := sampleTable("complaints_by_month")
		for _, r := range append([]analytics.Row{table.Total}, table.Rows...) {
			for i := range r.Cells {
				r.Cells[i] = none
			}
		}
		view := sampleViewer(t, table.Filter).view(table)
		if view.Empty != want {
			t.Errorf("%s: empty %v, and says %q", state, view.Empty, view.Summary)
		}
		if !want && !strings.HasPrefix(view.Summary, "0 жалби.") {
			t.Errorf("%s: %q", state, view.Summary)
		}
	}
}

func TestSorted(t *testing.T) {
	table := sampleTable("satisfaction_by_department")
	keys := func(by string) (s string) {
		for _, r := range sorted(table, by).Rows {
			s += r.Key + "|"
		}
		return s
	}
	for by, want := range map[string]string{
		"":                 "a|b||c|d|e|",
		"-satisfied_share": "d|a|c|e|b||", // b has no data, the unstated one too few answers: they come last
		"satisfied_share":  "a|c|e|d|b||",
		"-answers":         "a||c|d|e|b|",
		"nonsense":         "a|b||c|d|e|",
	} {
		if got := keys(by); got != want {
			t.Errorf("sorted by %q: %s, want %s", by, got, want)
		}
	}
	if months := sorted(sampleTable("satisfaction_by_month"), "-answers"); months.Rows[0].Key != "2026-06" {
		t.Error("months lost their order")
	}
}

func TestRunningShares(t *testing.T) {
	table := sampleTable("complaints_by_category")
	table.Total.Cells[0].Value = value(200) // 60, no data, 40, 30, 20, 10
	want := []float64{0.3, 0.3, 0.5, 0.65, 0.75, 0.8}
	for i, got := range runningShares(table, 0) {
		if d := got - want[i]; d > 1e-9 || d < -1e-9 {
			t.Errorf("row %d: %v, want %v", i, got, want[i])
		}
	}
	table.Total.Cells[0].Value = value(0)
	if runningShares(table, 0) != nil {
		t.Error("there are shares of nothing")
	}
}

func TestOutside(t *testing.T) {
	up, _ := analytics.MeasureByKey("satisfied_share")
	neither, _ := analytics.MeasureByKey("answer_share")
	row := func(x float64, unfinished bool) analytics.Row {
		return analytics.Row{Unfinished: unfinished, Normal: &analytics.Band{Low: 0.62, High: 0.74},
			Cells: []analytics.Cell{{State: analytics.StateOK, Value: &x, N: 50}}}
	}
	for _, c := range []struct {
		m    *analytics.Measure
		row  analytics.Row
		want analytics.Verdict
	}{
		{up, row(0.75, false), analytics.VerdictBetter},
		{up, row(0.61, false), analytics.VerdictWorse},
		{up, row(0.74, false), ""}, // on the limit is inside
		{up, row(0.61, true), ""},  // an unfinished month raises no alarm
		{neither, row(0.9, false), analytics.VerdictDifferent},
	} {
		if got, _ := outside(c.m, c.row, 0); got != c.want {
			t.Errorf("%v: %q, want %q", *c.row.Cells[0].Value, got, c.want)
		}
	}
}

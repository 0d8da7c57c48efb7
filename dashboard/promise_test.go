package dashboard

import (
	"strings"
	"testing"

	"harta/analytics"
	"harta/internal/charter"
)

// Courtesy and all the other things asked are promised one by one: the one furthest from its target speaks, and one with too few
// answers does not.
func TestEveryQuestionIsHeldAgainstThePromise(t *testing.T) {
	v := sampleViewer(t, sampleTable("satisfaction_by_question").Filter)
	p := charter.Promise{Measure: charter.Measure{Key: "satisfied_by_question"}, Target: charter.Target{Kind: charter.TargetShare, Share: 0.8}}
	table := sampleTable("satisfaction_by_question")
	share := func(key string, x, low, high float64) analytics.Row {
		return analytics.Row{Key: key, Cells: []analytics.Cell{{State: analytics.StateOK, Value: &x, Low: &low, High: &high, N: 90}}}
	}
	few := analytics.Row{Key: "honesty", Cells: []analytics.Cell{{State: analytics.StateFew, N: 3}}}
	kept, risk, broken, worse := share("courtesy", 0.9, 0.85, 0.94), share("speed", 0.79, 0.7, 0.86), share("clarity", 0.7, 0.6, 0.78), share("access", 0.6, 0.5, 0.7)
	for name, c := range map[string]struct {
		rows   []analytics.Row
		state  promiseState
		figure string
	}{
		"all kept":         {[]analytics.Row{kept, few}, promiseKept, "най-ниско: Любезност – 90 % при цел 80 %"},
		"one at risk":      {[]analytics.Row{kept, risk, few}, promiseAtRisk, "най-ниско: Бързина – 79 % при цел 80 %"},
		"two broken":       {[]analytics.Row{broken, kept, worse, risk}, promiseBroken, "най-ниско: Достъпност – 60 % при цел 80 %"},
		"too few of all":   {[]analytics.Row{few}, promiseFew, ""},
		"nobody was asked": {nil, promiseNotMeasured, ""},
	} {
		table.Rows, table.Total = c.rows, analytics.Row{Cells: []analytics.Cell{{State: analytics.StateNone}}}
		got := v.promise(p, promiseFigures()[p.Measure.Key], answer{table: table})
		if got.State != c.state || strings.ReplaceAll(got.Figure, "\u00a0", " ") != c.figure {
			t.Errorf("%s: %s, %q; want %s, %q", name, got.State, got.Figure, c.state, c.figure)
		}
	}
}

// What is promised about staff is held against the complaints about staff alone.
func TestPromiseOfOneRow(t *testing.T) {
	v := sampleViewer(t, sampleTable("complaints_by_concern").Filter)
	p := charter.Promise{Measure: charter.Measure{Key: "complaints_answered", Census: true}, Target: charter.Target{Kind: charter.TargetShare, Share: 1}}
	table := sampleTable("complaints_by_concern")
	row := func(key string, share, late float64) analytics.Row {
		r := analytics.Row{Key: key, Cells: make([]analytics.Cell, len(table.Columns))}
		for i, c := range table.Columns {
			switch x := 0.0; c.Measure.Key {
			case "case_in_time_share":
				r.Cells[i] = analytics.Cell{State: analytics.StateOK, Value: &share, N: 40}
			case "case_late":
				r.Cells[i] = analytics.Cell{State: analytics.StateOK, Value: &late, N: int64(late)}
			default:
				r.Cells[i] = analytics.Cell{State: analytics.StateOK, Value: &x}
			}
		}
		return r
	}
	for name, c := range map[string]struct {
		rows  []analytics.Row
		state promiseState
	}{
		"a late answer about staff":         {[]analytics.Row{row("staff", 0.975, 1), row("other", 1, 0)}, promiseBroken},
		"a late answer about another thing": {[]analytics.Row{row("staff", 1, 0), row("other", 0.9, 4)}, promiseKept},
		"none about staff":                  {[]analytics.Row{row("other", 0.9, 4)}, promiseNotMeasured},
	} {
		table.Rows = c.rows
		if got := v.promise(p, promiseFigures()[p.Measure.Key], answer{table: table}); got.State != c.state {
			t.Errorf("%s: %s, want %s", name, got.State, c.state)
		}
	}
}

func TestConsultationsStandBesideThePromise(t *testing.T) {
	v := sampleViewer(t, sampleTable("satisfaction_by_question").Filter)
	f := promiseFigures()["satisfied_by_question"]
	words, link := v.besidePromise(f, answer{table: sampleTable("consultations_total")})
	if words != "70 консултации по телефона и 70 консултации на гише" || link == "" {
		t.Errorf("%q, %q", words, link)
	}
	if words, link := v.besidePromise(promiseFigures()["services_in_time"], answer{}); words+link != "" {
		t.Errorf("%q, %q", words, link)
	}
}

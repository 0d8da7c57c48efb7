package dashboard

import (
	"cmp"
	"slices"

	"harta/analytics"
	"harta/internal/charter"
)

// promiseState is the word on a promise.
type promiseState string

const (
	promiseKept        promiseState = "kept"
	promiseBroken      promiseState = "broken"
	promiseAtRisk      promiseState = "at_risk"
	promiseFew         promiseState = "few"
	promiseNotMeasured promiseState = "not_measured"
)

// promiseView is one promise in the strip: what was promised, the word, the figure.
type promiseView struct {
	ID, Text, Short string
	State           promiseState
	Word            string
	Figure          string // with the target; empty when not measured
	Link            string
	Beside          string // what is told beside it without a word on it; empty: nothing
	BesideLink      string
}

// promiseFigure says which figure of which report measures a promise.
type promiseFigure struct {
	report, measure string
	breaches        string // the measure that counts breaches, of a promise that is a census
	row             string // the key of the row that the promise is about; empty: the whole
	// each says that every row of the report is held against the target, and the one furthest from it speaks for the promise.
	each bool
	// beside are counts of the report besideReport that have no target.
	besideReport string
	beside       []string
}

// promiseFigures are the measures of the charter file that can be told from today's facts.
func promiseFigures() map[string]promiseFigure {
	return map[string]promiseFigure{
		"complaints_answered": {report: "complaints_by_concern", row: "staff", measure: "case_in_time_share", breaches: "case_late"},
		"services_in_time":    {report: "timeliness_total", measure: "in_time_share", breaches: "late"},
		"satisfied_by_question": {report: "satisfaction_by_question", measure: "satisfied_share", each: true,
			besideReport: "consultations_total", beside: []string{"consultation_phone", "consultation_counter"}},
	}
}

// promiseReports are the reports that the promises are judged by.
func promiseReports() []string {
	var keys []string
	for _, f := range promiseFigures() {
		if keys = append(keys, f.report); f.besideReport != "" {
			keys = append(keys, f.besideReport)
		}
	}
	return keys
}

// promises judges the promises that stand on the filter's last day and have a target.
func (v viewer) promises(answers map[string]answer, on charter.Date) []promiseView {
	var out []promiseView
	for _, p := range v.names.charter.Promises {
		f, measured := promiseFigures()[p.Measure.Key]
		if !measured || !p.InForce(on) || p.Target.Kind != charter.TargetShare {
			continue
		}
		view := v.promise(p, f, answers[f.report])
		view.Beside, view.BesideLink = v.besidePromise(f, answers[f.besideReport])
		out = append(out, view)
	}
	return out
}

// promise judges one.
func (v viewer) promise(p charter.Promise, f promiseFigure, a answer) promiseView {
	w := v.names.words
	out := promiseView{ID: p.ID, Text: p.Text.In(v.names.lang), Short: w.T("promise." + p.Measure.Key), State: promiseNotMeasured,
		Link: v.links.elsewhere("/explore/" + f.report)}
	if a.err == nil {
		if i := columnOf(a.table, f.measure); i >= 0 {
			row, state := speaker(p, f, a.table, i)
			out.State = state
			if c := at(row.Cells, i); shown(c) {
				said := []any{"figure", v.forms.value(analytics.UnitShare, *c.Value, c.N), "target", v.forms.value(analytics.UnitShare, p.Target.Share, 0)}
				out.Figure = w.T("promise.figure", said...)
				if f.each {
					out.Figure = w.T("promise.lowest", append(said, "what", v.names.of(a.table.Report.Dimension, row.Key))...)
				}
			}
		}
	}
	out.Word = w.T("promise.state." + string(out.State))
	return out
}

// speaker is the row that speaks for a promise: the one it is about, the total, or of all rows the one with the gravest word, and among those the lowest.
func speaker(p charter.Promise, f promiseFigure, t *analytics.Table, column int) (analytics.Row, promiseState) {
	judged := func(r analytics.Row) promiseState {
		return judge(p, at(r.Cells, column), at(r.Cells, columnOf(t, f.breaches)), r.Change)
	}
	if f.row != "" {
		i := slices.IndexFunc(t.Rows, func(r analytics.Row) bool { return r.Key == f.row })
		if i < 0 {
			return analytics.Row{}, promiseNotMeasured
		}
		return t.Rows[i], judged(t.Rows[i])
	}
	if !f.each || len(t.Rows) == 0 {
		return t.Total, judged(t.Total)
	}
	gravest := []promiseState{promiseBroken, promiseAtRisk, promiseKept, promiseFew, promiseNotMeasured}
	worst := slices.MinFunc(t.Rows, func(x, y analytics.Row) int {
		order := cmp.Compare(slices.Index(gravest, judged(x)), slices.Index(gravest, judged(y)))
		if a, b := at(x.Cells, column), at(y.Cells, column); order == 0 && shown(a) && shown(b) {
			return cmp.Compare(*a.Value, *b.Value)
		}
		return order
	})
	return worst, judged(worst)
}

// besidePromise words the counts that are told beside a promise: "301 консултации по телефона и 111 консултации на гише".
func (v viewer) besidePromise(f promiseFigure, a answer) (words, link string) {
	if f.besideReport == "" || a.err != nil {
		return "", ""
	}
	var counts []string
	for _, measure := range f.beside {
		if c := at(a.table.Total.Cells, columnOf(a.table, measure)); shown(c) {
			counts = append(counts, v.items(measure, int64(*c.Value)))
		}
	}
	if len(counts) == 0 {
		return "", ""
	}
	return v.names.words.List(counts), v.links.elsewhere("/" + string(a.table.Report.Topic))
}

// judge gives the word. A duty that is counted whole is broken by its figure alone, and with a target of everything by a
// single breach, of however few; what people answer is a sample and is judged by its interval.
func judge(p charter.Promise, c, breaches analytics.Cell, change *analytics.Change) promiseState {
	switch {
	case p.Measure.Census && p.Target.Share == 1 && shown(breaches) && *breaches.Value > 0:
		return promiseBroken
	case c.State == analytics.StateFew:
		return promiseFew
	case !shown(c):
		return promiseNotMeasured
	case !p.Measure.Census:
		return judgeSample(p.Target.Share, c, change)
	case *c.Value < p.Target.Share:
		return promiseBroken
	case change != nil && change.Verdict == analytics.VerdictWorse:
		return promiseAtRisk
	default:
		return promiseKept
	}
}

// judgeSample holds an interval against a target: only an interval wholly on one side says anything for certain.
func judgeSample(target float64, c analytics.Cell, change *analytics.Change) promiseState {
	switch {
	case c.Low == nil || c.High == nil:
		return promiseNotMeasured
	case c.Vague():
		return promiseFew
	case *c.High < target:
		return promiseBroken
	case *c.Low < target, change != nil && change.Verdict == analytics.VerdictWorse:
		return promiseAtRisk
	default:
		return promiseKept
	}
}

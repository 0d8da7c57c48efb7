package dashboard

import (
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
}

// promiseFigure says which figure of which report measures a promise.
type promiseFigure struct {
	report, measure string
	breaches        string // the measure that counts breaches, of a promise that is a census
}

// promiseFigures are the measures of the charter file that can be told from today's facts.
func promiseFigures() map[string]promiseFigure {
	return map[string]promiseFigure{
		"complaints_answered":   {"complaints_total", "case_in_time_share", "case_late"},
		"services_in_time":      {"timeliness_total", "in_time_share", "late"},
		"satisfied_by_question": {"satisfaction_total", "satisfied_share", ""},
	}
}

// promises judges the promises that stand on the filter's last day and have a target.
func (v viewer) promises(answers map[string]answer, on charter.Date) []promiseView {
	var out []promiseView
	for _, p := range v.names.charter.Promises {
		f, measured := promiseFigures()[p.Measure.Key]
		if !measured || !p.InForce(on) || p.Target.Kind != charter.TargetShare {
			continue
		}
		out = append(out, v.promise(p, f, answers[f.report]))
	}
	return out
}

// promise judges one.
func (v viewer) promise(p charter.Promise, f promiseFigure, a answer) promiseView {
	lang, w := string(v.names.words.Lang()), v.names.words
	out := promiseView{ID: p.ID, Text: p.Text.In(lang), Short: w.T("promise." + p.Measure.Key), State: promiseNotMeasured,
		Link: v.links.elsewhere("/explore/" + f.report)}
	if a.err == nil {
		if i := columnOf(a.table, f.measure); i >= 0 {
			c := at(a.table.Total.Cells, i)
			breaches := at(a.table.Total.Cells, columnOf(a.table, f.breaches))
			out.State = judge(p, c, breaches, a.table.Total.Change)
			if shown(c) {
				out.Figure = w.T("promise.figure", "figure", v.forms.value(analytics.UnitShare, *c.Value, c.N),
					"target", v.forms.value(analytics.UnitShare, p.Target.Share, 0))
			}
		}
	}
	out.Word = w.T("promise.state." + string(out.State))
	return out
}

// judge gives the word. A duty that is counted whole is broken by its figure alone, and with a target of everything by a
// single breach; what people answer is a sample and is judged by its interval.
func judge(p charter.Promise, c, breaches analytics.Cell, change *analytics.Change) promiseState {
	switch {
	case c.State == analytics.StateFew:
		return promiseFew
	case !shown(c):
		return promiseNotMeasured
	case !p.Measure.Census:
		return judgeSample(p.Target.Share, c, change)
	case *c.Value < p.Target.Share, p.Target.Share == 1 && shown(breaches) && *breaches.Value > 0:
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

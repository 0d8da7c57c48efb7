package dashboard

import "harta/analytics"

// verdict words the comparison of a row's headline figure. Its help says how large the change is and how sure.
func (v viewer) verdict(t *analytics.Table, r analytics.Row) verdictView {
	out := verdictView{
		Verdict: r.Change.Verdict,
		Word:    v.names.words.T("verdict." + string(r.Change.Verdict)),
		Help:    v.names.words.T("verdict." + string(r.Change.Verdict) + ".long"),
	}
	if movement, ok := t.Movement(r); ok && comparable(r.Change.Verdict) {
		out.Help = v.say(movement)
	}
	return out
}

// verdictClass is the name that style sheets and charts know a verdict's colour by.
func verdictClass(v analytics.Verdict) string {
	switch v {
	case analytics.VerdictBetter:
		return "improve"
	case analytics.VerdictWorse:
		return "concern"
	case analytics.VerdictDifferent:
		return "change"
	default:
		return "ordinary"
	}
}

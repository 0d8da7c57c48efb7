package dashboard

import (
	"strings"

	"harta/analytics"
)

// subtitle says what a figure measures, over which period and on how many items: "Дял на удовлетворените, 1.11.2025 –
// 31.10.2026, 12 345 отговора".
func (v viewer) subtitle(t *analytics.Table) string {
	w := v.names.words
	parts := []string{w.T("measure." + t.Report.Headline)}
	if t.Report.Backlog {
		parts = append(parts, w.T("period.as_of", "day", w.Date(t.CutOff)))
	} else {
		parts = append(parts, v.links.period)
	}
	if i := headlineColumn(t); i >= 0 && t.Columns[i].Measure.Of != "" {
		parts = append(parts, v.items(t.Columns[i].Measure.Of, at(t.Total.Cells, i).N))
	}
	return strings.Join(parts, " · ")
}

// items counts the things behind a figure in words: "50 отговора".
func (v viewer) items(measure string, n int64) string {
	return v.names.words.T("items."+measure, "count", n)
}

// summary tells a figure in a few sentences: the whole, how it compares, and what the groups do. It is the figure's text for
// those who do not see it, so it speaks from the verdicts only.
func (v viewer) summary(t *analytics.Table, view *tableView) string {
	if view.Empty {
		return v.names.words.T("summary.empty")
	}
	sentences := []string{v.say(t.Level(t.Total))}
	if movement, ok := t.Movement(t.Total); ok {
		sentences = append(sentences, v.say(movement))
	}
	if s := v.groupsSentence(t); s != "" {
		sentences = append(sentences, s)
	}
	return strings.Join(sentences, " ")
}

// say words a sentence of the analytics and closes it.
func (v viewer) say(s analytics.Sentence) string {
	words := v.names.words.T(s.Key, s.Pairs()...)
	if !strings.HasSuffix(words, ".") {
		words += "."
	}
	return words
}

// groupsSentence counts the verdicts of the groups: "Спрямо предходния период: по-добре – 1, по-зле – 2, не се вижда промяна – 9."
func (v viewer) groupsSentence(t *analytics.Table) string {
	if len(t.Rows) < 2 {
		return ""
	}
	counts := make(map[analytics.Verdict]int)
	for _, r := range t.Rows {
		if r.Change != nil {
			counts[r.Change.Verdict]++
		}
	}
	var parts []string
	for _, verdict := range []analytics.Verdict{analytics.VerdictBetter, analytics.VerdictWorse, analytics.VerdictDifferent,
		analytics.VerdictNoChange, analytics.VerdictFew, analytics.VerdictTooEarly} {
		if n := counts[verdict]; n > 0 {
			parts = append(parts, v.names.words.T("verdict."+string(verdict))+" "+dash+" "+v.names.words.Int(int64(n)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return v.names.words.T("summary.groups."+string(t.Filter.Compare), "list", strings.Join(parts, ", "))
}

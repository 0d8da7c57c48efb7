package dashboard

import (
	"strings"

	"harta/analytics"
)

// headlineCard is a report without groups: one large figure and the smaller ones beside it.
type headlineCard struct {
	figure
	Value   string // the large figure, or the words of its state
	Unit    string // beside it, where the value does not carry it
	Missing bool   // there is no figure, only a state
	Cell    cellView
	Note    string // how sure and on how many: "между 58 и 83 %, 50 отговора"
	Verdict verdictView
	Before  string // the same figure in the comparison period
	Facts   []headlineFact
}

// headlineFact is a smaller figure of a headline report.
type headlineFact struct {
	Measure, Label, Help string
	Cell                 cellView
}

// headline words the answer to a report without groups.
func (v viewer) headline(key string, a answer) headlineCard {
	card := headlineCard{figure: v.figureOf(key, a, 0)}
	i := -1
	if a.err == nil {
		i = headlineColumn(a.table)
	}
	if i < 0 {
		return card
	}
	t := a.table
	m, cell := t.Columns[i].Measure, at(t.Total.Cells, i)
	card.Value, card.Unit, card.Missing = v.large(m, cell)
	card.Note = v.sureness(m, cell)
	card.Verdict = card.View.Total.Verdict
	if t.Total.Before != nil {
		card.Before = v.names.words.T("headline.before."+string(t.Filter.Compare), "figure", v.forms.cell(m.Unit, at(t.Total.Before, i)))
	}
	for k, h := range card.View.Heads {
		if h.Part == partValue && h.column == i {
			card.Cell = card.View.Total.Cells[k]
		} else if h.Part == partValue {
			card.Facts = append(card.Facts, headlineFact{h.Measure, h.Label, h.Help, card.View.Total.Cells[k]})
		}
	}
	return card
}

// large is a figure as it stands in large letters: the value, its unit, or the words of its state.
func (v viewer) large(m *analytics.Measure, c analytics.Cell) (value, unit string, missing bool) {
	if !shown(c) {
		return v.forms.why(c), "", true
	}
	if m.Unit == analytics.UnitDays || m.Unit == analytics.UnitMinutes {
		unit = v.forms.changeUnit(m.Unit)
	}
	return v.forms.value(m.Unit, *c.Value, c.N), unit, false
}

// sureness says how sure a figure is and on how many items it stands.
func (v viewer) sureness(m *analytics.Measure, c analytics.Cell) string {
	var parts []string
	if shown(c) && c.Low != nil && c.High != nil {
		parts = append(parts, v.names.words.T("headline.between",
			"low", v.forms.bare(m.Unit, *c.Low, c.N), "high", v.forms.value(m.Unit, *c.High, c.N)))
	}
	if m.Of != "" {
		parts = append(parts, v.items(m.Of, c.N))
	}
	if c.State == analytics.StateOpen {
		parts = append(parts, v.names.words.T("mark.open"))
	}
	return strings.Join(parts, ", ")
}

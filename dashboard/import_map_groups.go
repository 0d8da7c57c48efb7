package dashboard

import (
	"strings"

	"harta/ingest"
)

// mapGroup is a part of the list of our fields.
type mapGroup struct {
	Fold   string // what the folded ones are called, empty: they are always seen
	Names  string // of the folded fields, so that nobody has to unfold to find out
	Fields []mapField
}

// fewestFolded is how many fields are worth a fold.
const fewestFolded = 2

// Groups gives the fields in groups: those that most files have, or of which something is said or wrong, and folded behind them the rest, the
// further questions of a survey apart from other fields. A page of all fields is so long that the few to be named are lost in it.
func (p *mapPage) Groups() []mapGroup {
	shown, questions, others := mapGroup{}, mapGroup{Fold: "questions"}, mapGroup{Fold: "fields"}
	for _, f := range p.Fields {
		group := &shown
		if f.Rare && !f.said() && !p.wrong(f) {
			group = &others
			if strings.HasPrefix(f.Field, "column."+string(ingest.FieldScore)) {
				group = &questions
			}
		}
		group.Fields = append(group.Fields, f)
	}
	groups := []mapGroup{shown}
	for _, g := range []mapGroup{questions, others} {
		if len(g.Fields) < fewestFolded {
			g.Fold = ""
		}
		if len(g.Fields) > 0 {
			g.Names = namesOf(g.Fields)
			groups = append(groups, g)
		}
	}
	return groups
}

// said says whether the file has something for the field.
func (f mapField) said() bool {
	return !emptyChosen(f.Choices) || f.Text != "" || f.Constant != nil && len(f.Constant.Choices) > 0 && !emptyChosen(f.Constant.Choices) ||
		f.Dates != nil && !emptyChosen(f.Dates.Choices)
}

// emptyChosen says whether nothing is chosen from a list.
func emptyChosen(choices []choice) bool {
	for _, c := range choices {
		if c.Chosen && c.Value != "" {
			return false
		}
	}
	return true
}

// wrong says whether something is wrong with a field or with what belongs to it.
func (p *mapPage) wrong(f mapField) bool {
	return p.ErrorAt(f.Field) != nil || f.Constant != nil && p.ErrorAt(f.Constant.Field) != nil || f.Dates != nil && p.ErrorAt(f.Dates.Field) != nil
}

func namesOf(fields []mapField) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Label
	}
	return strings.Join(names, ", ")
}

// LabelOf is what a field of ours is called, so that several of the same faults can be told apart; empty for all else of the form.
func (p *mapPage) LabelOf(field string) string {
	for _, f := range p.Fields {
		if f.Field == field {
			return f.Label
		}
	}
	return ""
}

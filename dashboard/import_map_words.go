package dashboard

import (
	"slices"
	"strconv"
	"strings"

	"harta/ingest"
)

// fill words the choices.
func (p *mapPage) fill(s *Server, m ingest.Mapping, sketch *ingest.Sketch) {
	p.Name, p.Sketch, p.Zone = m.Name, sketch, m.TimeZone
	t := p.Words.T
	if len(sketch.Sheets) > 0 {
		p.Shape = []mapChoice{chooseFrom("sheet", t("import.sheet"), sketch.Sheets, sketch.Shape.Sheet, func(s string) string { return s })}
	} else {
		p.Shape = []mapChoice{
			chooseFrom("encoding", t("import.encoding"), ingest.Encodings(), sketch.Shape.Encoding, encodingName),
			chooseFrom("delimiter", t("import.delimiter"), ingest.Delimiters(), sketch.Shape.Delimiter, func(d string) string {
				if d == "tab" {
					return t("import.tab")
				}
				return d
			}),
		}
	}
	p.Dates = chooseFrom("date_order", t("import.date_order"), ingest.DateOrders(), m.DateOrder, p.dateOrder)
	for i, cells := range sketch.Rows {
		p.Rows = append(p.Rows, rowUnder(len(sketch.Columns), sketch.Lines[i], cells))
	}
	var columns []string
	for _, c := range sketch.Columns {
		columns = append(columns, c.Name)
	}
	for _, f := range ingest.FileFields(p.Kind, s.charter) {
		p.Fields = append(p.Fields, p.field(s, f, m, sketch, columns))
		if f.Words && m.Columns[f.Field] != "" {
			p.Translations = append(p.Translations, p.translation(s, f.Field, m, sketch))
		}
	}
}

// fieldName names one of our fields.
func (p *mapPage) fieldName(f ingest.Field) string {
	if p.Kind != "" {
		return p.names.field(f)
	}
	return p.Words.T("import.field." + string(f))
}

// translation words the words of a column.
func (p *mapPage) translation(s *Server, f ingest.Field, m ingest.Mapping, sketch *ingest.Sketch) mapWords {
	w := mapWords{Label: p.fieldName(f), Many: sketch.ValuesOf(m.Columns[f]) == nil}
	for i, word := range sketch.ValuesOf(m.Columns[f]) {
		key := string(f) + "." + strconv.Itoa(i)
		c := mapChoice{Field: "words." + key, Label: word, Choices: p.ids(s, f, m.Words[f][word], p.Words.T("import.word_refuse"))}
		w.Words = append(w.Words, mapWord{mapChoice: c, Word: word, Key: "word." + key})
	}
	return w
}

// field words one of our fields and the columns it may stand in.
func (p *mapPage) field(s *Server, about ingest.FileField, m ingest.Mapping, sketch *ingest.Sketch, columns []string) mapField {
	t, f := p.Words.T, about.Field
	field := mapField{
		mapChoice: mapChoice{Field: "column." + string(f), Label: p.fieldName(f),
			Choices: []choice{{Value: "", Label: t("import.no_column"), Chosen: m.Columns[f] == ""}}},
		Needed: about.Needed, Rare: about.Rare,
	}
	for _, c := range columns {
		if c != "" {
			field.Choices = append(field.Choices, choice{Value: c, Label: c, Chosen: c == m.Columns[f]})
		}
	}
	for _, c := range sketch.Columns {
		if c.Name != "" && c.Name == m.Columns[f] {
			field.Samples = c.Samples
		}
	}
	if about.Date {
		c := chooseFrom("dates."+string(f), t("import.date_order"), append([]string{""}, ingest.DateOrders()...), m.Dates[f], p.dateOrder)
		field.Dates = &c
	}
	if about.Constant {
		field.Constant = &mapChoice{Field: "constant." + string(f)}
		if about.Words {
			field.Constant.Choices = p.ids(s, f, m.Constants[f], t("import.constant_none"))
		} else {
			field.Text = m.Constants[f]
		}
	}
	return field
}

// dateOrder words an order of day, month and year; the empty one of a column is the file's.
func (p *mapPage) dateOrder(order string) string {
	if order == "" {
		return p.Words.T("import.date_order_same")
	}
	return p.Words.T("import.date_order_" + order)
}

// rowUnder puts a row of the file under n columns.
func rowUnder(n int, line int64, cells []string) mapRow {
	if len(cells) == 1 && n > 1 {
		return mapRow{Line: line, Text: cells[0]}
	}
	row := mapRow{Line: line, Cells: slices.Clone(cells[:min(n, len(cells))])}
	for len(row.Cells) < n {
		row.Cells = append(row.Cells, "")
	}
	return row
}

// ids are our ids of a field to choose from, and what no id means.
func (p *mapPage) ids(s *Server, f ingest.Field, chosen, none string) []choice {
	list := []choice{{Value: "", Label: none, Chosen: chosen == ""}}
	for _, it := range ingest.FileWords(p.Kind, f, s.charter) {
		label := it.Label.In(string(p.Lang))
		if len(it.Label) == 0 {
			label = p.Words.T("import.outcome." + it.ID)
		}
		list = append(list, choice{Value: it.ID, Label: label, Chosen: it.ID == chosen})
	}
	return list
}

// chooseFrom makes a list of values with names for people.
func chooseFrom(field, label string, values []string, chosen string, name func(string) string) mapChoice {
	c := mapChoice{Field: field, Label: label}
	for _, v := range values {
		c.Choices = append(c.Choices, choice{Value: v, Label: name(v), Chosen: v == chosen})
	}
	return c
}

// encodingName is the name of an encoding as people write it.
func encodingName(encoding string) string {
	return strings.NewReplacer("utf", "UTF", "windows", "Windows", "le", " LE", "be", " BE").Replace(encoding)
}

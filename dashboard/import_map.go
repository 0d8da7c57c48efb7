package dashboard

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/ingest"
	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
)

// mapPage is where somebody says what the columns of a file mean.
type mapPage struct {
	Page
	Token  string
	File   string
	Name   string // of the profile to be
	Sketch *ingest.Sketch
	Shape  []mapChoice // encoding and delimiter, or sheet
	Rows   []mapRow    // the first of the file, as they stand there
	Fields []mapField
	Dates  mapChoice
	Zone   string
	// Translations are the columns whose words have to be translated.
	Translations []mapWords
	Errors       []formError
	Preview      *previewPage     // nil until the necessary columns are named
	FilePreview  *filePreviewPage // likewise, of a file that is no service records
	Kind         ingest.FileKind  // empty: service records
	Called       string           // what the kind is called
	names        naming
}

// mapChoice is a list to choose from.
type mapChoice struct {
	Field   string // of the form
	Label   string
	Choices []choice
}

// mapField is one of our fields, with the file's columns to choose from.
type mapField struct {
	mapChoice
	Needed   bool
	Samples  []string
	Constant *mapChoice // what stands where there is no column; nil: nothing can
	Text     string     // likewise, in free words
	Dates    *mapChoice // the order of day and month of this column; nil: it holds no dates
}

// mapRow is a row of the file under all its columns, or the text of one that cannot be cut into cells.
type mapRow struct {
	Line  int64
	Cells []string
	Text  string
}

// mapWords are the words of a column, to be translated.
type mapWords struct {
	Label string
	Words []mapWord
	Many  bool // the column has too many different words for a list
}

type mapWord struct {
	mapChoice
	Word string
	Key  string // of the hidden field that holds the word
}

// showMapping shows the columns of a file with what is known or guessed about them.
func (s *Server) showMapping(c *fiber.Ctx, session access.Session) error {
	pending, err := s.waiting.find(c.Params("token"), session.User.ID)
	if err != nil {
		return err
	}
	return s.renderMapping(c, fiber.StatusOK, pending, nil)
}

// takeMapping takes what somebody said, keeps it, and shows what comes of it; when asked to, it saves the profile and goes on.
func (s *Server) takeMapping(c *fiber.Ctx, session access.Session) error {
	token := c.Params("token")
	pending, err := s.waiting.find(token, session.User.ID)
	if err != nil {
		return err
	}
	kind, _ := ingest.KindOf(pending.Profile)
	m := readMapping(c, kind, s.charter)
	pending.Mapping, pending.Profile = &m, unmapped
	if kind != "" {
		pending.Profile = kind.Profile()
	}
	if err := s.waiting.change(token, pending); err != nil {
		return err
	}
	if c.FormValue("do") != "save" {
		return s.renderMapping(c, fiber.StatusOK, pending, nil)
	}
	if _, _, err := s.previewMapping(c, s.waiting.path(token), m); err != nil {
		return s.refuseMapping(c, pending, err)
	}
	id, err := s.options.Importer.SaveProfile(c.UserContext(), m, session.User.ID)
	if err != nil {
		return s.refuseMapping(c, pending, err)
	}
	pending.Profile = id
	if err := s.waiting.change(token, pending); err != nil {
		return err
	}
	return c.Redirect(importPath+"/preview/"+token, fiber.StatusSeeOther)
}

func (s *Server) refuseMapping(c *fiber.Ctx, pending pendingUpload, err error) error {
	faults, ok := mappingFaults(err)
	if !ok {
		return err
	}
	return s.renderMapping(c, fiber.StatusUnprocessableEntity, pending, faults)
}

// mappingFaults gives the faults of an error; ok is false for any other.
func mappingFaults(err error) (faults fault.List, ok bool) {
	if errors.As(err, &faults) {
		return faults, true
	}
	f, ok := fault.As(err)
	return fault.List{f}, ok
}

// previewMapping shows a file of either sort as a mapping would have it read.
func (s *Server) previewMapping(c *fiber.Ctx, path string, m ingest.Mapping) (records *ingest.Preview, other *ingest.FilePreview, err error) {
	if m.Kind == "" {
		records, err = s.options.Importer.PreviewMapping(c.UserContext(), path, m)
	} else {
		other, err = s.options.Files.PreviewMapping(c.UserContext(), path, m)
	}
	return records, other, err
}

// readMapping reads the form.
func readMapping(c *fiber.Ctx, kind ingest.FileKind, house *charter.Charter) ingest.Mapping {
	m := ingest.Mapping{
		Kind: kind, Name: c.FormValue("name"), DateOrder: c.FormValue("date_order"), TimeZone: c.FormValue("time_zone"),
		Columns: map[ingest.Field]string{}, Dates: map[ingest.Field]string{}, Constants: map[ingest.Field]string{}, Words: map[ingest.Field]map[string]string{},
		Shape: ingest.Shape{Encoding: c.FormValue("encoding"), Delimiter: c.FormValue("delimiter"), Sheet: c.FormValue("sheet")},
	}
	m.Shape.HeaderRow, _ = strconv.ParseInt(c.FormValue("header_row"), 10, 64) // what is no number is found out
	for _, f := range ingest.FileFields(kind, house) {
		name := string(f.Field)
		if v := c.FormValue("column." + name); v != "" {
			m.Columns[f.Field] = v
		}
		if v := c.FormValue("dates." + name); f.Date && v != "" {
			m.Dates[f.Field] = v
		}
		if v := strings.TrimSpace(c.FormValue("constant." + name)); f.Constant && v != "" {
			m.Constants[f.Field] = v
		}
		if f.Words {
			m.Words[f.Field] = readWords(c, name)
		}
	}
	return m
}

// readWords reads what the words of a field mean.
func readWords(c *fiber.Ctx, field string) map[string]string {
	words := map[string]string{}
	for i := 0; ; i++ {
		key := field + "." + strconv.Itoa(i)
		word := c.FormValue("word." + key)
		if word == "" {
			return words
		}
		words[word] = c.FormValue("words." + key)
	}
}

// renderMapping shows the page. What is wrong stands at its field; what has not been said yet is guessed.
func (s *Server) renderMapping(c *fiber.Ctx, status int, pending pendingUpload, faults fault.List) error {
	token := c.Params("token")
	path := s.waiting.path(token)
	kind, _ := ingest.KindOf(pending.Profile)
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	page := &mapPage{Page: s.newPage(c, "import.map_title"), Token: token, File: pending.Name, Kind: kind, names: names}
	if kind != "" {
		page.Called = page.Words.T("files.kind." + string(kind))
	}
	want := ingest.Shape{}
	if pending.Mapping != nil {
		want = pending.Mapping.Shape
	}
	sketch, err := s.options.Importer.Sketch(path, kind, want)
	if f, refused := fault.As(err); refused && want != (ingest.Shape{}) { // cut so, it is no table; cut as it was found, it was one
		faults = append(faults, f)
		sketch, err = s.options.Importer.Sketch(path, kind, ingest.Shape{})
	}
	if err != nil {
		return err
	}
	m := sketch.Guess
	m.Name = strings.TrimSpace(strings.TrimRight(pending.Name[:max(0, strings.LastIndex(pending.Name, "."))], "0123456789-_. "))
	if pending.Mapping != nil {
		m = *pending.Mapping
		s.options.Importer.CompleteWords(&m, sketch)
	}
	if len(faults) == 0 {
		if faults, err = s.fillMapPreview(c, page, path, m, pending.Mapping != nil); err != nil {
			return err
		}
	}
	page.fill(s, m, sketch)
	for _, f := range faults {
		page.Errors = append(page.Errors, formError{Field: mapAnchor(f.Field), Message: page.Words.Fault(f)})
	}
	if len(page.Errors) > 0 {
		page.Title = page.Words.T("form.error_title", "title", page.Title)
	}
	return s.render(c, status, "import_map.html", page)
}

// fillMapPreview shows what would become of the file, if enough has been said; what is wrong counts once somebody has said something.
func (s *Server) fillMapPreview(c *fiber.Ctx, page *mapPage, path string, m ingest.Mapping, said bool) (fault.List, error) {
	records, other, err := s.previewMapping(c, path, m)
	found, refused := mappingFaults(err)
	switch {
	case err != nil && !refused:
		return nil, err
	case err != nil && said:
		return found, nil
	case records != nil:
		page.Preview = &previewPage{Page: page.Page, Preview: records}
		page.Preview.fill(records, page.names)
	case other != nil:
		page.FilePreview = newFilePreviewPage(page.Page, other)
		page.FilePreview.fill(page.names)
	}
	return nil, nil
}

// mapAnchor is the field of the form that a fault is about.
func mapAnchor(field string) string {
	switch {
	case field == "", field == "file", field == "profile":
		return "header_row"
	case strings.HasPrefix(field, "words."), slices.Contains([]string{"channels", "order_speeds", "outcomes", "kinds", "categories", "grounds"}, field):
		return "words"
	}
	return field
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *mapPage) ErrorAt(field string) *formError {
	for i := range p.Errors {
		if p.Errors[i].Field == field {
			return &p.Errors[i]
		}
	}
	return nil
}

// ConstantText is what was written for a field that is the same for the whole file.
func (p *mapPage) ConstantText(field string) string {
	for _, f := range p.Fields {
		if f.Constant != nil && f.Constant.Field == field {
			return f.Text
		}
	}
	return ""
}

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
		Needed: about.Needed,
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

package ingest

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"harta/internal/charter"
)

// Sketch is what can be said about a file that no profile knows: how it is cut, what stands in its columns, and a guess at their
// meaning.
type Sketch struct {
	Shape   Shape
	Sheets  []string
	Columns []SketchColumn
	Rows    [][]string // the first rows, as in the file; shorter than Columns where the row is
	Lines   []int64    // of the file, for Rows
	Guess   Mapping
}

// SketchColumn is a column of a file.
type SketchColumn struct {
	Name    string
	Samples []string // the first few values, each once
	Values  []string // all values of the rows looked at, each once; nil when they are too many for a list

	reads dateCounts
}

// How much of a file a sketch looks at.
const (
	sketchRows    = 2000
	sketchSamples = 3
	sketchValues  = 40
	sketchShown   = 6 // rows
	sketchCells   = 200_000
)

// Sketch reads the beginning of a file of a kind, none for service records, cut as want says. The faults are those of a file that cannot be
// read.
func (im *Importer) Sketch(path string, kind FileKind, want Shape) (*Sketch, error) {
	sv, err := surveyFile(path, largestMaxBytes, nil)
	if err != nil {
		return nil, err
	}
	t, err := openTable(path, sv, want, largestMaxRecord, func(names []string) int { return len(im.guessColumns(kind, names)) })
	if err != nil {
		return nil, err
	}
	defer t.Close()
	s := &Sketch{Shape: t.Shape, Sheets: t.Sheets}
	for _, name := range t.Header {
		s.Columns = append(s.Columns, SketchColumn{Name: strings.TrimSpace(name)})
	}
	orders := newDateReader()
	for range max(sketchShown, min(sketchRows, sketchCells/max(1, len(s.Columns)))) {
		row, err := t.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		s.add(row, orders)
	}
	for i := range s.Columns {
		if len(s.Columns[i].Values) > sketchValues {
			s.Columns[i].Values = nil
		}
	}
	s.Guess = im.guess(s, kind, want)
	return s, nil
}

func (s *Sketch) add(row rawRow, orders *dateReader) {
	if len(s.Rows) < sketchShown {
		raw := row.Fields
		if row.Code != "" {
			raw = []string{row.Raw}
		}
		s.Rows, s.Lines = append(s.Rows, raw), append(s.Lines, row.Line)
	}
	for i, cell := range row.Fields {
		if cell = clipTo(oneLine(cell), valueInNote); i >= len(s.Columns) || cell == "" {
			continue
		}
		c := &s.Columns[i]
		orders.count(&c.reads, cell)
		if len(c.Values) <= sketchValues && !slices.ContainsFunc(c.Values, func(v string) bool { return fold(v) == fold(cell) }) {
			c.Values = append(c.Values, cell)
		}
		if len(c.Samples) < sketchSamples && !slices.Contains(c.Samples, cell) {
			c.Samples = append(c.Samples, cell)
		}
	}
}

// column finds a column by its name.
func (s *Sketch) column(name string) (SketchColumn, bool) {
	for _, c := range s.Columns {
		if name != "" && fold(c.Name) == fold(name) {
			return c, true
		}
	}
	return SketchColumn{}, false
}

// ValuesOf gives the words of a column, nil where it is absent or has too many.
func (s *Sketch) ValuesOf(name string) []string {
	c, _ := s.column(name)
	return c.Values
}

// guess makes a first mapping.
func (im *Importer) guess(s *Sketch, kind FileKind, want Shape) Mapping {
	names := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		names[i] = c.Name
	}
	m := Mapping{
		Kind: kind, Shape: want, Columns: im.guessColumns(kind, names), Constants: map[Field]string{}, TimeZone: im.charter.Location().String(),
		Words: map[Field]map[string]string{},
	}
	if kind == "" {
		m.Constants[FieldOrderSpeed] = "ordinary"
	}
	s.guessDates(&m, fieldsThat(FileFields(kind, im.charter), isDate))
	m.complete(s, im.knownWords(kind), im.charter)
	return m
}

// complete guesses at the words of the columns that the mapping names, leaving those that it translates already.
func (m *Mapping) complete(s *Sketch, known map[Field]map[string]string, ch *charter.Charter) {
	if m.Words == nil {
		m.Words = map[Field]map[string]string{}
	}
	for _, f := range fieldsThat(FileFields(m.Kind, ch), hasWords) {
		words := map[string]string{}
		for _, v := range s.ValuesOf(m.Columns[f]) {
			if id, told := m.Words[f][v]; told {
				words[v] = id
			} else if id := known[f][fold(v)]; id != "" {
				words[v] = id
			}
		}
		m.Words[f] = words
	}
	c, _ := s.column(m.Columns[FieldVersion])
	m.Version = "date"
	if len(c.Samples) > 0 && !slices.ContainsFunc(c.Samples, func(v string) bool { _, err := strconv.ParseInt(v, 10, 64); return err != nil }) {
		m.Version = "number"
	}
}

// knownWords are the words of all profiles, folded, and in files that are no service records the names of the charter.
func (im *Importer) knownWords(kind FileKind) map[Field]map[string]string {
	known := map[Field]map[string]string{}
	for _, f := range fieldsThat(FileFields(kind, im.charter), hasWords) {
		known[f] = map[string]string{}
	}
	for _, p := range im.Profiles() {
		for _, t := range p.tables() {
			if known[t.field] == nil || t.field == FieldOutcome && p.Kind != kind { // cases end otherwise than services
				continue
			}
			for word, id := range t.words.folded {
				known[t.field][word] = id
			}
		}
	}
	for f, words := range known {
		for _, it := range FileWords(kind, f, im.charter) {
			for _, name := range it.Label {
				if kind != "" {
					words[fold(name)] = it.ID
				}
			}
		}
	}
	return known
}

// guesses are the words by which a column's name gives its field away, the more certain ones first. A name that stands in a profile
// counts before them.
var guesses = []struct {
	field Field
	words []string
}{
	{FieldServiceNumber, []string{"услуга №", "№ на услуга", "номер на услуга", "код на услуга", "идентификатор", "service number", "service code", "service id"}},
	{FieldVersion, []string{"последна промяна", "промен", "редакция", "updated", "modified", "changed"}},
	{FieldFinished, []string{"приключ", "изпълнена на", "дата на изпълнение", "издаден", "closed", "completed", "finished", "resolved"}},
	{FieldDue, []string{"срок", "due", "deadline"}},
	{FieldReceived, []string{"дата на постъпване", "дата на подаване", "регистр", "получ", "приета", "постъп", "подаден", "заведен", "received", "created", "submitted", "opened", "дата", "date"}},
	{FieldNumber, []string{"рег", "входящ", "вх.", "преписка", "номер", "№", "number", "reference", "case id", "id"}},
	{FieldOrderSpeed, []string{"поръчка", "бързина", "speed", "priority"}},
	{FieldChannel, []string{"начин на", "канал", "channel", "method", "source"}},
	{FieldService, []string{"услуга", "наименование", "вид заявление", "service", "request type", "type"}},
	{FieldDepartment, []string{"отдел", "дирекция", "звено", "department", "unit", "owner"}},
	{FieldOffice, []string{"място", "служба", "център", "кметство", "office", "location"}},
	{FieldOutcome, []string{"състояние", "статус", "резултат", "status", "outcome", "state"}},
	{FieldPausedDays, []string{"спрян", "спиране", "paused"}},
	{FieldOtherInstitution, []string{"институция", "institution"}},
	{FieldAnonymous, []string{"анонимн", "anonymous"}},
}

// guessColumns says which column may be which field; every column and every field is taken once.
func (im *Importer) guessColumns(kind FileKind, names []string) map[Field]string {
	if kind == "" {
		return guessRecordColumns(names)
	}
	found, taken := map[Field]string{}, map[string]bool{"": true}
	fields := FileFields(kind, im.charter)
	look := func(like func(column, name string) bool) {
		for _, f := range fields {
			for _, name := range f.Names {
				i := slices.IndexFunc(names, func(n string) bool { return !taken[fold(n)] && like(plain(n), plain(name)) })
				if _, has := found[f.Field]; !has && i >= 0 {
					found[f.Field], taken[fold(names[i])] = strings.TrimSpace(names[i]), true
				}
			}
		}
	}
	look(func(column, name string) bool { return column == name })
	look(func(column, name string) bool {
		return len([]rune(name)) >= shortestHint && strings.Contains(column, name)
	})
	return found
}

// shortestHint is how many letters of our name for a column have to stand in the file's name for it, to be taken for a hint.
const shortestHint = 4

func guessRecordColumns(names []string) map[Field]string {
	found := map[Field]string{}
	taken := map[string]bool{"": true}
	counts := map[string]int{}
	for _, n := range names {
		counts[fold(n)]++
	}
	take := func(f Field, name string) {
		if _, has := found[f]; !has && !taken[fold(name)] && counts[fold(name)] == 1 {
			found[f], taken[fold(name)] = strings.TrimSpace(name), true
		}
	}
	for _, p := range Profiles() {
		for _, f := range fieldOrder {
			for _, h := range p.Columns[f].Headers {
				if i := slices.IndexFunc(names, func(n string) bool { return fold(n) == fold(h) }); i >= 0 {
					take(f, names[i])
				}
			}
		}
	}
	for _, g := range guesses {
		for _, word := range g.words {
			if i := slices.IndexFunc(names, func(n string) bool { return strings.Contains(fold(n), word) && !taken[fold(n)] }); i >= 0 {
				take(g.field, names[i])
			}
		}
	}
	return found
}

// PreviewMapping shows what would become of the file under a mapping that has no name yet. The faults are those of Mapping.Profile
// and of Preview.
func (im *Importer) PreviewMapping(ctx context.Context, path string, m Mapping) (*Preview, error) {
	p, err := m.draft(im.charter)
	if err != nil {
		return nil, err
	}
	return im.previewWith(ctx, p, path)
}

// CompleteWords guesses at the words that the mapping does not translate yet.
func (im *Importer) CompleteWords(m *Mapping, s *Sketch) {
	m.complete(s, im.knownWords(m.Kind), im.charter)
}

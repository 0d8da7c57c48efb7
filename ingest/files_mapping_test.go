package ingest

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"harta/internal/fault"
	"harta/internal/register"
)

// foreignSheets are surveys in the words of another program.
const foreignSheets = `Анкети за май;;;;
Лист;Попълнен;Как беше?;Как;Мнение
11;5/13/2026;5;на крак;Благодаря
12;5/14/2026;2;по пощата;
`

func foreignSheetsMapping() Mapping {
	return Mapping{
		Kind: FileAnswers, Name: "Анкетна карта", DateOrder: "mdy", TimeZone: "Europe/Sofia", Shape: Shape{HeaderRow: 2},
		Columns: map[Field]string{
			FieldNumber: "Лист", FieldMoment: "Попълнен", FieldScore + questionOverall: "Как беше?", FieldChannel: "Как", FieldComment: "Мнение",
		},
		Words: map[Field]map[string]string{FieldChannel: {"на крак": "counter", "по пощата": "post"}},
	}
}

// Columns are chosen by hand for files of every kind, kept under a name, and known the next time, as a text and as a workbook.
func TestMappedAnswers(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	ctx := context.Background()
	path := w.file("f.csv", foreignSheets)
	if _, ok, err := w.im.Recognise(path, FileAnswers); err != nil || ok {
		t.Fatalf("recognised before it is known: %v", err)
	}
	s, err := w.im.Sketch(path, FileAnswers, Shape{})
	must(t, err)
	if s.Shape.HeaderRow != 2 || s.Guess.Kind != FileAnswers || !slices.Equal(s.ValuesOf("Как"), []string{"на крак", "по пощата"}) {
		t.Errorf("%+v", s)
	}
	p, err := f.PreviewMapping(ctx, path, foreignSheetsMapping())
	must(t, err)
	if p.Counts[RowNew] != 2 || p.Rows[0].Cells[FieldChannel] != "counter" || p.Rows[0].Cells[FieldMoment] != "2026-05-13" || p.HeaderRow != 2 {
		t.Errorf("%+v", p)
	}
	id, err := w.im.SaveProfile(ctx, foreignSheetsMapping(), "u1")
	must(t, err)
	if kind, ok := KindOf(id); id != "@answers/anketna-karta" || !ok || kind != FileAnswers {
		t.Errorf("id %q", id)
	}
	w.im, err = NewImporter(w.ch, w.reg, w.charter, w.dir, w.clock, quiet()) // a program that starts anew
	must(t, err)
	f = NewFiles(w.im, f.answers, w.reg)
	if got, ok, err := w.im.Recognise(path, FileAnswers); err != nil || !ok || got != id {
		t.Fatalf("%q %v %v", got, ok, err)
	}
	if _, ok, err := w.im.Recognise(path, ""); err != nil || ok {
		t.Errorf("taken for service records: %v", err)
	}
	receipt := w.importFile(id, path)
	if receipt.Counts != counts(2, 0, 0, 0, 0) || receipt.Profile != id {
		t.Errorf("%+v", receipt)
	}
	if got := w.ask("SELECT 1"); len(got) != 1 || len(w.counted(f)) != 2 {
		t.Error("the answers are not counted")
	}
	if got := w.ask("SELECT toString(day), score, channel FROM answers FINAL ORDER BY day"); !slices.Equal(got, []string{"2026-05-13\t5\tcounter", "2026-05-14\t2\tpost"}) {
		t.Error(got)
	}
	book := filepath.Join(w.dir, "f.xlsx")
	excel(t, book, map[string][][]any{"Лист": cellsOf(foreignSheets)}, "Лист")
	if got, ok, err := w.im.Recognise(book, FileAnswers); err != nil || !ok || got != id {
		t.Fatalf("as a workbook: %q %v %v", got, ok, err)
	}
	if c := w.importFile(id, book).Counts; c != counts(0, 0, 2, 0, 0) {
		t.Errorf("as a workbook: %+v", c)
	}
	w.undo(receipt.ID)
	if len(w.counted(f)) != 2 {
		t.Error("what the workbook told of too is gone")
	}
}

// cellsOf cuts a text into cells for a workbook.
func cellsOf(text string) [][]any {
	var rows [][]any
	for line := range strings.Lines(text) {
		var row []any
		for cell := range strings.SplitSeq(strings.TrimSpace(line), ";") {
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	return rows
}

// Kinds, categories and outcomes of cases are translated, and the kind may be the same for the whole file.
func TestMappedCases(t *testing.T) {
	w := newWorld(t)
	w.files()
	ctx := context.Background()
	const file = "Дело;Дошло;За какво;Отговорено;Как свърши\nA-1;05.03.2026;бавят;20.03.2026;прави са\nA-2;06.03.2026;бавят;;\nA-3;06.03.2026;друго нещо;;\n"
	m := Mapping{
		Kind: FileCases, Name: "Стар регистър", DateOrder: "dmy", TimeZone: "Europe/Sofia",
		Columns:   map[Field]string{FieldNumber: "Дело", FieldReceived: "Дошло", FieldCategory: "За какво", FieldAnswered: "Отговорено", FieldOutcome: "Как свърши"},
		Constants: map[Field]string{FieldKind: "complaint"},
		Words:     map[Field]map[string]string{FieldCategory: {"бавят": "delay", "друго нещо": ""}, FieldOutcome: {"прави са": "upheld"}},
	}
	id, err := w.im.SaveProfile(ctx, m, "u1")
	must(t, err)
	receipt := w.importFile(id, w.file("f.csv", file))
	if receipt.Counts != counts(2, 0, 0, 0, 1) {
		t.Errorf("%+v %+v", receipt.Counts, w.errors(receipt))
	}
	if e := w.errors(receipt); len(e) != 1 || e[0].Code != "category_unknown" || e[0].Line != 4 || e[0].Column != "За какво" {
		t.Errorf("%+v", e)
	}
	list, err := w.reg.Cases(ctx, register.CaseFilter{})
	must(t, err)
	if len(list) != 2 || list[0].Kind != "complaint" || list[0].Category != "delay" || list[1].Outcome != "upheld" {
		t.Errorf("%+v", list)
	}
	m.Words[FieldCategory]["x"] = "no-such"
	if _, err := w.im.SaveProfile(ctx, m, "u1"); err == nil {
		t.Error("a category that the charter does not know was taken")
	}
}

func TestMappedCatalogue(t *testing.T) {
	w := newWorld(t)
	w.files()
	m := Mapping{
		Kind: FileCatalogue, Name: "Тарифа", DateOrder: "dmy", TimeZone: "Europe/Sofia",
		Columns:   map[Field]string{FieldNumber: "Шифър", FieldName: "Какво", FieldTerm + "ordinary": "Обикн.", FieldAnyPrice: "%"},
		Constants: map[Field]string{FieldDepartment: "Местни данъци"},
	}
	id, err := w.im.SaveProfile(context.Background(), m, "u1")
	must(t, err)
	receipt := w.importFile(id, w.file("f.csv", "Шифър;Какво;Обикн.;%\n77;Справка;3 работни дни;2,50\n"))
	if receipt.Counts != counts(1, 0, 0, 0, 0) {
		t.Fatalf("%+v %+v", receipt.Counts, w.errors(receipt))
	}
	if s := w.service("77"); s.Department != "mestni-danatsi" || len(s.Terms) != 1 || len(s.Prices) != 1 || s.Prices[0].Cents != 250 {
		t.Errorf("%+v", s)
	}
}

// What has to be said about a file of each kind, and what cannot be said.
func TestMappingFaultsOfEveryKind(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		spoil func(*Mapping)
		want  string
	}{
		"no score":        {func(m *Mapping) { delete(m.Columns, FieldScore+questionOverall) }, "column.score_overall column_unassigned"},
		"no moment":       {func(m *Mapping) { delete(m.Columns, FieldMoment) }, "column.moment column_unassigned"},
		"a record's":      {func(m *Mapping) { m.Columns[FieldPausedDays] = "x" }, "column mapping_field_unknown"},
		"not the same":    {func(m *Mapping) { m.Constants = map[Field]string{FieldNumber: "1"} }, "constant.number bad_character"},
		"no dates there":  {func(m *Mapping) { m.Dates = map[Field]string{FieldComment: "dmy"} }, "dates.comment date_order_unknown"},
		"channel unknown": {func(m *Mapping) { m.Words[FieldChannel]["x"] = "pigeon" }, "channels profile_id_unknown"},
	} {
		m := foreignSheetsMapping()
		c.spoil(&m)
		_, err := w.im.SaveProfile(context.Background(), m, "u1")
		if got := faultsOf(err); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

// faultsOf gives the fields and codes of faults.
func faultsOf(err error) (list []string) {
	var faults fault.List
	if errors.As(err, &faults) {
		for _, f := range faults {
			list = append(list, f.Field+" "+f.Code)
		}
	}
	return list
}

package ingest

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"harta/internal/charter"
	"harta/internal/fault"
)

// foreign is a file of a system that no profile knows.
const foreign = `Справка за периода;;;;;;
Заявление;Кога е подадено;Какво се иска;Как;Докъде е;Кога е готово;Обновено
А-1;05.01.2026 10:30;Скица;на крак;чака се;;05.01.2026 10:31
А-2;06.01.2026 11:00;Данъчна оценка;по пощата;готово;07.01.2026 09:00;07.01.2026 09:01
А-3;07.01.2026 12:00;Скица;с гълъб;готово;08.01.2026 09:00;08.01.2026 09:01
`

func foreignMapping() Mapping {
	return Mapping{
		Name: "Нова система", DateOrder: "dmy", TimeZone: "Europe/Sofia", Shape: Shape{HeaderRow: 2},
		Columns: map[Field]string{
			FieldNumber: "Заявление", FieldReceived: "Кога е подадено", FieldService: "Какво се иска", FieldChannel: "Как",
			FieldOutcome: "Докъде е", FieldFinished: "Кога е готово", FieldVersion: "Обновено",
		},
		Constants: map[Field]string{FieldDepartment: "Общинска администрация", FieldOrderSpeed: "ordinary"},
		Words: map[Field]map[string]string{
			FieldChannel: {"на крак": "counter", "по пощата": "post", "с гълъб": ""},
			FieldOutcome: {"чака се": "open", "готово": "completed"},
		},
	}
}

func TestSketchGuesses(t *testing.T) {
	w := newWorld(t)
	s, err := w.im.Sketch(w.file("f.csv", foreign), "", Shape{})
	must(t, err)
	if s.Shape.HeaderRow != 2 || s.Shape.Delimiter != ";" || len(s.Columns) != 7 || !slices.Equal(s.Columns[3].Values, []string{"на крак", "по пощата", "с гълъб"}) {
		t.Errorf("%+v", s)
	}
	if s.Guess.DateOrder != "dmy" || s.Guess.TimeZone != "Europe/Sofia" || s.Guess.Columns[FieldReceived] != "Кога е подадено" {
		t.Errorf("%+v", s.Guess)
	}
	// The names of a known system are found in any order, and its words are known.
	s, err = w.im.Sketch(w.file("g.csv", bulgarian), "", Shape{})
	must(t, err)
	if len(s.Guess.Columns) != 15 || s.Guess.Words[FieldChannel]["на гише"] != "counter" || s.Guess.Words[FieldOutcome]["Приключена"] != "completed" {
		t.Errorf("%+v", s.Guess)
	}
	american, err := w.im.Sketch(w.file("h.csv", "Number,Date received\n1,1/31/2026\n2,2/28/2026\n"), "", Shape{})
	must(t, err)
	if american.Guess.DateOrder != "mdy" || american.Guess.Columns[FieldNumber] != "Number" {
		t.Errorf("%+v", american.Guess)
	}
}

func TestMappingIsSavedAndRecognised(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	path := w.file("f.csv", foreign)
	if _, ok, err := w.im.Recognise(path, ""); err != nil || ok {
		t.Fatalf("recognised before it is known: %v", err)
	}
	p, err := w.im.PreviewMapping(ctx, path, foreignMapping())
	must(t, err)
	if p.Checked != 3 || p.Rejected != 1 || !slices.Equal(p.NewChannels, []string{"с гълъб"}) || !slices.Equal(p.NewDepartments, []string{"Общинска администрация"}) {
		t.Errorf("%+v", p)
	}
	id, err := w.im.SaveProfile(ctx, foreignMapping(), "u1")
	must(t, err)
	if id != "nova-sistema" {
		t.Errorf("id %q", id)
	}
	m := foreignMapping()
	m.Words[FieldChannel]["с гълъб"] = "institution"
	_, err = w.im.SaveProfile(ctx, m, "u1")
	must(t, err)
	// A program that starts anew knows it, in its last version.
	w.im, err = NewImporter(w.ch, w.reg, w.charter, w.dir, w.clock, quiet())
	must(t, err)
	got, ok, err := w.im.Recognise(path, "")
	if err != nil || !ok || got != id {
		t.Fatalf("%q %v %v", got, ok, err)
	}
	if c := w.importFile(got, path).Counts; c != counts(3, 0, 0, 0, 0) {
		t.Errorf("%+v", c)
	}
	want := []string{"А-1\tcounter\topen\tobshtinska-administratsiya", "А-2\tpost\tcompleted\tobshtinska-administratsiya", "А-3\tinstitution\tcompleted\tobshtinska-administratsiya"}
	if rows := w.ask("SELECT number, channel, outcome, department FROM records FINAL ORDER BY number"); !slices.Equal(rows, want) {
		t.Errorf("%v", rows)
	}
	versions, err := w.reg.ImportProfiles(ctx)
	must(t, err)
	if len(versions) != 2 || versions[1].Version != 2 || versions[0].Name != "Нова система" || versions[0].By != "u1" {
		t.Errorf("%+v", versions)
	}
	m.Name = "НОВА система!"
	if _, err := w.im.SaveProfile(ctx, m, "u1"); err == nil {
		t.Error("another name took the profile")
	} else if f, ok := fault.As(err); !ok || f.Code != "profile_name_taken" {
		t.Error(err)
	}
	book := filepath.Join(w.dir, "f.xlsx")
	rows := [][]any{}
	for line := range strings.Lines(foreign) {
		var row []any
		for cell := range strings.SplitSeq(strings.TrimSpace(line), ";") {
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	excel(t, book, map[string][][]any{"Лист": rows}, "Лист")
	if got, ok, err := w.im.Recognise(book, ""); err != nil || !ok || got != id {
		t.Fatalf("as a workbook: %q %v %v", got, ok, err)
	}
	if c := w.importFile(id, book).Counts; c != counts(0, 0, 3, 0, 0) {
		t.Errorf("as a workbook: %+v", c)
	}
}

func TestMappingFaults(t *testing.T) {
	house, err := charter.Default()
	must(t, err)
	for name, c := range map[string]struct {
		spoil func(*Mapping)
		field string
		code  string
	}{
		"no number":       {func(m *Mapping) { delete(m.Columns, FieldNumber) }, "column.number", "column_unassigned"},
		"no receipt":      {func(m *Mapping) { m.Columns[FieldReceived] = "" }, "column.received", "column_unassigned"},
		"no service":      {func(m *Mapping) { delete(m.Columns, FieldService) }, "column.service", "column_unassigned"},
		"column twice":    {func(m *Mapping) { m.Columns[FieldOffice] = " как " }, "column.channel", "column_assigned_twice"},
		"unknown field":   {func(m *Mapping) { m.Columns["password"] = "x" }, "column", "mapping_field_unknown"},
		"no name":         {func(m *Mapping) { m.Name = " " }, "name", "profile_name_missing"},
		"long name":       {func(m *Mapping) { m.Name = strings.Repeat("я", 81) }, "name", "profile_name_long"},
		"turned name":     {func(m *Mapping) { m.Name = "а\u202eб" }, "name", "profile_name_long"},
		"no order":        {func(m *Mapping) { m.DateOrder = "ydm" }, "date_order", "date_order_unknown"},
		"unknown zone":    {func(m *Mapping) { m.TimeZone = "../../etc" }, "time_zone", "time_zone_unknown"},
		"unknown outcome": {func(m *Mapping) { m.Words[FieldOutcome]["x"] = "eaten" }, "words.outcome", "word_unknown"},
		"delimiter":       {func(m *Mapping) { m.Shape.Delimiter = "\x00" }, "delimiter", "delimiter_unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			m := foreignMapping()
			c.spoil(&m)
			_, _, err := m.Profile(house)
			var list fault.List
			if !errors.As(err, &list) || len(list) != 1 || list[0].Field != c.field || list[0].Code != c.code {
				t.Errorf("%v, want %s in %s", err, c.code, c.field)
			}
		})
	}
	w := newWorld(t)
	m := foreignMapping()
	m.Words[FieldChannel]["x"] = "carrier-pigeon"
	if _, err := w.im.SaveProfile(context.Background(), m, "u1"); err == nil {
		t.Error("a channel that the charter does not know was taken")
	}
}

// Whatever is said on the page, it becomes a profile that can be read, or faults.
func FuzzMapping(f *testing.F) {
	f.Add("име", "Номер", "Дата", "Услуга", "Канал", "на гише", "counter", "dmy", "Europe/Sofia", ";", "utf-8", int64(1))
	f.Add("a: b\n- c", "*x", "&y", "!!z", "{", "'", "\"", "mdy", "Local", "tab", "utf-7", int64(-1))
	house, err := charter.Default()
	must(f, err)
	f.Fuzz(func(t *testing.T, name, number, received, service, channel, word, id, order, zone, delimiter, encoding string, row int64) {
		m := Mapping{
			Name: name, DateOrder: order, TimeZone: zone, Shape: Shape{Delimiter: delimiter, Encoding: encoding, HeaderRow: row},
			Columns: map[Field]string{FieldNumber: number, FieldReceived: received, FieldService: service, FieldChannel: channel},
			Words:   map[Field]map[string]string{FieldChannel: {word: id}},
		}
		before := maps.Clone(m.Columns)
		p, _, err := m.Profile(house)
		if err != nil {
			var list fault.List
			if _, ok := fault.As(err); !ok && !errors.As(err, &list) {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		for field, h := range before {
			if h != "" && (len(p.Columns[field].Headers) != 1 || fold(p.Columns[field].Headers[0]) != fold(h)) {
				t.Fatalf("%s: %q became %q", field, h, p.Columns[field].Headers)
			}
		}
	})
}

// Names that stand twice can be told apart, by their groups or else by their numbers, and each column has its own order of day and
// month.
func TestColumnsOfTheSameName(t *testing.T) {
	w := newWorld(t)
	numbered := w.file("n.csv", "Преписка;Услуга;Дата;Дата;Дни спряно\n1;Скица;05.01.2026;01/13/2026;3,0\n2;Скица;06.01.2026;01/14/2026;0\n")
	s, err := w.im.Sketch(numbered, "", Shape{})
	must(t, err)
	var names []string
	for _, c := range s.Columns {
		names = append(names, c.Name)
	}
	if !slices.Equal(names, []string{"Преписка", "Услуга", "Дата (1)", "Дата (2)", "Дни спряно"}) || len(s.Rows) != 2 || s.Rows[0][3] != "01/13/2026" || s.Lines[1] != 3 {
		t.Fatalf("%q %q", names, s.Rows)
	}
	m := s.Guess
	m.Name = "Две дати"
	m.Columns = map[Field]string{FieldNumber: "Преписка", FieldService: "Услуга", FieldReceived: "Дата (1)", FieldFinished: "Дата (2)", FieldPausedDays: "Дни спряно"}
	s.guessDates(&m, dateFields)
	if m.DateOrder != "dmy" || len(m.Dates) != 1 || m.Dates[FieldFinished] != "mdy" {
		t.Errorf("orders %q %v", m.DateOrder, m.Dates)
	}
	id, err := w.im.SaveProfile(context.Background(), m, "u1")
	must(t, err)
	if c := w.importFile(id, numbered).Counts; c != counts(2, 0, 0, 0, 0) {
		t.Fatalf("%+v", c)
	}
	want := []string{"1\t2026-01-05\t2026-01-13\t3", "2\t2026-01-06\t2026-01-14\t0"}
	if got := w.ask("SELECT number, toString(received_day), toString(toDate(finished, 'Europe/Sofia')), paused_days FROM records FINAL ORDER BY number"); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	grouped := w.file("g.csv", "Справка;;;;\nЗаявление;;Подаване;;Изпълнение\nНомер;Услуга;Дата;Начин;Дата\n1;Скица;05.01.2026;гише;06.01.2026\n")
	s, err = w.im.Sketch(grouped, "", Shape{HeaderRow: 3})
	must(t, err)
	if s.Columns[2].Name != "Подаване: Дата" || s.Columns[4].Name != "Изпълнение: Дата" || s.Columns[3].Name != "Начин" {
		t.Errorf("%+v", s.Columns)
	}
}

// Every name of a header can be chosen, whatever the names.
func TestDistinctNames(t *testing.T) {
	for _, c := range []struct{ names, want []string }{
		{[]string{"a", "b"}, []string{"a", "b"}},
		{[]string{"Дата", "дата ", "", ""}, []string{"Дата (1)", "дата (2)", "", ""}},
		{[]string{"a", "a (1)", "a"}, []string{"a (2)", "a (1)", "a (3)"}},
	} {
		if got := distinct(c.names); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.names, got, c.want)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		names := rapid.SliceOf(rapid.SampledFrom([]string{"", " ", "a", "A ", "a (1)", "a (2)", "A (3)", "b"})).Draw(rt, "names")
		got := distinct(names)
		seen, before := map[string]bool{}, map[string]int{}
		for _, name := range names {
			before[fold(name)]++
		}
		for i, name := range got {
			f := fold(name)
			if f != "" && seen[f] || (f == "") != (fold(names[i]) == "") || before[fold(names[i])] == 1 && name != names[i] {
				rt.Fatalf("%q became %q", names, got)
			}
			seen[f] = true
		}
	})
}

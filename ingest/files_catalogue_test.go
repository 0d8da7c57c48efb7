package ingest

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// files opens the door for files that are no service records.
func (w *world) files() *Files {
	w.t.Helper()
	spool := openSpool(w.t, w.dir+"/files.db", SpoolOptions{Clock: w.clock})
	return NewFiles(w.im, NewResponses(spool, w.charter, w.clock).With(Office{Comments: w.reg, Sent: w.reg}), w.reg)
}

func (w *world) bring(f *Files, kind FileKind, content string) register.Import {
	w.t.Helper()
	receipt, err := w.im.Import(context.Background(), kind.Profile(), w.file("in.csv", content), "файл.csv", "u1", nil)
	must(w.t, err)
	return receipt
}

func (w *world) service(id string) register.Service {
	w.t.Helper()
	cat, err := w.reg.Catalogue(context.Background())
	must(w.t, err)
	s, ok := cat.Service(id)
	if !ok {
		w.t.Fatalf("no service %s", id)
	}
	return s
}

const catalogueHead = "Номер;Наименование;Звено;Срок – обикновена;Срок – бърза;Цена;Цена – бърза;Предишни наименования;Валидна от;Валидна до\n"

// A catalogue comes in, changes, and keeps what it was; what a file says nothing of stays.
func TestCatalogueFromAFile(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	ctx := context.Background()
	must(t, w.reg.PutService(ctx, register.Service{ID: "9999", Name: charter.Label{"bg": "Стара услуга"}}))
	first := catalogueHead +
		"2079;Удостоверение за адрес;ГРАО;7 работни дни;1 работен ден;5,00;10;\"Адресна справка; Справка за адрес\";01.01.2020;\n" +
		"2109;Скица;Устройство на територията;14 дни;;безплатно;;;;\n"
	preview, err := f.Preview(ctx, FileCatalogue.Profile(), w.file("in.csv", first))
	must(t, err)
	if preview.Counts[RowNew] != 2 || !preview.Whole || len(preview.Rows) != 2 || len(preview.Problems) != 2 {
		t.Errorf("preview %+v", preview)
	}
	cat, err := w.reg.Catalogue(ctx)
	must(t, err)
	if len(cat.Services()) != 1 || len(cat.Departments()) != 0 {
		t.Fatal("the preview wrote something")
	}
	receipt := w.bring(f, FileCatalogue, first)
	if receipt.Counts != counts(2, 0, 0, 0, 0) || receipt.State != register.ImportDone {
		t.Errorf("receipt %+v", receipt)
	}
	got := w.service("2079")
	want := register.Service{
		ID: "2079", Name: charter.Label{"bg": "Удостоверение за адрес"}, Department: "grao",
		Terms: []register.Term{
			{OrderSpeed: "fast", Term: charter.Term{Amount: 1, Unit: charter.WorkingDays}},
			{OrderSpeed: "ordinary", Term: charter.Term{Amount: 7, Unit: charter.WorkingDays}},
		},
		Prices: []register.Price{{OrderSpeed: "", Cents: 500}, {OrderSpeed: "fast", Cents: 1000}}, ValidFrom: charter.NewDate(2020, 1, 1),
	}
	if former := got.FormerNames; !slices.Contains(former, "Адресна справка") || !slices.Contains(former, "Справка за адрес") {
		t.Errorf("former names %v", former)
	}
	got.FormerNames = nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if again := w.bring(f, FileCatalogue, first); again.Counts != counts(0, 0, 2, 0, 0) {
		t.Errorf("again: %+v", again.Counts)
	}

	second := "№;Услуга;Срок;Валидна до\n2079;Удостоверение за постоянен адрес;10 дни;\n2109;Скица;14 дни;31.12.2025\n2109;Скица;15 дни;\n"
	preview, err = f.Preview(ctx, FileCatalogue.Profile(), w.file("in.csv", second))
	must(t, err)
	if preview.Counts[RowChanged] != 1 || preview.Counts[RowEnded] != 1 || preview.Counts[RowRejected] != 1 {
		t.Errorf("preview %+v", preview.Counts)
	}
	if c := preview.Rows[0].Changes; !slices.Contains(c, Change{FieldTerm + "ordinary", "7 working_days", "10 days"}) {
		t.Errorf("changes %+v", c)
	}
	receipt = w.bring(f, FileCatalogue, second)
	if receipt.Counts != counts(0, 2, 0, 0, 1) {
		t.Errorf("second: %+v", receipt.Counts)
	}
	if e := w.errors(receipt); len(e) != 1 || e[0].Code != "service_twice" || e[0].Line != 4 || e[0].Column != "№" {
		t.Errorf("errors %+v", e)
	}
	got = w.service("2079")
	if len(got.Terms) != 2 || len(got.Prices) != 2 || got.FormerNames[0] != "Удостоверение за адрес" || got.Department != "grao" {
		t.Errorf("after a file with less columns: %+v", got)
	}
	past, err := w.reg.ServicePast(ctx, "2079")
	must(t, err)
	if len(past) != 1 || past[0].By != "u1" || !past[0].Same(want) {
		t.Errorf("the past: %+v", past)
	}
	if w.service("9999").Name["bg"] != "Стара услуга" {
		t.Error("a service that is in no file has changed")
	}
}

// A deadline that was reckoned from a term stays when the term changes.
func TestDeadlinesKeepTheirTerm(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	w.bring(f, FileCatalogue, catalogueHead+"2109;Скица;;14 дни;;;;;;\n")
	const head = "Рег. №;Дата на регистриране;Наименование на услугата;Начин на подаване;Състояние;Дата на приключване;Последна промяна\n"
	row := func(n string) string {
		return n + ";05.05.2026 10:30;Скица;на гише;открита;;05.05.2026 10:30\n"
	}
	w.importFile("bg-delovodstvo", w.file("r.csv", head+row("1")))
	w.bring(f, FileCatalogue, catalogueHead+"2109;Скица;;3 дни;;;;;;\n")
	w.importFile("bg-delovodstvo", w.file("r.csv", head+row("1")+row("2")))
	got := w.ask("SELECT number, toDate(due, 'Europe/Sofia') FROM records FINAL ORDER BY number")
	if want := []string{"1\t2026-05-19", "2\t2026-05-08"}; !slices.Equal(got, want) {
		t.Errorf("deadlines %v, want %v", got, want)
	}
}

var catalogueRowCases = []struct{ name, column, value, code string }{
	{"no number", "Номер", "", "number_missing"},
	{"number with spaces", "Номер", "20 79", "catalogue_id_form"},
	{"number in letters", "Номер", "две", "catalogue_id_form"},
	{"SQL", "Номер", "1'; DROP TABLE services; --", "catalogue_id_form"},
	{"long number", "Номер", strings.Repeat("9", 70), "value_too_long"},
	{"no name", "Наименование", "", "service_missing"},
	{"control character", "Наименование", "Ски\x01ца", "bad_character"},
	{"long name", "Наименование", strings.Repeat("я", 501), "value_too_long"},
	{"term without a unit", "Срок – обикновена", "14", "term_malformed"},
	{"term in words", "Срок – обикновена", "веднага", "term_malformed"},
	{"negative term", "Срок – обикновена", "-3 дни", "term_malformed"},
	{"no days", "Срок – обикновена", "0 дни", "term_out_of_range"},
	{"term of a century", "Срок – бърза", "1200 месеца", "term_out_of_range"},
	{"term of many digits", "Срок – бърза", "99999999999999999999 дни", "term_out_of_range"},
	{"leva", "Цена", "5,00 лв.", "price_in_leva"},
	{"three decimals", "Цена", "5,001", "price_malformed"},
	{"negative price", "Цена", "-5", "price_malformed"},
	{"formula", "Цена", "=1+1", "price_malformed"},
	{"two prices", "Цена – бърза", "5/10", "price_malformed"},
	{"price of a palace", "Цена – бърза", "1000000,01", "price_out_of_range"},
	{"price of many digits", "Цена", "99999999999999999999999", "price_out_of_range"},
	{"impossible day", "Валидна от", "31.02.2026", "date_impossible"},
	{"1900", "Валидна от", "01.01.1900", "date_too_early"},
	{"2101", "Валидна до", "01.01.2101", "date_too_late"},
	{"no day", "Валидна до", "догодина", "date_malformed"},
}

// Every wrong cell is reported with its line and column, and the rows around it come in.
func TestCatalogueRowsRefused(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	columns := strings.Split(strings.TrimSpace(catalogueHead), ";")
	var file strings.Builder
	file.WriteString(catalogueHead)
	for _, c := range catalogueRowCases {
		cells := make([]string, len(columns))
		for i, col := range columns {
			switch col {
			case "Номер":
				cells[i] = "bad"
			case "Наименование":
				cells[i] = "<script>alert(1)</script>"
			}
			if col == c.column {
				cells[i] = `"` + c.value + `"`
			}
		}
		file.WriteString(strings.Join(cells, ";") + "\n")
	}
	file.WriteString("reversed;Обърната;;;;;;;01.01.2026;01.01.2025\n")
	file.WriteString("good;\u202eОбърнат\u200b текст;;;;;;;;\n")
	receipt := w.bring(f, FileCatalogue, file.String())
	if want := counts(1, 0, 0, 0, int64(len(catalogueRowCases))+1); receipt.Counts != want {
		t.Errorf("counts %+v, want %+v", receipt.Counts, want)
	}
	found := map[int64][]register.RowError{}
	for _, e := range w.errors(receipt) {
		found[e.Line] = append(found[e.Line], e)
	}
	for i, c := range catalogueRowCases {
		list := found[int64(i+2)]
		if len(list) == 0 || list[0].Code != c.code || list[0].Column != c.column {
			t.Errorf("%s: got %+v, want %s in %q", c.name, list, c.code, c.column)
		}
	}
	if list := found[int64(len(catalogueRowCases)+2)]; len(list) != 1 || list[0].Code != "validity_reversed" || list[0].Column != "Валидна до" {
		t.Errorf("reversed: %+v", list)
	}
}

func TestCatalogueFilesRefusedWhole(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	for _, c := range []struct{ name, content, code string }{
		{"empty", "", "file_empty"},
		{"no name", "Номер;Звено\n1;ГРАО\n", "columns_missing"},
		{"number twice", "Номер;Номер;Наименование\n1;2;Скица\n", "column_twice"},
		{"page", "<html><table>", "file_is_markup"},
		{"binary", "Номер;Наименование\n" + strings.Repeat("x", 2000) + "\x00", "file_is_binary"},
		{"half a workbook", "PK\x03\x04\x14\x00\x06\x00[Content_Types].xml\x00\x00", "file_damaged"},
	} {
		path := w.file("bad.csv", c.content)
		if _, err := f.Preview(context.Background(), FileCatalogue.Profile(), path); code(err) != c.code {
			t.Errorf("%s: preview: %v, want %s", c.name, err, c.code)
		}
		if _, err := w.im.Import(context.Background(), FileCatalogue.Profile(), path, "bad.csv", "u1", nil); code(err) != c.code {
			t.Errorf("%s: import: %v, want %s", c.name, err, c.code)
		}
	}
	if _, err := f.Preview(context.Background(), "@nonsense", w.file("a.csv", catalogueHead)); code(err) != "file_kind_unknown" {
		t.Errorf("unknown kind: %v", err)
	}
	list, err := w.reg.Imports(context.Background(), 10)
	must(t, err)
	if len(list) != 0 {
		t.Errorf("a refused file left a receipt: %+v", list)
	}
}

// code is the code of an error's fault.
func code(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return ""
	}
	return f.Code
}

// Whatever a term or a price says, it is read within bounds or refused with a reason.
func FuzzTermAndPrice(f *testing.F) {
	for _, s := range []string{"14 дни", "7 работни дни", "1 месец", "5,00 €", "1 234,50", "безплатно", "-1", "٣ дни", "1e9", "5.", ".5", "9999999 дни"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		term, wrong := ParseTerm(s)
		if (wrong == nil) != term.Valid() {
			t.Fatalf("%q: term %v, %v", s, term, wrong)
		}
		if cents, wrong := ParsePrice(s); wrong == nil && (cents < 0 || cents > euroMost*100) {
			t.Fatalf("%q: %d cents", s, cents)
		}
	})
}

// Whatever a row of a catalogue says, it becomes a service within the rules of its cells or is refused with a reason.
func FuzzCatalogueRow(f *testing.F) {
	f.Add("2079;Скица;ГРАО;7 работни дни;1 ден;5,00;10;Стара;01.01.2020;31.12.2026")
	f.Add(";;;;;;;;;")
	f.Add("1;\x00;\u202e;-1;0 дни;=1+1;;;31.02.2026;2100")
	house, err := charter.Default()
	must(f, err)
	h := newCatalogueHand(nil, house, "", uuid.Nil)
	names := strings.Split(strings.TrimSpace(catalogueHead), ";")
	p, err := namedProfile(FileCatalogue, house)
	must(f, err)
	src := &source{table: &table{Header: names}, columns: readColumns(p, names).columns}
	f.Fuzz(func(t *testing.T, line string) {
		r := newFileReader(p, src, (&world{}).clock(), house)
		row := r.understand(h, rawRow{Line: 2, Fields: strings.Split(line, ";")})
		for _, e := range row.Errors {
			if e.Code == "" || e.Line != 2 || utf8.RuneCountInString(e.Value) > valueInNote+1 {
				t.Fatalf("%q: %+v", line, e)
			}
		}
		if len(row.Errors) > 0 {
			return
		}
		s := row.item.(*serviceRow)
		if s.id == "" || s.texts[FieldName] == "" || !utf8.ValidString(s.texts[FieldName]) {
			t.Fatalf("%q: %+v", line, s)
		}
		for _, term := range s.terms {
			if !term.IsZero() && !term.Valid() {
				t.Fatalf("%q: %v", line, term)
			}
		}
	})
}

package ingest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// hostileCell is a cell that spoils its row, with the code that says why;
// where that stands at another column, at names it.
type hostileCell struct{ name, column, value, code, at string }

var hostileAnswers = []hostileCell{
	{"no number", "Номер", "", "number_missing", ""},
	{"long number", "Номер", strings.Repeat("1", 65), "value_too_long", ""},
	{"control character", "Номер", "1\x012", "bad_character", ""},
	{"no date", "Дата", "", "date_missing", ""},
	{"31 February", "Дата", "31.02.2026", "date_impossible", ""},
	{"words", "Дата", "вчера", "date_malformed", ""},
	{"1900", "Дата", "05.05.1900", "date_too_early", ""},
	{"2100", "Дата", "05.05.2100", "date_in_future", ""},
	{"9999", "Дата", "31.12.9999", "date_too_late", ""},
	{"tomorrow", "Дата", "03.06.2026 10:00", "date_in_future", ""},
	{"zero", "overall", "0", "score_out_of_range", ""},
	{"six", "overall", "6", "score_out_of_range", ""},
	{"negative", "overall", "-1", "score_out_of_range", ""},
	{"half", "overall", "4,5", "score_malformed", ""},
	{"exponent", "overall", "5e0", "score_malformed", ""},
	{"huge", "overall", "99999999999999999999", "score_malformed", ""},
	{"Arabic digit", "overall", "٥", "score_malformed", ""},
	{"formula", "overall", "=5", "score_malformed", ""},
	{"no score", "overall", "", "score_missing", ""},
	{"unknown office", "Място", "Луната", "office_unknown", ""},
	{"SQL", "Услуга", "'; DROP TABLE services; --", "service_unknown", ""},
	{"HTML", "Звено", "<script>alert(1)</script>", "department_unknown", ""},
	{"unknown channel", "Начин на подаване", "с пощенски гълъб", "channel_unknown", ""},
	{"unknown speed", "Поръчка", "мигновена", "order_speed_unknown", ""},
	{"unknown language", "Език", "клингонски", "language_unknown", ""},
	{"long record", "Преписка", strings.Repeat("1", 65), "value_too_long", ""},
	{"long comment", "Коментар", strings.Repeat("я", 5001), "remark_long", ""},
	{"control character in words", "Коментар", "а\x01б", "remark_malformed", ""},
	{"source with a space", "Източник", "моят източник", "source_form", ""},
}

var hostileCases = []hostileCell{
	{"no number", "Вх. №", "", "number_missing", ""},
	{"long number", "Вх. №", strings.Repeat("1", 65), "value_too_long", ""},
	{"no kind", "Вид", "", "kind_missing", ""},
	{"unknown kind", "Вид", "'; DROP TABLE cases; --", "kind_unknown", ""},
	{"unknown category", "Категория", "<b>Забавяне</b>", "category_unknown", ""},
	{"no receipt", "Получена", "", "date_missing", ""},
	{"1900", "Получена", "05.05.1900", "date_too_early", ""},
	{"2100", "Получена", "05.05.2100", "date_in_future", ""},
	{"answer before receipt", "Отговор на", "01.03.2026", "case_moment_before", ""},
	{"answer in 2100", "Отговор на", "01.03.2100", "date_in_future", ""},
	{"outcome without a day", "Резултат", "Уважена", "outcome_undated", ""},
	{"unknown outcome", "Резултат", "=1+1", "outcome_unknown", ""},
	{"closed without an answer", "Приключена", "10.03.2026", "closed_unanswered", ""},
	{"extended without an end", "Удължена на", "10.03.2026", "extension_endless", "Удължена до"},
	{"extended without a notice", "Удължена до", "10.05.2026", "extension_undated", "Удължена на"},
	{"unknown channel", "Начин на подаване", "с гълъб", "channel_unknown", ""},
	{"unknown office", "Място", "Луната", "office_unknown", ""},
	{"unknown service", "Услуга", "няма такава", "service_unknown", ""},
	{"unknown department", "Звено", "няма такова", "department_unknown", ""},
	{"neither yes nor no", "Анонимна", "може би", "yes_no_unknown", ""},
	{"unknown language", "Език", "клингонски", "language_unknown", ""},
	{"long text", "Текст", strings.Repeat("я", 20_001), "row_text_long", ""},
}

// hostileFile has a spoilt row for each of the cells and a good one at its end.
func hostileFile(columns []string, base map[string]string, list []hostileCell) string {
	var b strings.Builder
	b.WriteString(strings.Join(columns, ";") + "\n")
	row := func(number, column, value string) {
		for i, c := range columns {
			cell := base[c]
			if i == 0 {
				cell = number
			}
			if c == column {
				cell = value
			}
			if i > 0 {
				b.WriteByte(';')
			}
			b.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"`)
		}
		b.WriteByte('\n')
	}
	for i, c := range list {
		row(string(rune('А'+i)), c.column, c.value)
	}
	row("добър", "", "")
	return b.String()
}

func TestHostileRows(t *testing.T) {
	for name, c := range map[string]struct {
		kind    FileKind
		columns []string
		base    map[string]string
		list    []hostileCell
	}{
		"answers": {FileAnswers, []string{"Номер", "Дата", "overall", "Място", "Услуга", "Звено", "Начин на подаване", "Поръчка", "Език", "Преписка", "Коментар", "Източник"},
			map[string]string{"Дата": "05.05.2026", "overall": "5"}, hostileAnswers},
		"cases": {FileCases, []string{"Вх. №", "Вид", "Категория", "Получена", "Отговор на", "Резултат", "Приключена", "Удължена на", "Удължена до", "Начин на подаване",
			"Място", "Услуга", "Звено", "Анонимна", "Език", "Текст", "Подател", "Връзка"},
			map[string]string{"Вид": "Жалба", "Категория": "Забавяне", "Получена": "05.03.2026", "Подател": "Иван Петров", "Връзка": "0888 123 456", "Текст": "Чаках"}, hostileCases},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			f := w.files()
			content := hostileFile(c.columns, c.base, c.list)
			preview, err := f.Preview(context.Background(), c.kind.Profile(), w.file("in.csv", content))
			must(t, err)
			receipt := w.bring(f, c.kind, content)
			if want := counts(1, 0, 0, 0, int64(len(c.list))); receipt.Counts != want || preview.Counts[RowRejected] != want.Rejected {
				t.Errorf("counts %+v, preview %+v, want %+v", receipt.Counts, preview.Counts, want)
			}
			found := map[int64][]register.RowError{}
			for _, e := range w.errors(receipt) {
				found[e.Line] = append(found[e.Line], e)
			}
			for i, h := range c.list {
				list := found[int64(i+2)]
				if len(list) != 1 || list[0].Code != h.code || list[0].Column != cmp.Or(h.at, h.column) {
					t.Errorf("%s: got %+v, want %s in %q", h.name, list, h.code, h.column)
				}
			}
		})
	}
}

// Files that are no table, or not one of the kind, are refused as a whole, say why, and leave nothing.
func TestOtherFilesRefusedWhole(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	big := filepath.Join(w.dir, "big.csv")
	file, err := os.Create(big)
	must(t, err)
	must(t, errors.Join(file.Truncate(FileMaxBytes+1), file.Close()))
	heads := map[FileKind]string{FileAnswers: "Номер;Дата;overall\n", FileCases: casesHead, FileCatalogue: catalogueHead}
	for kind, head := range heads {
		for _, c := range []struct{ name, path, code string }{
			{"nothing", w.file("a.csv", ""), "file_empty"},
			{"blank lines", w.file("b.csv", "\n\n \n"), "file_empty"},
			{"too large", big, "file_too_large"},
			{"other columns", w.file("c.csv", "едно;две\n1;2\n"), "columns_missing"},
			{"half a workbook", w.file("d.csv", "PK\x03\x04\x14\x00\x06\x00[Content_Types].xml\x00\x00"), "file_damaged"},
			{"archive", w.file("e.csv", zipOf("data.csv", head)), "file_is_archive"},
			{"old workbook", w.file("f.csv", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"), "file_is_xls"},
			{"page", w.file("g.csv", "<html><table>"), "file_is_markup"},
			{"binary", w.file("h.csv", head+strings.Repeat("x", 2000)+"\x00"), "file_is_binary"},
			{"one damaged byte", w.file("i.csv", head+"\xd1;\n"), "encoding_mixed"},
			{"a column twice", w.file("j.csv", strings.Replace(head, ";", ";"+head[:strings.IndexByte(head, ';')]+";", 1)), "column_twice"},
			{"device", "/dev/zero", "file_not_regular"},
		} {
			if _, err := f.Preview(context.Background(), kind.Profile(), c.path); code(err) != c.code {
				t.Errorf("%s, %s: preview: %v, want %s", kind, c.name, err, c.code)
			}
			if _, err := w.im.Import(context.Background(), kind.Profile(), c.path, "f.csv", "u1", nil); code(err) != c.code {
				t.Errorf("%s, %s: import: %v, want %s", kind, c.name, err, c.code)
			}
		}
	}
	if list, err := w.reg.Imports(context.Background(), 10); err != nil || len(list) > 0 {
		t.Errorf("a refused file left receipts: %v %v", list, err)
	}
	if entries, err := os.ReadDir(filepath.Join(w.dir, importsFolder)); err != nil || len(entries) > 0 {
		t.Errorf("a refused file left files: %v %v", entries, err)
	}
}

// What is written like a program is a text like any other, in both kinds of file and in every encoding; columns that nobody knows are left out.
func TestTextsThatLookLikePrograms(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	const content = "Номер;Дата;overall;Коментар;password\n" +
		"=1+1;05.05.2026;5;=cmd|' /C calc'!A0;x\n" + "<b>2</b>;05.05.2026;4;<script>alert(1)</script>;x\n" +
		"' DROP TABLE answers --;05.05.2026;3;' OR 1=1;x\n" + "\u202e4\u200b;05.05.2026;2;\u202eгпj.ехе;x\n"
	cp1251, err := charmap.Windows1251.NewEncoder().String(strings.NewReplacer("\u202e", "", "\u200b", "").Replace(content))
	must(t, err)
	book := filepath.Join(w.dir, "f.xlsx")
	excel(t, book, map[string][][]any{"Лист": cellsOf(content)}, "Лист")
	first := w.bring(f, FileAnswers, content)
	if first.Counts != counts(4, 0, 0, 0, 0) {
		t.Errorf("%+v %+v", first.Counts, w.errors(first))
	}
	if c := w.importFile(FileAnswers.Profile(), book).Counts; c.New != 0 || c.Rejected != 0 || c.Unchanged != 4 {
		t.Errorf("as a workbook: %+v", c)
	}
	if c := w.bring(f, FileAnswers, cp1251).Counts; c.Unchanged < 3 {
		t.Errorf("in Windows-1251: %+v", c)
	}
	w.counted(f)
	if got := w.ask("SELECT score FROM answers FINAL WHERE reason != 'replaced' ORDER BY score DESC"); !slices.Equal(got[:4], []string{"5", "4", "3", "2"}) {
		t.Error(got)
	}
}

// rowOf reads one line as a row of a kind.
func rowOf(p *Profile, h hand, ch *charter.Charter, names []string, line string) *FileRow {
	src := &source{table: &table{Header: names}, columns: readColumns(p, names).columns}
	return newFileReader(p, src, (&world{now: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)}).clock(), ch).understand(h, rawRow{Line: 2, Fields: strings.Split(line, ";")})
}

// checkRefusal holds for every row of every kind: a reason is short and says where.
func checkRefusal(t *testing.T, line string, row *FileRow) {
	t.Helper()
	for _, e := range row.Errors {
		if e.Code == "" || e.Line != 2 || utf8.RuneCountInString(e.Value) > valueInNote+1 {
			t.Fatalf("%q: %+v", line, e)
		}
	}
}

// Whatever a row says, it becomes an answer that another program could have sent, or is refused with a reason.
func FuzzAnswerRow(f *testing.F) {
	f.Add("1;05.05.2026 10:30;5;Център;Скица;ГРАО;На гише;обикновена;bg;94-1;Благодаря;paper")
	f.Add(";;;;;;;;;;;")
	f.Add("\u202e1;31.02.2026;٥;\x00;=1+1;'--;<b>;x;tr;\xff;а\x00;а б")
	house, err := charter.Default()
	must(f, err)
	p, err := namedProfile(FileAnswers, house)
	must(f, err)
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	h := &answersHand{charter: house, now: now}
	names := []string{"Номер", "Дата", "overall", "Място", "Услуга", "Звено", "Начин на подаване", "Поръчка", "Език", "Преписка", "Коментар", "Източник"}
	f.Fuzz(func(t *testing.T, line string) {
		row := rowOf(p, h, house, names, line)
		checkRefusal(t, line, row)
		if len(row.Errors) > 0 {
			return
		}
		in := row.item.(answerEntry)
		at, err := time.Parse(time.RFC3339, in.Moment)
		if err != nil || in.Number == "" || at.Year() < firstYear || in.Channel == "" || in.Language == "" || !utf8.ValidString(in.Number) {
			t.Fatalf("%q: %+v %v", line, in, err)
		}
		for question, score := range in.Scores {
			if score < 1 || score > 5 || question == "" {
				t.Fatalf("%q: %v", line, in.Scores)
			}
		}
		if body, err := json.Marshal(in); err != nil || !utf8.Valid(body) {
			t.Fatalf("%q: %v", line, err)
		}
		if strings.TrimSpace(in.Comment) != "" && row.Cells[FieldComment] != unshown {
			t.Fatalf("%q: the preview shows the comment %q", line, row.Cells[FieldComment])
		}
	})
}

// Whatever a row says, it becomes a case with its history or is refused with a reason, and a preview never shows who sent it or what it says.
func FuzzCaseRow(f *testing.F) {
	f.Add("1;Жалба;Забавяне;05.03.2026;20.03.2026;Уважена;;;;На гише;не;Чаках;Иван Петров;0888 123 456")
	f.Add(";;;;;;;;;;;;;")
	f.Add("\u202e1;Сигнал;=1;31.02.2026;1900;x;05.05.2100;;;'--;може би;а\x00;<b>;\xff")
	f.Add("2;Жалба;Забавяне;05.03.2026;;Препратена;10.03.2026;06.03.2026;10.04.2026;;да;;;")
	house, err := charter.Default()
	must(f, err)
	p, err := namedProfile(FileCases, house)
	must(f, err)
	h := &casesHand{charter: house, by: "u1", now: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)}
	names := []string{"Вх. №", "Вид", "Категория", "Получена", "Отговор на", "Резултат", "Приключена", "Удължена на", "Удължена до", "Начин на подаване", "Анонимна", "Текст", "Подател", "Връзка"}
	f.Fuzz(func(t *testing.T, line string) {
		row := rowOf(p, h, house, names, line)
		checkRefusal(t, line, row)
		for _, field := range []Field{FieldText, FieldPerson, FieldContact} {
			if v := row.Cells[field]; v != "" && v != unshown {
				t.Fatalf("%q: the preview shows %q", line, v)
			}
		}
		if len(row.Errors) > 0 {
			return
		}
		c := row.item.(*pastCase)
		if _, known := house.Kind(c.entry.Kind); !known || c.entry.Number == "" || c.entry.Received == "" || len(c.past) > 3 {
			t.Fatalf("%q: %+v", line, c)
		}
		for _, o := range c.past {
			if o.By != "u1" || o.Command == nil || o.At.IsZero() && o.On.IsZero() {
				t.Fatalf("%q: %+v", line, o)
			}
		}
	})
}

// Whatever the bytes of a file, its preview as any kind ends with rows that add up or with a fault.
func FuzzOtherFile(f *testing.F) {
	f.Add(uint8(0), []byte(catalogueHead+"1;Първа;ГРАО;7 дни;;5;;;;\n"))
	f.Add(uint8(1), []byte("Номер;Дата;overall\n1;05.05.2026;5\n\xff;;\n"))
	f.Add(uint8(2), []byte(casesHead+"1;Жалба;Забавяне;05.03.2026;20.03.2026;Уважена;Чаках;Иван Петров;0888 123 456\n"))
	f.Add(uint8(1), []byte("\xef\xbb\xbf\"Номер\",\"Дата\",\"overall\"\r\n\"1"))
	f.Add(uint8(2), []byte("PK\x03\x04"))
	w := newOffice(f)
	files := w.files()
	path := filepath.Join(w.dir, uuid.NewString())
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		kind := FileKinds()[int(which)%len(FileKinds())]
		must(t, os.WriteFile(path, data, 0o600))
		p, err := files.Preview(context.Background(), kind.Profile(), path)
		if err != nil {
			var list fault.List
			if _, ok := fault.As(err); !ok && !errors.As(err, &list) {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		var sum int64
		for _, n := range p.Counts {
			sum += n
		}
		if sum != p.Checked || len(p.Rows) > int(p.Checked) {
			t.Fatalf("%+v", p)
		}
	})
}

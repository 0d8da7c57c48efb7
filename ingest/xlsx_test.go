package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"harta/internal/fault"
)

// zipOf makes an archive of names and contents.
func zipOf(namesAndContents ...string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(namesAndContents); i += 2 {
		f, err := w.Create(namesAndContents[i])
		if err == nil {
			_, err = io.WriteString(f, namesAndContents[i+1])
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// bookOf makes a workbook with one sheet of the given XML rows, shared texts and styles.
func bookOf(rows, texts, styles string) string {
	return zipOf(
		"[Content_Types].xml", `<Types/>`,
		"xl/workbook.xml", `<workbook><sheets><sheet name="Данни" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/sharedStrings.xml", `<sst>`+texts+`</sst>`,
		"xl/styles.xml", styles,
		"xl/worksheets/sheet1.xml", `<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>`+rows+`</sheetData></worksheet>`,
	)
}

// excel writes rows into the sheets of a workbook as Excel would; every sheet begins at A1.
func excel(t testing.TB, path string, sheets map[string][][]any, order ...string) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	for i, name := range order {
		if i == 0 {
			must(t, f.SetSheetName("Sheet1", name))
		} else {
			_, err := f.NewSheet(name)
			must(t, err)
		}
		for r, row := range sheets[name] {
			must(t, f.SetSheetRow(name, fmt.Sprintf("A%d", r+1), &row))
		}
	}
	must(t, f.SaveAs(path))
	return f
}

// sheetRows reads a workbook with every row as data.
func sheetRows(t testing.TB, path, sheet string) (rows [][]string, faults []map[int]string, err error) {
	t.Helper()
	b, err := openWorkbook(path)
	if err != nil {
		return nil, nil, err
	}
	defer b.Close()
	r, err := b.open(sheet, 1<<16)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, faults, nil
		}
		if err != nil {
			return rows, faults, err
		}
		rows, faults = append(rows, row.Fields), append(faults, row.Faults)
	}
}

func TestCellsOfAWorkbook(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b.xlsx")
	f := excelize.NewFile()
	style := func(code string) int {
		s, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		must(t, err)
		return s
	}
	builtin := func(n int) int {
		s, err := f.NewStyle(&excelize.Style{NumFmt: n})
		must(t, err)
		return s
	}
	cells := []struct {
		value any
		style int
		want  string
	}{
		{"текст", 0, "текст"}, {" „кавички“ & <знаци> ", 0, " „кавички“ & <знаци> "}, {"_x0041_б", 0, "Aб"},
		{"0012", 0, "0012"}, {12, style("0000000000"), "0000000012"}, {7501010010, style("0000000000"), "7501010010"},
		{46027, style(`dd.mm.yyyy" г."`), "2026-01-05"}, {46027.4375, style(`dd.mm.yyyy hh:mm`), "2026-01-05 10:30:00"},
		{46027, style(`dd.mm.yyyy hh:mm`), "2026-01-05 00:00:00"}, {46027.4375, style(`d.m.yy`), "2026-01-05 10:30:00"},
		{46027, builtin(14), "2026-01-05"}, {46027.5, builtin(22), "2026-01-05 12:00:00"}, {46027, style(`[$-402]d mmmm yyyy "г.";@`), "2026-01-05"},
		{46027, 0, "46027"}, {46027, style(`#,##0.00 "дни"`), "46027"}, {46027, style(`[Red]0.0`), "46027"},
		{1.5, 0, "1.5"}, {1e21, 0, "1000000000000000000000"}, {0.1, 0, "0.1"}, {-3, 0, "-3"}, {true, 0, "1"}, {nil, 0, ""},
	}
	for i, c := range cells {
		ref := fmt.Sprintf("B%d", i+1)
		must(t, f.SetCellValue("Sheet1", ref, c.value))
		must(t, f.SetCellStyle("Sheet1", ref, ref, c.style))
		must(t, f.SetCellValue("Sheet1", fmt.Sprintf("A%d", i+1), i))
	}
	must(t, f.SaveAs(path))
	rows, _, err := sheetRows(t, path, "Sheet1")
	must(t, err)
	for i, c := range cells {
		got := ""
		if len(rows[i]) > 1 {
			got = rows[i][1]
		}
		if got != c.want {
			t.Errorf("%v with style %d: %q, want %q", c.value, c.style, got, c.want)
		}
	}
}

func TestRawXMLOfASheet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b.xlsx")
	texts := `<si><t>нула</t></si><si><r><t>бо</t></r><r><t xml:space="preserve">гат </t></r><rPh><t>не</t></rPh></si>`
	rows := `<row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2" t="s"><v>0</v></c></row>` +
		`<row r="3"/><row><c><v>1</v></c><c t="inlineStr"><is><t>вътре</t></is></c></row>` +
		`<row r="9"><c r="A9" t="e"><f>A1</f><v>#REF!</v></c><c r="B9"><f>1+1</f><v>2</v></c><c r="C9"><f>1+1</f></c><c r="D9" t="str"><f>"а"</f><v>а_x000A_б</v></c><c r="E9" t="d"><v>2026-01-05T10:30:00Z</v></c><c r="F9"><f>""</f><v></v></c></row>`
	must(t, os.WriteFile(path, []byte(bookOf(rows, texts, "<styleSheet/>")), 0o600))
	got, faults, err := sheetRows(t, path, "Данни")
	must(t, err)
	want := [][]string{{"богат ", "", "нула"}, {"1", "вътре"}, {"#REF!", "2", "", "а\nб", "2026-01-05 10:30:00"}}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(faults) != 3 || faults[2][0] != "cell_error" || faults[2][2] != "cell_uncalculated" || len(faults[2]) != 2 {
		t.Errorf("faults %v", faults)
	}
}

func TestDateSystems(t *testing.T) {
	for _, c := range []struct {
		from   dateSystem
		serial float64
		want   string
	}{
		{from1900, 1, "1900-01-01 00:00:00"}, {from1900, 59, "1900-02-28 00:00:00"}, {from1900, 61, "1900-03-01 00:00:00"},
		{from1900, 46027.999999, "2026-01-06 00:00:00"}, {from1904, 44565.4375, "2026-01-05 10:30:00"}, {from1900, 46027.4375, "2026-01-05 10:30:00"},
	} {
		if got, ok := c.from.moment(c.serial); !ok || got.Format(isoMoment) != c.want {
			t.Errorf("%v from %d: %v %v, want %s", c.serial, c.from, got, ok, c.want)
		}
	}
}

// A workbook gives what the same table gives as text: dates that are dates, dates that are texts, a header below a title, a first
// sheet that is about something else.
func TestWorkbookIsImportedLikeText(t *testing.T) {
	w := newWorld(t)
	w.putService()
	lines := strings.Split(strings.ReplaceAll(strings.TrimSpace(bulgarian), `"Устройство на територията; кадастър"`, "Устройство на територията кадастър"), "\n")
	rows := [][]any{{"Справка за подадените преписки"}, {}, {}}
	for i, line := range lines {
		var row []any
		for k, cell := range strings.Split(line, ";") {
			if at, err := time.Parse("02.01.2006 15:04", cell); err == nil && i > 0 && k != 11 {
				row = append(row, at) // a real date; the column of the last change stays a text
			} else if cell == "" {
				row = append(row, nil)
			} else {
				row = append(row, cell)
			}
		}
		rows = append(rows, row)
	}
	path := filepath.Join(w.dir, "b.xlsx")
	excel(t, path, map[string][][]any{"Бележки": {{"За какво", "е", "това"}, {"не се внася"}}, "Преписки": rows}, "Бележки", "Преписки")
	p, err := w.im.Preview(context.Background(), "bg-delovodstvo", path, "b.xlsx")
	must(t, err)
	if p.Format != formatXLSX || p.Sheet != "Преписки" || p.HeaderRow != 4 || p.Rejected != 0 || p.Checked != 3 || len(p.Sheets) != 2 {
		t.Errorf("%+v %+v", p.Shape, p.Problems)
	}
	receipt := w.importFile("bg-delovodstvo", path)
	if receipt.Counts != counts(3, 0, 0, 0, 0) {
		t.Fatalf("%+v %+v", receipt.Counts, w.errors(receipt))
	}
	text := w.importFile("bg-delovodstvo", w.file("f.csv", strings.Join(lines, "\n")+"\n"))
	if text.Counts != counts(0, 0, 3, 0, 0) {
		t.Errorf("the same as text: %+v, held %v", text.Counts, w.ask("SELECT payload FROM record_versions"))
	}
}

func TestMergedHeader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b.xlsx")
	f := excelize.NewFile()
	for ref, v := range map[string]any{"A1": "Номер", "B1": "Дата", "D1": "Услуга", "B2": "приета", "C2": "приключена", "A3": "1", "B3": "x", "D3": "y"} {
		must(t, f.SetCellValue("Sheet1", ref, v))
	}
	must(t, f.MergeCell("Sheet1", "A1", "A2"))
	must(t, f.MergeCell("Sheet1", "B1", "C1"))
	must(t, f.MergeCell("Sheet1", "D1", "D2"))
	must(t, f.SaveAs(path))
	sv, err := surveyFile(path, 1<<20, nil)
	must(t, err)
	tab, err := openTable(path, sv, Shape{HeaderRow: 2}, 1<<16, func([]string) int { return 0 })
	must(t, err)
	defer tab.Close()
	if !slices.Equal(tab.Header, []string{"Номер", "приета", "приключена", "Услуга"}) {
		t.Errorf("header %q", tab.Header)
	}
	row, err := tab.Read()
	must(t, err)
	if !slices.Equal(row.Fields, []string{"1", "x", "", "y"}) || row.Line != 3 {
		t.Errorf("%+v", row)
	}
}

func TestWorkbooksRefused(t *testing.T) {
	w := newWorld(t)
	bomb := bookOf(`<row r="1"><c t="inlineStr"><is><t>`+strings.Repeat("a", 80<<20)+`</t></is></c></row>`, "", "<styleSheet/>")
	cases := []struct{ name, content, code string }{
		{"ODS", zipOf("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>"), "file_is_ods"},
		{"binary workbook", zipOf("xl/workbook.bin", "x"), "file_is_xlsb"},
		{"document", zipOf("word/document.xml", "<x/>"), "file_is_document"},
		{"cut off", bookOf("", "", "")[:200], "file_damaged"},
		{"no sheets", zipOf("xl/workbook.xml", "<workbook/>"), "workbook_without_sheets"},
		{"hidden sheet alone", zipOf("xl/workbook.xml", `<workbook><sheets><sheet name="a" r:id="r" state="hidden"/></sheets></workbook>`), "workbook_without_sheets"},
		{"not XML", zipOf("xl/workbook.xml", "<<<"), "file_damaged"},
		{"entities", zipOf("xl/workbook.xml", `<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>`), "file_damaged"},
		{"bomb", bomb, "workbook_bomb"},
		{"no such text", bookOf(`<row><c t="s"><v>7</v></c></row>`, "", "<styleSheet/>"), "file_damaged"},
		{"empty sheet", bookOf("", "", "<styleSheet/>"), "file_empty"},
		{"sheet broken off", bookOf(`<row r="1"><c t="inlineStr"><is><t>a</t></is></c></row><row><c`, "", "<styleSheet/>"), "file_damaged"},
		{"too many parts", zipOf(slices.Repeat([]string{"a", ""}, maxParts+1)...), "workbook_bomb"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := w.im.Import(context.Background(), "bg-delovodstvo", w.file("b.xlsx", c.content), "b.xlsx", "u1", nil)
			if fe, ok := fault.As(err); !ok || fe.Code != c.code {
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
	entries, err := os.ReadDir(filepath.Join(w.dir, importsFolder))
	if err != nil || len(entries) > 0 {
		t.Errorf("a refused workbook left files: %v %v", entries, err)
	}
}

// A workbook that lies about its sizes is found out while it is unpacked.
func TestLyingSizes(t *testing.T) {
	left := int64(100)
	for _, size := range []int64{10, 1000} {
		p := newXMLPart(io.NopCloser(strings.NewReader("<a>"+strings.Repeat("<b/>", 100)+"</a>")), size, &left)
		err := p.each(func(*xmlToken) error { return nil })
		if fe, ok := fault.As(err); !ok || fe.Code != "workbook_bomb" {
			t.Errorf("size %d: %v", size, err)
		}
	}
}

// Texts beyond the memory's share come back from the file, and the file leaves no trace.
func TestTextsOnDisk(t *testing.T) {
	s := &sharedTexts{folder: t.TempDir()}
	long := strings.Repeat("я", 1<<19)
	for i := range 80 {
		must(t, s.add(fmt.Sprint(i, long)))
	}
	must(t, s.flush())
	defer s.Close()
	if s.file == nil {
		t.Fatal("everything is in memory")
	}
	for i := range 80 {
		if got, err := s.get(fmt.Sprint(i)); err != nil || got != fmt.Sprint(i, long) {
			t.Fatalf("text %d: %v, %d bytes", i, err, len(got))
		}
	}
	if entries, err := os.ReadDir(s.folder); err != nil || len(entries) > 0 {
		t.Errorf("%v %v", entries, err)
	}
}

// Whatever bytes come, a workbook is read or refused with a fault.
func FuzzWorkbook(f *testing.F) {
	f.Add([]byte(bookOf(`<row r="1"><c r="A1" t="s"><v>0</v></c><c s="0"><v>46027</v></c></row>`, "<si><t>а</t></si>", `<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>`)))
	f.Add([]byte(zipOf("xl/workbook.xml", "<workbook/>")))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "b.xlsx")
		must(t, os.WriteFile(path, data, 0o600))
		if !bytes.HasPrefix(data, []byte("PK\x03\x04")) {
			return
		}
		sv, err := surveyFile(path, 1<<30, nil)
		if err == nil {
			var tab *table
			if tab, err = openTable(path, sv, Shape{}, 1<<16, func([]string) int { return 0 }); err == nil {
				defer tab.Close()
				for range 1000 {
					if _, err = tab.Read(); err != nil {
						break
					}
				}
			}
		}
		if _, ok := fault.As(err); err != nil && !errors.Is(err, io.EOF) && !ok {
			t.Fatalf("not a fault: %v", err)
		}
	})
}

// FuzzSheet gives the XML itself, which random archives seldom reach.
func FuzzSheet(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c s="0"><v>46027</v></c></row>`, `<si><t>а</t></si>`, `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="dd.mm"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>`)
	f.Add(`<row r="-1"><c r="ZZZZZZ1" t="e"><f/></c></row><row r="99999999999"><c t="b"><v>1</v></c></row>`, ``, `<styleSheet>`)
	f.Fuzz(func(t *testing.T, rows, texts, styles string) {
		path := filepath.Join(t.TempDir(), "b.xlsx")
		must(t, os.WriteFile(path, []byte(bookOf(rows, texts, styles)), 0o600))
		list, _, err := sheetRows(t, path, "Данни")
		if _, ok := fault.As(err); err != nil && !ok {
			t.Fatalf("not a fault: %v", err)
		}
		for _, row := range list {
			if len(row) > maxSheetColumns {
				t.Fatalf("%d columns", len(row))
			}
		}
	})
}

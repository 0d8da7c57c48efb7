package dashboard

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"harta/internal/access"
	"harta/internal/text"
)

// TestNamesDoNoHarmOnPages shows services whose names are scripts and finds nothing but text.
func TestNamesDoNoHarmOnPages(t *testing.T) {
	b := figureServer(t).signedInAs(access.Officer)
	for _, path := range []string{"/", "/satisfaction", "/timeliness", "/explore/satisfaction_by_service", "/explore/duration_by_service",
		"/satisfaction?service=script&service=markup"} {
		r := b.get(path)
		page := parsePage(t, r)
		if strings.Contains(r.Text, nameScript) || strings.Contains(r.Text, "<img") {
			t.Errorf("%s: a name reached the page as markup", path)
		}
		names := strings.Count(content(page), nameScript)
		if path == "/explore/satisfaction_by_service" && names < 2 {
			t.Errorf("%s: the name is shown %d times, want it in the table and in the filter", path, names)
		}
		for _, script := range find(page, func(n *html.Node) bool { return n.Data == "script" }) {
			if attr(script, "src") != "" {
				continue
			}
			if attr(script, "type") != "application/json" {
				t.Errorf("%s: an inline script", path)
			}
			checkChart(t, path, content(script))
		}
		if bad := find(page, func(n *html.Node) bool { return hasAttr(n, "style") || hasAttr(n, "onclick") || hasAttr(n, "onerror") }); len(bad) > 0 {
			t.Errorf("%s: <%s> has a style or a script of its own", path, bad[0].Data)
		}
	}
}

// checkChart reads a chart's options and looks at every place where the page's script expects a name: only the names it knows
// may stand there, whatever the services are called.
func checkChart(t *testing.T, path, data string) {
	t.Helper()
	var options any
	if err := json.Unmarshal([]byte(data), &options); err != nil {
		t.Errorf("%s: the options are no JSON: %v", path, err)
		return
	}
	known := regexp.MustCompile(`^(fmt:(count|share|score|days|tip|whisker|whiskerRow)|@[a-z]+(-[a-z0-9]+)*(/\d+)?|)$`)
	walk(options, func(key string, value any) {
		s, isText := value.(string)
		if isText && slices.Contains([]string{"formatter", "renderItem", "color", "borderColor"}, key) && !known.MatchString(s) {
			t.Errorf("%s: %s is %q", path, key, s)
		}
	})
}

func walk(node any, visit func(key string, value any)) {
	switch n := node.(type) {
	case map[string]any:
		for key, value := range n {
			visit(key, value)
			walk(value, visit)
		}
	case []any:
		for _, value := range n {
			walk(value, visit)
		}
	}
}

// TestNamesDoNoHarmInWorkbooks reads the file's own XML: names are text, and the only formulas are our sums.
func TestNamesDoNoHarmInWorkbooks(t *testing.T) {
	b := figureServer(t).signedInAs(access.Officer)
	r := b.get("/workbook/all.xlsx")
	if r.StatusCode != http.StatusOK {
		t.Fatal(r.Text)
	}
	formula := regexp.MustCompile(`<f>([^<]*)</f>`)
	sums := 0
	for name, data := range unzip(t, r.Text) {
		if err := wellFormed(data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.HasPrefix(name, "xl/worksheets/sheet") {
			continue
		}
		for _, f := range formula.FindAllSubmatch(data, -1) {
			sums++
			if !regexp.MustCompile(`^SUM\([A-Z]+\d+:[A-Z]+\d+\)$`).Match(f[1]) {
				t.Errorf("%s: a formula %q", name, f[1])
			}
		}
	}
	if sums == 0 {
		t.Error("no total is a formula")
	}
	book := openBook(t, b, "/workbook/satisfaction.xlsx")
	names := column(t, book, testPrinter(t, text.BG).T("sheet.satisfaction_by_service"))
	for _, want := range []string{nameScript, nameMarker, nameFormula, nameMarkup} {
		if !slices.Contains(names, want) {
			t.Errorf("%q is not in the sheet as it is", want)
		}
	}
}

func unzip(t *testing.T, data string) map[string][]byte {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string][]byte)
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
	}
	return files
}

func wellFormed(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func column(t *testing.T, book *excelize.File, sheet string) []string {
	t.Helper()
	rows, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	var first []string
	for _, row := range rows {
		if len(row) > 0 {
			first = append(first, row[0])
		}
	}
	return first
}

// TestWorkbookIsFitToHandOn looks at what makes a workbook pleasant: named sheets, frozen heads, filters, charts, pages, dates.
func TestWorkbookIsFitToHandOn(t *testing.T) {
	b := figureServer(t).signedInAs(access.Officer)
	r := b.get("/workbook/satisfaction.xlsx" + agreementQuery)
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
	if err != nil || kind != "attachment" || params["filename"] != "Удовлетвореност 2026-11-22.xlsx" {
		t.Errorf("the download is called %q (%v)", params["filename"], err)
	}
	if got := r.Header.Get("Content-Disposition"); !strings.Contains(got, `filename="harta-satisfaction-2026-11-22.xlsx"`) {
		t.Errorf("no plain name in %q", got)
	}
	book := openBook(t, b, "/workbook/satisfaction.xlsx"+agreementQuery)
	p := testPrinter(t, text.BG)
	month := p.T("sheet.satisfaction_by_month")
	if panes, err := book.GetPanes(month); err != nil || !panes.Freeze || panes.YSplit != headRow {
		t.Errorf("the head is not frozen: %+v %v", panes, err)
	}
	if raw, _ := book.GetCellValue(month, "A6", excelize.Options{RawCellValue: true}); raw != "45962" {
		t.Errorf("the first month is %q, want the date 1 November 2025", raw)
	}
	if page, err := book.GetPageLayout(month); err != nil || *page.Size != 9 || *page.FitToWidth != 1 {
		t.Errorf("the page is not A4 or not fitted: %+v %v", page, err)
	}
	files := unzip(t, r.Text)
	for _, want := range []string{"<autoFilter", "<drawing", "<headerFooter", "fitToPage"} {
		if !bytes.Contains(files["xl/worksheets/sheet3.xml"], []byte(want)) {
			t.Errorf("the sheet by month has no %s", want)
		}
	}
	if !bytes.Contains(files["xl/workbook.xml"], []byte("_xlnm.Print_Titles")) {
		t.Error("heads are not repeated on paper")
	}
	cover := strings.Join(column(t, book, p.T("workbook.cover")), "\n")
	for _, want := range []string{"Удовлетвореност на гражданите", "Период", "Обхват", "Сравнение", "Данните са към", "Изготвил", "Какво означават числата"} {
		if !strings.Contains(cover, want) {
			t.Errorf("the cover does not say %q", want)
		}
	}
}

func TestSheetText(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "=1+1", "обикновено": "обикновено", "a\x00b\x1fc": "a b c", "a\tb": "a b", "два\nреда": "два\nреда", "\xff": "\uFFFD",
	} {
		if got := sheetText(in); got != want {
			t.Errorf("sheetText(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := sheetText(rapid.String().Draw(t, "text"))
		if n := len(utf16.Encode([]rune(s))); n > longestCell {
			t.Fatalf("%d units", n)
		}
		if err := wellFormed([]byte("<t>" + escaped(s) + "</t>")); err != nil {
			t.Fatalf("%q is no XML text: %v", s, err)
		}
	})
	if got := shorten(strings.Repeat("😀", 20000), longestCell); len(utf16.Encode([]rune(got))) > longestCell || !strings.HasSuffix(got, "…") {
		t.Error("a text longer than a cell is not cut with a mark")
	}
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

func TestSheetName(t *testing.T) {
	taken := map[string]bool{}
	for _, c := range []struct{ wish, want string }{
		{"Доволни по месеци", "Доволни по месеци"},
		{"доволни по месеци", "доволни по месеци 2"},
		{"a/b[c]:d*e?f\\g", "a b c d e f g"},
		{"'кавички'", "кавички"},
		{"  ", "1"},
		{strings.Repeat("я", 40), strings.Repeat("я", 30) + "…"},
	} {
		if got := sheetName(c.wish, taken); got != c.want {
			t.Errorf("sheetName(%q) = %q, want %q", c.wish, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		taken := map[string]bool{}
		for range 3 {
			name := sheetName(rapid.String().Draw(t, "wish"), taken)
			if n := len(utf16.Encode([]rune(name))); n == 0 || n > longestSheetName || strings.ContainsAny(name, `[]:*?/\`) {
				t.Fatalf("%q is no name of a sheet", name)
			}
		}
	})
}

func TestAttachment(t *testing.T) {
	got := attachment("harta-all.xlsx", `отчет "май" 1+1.xlsx`)
	_, params, err := mime.ParseMediaType(got)
	if err != nil || params["filename"] != `отчет "май" 1+1.xlsx` {
		t.Errorf("%s is read as %q (%v)", got, params["filename"], err)
	}
}

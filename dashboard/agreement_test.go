package dashboard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"harta/analytics"
	"harta/internal/access"
	"harta/internal/text"
)

// agreementQuery is the filter of the agreement: one period with a comparison, one cut-off for all three renderings.
const agreementQuery = "?period=custom&from=2025-11-01&to=2026-11-20&compare=previous&asof=2026-11-22T10:00:00%2B02:00"

// TestPageJSONAndWorkbookAgree reads the numbers of every report back from the page, the JSON and the workbook and finds them
// equal. The JSON is the measure: what the page says must be its numbers in the forms of the language, and what the workbook
// holds must be its numbers.
func TestPageJSONAndWorkbookAgree(t *testing.T) {
	ts := figureServer(t)
	b := ts.signedInAs(access.Officer)
	book := openBook(t, b, "/workbook/all.xlsx"+agreementQuery)
	p := testPrinter(t, text.BG)
	for _, report := range analytics.Reports() {
		t.Run(report.Key, func(t *testing.T) {
			body := fetchReport(t, b, report.Key)
			page := parsePage(t, b.get("/explore/"+report.Key+agreementQuery))
			sheet := p.T("sheet." + report.Key)
			if report.View == analytics.ViewHeadline {
				agreeHeadline(t, p, body, page)
				agreeMeasures(t, p, body, book, sheet)
				return
			}
			agreeTable(t, p, body, page)
			agreeSheet(t, p, body, book, sheet)
		})
	}
}

// jsonReport is the JSON as a stranger would read it.
type jsonReport struct {
	Columns []jsonColumn
	Rows    []jsonRow
	Total   jsonRow
	CutOff  string `json:"cut_off"`
	Report  struct{ Headline, Dimension string }
}

type jsonColumn struct {
	Key, Label, Of string
	Unit           analytics.Unit
}

type jsonRow struct {
	Key, Label    string
	Cells, Before []analytics.Cell
	Change        *analytics.Change
}

func fetchReport(t *testing.T, b *browser, key string) jsonReport {
	t.Helper()
	r := b.get("/reports/" + key + ".json" + agreementQuery)
	if r.StatusCode != http.StatusOK {
		t.Fatalf("JSON: status %d: %s", r.StatusCode, r.Text)
	}
	var body jsonReport
	if err := json.Unmarshal([]byte(r.Text), &body); err != nil {
		t.Fatal(err)
	}
	if body.CutOff != "2026-11-22T10:00:00+02:00" {
		t.Fatalf("the JSON's cut-off is %s", body.CutOff)
	}
	return body
}

func (r jsonReport) headline() int {
	for i, c := range r.Columns {
		if c.Key == r.Report.Headline {
			return i
		}
	}
	return -1
}

func parsePage(t *testing.T, r *reply) *html.Node {
	t.Helper()
	if r.StatusCode != http.StatusOK {
		t.Fatalf("page: status %d: %s", r.StatusCode, r.Text)
	}
	root, err := html.Parse(strings.NewReader(r.Text))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// agreeTable compares every cell of the page's table.
func agreeTable(t *testing.T, p *text.Printer, body jsonReport, page *html.Node) {
	t.Helper()
	rows := find(page, func(n *html.Node) bool { return n.Data == "tr" && hasAttr(n, "data-key") })
	if len(rows) != len(body.Rows) {
		t.Fatalf("the page has %d rows, the JSON %d", len(rows), len(body.Rows))
	}
	for i, row := range rows {
		if attr(row, "data-key") != body.Rows[i].Key {
			t.Fatalf("row %d is %q on the page and %q in the JSON", i, attr(row, "data-key"), body.Rows[i].Key)
		}
		agreeRow(t, p, body, body.Rows[i], row)
	}
	totals := find(page, func(n *html.Node) bool { return n.Data == "tr" && hasAttr(n, "data-total") })
	if len(totals) != 1 {
		t.Fatalf("the page has %d rows of totals", len(totals))
	}
	agreeRow(t, p, body, body.Total, totals[0])
}

func agreeRow(t *testing.T, p *text.Printer, body jsonReport, want jsonRow, row *html.Node) {
	t.Helper()
	seen := 0
	for _, td := range find(row, func(n *html.Node) bool { return n.Data == "td" }) {
		said := attr(td, "data-measure") + " " + attr(td, "data-part")
		got := strings.TrimSuffix(content(td), "*")
		if expected, ok := expectedCell(p, body, want, attr(td, "data-measure"), part(attr(td, "data-part"))); !ok {
			t.Errorf("row %q: a cell for %s, which the JSON does not have", want.Key, said)
		} else if got != expected {
			t.Errorf("row %q, %s: the page says %q, the JSON %q", want.Key, said, got, expected)
		}
		seen++
	}
	if seen < len(body.Columns) {
		t.Errorf("row %q: %d cells for %d columns", want.Key, seen, len(body.Columns))
	}
}

// expectedCell is what a cell of the page has to say, made from the JSON alone.
func expectedCell(p *text.Printer, body jsonReport, row jsonRow, measure string, which part) (string, bool) {
	f := forms{words: p}
	for i, c := range body.Columns {
		if c.Key != measure {
			continue
		}
		switch which {
		case partValue:
			return f.cell(c.Unit, row.Cells[i]), true
		case partN:
			return p.Int(row.Cells[i].N), true
		case partBefore:
			if row.Before == nil {
				return p.T("cell.none"), true
			}
			return f.cell(c.Unit, row.Before[i]), true
		case partChange:
			return expectedChange(p, c.Unit, row, i), true
		}
	}
	return "", false
}

func expectedChange(p *text.Printer, unit analytics.Unit, row jsonRow, column int) string {
	if row.Change == nil {
		return p.T("cell.none")
	}
	word := p.T("verdict." + string(row.Change.Verdict))
	if !comparable(row.Change.Verdict) {
		return word
	}
	return forms{words: p}.difference(unit, row.Change.Difference, row.Cells[column].N) + " " + word
}

// agreeHeadline compares the large figure and the smaller ones of a report without groups.
func agreeHeadline(t *testing.T, p *text.Printer, body jsonReport, page *html.Node) {
	t.Helper()
	cells := find(page, func(n *html.Node) bool { return hasAttr(n, "data-measure") })
	if len(cells) != len(body.Columns) {
		t.Fatalf("the page shows %d figures, the JSON %d", len(cells), len(body.Columns))
	}
	for _, cell := range cells {
		measure := attr(cell, "data-measure")
		for i, c := range body.Columns {
			if c.Key != measure {
				continue
			}
			want := forms{words: p}.cell(c.Unit, body.Total.Cells[i])
			if measure == body.Report.Headline { // its interval stands below it, in words
				want, _, _ = strings.Cut(want, " (")
			}
			if c.Unit == analytics.UnitDays && measure == body.Report.Headline && shown(body.Total.Cells[i]) {
				want += " " + p.T("unit.days")
			}
			if got := content(cell); got != want {
				t.Errorf("%s: the page says %q, the JSON %q", measure, got, want)
			}
		}
	}
}

// openBook downloads a workbook and opens it with the library's reader.
func openBook(t *testing.T, b *browser, path string) *excelize.File {
	t.Helper()
	r := b.get(path)
	if r.StatusCode != http.StatusOK {
		t.Fatalf("workbook: status %d: %s", r.StatusCode, r.Text)
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(r.Text)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = book.Close() })
	return book
}

// reader reads one sheet cell by cell, by the words of its head.
type reader struct {
	t     *testing.T
	book  *excelize.File
	sheet string
	heads []string
}

func readSheet(t *testing.T, book *excelize.File, sheet string) *reader {
	t.Helper()
	rows, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < headRow {
		t.Fatalf("sheet %q has %d rows", sheet, len(rows))
	}
	return &reader{t, book, sheet, rows[headRow-1]}
}

// raw is a cell's content without its format.
func (r *reader) raw(column, row int) string {
	r.t.Helper()
	s, err := r.book.GetCellValue(r.sheet, cellName(column+1, row), excelize.Options{RawCellValue: true})
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

// number expects a number, or an empty cell where there is none to expect.
func (r *reader) number(column, row int, want *float64, what string) {
	r.t.Helper()
	got := r.raw(column, row)
	if want == nil {
		if got != "" {
			r.t.Errorf("%s: %s holds %q, the JSON nothing", what, cellName(column+1, row), got)
		}
		return
	}
	x, err := strconv.ParseFloat(got, 64)
	if err != nil || math.Abs(x-*want) > 1e-9*max(1, math.Abs(*want)) {
		r.t.Errorf("%s: %s holds %q, the JSON %v", what, cellName(column+1, row), got, *want)
	}
	if kind, _ := r.book.GetCellType(r.sheet, cellName(column+1, row)); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		r.t.Errorf("%s: %s is no number but of type %d", what, cellName(column+1, row), kind)
	}
}

// figure expects a figure as a number, or its state in words.
func (r *reader) figure(column, row int, unit analytics.Unit, c analytics.Cell, what string) {
	r.t.Helper()
	if shown(c) {
		r.number(column, row, c.Value, what)
		return
	}
	if got, want := r.raw(column, row), (forms{words: testPrinter(r.t, text.BG)}).cell(unit, c); got != want {
		r.t.Errorf("%s: %s says %q, want %q", what, cellName(column+1, row), got, want)
	}
}

// limits checks the two columns of an interval, if the sheet has them after this column.
func (r *reader) limits(column, row int, c analytics.Cell, what string) int {
	r.t.Helper()
	if column+2 >= len(r.heads) || r.heads[column+1] != "от" || r.heads[column+2] != "до" {
		if shown(c) && c.Low != nil {
			r.t.Errorf("%s: an interval in the JSON and none in the sheet", what)
		}
		return column + 1
	}
	if !shown(c) {
		c.Low, c.High = nil, nil
	}
	r.number(column+1, row, c.Low, what+" low")
	r.number(column+2, row, c.High, what+" high")
	return column + 3
}

// agreeSheet compares every cell of a report's sheet, reading its columns from left to right.
func agreeSheet(t *testing.T, p *text.Printer, body jsonReport, book *excelize.File, sheet string) {
	t.Helper()
	r := readSheet(t, book, sheet)
	all := append(append([]jsonRow{}, body.Rows...), body.Total)
	for k, row := range all {
		line := headRow + 1 + k
		column := 1
		if r.heads[1] == p.T("sheet.head.number") {
			if want := row.Key; k < len(body.Rows) && r.raw(1, line) != want {
				t.Errorf("row %d has the number %q, want %q", line, r.raw(1, line), want)
			}
			column = 2
		}
		if got := r.raw(0, line); body.Report.Dimension != "month" && got != row.Label {
			t.Errorf("row %d is called %q in the sheet and %q in the JSON", line, got, row.Label)
		}
		column = agreeFigures(t, p, r, body, row, line, column)
		agreeComparison(t, p, r, body, row, line, column)
	}
	agreeFormulas(t, r, body)
}

// agreeFigures reads the measures with their intervals and the numbers of items between them; it gives the next column.
func agreeFigures(t *testing.T, p *text.Printer, r *reader, body jsonReport, row jsonRow, line, column int) int {
	t.Helper()
	for i, c := range body.Columns {
		what := fmt.Sprintf("%q %s", row.Key, c.Key)
		if want := p.T("measure." + c.Key + ".short"); r.heads[column] != want {
			t.Fatalf("column %d is headed %q, want %q", column+1, r.heads[column], want)
		}
		r.figure(column, line, c.Unit, row.Cells[i], what)
		column = r.limits(column, line, row.Cells[i], what)
		if c.Of != "" && column < len(r.heads) && r.heads[column] == p.T("measure."+c.Of+".short") && !columnNext(body, i, c.Of) {
			n := float64(row.Cells[i].N)
			r.number(column, line, &n, what+" n")
			column++
		}
	}
	return column
}

// columnNext says whether the measure is the next column by itself.
func columnNext(body jsonReport, i int, measure string) bool {
	return i+1 < len(body.Columns) && body.Columns[i+1].Key == measure
}

func agreeComparison(t *testing.T, p *text.Printer, r *reader, body jsonReport, row jsonRow, line, column int) {
	t.Helper()
	if column >= len(r.heads) || r.heads[column] != p.T("head.before") {
		if row.Before != nil {
			t.Errorf("row %q: a comparison in the JSON and none in the sheet", row.Key)
		}
		return
	}
	i := body.headline()
	c := body.Columns[i]
	before := analytics.Cell{State: analytics.StateNone}
	if row.Before != nil {
		before = row.Before[i]
	}
	r.figure(column, line, c.Unit, before, "before")
	column = r.limits(column, line, before, "before")
	if c.Of != "" {
		n := float64(before.N)
		r.number(column, line, &n, "before n")
		column++
	}
	agreeChange(t, p, r, c.Unit, row, line, column)
}

func agreeChange(t *testing.T, p *text.Printer, r *reader, unit analytics.Unit, row jsonRow, line, column int) {
	t.Helper()
	var change analytics.Change
	if row.Change != nil && comparable(row.Change.Verdict) {
		change = *row.Change
		r.number(column, line, inPoints(unit, &change.Difference), "difference")
	} else {
		r.number(column, line, nil, "difference")
	}
	if r.heads[column+1] == "от" {
		r.number(column+1, line, inPoints(unit, change.Low), "difference low")
		r.number(column+2, line, inPoints(unit, change.High), "difference high")
		column += 2
	}
	if row.Change != nil {
		if got, want := r.raw(column+1, line), p.T("verdict."+string(row.Change.Verdict)); got != want {
			t.Errorf("row %q: the verdict is %q in the sheet and %q in the JSON", row.Key, got, want)
		}
	}
}

// inPoints turns a change of shares into percentage points, as the sheet writes it.
func inPoints(unit analytics.Unit, x *float64) *float64 {
	if x == nil || unit != analytics.UnitShare {
		return x
	}
	points := 100 * *x
	return &points
}

// agreeFormulas reckons the totals that are written as sums and finds the JSON's.
func agreeFormulas(t *testing.T, r *reader, body jsonReport) {
	t.Helper()
	line := headRow + 1 + len(body.Rows)
	for column := range r.heads {
		formula, err := r.book.GetCellFormula(r.sheet, cellName(column+1, line))
		if err != nil {
			t.Fatal(err)
		}
		if formula == "" {
			continue
		}
		sum, err := r.book.CalcCellValue(r.sheet, cellName(column+1, line), excelize.Options{RawCellValue: true})
		if err != nil || sum != r.raw(column, line) {
			t.Errorf("%s: %s reckons to %q (%v), but the screen's total is %q", r.heads[column], formula, sum, err, r.raw(column, line))
		}
	}
}

// agreeMeasures compares the sheet of a report without groups, a measure a row.
func agreeMeasures(t *testing.T, p *text.Printer, body jsonReport, book *excelize.File, sheet string) {
	t.Helper()
	r := readSheet(t, book, sheet)
	for i, c := range body.Columns {
		line := headRow + 1 + i
		if got, want := r.raw(0, line), p.T("measure."+c.Key+".short"); got != want {
			t.Fatalf("row %d is %q, want %q", line, got, want)
		}
		r.figure(1, line, c.Unit, body.Total.Cells[i], c.Key)
		column := r.limits(1, line, body.Total.Cells[i], c.Key)
		if c.Of != "" {
			n := float64(body.Total.Cells[i].N)
			r.number(column, line, &n, c.Key+" n")
		}
		if body.Total.Before != nil {
			r.figure(column+1, line, c.Unit, body.Total.Before[i], c.Key+" before")
			column = r.limits(column+1, line, body.Total.Before[i], c.Key+" before")
		}
		if i == body.headline() && body.Total.Change != nil && comparable(body.Total.Change.Verdict) {
			r.number(column, line, inPoints(c.Unit, &body.Total.Change.Difference), c.Key+" difference")
		}
	}
}

// find gives the nodes that fit, in the order of the page.
func find(n *html.Node, fits func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && fits(d) {
			found = append(found, d)
		}
	}
	return found
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// content is the text of a node with its white space as a reader sees it; non-breaking spaces stay.
func content(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' }), " ")
}

package dashboard

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"harta/analytics"
	"harta/internal/text"
)

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

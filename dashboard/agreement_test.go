package dashboard

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

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
	return forms{words: p}.difference(unit, row.Change.Difference, min(row.Cells[column].N, row.Before[column].N)) + " " + word
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

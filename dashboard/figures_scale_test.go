package dashboard

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"harta/analytics"
)

func TestPartOfShares(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      scale
	}{
		{0.905, 0.969, scale{min: 0.8, max: 1, least: 0.05, most: 0.05}},
		{0.66, 0.79, scale{min: 0.65, max: 0.85, least: 0.05, most: 0.05}},
		{0.6, 0.8, scale{min: 0.6, max: 0.8, least: 0.05, most: 0.05}}, // on the lines
		{0.01, 0.03, scale{min: 0, max: 0.2, least: 0.05, most: 0.05}},
		{0.55, 0.97, scale{min: 0.5, max: 1, least: 0.1, most: 0.1}},
		{0.3, 0.9, scaleOf(analytics.UnitShare)},
		{1, 0, scaleOf(analytics.UnitShare)}, // nothing to show
	} {
		got := scaleOf(analytics.UnitShare).part(c.low, c.high)
		if fmt.Sprintf("%.3f", got) != fmt.Sprintf("%.3f", c.want) {
			t.Errorf("%v to %v: %v, want %v", c.low, c.high, got, c.want)
		}
		if c.low <= c.high && (got.min > c.low || got.max < c.high) {
			t.Errorf("%v to %v does not fit into %v", c.low, c.high, got)
		}
	}
	if days := scaleOf(analytics.UnitDays); days.part(5, 6) != days {
		t.Error("days do not begin at zero")
	}
}

// TestNothingToDraw finds that a report whose figures are all hidden has its table and no empty chart, on the page and in the
// workbook.
func TestNothingToDraw(t *testing.T) {
	for _, key := range []string{"satisfaction_by_month", "satisfaction_scores_by_month", "satisfaction_by_service"} {
		table := sampleTable(key)
		for i := range table.Rows {
			for k := range table.Rows[i].Cells {
				table.Rows[i].Cells[k] = analytics.Cell{State: analytics.StateFew, N: 3}
			}
		}
		v := sampleViewer(t, table.Filter)
		if c := v.chartOf(table, v.view(table), false); c != nil {
			t.Errorf("%s: an empty chart", key)
		}
		if parts := sampleBook(t, v, table); strings.Contains(parts, "<c:chart") {
			t.Errorf("%s: an empty chart in the workbook", key)
		}
	}
}

// TestChartIsNotCutInTwo finds that the chart below a long table begins a printed page.
func TestChartIsNotCutInTwo(t *testing.T) {
	table := sampleTable("satisfaction_by_service")
	v := sampleViewer(t, table.Filter)
	if strings.Contains(sampleBook(t, v, table), "rowBreaks") {
		t.Error("a short table is torn from its chart")
	}
	for len(table.Rows) <= rowsBesideChart {
		table.Rows = append(table.Rows, sampleRow(table, fmt.Sprint(len(table.Rows)), 4))
	}
	want := fmt.Sprintf(`<brk id="%d"`, headRow+len(table.Rows)+1)
	if parts := sampleBook(t, v, table); !strings.Contains(parts, want) {
		t.Errorf("no page break after the total: %s", regexp.MustCompile(`<rowBreaks.*</rowBreaks>`).FindString(parts))
	}
	if c := v.chartOf(table, v.view(table), false); !c.Long() {
		t.Error("the screen prints the chart all the same")
	}
}

// sampleBook is the text of all parts of a workbook of one table.
func sampleBook(t *testing.T, v viewer, table *analytics.Table) string {
	t.Helper()
	b := newBook(v, cover{Title: "Проба", CutOff: table.CutOff, MadeAt: table.CutOff})
	defer b.file.Close()
	if err := b.fill([]*analytics.Table{table}); err != nil {
		t.Fatal(err)
	}
	file, err := b.file.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var parts strings.Builder
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&parts, r); err != nil {
			t.Fatal(err)
		}
	}
	return parts.String()
}

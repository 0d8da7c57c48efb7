package dashboard

import (
	"fmt"
	"math"

	"github.com/xuri/excelize/v2"

	"harta/analytics"
)

// bookColours are the colours of the parts of a stack, by the looks the screen gives them.
var bookColours = map[string]string{
	"part-up-1": "2B7A8C", "part-up-2": "8FBFCA", "part-up-3": "C3DDE3",
	"part-down-1": "C2571A", "part-down-2": "E3A377", "part-down-3": "F0CDB4",
	"part-neither-1": "A9B6BC", "part-neither-2": "CBD4D8", "part-neither-3": "E2E8EA",
}

const (
	bookData   = "2B7A8C"
	bookQuiet  = "A9B6BC"
	bookStrong = "5B4B8A"
)

// addChart draws the report below its table, from the cells of the sheet itself. A report without groups has none.
func (s *sheet) addChart() error {
	if s.view.Empty || headlineColumn(s.table) < 0 || !drawable(s.table) {
		return nil
	}
	var charts []*excelize.Chart
	var err error
	switch s.table.Report.View {
	case analytics.ViewTrend:
		charts, err = s.trendChart()
	case analytics.ViewBars:
		kind := excelize.Bar
		if ordered(s.table.Report) {
			kind = excelize.Col
		}
		charts, err = s.barChart(kind)
	case analytics.ViewDistribution:
		charts, err = s.barChart(excelize.Col)
	case analytics.ViewStacked:
		charts, err = s.stackChart()
	case analytics.ViewPareto:
		charts, err = s.paretoChart()
	}
	if err != nil || len(charts) == 0 {
		return err
	}
	if len(s.table.Rows) > rowsBesideChart {
		if err := s.book.file.InsertPageBreak(s.name, cellName(1, s.total()+1)); err != nil {
			return fmt.Errorf("page break of %s: %w", s.name, err)
		}
	}
	if err := s.book.file.AddChart(s.name, cellName(1, s.total()+2), charts[0], charts[1:]...); err != nil {
		return fmt.Errorf("chart of %s: %w", s.name, err)
	}
	return nil
}

// rowsBesideChart is how many rows of a table leave room for its chart on the same printed page; a longer table's chart begins a
// page of its own, so that it is not cut in two.
const rowsBesideChart = 14

// chart is the frame every chart shares: the question as its title, quiet axes, gaps where there is no number.
func (s *sheet) chart(kind excelize.ChartType, unit analytics.Unit, series ...excelize.ChartSeries) *excelize.Chart {
	height := uint(320)
	if kind == excelize.Bar {
		height = uint(120 + 30*len(s.table.Rows))
	}
	gap := uint(60)
	c := &excelize.Chart{
		Type: kind, Series: series, ShowBlanksAs: "gap", GapWidth: &gap,
		Dimension: excelize.ChartDimension{Width: min(max(s.pixels(), 640), 1200), Height: height},
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: sheetText(s.view.Title), Font: &excelize.Font{Bold: true, Size: 12, Color: bookInk}}}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		XAxis:     excelize.ChartAxis{Font: axisFont()},
		YAxis:     s.axis(unit),
		Format:    excelize.GraphicOptions{AltText: sheetText(s.view.Summary), Positioning: "oneCell"},
	}
	if s.table.Report.Dimension == "month" {
		c.XAxis.NumFmt = excelize.ChartNumFmt{CustomNumFmt: s.book.monthFormat("mmm yy")}
	}
	if len(series) < 2 {
		c.Legend.Position = "none"
	}
	if kind == excelize.Bar {
		c.XAxis.ReverseOrder = true
	}
	return c
}

// axis begins where the screen's does: at zero, a share ends at one, a score goes from one to five.
func (s *sheet) axis(unit analytics.Unit) excelize.ChartAxis {
	scale := scaleOf(unit)
	axis := excelize.ChartAxis{MajorGridLines: true, Minimum: &scale.min, NumFmt: excelize.ChartNumFmt{CustomNumFmt: numberFormat(unit, 0)},
		Font: axisFont(), MajorUnit: scale.most}
	if scale.max > 0 {
		axis.Maximum = &scale.max
	}
	return axis
}

func axisFont() excelize.Font { return excelize.Font{Family: "Calibri", Size: 9, Color: bookMuted} }

// series is a column of the sheet as a series; false when the sheet has no such column.
func (s *sheet) series(part sheetPart, column int, colour string) (excelize.ChartSeries, bool, error) {
	for i, col := range s.columns {
		if col.part != part || col.column != column {
			continue
		}
		refs := make([]string, 3)
		var err error
		for k, r := range [][3]int{{i + 1, headRow, headRow}, {1, s.first(), s.last()}, {i + 1, s.first(), s.last()}} {
			if refs[k], err = reference(s.name, r[0], r[1], r[2]); err != nil {
				return excelize.ChartSeries{}, false, err
			}
		}
		return excelize.ChartSeries{Name: refs[0], Categories: refs[1], Values: refs[2],
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}},
			Line: excelize.LineOptions{Width: 2, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}}}, true, nil
	}
	return excelize.ChartSeries{}, false, nil
}

// trendChart is a line with dots, its interval as two thin lines, the comparison period as a quiet one.
func (s *sheet) trendChart() ([]*excelize.Chart, error) {
	i := headlineColumn(s.table)
	var all []excelize.ChartSeries
	for _, p := range []struct {
		part   sheetPart
		colour string
		width  float64
	}{{sheetValue, bookData, 2.25}, {sheetLow, bookQuiet, 0.75}, {sheetHigh, bookQuiet, 0.75}, {sheetBefore, bookStrong, 1}} {
		one, ok, err := s.series(p.part, i, p.colour)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		one.Line.Width = p.width
		one.Marker = excelize.ChartMarker{Symbol: "none"}
		if p.part == sheetValue {
			one.Marker = excelize.ChartMarker{Symbol: "circle", Size: 6, Fill: one.Fill}
		}
		if p.part == sheetLow || p.part == sheetHigh {
			one.Line.Dash = excelize.LineDashSysDash
		}
		all = append(all, one)
	}
	unit := s.table.Columns[i].Measure.Unit
	c, reach := s.chart(excelize.Line, unit, all...), trendScale(s.table, i, false)
	if note := s.book.viewer.axisNote(unit, reach); note != "" {
		c.YAxis.Minimum, c.YAxis.Maximum, c.YAxis.MajorUnit = &reach.min, &reach.max, reach.most
		c.XAxis.Title = excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: note, Font: &excelize.Font{Size: 9, Color: bookMuted}}}}
	}
	return []*excelize.Chart{c}, nil
}

// barChart is a bar a group.
func (s *sheet) barChart(kind excelize.ChartType) ([]*excelize.Chart, error) {
	i := headlineColumn(s.table)
	one, ok, err := s.series(sheetValue, i, bookData)
	if err != nil || !ok {
		return nil, err
	}
	return []*excelize.Chart{s.chart(kind, s.table.Columns[i].Measure.Unit, one)}, nil
}

// stackChart is the parts of every group on top of each other.
func (s *sheet) stackChart() ([]*excelize.Chart, error) {
	var all []excelize.ChartSeries
	looks := stackLooks(s.table)
	for k, measure := range s.table.Report.Stack {
		one, ok, err := s.series(sheetValue, columnOf(s.table, measure), bookColours[looks[k]])
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, one)
		}
	}
	c := s.chart(excelize.ColStacked, analytics.UnitCount, all...)
	full := 100
	c.Overlap = &full
	return []*excelize.Chart{c}, nil
}

// paretoChart is falling columns and over them the running share, if the report has a column of it.
func (s *sheet) paretoChart() ([]*excelize.Chart, error) {
	charts, err := s.barChart(excelize.Col)
	if err != nil || len(charts) == 0 {
		return nil, err
	}
	column := s.runningColumn()
	if column < 0 {
		return charts, nil
	}
	one, ok, err := s.series(sheetValue, column, bookStrong)
	if err != nil || !ok {
		return charts, err
	}
	line := s.chart(excelize.Line, analytics.UnitShare, one)
	line.YAxis.Secondary, line.YAxis.MajorGridLines = true, false
	charts[0].Legend.Position = "bottom"
	return append(charts, line), nil
}

// runningColumn finds the column that holds the running share of the headline; -1 when there is none.
func (s *sheet) runningColumn() int {
	running := runningShares(s.table, headlineColumn(s.table))
	for i, col := range s.table.Columns {
		if col.Measure.Unit == analytics.UnitShare && sameShares(s.table, i, running) {
			return i
		}
	}
	return -1
}

func sameShares(t *analytics.Table, column int, shares []float64) bool {
	for k, r := range t.Rows {
		if c := at(r.Cells, column); !shown(c) || k >= len(shares) || math.Abs(*c.Value-shares[k]) > 1e-9 {
			return false
		}
	}
	return len(shares) > 0
}

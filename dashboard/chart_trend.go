package dashboard

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"harta/analytics"
)

// drawTrend draws a measure over the months: a line with dots, a gap where there is nothing, the grey range of ordinary
// months behind it, the interval of every month as a whisker, the unfinished months dotted, the months outside the ordinary
// marked by colour and shape.
func (v viewer) drawTrend(c *chart, t *analytics.Table) {
	i := headlineColumn(t)
	c.Layout = "columns"

	line := charts.NewLine()
	line.SetXAxis(labelsOf(v.shortRows(c, t)))
	unit, reach := t.Columns[i].Measure.Unit, trendScale(t, i, c.Small)
	line.SetGlobalOptions(charts.WithXAxisOpts(columnAxis()), charts.WithYAxisOpts(verticalAxis(unit, reach, c.Small)))
	if !c.Small {
		c.Note = v.axisNote(unit, reach)
	}
	v.addNormal(c, t, line)
	if !c.Small {
		v.addWhiskers(c, line, whiskers(t, i), "fmt:whisker")
		v.addBefore(c, t, line, i)
	}
	v.addMonths(c, t, line, i)
	v.addOutside(c, t, line, i)
	line.Validate()
	c.finish(&line.RectChart, "axis")
}

// trendScale is the part of the unit's range that a trend is drawn in. A small figure, which has no axis to read, shows what its
// line and the normal range take of it.
func trendScale(t *analytics.Table, column int, small bool) scale {
	low, high := math.Inf(1), math.Inf(-1)
	include := func(values ...*float64) {
		for _, x := range values {
			if x != nil {
				low, high = min(low, *x), max(high, *x)
			}
		}
	}
	for _, r := range t.Rows {
		if c := at(r.Cells, column); shown(c) {
			include(c.Value)
			if !small {
				include(c.Low, c.High)
			}
		}
		if before := at(r.Before, column); shown(before) && !small {
			include(before.Value)
		}
		if r.Normal != nil {
			include(&r.Normal.Low, &r.Normal.High)
		}
	}
	whole := scaleOf(t.Columns[column].Measure.Unit)
	if small {
		return whole.near(low, high)
	}
	return whole.part(low, high)
}

// axisNote says that an axis shows a part of the shares only; "" when it shows them all.
func (v viewer) axisNote(unit analytics.Unit, s scale) string {
	if unit != analytics.UnitShare || s.max-s.min == 1 {
		return ""
	}
	return v.names.words.T("chart.part", "low", v.forms.bare(unit, s.min, 0), "high", v.forms.value(unit, s.max, 0))
}

// shortRows shortens the labels for an axis: the number of items stands in the tip, not under every group.
func (v viewer) shortRows(c *chart, t *analytics.Table) []chartRow {
	for k, r := range t.Rows {
		c.Rows[k].Label = v.names.short(t.Report.Dimension, r.Key)
		c.Rows[k].Of, c.Rows[k].OfShort = "", ""
	}
	return c.Rows
}

// addNormal draws the range of ordinary months as an invisible line at its lower limit and a grey area as high as the range.
func (v viewer) addNormal(c *chart, t *analytics.Table, line *charts.Line) {
	low, height := make([]opts.LineData, len(t.Rows)), make([]opts.LineData, len(t.Rows))
	known := false
	for k, r := range t.Rows {
		low[k], height[k] = opts.LineData{Value: gap}, opts.LineData{Value: gap}
		if r.Normal != nil {
			known = true
			low[k], height[k] = opts.LineData{Value: r.Normal.Low}, opts.LineData{Value: r.Normal.High - r.Normal.Low}
		}
	}
	if !known {
		return
	}
	band := func(area opts.AreaStyle) charts.SeriesOpts {
		return func(s *charts.SingleSeries) {
			s.Stack, s.Symbol, s.Step = "normal", "none", "middle"
			s.LineStyle = &opts.LineStyle{Opacity: opts.Float(0)}
			s.AreaStyle = &area
		}
	}
	line.AddSeries("", low, band(opts.AreaStyle{Opacity: opts.Float(0)}))
	line.AddSeries("", height, band(opts.AreaStyle{Color: "@band", Opacity: opts.Float(1)}))
	c.Legend = append(c.Legend, legendKey{Swatch: "band", Text: v.names.words.T("legend.normal")})
}

// addWhiskers draws intervals; the script knows how.
func (v viewer) addWhiskers(c *chart, rect charts.Overlaper, data []opts.CustomData, drawing string) {
	if len(data) == 0 {
		return
	}
	series := charts.SingleSeries{Type: "custom", Data: data, Encode: &opts.Encode{X: 0, Y: []int{1, 2}}}
	if drawing == "fmt:whiskerRow" {
		series.Encode = &opts.Encode{X: []int{1, 2}, Y: 0}
	}
	series.RenderItem = functionName(drawing)
	addSeries(rect, series)
	c.Legend = append(c.Legend, legendKey{Swatch: "whisker", Text: v.names.words.T("legend.interval")})
}

// addBefore draws the comparison period as a quiet line.
func (v viewer) addBefore(c *chart, t *analytics.Table, line *charts.Line, column int) {
	data := make([]opts.LineData, len(t.Rows))
	known := false
	for k, r := range t.Rows {
		before := at(r.Before, column)
		data[k] = opts.LineData{Value: drawn(before)}
		known = known || shown(before)
	}
	if !known {
		return
	}
	line.AddSeries("", data, func(s *charts.SingleSeries) {
		s.Symbol = "none"
		s.LineStyle = &opts.LineStyle{Color: "@ordinary/60", Width: 1.25}
		s.ItemStyle = &opts.ItemStyle{Color: "@ordinary"}
	})
	c.Legend = append(c.Legend, legendKey{Swatch: "before", Text: v.names.words.T("legend.before." + string(t.Filter.Compare))})
}

// addMonths draws the line itself, and apart from it the dotted piece that leads to the months that are not finished.
func (v viewer) addMonths(c *chart, t *analytics.Table, line *charts.Line, column int) {
	finished, open := make([]opts.LineData, len(t.Rows)), make([]opts.LineData, len(t.Rows))
	unfinished := false
	for k, r := range t.Rows {
		value := drawn(at(r.Cells, column))
		finished[k], open[k] = opts.LineData{Value: value}, opts.LineData{Value: gap, Symbol: "none"}
		if !r.Unfinished {
			continue
		}
		unfinished = true
		finished[k] = opts.LineData{Value: gap}
		open[k] = opts.LineData{Value: value, Symbol: "circle"}
		if k > 0 && !t.Rows[k-1].Unfinished {
			open[k-1].Value = drawn(at(t.Rows[k-1].Cells, column))
		}
	}
	line.AddSeries("", finished, lineLook("solid", c.Small))
	if !c.Small { // a small figure has one line, and its title names it
		c.Legend = append([]legendKey{{Swatch: "line", Text: v.names.words.T("measure." + t.Report.Headline)}}, c.Legend...)
	}
	if unfinished {
		line.AddSeries("", open, lineLook("dotted", c.Small), charts.WithItemStyleOpts(opts.ItemStyle{Color: "@card", BorderColor: "@data-1", BorderWidth: 2}))
		c.Legend = append(c.Legend, legendKey{Swatch: "unfinished", Text: v.names.words.T("legend.unfinished")})
	}
}

func lineLook(style string, small bool) charts.SeriesOpts {
	size := 7
	if small {
		size = 4
	}
	return func(s *charts.SingleSeries) {
		s.Symbol, s.SymbolSize, s.ShowSymbol = "circle", size, opts.Bool(true)
		s.LineStyle = &opts.LineStyle{Color: "@data-1", Width: 2, Type: style}
		s.ItemStyle = &opts.ItemStyle{Color: "@data-1"}
	}
}

// addOutside marks the months outside the normal range by the direction of the measure.
func (v viewer) addOutside(c *chart, t *analytics.Table, line *charts.Line, column int) {
	points := make(map[analytics.Verdict][]opts.ScatterData)
	for k, r := range t.Rows {
		if verdict, ok := outside(t.Columns[column].Measure, r, column); ok {
			points[verdict] = append(points[verdict], opts.ScatterData{Value: []any{k, *r.Cells[column].Value}})
		}
	}
	for _, verdict := range []analytics.Verdict{analytics.VerdictBetter, analytics.VerdictWorse, analytics.VerdictDifferent} {
		if len(points[verdict]) == 0 {
			continue
		}
		class := verdictClass(verdict)
		addSeries(line, charts.SingleSeries{Type: "scatter", Data: points[verdict], Symbol: outsideSymbol(verdict), SymbolSize: outsideSize(c.Small),
			ItemStyle: &opts.ItemStyle{Color: "@" + class, BorderColor: "@card", BorderWidth: 1.5}})
		c.Legend = append(c.Legend, legendKey{Swatch: "outside-" + class, Text: v.names.words.T("legend.outside." + class)})
	}
}

// outside says whether a finished month lies outside its normal range, and what that means for the measure.
func outside(m *analytics.Measure, r analytics.Row, column int) (analytics.Verdict, bool) {
	c := at(r.Cells, column)
	if r.Normal == nil || r.Unfinished || !shown(c) || *c.Value >= r.Normal.Low && *c.Value <= r.Normal.High {
		return "", false
	}
	above := *c.Value > r.Normal.High
	switch {
	case m.Better == analytics.BetterNeither:
		return analytics.VerdictDifferent, true
	case above == (m.Better == analytics.BetterUp):
		return analytics.VerdictBetter, true
	default:
		return analytics.VerdictWorse, true
	}
}

func outsideSize(small bool) int {
	if small {
		return 8
	}
	return 12
}

func outsideSymbol(v analytics.Verdict) string {
	switch v {
	case analytics.VerdictBetter:
		return "circle"
	case analytics.VerdictWorse:
		return "diamond"
	default:
		return "rect"
	}
}

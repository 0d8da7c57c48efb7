package dashboard

import (
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"harta/analytics"
)

// drawBars draws one bar a group from zero with its interval, the comparison period as a tick, and the groups whose verdict
// is a change in its colour.
func (v viewer) drawBars(c *chart, t *analytics.Table) {
	i := headlineColumn(t)
	if t.Report.View == analytics.ViewBars && ordered(t.Report) {
		v.drawColumns(c, t, i)
		return
	}
	bar := v.rowChart(c, t, i)
	bar.AddSeries("", barData(t, i), barWidth("14"),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: "@data-1"}))
	v.addWhiskers(c, bar, whiskers(t, i), "fmt:whiskerRow")
	v.addBeforeTicks(c, t, bar, i, false)
	v.addVerdictKeys(c, t)
	bar.Validate()
	c.finish(&bar.RectChart, "axis")
}

// drawColumns draws groups with an order of their own, such as hours, side by side.
func (v viewer) drawColumns(c *chart, t *analytics.Table, column int) {
	c.Layout = "columns"
	bar := charts.NewBar()
	bar.SetXAxis(labelsOf(v.shortRows(c, t)))
	bar.SetGlobalOptions(charts.WithXAxisOpts(columnAxis()), charts.WithYAxisOpts(valueAxisY(t.Columns[column].Measure.Unit, c.Small)))
	bar.AddSeries("", barData(t, column), barWidth("28"), charts.WithItemStyleOpts(opts.ItemStyle{Color: "@data-1"}))
	v.addWhiskers(c, bar, whiskers(t, column), "fmt:whisker")
	v.addBeforeTicks(c, t, bar, column, true)
	v.addVerdictKeys(c, t)
	bar.Validate()
	c.finish(&bar.RectChart, "axis")
}

// rowChart is a chart of horizontal bars with the axes set.
func (v viewer) rowChart(c *chart, t *analytics.Table, column int) *charts.Bar {
	c.Layout = "rows"
	bar := charts.NewBar()
	bar.SetGlobalOptions(charts.WithXAxisOpts(valueAxisX(t.Columns[column].Measure.Unit)), charts.WithYAxisOpts(rowAxis(labelsOf(c.Rows))))
	return bar
}

func barData(t *analytics.Table, column int) []opts.BarData {
	data := make([]opts.BarData, len(t.Rows))
	for k, r := range t.Rows {
		data[k] = opts.BarData{Value: drawn(at(r.Cells, column))}
		if r.Change != nil && verdictClass(r.Change.Verdict) != "ordinary" {
			data[k].ItemStyle = &opts.ItemStyle{Color: "@" + verdictClass(r.Change.Verdict)}
		}
	}
	return data
}

// addBeforeTicks marks where each group stood in the comparison period.
func (v viewer) addBeforeTicks(c *chart, t *analytics.Table, bar *charts.Bar, column int, upright bool) {
	var data []opts.ScatterData
	for k, r := range t.Rows {
		if before := at(r.Before, column); shown(before) {
			place := []any{*before.Value, k}
			if upright {
				place = []any{k, *before.Value}
			}
			data = append(data, opts.ScatterData{Value: place})
		}
	}
	if len(data) == 0 {
		return
	}
	addSeries(bar, charts.SingleSeries{Type: "scatter", Data: data, Symbol: "rect", SymbolSize: tickSize(upright),
		ItemStyle: &opts.ItemStyle{Color: "@ink", BorderColor: "@card", BorderWidth: 1}})
	c.Legend = append(c.Legend, legendKey{Swatch: "tick", Text: v.names.words.T("legend.before." + string(t.Filter.Compare))})
}

// tickSize is the mark of the comparison period: across the bar.
func tickSize(upright bool) []int {
	if upright {
		return []int{18, 3}
	}
	return []int{3, 18}
}

// addVerdictKeys explains the colours of groups that changed.
func (v viewer) addVerdictKeys(c *chart, t *analytics.Table) {
	for _, verdict := range []analytics.Verdict{analytics.VerdictBetter, analytics.VerdictWorse, analytics.VerdictDifferent} {
		if slices.ContainsFunc(t.Rows, func(r analytics.Row) bool { return r.Change != nil && r.Change.Verdict == verdict }) {
			c.Legend = append(c.Legend, legendKey{Swatch: "verdict-" + verdictClass(verdict), Text: v.names.words.T("verdict." + string(verdict))})
		}
	}
}

// drawPareto draws counts falling and over them the running share of the whole: how few groups make up most of it. The script gives
// the line a lane between the names and the figures; where there is no room for one, the share stands in words only.
func (v viewer) drawPareto(c *chart, t *analytics.Table) {
	i := headlineColumn(t)
	bar := v.rowChart(c, t, i)
	bar.ExtendXAxis(opts.XAxis{Type: "value", Min: 0, Max: 1, Show: opts.Bool(false)})
	bar.AddSeries("", barData(t, i), barWidth("14"),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: "@data-1"}))
	var line []opts.LineData
	for k, share := range runningShares(t, i) {
		line = append(line, opts.LineData{Value: []any{share, k}})
		c.Rows[k].Value += " \u00b7 " + v.names.words.T("chart.running", "share", v.forms.value(analytics.UnitShare, share, 0))
	}
	addSeries(bar, charts.SingleSeries{Type: "line", Data: line, XAxisIndex: 1, Symbol: "circle", SymbolSize: 7,
		LineStyle: &opts.LineStyle{Color: "@change", Width: 1.5}, ItemStyle: &opts.ItemStyle{Color: "@change", BorderColor: "@card", BorderWidth: 1}})
	c.Legend = append(c.Legend, legendKey{Swatch: "bar", Text: v.names.words.T("measure." + t.Report.Headline)},
		legendKey{Swatch: "running", Text: v.names.words.T("legend.running")})
	v.addBeforeTicks(c, t, bar, i, false)
	v.addVerdictKeys(c, t)
	bar.Validate()
	c.finish(&bar.RectChart, "axis")
}

// runningShares adds the groups up in the table's order, as shares of the whole; a group without a value adds nothing. It is nil
// when there is no whole.
func runningShares(t *analytics.Table, column int) []float64 {
	whole := at(t.Total.Cells, column)
	if !shown(whole) || *whole.Value == 0 {
		return nil
	}
	shares, sum := make([]float64, len(t.Rows)), 0.0
	for k, r := range t.Rows {
		if c := at(r.Cells, column); shown(c) {
			sum += *c.Value
		}
		shares[k] = sum / *whole.Value
	}
	return shares
}

// functionName names a drawing of the script; it is never code.
func functionName(name string) types.FuncStr { return types.FuncStr(name) }

// addSeries lays a series of another kind over a chart.
func addSeries(rect charts.Overlaper, s charts.SingleSeries) {
	switch c := rect.(type) {
	case *charts.Line:
		c.MultiSeries = append(c.MultiSeries, s)
	case *charts.Bar:
		c.MultiSeries = append(c.MultiSeries, s)
	}
}

// barWidth bounds how thick a bar gets, in pixels.
func barWidth(pixels string) charts.SeriesOpts {
	return func(s *charts.SingleSeries) { s.BarMaxWidth = pixels }
}

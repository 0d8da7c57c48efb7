package dashboard

import (
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"harta/analytics"
)

// partColours are the looks of parts as colours of the style sheet; figures.css paints the legend alike.
var partColours = map[string]string{
	"part-up-1": "@data-1", "part-up-2": "@data-1/55", "part-up-3": "@data-1/30",
	"part-down-1": "@concern", "part-down-2": "@concern/55", "part-down-3": "@concern/30",
	"part-neither-1": "@ordinary/45", "part-neither-2": "@ordinary/28", "part-neither-3": "@ordinary/15",
}

// drawStacked draws the parts of every group on top of each other: as columns over months, as rows otherwise.
func (v viewer) drawStacked(c *chart, t *analytics.Table) {
	dimension, known := analytics.DimensionByKey(t.Report.Dimension)
	upright := known && dimension.Ordered
	bar := v.stackChart(c, t, upright)
	looks := stackLooks(t)
	for k, measure := range t.Report.Stack {
		i := columnOf(t, measure)
		if i < 0 {
			continue
		}
		data := make([]opts.BarData, len(t.Rows))
		for row, r := range t.Rows {
			data[row] = opts.BarData{Value: drawn(at(r.Cells, i))}
			if r.Unfinished {
				data[row].ItemStyle = &opts.ItemStyle{Opacity: opts.Float(0.55)}
			}
		}
		bar.AddSeries("", data, charts.WithBarChartOpts(opts.BarChart{Stack: "parts"}), barWidth("36"),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: partColours[looks[k]], BorderColor: "@card", BorderWidth: 1}))
		c.Legend = append(c.Legend, legendKey{Swatch: looks[k], Text: v.names.words.T("measure." + measure)})
	}
	if marksOf(t).Unfinished {
		c.Legend = append(c.Legend, legendKey{Swatch: "pale", Text: v.names.words.T("legend.not_final")})
	}
	bar.Validate()
	c.finish(&bar.RectChart, "axis")
}

// stackChart is a chart of parts with the axes set.
func (v viewer) stackChart(c *chart, t *analytics.Table, upright bool) *charts.Bar {
	if !upright {
		return v.rowChart(c, t, columnOf(t, t.Report.Stack[0]))
	}
	c.Layout = "columns"
	bar := charts.NewBar()
	bar.SetXAxis(labelsOf(v.shortRows(c, t)))
	bar.SetGlobalOptions(charts.WithXAxisOpts(columnAxis()), charts.WithYAxisOpts(valueAxisY(analytics.UnitCount, c.Small)))
	return bar
}

// stackLooks gives every part of a stack its look by what it means: good parts blue-green, bad ones orange, the others grey,
// and several of one kind the stronger the further they are from the middle.
func stackLooks(t *analytics.Table) []string {
	counts := make(map[analytics.Better]int)
	kinds := make([]analytics.Better, len(t.Report.Stack))
	for k, measure := range t.Report.Stack {
		kinds[k] = analytics.BetterNeither
		if i := columnOf(t, measure); i >= 0 {
			kinds[k] = t.Columns[i].Measure.Better
		}
		counts[kinds[k]]++
	}
	seen := make(map[analytics.Better]int)
	looks := make([]string, len(kinds))
	for k, kind := range kinds {
		seen[kind]++
		step := seen[kind]
		if kind == analytics.BetterUp {
			step = counts[kind] - seen[kind] + 1 // the last good part is the best
		}
		looks[k] = "part-" + string(kind) + "-" + strconv.Itoa(min(step, 3))
	}
	return looks
}

package dashboard

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"harta/analytics"
)

// chart is what the page's script draws a figure from: ECharts options whose texts are data and whose functions are names, and
// beside them the words that the server has already chosen. It reaches the page as JSON, never as script.
//
// A colour "@name" is the custom property --name of the style sheets, "@name/40" the same mixed with the card at 40 %. A
// formatter or drawing "fmt:name" is a function of that name in the script. Nothing a person has typed stands in such a place.
type chart struct {
	Layout string         `json:"layout"` // columns (months side by side), rows (a group a row)
	Option map[string]any `json:"option"`
	Rows   []chartRow     `json:"rows"`
	Small  bool           `json:"small,omitempty"`
	Label  string         `json:"label"` // the text for those who do not see the figure

	Legend []legendKey `json:"-"`
	Note   string      `json:"-"` // what a reader has to know about the axis
}

// chartRow is one group as the chart labels it.
type chartRow struct {
	Label   string `json:"label"`             // above the bar or on the axis
	Of      string `json:"of,omitempty"`      // how many items stand behind it
	OfShort string `json:"ofShort,omitempty"` // the same for a narrow figure
	Value   string `json:"value,omitempty"`   // the figure in words
	Tip     string `json:"tip"`               // lines shown on pointing
	Link    string `json:"link,omitempty"`    // followed on a click
}

// Long says whether a figure of rows may be higher than a printed page.
func (c *chart) Long() bool { return c.Layout == "rows" && len(c.Rows) > rowsOfPage }

// rowsOfPage is how many groups of a figure of rows fit on a printed page for certain.
const rowsOfPage = 12

// legendKey explains one mark of a chart: Swatch names its look for the style sheet.
type legendKey struct {
	Swatch string
	Text   string
}

// chartOf draws a table as its report's view asks; nil when there is nothing to draw.
func (v viewer) chartOf(t *analytics.Table, view *tableView, small bool) *chart {
	if view.Empty || !drawable(t) {
		return nil
	}
	c := &chart{Small: small, Label: view.Title + " " + view.Summary, Rows: v.chartRows(t, view)}
	switch t.Report.View {
	case analytics.ViewTrend:
		v.drawTrend(c, t)
	case analytics.ViewStacked:
		v.drawStacked(c, t)
	case analytics.ViewBars, analytics.ViewDistribution:
		v.drawBars(c, t)
	case analytics.ViewPareto:
		v.drawPareto(c, t)
	default:
		return nil
	}
	return c
}

// drawable says whether a chart would show anything: a figure that may be seen, in a column that is drawn.
func drawable(t *analytics.Table) bool {
	columns := []int{headlineColumn(t)}
	if t.Report.View == analytics.ViewStacked {
		columns = nil
		for _, measure := range t.Report.Stack {
			columns = append(columns, columnOf(t, measure))
		}
	}
	for _, r := range t.Rows {
		for _, i := range columns {
			if shown(at(r.Cells, i)) {
				return true
			}
		}
	}
	return false
}

// finish turns a chart of the library into the options map and sets what its types have no field for. The tooltip is drawn as
// text: the library's HTML one needs style attributes, which the page's policy refuses.
func (c *chart) finish(rect *charts.RectChart, trigger string) {
	rect.SetGlobalOptions(charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}))
	c.Option = rect.JSON()
	for _, unused := range []string{"title", "toolbox", "color"} {
		delete(c.Option, unused)
	}
	c.Option["tooltip"] = map[string]any{
		"renderMode": "richText", "confine": true, "trigger": trigger, "formatter": "fmt:tip",
		"axisPointer": map[string]any{"type": "shadow", "shadowStyle": map[string]any{"color": "@line", "opacity": 0.35}},
	}
	c.Option["aria"] = map[string]any{"enabled": true, "label": map[string]any{"description": c.Label}}
}

// chartRows labels the groups.
func (v viewer) chartRows(t *analytics.Table, view *tableView) []chartRow {
	i := headlineColumn(t)
	m := t.Columns[i].Measure
	rows := make([]chartRow, len(t.Rows))
	for k, r := range view.Rows {
		cell := at(t.Rows[k].Cells, i)
		rows[k] = chartRow{Label: r.Short, Value: v.forms.cell(m.Unit, cell), Tip: v.tip(t, view, k), Link: r.Link}
		if n, ok := itemsOf(t, m, t.Rows[k], i); ok {
			rows[k].Of = v.items(m.Of, n)
			rows[k].OfShort = v.names.words.T("chart.of", "count", v.forms.value(analytics.UnitCount, float64(n), 0))
		}
	}
	return rows
}

// itemsOf is how many items stand behind a group: by the table's own column of them where it has one, for there the parts of a
// whole count their own and not the whole; else by the figure's n.
func itemsOf(t *analytics.Table, m *analytics.Measure, r analytics.Row, column int) (int64, bool) {
	if m.Of == "" {
		return 0, false
	}
	if c := at(r.Cells, columnOf(t, m.Of)); shown(c) {
		return int64(*c.Value), true
	}
	return at(r.Cells, column).N, true
}

// tip is what pointing at a group shows: its name, every column of the table and the verdict.
func (v viewer) tip(t *analytics.Table, view *tableView, k int) string {
	r := view.Rows[k]
	tip := r.Label
	if r.Mark != "" {
		tip += " (" + r.Mark + ")"
	}
	for i, h := range view.Heads {
		if h.Part == partChange {
			continue
		}
		tip += "\n" + h.Label + ": " + r.Cells[i].Whole()
	}
	if limits := t.Rows[k].Normal; limits != nil {
		unit, n := t.Columns[headlineColumn(t)].Measure.Unit, at(t.Rows[k].Cells, headlineColumn(t)).N
		tip += "\n" + v.names.words.T("legend.normal") + ": " + v.forms.bare(unit, limits.Low, n) + dash + v.forms.value(unit, limits.High, n)
	}
	if r.Verdict.Word != "" {
		tip += "\n" + r.Verdict.Word
	}
	return tip
}

// gap is how the library is told that there is no value.
const gap = "-"

// drawn is a cell's value for the chart: a gap where nothing may be seen.
func drawn(c analytics.Cell) any {
	if !shown(c) {
		return gap
	}
	return *c.Value
}

// whiskers are the intervals of a column: position, lower and upper limit, for the groups that have both.
func whiskers(t *analytics.Table, column int) []opts.CustomData {
	var data []opts.CustomData
	for k, r := range t.Rows {
		if c := at(r.Cells, column); shown(c) && c.Low != nil && c.High != nil {
			data = append(data, opts.CustomData{Value: []float64{float64(k), *c.Low, *c.High}})
		}
	}
	return data
}

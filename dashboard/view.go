package dashboard

import (
	"strconv"

	"harta/analytics"
)

// tableView is a Table in a reader's words: what the HTML table shows, what the chart labels itself with and what a workbook
// sheet is titled. It is a function of the Table and of the reader's language; it knows units and views, no report by name.
type tableView struct {
	Key      string // the report's
	Title    string // a question
	Headline string // the measure that is drawn
	Subtitle string // measure, period and number of items
	Summary  string // the figure in a few sentences, for those who do not see it
	Lead     string // of these, what the reader of the page is told: the whole once on a page, then only what the groups do
	RowHead  string
	Heads    []head
	Rows     []rowView
	Total    rowView
	Compared bool
	Empty    bool // nothing at all stands behind the table
	Marks    marks
}

// marks says which of a table's marks need their explanation below it.
type marks struct {
	Unfinished bool // a row that may still change
	Open       bool // a cell that may still change
	Few        bool
	Beyond     bool
}

// part says what a column of the view shows of its measure.
type part string

const (
	partValue  part = "value"  // the figure with its interval
	partN      part = "n"      // the number of items behind it
	partBefore part = "before" // the figure in the comparison period
	partChange part = "change" // the difference and the verdict
)

// head is one column of the view.
type head struct {
	Measure string // key of the measure the column speaks about
	Part    part
	Label   string
	Help    string
	Sort    string // the address of the page sorted by this column; empty where the order is fixed
	Sorted  string // ascending or descending, when it is
	column  int    // the column of the Table it is made from
}

// rowView is one group. Link leads to the same page narrowed to the group and is empty where there is no such filter.
type rowView struct {
	Key        string
	Label      string
	Short      string
	Link       string
	Mark       string // what may still change in it: "незавършен"
	Unfinished bool
	Cells      []cellView
	Verdict    verdictView
}

// cellView is one cell: its words, the interval that follows them in brackets, its machine-readable value ("" when there is
// none) and its state.
type cellView struct {
	Measure  string
	Part     part
	Text     string
	Interval string
	Value    string
	State    analytics.State
	Verdict  *verdictView // of a partChange cell
}

// Whole is everything the cell says, as one text.
func (c cellView) Whole() string {
	if c.Interval == "" {
		return c.Text
	}
	return c.Text + " (" + c.Interval + ")"
}

// verdictView is a verdict as a badge: its name for the style sheet, which adds colour and shape, and its word.
type verdictView struct {
	Verdict analytics.Verdict
	Word    string
	Help    string // the interval of the change and what could have been noticed
}

// viewer makes views for one reader, page and filter.
type viewer struct {
	names   naming
	forms   forms
	links   filterLinks
	exports bool // the reader may take figures along as files
}

// view words a whole Table.
func (v viewer) view(t *analytics.Table) *tableView {
	w := v.names.words
	out := &tableView{
		Key:      t.Report.Key,
		Title:    w.T("report." + t.Report.Key),
		Headline: w.T("measure." + t.Report.Headline),
		RowHead:  w.T("dimension." + t.Report.Dimension),
		Compared: compared(t),
		Empty:    empty(t),
	}
	out.Heads = v.heads(t)
	for _, r := range t.Rows {
		out.Rows = append(out.Rows, v.row(t, out.Heads, r))
	}
	out.Total = v.row(t, out.Heads, t.Total)
	out.Total.Label, out.Total.Short, out.Total.Link = v.totalLabel(t), w.T("row.total"), ""
	out.Marks = marksOf(t)
	out.Subtitle = v.subtitle(t)
	out.Summary = v.summary(t, out)
	out.Lead = out.Summary
	if !overTime(t.Report) {
		out.Lead = v.groupsSentence(t)
	}
	return out
}

// totalLabel names the row of the whole. Of the questions it is what people answered to the overall one, not all answers together.
func (v viewer) totalLabel(t *analytics.Table) string {
	if t.Report.Dimension == "question" {
		return v.names.words.T("row.total_overall")
	}
	return v.names.words.T("row.total")
}

// overTime says whether a report tells how the whole went on, and not how its parts differ.
func overTime(r *analytics.Report) bool {
	return r.View == analytics.ViewTrend || r.View == analytics.ViewHeadline
}

// heads lays out the columns: every measure with its interval, the number of items behind it unless the table shows that
// anyway, and the comparison of the headline at the end.
func (v viewer) heads(t *analytics.Table) []head {
	w := v.names.words
	var out []head
	counted := make(map[string]bool, len(t.Columns))
	for _, c := range t.Columns {
		counted[c.Measure.Key] = true
	}
	for i, c := range t.Columns {
		m := c.Measure
		out = append(out, head{Measure: m.Key, Part: partValue, Label: v.measureLabel(m), Help: w.T("measure." + m.Key + ".help"), column: i})
		if m.Of != "" && !counted[m.Of] {
			counted[m.Of] = true
			out = append(out, head{Measure: m.Key, Part: partN, Label: w.T("measure." + m.Of + ".short"), Help: w.T("measure." + m.Of + ".help"), column: i})
		}
	}
	if i := headlineColumn(t); i >= 0 && compared(t) {
		m := t.Columns[i].Measure
		out = append(out,
			head{Measure: m.Key, Part: partBefore, Label: w.T("head.before"), Help: w.T("head.before.help"), column: i},
			head{Measure: m.Key, Part: partChange, Label: w.T("head.change"), Help: w.T("head.change.help"), column: i})
	}
	return out
}

// measureLabel is a measure's short name, with its unit where the cells do not carry it.
func (v viewer) measureLabel(m *analytics.Measure) string {
	return v.names.words.T("measure." + m.Key + ".short")
}

// row words one group.
func (v viewer) row(t *analytics.Table, heads []head, r analytics.Row) rowView {
	dim := t.Report.Dimension
	out := rowView{
		Key:        r.Key,
		Label:      v.names.of(dim, r.Key),
		Short:      v.names.short(dim, r.Key),
		Link:       v.links.drill(dim, r.Key),
		Unfinished: r.Unfinished,
	}
	if r.Unfinished {
		out.Mark = v.unfinished(t, r)
	}
	if r.Change != nil {
		out.Verdict = v.verdict(t, r)
	}
	for _, h := range heads {
		out.Cells = append(out.Cells, v.cell(t, h, r))
	}
	return out
}

// unfinished words the mark of a row that is not final: a month is not over, or items of a group may still turn late.
func (v viewer) unfinished(t *analytics.Table, r analytics.Row) string {
	if running(t, r) {
		return v.names.words.T("mark.unfinished")
	}
	return v.names.words.T("mark.open")
}

// cell words one cell of a row.
func (v viewer) cell(t *analytics.Table, h head, r analytics.Row) cellView {
	unit := t.Columns[h.column].Measure.Unit
	out := cellView{Measure: h.Measure, Part: h.Part, State: analytics.StateOK}
	switch h.Part {
	case partValue:
		v.fill(&out, unit, at(r.Cells, h.column))
	case partBefore:
		v.fill(&out, unit, at(r.Before, h.column))
	case partN:
		n := at(r.Cells, h.column).N
		out.Text, out.Value = v.names.words.Int(n), strconv.FormatInt(n, 10)
	case partChange:
		v.fillChange(&out, t, r)
	}
	return out
}

func (v viewer) fill(out *cellView, unit analytics.Unit, c analytics.Cell) {
	out.State, out.Text = c.State, v.forms.cell(unit, c)
	if shown(c) {
		out.Text, out.Interval, out.Value = v.forms.value(unit, *c.Value, c.N), v.forms.interval(unit, c), machine(*c.Value)
	}
}

// fillChange words the comparison of a row: the difference only where a verdict could be given.
func (v viewer) fillChange(out *cellView, t *analytics.Table, r analytics.Row) {
	if r.Change == nil {
		out.State, out.Text = analytics.StateNone, v.forms.state(analytics.StateNone)
		return
	}
	verdict := v.verdict(t, r)
	out.Verdict = &verdict
	if comparable(r.Change.Verdict) {
		i := headlineColumn(t)
		out.Text = v.forms.difference(t.Columns[i].Measure.Unit, r.Change.Difference, r.Compared(i))
		out.Value = machine(r.Change.Difference)
	}
}

// comparable says whether a verdict speaks about two figures that may both be seen.
func comparable(v analytics.Verdict) bool {
	return v == analytics.VerdictBetter || v == analytics.VerdictWorse || v == analytics.VerdictNoChange || v == analytics.VerdictDifferent
}

// machine writes a number for programs.
func machine(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

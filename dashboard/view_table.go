package dashboard

import "harta/analytics"

// at returns a row's cell, or a gap where the row has none.
func at(cells []analytics.Cell, i int) analytics.Cell {
	if i < 0 || i >= len(cells) {
		return analytics.Cell{State: analytics.StateNone}
	}
	return cells[i]
}

// headlineColumn is the column of the measure that a report draws and compares, or -1.
func headlineColumn(t *analytics.Table) int { return columnOf(t, t.Report.Headline) }

// columnOf is the column of a measure, or -1.
func columnOf(t *analytics.Table, measure string) int {
	for i, c := range t.Columns {
		if c.Measure.Key == measure {
			return i
		}
	}
	return -1
}

// compared says whether the table carries a comparison.
func compared(t *analytics.Table) bool {
	if t.Total.Before != nil {
		return true
	}
	for _, r := range t.Rows {
		if r.Before != nil {
			return true
		}
	}
	return false
}

// empty says whether nothing stands behind a table. A zero that may be seen is something: none is known to be none.
func empty(t *analytics.Table) bool {
	for _, r := range append([]analytics.Row{t.Total}, t.Rows...) {
		for _, c := range r.Cells {
			if c.N > 0 || shown(c) {
				return false
			}
		}
	}
	return true
}

// marksOf collects the marks that a table uses.
func marksOf(t *analytics.Table) marks {
	var m marks
	for _, r := range t.Rows {
		m.Unfinished = m.Unfinished || r.Unfinished
	}
	for _, r := range append([]analytics.Row{t.Total}, t.Rows...) {
		for _, c := range r.Cells {
			m.Open = m.Open || c.State == analytics.StateOpen
			m.Few = m.Few || c.State == analytics.StateFew
			m.Beyond = m.Beyond || c.State == analytics.StateBeyond
		}
	}
	return m
}

// running says whether a row is the month that the cut-off falls into, or a later one. Other unfinished months are over, and
// only the outcome of their items may still change.
func running(t *analytics.Table, r analytics.Row) bool {
	return t.Report.Dimension == "month" && r.Key >= t.CutOff.Format("2006-01")
}

package dashboard

import (
	"harta/analytics"
)

// sheetColumn is one column of a report's sheet: what it shows of which measure. Limits of intervals have columns of their
// own, so that a spreadsheet can reckon with them.
type sheetColumn struct {
	head   string
	part   sheetPart
	column int // of the Table
	unit   analytics.Unit
}

// sheetPart says what a column shows.
type sheetPart uint8

const (
	sheetLabel sheetPart = iota
	sheetKey
	sheetValue
	sheetLow
	sheetHigh
	sheetN
	sheetBefore
	sheetBeforeLow
	sheetBeforeHigh
	sheetBeforeN
	sheetDifference
	sheetDifferenceLow
	sheetDifferenceHigh
	sheetVerdict
	sheetNote
	sheetCount // of a report without groups: how many items stand behind each measure
)

// sheetColumns lays out a report's sheet in the order of the screen's table.
func (v viewer) sheetColumns(t *analytics.Table, view *tableView) []sheetColumn {
	w := v.names.words
	if wholeOnly(t) {
		return v.measureColumns(t)
	}
	columns := []sheetColumn{{head: view.RowHead, part: sheetLabel}}
	if t.Report.Dimension == "service" {
		columns = append(columns, sheetColumn{head: w.T("sheet.head.number"), part: sheetKey})
	}
	for _, h := range view.Heads {
		unit := t.Columns[h.column].Measure.Unit
		add := func(part sheetPart, head string) {
			columns = append(columns, sheetColumn{head: head, part: part, column: h.column, unit: unit})
		}
		switch h.Part {
		case partValue:
			add(sheetValue, h.Label)
			if hasLimits(t, h.column, false) {
				add(sheetLow, w.T("sheet.head.low"))
				add(sheetHigh, w.T("sheet.head.high"))
			}
		case partN:
			add(sheetN, h.Label)
		case partBefore:
			v.addBeforeColumns(t, h, add)
		case partChange:
			v.addChangeColumns(t, unit, add)
		}
	}
	if view.Marks.Unfinished || view.Marks.Open {
		columns = append(columns, sheetColumn{head: w.T("sheet.head.note"), part: sheetNote})
	}
	return columns
}

func (v viewer) addBeforeColumns(t *analytics.Table, h head, add func(sheetPart, string)) {
	w := v.names.words
	add(sheetBefore, h.Label)
	if hasLimits(t, h.column, true) {
		add(sheetBeforeLow, w.T("sheet.head.low"))
		add(sheetBeforeHigh, w.T("sheet.head.high"))
	}
	if of := t.Columns[h.column].Measure.Of; of != "" {
		add(sheetBeforeN, w.T("sheet.head.before_n", "measure", w.T("measure."+of+".short")))
	}
}

func (v viewer) addChangeColumns(t *analytics.Table, unit analytics.Unit, add func(sheetPart, string)) {
	w := v.names.words
	change := w.T("head.change")
	if mark := v.forms.changeUnit(unit); mark != "" {
		change += ", " + mark
	}
	add(sheetDifference, change)
	for _, r := range append([]analytics.Row{t.Total}, t.Rows...) {
		if r.Change != nil && r.Change.Low != nil {
			add(sheetDifferenceLow, w.T("sheet.head.low"))
			add(sheetDifferenceHigh, w.T("sheet.head.high"))
			break
		}
	}
	add(sheetVerdict, w.T("sheet.head.verdict"))
}

// hasLimits says whether a column has intervals at all.
func hasLimits(t *analytics.Table, column int, before bool) bool {
	for _, r := range append([]analytics.Row{t.Total}, t.Rows...) {
		cells := r.Cells
		if before {
			cells = r.Before
		}
		if c := at(cells, column); c.Low != nil || c.High != nil {
			return true
		}
	}
	return false
}

// sheetCell is what a cell holds: a number (scaled as its format wants it), a text, or nothing.
type sheetCell struct {
	number  *float64
	text    string
	decimal int  // of the number's format
	state   bool // the text words a state
}

// sheetCell gives the cell of a row in a column.
func (v viewer) sheetCell(t *analytics.Table, col sheetColumn, r analytics.Row, label string) sheetCell {
	now, before := at(r.Cells, col.column), at(r.Before, col.column)
	switch col.part {
	case sheetLabel:
		return sheetCell{text: label}
	case sheetKey:
		return sheetCell{text: r.Key}
	case sheetValue:
		return v.figureCell(col.unit, now)
	case sheetBefore:
		return v.figureCell(col.unit, before)
	case sheetLow, sheetHigh:
		return limitCell(col, now, col.part == sheetLow)
	case sheetBeforeLow, sheetBeforeHigh:
		return limitCell(col, before, col.part == sheetBeforeLow)
	case sheetN:
		return countCell(now.N)
	case sheetBeforeN:
		return countCell(before.N)
	case sheetNote:
		return sheetCell{text: v.note(t, r)}
	default:
		return v.changeCell(col, r, r.Compared(col.column))
	}
}

// figureCell is a figure as a number, or its state in words.
func (v viewer) figureCell(unit analytics.Unit, c analytics.Cell) sheetCell {
	if !shown(c) {
		return sheetCell{text: v.forms.cell(unit, c), state: true}
	}
	return sheetCell{number: c.Value, decimal: unit.Decimals(*c.Value, c.N)}
}

// limitCell is a limit of an interval; an interval of a hidden figure is hidden too.
func limitCell(col sheetColumn, c analytics.Cell, low bool) sheetCell {
	limit := c.High
	if low {
		limit = c.Low
	}
	if limit == nil || !shown(c) {
		return sheetCell{}
	}
	return sheetCell{number: limit, decimal: col.unit.Decimals(*limit, c.N)}
}

func countCell(n int64) sheetCell {
	x := float64(n)
	return sheetCell{number: &x}
}

// changeCell is a part of a comparison. Changes of shares are in percentage points.
func (v viewer) changeCell(col sheetColumn, r analytics.Row, n int64) sheetCell {
	if r.Change == nil {
		return sheetCell{}
	}
	if col.part == sheetVerdict {
		return sheetCell{text: v.names.words.T("verdict." + string(r.Change.Verdict))}
	}
	if !comparable(r.Change.Verdict) {
		return sheetCell{}
	}
	x := map[sheetPart]*float64{
		sheetDifference: &r.Change.Difference, sheetDifferenceLow: r.Change.Low, sheetDifferenceHigh: r.Change.High,
	}[col.part]
	if x == nil {
		return sheetCell{}
	}
	points := scaled(col.unit, *x)
	return sheetCell{number: &points, decimal: col.unit.Decimals(*x, n)}
}

// note says what may still change in a row.
func (v viewer) note(t *analytics.Table, r analytics.Row) string {
	if r.Unfinished {
		return v.unfinished(t, r)
	}
	for _, c := range r.Cells {
		if c.State == analytics.StateOpen {
			return v.names.words.T("mark.open")
		}
	}
	return ""
}

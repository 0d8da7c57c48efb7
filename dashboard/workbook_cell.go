package dashboard

import (
	"time"

	"github.com/xuri/excelize/v2"

	"harta/analytics"
	"harta/internal/text"
)

// cell gives a cell its look and its typed value.
func (s *sheet) cell(col sheetColumn, c sheetCell, total bool) (excelize.Cell, error) {
	l := look{total: total}
	cell := excelize.Cell{}
	switch {
	case c.number != nil:
		cell.Value = *c.number
		l.format = formatOf(col, c)
	case c.text != "":
		cell.Value = sheetText(c.text)
		l.format, l.wrap, l.indent = "@", col.wordy(), col.wordy() && col.part != sheetLabel
		l.muted, l.italic, l.right, l.shrink = c.state, c.state, c.state, c.state
	}
	id, err := s.book.styles.id(l)
	cell.StyleID = id
	return cell, err
}

// formatOf is the number format of a cell.
func formatOf(col sheetColumn, c sheetCell) string {
	switch col.part {
	case sheetN, sheetBeforeN, sheetCount:
		return numberFormat(analytics.UnitCount, 0)
	case sheetDifference, sheetDifferenceLow, sheetDifferenceHigh:
		return changeFormat(*c.number, c.decimal)
	default:
		return numberFormat(col.unit, c.decimal)
	}
}

// month is the first day of a row's month, in the column of names: months are dates, so that they sort and group as such.
func (s *sheet) month(col sheetColumn, r analytics.Row) (time.Time, bool) {
	if col.part != sheetLabel || s.table.Report.Dimension != "month" {
		return time.Time{}, false
	}
	first, err := time.Parse("2006-01", r.Key)
	return first, err == nil
}

func (s *sheet) monthCell(first time.Time) (excelize.Cell, error) {
	id, err := s.book.styles.id(look{format: s.book.monthFormat("mmmm yyyy"), left: true})
	return excelize.Cell{StyleID: id, Value: first}, err
}

// monthFormat is a format of months in the reader's language.
func (b *book) monthFormat(layout string) string {
	if b.viewer.names.words.Lang() == text.BG {
		return "[$-402]" + layout
	}
	return "[$-809]" + layout
}

// additive says whether a column's total is the sum of its rows, so that it may be written as one: counts whose every group is
// shown. Otherwise the total stands as the number the screen shows.
func (s *sheet) additive(col sheetColumn) bool {
	total := at(s.table.Total.Cells, col.column)
	if col.unit != analytics.UnitCount || !shown(total) || len(s.table.Rows) == 0 {
		return false
	}
	sum := 0.0
	for _, r := range s.table.Rows {
		c := at(r.Cells, col.column)
		if !shown(c) {
			return false
		}
		sum += *c.Value
	}
	return sum == *total.Value
}

package dashboard

import (
	"github.com/xuri/excelize/v2"

	"harta/analytics"
)

// wholeOnly says whether a report has no groups: its sheet lists the measures below each other.
func wholeOnly(t *analytics.Table) bool { return t.Report.Dimension == "total" }

func (s *sheet) whole() bool { return wholeOnly(s.table) }

// measureColumns lays out the sheet of a report without groups.
func (v viewer) measureColumns(t *analytics.Table) []sheetColumn {
	w := v.names.words
	columns := []sheetColumn{
		{head: w.T("sheet.head.measure"), part: sheetLabel},
		{head: w.T("sheet.head.value"), part: sheetValue},
		{head: w.T("sheet.head.low"), part: sheetLow},
		{head: w.T("sheet.head.high"), part: sheetHigh},
		{head: w.T("sheet.head.count"), part: sheetCount},
	}
	if t.Total.Before != nil {
		columns = append(columns,
			sheetColumn{head: w.T("head.before"), part: sheetBefore},
			sheetColumn{head: w.T("sheet.head.low"), part: sheetBeforeLow},
			sheetColumn{head: w.T("sheet.head.high"), part: sheetBeforeHigh})
	}
	if t.Total.Change != nil {
		columns = append(columns, sheetColumn{head: w.T("head.change"), part: sheetDifference},
			sheetColumn{head: w.T("sheet.head.verdict"), part: sheetVerdict})
	}
	return columns
}

// writeMeasures writes a measure a row. Only the headline measure is compared, so only its row has a change.
func (s *sheet) writeMeasures(out *excelize.StreamWriter) error {
	headline := headlineColumn(s.table)
	for i, c := range s.table.Columns {
		cells := make([]any, len(s.columns))
		label := s.book.viewer.measureLabel(c.Measure)
		for k, col := range s.columns {
			col.column, col.unit = i, c.Measure.Unit
			cell, err := s.cell(col, s.measureCell(col, label, i == headline), false)
			if err != nil {
				return err
			}
			cells[k] = cell
		}
		if err := out.SetRow(cellName(1, s.first()+i), cells, excelize.RowOpts{Height: heightOf(label, widestLabel)}); err != nil {
			return err
		}
	}
	return nil
}

// measureCell is one cell of a measure's row.
func (s *sheet) measureCell(col sheetColumn, label string, headline bool) sheetCell {
	total := s.table.Total
	switch col.part {
	case sheetCount:
		if s.table.Columns[col.column].Measure.Of == "" {
			return sheetCell{}
		}
		return countCell(at(total.Cells, col.column).N)
	case sheetDifference, sheetVerdict:
		if !headline {
			return sheetCell{}
		}
	}
	return s.book.viewer.sheetCell(s.table, col, total, label)
}

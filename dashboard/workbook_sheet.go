package dashboard

import (
	"fmt"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"harta/analytics"
)

// Where a report's sheet begins: its question, what it measures, the filter, and the head of the table.
const (
	titleRow  = 1
	aboutRow  = 2
	filterRow = 3
	headRow   = 5
)

// sheet is one report on its way into a workbook.
type sheet struct {
	book    *book
	name    string
	table   *analytics.Table
	view    *tableView
	columns []sheetColumn
}

// first and last are the rows of the sheet that hold the groups.
func (s *sheet) first() int { return headRow + 1 }
func (s *sheet) last() int  { return headRow + len(s.table.Rows) }

// total is the row of the whole.
func (s *sheet) total() int { return s.last() + 1 }

// write fills the sheet. What belongs to the sheet as a whole has to be set before its rows are streamed: the library loses a
// chart or a filter that comes later.
func (s *sheet) write() error {
	if err := s.prepare(); err != nil {
		return err
	}
	if err := s.addChart(); err != nil {
		return err
	}
	out, err := s.book.file.NewStreamWriter(s.name)
	if err != nil {
		return fmt.Errorf("open sheet %s: %w", s.name, err)
	}
	if err := s.arrange(out); err != nil {
		return err
	}
	rows := s.writeRows
	if s.whole() {
		rows = s.writeMeasures
	}
	for _, part := range []func(*excelize.StreamWriter) error{s.writeTop, s.writeHead, rows} {
		if err := part(out); err != nil {
			return fmt.Errorf("write sheet %s: %w", s.name, err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("close sheet %s: %w", s.name, err)
	}
	return nil
}

// prepare sets filter, print and page of the sheet.
func (s *sheet) prepare() error {
	lastColumn, err := excelize.ColumnNumberToName(len(s.columns))
	if err != nil {
		return err
	}
	if len(s.table.Rows) > 1 && !s.whole() {
		if err := s.book.file.AutoFilter(s.name, fmt.Sprintf("A%d:%s%d", headRow, lastColumn, s.last()), nil); err != nil {
			return fmt.Errorf("filter of %s: %w", s.name, err)
		}
	}
	if err := s.book.setPage(s.name, s.view.Title, s.pixels() > portraitPixels); err != nil {
		return err
	}
	return s.book.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("%s!$%d:$%d", quoted(s.name), headRow, headRow), Scope: s.name,
	})
}

// arrange sets widths and frozen heads.
func (s *sheet) arrange(out *excelize.StreamWriter) error {
	for i, col := range s.columns {
		if err := out.SetColWidth(i+1, i+1, s.width(col)); err != nil {
			return fmt.Errorf("widths of %s: %w", s.name, err)
		}
	}
	top, err := excelize.CoordinatesToCellName(2, headRow+1)
	if err != nil {
		return err
	}
	return out.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: headRow, TopLeftCell: top, ActivePane: "bottomRight"})
}

// portraitPixels is the width of a table that is still read well on an upright page.
const portraitPixels = 900

// widestLabel is how wide the column of names may get, in characters; longer names take more lines.
const widestLabel = 56

// width is a column's width in characters.
func (s *sheet) width(col sheetColumn) float64 {
	switch col.part {
	case sheetLabel:
		return float64(min(s.longestLabel()+3, widestLabel))
	case sheetVerdict:
		return 28
	case sheetNote:
		return 30
	case sheetLow, sheetHigh, sheetBeforeLow, sheetBeforeHigh, sheetDifferenceLow, sheetDifferenceHigh:
		return 8
	default:
		return 12
	}
}

func (s *sheet) longestLabel() int {
	longest := 14
	for _, r := range s.view.Rows {
		longest = max(longest, utf8.RuneCountInString(r.Label))
	}
	if s.whole() {
		for _, h := range s.view.Heads {
			longest = max(longest, utf8.RuneCountInString(h.Label))
		}
	}
	return longest
}

// pixels is the width of the whole table on a screen.
func (s *sheet) pixels() uint {
	characters := 0.0
	for _, col := range s.columns {
		characters += s.width(col)
	}
	return uint(7*characters) + uint(5*len(s.columns))
}

// writeTop writes the question, what is measured and the filter.
func (s *sheet) writeTop(out *excelize.StreamWriter) error {
	lines := []struct {
		row  int
		text string
		look look
	}{
		{titleRow, s.view.Title, look{format: "@", bold: true, size: 15}},
		{aboutRow, s.view.Subtitle, look{format: "@", muted: true}},
		{filterRow, s.book.about, look{format: "@", muted: true}},
	}
	for _, l := range lines {
		id, err := s.book.styles.id(l.look)
		if err != nil {
			return err
		}
		if err := out.SetRow(cellName(1, l.row), []any{excelize.Cell{StyleID: id, Value: sheetText(l.text)}}, excelize.RowOpts{Height: lineHeight * max(1, l.look.size/11)}); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) writeHead(out *excelize.StreamWriter) error {
	cells, height := make([]any, len(s.columns)), lineHeight
	for i, col := range s.columns {
		id, err := s.book.styles.id(look{format: "@", head: true, right: i > 0 && !col.wordy(), indent: i > 0 && col.wordy()})
		if err != nil {
			return err
		}
		cells[i] = excelize.Cell{StyleID: id, Value: sheetText(col.head)}
		height = max(height, heightOf(col.head, s.width(col)-2))
	}
	return out.SetRow(cellName(1, headRow), cells, excelize.RowOpts{Height: height})
}

// wordy columns hold text and stand on the left.
func (c sheetColumn) wordy() bool {
	return c.part == sheetLabel || c.part == sheetKey || c.part == sheetVerdict || c.part == sheetNote
}

// writeRows writes the groups and the whole.
func (s *sheet) writeRows(out *excelize.StreamWriter) error {
	for k, r := range s.table.Rows {
		if err := s.writeRow(out, s.first()+k, r, s.view.Rows[k].Label, false); err != nil {
			return err
		}
	}
	return s.writeRow(out, s.total(), s.table.Total, s.view.Total.Label, true)
}

func (s *sheet) writeRow(out *excelize.StreamWriter, row int, r analytics.Row, label string, total bool) error {
	cells := make([]any, len(s.columns))
	for i, col := range s.columns {
		if col.part == sheetKey && total {
			label := sheetCell{}
			cell, err := s.cell(col, label, total)
			if err != nil {
				return err
			}
			cells[i] = cell
			continue
		}
		cell, err := s.cell(col, s.book.viewer.sheetCell(s.table, col, r, label), total)
		if err != nil {
			return err
		}
		if total && col.part == sheetValue && s.additive(col) {
			name, err := excelize.ColumnNumberToName(i + 1)
			if err != nil {
				return err
			}
			cell.Formula = fmt.Sprintf("SUM(%s%d:%s%d)", name, s.first(), name, s.last())
		}
		if month, ok := s.month(col, r); ok && !total {
			if cell, err = s.monthCell(month); err != nil {
				return err
			}
		}
		cells[i] = cell
	}
	return out.SetRow(cellName(1, row), cells, excelize.RowOpts{Height: heightOf(label, widestLabel)})
}

// cellName is the address of a cell; both numbers are ours and small.
func cellName(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(fmt.Sprintf("cell %d, %d: %v", column, row, err))
	}
	return name
}

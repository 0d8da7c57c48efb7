package ingest

import (
	"errors"
	"io"
	"slices"
	"strings"

	"harta/internal/fault"
)

// Shape is how a file is cut into rows. Given to openTable, what is empty is found out; taken from a table, it is complete.
type Shape struct {
	Format    string `json:"format,omitempty"`     // csv or xlsx: always found out
	Encoding  string `json:"encoding,omitempty"`   // of a text: utf-8, utf-16le, utf-16be or windows-1251
	Delimiter string `json:"delimiter,omitempty"`  // of a text: one character, or tab
	Sheet     string `json:"sheet,omitempty"`      // of a workbook
	HeaderRow int64  `json:"header_row,omitempty"` // the line on which the names of the columns stand; the first is 1
}

// The formats of files.
const (
	formatCSV  = "csv"
	formatXLSX = "xlsx"
)

// rawRow is one row of a file before anything in it is understood, or the reason why there is none.
type rawRow struct {
	Line   int64 // on which the row begins; the first line is 1
	Fields []string
	Code   string         // empty, or quote_bare, quote_unclosed, record_too_long: the row cannot be cut into fields
	Raw    string         // the first line, where Code is set
	Faults map[int]string // cells without a value, by place: cell_error, cell_uncalculated
	size   int            // bytes of the texts, about
}

// rowSource gives the rows of a file one after another, without empty ones: csvRows those of a text, xlsxRows those of a
// workbook's sheet.
type rowSource interface {
	Read() (rawRow, error)         // io.EOF at the end
	Progress() (read, total int64) // in the same unit; a reader ahead of the rows by its buffer
	Close() error
}

// table is an open file whose header has been found: Read gives the rows below it.
type table struct {
	Shape
	Header []string // as in the file; of names that stand twice each has its number
	Sheets []string // of a workbook, those that are shown
	from   dateSystem
	rows   rowSource
}

// maxColumns bounds the columns of a file. Exports of registers have some dozens.
const maxColumns = 512

// longestName is how many bytes the name of a column may have: a question of a survey fits, a page of text does not.
const longestName = 2 << 10

// headerDepth is how many rows may stand above the header or be it: titles, the period, an empty line.
const headerDepth = 20

// judgeHeader says how well a row would do as the header: the number of names it knows. Where no row has a name that is known, the
// row is taken that looks most like one.
type judgeHeader func(names []string) int

// openTable opens a surveyed file and finds what of its shape was not given: under which delimiter, on which sheet and in which row
// the names of the columns stand. maxRecord bounds a row, in bytes.
func openTable(path string, sv survey, want Shape, maxRecord int, judge judgeHeader) (*table, error) {
	var book *workbook
	var candidates []Shape
	var sheets []string
	if sv.Format == formatXLSX {
		var err error
		if book, err = openWorkbook(path); err != nil {
			return nil, err
		}
		sheets = book.shown()
		if candidates, err = sheetShapes(sheets, want); err != nil {
			return nil, errors.Join(err, book.Close())
		}
	} else {
		encoding, err := chooseEncoding(want.Encoding, sv)
		if err != nil {
			return nil, err
		}
		candidates = textShapes(encoding, want)
	}
	open := func(s Shape) (rowSource, error) {
		if book != nil {
			return book.open(s.Sheet, maxRecord)
		}
		return openText(path, s.Encoding, s.Delimiter, maxRecord)
	}
	t, err := findHeader(candidates, want.HeaderRow, open, judge)
	if err != nil {
		if book != nil {
			err = unjoin(errors.Join(err, book.Close()))
		}
		return nil, err
	}
	if book != nil {
		t.rows, t.from = &ownedRows{rowSource: t.rows, owner: book}, book.from
	}
	t.Sheets = sheets
	return t, nil
}

// ownedRows closes what the rows are read from together with them.
type ownedRows struct {
	rowSource
	owner io.Closer
}

func (o *ownedRows) Close() error { return errors.Join(o.rowSource.Close(), o.owner.Close()) }

// Read gives the next row below the header, or io.EOF. Cells of a workbook that are absent are empty, and those beyond the last
// name belong to no column.
func (t *table) Read() (rawRow, error) {
	row, err := t.rows.Read()
	if err == nil && t.Format == formatXLSX {
		for len(row.Fields) < len(t.Header) {
			row.Fields = append(row.Fields, "")
		}
		if len(row.Fields) > len(t.Header) {
			row.Fields = slices.Clone(row.Fields[:len(t.Header)])
		}
	}
	return row, err
}

// Progress tells how far the file has been read, and how much of it there is.
func (t *table) Progress() (read, total int64) { return t.rows.Progress() }

// Close closes the file.
func (t *table) Close() error { return t.rows.Close() }

// textShapes are the readings of a text to choose from.
func textShapes(encoding string, want Shape) []Shape {
	wanted := delimiters
	if want.Delimiter != "" {
		wanted = []string{want.Delimiter}
	}
	var list []Shape
	for _, d := range wanted {
		list = append(list, Shape{Format: formatCSV, Encoding: encoding, Delimiter: d})
	}
	return list
}

// sheetShapes are the sheets of a workbook to choose from.
func sheetShapes(sheets []string, want Shape) ([]Shape, error) {
	var list []Shape
	for _, s := range sheets {
		if want.Sheet == "" || want.Sheet == s {
			list = append(list, Shape{Format: formatXLSX, Sheet: s})
		}
	}
	if len(list) == 0 {
		return nil, fault.Invalid("file", "sheet_missing", fault.Params{
			"expected": clip(want.Sheet), "found": clipTo(strings.Join(sheets, ", "), 300)})
	}
	return list, nil
}

// place is a row that may be the header.
type place struct {
	shape   Shape
	names   []string
	known   int // names that are known
	likely  int // how much it looks like a header
	records int // rows up to it, itself included
}

// better says whether a is to be preferred to b, which was found earlier.
func (a place) better(b place) bool {
	if a.known != b.known {
		return a.known > b.known
	}
	return a.known == 0 && a.likely > b.likely
}

// findHeader reads the top of the file in every shape, chooses a header and opens the file below it.
func findHeader(candidates []Shape, row int64, open func(Shape) (rowSource, error), judge judgeHeader) (*table, error) {
	var best place
	found, refused := false, likely
	for _, shape := range candidates {
		list, why, err := headers(shape, row, open, judge)
		if err != nil {
			return nil, err
		}
		refused = max(refused, why)
		for _, p := range list {
			if !found || p.better(best) {
				best, found = p, true
			}
		}
	}
	switch {
	case found:
	case refused == tooWide:
		return nil, fault.Invalid("file", "columns_too_many", fault.Params{"limit": maxColumns})
	case row > 0:
		return nil, fault.Invalid("file", "header_row_missing", fault.Params{"line": row})
	case refused == tooLong:
		return nil, fault.Invalid("file", "header_missing", fault.Params{"limit": headerDepth})
	default:
		return nil, fault.Invalid("file", "file_empty", nil)
	}
	rows, err := open(best.shape)
	if err != nil {
		return nil, err
	}
	for range best.records {
		if _, err := rows.Read(); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
	}
	return &table{Shape: best.shape, Header: best.names, rows: rows}, nil
}

// unfit is why rows cannot be the header, the weightiest reason of all.
type unfit uint8

const (
	likely  unfit = iota // none was refused
	tooLong              // a cell is no name
	tooWide              // more columns than a file may have
)

// headers reads the rows of one shape that may be the header: the given one, else the first headerDepth. refused says why some of them
// cannot be.
func headers(shape Shape, row int64, open func(Shape) (rowSource, error), judge judgeHeader) (list []place, refused unfit, err error) {
	rows, err := open(shape)
	if err != nil {
		return nil, likely, err
	}
	defer rows.Close()
	var above rawRow
	for n := 1; n <= headerDepth || row > 0; n++ {
		rec, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, likely, err
		}
		if above.Line != rec.Line-1 {
			above.Fields = nil
		}
		above, rec.Fields = rec, headerNames(shape, rec.Fields, above.Fields)
		if row > 0 && rec.Line < row {
			continue
		}
		if row > 0 && rec.Line > row {
			break
		}
		if len(rec.Fields) > maxColumns {
			refused = tooWide
			continue
		}
		if slices.ContainsFunc(rec.Fields, func(name string) bool { return len(name) > longestName }) {
			refused = max(refused, tooLong)
			continue
		}
		p := place{shape: shape, likely: likeHeader(rec.Fields), records: n}
		p.names = distinct(rec.Fields)
		p.known = judge(p.names)
		p.shape.HeaderRow = rec.Line
		list = append(list, p)
	}
	return list, refused, nil
}

// likeHeader counts the cells that look like a column's name: a word that is no number and no date, and is there once.
func likeHeader(names []string) int {
	n := 0
	seen := map[string]bool{}
	for _, name := range names {
		f := fold(name)
		if f == "" || seen[f] || !strings.ContainsFunc(f, isLetter) {
			continue
		}
		seen[f] = true
		n++
	}
	return n
}

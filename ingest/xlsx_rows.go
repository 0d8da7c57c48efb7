package ingest

import (
	"errors"
	"io"
	"strconv"
	"strings"
)

// The limits of a sheet.
const (
	maxSheetColumns = 16384
	maxSheetRows    = 1 << 20
)

// xlsxRows are the rows of a sheet. Cells come as texts: dates as ISO 8601 has them, formulas as the value that was computed last,
// of merged cells the first has the text.
type xlsxRows struct {
	book *workbook
	part *xmlPart
	max  int // bytes of a row's texts
	line int64
	row  rawRow
	size int
}

// Read gives the next row that is not empty, or io.EOF.
func (x *xlsxRows) Read() (rawRow, error) {
	for {
		t, err := x.part.next()
		if err != nil {
			return rawRow{}, err
		}
		if t.kind != xmlBegin || t.name != "row" {
			continue
		}
		x.line++
		if n, err := strconv.ParseInt(t.attr("r"), 10, 64); err == nil && n >= x.line && n <= maxSheetRows {
			x.line = n
		}
		if err := x.readRow(); err != nil {
			return rawRow{}, err
		}
		x.row.size = x.size
		if x.row.Code != "" || strings.TrimSpace(strings.Join(x.row.Fields, "")) != "" || len(x.row.Faults) > 0 {
			return x.row, nil
		}
	}
}

// readRow reads the cells up to the end of the row.
func (x *xlsxRows) readRow() error {
	x.row, x.size = rawRow{Line: x.line}, 0
	next := 0
	for {
		t, err := x.part.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t.kind {
		case xmlEnd:
			if t.name == "row" {
				return nil
			}
		case xmlBegin:
			if t.name != "c" {
				continue
			}
			at := columnOf(t.attr("r"), next)
			if at >= maxSheetColumns {
				at = next
			}
			next = at + 1
			if err := x.readCell(at, cellKind{t.attr("t"), t.attr("s")}); err != nil {
				return err
			}
		}
	}
}

// columnOf reads the letters of a reference such as BC12; without one it is the next place.
func columnOf(ref string, next int) int {
	n := 0
	for i := 0; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && n < maxSheetColumns; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}

// cellKind says how the value of a cell is to be read.
type cellKind struct{ kind, style string }

// readCell reads one cell to its end and puts it at its place.
func (x *xlsxRows) readCell(at int, cell cellKind) error {
	var text strings.Builder
	inside, phonetic := 0, 0
	formula, valued := false, false
	for {
		t, err := x.part.next()
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch t.kind {
		case xmlBegin:
			switch t.name {
			case "v", "t":
				inside++
				valued = true
			case "f":
				formula = true
			case "rPh":
				phonetic++
			}
		case xmlEnd:
			switch t.name {
			case "v", "t":
				inside--
			case "rPh":
				phonetic--
			case "c":
				return x.put(at, cell, text.String(), formula && !valued)
			}
		case xmlText:
			if inside > 0 && phonetic == 0 && text.Len() <= x.max {
				text.Write(t.text)
			}
		}
	}
}

// put takes a cell into the row.
func (x *xlsxRows) put(at int, cell cellKind, raw string, uncalculated bool) error {
	value, code, err := x.value(cell, raw)
	if err != nil {
		return err
	}
	if uncalculated {
		value, code = "", "cell_uncalculated"
	}
	if value == "" && code == "" {
		return nil
	}
	if at > maxColumns {
		at = maxColumns // too far on the right to belong to anything
	}
	if x.size += len(value); x.size > x.max {
		x.row.Code, x.row.Raw = "record_too_long", clipTo(strings.Join(x.row.Fields, ";"), valueInNote)
	}
	if x.row.Code != "" {
		return nil
	}
	for len(x.row.Fields) <= at {
		x.row.Fields = append(x.row.Fields, "")
	}
	x.row.Fields[at] = value
	if code != "" {
		if x.row.Faults == nil {
			x.row.Faults = map[int]string{}
		}
		x.row.Faults[at] = code
	}
	return nil
}

// value is a cell's text, or the code of what is wrong with it beside the text that stands there.
func (x *xlsxRows) value(cell cellKind, raw string) (text, code string, err error) {
	switch cell.kind {
	case "s":
		if strings.TrimSpace(raw) == "" {
			return "", "", nil
		}
		text, err = x.book.texts.get(raw)
		return text, "", err
	case "str", "inlineStr":
		return unescape(raw), "", nil
	case "e":
		code = "cell_error"
		return raw, code, nil
	case "d":
		return strings.TrimSuffix(strings.Replace(strings.TrimSpace(raw), "T", " ", 1), "Z"), "", nil
	case "b":
		return strings.TrimSpace(raw), "", nil
	}
	style, err := strconv.Atoi(cell.style)
	if err != nil {
		style = -1
		if cell.style == "" {
			style = 0
		}
	}
	return x.book.number(raw, style), "", nil
}

// Progress is in bytes of the unpacked sheet.
func (x *xlsxRows) Progress() (read, total int64) { return x.part.flow.read, x.part.flow.size }

// Close ends the reading of the sheet; the workbook stays open.
func (x *xlsxRows) Close() error { return x.part.Close() }

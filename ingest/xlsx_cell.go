package ingest

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// cellStyle is what matters of the way a cell shows its number.
type cellStyle struct {
	date bool
	time bool // of a date: with its hour
	pad  int  // least number of digits, for numbers shown with leading zeros
}

// styleOf reads a number format. The built-in ones are known by their number (ECMA-376, part 1, 18.8.30).
func styleOf(id string, formats map[string]string) cellStyle {
	if code, ok := formats[id]; ok {
		return styleOfCode(code)
	}
	switch n, _ := strconv.Atoi(id); {
	case n >= 14 && n <= 17, n >= 27 && n <= 31, n == 34, n == 35, n == 36, n >= 50 && n <= 58:
		return cellStyle{date: true}
	case n >= 18 && n <= 22, n == 32, n == 33, n >= 45 && n <= 47:
		return cellStyle{date: true, time: true}
	}
	return cellStyle{}
}

// styleOfCode reads a format such as dd.mm.yyyy hh:mm or 0000000000. Texts in quotes, after a backslash and in brackets (colours,
// currencies, languages) say nothing; of several sections the first counts.
func styleOfCode(code string) cellStyle {
	var bare strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				end = len(code) - i - 1
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				end = len(code) - i
			}
			if inner := strings.ToLower(strings.Trim(code[i:min(i+end+1, len(code))], "[]")); inner != "" && strings.Trim(inner, "hms") == "" {
				bare.WriteString(inner) // elapsed hours
			}
			i += end
		case ';':
			i = len(code)
		default:
			bare.WriteByte(c)
		}
	}
	s := strings.ToLower(strings.TrimSpace(bare.String()))
	switch {
	case s == "general":
		return cellStyle{}
	case strings.Trim(s, "0") == "":
		return cellStyle{pad: len(s)}
	case strings.ContainsAny(s, "dmyhs"):
		return cellStyle{date: true, time: strings.ContainsAny(s, "hs")}
	}
	return cellStyle{}
}

// dateSystem is the day from which a workbook counts its dates.
type dateSystem int

const (
	from1900 dateSystem = iota
	from1904            // older ones from a Macintosh
)

// The dates of a workbook lie between 1900 and 9999.
const lastSerial = 2958466

// moment gives what the clocks show at a serial number: days, and parts of a day behind the point.
func (d dateSystem) moment(serial float64) (t time.Time, ok bool) {
	if d == from1904 {
		serial += 1462
	}
	if math.IsNaN(serial) || serial < 1 || serial >= lastSerial {
		return time.Time{}, false
	}
	if serial < 61 {
		serial++ // the 29 February 1900 that never was
	}
	days, part := math.Modf(serial)
	// The part is precise to some microseconds; what people see are seconds.
	seconds := math.Round(part * 86400)
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Add(time.Duration(days)*24*time.Hour + time.Duration(seconds)*time.Second), true
}

// The forms in which a workbook's moments are handed on.
const (
	isoDay    = "2006-01-02"
	isoMoment = "2006-01-02 15:04:05"
)

// number writes a cell's number as text: a date as ISO 8601 has it, a padded number with its zeros, any other one in full.
func (w *workbook) number(raw string, style int) string {
	raw = strings.TrimSpace(raw)
	var s cellStyle
	if style >= 0 && style < len(w.styles) {
		s = w.styles[style]
	}
	x, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return raw
	}
	if s.date {
		if t, ok := w.from.moment(x); ok {
			if s.time || x != math.Trunc(x) {
				return t.Format(isoMoment)
			}
			return t.Format(isoDay)
		}
	}
	if strings.ContainsAny(raw, "eE.") {
		raw = strconv.FormatFloat(x, 'f', -1, 64)
	}
	if s.pad > len(raw) && strings.Trim(raw, "0123456789") == "" {
		raw = strings.Repeat("0", s.pad-len(raw)) + raw
	}
	return raw
}

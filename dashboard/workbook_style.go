package dashboard

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"harta/analytics"
)

// The colours of a workbook are those of the printed screen.
const (
	bookInk    = "1B2A33"
	bookMuted  = "5A6B75"
	bookSunken = "EEF2F4"
	bookLine   = "C9D3D8"
	bookAccent = "0B5563"
)

// bookStyles makes each look once and remembers its number.
type bookStyles struct {
	file *excelize.File
	made map[string]int
}

// look says how a cell is shown. Format is a number format; "" is general, "@" text.
type look struct {
	format string
	bold   bool
	muted  bool
	italic bool
	size   float64
	head   bool // the head of a table
	total  bool // the last row of a table
	wrap   bool
	right  bool
	shrink bool // a long text gets smaller instead of being cut
	left   bool // of numbers and moments, which stand on the right by themselves
	link   bool
	indent bool // keeps text clear of the number before it
}

// id is the number of a look in the file.
func (s *bookStyles) id(l look) (int, error) {
	key := fmt.Sprintf("%+v", l)
	if id, ok := s.made[key]; ok {
		return id, nil
	}
	id, err := s.file.NewStyle(l.style())
	if err != nil {
		return 0, fmt.Errorf("make a cell style: %w", err)
	}
	s.made[key] = id
	return id, nil
}

func (l look) style() *excelize.Style {
	style := &excelize.Style{
		Font:      &excelize.Font{Family: "Calibri", Size: 11, Bold: l.bold || l.head || l.total, Italic: l.italic, Color: bookInk},
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: l.wrap || l.head},
	}
	if l.size > 0 {
		style.Font.Size = l.size
	}
	if l.muted {
		style.Font.Color = bookMuted
	}
	if l.link {
		style.Font.Color, style.Font.Underline = bookAccent, "single"
	}
	if l.right {
		style.Alignment.Horizontal = "right"
	}
	if l.shrink {
		style.Alignment.ShrinkToFit = true
	}
	if l.indent {
		style.Alignment.Horizontal, style.Alignment.Indent = "left", 1
	}
	if l.left {
		style.Alignment.Horizontal = "left"
	}
	if l.format == "@" {
		style.NumFmt = 49
	} else if l.format != "" {
		style.CustomNumFmt = &l.format
	}
	if l.head {
		style.Alignment.Vertical = "bottom"
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{bookSunken}}
		style.Border = []excelize.Border{{Type: "bottom", Style: 2, Color: bookAccent}}
	}
	if l.total {
		style.Border = []excelize.Border{{Type: "top", Style: 1, Color: bookInk}}
	}
	return style
}

// lineHeight is the height of a line of text, in points.
const lineHeight = 15.0

// heightOf is the height of a row whose text breaks at a width in characters. Programs that open the file do not all find it
// by themselves.
func heightOf(text string, width float64) float64 {
	lines := 0
	for line := range strings.SplitSeq(text, "\n") {
		lines += 1 + int(float64(utf8.RuneCountInString(line))*1.05/width)
	}
	return lineHeight * float64(lines)
}

// numberFormat is the format of a figure with so many decimals. The signs follow the reader's own settings.
func numberFormat(unit analytics.Unit, decimals int) string {
	places := ""
	if decimals > 0 {
		places = "." + strings.Repeat("0", decimals)
	}
	switch unit {
	case analytics.UnitShare:
		return "0" + places + "%"
	case analytics.UnitCount:
		return "#,##0"
	default:
		return "#,##0" + places
	}
}

// changeFormat is the format of a change: always with its sign, unless it is written as zero.
func changeFormat(x float64, decimals int) string {
	number := "#,##0"
	if decimals > 0 {
		number += "." + strings.Repeat("0", decimals)
	}
	if math.Abs(x) < math.Pow10(-decimals)/2 {
		return number + ";" + number
	}
	return "+" + number + ";\u2212" + number
}

package ingest

import (
	"encoding/binary"
	"unicode/utf16"
)

// unmarked16 finds out whether a file is a text in UTF-16 of one byte order without the mark in front that would say so, as some
// programs write it. Its bytes alone tell a text from what is none: every unit is a character that a table holds, most of them are of
// the scripts in use here, and some are of ASCII, as delimiters and ends of lines are. Read in the other byte order, none of this holds.
type unmarked16 struct {
	name  string
	order binary.ByteOrder

	no                  bool // it is none
	odd                 []byte
	surrogate           bool // the first half of a character has come
	units, ascii, usual int64
}

// take looks at the next bytes of the file.
func (u *unmarked16) take(b []byte) {
	if u.no {
		return
	}
	if len(u.odd) > 0 && len(b) > 0 {
		u.odd = append(u.odd, b[0])
		u.unit(u.order.Uint16(u.odd))
		u.odd, b = u.odd[:0], b[1:]
	}
	for ; len(b) > 1 && !u.no; b = b[2:] {
		u.unit(u.order.Uint16(b))
	}
	u.odd = append(u.odd, b...)
	if u.units > headSize && u.ascii == 0 {
		u.no = true
	}
}

func (u *unmarked16) unit(unit uint16) {
	c := rune(unit)
	second := c >= 0xdc00 && c < 0xe000
	switch {
	case second != u.surrogate,
		c < ' ' && c != '\t' && c != '\n' && c != '\r', c >= 0x7f && c < 0xa0, c >= 0xfffe:
		u.no = true
	case c < 0x80:
		u.ascii++
		u.usual++
	case c < 0x250, c >= 0x400 && c < 0x530, c >= 0x2000 && c < 0x2300: // Latin, Cyrillic, punctuation and signs
		u.usual++
	}
	u.surrogate = !second && utf16.IsSurrogate(c)
	u.units++
}

// is says whether the whole file is such a text.
func (u *unmarked16) is() bool {
	return !u.no && len(u.odd) == 0 && !u.surrogate && u.ascii*200 > u.units && u.usual*10 >= u.units*9
}

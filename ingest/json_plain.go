package ingest

import (
	"bytes"
	"strconv"
	"time"
	"unicode/utf8"
)

// plainValue is the value of a member of an object, as it stands.
type plainValue struct {
	raw  []byte
	kind byte // '"' a text, '0' a whole number, 't' true, 'f' false, '{' an object; 0: none that is plain
}

// text is what stands between the quotes of a text.
func (v plainValue) text() []byte { return v.raw[1 : len(v.raw)-1] }

// into takes a text; with spelt one that comes again and again.
func (v plainValue) into(s *string, spelt spellings) bool {
	if v.kind != '"' {
		return false
	}
	if spelt == nil {
		*s = string(v.text())
	} else {
		*s = spelt.ofBytes(v.text()).text
	}
	return true
}

// number takes a whole number.
func (v plainValue) number(n *int64) bool {
	if v.kind != '0' {
		return false
	}
	var err error
	*n, err = strconv.ParseInt(string(v.raw), 10, 64)
	return err == nil
}

// whole is number for a number of this machine's size.
func (v plainValue) whole(n *int) bool {
	if v.kind != '0' {
		return false
	}
	var err error
	*n, err = strconv.Atoi(string(v.raw))
	return err == nil
}

// moment takes a moment.
func (v plainValue) moment(t *time.Time) bool {
	return v.kind == '"' && t.UnmarshalText(v.text()) == nil
}

// yes takes a true or false.
func (v plainValue) yes(b *bool) bool {
	*b = v.kind == 't'
	return v.kind == 't' || v.kind == 'f'
}

// plainObject gives take the members of a JSON object one after the other. It answers false where take does, and for everything
// that is not quite plain: escapes in a text, fractions, lists, nulls, no object at all. All that is left to encoding/json, which
// knows the whole of JSON and costs many times as much; nearly everything that programs send is plain. Of an object within the
// object only the end is looked for.
func plainObject(b []byte, take func(name []byte, v plainValue) bool) bool {
	p := plainReader{b}
	if !p.skip('{') {
		return false
	}
	if p.skip('}') {
		return p.ended()
	}
	for {
		name := p.value()
		if name.kind != '"' || !p.skip(':') {
			return false
		}
		if v := p.value(); v.kind == 0 || !take(name.text(), v) {
			return false
		}
		if p.skip('}') {
			return p.ended()
		}
		if !p.skip(',') {
			return false
		}
	}
}

// plainReader reads from the beginning of what is left.
type plainReader struct{ rest []byte }

func (p *plainReader) space() {
	n := 0
	for n < len(p.rest) && (p.rest[n] == ' ' || p.rest[n] == '\t' || p.rest[n] == '\r' || p.rest[n] == '\n') {
		n++
	}
	p.rest = p.rest[n:]
}

// ended says whether nothing follows.
func (p *plainReader) ended() bool {
	p.space()
	return len(p.rest) == 0
}

// skip takes a character, if it is the next.
func (p *plainReader) skip(c byte) bool {
	p.space()
	if len(p.rest) == 0 || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// value takes the next value.
func (p *plainReader) value() plainValue {
	p.space()
	n, kind := 0, byte(0)
	if len(p.rest) > 0 {
		switch kind = p.rest[0]; kind {
		case '"':
			n = plainText(p.rest)
		case '{':
			n = plainNested(p.rest)
		case 't':
			n = plainWord(p.rest, "true")
		case 'f':
			n = plainWord(p.rest, "false")
		default:
			n, kind = plainNumber(p.rest), '0'
		}
	}
	if n == 0 {
		return plainValue{}
	}
	v := plainValue{raw: p.rest[:n:n], kind: kind}
	p.rest = p.rest[n:]
	return v
}

// plainText is the length of the text with which b begins, 0 where it is not plain.
func plainText(b []byte) int {
	ascii := true
	for i := 1; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			if !ascii && !utf8.Valid(b[:i]) {
				return 0
			}
			return i + 1
		case c < ' ', c == '\\':
			return 0
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return 0
}

func plainWord(b []byte, word string) int {
	if bytes.HasPrefix(b, []byte(word)) {
		return len(word)
	}
	return 0
}

// plainNumber is the length of the whole number with which b begins.
func plainNumber(b []byte) int {
	n := 0
	if b[0] == '-' {
		n = 1
	}
	digits := n
	for digits < len(b) && '0' <= b[digits] && b[digits] <= '9' {
		digits++
	}
	if digits == n || b[n] == '0' && digits > n+1 {
		return 0
	}
	return digits
}

// plainNested is the length of the object with which b begins, of which nothing is looked at but braces and quotes.
func plainNested(b []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

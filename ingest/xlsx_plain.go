package ingest

import (
	"bytes"
	"unicode/utf8"
)

// plainWindow is how far ahead a piece of XML is looked at in search of its end, in bytes. Longer ones are left to encoding/xml.
const plainWindow = 512

// plainXML reads the piece of XML with which b begins, and how many bytes it is long: a tag without prefixes, entities and anything
// but ASCII, or a text without entities. Of everything else it answers 0: that is left to encoding/xml, which knows the whole of XML
// and costs many times as much. Nearly all of a sheet is plain.
func plainXML(b []byte, t *xmlToken) (length int) {
	switch {
	case len(b) < 2:
		return 0
	case b[0] != '<':
		return plainXMLText(b, t)
	case b[1] == '/':
		n := plainName(b[2:])
		if n == 0 || 2+n >= len(b) || b[2+n] != '>' {
			return 0
		}
		t.kind, t.name = xmlEnd, t.names.of(b[2:2+n])
		return n + 3
	}
	n := plainName(b[1:])
	if n == 0 {
		return 0
	}
	t.kind, t.name, t.attrs, t.closed = xmlBegin, t.names.of(b[1:1+n]), t.attrs[:0], false
	for i := 1 + n; ; {
		spaces := plainSpaces(b[i:])
		i += spaces
		switch rest := b[i:]; {
		case len(rest) < 2:
			return 0
		case rest[0] == '>':
			return i + 1
		case rest[0] == '/' && rest[1] == '>':
			t.closed = true
			return i + 2
		case spaces == 0:
			return 0
		}
		length := plainAttr(b[i:], t)
		if length == 0 {
			return 0
		}
		i += length
	}
}

// plainAttr reads an attribute.
func plainAttr(b []byte, t *xmlToken) (length int) {
	n := plainName(b)
	if n == 0 || n+2 > len(b) || b[n] != '=' || b[n+1] != '"' {
		return 0
	}
	value := b[n+2:]
	end := bytes.IndexByte(value, '"')
	if end < 0 {
		return 0
	}
	for _, c := range value[:end] {
		if c < ' ' || c >= utf8.RuneSelf || c == '&' || c == '<' {
			return 0
		}
	}
	t.attrs = append(t.attrs, xmlAttr{t.names.of(b[:n]), string(value[:end])})
	return n + 2 + end + 1
}

// plainXMLText reads the text before the next tag.
func plainXMLText(b []byte, t *xmlToken) (length int) {
	end := bytes.IndexByte(b, '<')
	if end <= 0 {
		return 0
	}
	ascii := true
	for _, c := range b[:end] {
		switch {
		case c == '&', c == '>', c == 0xef, c < ' ' && c != '\t' && c != '\n':
			return 0 // 0xef begins the characters that XML does not have
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	if !ascii && !utf8.Valid(b[:end]) {
		return 0
	}
	t.kind, t.text = xmlText, b[:end]
	return end
}

// plainName is the length of a name of ASCII letters, digits and _ . -
func plainName(b []byte) int {
	for i, c := range b {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
		if !letter && (i == 0 || c != '.' && c != '-' && (c < '0' || c > '9')) {
			if c == ':' {
				return 0
			}
			return i
		}
	}
	return 0 // it may go on
}

func plainSpaces(b []byte) int {
	n := 0
	for n < len(b) && (b[n] == ' ' || b[n] == '\n' || b[n] == '\t') {
		n++
	}
	return n
}

// xmlNames keep each name of elements and attributes once.
type xmlNames map[string]string

// xmlNamesMost bounds them; a workbook has some dozens.
const xmlNamesMost = 256

func (k xmlNames) of(b []byte) string {
	if name, ok := k[string(b)]; ok {
		return name
	}
	name := string(b)
	if len(k) < xmlNamesMost {
		k[name] = name
	}
	return name
}

package ingest

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"

	"harta/internal/fault"
)

// maxToken bounds one piece of a part's XML, in bytes: the longest text of a cell is 32,767 characters.
const maxToken = 1 << 20

// xmlPart reads the XML of one part of a workbook. It ends with a fault where the part is longer than it said, where the workbook
// as a whole unpacks to too much, or where a single piece would fill the memory.
type xmlPart struct {
	closer  io.Closer
	flow    *flow
	buffer  *bufio.Reader // of which the decoder reads, too
	decoder *xml.Decoder
	held    bool // the decoder has begun something that it must go on with
	token   xmlToken
}

// The kinds of tokens that matter; comments and instructions do not.
const (
	xmlOther = iota
	xmlBegin
	xmlEnd
	xmlText
)

// xmlToken is a piece of XML. It is good until the next one is read.
type xmlToken struct {
	kind   int
	name   string // of an element, without its name space
	attrs  []xmlAttr
	closed bool // the element ends where it begins; its end comes as the next token
	text   []byte
	names  xmlNames
}

type xmlAttr struct{ name, value string }

// flow counts what comes out of the unpacker.
type flow struct {
	r      io.Reader
	size   int64  // what the part says it is long
	read   int64  // so far
	piece  int64  // since the last token
	budget *int64 // what the workbook may still unpack
}

func (f *flow) Read(b []byte) (int, error) {
	n, err := f.r.Read(b)
	f.read += int64(n)
	f.piece += int64(n)
	*f.budget -= int64(n)
	switch {
	case *f.budget < 0, f.read > f.size:
		return 0, fault.Invalid("file", "workbook_bomb", fault.Params{"limit": maxUnpacked >> 20})
	case f.piece > maxToken:
		return 0, fault.Invalid("file", "workbook_bomb", fault.Params{"limit": maxToken >> 10})
	}
	return n, err
}

func newXMLPart(r io.ReadCloser, size int64, budget *int64) *xmlPart {
	f := &flow{r: r, size: size, budget: budget}
	p := &xmlPart{closer: r, flow: f, buffer: bufio.NewReaderSize(f, 64<<10), token: xmlToken{names: xmlNames{}}}
	p.decoder = xml.NewDecoder(p.buffer)
	p.decoder.CharsetReader = func(label string, input io.Reader) (io.Reader, error) {
		return nil, fault.Invalid("file", "file_damaged", nil) // the standard asks for UTF-8; the decoder knows it by itself
	}
	return p
}

// Close ends the reading.
func (p *xmlPart) Close() error { return p.closer.Close() }

// next gives the next token, or io.EOF. Entities beyond the five of XML and document types are refused.
func (p *xmlPart) next() (*xmlToken, error) {
	p.flow.piece = 0
	t := &p.token
	if t.closed {
		t.kind, t.closed = xmlEnd, false
		return t, nil
	}
	if !p.held {
		ahead, err := p.buffer.Peek(plainWindow)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, damaged(err)
		}
		if n := plainXML(ahead, t); n > 0 {
			_, err := p.buffer.Discard(n)
			return t, err
		}
	}
	return t, p.decode(t)
}

// decode lets encoding/xml read the next token. Behind a text it holds the next character already, and of an element that ends where
// it begins it owes the end: it goes on until an end, or something else that it has read whole.
func (p *xmlPart) decode(t *xmlToken) error {
	token, err := p.decoder.RawToken()
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if err != nil {
		return damaged(err)
	}
	t.closed, p.held = false, false
	switch token := token.(type) {
	case xml.Directive:
		return fault.Invalid("file", "file_damaged", nil)
	case xml.StartElement:
		t.kind, t.name, t.attrs, p.held = xmlBegin, token.Name.Local, t.attrs[:0], true
		for _, a := range token.Attr {
			t.attrs = append(t.attrs, xmlAttr{a.Name.Local, a.Value})
		}
	case xml.EndElement:
		t.kind, t.name = xmlEnd, token.Name.Local
	case xml.CharData:
		t.kind, t.text, p.held = xmlText, token, true
	default:
		t.kind = xmlOther
	}
	return nil
}

// attr is the value of an attribute of an element that begins, empty where it has none of the name.
func (t *xmlToken) attr(name string) string {
	for _, a := range t.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// each calls f for the beginning of every element.
func (p *xmlPart) each(f func(*xmlToken) error) error { return p.walk(f, func(string) {}) }

// walk calls start for the beginning of every element and end for its end.
func (p *xmlPart) walk(start func(*xmlToken) error, end func(name string)) error {
	for {
		t, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t.kind {
		case xmlBegin:
			if err := start(t); err != nil {
				return err
			}
		case xmlEnd:
			end(t.name)
		}
	}
}

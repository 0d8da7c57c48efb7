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
	closer io.Closer
	*xml.Decoder
	flow *flow
}

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
	d := xml.NewDecoder(bufio.NewReaderSize(f, 64<<10))
	d.CharsetReader = func(label string, input io.Reader) (io.Reader, error) {
		return nil, fault.Invalid("file", "file_damaged", nil) // the standard asks for UTF-8; the decoder knows it by itself
	}
	return &xmlPart{closer: r, Decoder: d, flow: f}
}

// Close ends the reading.
func (p *xmlPart) Close() error { return p.closer.Close() }

// next gives the next token, or io.EOF. Entities beyond the five of XML and document types are refused.
func (p *xmlPart) next() (xml.Token, error) {
	p.flow.piece = 0
	t, err := p.RawToken()
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	if err != nil {
		return nil, damaged(err)
	}
	if _, directive := t.(xml.Directive); directive {
		return nil, fault.Invalid("file", "file_damaged", nil)
	}
	return t, nil
}

// xmlStart is the beginning of an element; name spaces do not matter.
type xmlStart struct {
	name  string
	attrs []xml.Attr
}

func (e xmlStart) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// each calls f for the beginning of every element.
func (p *xmlPart) each(f func(xmlStart) error) error { return p.walk(f, func(string) {}) }

// walk calls start for the beginning of every element and end for its end.
func (p *xmlPart) walk(start func(xmlStart) error, end func(name string)) error {
	for {
		t, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := start(xmlStart{t.Name.Local, t.Attr}); err != nil {
				return err
			}
		case xml.EndElement:
			end(t.Name.Local)
		}
	}
}

package ingest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// A part is read as encoding/xml would read it, plain or not.
func FuzzXML(f *testing.F) {
	for _, seed := range []string{
		`<?xml version="1.0"?><row r="1"><c r="A1" t="s"><v>0</v></c><c/><x:c r='2' xml:space="preserve">a&amp;b</x:c></row>`,
		`<a b="1"c="2" d = "3" >текст<!-- <b> --><![CDATA[<x>]]>]]</a >`, `<a b="&lt;&#10;" c=">"/>]]>`, "<a\r\n\tb=\"x\ny\">\r\n</a>", `<a`, `<a b="`,
		`<a/>x<b/><c></c>`, `text`, `<!DOCTYPE a>`, `</>`, `< a>`, `<a b>`, "<a>\xff</a>", "<a>\uffff\x01</a>", `<аб в="г">д</аб>`, `<a:b:c/><:a/><a:/>`,
		`<v>` + strings.Repeat("x", 2*plainWindow) + `</v><c t="` + strings.Repeat("y", plainWindow) + `"/><v>1</v>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		budget := int64(maxUnpacked)
		part := newXMLPart(io.NopCloser(strings.NewReader(text)), int64(len(text)), &budget)
		var got []string
		var err error
		for err == nil {
			var token *xmlToken
			if token, err = part.next(); err == nil && token.kind != xmlOther {
				got = append(got, writtenToken(token))
			}
		}
		want, wantErr := tokensOf(text)
		if errors.Is(err, io.EOF) != errors.Is(wantErr, io.EOF) || !slices.Equal(got, want) {
			t.Errorf("%q\n got %q %v\nwant %q %v", text, got, err, want, wantErr)
		}
	})
}

func writtenToken(t *xmlToken) string {
	switch t.kind {
	case xmlBegin:
		return fmt.Sprintf("<%s %q", t.name, t.attrs)
	case xmlEnd:
		return "/" + t.name
	}
	return "text " + string(t.text)
}

// tokensOf reads a text with encoding/xml alone.
func tokensOf(text string) (list []string, err error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("not UTF-8") }
	for {
		token, err := d.RawToken()
		if err != nil {
			return list, err
		}
		switch token := token.(type) {
		case xml.Directive:
			return list, errors.New("directive")
		case xml.StartElement:
			var attrs []xmlAttr
			for _, a := range token.Attr {
				attrs = append(attrs, xmlAttr{a.Name.Local, a.Value})
			}
			list = append(list, fmt.Sprintf("<%s %q", token.Name.Local, attrs))
		case xml.EndElement:
			list = append(list, "/"+token.Name.Local)
		case xml.CharData:
			list = append(list, "text "+string(token))
		}
	}
}

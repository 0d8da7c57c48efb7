package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	uni "golang.org/x/text/encoding/unicode"

	"harta/internal/fault"
)

// The encodings of texts.
const (
	encodingUTF8        = "utf-8"
	encodingUTF16LE     = "utf-16le"
	encodingUTF16BE     = "utf-16be"
	encodingWindows1251 = "windows-1251"
)

// encodings are all of them, in the order in which they are offered.
var encodings = []string{encodingUTF8, encodingWindows1251, encodingUTF16LE, encodingUTF16BE}

const utf8BOM = "\xef\xbb\xbf"

// delimiters are the ones that are tried when none is given.
var delimiters = []string{";", ",", "tab", "|"}

func delimiterByte(s string) (byte, bool) {
	if s == "tab" {
		return '\t', true
	}
	if len(s) == 1 && s[0] > ' ' && s[0] < 0x7f && s[0] != '"' {
		return s[0], true
	}
	return 0, false
}

func isLetter(r rune) bool { return unicode.IsLetter(r) }

// chooseEncoding decides the encoding of a text: the one given, else what its mark says, else UTF-8 where every byte is, else
// Windows-1251. Cyrillic in Windows-1251 is practically never valid UTF-8, so the test is reliable.
func chooseEncoding(want string, sv survey) (string, error) {
	switch {
	case want == encodingUTF8 && !sv.UTF8:
		return "", fault.Invalid("file", "encoding_wrong", fault.Params{"expected": "UTF-8", "line": max(sv.BadLine, 1)})
	case want != "":
		return want, nil
	case sv.UTF16 != "":
		return sv.UTF16, nil
	case sv.UTF8:
		return encodingUTF8, nil
	}
	return encodingWindows1251, nil
}

// csvRows are the rows of a text.
type csvRows struct {
	*csvReader
	file *os.File
	size int64
	read atomic.Int64
}

// openText opens a text at its beginning, behind the mark that some programs put there.
func openText(path, encodingName, delimiter string, maxRecord int) (*csvRows, error) {
	comma, ok := delimiterByte(delimiter)
	if !ok {
		return nil, fault.Invalid("delimiter", "delimiter_unknown", fault.Params{"delimiter": clip(delimiter)})
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	c := &csvRows{file: f, size: info.Size()}
	var r io.Reader = &countingReader{r: f, n: &c.read}
	var coded encoding.Encoding
	switch encodingName {
	case encodingUTF8:
		buffered := bufio.NewReader(r)
		if mark, err := buffered.Peek(len(utf8BOM)); err == nil && string(mark) == utf8BOM {
			_, _ = buffered.Discard(len(utf8BOM))
		}
		r = buffered
	case encodingWindows1251:
		coded = charmap.Windows1251
	case encodingUTF16LE:
		coded = uni.UTF16(uni.LittleEndian, uni.UseBOM)
	case encodingUTF16BE:
		coded = uni.UTF16(uni.BigEndian, uni.UseBOM)
	default:
		return nil, errors.Join(fault.Invalid("encoding", "encoding_unknown", fault.Params{"encoding": clip(encodingName)}), f.Close())
	}
	if coded != nil {
		r = coded.NewDecoder().Reader(r)
	}
	c.csvReader = newCSVReader(endLines(r), comma, maxRecord)
	return c, nil
}

// Read gives the next row in which something stands, or io.EOF: programs write rows of delimiters alone for those that are empty. One
// that is wider than a file may be is none of theirs.
func (c *csvRows) Read() (rawRow, error) {
	for {
		row, err := c.csvReader.Read()
		if err != nil || row.Code != "" || len(row.Fields) > maxColumns || slices.ContainsFunc(row.Fields, func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
			return row, err
		}
	}
}

// lineSought is how far a text is searched for the end of its first line.
const lineSought = 64 << 10

// endLines gives a text as it is, but for one whose lines end as on old Macs, with a carriage return alone: theirs end as others do.
func endLines(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, lineSought)
	if top, _ := b.Peek(lineSought); bytes.IndexByte(top, '\n') >= 0 || bytes.IndexByte(top, '\r') < 0 {
		return b
	}
	return returnsReader{b}
}

// returnsReader reads carriage returns as ends of lines.
type returnsReader struct{ r io.Reader }

func (m returnsReader) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

func (c *csvRows) Progress() (read, total int64) { return c.read.Load(), c.size }

func (c *csvRows) Close() error { return c.file.Close() }

type countingReader struct {
	r io.Reader
	n *atomic.Int64
}

func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n.Add(int64(n))
	return n, err
}

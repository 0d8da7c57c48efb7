package ingest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/text/encoding/charmap"

	"harta/internal/fault"
)

// The encodings of files.
const (
	encodingUTF8        = "utf-8"
	encodingWindows1251 = "windows-1251"
)

const utf8BOM = "\xef\xbb\xbf"

// delimiters are the ones that "detect" chooses from.
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

// source is an open file whose header has been understood.
type source struct {
	Encoding  string
	Delimiter string
	Header    []string      // as in the file
	columns   map[Field]int // where each field stands
	csv       *csvReader
	file      *os.File
	read      atomic.Int64
}

// openSource opens a surveyed file and finds its encoding, its delimiter and its columns. The faults say what is wrong with the
// file as a whole.
func openSource(path string, p *Profile, sv survey) (*source, error) {
	encoding, err := chooseEncoding(p, sv)
	if err != nil {
		return nil, err
	}
	s := &source{Encoding: encoding}
	if s.file, err = os.Open(path); err != nil {
		return nil, err
	}
	if err := s.readHeader(p, sv); err != nil {
		s.file.Close()
		return nil, err
	}
	return s, nil
}

// chooseEncoding decides the encoding: what the profile says, or UTF-8 where every byte is, else Windows-1251. Cyrillic in
// Windows-1251 is practically never valid UTF-8, so the test is reliable.
func chooseEncoding(p *Profile, sv survey) (string, error) {
	switch {
	case p.Encoding == encodingUTF8 && !sv.UTF8:
		return "", fault.Invalid("file", "encoding_wrong", fault.Params{"expected": "UTF-8", "line": sv.BadLine})
	case p.Encoding == encodingWindows1251, p.Encoding == wordDetect && !sv.UTF8:
		return encodingWindows1251, nil
	}
	return encodingUTF8, nil
}

// Close closes the file.
func (s *source) Close() error { return s.file.Close() }

// Read gives the next record after the header, or io.EOF.
func (s *source) Read() (csvRecord, error) { return s.csv.Read() }

// BytesRead is how far the file has been read; a reader ahead of the rows by its buffer.
func (s *source) BytesRead() int64 { return s.read.Load() }

// rewind starts reading at the beginning, without the mark that some programs put before UTF-8.
func (s *source) rewind(comma byte, maxRecord int) error {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	mark := make([]byte, len(utf8BOM))
	n, err := io.ReadFull(s.file, mark)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return err
	}
	if string(mark[:n]) != utf8BOM {
		if _, err := s.file.Seek(0, io.SeekStart); err != nil {
			return err
		}
	}
	s.read.Store(0)
	var r io.Reader = &countingReader{r: s.file, n: &s.read}
	if s.Encoding == encodingWindows1251 {
		r = charmap.Windows1251.NewDecoder().Reader(r)
	}
	s.csv = newCSVReader(r, comma, maxRecord)
	return nil
}

type countingReader struct {
	r io.Reader
	n *atomic.Int64
}

func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n.Add(int64(n))
	return n, err
}

// readHeader finds the delimiter under which the header has the columns the profile needs.
func (s *source) readHeader(p *Profile, sv survey) error {
	wanted := delimiters
	if p.Delimiter != wordDetect {
		wanted = []string{p.Delimiter}
	}
	best, err := s.bestHeader(p, wanted)
	if err != nil {
		return err
	}
	if len(best.missing) > 0 {
		return s.headerFault(p, sv, best)
	}
	if best.twice != "" {
		return fault.Invalid("file", "column_twice", fault.Params{"column": clip(best.twice)})
	}
	s.Delimiter, s.Header, s.columns = best.delimiter, best.names, best.columns
	comma, _ := delimiterByte(best.delimiter)
	if err := s.rewind(comma, p.MaxRecord); err != nil {
		return err
	}
	_, err = s.csv.Read()
	return err
}

// headerFault says why the header is not the profile's: another delimiter, a damaged encoding, or other columns.
func (s *source) headerFault(p *Profile, sv survey, best header) error {
	others := slices.DeleteFunc(slices.Clone(delimiters), func(d string) bool { return d == p.Delimiter })
	if other, err := s.bestHeader(p, others); err == nil && p.Delimiter != wordDetect && len(other.missing) == 0 {
		return fault.Invalid("file", "delimiter_wrong", fault.Params{"expected": p.Delimiter, "found": other.delimiter})
	}
	if p.Encoding == wordDetect && !sv.UTF8 && sv.BadLine > 1 {
		// Read as UTF-8 the header may be right: then a single damaged byte further down spoilt the file.
		utf := &source{Encoding: encodingUTF8, file: s.file}
		if h, err := utf.bestHeader(p, delimiters); err == nil && len(h.missing) == 0 {
			return fault.Invalid("file", "encoding_mixed", fault.Params{"line": sv.BadLine})
		}
	}
	missing := make([]string, len(best.missing))
	for i, f := range best.missing {
		missing[i] = p.Columns[f].Headers[0]
	}
	return fault.Invalid("file", "columns_missing", fault.Params{
		"missing": strings.Join(missing, ", "), "found": clipTo(strings.Join(best.names, ", "), 300),
	})
}

// header is the first record read with one delimiter.
type header struct {
	delimiter string
	names     []string
	columns   map[Field]int
	missing   []Field // required and not there, in the order of fields
	twice     string  // a header that stands for one field twice
}

// bestHeader reads the header with each delimiter and gives the reading that knows most columns.
func (s *source) bestHeader(p *Profile, candidates []string) (header, error) {
	var best header
	for _, d := range candidates {
		comma, ok := delimiterByte(d)
		if !ok {
			return header{}, fmt.Errorf("delimiter %q", d)
		}
		if err := s.rewind(comma, p.MaxRecord); err != nil {
			return header{}, err
		}
		rec, err := s.csv.Read()
		if errors.Is(err, io.EOF) {
			return header{}, fault.Invalid("file", "file_empty", nil)
		}
		if err != nil {
			return header{}, err
		}
		h := readColumns(p, d, rec.Fields)
		if best.delimiter == "" || len(h.columns) > len(best.columns) {
			best = h
		}
	}
	return best, nil
}

// readColumns matches the header's names with the profile's. A field's first alternative that the header has is taken.
func readColumns(p *Profile, delimiter string, names []string) header {
	h := header{delimiter: delimiter, names: names, columns: map[Field]int{}}
	places := map[string]int{}
	for i, n := range names {
		if _, twice := places[fold(n)]; twice && fold(n) != "" {
			h.twice = n
			continue
		}
		places[fold(n)] = i
	}
	for _, f := range fieldOrder {
		col, wanted := p.Columns[f]
		if !wanted {
			continue
		}
		i := slices.IndexFunc(col.Headers, func(name string) bool { _, ok := places[fold(name)]; return ok })
		switch {
		case i >= 0:
			h.columns[f] = places[fold(col.Headers[i])]
		case col.Required:
			h.missing = append(h.missing, f)
		}
	}
	if h.twice != "" && !slices.ContainsFunc(fieldOrder, func(f Field) bool {
		i, ok := h.columns[f]
		return ok && fold(names[i]) == fold(h.twice)
	}) {
		h.twice = "" // a column we do not read
	}
	return h
}

// fold makes names comparable: without outer spaces, one space for many (also the unbreakable one), in lower case.
func fold(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(s), " "))
}

// clipTo shortens a text to n letters.
func clipTo(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

package ingest

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// longLine is how many bytes a line may have whose fields keep it in memory whole.
const longLine = 2 << 10

// maxRecordLines bounds the lines that one record may reach over: a longer one is an unclosed quote.
const maxRecordLines = 200

// csvReader reads separated values as RFC 4180 has them. Unlike encoding/csv it survives bad quotes: the line at fault is
// reported, and reading goes on with the line after it, so that one stray quote costs one record and not the rest of the file.
type csvReader struct {
	r       *bufio.Reader
	comma   byte
	max     int        // bytes of a record
	pending []textLine // read ahead in search of a closing quote, to be read again
	line    int64
	width   int // fields of the record before
}

type textLine struct {
	number int64
	text   string
	long   bool // cut, the rest was skipped
}

func newCSVReader(r io.Reader, comma byte, maxRecord int) *csvReader {
	return &csvReader{r: bufio.NewReaderSize(r, 64<<10), comma: comma, max: maxRecord}
}

// Read gives the next record that is not an empty line, or io.EOF.
func (c *csvReader) Read() (rawRow, error) {
	for {
		first, err := c.nextLine()
		if err != nil {
			return rawRow{}, err
		}
		if first.long {
			return rawRow{Line: first.number, Code: "record_too_long", Raw: first.text}, nil
		}
		if first.text != "" {
			return c.record(first)
		}
	}
}

// record reads a record that begins with the given line.
func (c *csvReader) record(first textLine) (rawRow, error) {
	s := splitter{comma: c.comma, fields: make([]string, 0, c.width), apart: len(first.text) > longLine}
	var ahead []textLine
	size := 0
	for line := first; ; {
		size += len(line.text) + 1
		switch s.feed(line.text) {
		case splitDone:
			c.width = len(s.fields)
			return rawRow{Line: first.number, Fields: s.fields, size: size}, nil
		case splitBad:
			code := "quote_bare"
			if len(ahead) > 0 {
				code = "quote_unclosed" // the quote met in a later line belongs to that line
			}
			c.pending = append(ahead, c.pending...)
			return rawRow{Line: first.number, Code: code, Raw: first.text}, nil
		}
		next, err := c.nextLine()
		if err != nil && !errors.Is(err, io.EOF) {
			return rawRow{}, err
		}
		if err == nil {
			ahead = append(ahead, next)
		}
		if err != nil || next.long || size+len(next.text) > c.max || len(ahead) >= maxRecordLines {
			c.pending = append(ahead, c.pending...)
			return rawRow{Line: first.number, Code: "quote_unclosed", Raw: first.text}, nil
		}
		line = next
	}
}

func (c *csvReader) nextLine() (textLine, error) {
	if len(c.pending) > 0 {
		l := c.pending[0]
		c.pending = c.pending[1:]
		return l, nil
	}
	const ends = len("\r\n")
	var b []byte
	long := false
	for {
		part, err := c.r.ReadSlice('\n')
		if room := c.max + ends - len(b); len(part) > room {
			part, long = part[:room], true
		}
		if b == nil && err == nil {
			b = part // the whole line is in the reader's buffer, which the text below leaves
		} else {
			b = append(b, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if errors.Is(err, io.EOF) && len(b) == 0 {
			return textLine{}, io.EOF
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return textLine{}, err
		}
		c.line++
		text := strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r")
		return textLine{number: c.line, text: text[:min(len(text), c.max)], long: long || len(text) > c.max}, nil
	}
}

type splitState uint8

const (
	splitDone splitState = iota // the record is complete
	splitMore                   // a quoted field goes on in the next line
	splitBad                    // a quote where none may be
)

// splitter cuts lines into fields. Of more fields than a file may have columns it keeps one, which is enough to know that there are too
// many: a line of nothing but delimiters takes a byte for a field in the file and sixteen in memory.
type splitter struct {
	comma  byte
	fields []string
	apart  bool            // fields do not keep their line
	open   bool            // inside a quoted field
	quoted strings.Builder // its text so far
}

// feed takes one more line of the record.
func (s *splitter) feed(line string) splitState {
	if s.open {
		s.quoted.WriteByte('\n')
	}
	for {
		if !s.open {
			if !strings.HasPrefix(line, `"`) {
				end := strings.IndexByte(line, s.comma)
				field := line
				if end >= 0 {
					field = line[:end]
				}
				if strings.IndexByte(field, '"') >= 0 {
					return splitBad
				}
				if s.apart {
					field = strings.Clone(field)
				}
				if s.keep(field); end < 0 {
					return splitDone
				}
				line = line[end+1:]
				continue
			}
			s.open, line = true, line[1:]
			s.quoted.Reset()
		}
		rest, state, again := s.inQuotes(line)
		if !again {
			return state
		}
		line = rest
	}
}

func (s *splitter) keep(field string) {
	if len(s.fields) <= maxColumns {
		s.fields = append(s.fields, field)
	}
}

// inQuotes takes the text of a quoted field. again is true when another field follows in rest.
func (s *splitter) inQuotes(line string) (rest string, state splitState, again bool) {
	for {
		text, after, found := strings.Cut(line, `"`)
		s.quoted.WriteString(text)
		switch {
		case !found:
			return "", splitMore, false
		case strings.HasPrefix(after, `"`):
			s.quoted.WriteByte('"')
			line = after[1:]
			continue
		case after != "" && after[0] != s.comma:
			return "", splitBad, false
		}
		s.open = false
		s.keep(s.quoted.String())
		if after == "" {
			return "", splitDone, false
		}
		return after[1:], splitDone, true
	}
}

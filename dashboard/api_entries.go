package dashboard

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/ingest"
	"harta/internal/fault"
)

// The measures by which a body is cut up. A block is what is in memory at once, what shares one commit, and what ClickHouse is asked
// about at once, which costs it about the same for one entry as for thousands.
const (
	entryBytes   = 256 << 10
	blockEntries = 10_000
	blockBytes   = 2 << 20
)

// mimeNDJSON is one JSON value a line.
const mimeNDJSON = "application/x-ndjson"

// entryReader cuts a body into entries.
type entryReader interface {
	// next gives the next entry, or io.EOF. wrong says that this entry cannot be read though those after it can; an error ends the
	// body.
	next() (e ingest.Entry, wrong *fault.Error, err error)
}

// newEntryReader reads a body as its content type says: application/json is one object or an array of them, application/x-ndjson
// an object a line.
func newEntryReader(c *fiber.Ctx) (entryReader, error) {
	kind, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if charset := params["charset"]; err == nil && (charset == "" || strings.EqualFold(charset, "utf-8")) {
		switch kind {
		case mimeNDJSON, "application/jsonl", "application/ndjson":
			return &lineReader{r: bufio.NewReaderSize(bodyOf(c), 64<<10)}, nil
		case fiber.MIMEApplicationJSON:
			return newArrayReader(bodyOf(c)), nil
		}
	}
	return nil, fault.Invalid("Content-Type", "content_type", nil)
}

// lineReader reads a value a line. A line that cannot be read costs itself alone.
type lineReader struct {
	r    *bufio.Reader
	line int64
}

func (l *lineReader) next() (ingest.Entry, *fault.Error, error) {
	for {
		text, long, err := l.read()
		if err != nil {
			return ingest.Entry{}, nil, err
		}
		if l.line == 1 {
			text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
		}
		e := ingest.Entry{Line: l.line, JSON: bytes.TrimSpace(text)}
		switch {
		case long:
			return e, fault.New(fault.KindTooLarge, "entry_too_long", fault.Params{"limit": entryBytes}), nil
		case len(e.JSON) > 0:
			return e, nil, nil
		}
	}
}

// read reads one line, of which it keeps at most entryBytes; long says that there was more.
func (l *lineReader) read() (text []byte, long bool, err error) {
	for {
		part, err := l.r.ReadSlice('\n')
		if room := entryBytes + 1 - len(text); len(part) > room {
			part, long = part[:room], true
		}
		text = append(text, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(text) == 0:
			return nil, false, io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return nil, false, err
		}
		l.line++
		return text, long, nil
	}
}

// arrayReader reads one object or the elements of an array. Where the JSON is broken nobody knows where the next element begins:
// the body ends there.
type arrayReader struct {
	dec     *json.Decoder
	budget  *budgetReader
	line    int64
	array   bool
	started bool
}

func newArrayReader(r io.Reader) *arrayReader {
	b := &budgetReader{r: r}
	return &arrayReader{dec: json.NewDecoder(b), budget: b}
}

// budgetReader reads up to a place and no further, so that the decoder cannot gather an endless element in memory.
type budgetReader struct {
	r        io.Reader
	read     int64
	until    int64
	exceeded bool
}

func (b *budgetReader) Read(p []byte) (int, error) {
	left := b.until - b.read
	if left <= 0 {
		b.exceeded = true
		return 0, fault.New(fault.KindTooLarge, "entry_too_long", fault.Params{"limit": entryBytes})
	}
	n, err := b.r.Read(p[:min(int64(len(p)), left)])
	b.read += int64(n)
	return n, err
}

func (a *arrayReader) next() (ingest.Entry, *fault.Error, error) {
	a.budget.until = a.dec.InputOffset() + entryBytes + 1
	if !a.started {
		a.started = true
		if err := a.start(); errors.Is(err, io.EOF) {
			return ingest.Entry{}, nil, io.EOF // nothing at all
		} else if err != nil {
			return ingest.Entry{}, nil, a.explain(err)
		}
	} else if !a.array {
		return ingest.Entry{}, nil, a.end()
	}
	if a.array && !a.dec.More() {
		if _, err := a.dec.Token(); err != nil {
			return ingest.Entry{}, nil, a.explain(err)
		}
		return ingest.Entry{}, nil, a.end()
	}
	a.line++
	var raw json.RawMessage
	if err := a.dec.Decode(&raw); err != nil {
		return ingest.Entry{}, nil, a.explain(err)
	}
	return ingest.Entry{Line: a.line, JSON: raw}, nil, nil
}

// start finds out whether the body is an array.
func (a *arrayReader) start() error {
	peek := bufio.NewReader(a.budget.r)
	a.budget.r = peek
	for n := 0; ; n++ {
		b, err := peek.ReadByte()
		if err != nil {
			return err
		}
		if b == ' ' || b == '\t' || b == '\r' || b == '\n' {
			if n > entryBytes {
				return fault.Invalid("", "json_malformed", nil)
			}
			continue
		}
		if err := peek.UnreadByte(); err != nil {
			return err
		}
		if a.array = b == '['; a.array {
			_, err = a.dec.Token()
		}
		return err
	}
}

// end makes sure that nothing follows.
func (a *arrayReader) end() error {
	a.budget.until = a.dec.InputOffset() + entryBytes + 1
	if _, err := a.dec.Token(); !errors.Is(err, io.EOF) {
		return a.explain(err)
	}
	return io.EOF
}

// explain words why the body ends: it was cut off, it is no JSON, an element is too long, the sender is too slow.
func (a *arrayReader) explain(err error) error {
	if a.budget.exceeded {
		return fault.New(fault.KindTooLarge, "entry_too_long", fault.Params{"limit": entryBytes})
	}
	if _, told := fault.As(err); told {
		return err
	}
	var e *fiber.Error
	if errors.As(err, &e) {
		return err
	}
	return fault.Invalid("", "json_malformed", nil)
}

package dashboard

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/gofiber/fiber/v2"

	"harta/ingest"
	"harta/internal/fault"
	"harta/internal/text"
)

// takeCounts are the entries of a request by what became of them.
type takeCounts struct {
	Accepted int64 `json:"accepted"`
	Already  int64 `json:"already"`
	Older    int64 `json:"older"`
	Rejected int64 `json:"rejected"`
}

// takeLine is the report on one entry.
type takeLine struct {
	Line   int64      `json:"line"`
	Status string     `json:"status"`
	ID     string     `json:"id,omitempty"`
	Number string     `json:"number,omitempty"`
	Link   string     `json:"link,omitempty"`
	Error  *lineError `json:"error,omitempty"`
}

// lineError says what is wrong with one entry.
type lineError struct {
	Code    string `json:"code"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

// takeError is why a request as a whole has no good end.
type takeError struct {
	errorBody
	Line int64 `json:"line,omitempty"`
}

// takeReport gathers the report on a body of any length in a temporary file, as JSON lines or as one JSON object.
type takeReport struct {
	words  *text.Printer
	lines  bool // JSON lines
	file   *os.File
	out    *bufio.Writer
	counts takeCounts
	first  *fault.Error // the first fault, and its line
	line   int64
	last   int64 // the last line reported on
}

// newTakeReport begins a report. The file lies in the data folder, whose disk is watched, and has no name: it goes with the process.
func newTakeReport(folder string, words *text.Printer, lines bool) (*takeReport, error) {
	file, err := os.CreateTemp(folder, "report-*")
	if err != nil {
		return nil, fmt.Errorf("begin a report: %w", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(fmt.Errorf("begin a report: %w", err), file.Close())
	}
	r := &takeReport{words: words, lines: lines, file: file, out: bufio.NewWriterSize(file, 64<<10)}
	if !lines {
		_, err = r.out.WriteString(`{"lines":[`)
	}
	return r, err
}

func (r *takeReport) entries() int64 { return r.taken() + r.counts.Rejected }

func (r *takeReport) taken() int64 { return r.counts.Accepted + r.counts.Already + r.counts.Older }

// add reports on entries.
func (r *takeReport) add(outcomes []ingest.Outcome) error {
	for _, o := range outcomes {
		line := takeLine{Line: o.Line, Status: o.Status, ID: o.ID, Number: o.Given, Link: o.Link}
		if o.Fault != nil {
			line.Error = &lineError{Code: o.Fault.Code, Field: o.Fault.Field, Message: r.words.Fault(o.Fault)}
			if r.first == nil {
				r.first, r.line = o.Fault, o.Line
			}
		}
		b, err := json.Marshal(line)
		if err != nil {
			return err
		}
		if !r.lines && r.entries() > 0 {
			_ = r.out.WriteByte(',')
		}
		_ = r.out.WriteByte('\n')
		if _, err := r.out.Write(b); err != nil {
			return err
		}
		r.count(o.Status)
		r.last = o.Line
	}
	return nil
}

func (r *takeReport) count(status string) {
	switch status {
	case ingest.StatusAccepted:
		r.counts.Accepted++
	case ingest.StatusAlready:
		r.counts.Already++
	case ingest.StatusOlder:
		r.counts.Older++
	default:
		r.counts.Rejected++
	}
}

// finish ends the report and gives it for sending. why is nil when all is well; cut says that the body ended too early, after the
// last line reported on.
func (r *takeReport) finish(why *fault.Error, cut bool, request string) (body io.ReadCloser, size int, kind string, err error) {
	end := struct {
		Counts takeCounts `json:"counts"`
		Error  *takeError `json:"error,omitempty"`
	}{Counts: r.counts}
	if why != nil {
		line := r.line
		if cut {
			line = r.last + 1
		}
		end.Error = &takeError{errorBody{Code: why.Code, Field: why.Field, Message: r.words.Fault(why), Request: request}, line}
	}
	b, err := json.Marshal(end)
	if err != nil {
		return nil, 0, "", err
	}
	kind = mimeNDJSON
	if r.lines {
		_, err = fmt.Fprintf(r.out, "\n%s\n", b)
	} else {
		kind = fiber.MIMEApplicationJSON
		_, err = fmt.Fprintf(r.out, "\n],%s\n", b[1:])
	}
	if err = errors.Join(err, r.out.Flush()); err != nil {
		return nil, 0, "", fmt.Errorf("end a report: %w", err)
	}
	length, err := r.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, 0, "", err
	}
	start := int64(0)
	if r.lines {
		start = 1 // the line feed before the first line
	}
	if _, err := r.file.Seek(start, io.SeekStart); err != nil {
		return nil, 0, "", err
	}
	return r.file, int(length - start), kind, nil
}

// discard forgets a report that is not sent.
func (r *takeReport) discard() { _ = r.file.Close() }

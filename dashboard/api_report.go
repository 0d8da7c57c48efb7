package dashboard

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

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

// takeReport gathers the report on a body of any length in a temporary file, as JSON lines or as one JSON object. When the file cannot be
// written any more, as on a full disk, the entries are counted all the same: what was taken is told in any case.
type takeReport struct {
	words  *text.Printer
	lines  bool // JSON lines
	file   *os.File
	out    *bufio.Writer
	counts takeCounts
	first  *fault.Error // the first fault, and its line
	line   int64
	last   int64 // the last line reported on
	broken error // why the lines are lost
}

// newTakeReport begins a report. The file lies in the data folder, whose disk is watched, and has no name: it goes with the process.
func newTakeReport(folder string, words *text.Printer, lines bool) (*takeReport, error) {
	file, err := os.CreateTemp(folder, "report-*")
	if err != nil {
		return nil, reportBroken("begin", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(reportBroken("begin", err), file.Close())
	}
	return newReportIn(file, words, lines), nil
}

// newReportIn begins a report in an empty file.
func newReportIn(file *os.File, words *text.Printer, lines bool) *takeReport {
	r := &takeReport{words: words, lines: lines, file: file, out: bufio.NewWriterSize(file, 64<<10)}
	if !lines {
		_, _ = r.out.WriteString(linesBegin)
	}
	return r
}

// linesBegin and linesEnd stand around the lines in a report that is one JSON object.
const (
	linesBegin = `{"lines":[`
	linesEnd   = "\n],"
)

// reportBroken says that a report cannot be written; on a full disk that passes, and the sender is to come back.
func reportBroken(what string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%s a report: %w: %w", what, fault.New(fault.KindUnavailable, "disk_full", nil), err)
	}
	return fmt.Errorf("%s a report: %w", what, err)
}

func (r *takeReport) entries() int64 { return r.taken() + r.counts.Rejected }

func (r *takeReport) taken() int64 { return r.counts.Accepted + r.counts.Already + r.counts.Older }

// add reports on entries. The error says that their lines are lost.
func (r *takeReport) add(outcomes []ingest.Outcome) error {
	for _, o := range outcomes {
		line := takeLine{Line: o.Line, Status: o.Status, ID: o.ID, Number: o.Given, Link: o.Link}
		if o.Fault != nil {
			line.Error = &lineError{Code: o.Fault.Code, Field: o.Fault.Field, Message: r.words.Fault(o.Fault)}
			if r.first == nil {
				r.first, r.line = o.Fault, o.Line
			}
		}
		if err := r.write(line); err != nil && r.broken == nil {
			r.broken = reportBroken("write", err)
		}
		r.count(o.Status)
		r.last = o.Line
	}
	return r.broken
}

func (r *takeReport) write(line takeLine) error {
	b, err := json.Marshal(line)
	if err != nil {
		return err
	}
	if !r.lines && r.entries() > 0 {
		_ = r.out.WriteByte(',')
	}
	_ = r.out.WriteByte('\n')
	_, err = r.out.Write(b)
	return err
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
// last line reported on. The error says that the lines are lost: then brief tells the rest.
func (r *takeReport) finish(why *fault.Error, cut bool, request string) (body io.ReadCloser, size int, err error) {
	end, err := r.end(why, cut, request)
	if err != nil {
		return nil, 0, err
	}
	if r.lines {
		_, err = fmt.Fprintf(r.out, "\n%s\n", end)
	} else {
		_, err = fmt.Fprintf(r.out, "%s%s\n", linesEnd, end[1:])
	}
	if err = errors.Join(err, r.out.Flush()); err != nil {
		return nil, 0, reportBroken("end", err)
	}
	length, err := r.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, 0, err
	}
	start := int64(0)
	if r.lines {
		start = 1 // the line feed before the first line
	}
	if _, err := r.file.Seek(start, io.SeekStart); err != nil {
		return nil, 0, err
	}
	return r.file, int(length - start), nil
}

// brief is the report without its lines: how many entries were taken, and what ended it after the last of them.
func (r *takeReport) brief(why *fault.Error, request string) ([]byte, error) {
	end, err := r.end(why, true, request)
	if err != nil {
		return nil, err
	}
	if r.lines {
		return append(end, '\n'), nil
	}
	return fmt.Appendf(nil, "%s%s%s\n", linesBegin, linesEnd, end[1:]), nil
}

// end is the last part of a report, as an object.
func (r *takeReport) end(why *fault.Error, cut bool, request string) ([]byte, error) {
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
	return json.Marshal(end)
}

// kind is the media type of the report.
func (r *takeReport) kind() string {
	if r.lines {
		return mimeNDJSON
	}
	return fiber.MIMEApplicationJSON
}

// discard forgets a report that is not sent.
func (r *takeReport) discard() { _ = r.file.Close() }

package ingest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// appendRecord writes a record as encoding/json does, byte for byte: the content hash of everything that is held was made of that.
// It is done by hand because it is done for every row, where reflection would cost more than all the rest of reading it.
func appendRecord(b []byte, r *record) ([]byte, error) {
	j := jsonWriter{buffer: append(b, '{')}
	j.text("number", r.Number)
	j.text("service", r.Service)
	j.filled("department", r.Department)
	j.filled("office", r.Office)
	j.filled("channel", r.Channel)
	j.filled("order_speed", r.OrderSpeed)
	j.moment("received", &r.Received)
	j.moment("due", r.Due)
	j.moment("finished", r.Finished)
	j.text("outcome", r.Outcome)
	if r.PausedDays != 0 {
		j.number("paused_days", int64(r.PausedDays))
	}
	j.yes("other_institution", r.OtherInstitution)
	j.yes("anonymous", r.Anonymous)
	j.filled("service_number", r.ServiceNumber)
	j.filled("service_name", r.ServiceName)
	j.filled("department_name", r.DepartmentName)
	j.filled("office_name", r.OfficeName)
	j.yes("no_due", r.NoDue)
	j.filled("correction", r.Correction)
	return append(j.buffer, '}'), j.err
}

// jsonWriter writes the members of an object.
type jsonWriter struct {
	buffer []byte
	err    error
}

func (j *jsonWriter) name(n string) {
	if j.buffer[len(j.buffer)-1] != '{' {
		j.buffer = append(j.buffer, ',')
	}
	j.buffer = append(append(append(j.buffer, '"'), n...), `":`...)
}

func (j *jsonWriter) text(name, s string) {
	j.name(name)
	if isPlain(s) {
		j.buffer = append(append(append(j.buffer, '"'), s...), '"')
		return
	}
	b, err := json.Marshal(s)
	if err != nil && j.err == nil {
		j.err = err
	}
	j.buffer = append(j.buffer, b...)
}

func (j *jsonWriter) number(name string, n int64) {
	j.name(name)
	j.buffer = strconv.AppendInt(j.buffer, n, 10)
}

// filled writes a text unless it is empty.
func (j *jsonWriter) filled(name, s string) {
	if s != "" {
		j.text(name, s)
	}
}

// moment writes a moment, if there is one.
func (j *jsonWriter) moment(name string, t *time.Time) {
	if t == nil {
		return
	}
	if y := t.Year(); (y < 0 || y > 9999) && j.err == nil {
		j.err = fmt.Errorf("the year %d has no form in JSON", y)
	}
	j.name(name)
	j.buffer = append(t.AppendFormat(append(j.buffer, '"'), time.RFC3339Nano), '"')
}

func (j *jsonWriter) yes(name string, v bool) {
	if v {
		j.name(name)
		j.buffer = append(j.buffer, "true"...)
	}
}

// isPlain says that a text stands in JSON as it is. Of a few it does not know.
func isPlain(s string) bool {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			ascii = false
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return ascii || utf8.ValidString(s) && !strings.Contains(s, "\u2028") && !strings.Contains(s, "\u2029")
}

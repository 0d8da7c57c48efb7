package ingest

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// encode writes the payload byte for byte as encoding/json does, in a tenth of the time: it is what a tap costs beside the disk.
func (a answered) encode() []byte {
	b := make([]byte, 0, 512)
	b = append(b, `{"id":"`...)
	b = append(b, a.ID.String()...)
	b = append(b, `","day":`...)
	b = appendText(b, a.Day)
	b = append(b, `,"hour":`...)
	b = strconv.AppendInt(b, int64(a.Hour), 10)
	b = append(b, `,"moment":"`...)
	b = a.Moment.AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","received":"`...)
	b = a.Received.AppendFormat(b, time.RFC3339Nano)
	b = append(b, '"')
	b = appendFilled(b, `,"office":`, a.Office)
	b = appendFilled(b, `,"service":`, a.Service)
	b = appendFilled(b, `,"department":`, a.Department)
	b = append(b, `,"channel":`...)
	b = appendText(b, a.Channel)
	b = appendFilled(b, `,"kiosk":`, a.Kiosk)
	b = appendFilled(b, `,"language":`, a.Language)
	b = appendFilled(b, `,"order_speed":`, a.OrderSpeed)
	b = appendFilled(b, `,"record":`, a.Record)
	b = append(b, `,"scores":`...)
	b = appendScores(b, a.Scores)
	b = append(b, `,"counted":`...)
	b = strconv.AppendBool(b, a.Counted)
	b = appendFilled(b, `,"reason":`, a.Reason)
	if a.Form != 0 {
		b = strconv.AppendInt(append(b, `,"form":`...), a.Form, 10)
	}
	b = appendFilled(b, `,"moment_note":`, a.MomentNote)
	if a.Burst != nil {
		b = strconv.AppendInt(append(b, `,"burst":{"most":`...), int64(a.Burst.Most), 10)
		b = strconv.AppendInt(append(b, `,"window":`...), int64(a.Burst.Window), 10)
		b = append(b, '}')
	}
	if a.Version != 0 {
		b = strconv.AppendUint(append(b, `,"version":`...), a.Version, 10)
	}
	return append(b, '}')
}

func appendScores(b []byte, scores map[string]int) []byte {
	if scores == nil {
		return append(b, "null"...)
	}
	questions := make([]string, 0, 8)
	for question := range scores {
		questions = append(questions, question)
	}
	slices.Sort(questions)
	b = append(b, '{')
	for i, question := range questions {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, question), ':')
		b = strconv.AppendInt(b, int64(scores[question]), 10)
	}
	return append(b, '}')
}

// appendFilled adds a field that is left out where it is empty.
func appendFilled(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	return appendText(append(b, name...), text)
}

// appendText adds a string. Ids are plain; whatever is not is left to encoding/json.
func appendText(b []byte, text string) []byte {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ' || c > '~', c == '"', c == '\\', c == '<', c == '>', c == '&':
			escaped, _ := json.Marshal(text) // a string never fails
			return append(b, escaped...)
		}
	}
	return append(append(append(b, '"'), text...), '"')
}

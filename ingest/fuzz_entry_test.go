package ingest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// hostileEntries are what every door is tried with first.
var hostileEntries = []string{
	``, `null`, `17`, `[]`, `{}`, `{"number":5}`, `{"number":"1","version":-1}`, `{"number":"\u0000","version":1e400}`, `{"number":"` + strings.Repeat("9", 70) + `"}`,
	`{"source":"../x","number":"1"}`, `{"number":"1","unknown":1}`, "{\"number\":\"\u202e1\u200b\",\"version\":\"2026-02-31T00:00:00Z\"}", "{\"number\":\"\xc3\x28\"}",
	`{"number":"=1+1","version":1,"service":"'); DROP TABLE records; --","received":"1900-01-01"}`, `{"number":"1","received":"9999-12-31T23:59:59Z"}`,
}

var fuzzNow = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)

// worded makes sure that a refusal says why.
func worded(t *testing.T, body []byte, wrong *fault.Error) {
	t.Helper()
	if wrong != nil && (wrong.Code == "" || len(wrong.Field) > 400) {
		t.Fatalf("%q: refused with %+v", body, wrong)
	}
}

// Whatever a program sends as a record, it keeps the rules or is refused.
func FuzzRecordEntry(f *testing.F) {
	seed(f, `{"number":"1","version":1,"service":"Скица","received":"2026-05-04T09:30:00+03:00","finished":"2026-05-05","paused_days":2}`)
	ch := defaultCharter(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		j := recordJudge{charter: ch, now: fuzzNow, source: "docs"}
		source, v, wrong := j.read(Entry{1, body})
		if worded(t, body, wrong); wrong != nil {
			return
		}
		if !sourceForm.MatchString(source) || v.Number == "" || v.sourceVersion < 0 || v.Received.Year() < firstYear-1 || v.Finished != nil && v.Finished.Before(v.Received) {
			t.Fatalf("%q: taken as %+v", body, v)
		}
	})
}

// Whatever a program sends as an answer, it keeps the rules or is refused, and becomes items that the loader can read.
func FuzzAnswerEntry(f *testing.F) {
	seed(f, `{"number":"1","version":2,"moment":"2026-05-04T10:00:00+03:00","channel":"counter","scores":{"overall":4,"courtesy":1},"comment":"Добре"}`)
	r := NewResponses(nil, defaultCharter(f), func() time.Time { return fuzzNow })
	f.Fuzz(func(t *testing.T, body []byte) {
		_, a, wrong, err := r.Stream(nil, "paper").understand(&register.Catalogue{}, Entry{1, body})
		must(t, err)
		if worded(t, body, wrong); wrong != nil {
			return
		}
		for _, v := range []register.AnswerVerdict{{}, {Revision: 7, Gone: []register.AnswerPlace{{Day: "2026-01-01", Question: "speed"}}}} {
			items, err := a.items(v, nil)
			must(t, err)
			var rows [][]any
			if v.Revision > 0 {
				var c corrected
				_, err = c.read(items[0].Payload)
				must(t, err)
				rows, err = c.rows()
			} else {
				rows, err = answerRows(items[0].Payload)
			}
			must(t, err)
			if want := len(a.scores) + len(v.Gone); len(rows) != want {
				t.Fatalf("%q: %d rows, want %d", body, len(rows), want)
			}
		}
	})
}

// Whatever a program sends as a case, it keeps the rules of the door or is refused.
func FuzzCaseEntry(f *testing.F) {
	seed(f, `{"number":"1","kind":"praise","channel":"post","received":"2026-05-02T10:00:00+02:00","incident_on":"2026-05-01","anonymous":true,"text":"Благодаря!"}`)
	ch := defaultCharter(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		var in caseEntry
		if wrong := decodeEntry(body, &in); wrong != nil {
			worded(t, body, wrong)
			return
		}
		in.Number = oneLine(in.Number)
		sub, wrong := NewCaseStream(nil, ch, fuzzNow, "key", "dms").submission(&register.Catalogue{}, &in)
		if worded(t, body, wrong); wrong == nil && (sub.ID == uuid.Nil || sub.ReceivedAt.Year() < firstYear) {
			t.Fatalf("%q: taken as %+v", body, sub)
		}
		_, wrong = entryVersion(in.Version, fuzzNow)
		worded(t, body, wrong)
	})
}

func seed(f *testing.F, good string) {
	for _, s := range append(hostileEntries, good) {
		f.Add([]byte(s))
	}
}

func defaultCharter(f *testing.F) *charter.Charter {
	f.Helper()
	ch, err := charter.Default()
	must(f, err)
	return ch
}

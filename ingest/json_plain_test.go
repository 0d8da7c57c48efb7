package ingest

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
)

// What is read as plain is what encoding/json would have read.
func FuzzPlain(f *testing.F) {
	for _, seed := range []string{
		`{"number":"1-2","version":3,"service":"Скица","received":"2026-05-04T09:30:00+03:00","paused_days":-1,"anonymous":true}`,
		` { "version" : "2026-05-04T09:30:00Z" , "number" : "a" , "number" : "b", "other_institution" : false } `,
		`{}`, `{"number":"a\"b"}`, "{\"number\":\"\xff\"}", `{"paused_days":01}`, `{"paused_days":-0}`, `{"paused_days":1.5}`, `{"number":null}`,
		`{"number":"a",}`, `{"number":"a"}}`, `{"NUMBER":"a"}`, `{"version":{}}`, `{"paused_days":99999999999999999999}`,
		`{"source":"docs","key":"0198f3c0-0000-7000-8000-0000000000ff","line":1,"version":2,"day":"2026-01-05","due":"2026-01-06T00:00:00Z","record":{"number":"{\"}"}}`,
		`{"record":{"number":"a"},"key":"{0198f3c0-0000-7000-8000-0000000000ff}"}`, `{"number":"1","received":"2026-02-30T00:00:00Z"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		spelt := spellings{}
		var in, wantIn recordEntry
		if in.readPlain(b, spelt) {
			if wrong := decodeEntry(b, &wantIn); wrong != nil || !reflect.DeepEqual(in, wantIn) {
				t.Errorf("%s: entry %+v, want %+v %v", b, in, wantIn, wrong)
			}
		}
		var r, wantR record
		if r.readPlain(b, spelt) {
			if err := json.Unmarshal(b, &wantR); err != nil || !reflect.DeepEqual(r, wantR) {
				t.Errorf("%s: record %+v, want %+v %v", b, r, wantR, err)
			}
		}
		var a, wantA sentRecord
		if a.readPlain(b, spelt) && json.Valid(b) { // of what lies within an object plainObject looks for the end alone
			if err := json.Unmarshal(b, &wantA); err != nil || !reflect.DeepEqual(a, wantA) {
				t.Errorf("%s: sent %+v, want %+v %v", b, a, wantA, err)
			}
		}
	})
}

// What goes into the spool comes out of it, plain or not.
func TestSentRecordsComeBack(t *testing.T) {
	due := time.Date(2026, 5, 18, 20, 59, 59, 999e6, time.UTC)
	var payload []byte
	var want []*sentRecord
	for _, name := range []string{"Скица", `"<&>" \ ` + "\u2028", ""} {
		v := &version{sourceVersion: 7, line: 3, day: time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC), record: record{
			Number: "№ 1-2 " + name, Service: "2079", ServiceName: name, Received: due.AddDate(0, 0, -14), Outcome: "open", PausedDays: len(name),
		}}
		if name != "" {
			v.due, v.Finished = &due, &due
		}
		must(t, v.seal())
		a := &sentRecord{Source: "docs", Key: uuid.MustParse("0198f3c0-0000-7000-8000-0000000000ff"), Line: 3, Version: 7, Day: "2026-05-04",
			Due: v.due, Record: v.payload, version: v, id: keyOfRecord("docs", v.Number)}
		line, err := appendSent(nil, a)
		must(t, err)
		if std, err := json.Marshal(a); err != nil || string(std) != string(line) {
			t.Errorf("written as %s, encoding/json has %s %v", line, std, err)
		}
		payload, want = append(append(payload, line...), '\n'), append(want, a)
	}
	packed := packSent(payload)
	for _, p := range [][]byte{payload, packed} { // as a program before this one wrote it, and as this one does
		got, err := readSent(p, spellings{})
		must(t, err)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("came back as %+v, want %+v", got, want)
		}
		if n := sentSize(p); n != len(payload) {
			t.Errorf("%d bytes, want %d", n, len(payload))
		}
	}
	for i := range packed { // whatever happens to it, it is read or refused
		damaged := bytes.Clone(packed)
		damaged[i] ^= 0x55
		_, _ = readSent(damaged, spellings{})
		if _, err := readSent(packed[:i], spellings{}); err == nil && i > 0 {
			t.Errorf("its first %d bytes are read", i)
		}
	}
	if _, err := readSent(packSent(make([]byte, unpackedMost+1)), spellings{}); err == nil {
		t.Error("a payload of any length is unpacked")
	}
	if list, err := readSent([]byte("{\"source\":\"docs\",\"record\":{\"number\":1}}\n"), spellings{}); err == nil {
		t.Errorf("a damaged payload is read as %+v", list[0])
	}
}

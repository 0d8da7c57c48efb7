package ingest

import (
	"encoding/json"
	"testing"
	"time"
)

// A record is written as encoding/json writes it, to the last byte.
func FuzzRecordJSON(f *testing.F) {
	f.Add("№ 1-2", "unmapped:la:x", `"<&>"`, "Иван\u2028\u2029", "\xff\x00\x7f", int64(1_700_000_000_123_456), int64(0), 0, false)
	f.Add("", "", "", "", "", int64(0), int64(1_900_000_000_000_000), -3, true)
	f.Add("\\", "\u00a0", "\ufffd", "\t", "a", int64(-1), int64(5_000_000), 7, true)
	f.Fuzz(func(t *testing.T, number, service, department, name, correction string, received, due int64, paused int, yes bool) {
		r := record{
			Number: number, Service: service, Department: department, Office: service, Channel: name, OrderSpeed: department,
			Received: time.UnixMicro(received).UTC(), Outcome: name, PausedDays: paused, OtherInstitution: yes, Anonymous: !yes,
			ServiceNumber: number, ServiceName: name, DepartmentName: department, OfficeName: correction, NoDue: yes, Correction: correction,
		}
		if due != 0 {
			at := time.UnixMicro(due).UTC()
			r.Due, r.Finished = &at, &r.Received
		}
		want, wantErr := json.Marshal(r)
		got, err := appendRecord(nil, &r)
		if (err == nil) != (wantErr == nil) || err == nil && string(got) != string(want) {
			t.Fatalf("%s %v, want %s %v", got, err, want, wantErr)
		}
	})
}

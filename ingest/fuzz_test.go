package ingest

import (
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"harta/internal/fault"
)

// Whatever the bytes, the reader ends, gives every line to at most one record, and agrees with encoding/csv where that one finds
// no fault.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\nc,d\n", "\"a\"\"b\",\"c\nd\"\n", "a\"b,c\n", "\"a,b\nc\n", "\"\"\"\n\"", "\r\n\r\r\n,", ",,\n\"x\"y,\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, lines := readAll(t, text, ',', 4096)
		for i := 1; i < len(lines); i++ {
			if lines[i] <= lines[i-1] {
				t.Fatalf("line %d after line %d", lines[i], lines[i-1])
			}
		}
		std := csv.NewReader(strings.NewReader(text))
		std.FieldsPerRecord = -1
		want, err := std.ReadAll()
		if err != nil || len(text) > 2000 || strings.Contains(text, "\r") {
			return // the two differ on purpose about faults, and about lone returns inside quotes
		}
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%q: %q, encoding/csv has %q", text, got, want)
		}
	})
}

// Whatever a line says, it becomes a record that keeps the rules or is refused with a reason.
func FuzzRow(f *testing.F) {
	f.Add("1;05.01.2026 10:30;2079;Скица;ГРАО;Център;на гише;обикновена;12.01.2026;08.01.2026;Приключена;08.01.2026 09:00;2;да;не")
	f.Add(";31.02.2026;;;;;;;;;;;;;")
	f.Add("1;5.1.2026 1:30;;\x00;;;гише;;;04.01.2026;спряна;2026-01-05;-1;x;")
	p, err := ProfileByID("bg-delovodstvo")
	must(f, err)
	head, _, _ := strings.Cut(bulgarian, "\n")
	names := strings.Split(head, ";")
	h := readColumns(p, names)
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, line string) {
		reader := newRowReader(p, &source{table: &table{Header: names}, columns: h.columns}, now, 0)
		one := reader.read(rawRow{Line: 2, Fields: strings.Split(line, ";")})
		v := one.Version
		if (v == nil) == (len(one.Errors) == 0) {
			t.Fatalf("%q: version %v with errors %v", line, v, one.Errors)
		}
		for _, e := range append(one.Errors, one.Notes...) {
			if e.Code == "" || e.Line != 2 || utf8.RuneCountInString(e.Value) > valueInNote+1 {
				t.Fatalf("%q: %+v", line, e)
			}
		}
		if v == nil {
			return
		}
		if v.Number == "" || !utf8.ValidString(v.Number) || v.Channel == "" || !slices.Contains(outcomes, v.Outcome) || v.OrderSpeed == "" ||
			v.Received.IsZero() || v.Received.After(now.Add(futureSlack)) || v.Finished != nil && v.Finished.Before(v.Received) ||
			v.Due != nil && v.Due.Before(v.Received) || v.PausedDays < 0 || v.PausedDays > maxPaused {
			t.Fatalf("%q: %+v", line, v.record)
		}
		if err := v.seal(); err != nil {
			t.Fatal(err)
		}
	})
}

// A date that is read is written back in the same way, or in one that differs by leading zeros alone.
func FuzzMoment(f *testing.F) {
	for _, s := range []string{"05.01.2026 10:30", "5.1.2026", "31.02.2026", "2026-01-05 10:30", "29.02.2024", "00.00.0000", "29.03.2026 03:30"} {
		f.Add(s)
	}
	p, err := ProfileByID("bg-delovodstvo")
	must(f, err)
	f.Fuzz(func(t *testing.T, s string) {
		m, bad := p.parseMoment(FieldReceived, s)
		if bad != nil {
			if !slices.Contains([]string{"date_impossible", "date_malformed", "date_too_early", "date_too_late"}, bad.Code) {
				t.Fatalf("%q: %v", s, bad)
			}
			return
		}
		if y := m.at.Year(); y < firstYear || y > lastYear {
			t.Fatalf("%q: year %d", s, y)
		}
		if m.day && m.at.Hour()+m.at.Minute() > 1 {
			t.Fatalf("%q: a day that begins at %v", s, m.at)
		}
		again, bad := p.parseMoment(FieldReceived, m.at.Format("02.01.2006 15:04:05"))
		if bad != nil || !again.at.Equal(m.at) && m.at.Sub(again.at).Abs() > time.Hour { // the repeated hour of autumn
			t.Fatalf("%q: %v, read again %v, %v", s, m.at, again.at, bad)
		}
	})
}

// A profile is read or refused with faults that name file and line.
func FuzzProfile(f *testing.F) {
	for _, name := range []string{"la311.yaml", "bg-delovodstvo.yaml"} {
		data, err := profileFiles.ReadFile("profiles/" + name)
		must(f, err)
		f.Add(data)
	}
	f.Add([]byte("id: [a]\n"))
	f.Add([]byte("id: a\nid: b\n"))
	f.Add([]byte("a: &x [*x]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParseProfile("f.yaml", data)
		if err == nil {
			if p.location == nil || len(p.layouts) == 0 || p.MaxBytes <= 0 {
				t.Fatalf("accepted %+v", p)
			}
			return
		}
		var list fault.List
		if !errors.As(err, &list) {
			fe, ok := fault.As(err)
			if !ok {
				t.Fatalf("not a fault: %v", err)
			}
			list = fault.List{fe}
		}
		for _, fe := range list {
			if line, ok := fe.Params["line"].(int); !ok || line < 1 || fe.Params["file"] != "f.yaml" {
				t.Fatalf("%v names no line", fe)
			}
		}
	})
}

// The surveyor sees the same in a file however it is cut into writes.
func FuzzSurvey(f *testing.F) {
	f.Add([]byte("редове\nи още"), 3)
	f.Add([]byte("a\n\xd1"), 1)
	f.Add([]byte("\xe2\x84"), 2)
	f.Fuzz(func(t *testing.T, data []byte, cut int) {
		s := newSurveyor()
		for rest := data; len(rest) > 0; {
			n := min(max(cut, 1), len(rest))
			if _, err := s.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		sv, err := s.done()
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatal(err)
			}
			return
		}
		if sv.UTF8 != utf8.Valid(data) || sv.Size != int64(len(data)) {
			t.Fatalf("%q cut by %d: %+v", data, cut, sv)
		}
	})
}

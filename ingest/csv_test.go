package ingest

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// readAll gives the records of a text; a record with a fault is its code.
func readAll(t testing.TB, text string, comma byte, limit int) (records [][]string, lines []int64) {
	t.Helper()
	r := newCSVReader(strings.NewReader(text), comma, limit)
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return records, lines
		}
		must(t, err)
		if rec.Code != "" {
			rec.Fields = []string{"!" + rec.Code}
		}
		records, lines = append(records, rec.Fields), append(lines, rec.Line)
	}
}

func TestCSV(t *testing.T) {
	cases := []struct {
		name, text string
		want       [][]string
		lines      []int64
	}{
		{"plain", "a,b\nc,d\n", [][]string{{"a", "b"}, {"c", "d"}}, []int64{1, 2}},
		{"no end of line", "a,b", [][]string{{"a", "b"}}, []int64{1}},
		{"CRLF and empty lines", "a,b\r\n\r\n\nc,\r\n", [][]string{{"a", "b"}, {"c", ""}}, []int64{1, 4}},
		{"quotes", `"a ""b""",",",""` + "\n", [][]string{{`a "b"`, ",", ""}}, []int64{1}},
		{"line in quotes", "\"a\nb\",c\nd,e\n", [][]string{{"a\nb", "c"}, {"d", "e"}}, []int64{1, 3}},
		{"bare quote", "a\"b,c\nd,e\n", [][]string{{"!quote_bare"}, {"d", "e"}}, []int64{1, 2}},
		{"letter after quote", "\"a\"b,c\nd,e\n", [][]string{{"!quote_bare"}, {"d", "e"}}, []int64{1, 2}},
		{"unclosed", "\"a,b\nc,d\ne,f\n", [][]string{{"!quote_unclosed"}, {"c", "d"}, {"e", "f"}}, []int64{1, 2, 3}},
		{"unclosed twice", "\"a,b\nc,d\n\"e,f\ng,h", [][]string{{"!quote_unclosed"}, {"c", "d"}, {"!quote_unclosed"}, {"g", "h"}}, []int64{1, 2, 3, 4}},
		{"too long", strings.Repeat("x", 101) + "\na,b\n", [][]string{{"!record_too_long"}, {"a", "b"}}, []int64{1, 2}},
		{"just not too long", strings.Repeat("x", 100) + "\na,b\n", [][]string{{strings.Repeat("x", 100)}, {"a", "b"}}, []int64{1, 2}},
		{"too long in quotes", "\"" + strings.Repeat("x\n", 60) + "\"\na,b\n", nil, nil},
	}
	for _, c := range cases {
		got, lines := readAll(t, c.text, ',', 100)
		if c.want == nil {
			if got[0][0] != "!quote_unclosed" || !slices.Equal(got[len(got)-1], []string{"a", "b"}) {
				t.Errorf("%s: %q", c.name, got)
			}
			continue
		}
		if !slices.EqualFunc(got, c.want, slices.Equal) || !slices.Equal(lines, c.lines) {
			t.Errorf("%s: %q on lines %v, want %q on %v", c.name, got, lines, c.want, c.lines)
		}
	}
}

// A quote that is never closed must not make the reader slow: what it reads ahead is bounded.
func TestCSVUnclosedQuotesAreCheap(t *testing.T) {
	text := strings.Repeat("\"x,y\nab,cd\n\"\"\"\n", 20000)
	got, _ := readAll(t, text, ',', 64<<10)
	if len(got) < 20000 {
		t.Errorf("%d records", len(got))
	}
}

// What encoding/csv writes is read back as it was.
func TestCSVReadsWhatIsWritten(t *testing.T) {
	cell := rapid.StringOf(rapid.RuneFrom([]rune("aж\",;\n \t'")))
	rapid.Check(t, func(rt *rapid.T) {
		comma := rapid.SampledFrom([]rune{',', ';', '\t', '|'}).Draw(rt, "comma")
		n := rapid.IntRange(2, 5).Draw(rt, "columns")
		want := rapid.SliceOf(rapid.SliceOfN(cell, n, n)).Draw(rt, "records")
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Comma = comma
		if err := w.WriteAll(want); err != nil {
			rt.Fatal(err)
		}
		got, _ := readAll(t, b.String(), byte(comma), 1<<20)
		if !slices.EqualFunc(got, want, slices.Equal) {
			rt.Fatalf("%q read as %q, want %q", b.String(), got, want)
		}
	})
}

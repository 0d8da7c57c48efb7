package dashboard

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"harta/analytics"
	"harta/internal/charter"
	"harta/internal/register"
	"harta/internal/store/storetest"
	"harta/internal/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

// goldenReports are one report of each view and unit.
func goldenReports() []string {
	return []string{"satisfaction_by_month", "satisfaction_scores", "satisfaction_scores_by_month", "satisfaction_by_department",
		"satisfaction_by_hour", "timeliness_states_by_month", "duration_by_month", "duration_by_service", "complaints_by_category"}
}

// TestFigures compares the view and the chart of sample tables with what a person has looked at and found right.
func TestFigures(t *testing.T) {
	for _, key := range goldenReports() {
		t.Run(key, func(t *testing.T) {
			table := sampleTable(key)
			v := sampleViewer(t, table.Filter)
			view := v.view(table)
			c := v.chartOf(table, view, false)
			if c == nil {
				t.Fatal("no chart")
			}
			golden(t, key+".json", map[string]any{"view": view, "chart": c, "legend": c.Legend, "note": c.Note})
		})
	}
	table := sampleTable("satisfaction_by_month")
	v := sampleViewer(t, table.Filter)
	golden(t, "satisfaction_by_month.small.json", v.chartOf(table, v.view(table), true))
}

// sampleViewer words tables for a Bulgarian reader without a request.
func sampleViewer(t *testing.T, f analytics.Filter) viewer {
	t.Helper()
	house, err := charter.Default()
	if err != nil {
		t.Fatal(err)
	}
	office, err := register.Open(storetest.Register(t), register.Options{Key: make([]byte, 32), Charter: house, Clock: func() time.Time { return testNow }})
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := office.Catalogue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := testPrinter(t, text.BG)
	return viewer{names: naming{words: p, lang: string(p.Lang()), charter: house, catalogue: catalogue}, forms: forms{words: p},
		links: newFilterLinks("/satisfaction", url.Values{}, f, p)}
}

// flat finds the innermost lists and objects, which read better on one line.
var flat = regexp.MustCompile(`[\[{][^\[\]{}]{0,160}[\]}]`)

// golden compares a value, as indented JSON, with a file; -update writes the file.
func golden(t *testing.T, name string, v any) {
	t.Helper()
	got, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(flat.ReplaceAllFunc(got, func(m []byte) []byte { return bytes.Join(bytes.Fields(m), []byte(" ")) }), '\n')
	path := filepath.Join("testdata", "figures", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what was looked at; if it is right, run the test with -update\n%s", path, firstDifference(got, want))
	}
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(got, want []byte) string {
	a, b := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			return "got  " + string(a[i]) + "\nwant " + string(b[i])
		}
	}
	return "one is longer"
}

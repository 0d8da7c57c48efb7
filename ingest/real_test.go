package ingest

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// realFile gives the file of real service requests. In CI its absence is an error.
func realFile(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("HARTA_REAL_DATA")
	if folder == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("HARTA_REAL_DATA names no folder; in CI the real file must be there")
		}
		t.Skip("HARTA_REAL_DATA names no folder with la311-2020.csv")
	}
	path := filepath.Join(folder, "la311-2020.csv")
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("the real file is not in HARTA_REAL_DATA: %v", err)
	}
	return path
}

func TestRealFile(t *testing.T) {
	path := realFile(t)
	w := newWorld(t)
	first := w.importFile("la311", path)
	if want := counts(10000, 0, 0, 0, 0); first.Counts != want {
		t.Fatalf("first import: %+v, want %+v", first.Counts, want)
	}
	if got := w.number("SELECT count() FROM records FINAL"); got != 10000 {
		t.Errorf("%v records, want 10000", got)
	}
	if got := w.number("SELECT countIf(finished IS NULL) FROM records FINAL"); got != 49 {
		t.Errorf("%v without a closing date, want 49", got)
	}
	if got := w.number("SELECT countIf(due IS NOT NULL) FROM records FINAL"); got != 0 {
		t.Errorf("%v have a deadline, want none", got)
	}
	if got := w.number("SELECT countIf(anonymous) FROM records FINAL"); got != 1372 {
		t.Errorf("%v anonymous, want 1372", got)
	}
	age := w.number("SELECT quantileExactInclusive(0.5)(dateDiff('second', received, assumeNotNull(finished)) / 86400) FROM records FINAL WHERE finished IS NOT NULL")
	if math.Abs(age-1.94375) > 1e-9 {
		t.Errorf("median closing age %v days, want 1.94375", age)
	}
	channels := w.ask("SELECT channel, toString(count()) FROM records FINAL GROUP BY channel ORDER BY count() DESC")
	want := []string{"phone\t4548", "mobile\t2299", "staff\t2088", "web\t1014", "email\t48", "institution\t2", "post\t1"}
	if !slices.Equal(channels, want) {
		t.Errorf("channels %v, want %v", channels, want)
	}
	outcomes := w.ask("SELECT outcome, toString(count()) FROM records FINAL GROUP BY outcome ORDER BY count() DESC")
	want = []string{"completed\t9723", "withdrawn\t244", "open\t16", "pending\t15", "forwarded\t2"}
	if !slices.Equal(outcomes, want) {
		t.Errorf("outcomes %v, want %v", outcomes, want)
	}
	if days := w.ask("SELECT toString(received_day), toString(count()) FROM records FINAL GROUP BY received_day ORDER BY received_day"); len(days) != 3 ||
		!strings.HasPrefix(days[0], "2020-01-01\t") || !strings.HasPrefix(days[2], "2020-01-03\t") {
		t.Errorf("days %v, want the first three of January 2020 as in the city", days)
	}

	notes := map[string]int{}
	for _, e := range w.errors(first) {
		if !IsNote(e.Code) {
			t.Errorf("row error %+v in a file without any", e)
		}
		notes[e.Code]++
	}
	if notes["note_finished_missing"] != 18 || notes["note_service_created"] != 11 || notes["note_department_created"] != 7 {
		t.Errorf("notes %v, want 18 closed without a date, 11 new services, 7 new departments", notes)
	}

	second := w.importFile("la311", path)
	if want := counts(0, 0, 10000, 0, 0); second.Counts != want {
		t.Fatalf("second import: %+v, want %+v", second.Counts, want)
	}
	if got := w.number("SELECT count() FROM record_versions WHERE verdict != 'unchanged'"); got != 10000 {
		t.Errorf("%v versions after the second import, want 10000", got)
	}
}

func TestRealFileCorrected(t *testing.T) {
	path := realFile(t)
	w := newWorld(t)
	w.importFile("la311", path)
	original, err := os.ReadFile(path)
	must(t, err)
	line := "1-1523590121,Illegal Dumping Pickup,Closed,1/1/20 0:05,1/2/20 8:43,1/2/20 0:00,1/2/20 8:43,Call,BOS,N,South Valley APC"
	later := strings.Replace(line, "1/2/20 8:43,1/2/20 0:00,1/2/20 8:43,Call", "1/5/20 8:43,1/2/20 0:00,1/4/20 8:43,Email", 1)
	corrected := strings.Replace(string(original), line, later, 1)
	got := w.importFile("la311", w.file("corrected.csv", corrected))
	if want := counts(0, 1, 9999, 0, 0); got.Counts != want {
		t.Fatalf("corrected file: %+v, want %+v", got.Counts, want)
	}
	state := "SELECT channel, toString(finished) FROM records FINAL WHERE number = '1-1523590121'"
	if got, want := w.ask(state), []string{"email\t2020-01-04 16:43:00.000"}; !slices.Equal(got, want) {
		t.Fatalf("after the correction %v, want %v", got, want)
	}
	got = w.importFile("la311", path)
	if want := counts(0, 0, 9999, 1, 0); got.Counts != want {
		t.Fatalf("original again: %+v, want %+v", got.Counts, want)
	}
	if got, want := w.ask(state), []string{"email\t2020-01-04 16:43:00.000"}; !slices.Equal(got, want) {
		t.Fatalf("the older row won: %v, want %v", got, want)
	}
	if list := w.errors(got); len(list) != 19 || list[0].Code != "note_older" || list[0].Params["held"] != "2020-01-05 08:43" {
		t.Errorf("%d remarks, first %+v; want note_older with the version held, and 18 without a closing date", len(list), list[0])
	}
}

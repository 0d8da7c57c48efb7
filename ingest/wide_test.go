package ingest

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/register"
)

// A line of nothing but delimiters takes a byte for a field in the file and sixteen in memory: of what is too wide no more is kept than
// tells so.
func TestWideRowsNeedNoMemory(t *testing.T) {
	w := newWorld(t)
	wide := slices.Repeat([]string{strings.Repeat(",", 60_000)}, 450)
	path := w.file("f.csv", csvOf(wide...))
	p, err := w.im.profile("la311")
	must(t, err)
	sv, err := surveyFile(path, p.MaxBytes, nil)
	must(t, err)
	src, err := openSource(path, p, sv)
	must(t, err)
	defer src.Close()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var kept []rawRow
	for {
		row, err := src.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		kept = append(kept, row)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if len(kept) != 450 {
		t.Errorf("%d rows", len(kept))
	}
	if held := int64(after.HeapAlloc) - int64(before.HeapAlloc); held > 16<<20 {
		t.Errorf("the rows hold %d MB", held>>20)
	}
	receipt := w.importFile("la311", path)
	if want := counts(0, 0, 0, 0, 450); receipt.Counts != want {
		t.Errorf("%+v, want %+v", receipt.Counts, want)
	}
}

// A short field of a long line does not keep the line in memory.
func TestLongLinesAreNotKept(t *testing.T) {
	r := newCSVReader(strings.NewReader(strings.Repeat("n,"+strings.Repeat("x", 60_000)+"\n", 1000)), ',', 64<<10)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var kept []string
	for range 1000 {
		row, err := r.Read()
		must(t, err)
		kept = append(kept, row.Fields[0])
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if held := int64(after.HeapAlloc) - int64(before.HeapAlloc); held > 8<<20 || len(kept) != 1000 {
		t.Errorf("a thousand letters hold %d MB", held>>20)
	}
}

// What has more columns than any register exports is refused before anything looks at each of them.
func TestTooManyColumns(t *testing.T) {
	w := newOffice(t)
	path := w.file("f.csv", strings.Repeat(strings.Repeat(";", 400_000)+"\n", 21))
	_, err := w.im.Sketch(path, "", Shape{})
	if f, ok := fault.As(err); !ok || f.Code != "columns_too_many" {
		t.Errorf("%v", err)
	}
	_, err = w.im.Sketch(w.file("long.csv", strings.Repeat("дума ", 1000)+"\n"), "", Shape{})
	if f, ok := fault.As(err); !ok || f.Code != "header_missing" {
		t.Errorf("%v", err)
	}
	most := w.file("most.csv", strings.Repeat("a;", maxColumns-1)+"b\n"+strings.Repeat("1;", maxColumns-1)+"2\n")
	if s, err := w.im.Sketch(most, "", Shape{}); err != nil || len(s.Columns) != maxColumns {
		t.Errorf("%v", err)
	}
}

// Sheets on paper of this very day are the same sheets when the file comes again, an hour or some days later.
func TestSheetsOfTodayComeAgain(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	const file = "Номер;Дата;overall\n1;01.06.2026;5\n2;01.06.2026;4\n"
	if r := w.bring(f, FileAnswers, file); r.Counts != counts(2, 0, 0, 0, 0) {
		t.Fatalf("%+v", r.Counts)
	}
	for _, hours := range []int{1, 9, 72} {
		w.pass(hours)
		if again := w.bring(f, FileAnswers, file); again.Counts != counts(0, 0, 2, 0, 0) {
			t.Errorf("%d hours later: %+v: %+v", hours, again.Counts, w.errors(again))
		}
	}
}

// Of what lies in the folder of imports stays what an import needs, and nothing that holds personal data beyond it.
func TestFilesThatNobodyNeedsAreSwept(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	lay := func(name string) string {
		path := w.im.stored(name)
		must(t, os.WriteFile(path, []byte("x"), 0o600))
		return filepath.Base(path)
	}
	begin := func(profile, sha string, state register.ImportState) string {
		receipt, err := w.reg.StartImport(ctx, register.Import{ID: uuid.New(), Profile: profile, File: "f", SHA256: sha, Size: 1, By: "u1", Started: w.clock()})
		must(t, err)
		if receipt.State = state; state != register.ImportRunning {
			receipt.Finished = w.clock()
		}
		must(t, w.reg.SaveImport(ctx, receipt))
		return lay(sha)
	}
	keep := []string{begin("la311", strings.Repeat("a", 64), register.ImportDone), begin(FileAnswers.Profile(), strings.Repeat("b", 64), register.ImportRunning)}
	begin(FileCases.Profile(), strings.Repeat("c", 64), register.ImportDone)
	lay(strings.Repeat("d", 64)) // a crash came before its receipt
	lay(incoming + "1")
	w.im.sweep(ctx)
	entries, err := os.ReadDir(w.im.folder)
	must(t, err)
	var left []string
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if !slices.Equal(left, keep) {
		t.Errorf("left %v, want %v", left, keep)
	}
}

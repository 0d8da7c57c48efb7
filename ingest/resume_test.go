package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"harta/internal/register"
)

func TestResume(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	var lines []string
	w.im.readRows, w.im.putRows = 2000, 6000
	for i := range 12000 {
		n := strings.Repeat("n", 1+i%3) + time.Duration(i).String()
		lines = append(lines, laLine(n, "Other", "1/1/20 1:00", "1/2/20 1:00", ""))
	}
	lines[100], lines[11500] = "broken", "broken" // one before the stop, one after
	path := w.file("f.csv", csvOf(lines...))
	// The stop comes after the first batch was written.
	stopped, stop := context.WithCancel(ctx)
	receipt, err := w.im.Import(stopped, "la311", path, "f.csv", "u1", func(p Progress) {
		if p.Counts.Rows > 0 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || receipt.Counts.Rows == 0 {
		t.Fatalf("the import was not interrupted: %v %+v", err, receipt.Counts)
	}
	// What the crash may have left half done: a batch whose versions are written and whose state is not.
	must(t, w.ch.Insert.Exec(ctx, "ALTER TABLE records DELETE WHERE number LIKE 'nn1%' SETTINGS mutations_sync = 2"))
	held, err := w.reg.ImportByID(ctx, receipt.ID)
	must(t, err)
	if held.State != register.ImportRunning {
		t.Fatalf("state %q after the stop", held.State)
	}
	must(t, os.Remove(path))
	again, err := NewImporter(w.ch, w.reg, w.charter, w.dir, w.clock, quiet())
	must(t, err)
	for range 2 { // the second time there is nothing to resume
		must(t, again.Resume(ctx))
		held, err = w.reg.ImportByID(ctx, receipt.ID)
		must(t, err)
		if want := counts(11998, 0, 0, 0, 2); held.State != register.ImportDone || held.Counts != want {
			t.Fatalf("after resuming: %s %+v, want %+v", held.State, held.Counts, want)
		}
		if n := w.number("SELECT count() FROM records FINAL"); n != 11998 {
			t.Fatalf("%v records, want 11998", n)
		}
		if n := w.number("SELECT count() FROM record_versions FINAL WHERE verdict = 'new'"); n != 11998 {
			t.Fatalf("%v versions, want 11998", n)
		}
		if list := w.errors(held); len(list) != 4 { // a service, a department, the broken lines
			t.Fatalf("%d row errors, want 4; first %+v", len(list), list[0])
		}
	}
}

// A move cut off between the two months is finished, and stays a replacement.
func TestResumeOfAMove(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.importFile("la311", w.file("a.csv", csvOf(laLine("n1", "Other", "1/31/20 10:00", "2/1/20 10:00", ""))))
	receipt := w.importFile("la311", w.file("b.csv", csvOf(laLine("n1", "Other", "2/1/20 10:00", "2/2/20 10:00", ""))))
	must(t, w.ch.Insert.Exec(ctx, "ALTER TABLE records DELETE WHERE received_day >= '2020-02-01'"))
	if n := w.number("SELECT count() FROM records FINAL"); n != 0 {
		t.Fatalf("%v records between the two months, want none", n)
	}
	receipt.State = register.ImportRunning
	must(t, w.reg.SaveImport(ctx, receipt))
	must(t, w.im.Resume(ctx))
	held, err := w.reg.ImportByID(ctx, receipt.ID)
	must(t, err)
	if held.Counts != counts(0, 1, 0, 0, 0) {
		t.Errorf("counts %+v", held.Counts)
	}
	if got := w.ask("SELECT toString(received_day) FROM records FINAL"); !slices.Equal(got, []string{"2020-02-01"}) {
		t.Errorf("days %v", got)
	}
	if got := w.ask("SELECT verdict FROM record_versions FINAL ORDER BY source_version"); !slices.Equal(got, []string{"new", "replaced"}) {
		t.Errorf("verdicts %v", got)
	}
}

// Every month is a partition, and a file may reach over any number of them.
func TestFileOfManyMonths(t *testing.T) {
	w := newWorld(t)
	var lines []string
	for i := range 101 {
		lines = append(lines, laLine(fmt.Sprint("n", i), "Other", fmt.Sprintf("%d/1/%d 1:00", 1+i%12, 2008+i/12), "1/2/21 1:00", ""))
	}
	if got := w.importFile("la311", w.file("f.csv", csvOf(lines...))).Counts; got != counts(101, 0, 0, 0, 0) {
		t.Errorf("%+v", got)
	}
}

func TestResumeWithoutFile(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	receipt, err := w.reg.StartImport(ctx, register.Import{Profile: "la311", File: "f.csv", SHA256: "absent", By: "u1"})
	must(t, err)
	must(t, w.im.Resume(ctx))
	held, err := w.reg.ImportByID(ctx, receipt.ID)
	must(t, err)
	if held.State != register.ImportFailed || held.Failure != "file_missing" {
		t.Errorf("%+v", held)
	}
}

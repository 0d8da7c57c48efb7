package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"harta/internal/fault"
	"harta/internal/register"
)

// inboxWorld is an inbox whose reports are kept.
type inboxWorld struct {
	*world
	box     *Inbox
	folder  string
	reports map[string]string // code of the cause, or "done", by name of the moved file
}

func newInboxWorld(t *testing.T) *inboxWorld {
	w := &inboxWorld{world: newWorld(t), folder: t.TempDir(), reports: map[string]string{}}
	w.restart()
	return w
}

func (w *inboxWorld) restart() {
	var err error
	w.box, err = NewInbox(w.folder, w.im, func(_ context.Context, base string, receipt register.Import, cause error) error {
		rel, err := filepath.Rel(w.folder, base)
		must(w.t, err)
		w.reports[rel] = "done"
		if f, ok := fault.As(cause); ok {
			w.reports[rel] = f.Code
		}
		return nil
	}, quiet())
	must(w.t, err)
}

// put lays a file that nobody has touched for a while.
func (w *inboxWorld) put(name, content string) string {
	w.t.Helper()
	path := filepath.Join(w.folder, name)
	must(w.t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(w.t, os.WriteFile(path, []byte(content), 0o600))
	old := w.clock().Add(-time.Hour)
	must(w.t, os.Chtimes(path, old, old))
	return path
}

func (w *inboxWorld) looks() {
	w.box.look(context.Background())
	w.box.look(context.Background())
}

func (w *inboxWorld) there(name string) bool {
	_, err := os.Lstat(filepath.Join(w.folder, name))
	return err == nil
}

func TestInbox(t *testing.T) {
	w := newInboxWorld(t)
	good := csvOf(laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", ""))
	w.put("a.csv", good)
	w.put("la311/b.csv", csvOf(laLine("n2", "Other", "1/1/20 1:00", "1/2/20 1:00", "")))
	w.put("strange.csv", "one,two\n1,2\n")
	w.put("la311/other.csv", bulgarian)
	w.put("nobody/c.csv", good)
	w.put("half.csv.part", good)
	w.put("open.csv", good)
	w.put(".~lock.open.csv#", "")
	must(t, os.Symlink("/etc/passwd", filepath.Join(w.folder, "link.csv")))
	w.box.look(context.Background())
	if len(w.reports) != 0 {
		t.Fatalf("taken at the first look: %v", w.reports)
	}
	w.looks()
	want := map[string]string{
		"done/a.csv": "done", "done/b.csv": "done", "rejected/strange.csv": "file_not_recognised", "rejected/other.csv": "columns_missing",
		"rejected/c.csv": "profile_unknown",
	}
	for path, code := range want {
		if w.reports[path] != code || !w.there(path) {
			t.Errorf("%s: %q, want %q; there: %v", path, w.reports[path], code, w.there(path))
		}
	}
	if len(w.reports) != len(want) || w.there("a.csv") || !w.there("half.csv.part") || !w.there("open.csv") || !w.there("link.csv") {
		t.Errorf("%v", w.reports)
	}
	if got := w.ask("SELECT number FROM records FINAL ORDER BY number"); !slices.Equal(got, []string{"n1", "n2"}) {
		t.Errorf("records %v", got)
	}
	// The lock is gone; the same bytes were imported under another name, and are not imported again.
	must(t, os.Remove(filepath.Join(w.folder, ".~lock.open.csv#")))
	w.put("a.csv", good)
	w.looks()
	if w.reports["done/open.csv"] != "done" || w.reports["done/a (2).csv"] != "done" {
		t.Errorf("%v", w.reports)
	}
	if list, err := w.reg.Imports(context.Background(), 10); err != nil || len(list) != 2 {
		t.Errorf("%d imports, %v", len(list), err)
	}
}

// Names of any length leave room for the report beside them, and two that are cut alike are told apart.
func TestInboxMovesLongNames(t *testing.T) {
	w := newInboxWorld(t)
	var written []string
	w.box.report = func(_ context.Context, base string, _ register.Import, _ error) error {
		written = append(written, filepath.Base(base))
		return os.WriteFile(base+".отхвърлени.csv", nil, 0o600)
	}
	long := strings.Repeat("справка ", 16) // 240 bytes
	for i, name := range []string{long + "1.csv", long + "2.csv", "a." + strings.Repeat("б", 120)} {
		w.put(name, csvOf(laLine(fmt.Sprint("n", i), "Other", "1/1/20 1:00", "1/2/20 1:00", "")))
	}
	w.looks()
	if len(written) != 3 || strings.HasSuffix(written[1], " (2).csv") || !strings.HasSuffix(written[2], " (2).csv") {
		t.Errorf("%q", written)
	}
	for _, name := range written {
		if !w.there(filepath.Join("done", name)) || !w.there(filepath.Join("done", name+".отхвърлени.csv")) || !utf8.ValidString(name) {
			t.Errorf("%q is not there with its report", name)
		}
	}
}

func TestInboxWaitsForTheEndOfWriting(t *testing.T) {
	w := newInboxWorld(t)
	path := w.put("a.csv", laHeader+"\n")
	w.box.look(context.Background())
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteString(laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", "") + "\n")
	must(t, errors.Join(err, f.Close()))
	now := w.clock()
	must(t, os.Chtimes(path, now, now))
	w.looks()
	if len(w.reports) != 0 {
		t.Fatalf("taken while it was written: %v", w.reports)
	}
	w.now = w.now.Add(time.Minute)
	w.looks()
	if w.reports["done/a.csv"] != "done" || w.number("SELECT count() FROM records FINAL") != 1 {
		t.Errorf("%v", w.reports)
	}
}

// A stop at any point between import and moving takes a file neither twice nor not at all.
func TestInboxAfterAStop(t *testing.T) {
	w := newInboxWorld(t)
	good := csvOf(laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", ""))
	path := w.put("a.csv", good)
	w.importFile("la311", path) // imported, and stopped before moving
	w.restart()
	w.looks()
	if w.reports["done/a.csv"] != "done" {
		t.Fatalf("%v", w.reports)
	}
	// Stopped between the two steps of moving.
	path = w.put("b.csv", good)
	must(t, os.Link(path, filepath.Join(w.folder, inboxDone, "b.csv")))
	w.looks()
	if w.there("b.csv") || w.there("done/b (2).csv") || !w.there("done/b.csv") {
		t.Errorf("%v", w.reports)
	}
	if list, err := w.reg.Imports(context.Background(), 10); err != nil || len(list) != 1 {
		t.Errorf("%d imports, %v", len(list), err)
	}
	// Undone, it may be brought again.
	list, err := w.reg.Imports(context.Background(), 1)
	must(t, err)
	w.undo(list[0].ID)
	w.put("c.csv", good)
	w.looks()
	if n := w.number("SELECT count() FROM records FINAL"); n != 1 || w.reports["done/c.csv"] != "done" {
		t.Errorf("%v records, %v", n, w.reports)
	}
}

func TestInboxStaysWhileClickHouseIsAway(t *testing.T) {
	w := newInboxWorld(t)
	conn := w.switched()
	var err error
	w.im, err = NewImporter(w.ch, w.reg, w.charter, w.dir, w.clock, quiet())
	must(t, err)
	w.im.patience = 0
	w.restart()
	w.put("a.csv", csvOf(laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", "")))
	conn.away.Store(true)
	w.looks()
	if len(w.reports) != 0 || !w.there("a.csv") {
		t.Fatalf("%v", w.reports)
	}
	conn.away.Store(false)
	w.looks()
	if w.reports["done/a.csv"] != "done" || w.number("SELECT count() FROM records FINAL") != 1 {
		t.Errorf("%v", w.reports)
	}
}

// Answers that cannot be kept because the disk is nearly full stay in the folder, and nothing else tells of every attempt.
func TestInboxStaysWhileTheDiskIsFull(t *testing.T) {
	w := newInboxWorld(t)
	var free atomic.Int64
	spool := openSpool(t, w.dir+"/files.db", SpoolOptions{Clock: w.clock, KeepFree: 1 << 20, Free: func() (int64, error) { return free.Load(), nil }})
	NewFiles(w.im, NewResponses(spool, w.charter, w.clock).With(Office{Comments: w.reg, Sent: w.reg}), w.reg)
	w.put("answers/a.csv", "Номер;Дата;overall\n1;05.05.2026;5\n")
	for spool.Room() == nil {
		time.Sleep(10 * time.Millisecond)
	}
	for range 3 {
		w.looks()
	}
	if list, err := w.reg.Imports(context.Background(), 10); err != nil || len(list) != 0 || !w.there("answers/a.csv") {
		t.Fatalf("%d imports, %v", len(list), err)
	}
	for free.Store(1 << 40); spool.Room() != nil; {
		time.Sleep(10 * time.Millisecond)
	}
	w.looks()
	if list, err := w.reg.Imports(context.Background(), 10); err != nil || len(list) != 1 || w.reports["done/a.csv"] != "done" {
		t.Errorf("%d imports, %v, %v", len(list), err, w.reports)
	}
}

// Answers, cases and the catalogue come by sub-folders: of their kind, or of a profile that somebody made.
func TestInboxTakesOtherFiles(t *testing.T) {
	w := newInboxWorld(t)
	f := w.files()
	_, err := w.im.SaveProfile(context.Background(), foreignSheetsMapping(), "u1")
	must(t, err)
	w.put("catalogue/услуги.csv", catalogueHead+"1;Първа;ГРАО;7 дни;;5;;;;\n")
	w.put("answers/листове.csv", "Номер;Дата;overall\n1;05.05.2026;5\n2;05.05.2026;9\n")
	w.put("answers/чужди.csv", foreignSheets)
	w.put("anketna-karta/още.csv", strings.ReplaceAll(foreignSheets, "\n1", "\n2"))
	w.put("cases/случаи.csv", casesHead+"1;Сигнал;Такси;06.03.2026;;;;;\n")
	w.put("cases/друго.csv", "едно;две\n1;2\n")
	w.put("answers/случаи.csv", casesHead+"1;Сигнал;Такси;06.03.2026;;;;;\n")
	w.looks()
	want := map[string]string{
		"done/услуги.csv": "done", "done/листове.csv": "done", "done/чужди.csv": "done", "done/още.csv": "done", "done/случаи.csv": "done",
		"rejected/друго.csv": "file_not_recognised", "rejected/случаи.csv": "file_not_recognised",
	}
	if !maps.Equal(w.reports, want) {
		t.Errorf("%v", w.reports)
	}
	list, err := w.reg.Imports(context.Background(), 10)
	must(t, err)
	taken := map[string]string{}
	for _, im := range list {
		taken[im.File] = fmt.Sprint(im.Profile, " ", im.Counts.New, " ", im.Counts.Rejected)
	}
	if !maps.Equal(taken, map[string]string{
		"услуги.csv": "@catalogue 1 0", "листове.csv": "@answers 1 1", "чужди.csv": "@answers/anketna-karta 2 0",
		"още.csv": "@answers/anketna-karta 2 0", "случаи.csv": "@cases 1 0",
	}) {
		t.Errorf("%v", taken)
	}
	if got := w.counted(f); len(got) != 5 {
		t.Errorf("%d answers are counted", len(got))
	}
	// The same bytes are taken once.
	w.put("answers/пак.csv", foreignSheets)
	w.looks()
	if list, err := w.reg.Imports(context.Background(), 10); err != nil || len(list) != 5 || w.reports["done/пак.csv"] != "done" {
		t.Errorf("%d imports, %v", len(list), err)
	}
}

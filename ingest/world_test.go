package ingest

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"harta/internal/charter"
	"harta/internal/register"
	"harta/internal/store"
	"harta/internal/store/storetest"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(spoolChild); path != "" {
		os.Exit(runSpoolChild(path))
	}
	os.Exit(storetest.Main(m))
}

// world is the program's insides as the importer and the loader see them: real engine, real register, a clock that is set.
type world struct {
	t       testing.TB
	ch      *store.ClickHouse
	reg     *register.Register
	charter *charter.Charter
	im      *Importer
	dir     string

	mu  sync.Mutex
	now time.Time
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := newOffice(t)
	w.ch = storetest.ClickHouse(t)
	w.im.ch = w.ch
	return w
}

// newOffice is a world without an engine: enough to look at files.
func newOffice(t testing.TB) *world {
	t.Helper()
	c, err := charter.Default()
	must(t, err)
	w := &world{t: t, charter: c, dir: t.TempDir(), now: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)}
	w.reg, err = register.Open(storetest.Register(t), register.Options{
		Key: bytes.Repeat([]byte{7}, 32), Charter: c, Clock: w.clock, Log: quiet(),
	})
	must(t, err)
	w.im, err = NewImporter(w.ch, w.reg, c, w.dir, w.clock, quiet())
	must(t, err)
	return w
}

// clock goes on by a millisecond each time it is asked.
func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Millisecond)
	return w.now
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// file writes a file of the test.
func (w *world) file(name, content string) string {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	must(w.t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func (w *world) importFile(profile, path string) register.Import {
	w.t.Helper()
	receipt, err := w.im.Import(context.Background(), profile, path, filepath.Base(path), "u1", nil)
	must(w.t, err)
	if receipt.State != register.ImportDone {
		w.t.Fatalf("import %s ended as %q (%s)", path, receipt.State, receipt.Failure)
	}
	c := receipt.Counts
	if c.Rows != c.New+c.Replaced+c.Unchanged+c.Older+c.Rejected {
		w.t.Fatalf("counts do not add up: %+v", c)
	}
	return receipt
}

func (w *world) errors(im register.Import) []register.RowError {
	w.t.Helper()
	var list []register.RowError
	must(w.t, w.reg.ImportErrors(context.Background(), im.ID, func(e register.RowError) error {
		list = append(list, e)
		return nil
	}))
	return list
}

// ask gives the rows of a query as texts joined by tabs.
func (w *world) ask(sql string) []string {
	w.t.Helper()
	rows, err := w.ch.Report.Query(context.Background(), "SELECT arrayStringConcat(arrayMap(x -> toString(x), [*]), '\t') FROM ("+sql+")")
	must(w.t, err)
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		must(w.t, rows.Scan(&s))
		out = append(out, s)
	}
	must(w.t, rows.Err())
	return out
}

func (w *world) number(sql string) float64 {
	w.t.Helper()
	var x float64
	must(w.t, w.ch.Report.QueryRow(context.Background(), "SELECT toFloat64(("+sql+"))").Scan(&x))
	return x
}

func counts(n, replaced, unchanged, older, rejected int64) register.ImportCounts {
	return register.ImportCounts{
		Rows: n + replaced + unchanged + older + rejected, New: n, Replaced: replaced, Unchanged: unchanged, Older: older, Rejected: rejected,
	}
}

// csvOf joins lines of the Los Angeles kind below their header.
func csvOf(lines ...string) string {
	return laHeader + "\n" + strings.Join(lines, "\n") + "\n"
}

const laHeader = "srnumber,requesttype,status,createddate,updateddate,servicedate,closeddate,requestsource,owner,anonymous,apc"

// laLine is a row of the Los Angeles kind.
func laLine(number, service, created, updated, closed string) string {
	status := "Closed"
	if closed == "" {
		status = "Open"
	}
	return fmt.Sprintf("%s,%s,%s,%s,%s,,%s,Call,BOS,N,", number, service, status, created, updated, closed)
}

// pass lets some hours pass.
func (w *world) pass(hours int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Duration(hours) * time.Hour)
}

package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"harta/internal/fault"
	"harta/internal/register"
)

func (w *world) undo(id uuid.UUID) register.Import {
	w.t.Helper()
	receipt, err := w.im.Undo(context.Background(), id, "u2", nil)
	must(w.t, err)
	return receipt
}

// heldNow are the records that are held: number, day, service.
func (w *world) heldNow() []string {
	w.t.Helper()
	return w.ask("SELECT number, toString(received_day), ifNull(toString(finished), 'open') FROM records FINAL ORDER BY number")
}

func TestUndo(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	a := w.importFile("la311", w.file("a.csv", csvOf(
		laLine("n1", "Other", "1/15/20 10:00", "2/1/20 10:00", ""), laLine("n2", "Other", "1/15/20 10:00", "2/1/20 10:00", ""))))
	b := w.importFile("la311", w.file("b.csv", csvOf(
		laLine("n1", "Other", "2/15/20 10:00", "3/1/20 10:00", ""), laLine("n3", "Other", "1/15/20 10:00", "2/1/20 10:00", ""),
		laLine("n2", "Other", "1/15/20 10:00", "2/1/20 10:00", ""))))
	both := []string{"n1\t2020-02-15\topen", "n2\t2020-01-15\topen", "n3\t2020-01-15\topen"}
	if got := w.heldNow(); !slices.Equal(got, both) {
		t.Fatalf("held %v", got)
	}
	// The first one: n1 was changed since, n2 confirmed.
	if got := w.undo(a.ID); got.State != register.ImportUndone {
		t.Fatalf("%+v", got)
	}
	if got := w.heldNow(); !slices.Equal(got, both) {
		t.Errorf("after undoing a: %v", got)
	}
	u, ok, err := w.reg.UndoOf(ctx, a.ID)
	must(t, err)
	if !ok || u.By != "u2" || u.Removed != 0 || u.Restored != 0 || u.Kept != 2 || u.Finished.IsZero() {
		t.Errorf("receipt %+v", u)
	}
	// The second one too: nothing is left, and a repetition changes nothing.
	for range 2 {
		w.undo(b.ID)
		if got := w.heldNow(); len(got) != 0 {
			t.Errorf("after undoing both: %v", got)
		}
	}
	// Imported again, everything is there again.
	c := w.importFile("la311", w.file("b.csv", csvOf(
		laLine("n1", "Other", "2/15/20 10:00", "3/1/20 10:00", ""), laLine("n3", "Other", "1/15/20 10:00", "2/1/20 10:00", ""))))
	if c.Counts != counts(2, 0, 0, 0, 0) {
		t.Errorf("imported again: %+v", c.Counts)
	}
	d := w.importFile("la311", w.file("a.csv", csvOf(laLine("n1", "Other", "1/15/20 10:00", "2/1/20 10:00", "")))) // older
	w.undo(c.ID)
	if got := w.heldNow(); !slices.Equal(got, []string{"n1\t2020-01-15\topen"}) {
		t.Errorf("what was older stands now: %v", got)
	}
	u, _, err = w.reg.UndoOf(ctx, c.ID)
	must(t, err)
	if u.Removed != 1 || u.Restored != 1 || u.Kept != 0 {
		t.Errorf("receipt %+v", u)
	}
	_ = d
	if _, err := w.im.Undo(ctx, uuid.New(), "u2", nil); err == nil {
		t.Error("an unknown import was undone")
	} else if f, ok := fault.As(err); !ok || f.Code != "import_unknown" {
		t.Error(err)
	}
}

// The deadline and the day come back as they were, though the term has changed since.
func TestUndoBringsTheDeadlineBack(t *testing.T) {
	w := newWorld(t)
	w.putService()
	w.importFile("bg-delovodstvo", w.file("a.csv", bulgarian))
	state := func() []string {
		return w.ask(`SELECT * EXCEPT (version, import_id, content) REPLACE (ifNull(toString(due), '-') AS due, ifNull(toString(finished), '-') AS finished)
			FROM records FINAL ORDER BY number`)
	}
	before := state()
	b := w.importFile("bg-delovodstvo", w.file("b.csv", strings.ReplaceAll(strings.ReplaceAll(bulgarian, "05.01.2026 10:31", "05.02.2026 10:31"), "13.01.2026 16:00", "14.01.2026 16:00")))
	if b.Counts.Replaced != 2 || slices.Equal(state(), before) {
		t.Fatalf("%+v", b.Counts)
	}
	cat, err := w.reg.Catalogue(context.Background())
	must(t, err)
	svc, _ := cat.Service("2079")
	svc.Terms = nil
	must(t, w.reg.PutService(context.Background(), svc))
	w.undo(b.ID)
	if got := state(); !slices.Equal(got, before) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(before, "\n"))
	}
}

func TestCancelTakesBack(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.importFile("la311", w.file("a.csv", csvOf(laLine("n0", "Other", "1/15/20 10:00", "2/1/20 10:00", ""))))
	lines := []string{laLine("n0", "Other", "3/15/20 10:00", "4/1/20 10:00", "")}
	w.im.readRows, w.im.putRows = 800, 2400
	for i := range 5000 {
		lines = append(lines, laLine(fmt.Sprint("m", i), "Other", "1/15/20 10:00", "2/1/20 10:00", ""))
	}
	path := w.file("b.csv", csvOf(lines...))
	receipt, err := w.im.Import(ctx, "la311", path, "b.csv", "u1", func(p Progress) {
		if p.Counts.Rows > 0 && !p.Undoing {
			if err := w.im.Cancel(p.Import); err != nil {
				if f, ok := fault.As(err); !ok || f.Code != "import_not_running" {
					t.Error(err)
				}
			}
		}
	})
	if f, ok := fault.As(err); !ok || f.Code != "import_cancelled" || receipt.State != register.ImportCancelled {
		t.Fatalf("%v %+v", err, receipt)
	}
	if got := w.heldNow(); !slices.Equal(got, []string{"n0\t2020-01-15\topen"}) {
		t.Errorf("held %d records", len(got))
	}
	u, _, err := w.reg.UndoOf(ctx, receipt.ID)
	must(t, err)
	if u.Removed != int64(w.im.putRows)-1 || u.Restored != 1 {
		t.Errorf("%+v", u)
	}
	// Before anything is written there is no trace.
	_, err = w.im.Import(ctx, "la311", path, "b.csv", "u1", func(p Progress) {
		if p.Checking {
			must(t, w.im.Cancel(p.Import))
		}
	})
	if f, ok := fault.As(err); !ok || f.Code != "import_cancelled" {
		t.Fatal(err)
	}
	if list, err := w.reg.Imports(ctx, 10); err != nil || len(list) != 2 {
		t.Errorf("%v %d imports", err, len(list))
	}
	if err := w.im.Cancel(receipt.ID); err == nil {
		t.Error("an import that does not run was cancelled")
	}
}

// brittleConn loses the connection after some inserts, until it is mended.
type brittleConn struct {
	driver.Conn
	left atomic.Int64
}

func (c *brittleConn) PrepareBatch(ctx context.Context, q string, o ...driver.PrepareBatchOption) (driver.Batch, error) {
	if c.left.Add(-1) < 0 {
		return nil, errors.New("connection reset by peer")
	}
	return c.Conn.PrepareBatch(ctx, q, o...)
}

func (c *brittleConn) mended() { c.left.Store(1 << 40) }

// A record whose move an import gave up between the two months is back before anything else happens.
func TestGivenUpMoveIsMended(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	conn := &brittleConn{Conn: w.ch.Insert}
	conn.mended()
	w.ch.Insert = conn
	w.im.patience = 0
	w.importFile("la311", w.file("a.csv", csvOf(laLine("n1", "Other", "1/31/20 10:00", "2/1/20 10:00", ""))))
	conn.left.Store(2) // the version, the tombstone
	receipt, err := w.im.Import(ctx, "la311", w.file("b.csv", csvOf(laLine("n1", "Other", "2/1/20 10:00", "2/2/20 10:00", ""))), "b.csv", "u1", nil)
	if f, ok := fault.As(err); !ok || f.Code != "clickhouse_away" || receipt.State != register.ImportStalled {
		t.Fatalf("%v %s", err, receipt.State)
	}
	if got := w.heldNow(); len(got) != 0 {
		t.Fatalf("the fault was not met: %v", got)
	}
	conn.mended()
	must(t, w.im.mend(ctx))
	if got := w.heldNow(); !slices.Equal(got, []string{"n1\t2020-02-01\topen"}) {
		t.Errorf("held %v", got)
	}
	if held, err := w.reg.ImportByID(ctx, receipt.ID); err != nil || held.State != register.ImportFailed || held.Failure != "clickhouse_away" {
		t.Errorf("%v %+v", err, held)
	}
}

// model is what must be held: of each record the greatest version that no undone import brought, of equal ones the last.
type model struct {
	files  [][]arrival
	undone map[int]bool
}

func (m *model) state() []string {
	best := map[string]arrival{}
	for i, file := range m.files {
		if m.undone[i] {
			continue
		}
		for _, a := range file {
			if b, ok := best[a.number]; !ok || a.minute >= b.minute {
				best[a.number] = a
			}
		}
	}
	var out []string
	for _, a := range best {
		out = append(out, fmt.Sprintf("%s\t2020-%02d-15\t%s", a.number, a.month, a.service))
	}
	slices.Sort(out)
	return out
}

// Whatever the order of imports, repetitions and undoings, with the connection lost at any insert and the program started anew, the
// state is that of the model.
func TestAnySequenceOfImportsAndUndoings(t *testing.T) {
	w := newWorld(t)
	conn := &brittleConn{Conn: w.ch.Insert}
	conn.mended()
	w.ch.Insert = conn
	w.im.readRows, w.im.putRows = 2, 4 // a file is put down in pieces
	few(t, 8)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		prefix := fmt.Sprintf("u%d-", round)
		m := &model{undone: map[int]bool{}}
		var ids []uuid.UUID
		var files [][]arrival // whole
		begin := func(arrivals []arrival) {
			lines := make([]string, len(arrivals))
			for i, a := range arrivals {
				lines[i] = a.line(prefix)
			}
			receipt, took := w.disturbed(rt, conn, func(ctx context.Context) (register.Import, error) {
				return w.im.Import(ctx, "la311", w.file("f.csv", csvOf(lines...)), "f.csv", "u1", nil)
			})
			if receipt.ID != uuid.Nil && took {
				m.files, ids, files = append(m.files, arrivals[:w.putDown(receipt.ID, len(arrivals))]), append(ids, receipt.ID), append(files, arrivals)
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"import": func(rt *rapid.T) {
				begin(rapid.SliceOfN(rapid.Custom(drawArrival), 1, 6).Draw(rt, "arrivals"))
			},
			"import again": func(rt *rapid.T) {
				if len(files) > 0 {
					begin(files[rapid.IntRange(0, len(files)-1).Draw(rt, "which")])
				}
			},
			"undo": func(rt *rapid.T) {
				if len(ids) == 0 {
					return
				}
				i := rapid.IntRange(0, len(ids)-1).Draw(rt, "which")
				w.disturbed(rt, conn, func(ctx context.Context) (register.Import, error) { return w.im.Undo(ctx, ids[i], "u1", nil) })
				m.undone[i] = true
			},
			"": func(rt *rapid.T) {
				got := w.ask(fmt.Sprintf(`SELECT substring(number, %d), toString(received_day), service FROM records FINAL
					WHERE startsWith(number, '%s') ORDER BY number`, len(prefix)+1, prefix))
				want := m.state()
				for i := range want {
					number, rest, _ := strings.Cut(want[i], "\t")
					day, service, _ := strings.Cut(rest, "\t")
					want[i] = strings.Join([]string{number, day, register.UnmappedID("la311", service)}, "\t")
				}
				if !slices.Equal(got, want) {
					rt.Fatalf("held\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			},
		})
	})
}

// putDown is how many rows of a file stand: all, but of an import that gave up only the pieces that it had begun to put down.
func (w *world) putDown(id uuid.UUID, rows int) int {
	w.t.Helper()
	receipt, err := w.reg.ImportByID(context.Background(), id)
	must(w.t, err)
	if receipt.State != register.ImportFailed {
		return rows
	}
	last, err := strconv.Atoi(w.ask(fmt.Sprintf("SELECT max(line) FROM record_versions WHERE import_id = '%s'", id))[0])
	must(w.t, err)
	begun := max(0, last-1) // the header is line 1
	return min(rows, (begun+w.im.putRows-1)/w.im.putRows*w.im.putRows)
}

func drawArrival(rt *rapid.T) arrival {
	return arrival{
		number: rapid.SampledFrom([]string{"n1", "n2", "n3"}).Draw(rt, "number"), month: rapid.IntRange(1, 3).Draw(rt, "month"),
		minute: rapid.IntRange(0, 4).Draw(rt, "version"), service: rapid.SampledFrom([]string{"Other", "Bulky Items"}).Draw(rt, "service"),
	}
}

// disturbed does a piece of work during which the connection may be lost for good. Then the work either gave up and is mended, or the
// program was stopped and starts anew. took is false for an import that gave up before it had put anything down.
func (w *world) disturbed(rt *rapid.T, conn *brittleConn, work func(context.Context) (register.Import, error)) (receipt register.Import, took bool) {
	w.t.Helper()
	var err error
	conn.mended()
	disturbance := rapid.SampledFrom([]string{"none", "none", "gives up", "stops"}).Draw(rt, "disturbance")
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	if disturbance != "none" {
		inserts := rapid.Int64Range(0, 3).Draw(rt, "inserts")
		conn.left.Store(inserts)
		took = inserts > 0 || disturbance == "stops"
		if w.im.patience = 0; disturbance == "stops" {
			w.im.patience = patience
			go func() {
				for conn.left.Load() >= 0 && ctx.Err() == nil {
					sleep(ctx, 1e6)
				}
				stop()
			}()
		}
	}
	receipt, err = work(ctx)
	stop()
	conn.mended()
	if err == nil {
		return receipt, true
	}
	read, put := w.im.readRows, w.im.putRows
	if w.im, err = NewImporter(w.ch, w.reg, w.charter, w.dir, w.clock, quiet()); err == nil {
		w.im.readRows, w.im.putRows = read, put
		err = w.im.Resume(context.Background())
	}
	must(w.t, err)
	return receipt, took
}

package ingest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"harta/internal/fault"
	"harta/internal/register"
)

// What an import creates is listed even when it was cut off after creating it and before anything else.
func TestCreatedNamesAreListedAfterAStop(t *testing.T) {
	w := newWorld(t)
	conn := w.switched()
	im, err := NewImporter(w.ch, w.reg, w.charter, w.dir, w.clock, quiet())
	must(t, err)
	path := w.file("f.csv", csvOf(laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", "")))
	conn.away.Store(true)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go func() {
		waitFor(t, "the names are created", func() bool {
			cat, err := w.reg.Catalogue(ctx)
			return err == nil && len(cat.Departments()) == 1 && len(cat.Services()) == 1
		})
		stop()
	}()
	receipt, err := im.Import(ctx, "la311", path, "f.csv", "u1", nil)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the import was not cut off: %v", err)
	}
	conn.away.Store(false)
	must(t, im.Resume(context.Background()))
	var codes []string
	for _, e := range w.errors(receipt) {
		codes = append(codes, e.Code)
	}
	slices.Sort(codes)
	if want := []string{"note_department_created", "note_service_created"}; !slices.Equal(codes, want) {
		t.Errorf("listed %v, want %v", codes, want)
	}
}

// An import that lost its patience says why, and the same file finishes it.
func TestImportGivesUpAndIsFinished(t *testing.T) {
	w := newWorld(t)
	conn := w.switched()
	var err error
	w.im, err = NewImporter(w.ch, w.reg, w.charter, w.dir, w.clock, quiet())
	must(t, err)
	w.im.patience = 0
	path := w.file("f.csv", csvOf(laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", "")))
	conn.away.Store(true)
	receipt, err := w.im.Import(context.Background(), "la311", path, "f.csv", "u1", nil)
	if f, ok := fault.As(err); !ok || f.Code != "clickhouse_away" || receipt.State != register.ImportStalled || receipt.Failure != f.Code {
		t.Errorf("%v, %s (%s)", err, receipt.State, receipt.Failure)
	}
	conn.away.Store(false)
	if got := w.importFile("la311", path).Counts; got != counts(1, 0, 0, 0, 0) {
		t.Errorf("the same file again: %+v", got)
	}
}

// deafConn does every insert and loses the answer to the first one into a table.
type deafConn struct {
	driver.Conn
	table string
	lost  atomic.Bool
}

func (c *deafConn) PrepareBatch(ctx context.Context, q string, o ...driver.PrepareBatchOption) (driver.Batch, error) {
	b, err := c.Conn.PrepareBatch(ctx, q, o...)
	if err == nil && strings.HasPrefix(q, "INSERT INTO "+c.table+" ") {
		b = &deafBatch{Batch: b, conn: c}
	}
	return b, err
}

type deafBatch struct {
	driver.Batch
	conn *deafConn
}

func (b *deafBatch) Send() error {
	err := b.Batch.Send()
	if err == nil && b.conn.lost.CompareAndSwap(false, true) {
		return errors.New("connection reset by peer")
	}
	return err
}

// An insert whose confirmation was lost is repeated as it was, so that the server knows it again: no row is there twice, not
// even before parts are merged.
func TestLostConfirmation(t *testing.T) {
	for _, table := range []string{"record_versions", "records"} {
		t.Run(table, func(t *testing.T) {
			w := newWorld(t)
			w.importFile("la311", w.file("a.csv", csvOf(laLine("n1", "Other", "1/31/20 10:00", "2/1/20 10:00", ""))))
			conn := &deafConn{Conn: w.ch.Insert, table: table}
			w.ch.Insert = conn
			receipt := w.importFile("la311", w.file("b.csv", csvOf(laLine("n1", "Other", "2/1/20 10:00", "2/2/20 10:00", ""))))
			if !conn.lost.Load() || receipt.Counts != counts(0, 1, 0, 0, 0) {
				t.Errorf("lost %v, %+v", conn.lost.Load(), receipt.Counts)
			}
			// The first version, its tombstone, the second version; two versions.
			if n := w.number("SELECT count() FROM records"); n != 3 {
				t.Errorf("%v rows of records, want 3", n)
			}
			if n := w.number("SELECT count() FROM record_versions"); n != 2 {
				t.Errorf("%v rows of versions, want 2", n)
			}
			if got := w.ask("SELECT toString(received_day) FROM records FINAL"); !slices.Equal(got, []string{"2020-02-01"}) {
				t.Errorf("days %v", got)
			}
		})
	}
}

// Numbers are the source's own words, whatever letters they have.
func TestStrangeNumbersAreFoundAgain(t *testing.T) {
	w := newWorld(t)
	var lines []string
	for _, n := range []string{`o'hara`, `back\slash`, `\n`, `\\'`, `{a:b}`, `?`, `$1`, `№ 5/„а“`, `[1]`, `😀`, `"` + "`" + `--`} {
		lines = append(lines, laLine(`"`+strings.ReplaceAll(n, `"`, `""`)+`"`, "Other", "1/1/20 1:00", "1/2/20 1:00", ""))
	}
	path := w.file("f.csv", csvOf(lines...))
	w.importFile("la311", path)
	if got, want := w.importFile("la311", path).Counts, counts(0, 0, int64(len(lines)), 0, 0); got != want {
		t.Errorf("second time %+v, want %+v", got, want)
	}
}

// Where the order of import decides, a clock that went back does not make a later file lose.
func TestOrderOfImportWithoutVersions(t *testing.T) {
	w := newWorld(t)
	p := *w.im.profiles[slices.IndexFunc(w.im.profiles, func(p *Profile) bool { return p.ID == "la311" })]
	p.ID, p.Version.Format = "plain", wordNone
	w.im.profiles = []*Profile{&p}
	w.importFile("plain", w.file("a.csv", csvOf(laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", ""))))
	w.now = w.now.AddDate(0, 0, -1)
	b := w.file("b.csv", csvOf(laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", "1/2/20 1:00")))
	if got := w.importFile("plain", b).Counts; got != counts(0, 1, 0, 0, 0) {
		t.Errorf("the later file: %+v", got)
	}
	if got := w.importFile("plain", b).Counts; got != counts(0, 0, 1, 0, 0) {
		t.Errorf("the same again: %+v", got)
	}
}

package ingest

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"

	"harta/internal/store"
)

func (w *world) loader(outbox Outbox) (*Spool, *Responses, *Loader) {
	w.t.Helper()
	s := openSpool(w.t, filepath.Join(w.dir, "spool.db"), SpoolOptions{Clock: w.clock})
	return s, NewResponses(s, w.charter, w.clock), NewLoader(w.ch, s, outbox, w.clock, quiet())
}

func TestResponseBecomesAnswers(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	spool, door, loader := w.loader(nil)
	r := Response{
		ID: uuid.Must(uuid.NewV7()), Moment: time.Date(2026, 5, 31, 21, 30, 0, 0, time.UTC), Office: "gradska", Service: "2079",
		Department: "grao", Channel: "web", Language: "bg", OrderSpeed: "fast", Record: "УС-1", Scores: map[string]int{"speed": 2, "overall": 4},
	}
	_, err := door.Accept(ctx, r)
	must(t, err)
	must(t, loader.Flush(ctx))
	r.Scores = map[string]int{"overall": 1}
	if already, err := door.Accept(ctx, r); err != nil || !already {
		t.Errorf("the same id again: already %v, %v", already, err)
	}
	must(t, loader.Flush(ctx))
	got := w.ask(`SELECT toString(day), toString(hour), question, toString(score), office, service, department, channel, kiosk, language,
		order_speed, record, toString(counted), reason, toString(version) FROM answers ORDER BY question`)
	want := []string{
		"2026-06-01\t0\toverall\t4\tgradska\t2079\tgrao\tweb\t\tbg\tfast\tУС-1\ttrue\t\t1",
		"2026-06-01\t0\tspeed\t2\tgradska\t2079\tgrao\tweb\t\tbg\tfast\tУС-1\ttrue\t\t1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if spool.Depth() != 0 {
		t.Errorf("%d items left", spool.Depth())
	}
}

// A tap is in ClickHouse without waiting for others.
func TestTapIsDeliveredAlone(t *testing.T) {
	w := newWorld(t)
	ctx, stop := context.WithCancel(context.Background())
	_, door, loader := w.loader(nil)
	ended := make(chan struct{})
	go func() { loader.Run(ctx); close(ended) }()
	defer func() { stop(); <-ended }()
	for i := range 5 {
		_, err := door.Accept(ctx, aTap(5))
		must(t, err)
		waitFor(t, fmt.Sprintf("tap %d is there", i), func() bool { return w.number("SELECT count() FROM answers") == float64(i+1) })
	}
}

// switchedConn is the engine's connection that can be cut: then every insert goes to a closed port.
type switchedConn struct {
	driver.Conn
	away   atomic.Bool
	closed driver.Conn
}

func (c *switchedConn) PrepareBatch(ctx context.Context, q string, o ...driver.PrepareBatchOption) (driver.Batch, error) {
	if c.away.Load() {
		return c.closed.PrepareBatch(ctx, q, o...)
	}
	return c.Conn.PrepareBatch(ctx, q, o...)
}

func (w *world) switched() *switchedConn {
	w.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(w.t, err)
	port := l.Addr().String()
	must(w.t, l.Close())
	closed, err := clickhouse.Open(&clickhouse.Options{Addr: []string{port}, DialTimeout: time.Second})
	must(w.t, err)
	w.t.Cleanup(func() { closed.Close() })
	c := &switchedConn{Conn: w.ch.Insert, closed: closed}
	w.ch = &store.ClickHouse{Insert: c, Report: w.ch.Report}
	return c
}

func TestClickHouseAwayAndBack(t *testing.T) {
	w := newWorld(t)
	conn := w.switched()
	spool, door, loader := w.loader(nil)
	conn.away.Store(true)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { loader.Run(ctx); close(ended) }()
	defer func() { stop(); <-ended }()
	for range 100 {
		if _, err := door.Accept(ctx, aTap(4)); err != nil {
			t.Fatalf("the door is closed while ClickHouse is away: %v", err)
		}
	}
	waitFor(t, "the outage is noticed", func() bool {
		f, err := loader.Freshness(ctx)
		return err == nil && !f.AwaySince.IsZero() && f.Waiting == 100 && !f.Oldest.IsZero()
	})
	conn.away.Store(false)
	waitFor(t, "all is delivered", func() bool { return spool.Depth() == 0 })
	if n := w.number("SELECT count() FROM answers"); n != 100 {
		t.Errorf("%v answers, want 100", n)
	}
	waitFor(t, "the end of the outage is noticed", func() bool {
		f, err := loader.Freshness(ctx)
		return err == nil && f.AwaySince.IsZero() && f.Waiting == 0 && !f.Delivered.IsZero()
	})
}

func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for start := time.Now(); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Since(start) > time.Minute {
			t.Fatal("not within a minute: " + what)
		}
	}
}

// An insert that the server took and whose confirmation was lost is repeated without doubling anything.
func TestDeliveryRepeated(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	spool, door, loader := w.loader(nil)
	for range 10 {
		_, err := door.Accept(ctx, aTap(4))
		must(t, err)
	}
	items, err := spool.next(ctx, kindResponse, 100, batchBytes)
	must(t, err)
	_, err = loader.deliverAnswers(ctx, items)
	must(t, err)
	must(t, loader.Flush(ctx)) // the same ten, never settled
	if n := w.number("SELECT count() FROM answers"); n != 10 {
		t.Errorf("%v rows, want 10: the batch's token did not hold", n)
	}
	_, err = door.Accept(ctx, aTap(4))
	must(t, err)
	must(t, loader.Flush(ctx))
	if n := w.number("SELECT count() FROM answers FINAL"); n != 11 {
		t.Errorf("%v rows, want 11", n)
	}
}

func TestBadRowIsKeptApart(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	must(t, w.ch.Insert.Exec(ctx, "ALTER TABLE answers ADD CONSTRAINT scale CHECK score <= 5"))
	spool, door, loader := w.loader(nil)
	var good []Response
	for range 20 {
		good = append(good, aTap(4))
	}
	_, err := door.AcceptAll(ctx, good[:13])
	must(t, err)
	bad := uuid.Must(uuid.NewV7()).String()
	_, err = spool.PutAll(ctx, []Item{
		{Kind: kindResponse, ID: bad, Payload: []byte(`{"id":"` + bad + `","day":"2026-06-01","moment":"2026-06-01T00:00:00Z","received":"2026-06-01T00:00:00Z","scores":{"overall":9}}`)},
		{Kind: kindResponse, ID: "unreadable", Payload: []byte(`{`)},
	})
	must(t, err)
	_, err = door.AcceptAll(ctx, good[13:])
	must(t, err)
	must(t, loader.Flush(ctx))
	if n := w.number("SELECT count() FROM answers"); n != 20 || spool.Depth() != 0 {
		t.Errorf("%v rows, %d waiting; want the 20 good ones delivered", n, spool.Depth())
	}
	rejected, err := spool.Rejected(ctx, 10)
	must(t, err)
	reasons := map[string]string{}
	for _, r := range rejected {
		reasons[r.ID] = r.Reason
	}
	if len(rejected) != 2 || !strings.Contains(reasons[bad], "scale") || !strings.Contains(reasons["unreadable"], "JSON") {
		t.Errorf("rejected: %+v", reasons)
	}
	f, err := loader.Freshness(ctx)
	must(t, err)
	if f.Rejected != 2 {
		t.Errorf("freshness counts %d rejected", f.Rejected)
	}
}

// What is wrong with the server, and not with the rows, gives nothing up.
func TestMissingTableGivesNothingUp(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	spool, door, loader := w.loader(nil)
	_, err := door.Accept(ctx, aTap(4))
	must(t, err)
	must(t, w.ch.Insert.Exec(ctx, "RENAME TABLE answers TO answers_away"))
	if err := loader.Flush(ctx); err == nil {
		t.Error("no error without the table")
	}
	if rejected, err := spool.Rejected(ctx, 1); err != nil || len(rejected) > 0 || spool.Depth() != 1 {
		t.Errorf("the item was given up: %v %v, depth %d", rejected, err, spool.Depth())
	}
	must(t, w.ch.Insert.Exec(ctx, "RENAME TABLE answers_away TO answers"))
	must(t, loader.Flush(ctx))
	if n := w.number("SELECT count() FROM answers"); n != 1 {
		t.Errorf("%v answers", n)
	}
}

// An import that meets an outage waits and goes on.
func TestImportThroughAnOutage(t *testing.T) {
	w := newWorld(t)
	conn := w.switched()
	im, err := NewImporter(w.ch, w.reg, w.charter, w.dir, w.clock, quiet())
	must(t, err)
	conn.away.Store(true)
	time.AfterFunc(500*time.Millisecond, func() { conn.away.Store(false) })
	path := w.file("f.csv", csvOf(laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", "")))
	receipt, err := im.Import(context.Background(), "la311", path, "f.csv", "u1", nil)
	if err != nil || receipt.Counts != counts(1, 0, 0, 0, 0) || w.number("SELECT count() FROM records FINAL") != 1 {
		t.Errorf("%v %+v", err, receipt)
	}
}

// soloConn notices inserts that begin while another one does.
type soloConn struct {
	driver.Conn
	under atomic.Int64
	met   atomic.Bool
}

func (c *soloConn) PrepareBatch(ctx context.Context, q string, o ...driver.PrepareBatchOption) (driver.Batch, error) {
	if c.under.Add(1) > 1 {
		c.met.Store(true)
	}
	defer c.under.Add(-1)
	time.Sleep(time.Millisecond)
	return c.Conn.PrepareBatch(ctx, q, o...)
}

// Flush may be asked for while Run is at work: each item is delivered by one of them.
func TestFlushBesideRun(t *testing.T) {
	w := newWorld(t)
	conn := &soloConn{Conn: w.ch.Insert}
	w.ch.Insert = conn
	ctx, stop := context.WithCancel(context.Background())
	spool, door, loader := w.loader(nil)
	var working sync.WaitGroup
	working.Go(func() { loader.Run(ctx) })
	defer func() { stop(); working.Wait() }()
	var knocking sync.WaitGroup
	for range 4 {
		knocking.Go(func() {
			for range 25 {
				if _, err := door.Accept(ctx, aTap(4)); err != nil {
					t.Error(err)
				}
				if err := loader.Flush(ctx); err != nil {
					t.Error(err)
				}
			}
		})
	}
	knocking.Wait()
	if n := w.number("SELECT count() FROM answers"); n != 100 || spool.Depth() != 0 || conn.met.Load() {
		t.Errorf("%v rows of 100 answers, %d wait; two deliveries at once: %v", n, spool.Depth(), conn.met.Load())
	}
}

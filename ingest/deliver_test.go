package ingest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// A kind may have a delivery of its own; what it leaves unsettled stays in its place, also beside an error.
func TestKindWithItsOwnDelivery(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	spool, _, loader := w.loader(nil)
	var seen []string
	stumbles := true
	loader.handle(fact{kind: "note", deliver: func(_ context.Context, items []waitingItem) (done settled, err error) {
		for _, it := range items {
			switch {
			case it.ID == "bad":
				done.refused = append(done.refused, rejected{seq: it.Seq, reason: "says nothing"})
			case it.ID == "late" && stumbles:
				stumbles = false
				return done, errors.New("away")
			default:
				seen = append(seen, it.ID)
				done.delivered = append(done.delivered, it.Seq)
			}
		}
		return done, nil
	}})
	for _, id := range []string{"1", "bad", "late", "4"} {
		_, err := spool.Put(ctx, Item{Kind: "note", ID: id, Payload: []byte(id)})
		must(t, err)
	}
	if err := loader.Flush(ctx); err == nil || spool.Depth() != 2 {
		t.Errorf("%v, %d items wait, want 2", err, spool.Depth())
	}
	must(t, loader.Flush(ctx))
	if want := []string{"1", "late", "4"}; !slices.Equal(seen, want) || spool.Depth() != 0 {
		t.Errorf("delivered %v, want %v; %d wait", seen, want, spool.Depth())
	}
	if kept, err := spool.Rejected(ctx, 9); err != nil || len(kept) != 1 || kept[0].Reason != "says nothing" {
		t.Errorf("kept apart: %+v, %v", kept, err)
	}
}

// A batch is bounded by the bytes it holds in memory, and one large item is still a batch.
func TestBatchIsBounded(t *testing.T) {
	s := openSpool(t, filepath.Join(t.TempDir(), "spool.db"), SpoolOptions{})
	ctx := context.Background()
	for i := range 4 {
		_, err := s.Put(ctx, tap(fmt.Sprint(i), strings.Repeat("x", 100)))
		must(t, err)
	}
	for limit, want := range map[int64]int{1: 1, 100: 1, 199: 1, 200: 2, 1000: 4} {
		items, err := s.next(ctx, "tap", 9, limit)
		must(t, err)
		if len(items) != want {
			t.Errorf("%d items within %d bytes, want %d", len(items), limit, want)
		}
	}
}

// oddConn refuses every batch that holds one of some responses, with a code that does not name the rows.
type oddConn struct {
	driver.Conn
	odd     map[uuid.UUID]bool
	all     bool
	inserts int
}

func (c *oddConn) PrepareBatch(ctx context.Context, q string, o ...driver.PrepareBatchOption) (driver.Batch, error) {
	c.inserts++
	b, err := c.Conn.PrepareBatch(ctx, q, o...)
	return &oddBatch{Batch: b, conn: c}, err
}

type oddBatch struct {
	driver.Batch
	conn *oddConn
	odd  bool
}

func (b *oddBatch) Append(v ...any) error {
	if id, ok := v[1].(uuid.UUID); ok && b.conn.odd[id] {
		b.odd = true
	}
	return b.Batch.Append(v...)
}

func (b *oddBatch) Send() error {
	if b.odd || b.conn.all {
		return &clickhouse.Exception{Code: 49, Name: "LOGICAL_ERROR", Message: "odd"}
	}
	return b.Batch.Send()
}

// An item that the server refuses alone, for a reason that says nothing of rows, is found while its neighbours pass; while
// nothing passes, nothing is given up, and the tries are few.
func TestReasonThatDoesNotNameTheRows(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	conn := &oddConn{Conn: w.ch.Insert, odd: map[uuid.UUID]bool{}, all: true}
	w.ch.Insert = conn
	spool, door, loader := w.loader(nil)
	var taps []Response
	for i := range 300 {
		taps = append(taps, aTap(4))
		if i == 0 || i == 1 || i == 150 || i == 299 {
			conn.odd[taps[i].ID] = true
		}
	}
	_, err := door.AcceptAll(ctx, taps)
	must(t, err)
	if err := loader.Flush(ctx); err == nil || spool.Depth() != 300 || conn.inserts > 40 {
		t.Errorf("%v, %d wait, after %d inserts", err, spool.Depth(), conn.inserts)
	}
	conn.all = false
	must(t, loader.Flush(ctx))
	kept, err := spool.Rejected(ctx, 9)
	must(t, err)
	for _, k := range kept {
		if !conn.odd[uuid.MustParse(k.ID)] || !strings.Contains(k.Reason, "odd") {
			t.Errorf("kept apart: %s, %s", k.ID, k.Reason)
		}
	}
	if n := w.number("SELECT count() FROM answers"); n != 296 || len(kept) != 4 || spool.Depth() != 0 {
		t.Errorf("%v answers, %d kept apart, %d wait", n, len(kept), spool.Depth())
	}
	// When the server has changed its mind, the administrator puts them back.
	clear(conn.odd)
	for _, k := range kept {
		must(t, spool.Retry(ctx, k.N))
	}
	must(t, loader.Flush(ctx))
	if n := w.number("SELECT count() FROM answers"); n != 300 {
		t.Errorf("%v answers after the second try", n)
	}
}

// A table that takes nothing holds up its own kind alone.
func TestOtherKindsGoOn(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	spool, door, loader := w.loader(nil)
	must(t, w.ch.Insert.Exec(ctx, "RENAME TABLE answers TO answers_away"))
	_, err := door.Accept(ctx, aTap(4))
	must(t, err)
	_, err = spool.Put(ctx, Item{Kind: kindCaseFact, ID: "c/1", Payload: []byte(`{"case_id":"` + uuid.NewString() + `","version":1,"received":"2026-06-01T00:00:00Z","received_day":"2026-06-01"}`)})
	must(t, err)
	if err := loader.Flush(ctx); err == nil || w.number("SELECT count() FROM case_facts") != 1 || spool.Depth() != 1 {
		t.Errorf("%v, %d wait", err, spool.Depth())
	}
}

// Nothing is doubled, however the loader is stopped between an insert and its note, and however the next one groups what it
// finds: the server may have rows that the spool still holds, under other tokens.
func TestRegroupedRepeatsAreNoSecondFacts(t *testing.T) {
	w := newWorld(t)
	few(t, 15)
	ctx := context.Background()
	spool, door, loader := w.loader(nil)
	accepted := 0
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			switch rapid.IntRange(0, 2).Draw(rt, "step") {
			case 0:
				n := rapid.IntRange(1, 9).Draw(rt, "taps")
				for range n {
					tap := aTap(3)
					tap.Moment = w.now.AddDate(0, 0, -rapid.IntRange(0, 29).Draw(rt, "days"))
					for range rapid.IntRange(1, 2).Draw(rt, "times") { // a duplicate storm
						if _, err := door.Accept(ctx, tap); err != nil {
							rt.Fatal(err)
						}
					}
				}
				accepted += n
			case 1: // the server took a batch and the program died before it knew
				items, err := spool.next(ctx, kindResponse, rapid.IntRange(1, 12).Draw(rt, "batch"), batchBytes)
				if err != nil {
					rt.Fatal(err)
				}
				if _, err := loader.deliverAnswers(ctx, items); err != nil {
					rt.Fatal(err)
				}
			case 2:
				if err := loader.Flush(ctx); err != nil {
					rt.Fatal(err)
				}
			}
		}
		if err := loader.Flush(ctx); err != nil {
			rt.Fatal(err)
		}
		if n := w.number("SELECT count() FROM answers FINAL"); n != float64(accepted) || spool.Depth() != 0 {
			rt.Fatalf("%v answers of %d accepted, %d wait", n, accepted, spool.Depth())
		}
	})
}

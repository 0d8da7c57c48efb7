package ingest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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

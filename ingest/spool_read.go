package ingest

import (
	"context"
	"fmt"
	"time"
)

// waitingItem is an accepted item with its place in the queue.
type waitingItem struct {
	Seq     int64
	Kind    string
	ID      string
	Payload []byte
}

// next gives the n oldest waiting items of one kind, fewer where their payloads would be more than maxBytes together, but always
// one if any waits.
func (s *Spool) next(ctx context.Context, kind string, n int, maxBytes int64) ([]waitingItem, error) {
	rows, err := s.read.QueryContext(ctx,
		"SELECT seq, kind, id, length(payload), payload FROM waiting WHERE kind = ? ORDER BY seq LIMIT ?", kind, n)
	if err != nil {
		return nil, fmt.Errorf("read spool: %w", err)
	}
	defer rows.Close()
	var items []waitingItem
	var total int64
	for rows.Next() {
		var it waitingItem
		var size int64
		if err := rows.Scan(&it.Seq, &it.Kind, &it.ID, &size, &it.Payload); err != nil {
			return nil, fmt.Errorf("read spool: %w", err)
		}
		if total += size; total > maxBytes && len(items) > 0 {
			return items, nil
		}
		items = append(items, it)
	}
	return items, rows.Err()
}

// settle forgets delivered items and keeps refused ones apart, in one commit.
func (s *Spool) settle(ctx context.Context, delivered []int64, refused []rejected) error {
	if len(delivered) == 0 && len(refused) == 0 {
		return nil
	}
	return s.do(ctx, &op{remove: delivered, reject: refused, done: make(chan error, 1)})
}

// SpoolState is how far delivery lags behind acceptance.
type SpoolState struct {
	Waiting  int64     // accepted, not delivered
	Rejected int64     // refused by ClickHouse for their content, kept with the reason; not those dismissed
	Oldest   time.Time // when the oldest waiting item was accepted; zero if none waits
	Free     int64     // bytes of the disk, at the last look
	KeepFree int64     // bytes below which the doors close
	Full     bool      // the doors are closed for want of disk
}

// State counts what waits and what was refused.
func (s *Spool) State(ctx context.Context) (SpoolState, error) {
	st := SpoolState{Free: s.free.Load(), KeepFree: s.o.KeepFree, Full: s.full.Load()}
	var oldest int64
	// The queue is in the order of acceptance, so the first is the oldest whatever a clock that jumped wrote beside it.
	err := s.read.QueryRowContext(ctx, `SELECT count(*), coalesce((SELECT at FROM waiting ORDER BY seq LIMIT 1), 0),
		(SELECT count(*) FROM rejected WHERE dismissed = '') FROM waiting`).Scan(&st.Waiting, &oldest, &st.Rejected)
	if err != nil {
		return st, fmt.Errorf("read spool: %w", err)
	}
	if st.Waiting > 0 {
		st.Oldest = time.UnixMicro(oldest).UTC()
	}
	return st, nil
}

// WaitingByKind counts what waits of each kind.
func (s *Spool) WaitingByKind(ctx context.Context) (map[string]int64, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT kind, count(*) FROM waiting GROUP BY kind")
	if err != nil {
		return nil, fmt.Errorf("read spool: %w", err)
	}
	defer rows.Close()
	kinds := map[string]int64{}
	for rows.Next() {
		var kind string
		var n int64
		if err := rows.Scan(&kind, &n); err != nil {
			return nil, fmt.Errorf("read spool: %w", err)
		}
		kinds[kind] = n
	}
	return kinds, rows.Err()
}

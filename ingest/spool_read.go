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
	Rejected int64     // refused by ClickHouse for their content, kept with the reason
	Oldest   time.Time // when the oldest waiting item was accepted; zero if none waits
}

// State counts what waits and what was refused.
func (s *Spool) State(ctx context.Context) (SpoolState, error) {
	var st SpoolState
	var oldest int64
	err := s.read.QueryRowContext(ctx, `SELECT count(*), coalesce(min(at), 0), (SELECT count(*) FROM rejected) FROM waiting`).
		Scan(&st.Waiting, &oldest, &st.Rejected)
	if err != nil {
		return st, fmt.Errorf("read spool: %w", err)
	}
	if st.Waiting > 0 {
		st.Oldest = time.UnixMicro(oldest).UTC()
	}
	return st, nil
}

// RejectedItem is an item that ClickHouse refused for its content.
type RejectedItem struct {
	Kind, ID string
	Payload  []byte
	Reason   string // the server's words, for the administrator
	At       time.Time
}

// Rejected gives the n latest refused items.
func (s *Spool) Rejected(ctx context.Context, n int) ([]RejectedItem, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT kind, id, payload, reason, rejected_at FROM rejected ORDER BY n DESC LIMIT ?", n)
	if err != nil {
		return nil, fmt.Errorf("read spool: %w", err)
	}
	defer rows.Close()
	var items []RejectedItem
	for rows.Next() {
		var it RejectedItem
		var at int64
		if err := rows.Scan(&it.Kind, &it.ID, &it.Payload, &it.Reason, &at); err != nil {
			return nil, fmt.Errorf("read spool: %w", err)
		}
		it.At = time.UnixMicro(at).UTC()
		items = append(items, it)
	}
	return items, rows.Err()
}

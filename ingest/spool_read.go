package ingest

import (
	"context"
	"database/sql"
	"errors"
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

// settle forgets what was delivered and keeps what was refused apart, in one commit. read are the items as next gave them, to which
// the places in done belong.
func (s *Spool) settle(ctx context.Context, read []waitingItem, done settled) error {
	if done.count() == 0 {
		return nil
	}
	o := &op{remove: stretches(read, done.delivered), reject: done.refused, done: make(chan error, 1)}
	if len(read) > 0 {
		o.kind = read[0].Kind
	}
	return s.do(ctx, o)
}

// stretches are the longest parts of a queue that hold delivered items alone.
func stretches(read []waitingItem, delivered []int64) []stretch {
	gone := make(map[int64]bool, len(delivered))
	for _, seq := range delivered {
		gone[seq] = true
	}
	var list []stretch
	within := false
	for _, it := range read {
		switch {
		case !gone[it.Seq]:
			within = false
		case within:
			list[len(list)-1].last = it.Seq
		default:
			list, within = append(list, stretch{it.Seq, it.Seq}), true
		}
	}
	return list
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
	st := SpoolState{Waiting: s.waiting.all(), Free: s.free.Load(), KeepFree: s.o.KeepFree, Full: s.full.Load()}
	err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM rejected WHERE dismissed = ''").Scan(&st.Rejected)
	if err != nil {
		return st, fmt.Errorf("read spool: %w", err)
	}
	st.Oldest, err = s.oldest(ctx)
	return st, err
}

// oldest is when the first item of the queue was accepted. The queue is in the order of acceptance, so the first is the oldest
// whatever a clock that jumped wrote beside it.
func (s *Spool) oldest(ctx context.Context) (time.Time, error) {
	var first, at int64
	for kind := range s.waiting.byKind() {
		var seq, accepted int64
		err := s.read.QueryRowContext(ctx, "SELECT seq, at FROM waiting WHERE kind = ? ORDER BY seq LIMIT 1", kind).Scan(&seq, &accepted)
		if errors.Is(err, sql.ErrNoRows) {
			continue // delivered just now
		}
		if err != nil {
			return time.Time{}, fmt.Errorf("read spool: %w", err)
		}
		if first == 0 || seq < first {
			first, at = seq, accepted
		}
	}
	if first == 0 {
		return time.Time{}, nil
	}
	return time.UnixMicro(at).UTC(), nil
}

// WaitingByKind counts what waits of each kind.
func (s *Spool) WaitingByKind() map[string]int64 { return s.waiting.byKind() }

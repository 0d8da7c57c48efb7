package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"harta/internal/fault"
)

// maxDismissal bounds the reason for which a rejected item is dismissed, in characters.
const maxDismissal = 500

// RejectedItem is an item that ClickHouse refused for its content.
type RejectedItem struct {
	N        int64 // its number among the rejected
	Kind, ID string
	Accepted time.Time
	Payload  []byte
	Reason   string // the server's words, for the administrator
	At       time.Time

	Dismissed   string    // why nobody waits for it any more; empty while it is open
	DismissedAt time.Time // zero while it is open
}

const selectRejected = "SELECT n, kind, id, at, payload, reason, rejected_at, dismissed, dismissed_at FROM rejected "

// Rejected gives the n latest refused items that are open.
func (s *Spool) Rejected(ctx context.Context, n int) ([]RejectedItem, error) {
	return s.rejected(ctx, selectRejected+"WHERE dismissed = '' ORDER BY n DESC LIMIT ?", n)
}

// Dismissed gives the n refused items that were dismissed last.
func (s *Spool) Dismissed(ctx context.Context, n int) ([]RejectedItem, error) {
	return s.rejected(ctx, selectRejected+"WHERE dismissed <> '' ORDER BY dismissed_at DESC, n DESC LIMIT ?", n)
}

// RejectedByNumber gives one refused item, open or dismissed. Fault: NotFound "rejected_unknown".
func (s *Spool) RejectedByNumber(ctx context.Context, n int64) (RejectedItem, error) {
	items, err := s.rejected(ctx, selectRejected+"WHERE n = ?", n)
	if err != nil {
		return RejectedItem{}, err
	}
	if len(items) == 0 {
		return RejectedItem{}, fault.NotFound("rejected_unknown", nil)
	}
	return items[0], nil
}

func (s *Spool) rejected(ctx context.Context, query string, arg any) ([]RejectedItem, error) {
	rows, err := s.read.QueryContext(ctx, query, arg)
	if err != nil {
		return nil, fmt.Errorf("read rejected items: %w", err)
	}
	defer rows.Close()
	var items []RejectedItem
	for rows.Next() {
		it, err := scanRejected(rows)
		if err != nil {
			return nil, fmt.Errorf("read rejected items: %w", err)
		}
		items = append(items, it)
	}
	return items, rows.Err()
}

func scanRejected(rows *sql.Rows) (RejectedItem, error) {
	var it RejectedItem
	var accepted, at, dismissed int64
	err := rows.Scan(&it.N, &it.Kind, &it.ID, &accepted, &it.Payload, &it.Reason, &at, &it.Dismissed, &dismissed)
	it.Accepted, it.At = time.UnixMicro(accepted).UTC(), time.UnixMicro(at).UTC()
	if dismissed != 0 {
		it.DismissedAt = time.UnixMicro(dismissed).UTC()
	}
	return it, err
}

// Retry puts an open rejected item back into the queue, at its end. If ClickHouse refuses it again, it comes back as a new one.
// Fault: NotFound "rejected_unknown" when it is not open (any more).
func (s *Spool) Retry(ctx context.Context, n int64) error {
	return s.changeRejected(ctx, &op{retry: n, done: make(chan error, 1)})
}

// Dismiss says that nobody waits for an open rejected item any more. It is kept with the reason. Faults: Invalid of the field
// "reason", NotFound "rejected_unknown" when it is not open (any more).
func (s *Spool) Dismiss(ctx context.Context, n int64, reason string) error {
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return fault.Invalid("reason", "dismissal_reason_missing", nil)
	case !utf8.ValidString(reason) || utf8.RuneCountInString(reason) > maxDismissal:
		return fault.Invalid("reason", "dismissal_reason_malformed", fault.Params{"limit": maxDismissal})
	}
	return s.changeRejected(ctx, &op{dismiss: &dismissal{n: n, reason: reason}, done: make(chan error, 1)})
}

func (s *Spool) changeRejected(ctx context.Context, o *op) error {
	if err := s.do(ctx, o); err != nil {
		return err
	}
	if !o.found {
		return fault.NotFound("rejected_unknown", nil)
	}
	return nil
}

package ingest

import (
	"context"
	"fmt"
)

// waits says whether an item is accepted and not yet delivered.
func (s *Spool) waits(ctx context.Context, kind, id string) (bool, error) {
	var n int
	err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM waiting WHERE kind = ? AND id = ?", kind, id).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("read spool: %w", err)
	}
	return n > 0, nil
}

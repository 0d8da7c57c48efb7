package ingest

import (
	"context"
	"fmt"
)

// took says whether an item whose id alone decides was accepted, delivered or not.
func (s *Spool) took(ctx context.Context, kind, id string) (bool, error) {
	var n int
	err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM remembered WHERE kind = ? AND id = ?", kind, id).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("read spool: %w", err)
	}
	return n > 0, nil
}

// waits says whether an item is accepted and not yet delivered.
func (s *Spool) waits(ctx context.Context, kind, id string) (bool, error) {
	var n int
	err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM waiting WHERE kind = ? AND id = ?", kind, id).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("read spool: %w", err)
	}
	return n > 0, nil
}

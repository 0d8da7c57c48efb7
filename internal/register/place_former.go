package register

import (
	"context"
	"database/sql"
	"fmt"

	"harta/internal/fault"
	"harta/internal/store"
)

// PlaceByFormerCode finds the place that had a code until it got another one within the last thirty days, however the code was typed.
// Otherwise it is the fault.NotFound "place_unknown", of a place that was switched off "place_inactive".
func (r *Register) PlaceByFormerCode(ctx context.Context, code string) (Place, error) {
	p, err := placeBy(ctx, r.db, "place_by_former_code", tidyCode(code), store.Millis(r.clock().Add(-formerFor)))
	switch {
	case err != nil:
		return Place{}, fmt.Errorf("find former code: %w", err)
	case !p.Active:
		return Place{}, fault.NotFound("place_inactive", nil)
	}
	return p, nil
}

// endCode makes the code of a place that is about to get another one a former one, and forgets those that are so for too long.
func (r *Register) endCode(ctx context.Context, tx *sql.Tx, id string) error {
	now := r.clock()
	if err := exec(ctx, tx, "DELETE FROM place_former_codes WHERE ended_at < $1", store.Millis(now.Add(-formerFor))); err != nil {
		return err
	}
	return exec(ctx, tx, query("place_former_add"), id, store.Millis(now))
}

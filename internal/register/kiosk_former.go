package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"harta/internal/fault"
	"harta/internal/store"
)

// formerFor is for how long a kiosk is known by an address that it no longer has: as long as answers are taken by their own moment.
const formerFor = 30 * 24 * time.Hour

// FormerKiosk is a kiosk found by an address that is not its own any more. A screen without network learns late that its address
// has changed, and what was tapped on it until then is the kiosk's.
type FormerKiosk struct {
	Kiosk   Kiosk     // as it is now, without its token
	Ended   time.Time // when the address ceased to be the kiosk's
	Revoked bool      // it was taken back: whoever has the screen may be anybody
}

// KioskByFormerToken finds the kiosk that had an address until it got another one, or until it was taken back, within the last thirty
// days. Otherwise it is the fault.NotFound "kiosk_unknown".
func (r *Register) KioskByFormerToken(ctx context.Context, token string) (FormerKiosk, error) {
	var id string
	var ended int64
	var former FormerKiosk
	err := r.db.QueryRowContext(ctx, query("kiosk_former"), hashOfToken(token), store.Millis(r.clock().Add(-formerFor))).
		Scan(&id, &ended, &former.Revoked)
	if errors.Is(err, sql.ErrNoRows) {
		return FormerKiosk{}, fault.NotFound("kiosk_unknown", nil)
	}
	if err != nil {
		return FormerKiosk{}, fmt.Errorf("find former address: %w", err)
	}
	former.Ended = time.UnixMilli(ended).UTC()
	former.Kiosk, err = r.Kiosk(ctx, id)
	return former, err
}

// endAddress makes the address of a kiosk that is about to get another one a former one, and forgets those that are so for too long.
func (r *Register) endAddress(ctx context.Context, tx *sql.Tx, id string) error {
	now := r.clock()
	if err := exec(ctx, tx, "DELETE FROM kiosk_former_tokens WHERE ended_at < $1", store.Millis(now.Add(-formerFor))); err != nil {
		return err
	}
	return exec(ctx, tx, query("kiosk_former_add"), id, store.Millis(now))
}

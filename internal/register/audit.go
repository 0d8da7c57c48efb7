package register

import (
	"context"
	"database/sql"

	"harta/internal/store"
)

// audit adds an entry to the audit trail in the transaction of the deed itself: without the entry there is no reading. The
// details stay empty, so that no personal data can slip in.
func (r *Register) audit(ctx context.Context, tx *sql.Tx, who, what, subject string) error {
	seq, err := next(ctx, tx, "audit")
	if err != nil {
		return err
	}
	return exec(ctx, tx, query("audit_add"), seq, store.Millis(r.clock()), who, what, subject, "{}")
}

package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"harta/internal/store"
)

// audit adds an entry to the audit trail in the transaction of the deed itself: without the entry there is no reading. The
// details stay empty, so that no personal data can slip in.
func (r *Register) audit(ctx context.Context, tx *sql.Tx, who, what, subject string) error {
	return r.auditDetails(ctx, tx, who, what, subject, "{}")
}

// auditFields is audit for a change: it says which fields changed, by their names and without what was or is in them.
func (r *Register) auditFields(ctx context.Context, tx *sql.Tx, who, what, subject string, fields []string) error {
	if len(fields) == 0 {
		return r.audit(ctx, tx, who, what, subject)
	}
	details, err := json.Marshal(map[string][]string{"fields": fields})
	if err != nil {
		return fmt.Errorf("encode the fields of %s: %w", what, err)
	}
	return r.auditDetails(ctx, tx, who, what, subject, string(details))
}

func (r *Register) auditDetails(ctx context.Context, tx *sql.Tx, who, what, subject, details string) error {
	seq, err := next(ctx, tx, "audit")
	if err != nil {
		return err
	}
	return exec(ctx, tx, query("audit_add"), seq, store.Millis(r.clock()), who, what, subject, details)
}

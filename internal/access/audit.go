package access

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"harta/internal/store"
)

// AuditRow is one entry of the audit trail.
type AuditRow struct {
	Seq     int64
	Moment  time.Time
	Who     string // id of the user, empty: nobody logged in
	What    string // such as login, case.contact.read
	Subject string // what it was done to: a case's number, a user's id
	Details map[string]any
}

// Audit adds an entry to the audit trail. who is the id of a user, what the name of the deed, subject what it was done to; the
// details never hold personal data.
func (a *Access) Audit(ctx context.Context, who, what, subject string, details map[string]any) error {
	err := store.InTx(ctx, a.db, func(tx *sql.Tx) error { return a.audit(ctx, tx, who, what, subject, details) })
	if err != nil {
		return fmt.Errorf("audit %s: %w", what, err)
	}
	return nil
}

// audit adds the entry in the transaction of the deed itself: either both are kept or neither.
func (a *Access) audit(ctx context.Context, tx *sql.Tx, who, what, subject string, details map[string]any) error {
	if details == nil {
		details = map[string]any{}
	}
	text, err := json.Marshal(details)
	if err != nil {
		return err
	}
	var seq int64
	if err := tx.QueryRowContext(ctx, query("counter_next"), "audit").Scan(&seq); err != nil {
		return err
	}
	return exec(ctx, tx, query("audit_add"), seq, store.Millis(a.clock()), who, what, subject, string(text))
}

// AuditTrail returns the latest n entries, the newest first.
func (a *Access) AuditTrail(ctx context.Context, n int) ([]AuditRow, error) {
	return a.auditRows(ctx, "audit_latest", n)
}

// AuditOf returns the latest n entries of one kind of deed, the newest first.
func (a *Access) AuditOf(ctx context.Context, what string, n int) ([]AuditRow, error) {
	return a.auditRows(ctx, "audit_of", what, n)
}

// auditRows reads entries by a query of the audit trail.
func (a *Access) auditRows(ctx context.Context, name string, args ...any) ([]AuditRow, error) {
	rows, err := a.db.QueryContext(ctx, query(name), args...)
	if err != nil {
		return nil, fmt.Errorf("read audit trail: %w", err)
	}
	defer rows.Close()
	var trail []AuditRow
	for rows.Next() {
		var r AuditRow
		var moment int64
		var details string
		if err := rows.Scan(&r.Seq, &moment, &r.Who, &r.What, &r.Subject, &details); err != nil {
			return nil, fmt.Errorf("read audit trail: %w", err)
		}
		if err := json.Unmarshal([]byte(details), &r.Details); err != nil {
			return nil, fmt.Errorf("read audit trail, entry %d: %w", r.Seq, err)
		}
		r.Moment = store.Moment(moment)
		trail = append(trail, r)
	}
	return trail, rows.Err()
}

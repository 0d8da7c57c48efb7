package register

import (
	"context"
	"database/sql"
	"fmt"
)

// RejectedBy is how many rows of imports were refused for one reason.
type RejectedBy struct {
	Code string
	Rows int64
}

// RejectedByCode counts the refused rows of all imports by their reason, the most frequent first. A row with two faults is counted
// for both.
func (r *Register) RejectedByCode(ctx context.Context) ([]RejectedBy, error) {
	rows, err := r.db.QueryContext(ctx, query("rejected_by_code"))
	if err != nil {
		return nil, fmt.Errorf("count refused rows: %w", err)
	}
	var list []RejectedBy
	err = each(rows, func(rows *sql.Rows) error {
		var b RejectedBy
		err := rows.Scan(&b.Code, &b.Rows)
		list = append(list, b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count refused rows: %w", err)
	}
	return list, nil
}

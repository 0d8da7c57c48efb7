package register

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"time"

	"harta/internal/store"
)

// MadeLink is a link as the office may see it. Its secret is not kept, and the id of its answer is not told.
type MadeLink struct {
	Service, Department, Office, OrderSpeed, Record string
	Made, Expires                                   time.Time
	Used                                            *time.Time
	By                                              string // id of the user, empty: a program
}

// SurveyLinks gives at most limit links that were made before a moment, the newest first; the zero time: from the newest.
func (r *Register) SurveyLinks(ctx context.Context, before time.Time, limit int) ([]MadeLink, error) {
	at := int64(math.MaxInt64)
	if !before.IsZero() {
		at = store.Millis(before)
	}
	rows, err := r.db.QueryContext(ctx, query("survey_links"), at, limit)
	if err != nil {
		return nil, fmt.Errorf("read survey links: %w", err)
	}
	defer rows.Close()
	var list []MadeLink
	for rows.Next() {
		var l MadeLink
		var id string
		var made, expires int64
		var used sql.NullInt64
		if err := rows.Scan(&id, &l.Service, &l.Department, &l.Office, &l.OrderSpeed, &l.Record, &made, &expires, &used, &l.By); err != nil {
			return nil, fmt.Errorf("read survey links: %w", err)
		}
		l.Made, l.Expires, l.Used = store.Moment(made), store.Moment(expires), nullMoment(used)
		list = append(list, l)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read survey links: %w", err)
	}
	return list, nil
}

package register

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"harta/internal/fault"
	"harta/internal/store"
)

// SetAsideRow is something that waits for an officer, without a word of it.
type SetAsideRow struct {
	Number      string
	Received    time.Time
	Kind        string
	Reason      Suspicion
	Deadline    *time.Time // as told to the sender
	Looked      bool       // somebody has read it
	Dismissed   *time.Time // when somebody said that it is no message from a person; nil: nobody did
	DismissedBy string     // id of that user
}

// Cursor names the row's place in the list.
func (r SetAsideRow) Cursor() string {
	return strconv.FormatInt(store.Millis(r.Received), 36) + "." + r.Number
}

// AsideShow is a way to look at what was set aside.
type AsideShow string

// The ways to look at it.
const (
	AsideWaiting   AsideShow = "waiting"   // it waits for an officer
	AsideUnseen    AsideShow = "unseen"    // of that, what will soon be erased and was read by nobody
	AsideDismissed AsideShow = "dismissed" // an officer said that it is no message from a person
)

// AsideQuery asks for a part of what was set aside.
type AsideQuery struct {
	Show          AsideShow
	Reason        Suspicion // SuspectNothing: any
	Before, After string    // the cursor of a row: what is older than it, what is newer; both empty: the newest
	Most          int
}

// ListAside lists what was set aside, the newest first. more says that there is more in the direction that was asked for. A cursor that
// is none is a fault of the field "before" or "after".
func (r *Register) ListAside(ctx context.Context, q AsideQuery) (rows []SetAsideRow, more bool, err error) {
	statement, field, cursor := "set_aside_older", "before", q.Before
	if q.After != "" {
		statement, field, cursor = "set_aside_newer", "after", q.After
	}
	received, number := int64(math.MaxInt64), ""
	if cursor != "" {
		moment, rest, _ := strings.Cut(cursor, ".")
		if received, err = strconv.ParseInt(moment, 36, 64); err == nil {
			number, err = CheckNumber(rest)
		}
		if err != nil {
			return nil, false, fault.Invalid(field, "cursor_malformed", nil)
		}
	}
	soon, err := r.asideSoon(ctx)
	if err != nil {
		return nil, false, err
	}
	found, err := r.db.QueryContext(ctx, query(statement), string(q.Reason), string(q.Show), soon, received, number, q.Most+1)
	if err != nil {
		return nil, false, fmt.Errorf("list set aside: %w", err)
	}
	err = each(found, func(found *sql.Rows) error {
		row, err := scanAside(found)
		rows = append(rows, row)
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("list set aside: %w", err)
	}
	if more = len(rows) > q.Most; more {
		rows = rows[:q.Most]
	}
	if q.After != "" {
		slices.Reverse(rows)
	}
	return rows, more, nil
}

func scanAside(rows *sql.Rows) (SetAsideRow, error) {
	var row SetAsideRow
	var received int64
	var deadline, looked, dismissed sql.NullInt64
	err := rows.Scan(&row.Number, &received, &row.Kind, &row.Reason, &deadline, &looked, &dismissed, &row.DismissedBy)
	row.Received, row.Deadline = store.Moment(received), nullMoment(deadline)
	row.Looked, row.Dismissed = looked.Valid, nullMoment(dismissed)
	return row, err
}

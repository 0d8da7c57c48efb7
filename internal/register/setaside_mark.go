package register

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"harta/internal/charter"
	"harta/internal/store"
)

// asideWarning is for how many days it is told of what nobody has looked at that it will be erased.
const asideWarning = 14

// UnseenAside is what nobody has looked at and will soon be erased.
type UnseenAside struct {
	Count int
	First time.Time // when the first of it is erased
}

// UnseenAside counts what nobody has looked at and will be erased within two weeks.
func (r *Register) UnseenAside(ctx context.Context) (UnseenAside, error) {
	soon, err := r.asideSoon(ctx)
	if err != nil {
		return UnseenAside{}, err
	}
	days, err := r.AsideDays(ctx)
	if err != nil {
		return UnseenAside{}, err
	}
	var unseen UnseenAside
	var oldest int64
	if err := r.db.QueryRowContext(ctx, query("set_aside_unseen"), soon).Scan(&unseen.Count, &oldest); err != nil {
		return UnseenAside{}, fmt.Errorf("count unseen: %w", err)
	}
	unseen.First = store.Moment(oldest).AddDate(0, 0, days)
	return unseen, nil
}

// asideSoon is before when that came which will be erased within the days of the warning.
func (r *Register) asideSoon(ctx context.Context) (millis int64, err error) {
	days, err := r.AsideDays(ctx)
	return store.Millis(r.clock().AddDate(0, 0, asideWarning-days)), err
}

// DismissAside says of what was set aside that it is no message from a person, on the word of the user with the id by. It can be restored
// until it is erased. What no longer waits is left as it is; n is how many did.
func (r *Register) DismissAside(ctx context.Context, numbers []string, by string) (n int, err error) {
	return r.markAside(ctx, numbers, by, "aside.dismiss", func(tx *sql.Tx, number string) (sql.Result, error) {
		return tx.ExecContext(ctx, query("set_aside_dismiss"), number, store.Millis(r.clock()), by)
	})
}

// RecallAside takes that back: what was dismissed waits again. n is how many were.
func (r *Register) RecallAside(ctx context.Context, numbers []string, by string) (n int, err error) {
	return r.markAside(ctx, numbers, by, "aside.recall", func(tx *sql.Tx, number string) (sql.Result, error) {
		return tx.ExecContext(ctx, query("set_aside_recall"), number)
	})
}

// markAside changes the marks of what is still there, all in one transaction, and writes down every change.
func (r *Register) markAside(ctx context.Context, numbers []string, by, deed string, mark func(*sql.Tx, string) (sql.Result, error)) (n int, err error) {
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		n = 0
		for _, number := range numbers {
			var there int
			err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM set_aside WHERE number = $1 AND erased IS NULL", number).Scan(&there)
			if err != nil {
				return err
			}
			if there == 0 {
				continue
			}
			done, err := mark(tx, number)
			if err != nil {
				return err
			}
			if changed, err := done.RowsAffected(); err != nil || changed == 0 {
				continue // it is marked so already
			}
			if err := r.audit(ctx, tx, by, deed, number); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("mark set aside: %w", err)
	}
	return n, nil
}

// CountDismissed counts what came since a civil day and was said to be no message from a person, by reason, also what was erased since.
func (r *Register) CountDismissed(ctx context.Context, since charter.Date) (map[Suspicion]int, error) {
	rows, err := r.db.QueryContext(ctx, query("set_aside_dismissed"), store.Millis(since.In(r.charter.Location())))
	if err != nil {
		return nil, fmt.Errorf("count dismissed: %w", err)
	}
	counts := map[Suspicion]int{}
	err = each(rows, func(rows *sql.Rows) error {
		var reason Suspicion
		var n int
		err := rows.Scan(&reason, &n)
		counts[reason] = n
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count dismissed: %w", err)
	}
	return counts, nil
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// InTx runs work in one transaction of the register: it is committed when work returns nil and undone otherwise, also when work
// panics. work's error comes back as it is, but for a full disk, which is the fault Unavailable "disk_full".
func InTx(ctx context.Context, db *sql.DB, work func(*sql.Tx) error) (err error) {
	defer func() { err = unavailableWhenFull(err) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // work failed or panicked
			if undo := tx.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
				err = errors.Join(err, undo)
			}
		}
	}()
	if err := work(tx); err != nil {
		return err
	}
	done = true
	return tx.Commit()
}

// Millis is how the register keeps a moment: milliseconds since 1970 UTC.
func Millis(t time.Time) int64 { return t.UnixMilli() }

// Moment reads what Millis wrote, in UTC.
func Moment(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

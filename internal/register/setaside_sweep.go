package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"harta/internal/fault"
	"harta/internal/store"
)

// What was set aside is not kept for ever: a program's words are of no use, and a person's have a right to be forgotten. After some
// days the words and the files are erased; the number, the reason and the counts stay.

// asideDaysKey is the setting of how many days are kept.
const asideDaysKey = "aside_days"

// How many days what was set aside is kept: unless an officer says otherwise, and at least and at most.
const (
	asideDays    = 90
	AsideDaysMin = 30
	AsideDaysMax = 365
)

// AsideDays gives for how many days what is set aside is kept.
func (r *Register) AsideDays(ctx context.Context) (int, error) {
	value, err := r.Setting(ctx, asideDaysKey)
	if err != nil || value == "" {
		return asideDays, err
	}
	days, err := strconv.Atoi(value)
	if err != nil {
		return 0, fmt.Errorf("read setting %s: %w", asideDaysKey, err)
	}
	return days, nil
}

// SetAsideDays sets for how many days what is set aside is kept, on the word of the user with the id by. A number below AsideDaysMin
// or above AsideDaysMax is a fault of the field "days".
func (r *Register) SetAsideDays(ctx context.Context, days int, by string) error {
	if days < AsideDaysMin || days > AsideDaysMax {
		return fault.Invalid("days", "aside_days", fault.Params{"min": AsideDaysMin, "max": AsideDaysMax})
	}
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		if err := putSetting(ctx, tx, asideDaysKey, strconv.Itoa(days)); err != nil {
			return err
		}
		return r.audit(ctx, tx, by, "aside.days", strconv.Itoa(days))
	})
	if err != nil {
		return fmt.Errorf("set days: %w", err)
	}
	return nil
}

// SweepAside erases what was set aside and not restored in time. It is to be called from time to time.
func (r *Register) SweepAside(ctx context.Context) error {
	days, err := r.AsideDays(ctx)
	if err != nil {
		return err
	}
	rows, err := r.db.QueryContext(ctx, query("set_aside_old"), store.Millis(r.clock().AddDate(0, 0, -days)))
	if err != nil {
		return fmt.Errorf("sweep set aside: %w", err)
	}
	var old []string
	err = each(rows, func(rows *sql.Rows) error {
		var number string
		err := rows.Scan(&number)
		old = append(old, number)
		return err
	})
	if err != nil {
		return fmt.Errorf("sweep set aside: %w", err)
	}
	for _, number := range old {
		if err := store.InTx(ctx, r.db, func(tx *sql.Tx) error { return r.eraseAside(ctx, tx, number) }); err != nil {
			return fmt.Errorf("sweep set aside: %w", err)
		}
	}
	return nil
}

// eraseAside erases the words of what was set aside, and frees its files to be swept. What was restored meanwhile stays.
func (r *Register) eraseAside(ctx context.Context, tx *sql.Tx, number string) error {
	s, reason, err := r.openAside(ctx, tx, number)
	if f, ok := fault.As(err); ok && f.Kind == fault.KindNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if err := r.moveFiles(ctx, tx, s.Files, "nothing"); err != nil {
		return err
	}
	if err := exec(ctx, tx, query("set_aside_erase"), number, store.Millis(r.clock()), []byte{}); err != nil {
		return err
	}
	day := r.charter.Calendar.CivilDay(s.ReceivedAt).String()
	if err := exec(ctx, tx, query("set_aside_count"), day, reason, 0, 0, 1); err != nil {
		return err
	}
	return r.audit(ctx, tx, "", "aside.erase", number)
}

// asideLink says what became of something that was set aside, to whoever has its link.
func (r *Register) asideLink(ctx context.Context, token string) error {
	var erased sql.NullInt64
	err := r.db.QueryRowContext(ctx, "SELECT erased FROM set_aside WHERE link_hash = $1", hashOf(token)).Scan(&erased)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fault.NotFound("link_unknown", nil)
	case err != nil:
		return fmt.Errorf("find link: %w", err)
	case erased.Valid:
		return fault.NotFound("link_erased", nil)
	}
	return fault.NotFound("link_waits", nil)
}

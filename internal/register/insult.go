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

// InsultList is a version of the list of insults and obscenities by which texts are flagged. What its lines mean is the guard's matter.
type InsultList struct {
	Version int64 // 0: the office has never written one
	Text    string
	By      string // id of the user
	Saved   time.Time
}

// Own says whether the office has a list of its own; otherwise the program's holds.
func (l InsultList) Own() bool { return l.Text != "" }

// InsultListMax is the length of a list in bytes.
const InsultListMax = 200_000

// InsultList gives the version that holds.
func (r *Register) InsultList(ctx context.Context) (InsultList, error) {
	l, err := latestInsults(ctx, r.db)
	if err != nil {
		return InsultList{}, fmt.Errorf("read insult list: %w", err)
	}
	return l, nil
}

func latestInsults(ctx context.Context, db reader) (InsultList, error) {
	var l InsultList
	var saved int64
	err := db.QueryRowContext(ctx, query("insult_list_latest")).Scan(&l.Version, &saved, &l.By, &l.Text)
	if errors.Is(err, sql.ErrNoRows) {
		return InsultList{}, nil
	}
	l.Saved = store.Moment(saved)
	return l, err
}

// SaveInsultList makes a text the list that holds; an empty one brings the program's own back. It is the user with the id by who saves,
// having seen the version seen. Older versions are kept. A text that is too long is the fault.Invalid "insults_long" of the field
// "words", a newer version than the one seen the fault.Conflict "insults_changed".
func (r *Register) SaveInsultList(ctx context.Context, by string, seen int64, text string) error {
	if len(text) > InsultListMax {
		return fault.Invalid("words", "insults_long", fault.Params{"max": InsultListMax / 1000})
	}
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		l, err := latestInsults(ctx, tx)
		if err != nil {
			return err
		}
		if l.Version != seen {
			return fault.Conflict("insults_changed", nil)
		}
		version := l.Version + 1
		if err := exec(ctx, tx, query("insult_list_add"), version, store.Millis(r.clock()), by, text); err != nil {
			return err
		}
		return r.audit(ctx, tx, by, "insults.save", fmt.Sprint(version))
	})
	if err != nil {
		return fmt.Errorf("save insult list: %w", err)
	}
	return nil
}

package register

import (
	"context"
	"crypto/cipher"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/store"
)

// SealedDeed says what was done about a sealed case.
type SealedDeed string

// What can be done about a sealed case.
const (
	SealedConfirmed SealedDeed = "confirmed" // receipt was confirmed to the sender
	SealedNoted     SealedDeed = "noted"     // a note for the integrity officer alone
	SealedFeedback  SealedDeed = "feedback"  // the sender was told what was done
	SealedClosed    SealedDeed = "closed"
	SealedLater     SealedDeed = "later" // not done here: the register that sent the case sent a later version
)

// sealedDeeds lists what the integrity officer can do, in the order of the page.
var sealedDeeds = []SealedDeed{SealedConfirmed, SealedNoted, SealedFeedback, SealedClosed}

// SealedEvent is one thing that was done about a sealed case. Events are never changed.
type SealedEvent struct {
	Version  int64      `json:"version"`
	Deed     SealedDeed `json:"deed"`
	By       string     `json:"by"`
	At       time.Time  `json:"at"` // when it was done
	Recorded time.Time  `json:"recorded"`
	Text     string     `json:"text"` // of a later version: what the case says from then on, empty: the same as before
	// Sent is what else a later version says, nil: the event is another one.
	Sent *SentVersion `json:"sent,omitempty"`
}

// SealedOrder is a command about one sealed case.
type SealedOrder struct {
	Number  string
	Version int64 // of the last event that the person saw, 0: none was there
	By      string
	On      charter.Date // the day it was done; zero means now
	Deed    SealedDeed
	Text    string // what was told, noted or found; may be empty for a confirmation
}

// SealedState is how a sealed case stands.
type SealedState struct {
	Version                     int64 // of the last event, 0: none
	Confirmed, Feedback, Closed *time.Time
}

// stateOf tells the state from the events.
func stateOf(events []SealedEvent) SealedState {
	var s SealedState
	for _, e := range events {
		at := e.At
		s.Version = e.Version
		switch e.Deed {
		case SealedConfirmed:
			s.Confirmed = &at
		case SealedFeedback:
			if s.Feedback == nil {
				s.Feedback = &at
			}
		case SealedClosed:
			s.Closed = &at
		}
	}
	return s
}

// DoSealed carries out a command about a sealed case. It is for the integrity role alone. The audit trail says that somebody wrote
// into the sealed register, not about which case. Somebody else having been faster is the fault.Conflict "sealed_changed".
func (r *Register) DoSealed(ctx context.Context, o SealedOrder) error {
	number, err := CheckNumber(o.Number)
	if err != nil {
		return err
	}
	o.Text = tidyText(o.Text)
	if err := o.check(); err != nil {
		return err
	}
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		var received int64
		var wrapped []byte
		err := tx.QueryRowContext(ctx, "SELECT received, wrapped FROM sealed_cases WHERE number = $1", number).Scan(&received, &wrapped)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.NotFound("case_unknown", nil)
		}
		if err != nil {
			return err
		}
		key, err := r.openDataKey(place(number, "sealed"), wrapped)
		if err != nil {
			return err
		}
		events, err := sealedEvents(ctx, tx, key, number)
		if err != nil {
			return err
		}
		return r.writeSealedEvent(ctx, tx, key, number, store.Moment(received), events, o)
	})
	if err != nil {
		return fmt.Errorf("sealed command: %w", err)
	}
	return nil
}

// check collects what is wrong with a command whatever the case.
func (o SealedOrder) check() error {
	var f faults
	if !slices.Contains(sealedDeeds, o.Deed) {
		f.add("deed", "sealed_deed_unknown", nil)
	}
	if o.Deed == SealedConfirmed {
		f.atMost("text", "sealed_text", o.Text, TextMax)
	} else {
		f.length("text", "sealed_text", o.Text, TextMax)
	}
	return f.err()
}

// writeSealedEvent adds the event, if the case allows it.
func (r *Register) writeSealedEvent(ctx context.Context, tx *sql.Tx, key cipher.AEAD, number string, received time.Time, events []SealedEvent, o SealedOrder) error {
	state := stateOf(events)
	switch {
	case state.Version != o.Version:
		return fault.Conflict("sealed_changed", nil)
	case state.Closed != nil:
		return fault.Conflict("case_closed", fault.Params{"at": *state.Closed})
	case state.Confirmed != nil && o.Deed == SealedConfirmed:
		return fault.Conflict("case_acknowledged", fault.Params{"at": *state.Confirmed})
	}
	last := received // notes may be written down later than what they tell of, and later versions come when they like
	for _, e := range events {
		if e.Deed != SealedNoted && e.Deed != SealedLater && e.At.After(last) {
			last = e.At
		}
	}
	at, err := r.moment(Order{On: o.On}, last)
	if err != nil {
		return err
	}
	e := SealedEvent{Version: state.Version + 1, Deed: o.Deed, By: o.By, At: at, Recorded: r.now(), Text: o.Text}
	if err := addSealedEvent(ctx, tx, key, number, e); err != nil {
		return err
	}
	return r.audit(ctx, tx, o.By, "sealed.write", "")
}

// addSealedEvent locks an event and stores it.
func addSealedEvent(ctx context.Context, tx *sql.Tx, key cipher.AEAD, number string, e SealedEvent) error {
	plain, err := json.Marshal(e)
	if err != nil {
		return err
	}
	const add = "INSERT INTO sealed_events (number, version, body) VALUES ($1, $2, $3)"
	return exec(ctx, tx, add, number, e.Version, lock(key, sealedEventPlace(number, e.Version), plain))
}

// sealedEventPlace names an event for its lock.
func sealedEventPlace(number string, version int64) string {
	return fmt.Sprintf("%s sealed event %d", number, version)
}

// sealedEvents reads and unlocks what was done about a sealed case, in order.
func sealedEvents(ctx context.Context, db rowsReader, key cipher.AEAD, number string) ([]SealedEvent, error) {
	rows, err := db.QueryContext(ctx, "SELECT version, body FROM sealed_events WHERE number = $1 ORDER BY version", number)
	if err != nil {
		return nil, err
	}
	var events []SealedEvent
	err = each(rows, func(rows *sql.Rows) error {
		var version int64
		var body []byte
		if err := rows.Scan(&version, &body); err != nil {
			return err
		}
		plain, err := unlock(key, sealedEventPlace(number, version), body)
		if err != nil {
			return err
		}
		var e SealedEvent
		if err := json.Unmarshal(plain, &e); err != nil {
			return fmt.Errorf("sealed event: %w", err)
		}
		events = append(events, e)
		return nil
	})
	return events, err
}

// sealedRows unlocks the dates and events of the cases of a list; nothing of what was written is looked at.
func (r *Register) sealedRows(ctx context.Context, rows []SealedRow) error {
	for i := range rows {
		var wrapped, body []byte
		const find = "SELECT wrapped, body FROM sealed_cases WHERE number = $1"
		if err := r.db.QueryRowContext(ctx, find, rows[i].Number).Scan(&wrapped, &body); err != nil {
			return err
		}
		c, err := r.openSealed(rows[i].Number, wrapped, body)
		if err != nil {
			return err
		}
		key, err := r.openDataKey(place(rows[i].Number, "sealed"), wrapped)
		if err != nil {
			return err
		}
		events, err := sealedEvents(ctx, r.db, key, rows[i].Number)
		if err != nil {
			return err
		}
		rows[i].ConfirmBy, rows[i].Deadline, rows[i].SealedState = c.ConfirmBy, c.Deadline, stateOf(events)
	}
	return nil
}

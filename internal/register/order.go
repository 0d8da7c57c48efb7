package register

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/store"
)

// Order is a command about one case: who wants what done, and what they saw when they decided.
type Order struct {
	Number string
	// Version of the case as the person saw it; 0 takes the case as it is.
	Version int64
	By      string    // id of the user
	At      time.Time // when it was done; zero means now
	Command Command
}

// Command is what can be done with a case: Answer, Extension, Closing or Triage.
type Command interface {
	// apply changes the case, or says why it cannot be done to this one.
	apply(office office, c *CaseRow, at time.Time) (deed, error)
}

// office is what commands must know about the municipality.
type office struct{ *charter.Charter }

// deed is what a command did, for the event.
type deed struct {
	kind    EventKind
	details Details
	words   string
	// also is done in the same transaction, after the event.
	also func(ctx context.Context, tx *sql.Tx) error
}

// Do carries out an order: the change, its event and its fact for the figures in one transaction. Wrong input is a fault.List.
//
// Somebody else having been faster is the fault.Conflict "case_changed" with what they did ("event", "by", "at"), and a case that
// no longer allows the command is a fault.Conflict that says why.
func (r *Register) Do(ctx context.Context, o Order) error {
	number, err := CheckNumber(o.Number)
	if err != nil {
		return err
	}
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		c, err := findCase(ctx, tx, number)
		if err != nil {
			return err
		}
		last, err := lastEvent(ctx, tx, c)
		if err != nil {
			return err
		}
		if o.Version != 0 && o.Version != c.Version {
			return changed(number, last)
		}
		return r.carryOut(ctx, tx, o, c, last)
	})
	if err != nil {
		return fmt.Errorf("case command: %w", err)
	}
	return nil
}

// carryOut applies the command to the case as it stands.
func (r *Register) carryOut(ctx context.Context, tx *sql.Tx, o Order, c CaseRow, last Event) error {
	at, err := r.moment(o.At, last)
	if err != nil {
		return err
	}
	done, err := o.Command.apply(office{r.charter}, &c, at)
	if err != nil {
		return err
	}
	c.Version++
	ok, err := updateCase(ctx, tx, c)
	if err != nil {
		return err
	}
	if !ok { // only where transactions run side by side
		return changed(c.Number, last)
	}
	words, err := r.lockWords(ctx, tx, c, done.words)
	if err != nil {
		return err
	}
	e := Event{Version: c.Version, Kind: done.kind, By: o.By, At: at, Recorded: r.now(), Details: done.details}
	if err := addEvent(ctx, tx, e, c.Number, words); err != nil {
		return err
	}
	if done.also != nil {
		if err := done.also(ctx, tx); err != nil {
			return err
		}
	}
	return r.addFact(ctx, tx, c)
}

// changed says who was faster.
func changed(number string, last Event) error {
	return fault.Conflict("case_changed", fault.Params{"number": number, "event": string(last.Kind), "by": last.By, "at": last.Recorded})
}

// moment checks when a command was done: history may be written later, but in its order and never ahead.
func (r *Register) moment(at time.Time, last Event) (time.Time, error) {
	now := r.now()
	if at.IsZero() {
		if now.Before(last.At) { // the server's clock was set back
			return last.At, nil
		}
		return now, nil
	}
	at = exact(at)
	switch {
	case at.Before(last.At):
		return at, fault.Invalid("at", "case_moment_before", fault.Params{"last": last.At})
	case at.After(now.Add(clockSlack)):
		return at, fault.Invalid("at", "case_moment_future", nil)
	}
	return at, nil
}

// lockWords locks the words of an event under the key of the case's text; the place says which event they belong to.
func (r *Register) lockWords(ctx context.Context, tx *sql.Tx, c CaseRow, words string) ([]byte, error) {
	if words == "" {
		return nil, nil
	}
	key, err := r.caseKey(ctx, tx, c.Number, keyOfText)
	if err != nil {
		return nil, err
	}
	return lock(key, wordsPlace(c.Number, c.Version), []byte(words)), nil
}

// wordsPlace names the words of an event.
func wordsPlace(number string, version int64) string {
	return fmt.Sprintf("%s event %d", number, version)
}

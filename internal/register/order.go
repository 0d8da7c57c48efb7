package register

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"harta/internal/charter"
	"harta/internal/fault"
)

// Order is a command about one case: who wants what done, and what they saw when they decided.
type Order struct {
	Number string
	// Version of the case as the person saw it; 0 takes the case as it is.
	Version int64
	By      string    // id of the user, empty: the citizen
	At      time.Time // when it was done; zero means now
	// On is the civil day on which it was done, where nobody wrote down the hour, as on a letter; it goes before At.
	On      charter.Date
	Command Command
}

// Command is what can be done with a case: Answer, Extension, Closing, Triage, Acknowledgement, Categorisation, Assignment, Note,
// Pause, Resumption, Letter, Merging, Forwarding, Reopening, CitizenVerdict, CitizenMessage, Sealing or Erasure.
type Command interface {
	// apply changes the case, or says why it cannot be done to this one.
	apply(office office, c *CaseRow, at time.Time) (deed, error)
}

// office is what commands must know about the municipality.
type office struct {
	*charter.Charter
	catalogue *Catalogue
	// find reads another case, in the transaction of the command.
	find func(number string) (CaseRow, error)
}

// deed is what a command did, for the event.
type deed struct {
	kind    EventKind
	details Details
	words   string
	files   []string // ids of stored files that belong to the event
	// also is done in the same transaction, after the event of the given version.
	also func(ctx context.Context, tx *sql.Tx, r *Register, e Event) error
}

// Do carries out an order: the change, its event and its fact for the figures in one transaction. Wrong input is a fault.List.
//
// Somebody else having been faster is the fault.Conflict "case_changed" with what they did ("event", "by", "at"), and a case that
// no longer allows the command is a fault.Conflict that says why.
func (r *Register) Do(ctx context.Context, o Order) error {
	return r.Together(ctx, func(b *Batch) error { return b.Do(ctx, o) })
}

// do finds the case of an order and carries it out.
func (r *Register) do(ctx context.Context, tx *sql.Tx, cat *Catalogue, o Order) error {
	number, err := CheckNumber(o.Number)
	if err != nil {
		return err
	}
	c, last, err := r.standing(ctx, tx, number)
	if err != nil {
		return err
	}
	if o.Version != 0 && o.Version != c.Version {
		return changed(number, last)
	}
	return r.carryOut(ctx, tx, cat, o, c, last)
}

// standing reads a case as a command needs it, with its last event.
func (r *Register) standing(ctx context.Context, tx *sql.Tx, number string) (CaseRow, Event, error) {
	c, err := findCase(ctx, tx, number)
	if err != nil {
		return CaseRow{}, Event{}, err
	}
	events, err := readEvents(ctx, tx, number)
	if err != nil {
		return CaseRow{}, Event{}, err
	}
	if len(events) == 0 {
		return CaseRow{}, Event{}, fmt.Errorf("case %s has no event", number)
	}
	c.past = pastOf(events)
	return c, events[len(events)-1], nil
}

// carryOut applies the command to the case as it stands.
func (r *Register) carryOut(ctx context.Context, tx *sql.Tx, cat *Catalogue, o Order, c CaseRow, last Event) error {
	if err := c.mustStand(); err != nil {
		return err
	}
	at, err := r.moment(o, c.past.last)
	if err != nil {
		return err
	}
	before := c
	place := office{Charter: r.charter, catalogue: cat, find: func(number string) (CaseRow, error) { return findCase(ctx, tx, number) }}
	done, err := o.Command.apply(place, &c, at)
	if err != nil {
		return err
	}
	e := Event{Kind: done.kind, By: o.By, At: at, Details: done.details}
	if e, err = r.record(ctx, tx, before, c, e, done.words); err != nil {
		return err
	}
	if e.Version == 0 { // only where transactions run side by side
		return changed(c.Number, last)
	}
	if err := r.attachFiles(ctx, tx, c.Number, e.Version, done.files); err != nil {
		return err
	}
	if done.also != nil {
		return done.also(ctx, tx, r, e)
	}
	return nil
}

// record stores a case after a command with the event that tells of it and the fact for the figures. It gives the event with its
// version, or with none when somebody else raised the version meanwhile.
func (r *Register) record(ctx context.Context, tx *sql.Tx, before, after CaseRow, e Event, words string) (Event, error) {
	after.Version = before.Version + 1
	if ok, err := updateCase(ctx, tx, after); err != nil || !ok {
		return Event{}, err
	}
	locked, err := r.lockWords(ctx, tx, after, words)
	if err != nil {
		return Event{}, err
	}
	e.Version, e.Recorded, e.HasWords, e.Details.Was = after.Version, r.now(), locked != nil, replaced(before, after)
	if err := addEvent(ctx, tx, e, after.Number, locked); err != nil {
		return Event{}, err
	}
	if err := r.noteForCitizen(ctx, tx, after.Number, e); err != nil {
		return Event{}, err
	}
	return e, r.addFact(ctx, tx, after)
}

// changed says who was faster.
func changed(number string, last Event) error {
	return fault.Conflict("case_changed", fault.Params{"number": number, "event": string(last.Kind), "by": last.By, "at": last.Recorded})
}

// moment checks when a command was done: history may be written later, but in its order and never ahead. last is the moment of
// the last event that bears on the clock or the state.
func (r *Register) moment(o Order, last time.Time) (time.Time, error) {
	now := r.now()
	if !o.On.IsZero() {
		return r.momentOn(o.On, last, now)
	}
	if o.At.IsZero() {
		if now.Before(last) { // the server's clock was set back
			return last, nil
		}
		return now, nil
	}
	at := exact(o.At)
	switch {
	case at.Before(last):
		return at, fault.Invalid("at", "case_moment_before", fault.Params{"last": last})
	case at.After(now.Add(clockSlack)):
		return at, fault.Invalid("at", "case_moment_future", nil)
	}
	return at, nil
}

// momentOn gives a day its moment: the end of office hours, unless something else happened later that day; on the present day now.
func (r *Register) momentOn(day charter.Date, last, now time.Time) (time.Time, error) {
	calendar := r.charter.Calendar
	switch today, least := calendar.CivilDay(now), calendar.CivilDay(last); {
	case day.After(today):
		return now, fault.Invalid("at", "case_moment_future", nil)
	case day.Before(least):
		return now, fault.Invalid("at", "case_moment_before", fault.Params{"last": last})
	case day == today && now.After(last):
		return now, nil
	case day == least && calendar.Closing(day).Before(last):
		return last, nil
	case day == today:
		return last, nil
	}
	return exact(calendar.Closing(day)), nil
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

package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"harta/internal/store"
)

// EventKind says what was done with a case.
type EventKind string

// The kinds of event.
const (
	EventSubmitted EventKind = "submitted"
	EventTriaged   EventKind = "triaged"
	EventExtended  EventKind = "extended"
	EventAnswered  EventKind = "answered"
	EventClosed    EventKind = "closed"
	EventErased    EventKind = "erased"
)

// Event is one thing that was done with a case. Events are never changed.
type Event struct {
	Version  int64 // 1 is the submission
	Kind     EventKind
	By       string    // id of the user, empty: the citizen
	At       time.Time // when it was done
	Recorded time.Time // when the register heard of it
	Details  Details
	HasWords bool // a text belongs to it, see EventText
}

// Details are the particulars of an event, as far as they apply to its kind. They never hold a person's words.
type Details struct {
	Outcome string     `json:"outcome,omitempty"`
	Ground  string     `json:"ground,omitempty"`
	Until   *time.Time `json:"until,omitempty"`  // the new deadline
	Late    bool       `json:"late,omitempty"`   // it was done after the deadline then in force
	Danger  bool       `json:"danger,omitempty"` // health or security is threatened
	Form    int64      `json:"form,omitempty"`   // version of the form that was filled in
}

// addEvent appends an event with its locked words, if there are any.
func addEvent(ctx context.Context, tx *sql.Tx, e Event, number string, words []byte) error {
	details, err := json.Marshal(e.Details)
	if err != nil {
		return err
	}
	return exec(ctx, tx, query("case_event_add"), number, e.Version, e.Kind, e.By, store.Millis(e.At), store.Millis(e.Recorded),
		string(details), words)
}

// events reads what was done with a case, in order.
func (r *Register) events(ctx context.Context, number string) ([]Event, error) {
	rows, err := r.db.QueryContext(ctx, query("case_events"), number)
	if err != nil {
		return nil, err
	}
	var events []Event
	err = each(rows, func(rows *sql.Rows) error {
		e, err := scanEvent(rows)
		events = append(events, e)
		return err
	})
	return events, err
}

// lastEvent reads the event that gave a case its version.
func lastEvent(ctx context.Context, tx *sql.Tx, c CaseRow) (Event, error) {
	return scanEvent(tx.QueryRowContext(ctx, query("case_event"), c.Number, c.Version))
}

func scanEvent(row scanner) (Event, error) {
	var e Event
	var at, recorded int64
	var details string
	if err := row.Scan(&e.Version, &e.Kind, &e.By, &at, &recorded, &details, &e.HasWords); err != nil {
		return Event{}, err
	}
	if err := json.Unmarshal([]byte(details), &e.Details); err != nil {
		return Event{}, fmt.Errorf("details of event %d: %w", e.Version, err)
	}
	e.At, e.Recorded = store.Moment(at), store.Moment(recorded)
	return e, nil
}

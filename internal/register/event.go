package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"harta/internal/charter"
	"harta/internal/store"
)

// EventKind says what was done with a case.
type EventKind string

// The kinds of event.
const (
	EventSubmitted    EventKind = "submitted"
	EventAcknowledged EventKind = "acknowledged" // receipt notice, never an answer
	EventTriaged      EventKind = "triaged"
	EventCategorised  EventKind = "categorised"
	EventAssigned     EventKind = "assigned"
	EventNoted        EventKind = "noted"
	EventPaused       EventKind = "paused"
	EventResumed      EventKind = "resumed"
	EventExtended     EventKind = "extended"
	EventLetter       EventKind = "letter" // a letter was sent, as it stands in the words
	EventAnswered     EventKind = "answered"
	EventClosed       EventKind = "closed"
	EventMerged       EventKind = "merged" // closed, because another case is about the same
	EventJoined       EventKind = "joined" // a duplicate was merged into this case
	EventForwarded    EventKind = "forwarded"
	EventReopened     EventKind = "reopened"
	EventVerdict      EventKind = "verdict" // the citizen's word on the answer
	EventMessage      EventKind = "message" // from the citizen
	EventErased       EventKind = "erased"
	EventCorrected    EventKind = "corrected"  // by a later version from the register it came from; the words are the text before
	EventTakenBack    EventKind = "taken_back" // the last one: the import that brought the case was undone
	EventSealed       EventKind = "sealed"     // the last one: the case went into the sealed register
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
	Ground  string     `json:"ground,omitempty"` // of an end: the charter's; of an erasure: see Erasure
	Until   *time.Time `json:"until,omitempty"`  // the new deadline of an extension
	Late    bool       `json:"late,omitempty"`   // it was done after the deadline then in force
	Danger  bool       `json:"danger,omitempty"` // health or security is threatened
	Form    int64      `json:"form,omitempty"`   // version of the form that was filled in
	// Given is the day by which another register had to answer, of a case that came with one. It takes the place of the charter's term
	// until the case is reopened. Events from before it was kept have none, though their case may have come with one: whether a
	// deadline was given or reckoned by a charter that has changed since cannot be told from it.
	Given charter.Date `json:"given,omitzero"`

	Kind       string `json:"kind,omitempty"` // categorised: as the case is known from now on
	Category   string `json:"category,omitempty"`
	Office     string `json:"office,omitempty"`
	Service    string `json:"service,omitempty"`
	Department string `json:"department,omitempty"` // assigned to
	Assignee   string `json:"assignee,omitempty"`   // id of the user it was assigned to

	For         string `json:"for,omitempty"`         // paused: citizen, institution
	Days        int    `json:"days,omitempty"`        // by which the pause that ended stopped the clock
	Number      string `json:"number,omitempty"`      // of the other case, when two were merged
	Institution string `json:"institution,omitempty"` // forwarded to
	Letter      string `json:"letter,omitempty"`      // id of the letter's template
	Verdict     string `json:"verdict,omitempty"`     // solved, not_solved
	Reopened    bool   `json:"reopened,omitempty"`    // the citizen's verdict opened the case again

	// Was holds what the event replaced, by the column's name; moments as RFC 3339, nothing as "". Together the events give every
	// earlier state of the case.
	Was map[string]string `json:"was,omitempty"`
}

// shownToCitizen are the kinds of event that the sender of a case may see. What the office notes and who works on what stays
// inside.
var shownToCitizen = []EventKind{
	EventSubmitted, EventAcknowledged, EventPaused, EventResumed, EventExtended, EventLetter, EventAnswered, EventClosed, EventMerged,
	EventForwarded, EventReopened, EventVerdict, EventMessage,
}

// readByCitizen are those of them whose words are meant for the sender, or are the sender's own.
var readByCitizen = []EventKind{
	EventAcknowledged, EventPaused, EventExtended, EventLetter, EventAnswered, EventForwarded, EventVerdict, EventMessage,
}

// ForCitizen says whether the sender of the case may see the event, and readable whether also its words.
func (e Event) ForCitizen() (shown, readable bool) {
	return slices.Contains(shownToCitizen, e.Kind), e.HasWords && slices.Contains(readByCitizen, e.Kind)
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

// rowsReader is what a query of many rows needs, a database or a transaction.
type rowsReader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// readEvents reads what was done with a case, in order.
func readEvents(ctx context.Context, db rowsReader, number string) ([]Event, error) {
	rows, err := db.QueryContext(ctx, query("case_events"), number)
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

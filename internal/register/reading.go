package register

import (
	"context"
	"crypto/cipher"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"harta/internal/fault"
	"harta/internal/store"
)

// Reading what a person wrote, or who they are, is a deed of its own: each of these methods leaves an entry in the audit trail in
// the same transaction, and without the entry nothing is read. by is the id of the user who reads. A sealed or unknown case is
// the fault.NotFound "case_unknown", one whose keys were destroyed "case_erased".

// Contact is who sent a case and how to reach them. Each way is empty where it was not given.
type Contact struct {
	Name    string `json:"name"`
	Email   string `json:"email,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Address string `json:"address,omitempty"` // postal
	// Contact is any of these ways in one line, as a clerk or an older form wrote it down.
	Contact string `json:"contact,omitempty"`
	// Notify says that the person wishes to be told by e-mail when the case's state changes.
	Notify bool `json:"notify,omitempty"`
}

// Text reads what the citizen wrote.
func (r *Register) Text(ctx context.Context, number, by string) (string, error) {
	plain, err := r.read(ctx, number, by, "case.text.read", keyOfText, func(tx *sql.Tx, number string) ([]byte, string, error) {
		body, err := bytesAt(ctx, tx, "SELECT body FROM cases WHERE number = $1", number)
		return body, place(number, "body"), err
	})
	return string(plain), err
}

// EventText reads the words of an event: an answer, a reason, a note. It is empty for an event without any; an event that never
// was is the fault.NotFound "event_unknown".
func (r *Register) EventText(ctx context.Context, number string, version int64, by string) (string, error) {
	plain, err := r.read(ctx, number, by, "case.event.read", keyOfText, func(tx *sql.Tx, number string) ([]byte, string, error) {
		words, err := bytesAt(ctx, tx, "SELECT words FROM case_events WHERE number = $1 AND version = $2", number, version)
		if errors.Is(err, sql.ErrNoRows) {
			err = fault.NotFound("event_unknown", nil)
		}
		return words, wordsPlace(number, version), err
	})
	return string(plain), err
}

// Contact reads who sent a case. It is empty for an anonymous one.
func (r *Register) Contact(ctx context.Context, number, by string) (Contact, error) {
	plain, err := r.read(ctx, number, by, "case.contact.read", keyOfContact, func(tx *sql.Tx, number string) ([]byte, string, error) {
		c, err := findCase(ctx, tx, number)
		if err != nil || c.Anonymous {
			return nil, "", err
		}
		body, err := bytesAt(ctx, tx, "SELECT body FROM contacts WHERE number = $1", number)
		if errors.Is(err, sql.ErrNoRows) {
			err = fault.NotFound("case_erased", fault.Params{"number": number})
		}
		return body, place(number, "contact"), err
	})
	if err != nil || len(plain) == 0 {
		return Contact{}, err
	}
	var c Contact
	if err := json.Unmarshal(plain, &c); err != nil {
		return Contact{}, fmt.Errorf("read contact: %w", err)
	}
	return c, nil
}

// read fetches something locked of a case, writes the audit entry and unlocks it. Nothing fetched is nothing read.
func (r *Register) read(ctx context.Context, number, by, what, subject string,
	fetch func(tx *sql.Tx, number string) (locked []byte, place string, err error),
) ([]byte, error) {
	number, err := CheckNumber(number)
	if err != nil {
		return nil, err
	}
	var locked []byte
	var at string
	var key cipher.AEAD
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) (err error) {
		if locked, at, err = fetch(tx, number); err != nil || len(locked) == 0 {
			return err
		}
		if key, err = r.caseKey(ctx, tx, number, subject); err != nil {
			return err
		}
		return r.audit(ctx, tx, by, what, number)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound("case_unknown", nil)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	if len(locked) == 0 {
		return nil, nil
	}
	return unlock(key, at, locked)
}

// bytesAt reads one value.
func bytesAt(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]byte, error) {
	var b []byte
	err := tx.QueryRowContext(ctx, query, args...).Scan(&b)
	return b, err
}

// FollowedEvent is an event as the sender of the case may see it: without who in the office did it.
type FollowedEvent struct {
	Event
	Words string // empty where none are meant for the sender
}

// Followed is a case as its sender may see it.
type Followed struct {
	CaseRow
	Events []FollowedEvent
	// Erased says that the words can no longer be read by anybody.
	Erased bool
}

// Follow reads a case for the citizen who sent it, with every answer, reason and letter that is theirs. One entry in the audit
// trail says so; what the office notes and who works on it is left out.
func (r *Register) Follow(ctx context.Context, number string) (Followed, error) {
	number, err := CheckNumber(number)
	if err != nil {
		return Followed{}, err
	}
	var f Followed
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) (err error) {
		if f, err = r.follow(ctx, tx, number); err != nil {
			return err
		}
		return r.audit(ctx, tx, "", "case.follow", number)
	})
	if err != nil {
		return Followed{}, fmt.Errorf("follow case: %w", err)
	}
	return f, nil
}

func (r *Register) follow(ctx context.Context, tx *sql.Tx, number string) (Followed, error) {
	row, err := findCase(ctx, tx, number)
	if err != nil {
		return Followed{}, err
	}
	row.Assignee = ""
	events, err := readEvents(ctx, tx, number)
	if err != nil {
		return Followed{}, err
	}
	f := Followed{CaseRow: row}
	key, err := r.caseKey(ctx, tx, number, keyOfText)
	if told, is := fault.As(err); is && told.Code == "case_erased" {
		f.Erased = true
	} else if err != nil {
		return Followed{}, err
	}
	for _, e := range events {
		shown, readable := e.ForCitizen()
		if !shown {
			continue
		}
		own := FollowedEvent{Event: e}
		own.By, own.Details.Was, own.Details.Number = "", nil, ""
		if readable && !f.Erased {
			if own.Words, err = openWords(ctx, tx, key, number, e.Version); err != nil {
				return Followed{}, err
			}
		}
		f.Events = append(f.Events, own)
	}
	return f, nil
}

// openWords unlocks the words of an event.
func openWords(ctx context.Context, tx *sql.Tx, key cipher.AEAD, number string, version int64) (string, error) {
	locked, err := bytesAt(ctx, tx, "SELECT words FROM case_events WHERE number = $1 AND version = $2", number, version)
	if err != nil || len(locked) == 0 {
		return "", err
	}
	plain, err := unlock(key, wordsPlace(number, version), locked)
	return string(plain), err
}

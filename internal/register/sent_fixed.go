package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"harta/internal/fault"
)

// judgeCase says what a version of a case is beside the one that came last. Only what is SentLater has to be carried out.
func (r *Register) judgeCase(before known, s Submission, version int64, content []byte) (Sent, error) {
	switch sent := before.judge(version, r.sentMark(content)); {
	case sent == SentConflict:
		return "", versionConflict()
	case sent == SentLater && r.sealed(s):
		return "", fault.Conflict("case_sealed_late", nil)
	default:
		return sent, nil
	}
}

// fixedFacts are what of a sent case, beside its contact, never changes from outside.
type fixedFacts struct {
	received  time.Time
	anonymous bool
	incoming  string
}

// check refuses a version that changes what never changes from outside. kept reads the contact that the case came with.
func (f fixedFacts) check(s Submission, kept func() (Contact, error)) error {
	fixed := func(field string) error {
		f := fault.Conflict("case_fixed", nil)
		f.Field = field
		return f
	}
	switch {
	case !f.received.Equal(s.ReceivedAt):
		return fixed("received")
	case f.anonymous != s.Anonymous:
		return fixed("anonymous")
	case incomingKey(f.incoming) != incomingKey(s.Incoming):
		return fixed("incoming")
	case f.anonymous, s.Elsewhere, s.contact() == Contact{}:
		return nil
	}
	contact, err := kept()
	if err != nil {
		return err
	}
	if contact != s.contact() {
		return fixed("name")
	}
	return nil
}

// keptContact reads the contact of a case for the machine alone: nobody sees it.
func (r *Register) keptContact(ctx context.Context, tx *sql.Tx, number string) (Contact, error) {
	body, err := bytesAt(ctx, tx, "SELECT body FROM contacts WHERE number = $1", number)
	if errors.Is(err, sql.ErrNoRows) {
		return Contact{}, fault.NotFound("case_erased", fault.Params{"number": number})
	}
	if err != nil {
		return Contact{}, err
	}
	key, err := r.caseKey(ctx, tx, number, keyOfContact)
	if err != nil {
		return Contact{}, err
	}
	plain, err := unlock(key, place(number, "contact"), body)
	if err != nil {
		return Contact{}, err
	}
	var kept Contact
	err = json.Unmarshal(plain, &kept)
	return kept, err
}

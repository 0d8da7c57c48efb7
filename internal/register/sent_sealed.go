package register

import (
	"context"
	"crypto/cipher"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/google/uuid"
)

// SentVersion is one version of a case as another register sent it.
type SentVersion struct {
	Version int64     `json:"version"` // the sender's
	Mark    string    `json:"mark"`    // by which a repeat is known
	Facts   SentFacts `json:"facts"`
}

// sentVersion reads the version of a case that came last. One that came by another door has none: nil.
func sentVersion(ctx context.Context, tx *sql.Tx, submission uuid.UUID) (*SentVersion, error) {
	var v SentVersion
	var number, facts string
	err := tx.QueryRowContext(ctx, query("sent_case"), submission.String()).Scan(&number, &v.Version, &v.Mark, &facts)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &v, json.Unmarshal([]byte(facts), &v.Facts)
}

// submitSealedAgain takes a version of a case that is in the sealed register, if there is one. That it is there must not show in the
// answer, whether it came sealed or was sealed later, or whoever holds the key could tell that somebody suspects corruption: every
// version gets the answer that an open case gives. A later one changes nothing of the case as it came; it becomes an event that only
// the integrity role sees.
func (r *Register) submitSealedAgain(ctx context.Context, tx *sql.Tx, s Submission, version int64, content []byte) (Sent, error) {
	var number string
	var wrapped, body []byte
	const find = "SELECT number, wrapped, body FROM sealed_cases WHERE submission_id = $1"
	err := tx.QueryRowContext(ctx, find, s.ID.String()).Scan(&number, &wrapped, &body)
	if errors.Is(err, sql.ErrNoRows) { // it came by another door, whose first word counts
		return SentAlready, noteAlso(ctx, tx, s.ID.String())
	}
	if err != nil {
		return "", err
	}
	c, err := r.openSealed(number, wrapped, body)
	if err != nil {
		return "", err
	}
	if c.sent == nil { // so did this one, or it was sealed before versions were kept
		return SentAlready, nil
	}
	key, err := r.openDataKey(place(number, "sealed"), wrapped)
	if err != nil {
		return "", err
	}
	return r.sealedLater(ctx, tx, key, c, s, version, content)
}

// lastSealedVersion is sentVersion of a case in the sealed register.
func (r *Register) lastSealedVersion(ctx context.Context, tx *sql.Tx, submission uuid.UUID) (*SentVersion, error) {
	var number string
	var wrapped, body []byte
	const find = "SELECT number, wrapped, body FROM sealed_cases WHERE submission_id = $1"
	err := tx.QueryRowContext(ctx, find, submission.String()).Scan(&number, &wrapped, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c, err := r.openSealed(number, wrapped, body)
	if err != nil {
		return nil, err
	}
	key, err := r.openDataKey(place(number, "sealed"), wrapped)
	if err != nil {
		return nil, err
	}
	events, err := sealedEvents(ctx, tx, key, number)
	last := c.sent
	for _, e := range events {
		if e.Sent != nil {
			last = e.Sent
		}
	}
	return last, err
}

// sealedLater judges a version of a sealed case and keeps a later one.
func (r *Register) sealedLater(ctx context.Context, tx *sql.Tx, key cipher.AEAD, c SealedCase, s Submission, version int64, content []byte) (Sent, error) {
	events, err := sealedEvents(ctx, tx, key, c.Number)
	if err != nil {
		return "", err
	}
	before, text := known{version: c.sent.Version, mark: c.sent.Mark}, c.Submission.Text
	for _, e := range events {
		if e.Sent != nil {
			before = known{version: e.Sent.Version, mark: e.Sent.Mark}
		}
		if e.Sent != nil && e.Text != "" {
			text = e.Text
		}
	}
	if sent, err := r.judgeCase(before, s, version, content); err != nil || sent != SentLater {
		return sent, err
	}
	first := fixedFacts{received: c.Submission.ReceivedAt, anonymous: c.Submission.Anonymous, incoming: c.Submission.Incoming}
	if err := first.check(s, func() (Contact, error) { return c.Submission.contact(), nil }); err != nil {
		return "", err
	}
	now := r.now()
	e := SealedEvent{
		Version: stateOf(events).Version + 1, Deed: SealedLater, By: s.By, At: now, Recorded: now,
		Sent: &SentVersion{Version: version, Mark: r.sentMark(content), Facts: factsOf(s)},
	}
	if s.Text != text { // else the text stands on the page already
		e.Text = s.Text
	}
	return SentLater, addSealedEvent(ctx, tx, key, c.Number, e)
}

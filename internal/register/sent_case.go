package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/store"
)

// SentFacts are what a later version of a sent case may change. What the office changed itself stays as long as the sender goes on
// saying the same.
type SentFacts struct {
	Kind       string       `json:"kind"`
	Category   string       `json:"category"`
	Office     string       `json:"office"`
	Service    string       `json:"service"`
	Department string       `json:"department"`
	Channel    string       `json:"channel"`
	IncidentOn charter.Date `json:"incident_on"`
}

func factsOf(s Submission) SentFacts {
	return SentFacts{s.Kind, s.Category, s.Office, s.Service, s.Department, s.Channel, s.IncidentOn}
}

// SubmitSent registers a version of a case that another register sends; by is the id of the key it came with. The first version is
// like Submit. A later one changes the facts and the text as an event that keeps what they were; the contact, the moment of receipt,
// the incoming number and whether the case is anonymous stay as they first came: another value is the fault.Conflict "case_fixed".
// What is confidential comes so in its first version or not at all: a later one is the fault.Conflict "case_sealed_late". The same
// version with other content is the fault.Conflict "record_version_conflict". A sealed case gives the same answers, so that nobody
// learns from them that it is one; it stays as it came, and a later version is kept beside it for the integrity role.
func (r *Register) SubmitSent(ctx context.Context, s Submission, version int64, by string) (Receipt, Sent, error) {
	cat, err := r.Catalogue(ctx) // before the transaction, which may hold the only connection
	if err != nil {
		return Receipt{}, "", err
	}
	s, dues, err := r.prepare(cat, s)
	if err != nil {
		return Receipt{}, "", err
	}
	content, err := sentContent(s)
	if err != nil {
		return Receipt{}, "", err
	}
	s.By = by
	receipt, sent := Receipt{Deadline: dues.Due, HasDeadline: !dues.Due.IsZero(), Sealed: r.sealed(s)}, SentNew
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) (err error) {
		receipt.Number, err = r.freeNumber(ctx, tx, s.ID)
		switch {
		case errors.Is(err, errSubmittedBefore):
			if sent, err = r.submitAgain(ctx, tx, cat, s, version, content); err != nil {
				return err
			}
			receipt, err = r.firstReceipt(ctx, tx, s.ID)
			return err
		case err != nil:
			return err
		case receipt.Sealed:
			sent := &SentVersion{Version: version, Mark: r.sentMark(content), Facts: factsOf(s)}
			return r.writeSealed(ctx, tx, receipt.Number, s, dues, sent)
		}
		if err := r.writeCase(ctx, tx, receipt.Number, s, dues); err != nil {
			return err
		}
		return r.putSentCase(ctx, tx, s, version, content)
	})
	if err != nil {
		return Receipt{}, "", fmt.Errorf("submit case: %w", err)
	}
	return receipt, sent, nil
}

// sentContent is what a version says, in one form.
func sentContent(s Submission) ([]byte, error) {
	s.ID, s.By, s.ReceivedAt = uuid.Nil, "", s.ReceivedAt.UTC()
	b, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode case: %w", err)
	}
	return b, nil
}

func (r *Register) putSentCase(ctx context.Context, tx *sql.Tx, s Submission, version int64, content []byte) error {
	return putSentVersion(ctx, tx, s.ID, SentVersion{Version: version, Mark: r.sentMark(content), Facts: factsOf(s)})
}

func putSentVersion(ctx context.Context, tx *sql.Tx, submission uuid.UUID, v SentVersion) error {
	facts, err := json.Marshal(v.Facts)
	if err != nil {
		return err
	}
	return exec(ctx, tx, query("sent_case_put"), submission.String(), v.Version, v.Mark, string(facts))
}

// submitAgain takes a version of a case that is there.
func (r *Register) submitAgain(ctx context.Context, tx *sql.Tx, cat *Catalogue, s Submission, version int64, content []byte) (Sent, error) {
	var before known
	var number, said string
	err := tx.QueryRowContext(ctx, query("sent_case"), s.ID.String()).Scan(&number, &before.version, &before.mark, &said)
	if errors.Is(err, sql.ErrNoRows) {
		return r.submitSealedAgain(ctx, tx, s, version, content)
	}
	if err != nil {
		return "", err
	}
	sent, err := r.judgeCase(before, s, version, content)
	if err != nil {
		return "", err
	}
	if err := noteAlso(ctx, tx, s.ID.String()); err != nil || sent != SentLater {
		return sent, err
	}
	c, last, err := r.standing(ctx, tx, number)
	if err != nil {
		return "", err
	}
	first := fixedFacts{received: c.Received, anonymous: c.Anonymous, incoming: c.Incoming}
	if err := first.check(s, func() (Contact, error) { return r.keptContact(ctx, tx, number) }); err != nil {
		return "", err
	}
	k := sentCorrection{next: s}
	if err := json.Unmarshal([]byte(said), &k.said); err != nil {
		return "", err
	}
	if k.text, err = r.textOf(ctx, tx, number); err != nil {
		return "", err
	}
	if err := r.carryOut(ctx, tx, cat, Order{By: s.By, Command: k}, c, last); err != nil {
		return "", err
	}
	return SentLater, r.putSentCase(ctx, tx, s, version, content)
}

// textOf reads the text of a case for the machine alone: nobody sees it.
func (r *Register) textOf(ctx context.Context, tx *sql.Tx, number string) (string, error) {
	body, err := bytesAt(ctx, tx, "SELECT body FROM cases WHERE number = $1", number)
	if err != nil {
		return "", err
	}
	key, err := r.caseKey(ctx, tx, number, keyOfText)
	if err != nil {
		return "", err
	}
	plain, err := unlock(key, place(number, "body"), body)
	return string(plain), err
}

// sentCorrection is the command that a later version of a sent case is. It may come after the case was closed, and then the clock
// keeps what it was.
type sentCorrection struct {
	said SentFacts  // by the version before
	next Submission // the later version
	text string     // of the case as it stands
}

func (k sentCorrection) apply(o office, c *CaseRow, _ time.Time) (deed, error) {
	before, said, now := *c, k.said, factsOf(k.next)
	for _, f := range []struct {
		said, now string
		into      *string
	}{
		{said.Kind, now.Kind, &c.Kind}, {said.Category, now.Category, &c.Category}, {said.Office, now.Office, &c.Office},
		{said.Service, now.Service, &c.Service}, {said.Department, now.Department, &c.Department}, {said.Channel, now.Channel, &c.Channel},
	} {
		if f.said != f.now {
			*f.into = f.now
		}
	}
	if said.IncidentOn != now.IncidentOn {
		c.IncidentOn = now.IncidentOn
	}
	if c.Category == "" && (c.Kind == "complaint" || c.Kind == "signal") {
		return deed{}, fault.Conflict("case_category_missing", nil)
	}
	category, _ := o.Category(c.Category)
	c.ConcernsStaff = category.ConcernsStaff
	if c.Open() && (c.Kind != before.Kind || c.ConcernsStaff != before.ConcernsStaff) {
		if c.Paused != nil { // a clock that stands still cannot be changed for another
			return deed{}, fault.Conflict("case_paused", nil)
		}
		c.reckon(o)
	}
	done := deed{kind: EventCorrected, details: Details{
		Kind: c.Kind, Category: c.Category, Office: c.Office, Service: c.Service, Department: c.Department,
	}}
	text := k.next.Text
	if k.next.Elsewhere || text == k.text {
		text = k.text
	} else {
		done.words = k.text
	}
	after := *c
	done.also = func(ctx context.Context, tx *sql.Tx, r *Register, _ Event) error {
		key, err := r.caseKey(ctx, tx, after.Number, keyOfText)
		if err != nil {
			return err
		}
		body := lock(key, place(after.Number, "body"), []byte(text))
		return exec(ctx, tx, "UPDATE cases SET channel = $2, incident_on = $3, body = $4 WHERE number = $1",
			after.Number, after.Channel, after.IncidentOn.String(), body)
	}
	return done, nil
}

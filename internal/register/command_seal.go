package register

import (
	"context"
	"crypto/cipher"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/store"
)

// Sealing moves a case that turns out to be about corruption into the sealed register, with its text, contact, files, events and who
// has read what. Nothing of it stays here: lists, figures, the sender's link and the audit trail know it no more, and to everybody
// but the integrity officer its number is one that never was.
type Sealing struct {
	Category string // a restricted one of the charter
	Note     string // for the integrity officer: why; may be empty
}

func (s Sealing) apply(o office, c *CaseRow, _ time.Time) (deed, error) {
	var f faults
	note := tidyText(s.Note)
	f.atMost("note", "case_note", note, TextMax)
	category, known := o.Category(s.Category)
	if !known || !category.Restricted {
		f.add("category", "case_seal_category", nil)
	}
	if err := f.err(); err != nil {
		return deed{}, err
	}
	if c.past.erased {
		return deed{}, fault.Conflict("case_erased", nil)
	}
	row := *c
	row.Category, row.ConcernsStaff = s.Category, category.ConcernsStaff
	return deed{kind: EventSealed, words: note, also: func(ctx context.Context, tx *sql.Tx, r *Register, e Event) error {
		row.Version = e.Version
		return r.moveToSealed(ctx, tx, row, e.By)
	}}, nil
}

// SealedPast is one thing that was done with a case before it was sealed, with what was written.
type SealedPast struct {
	Event Event
	Words string
}

// SealedReading is one entry of the audit trail from before a case was sealed.
type SealedReading struct {
	By, What string
	At       time.Time
}

// moveToSealed writes a case into the sealed register and takes it out of everywhere else.
func (r *Register) moveToSealed(ctx context.Context, tx *sql.Tx, c CaseRow, by string) error {
	key, err := r.caseKey(ctx, tx, c.Number, keyOfText)
	if err != nil {
		return err
	}
	b, err := r.sealedBodyOf(ctx, tx, key, c)
	if err != nil {
		return err
	}
	mark := r.incomingMark(r.charter.Calendar.CivilDay(c.Received).Year, c.Incoming)
	if err := r.addSealed(ctx, tx, c.Number, b, mark); err != nil {
		return err
	}
	// For the figures a last version without anything takes the place of the case.
	gone := CaseRow{factID: c.factID, Version: c.Version + 1, Received: c.Received}
	if err := r.addFact(ctx, tx, gone); err != nil {
		return err
	}
	if err := forgetCase(ctx, tx, c.Number); err != nil {
		return err
	}
	return r.audit(ctx, tx, by, "sealed.move", "")
}

// sealedBodyOf gathers all there is about a case.
func (r *Register) sealedBodyOf(ctx context.Context, tx *sql.Tx, key cipher.AEAD, c CaseRow) (sealedBody, error) {
	var b sealedBody
	var submission string
	var body []byte
	err := tx.QueryRowContext(ctx, "SELECT submission_id, body FROM cases WHERE number = $1", c.Number).Scan(&submission, &body)
	if err != nil {
		return b, err
	}
	text, err := unlock(key, place(c.Number, "body"), body)
	if err != nil {
		return b, err
	}
	contact, err := r.contactOf(ctx, tx, c.Number)
	if err != nil {
		return b, err
	}
	b.Submission = Submission{
		Kind: c.Kind, Category: c.Category, Office: c.Office, Service: c.Service, Department: c.Department, Channel: c.Channel,
		Text: string(text), Name: contact.Name, Email: contact.Email, Phone: contact.Phone, Address: contact.Address, Contact: contact.Contact,
		Notify: contact.Notify, Anonymous: c.Anonymous, Language: c.Language, ReceivedAt: c.Received, IncidentOn: c.IncidentOn, Incoming: c.Incoming,
		Deadline: c.past.given,
	}
	if b.Submission.ID, err = uuid.Parse(submission); err != nil {
		return b, fmt.Errorf("submission of case %s: %w", c.Number, err)
	}
	dues := r.duesOf(b.Submission)
	b.ConfirmBy, b.Deadline, b.Told = dues.Confirm, dues.Due, c.FirstDeadline
	if b.Sent, err = sentVersion(ctx, tx, b.Submission.ID); err != nil {
		return b, err
	}
	if b.Past, err = r.sealedPast(ctx, tx, key, c.Number); err != nil {
		return b, err
	}
	if b.Files, err = r.sealedFilesOf(ctx, tx, c.Number); err != nil {
		return b, err
	}
	b.Readings, err = readingsOf(ctx, tx, c.Number)
	return b, err
}

// sealedPast reads the events of a case with their words.
func (r *Register) sealedPast(ctx context.Context, tx *sql.Tx, key cipher.AEAD, number string) ([]SealedPast, error) {
	events, err := readEvents(ctx, tx, number)
	if err != nil {
		return nil, err
	}
	past := make([]SealedPast, len(events))
	for i, e := range events {
		past[i].Event = e
		if !e.HasWords {
			continue
		}
		locked, err := bytesAt(ctx, tx, "SELECT words FROM case_events WHERE number = $1 AND version = $2", number, e.Version)
		if err != nil {
			return nil, err
		}
		words, err := unlock(key, wordsPlace(number, e.Version), locked)
		if err != nil {
			return nil, err
		}
		past[i].Words = string(words)
	}
	return past, nil
}

// sealedFilesOf takes the keys of a case's files out of the table of attachments.
func (r *Register) sealedFilesOf(ctx context.Context, tx *sql.Tx, number string) ([]sealedFile, error) {
	rows, err := tx.QueryContext(ctx, query("attachments"), number)
	if err != nil {
		return nil, err
	}
	var files []sealedFile
	err = each(rows, func(rows *sql.Rows) error {
		var f sealedFile
		var version, at int64
		var meta []byte
		if err := rows.Scan(&f.ID, &version, &at, &f.MediaType, &f.Size, &f.Wrapped, &meta); err != nil {
			return err
		}
		m, err := r.openMeta(f.ID, f.Wrapped, meta)
		f.Name, f.SHA256 = m.Name, m.SHA256
		files = append(files, f)
		return err
	})
	return files, err
}

// readingsOf reads who has looked at a case so far.
func readingsOf(ctx context.Context, tx *sql.Tx, number string) ([]SealedReading, error) {
	rows, err := tx.QueryContext(ctx, "SELECT actor, action, moment FROM audit WHERE subject = $1 ORDER BY seq", number)
	if err != nil {
		return nil, err
	}
	var list []SealedReading
	err = each(rows, func(rows *sql.Rows) error {
		var e SealedReading
		var at int64
		err := rows.Scan(&e.By, &e.What, &at)
		e.At = store.Moment(at)
		list = append(list, e)
		return err
	})
	return list, err
}

// addSealed locks a body under a key of its own and stores it, with the mark of an incoming number that no other case shall get.
func (r *Register) addSealed(ctx context.Context, tx *sql.Tx, number string, b sealedBody, incomingMark string) error {
	plain, err := json.Marshal(b)
	if err != nil {
		return err
	}
	at := place(number, "sealed")
	key, wrapped, err := r.newDataKey(at)
	if err != nil {
		return err
	}
	const add = "INSERT INTO sealed_cases (number, submission_id, received, wrapped, body, incoming_mark) VALUES ($1, $2, $3, $4, $5, $6)"
	return exec(ctx, tx, add, number, b.Submission.ID.String(), store.Millis(b.Submission.ReceivedAt), wrapped, lock(key, at, plain), incomingMark)
}

// forgetCase takes every row about a case out of the open register, and its number out of what tells of others. What the audit trail
// says of its readings stays, without saying of which case.
func forgetCase(ctx context.Context, tx *sql.Tx, number string) error {
	for _, statement := range []string{
		"UPDATE attachments SET owner = 'sealed', number = NULL, version = 0, wrapped = NULL, meta = NULL, media_type = '', size = 0, stored = 0 WHERE number = $1",
		"DELETE FROM case_links WHERE number = $1",
		"DELETE FROM notices WHERE number = $1",
		"DELETE FROM contacts WHERE number = $1",
		"DELETE FROM case_keys WHERE number = $1",
		"DELETE FROM case_events WHERE number = $1",
		"DELETE FROM import_items WHERE item = (SELECT submission_id FROM cases WHERE number = $1)",
		"UPDATE import_errors SET value = '' WHERE value = $1",
		"DELETE FROM sent_cases WHERE submission_id = (SELECT submission_id FROM cases WHERE number = $1)",
		"DELETE FROM cases WHERE number = $1",
		"UPDATE cases SET duplicate_of = '' WHERE duplicate_of = $1",
		"UPDATE case_events SET details = REPLACE(details, $1, '') WHERE details LIKE '%' || $1 || '%'",
		"UPDATE audit SET subject = '' WHERE subject = $1",
	} {
		if err := exec(ctx, tx, statement, number); err != nil {
			return err
		}
	}
	return nil
}

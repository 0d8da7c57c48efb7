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
)

// Receipt is what the citizen takes away.
type Receipt struct {
	Number string // as printed: 4821-7735-6
	// Deadline is the end of the last day for a written answer; only when HasDeadline is set.
	Deadline    time.Time
	HasDeadline bool
	// Sealed says that the case went to the integrity officer alone.
	Sealed bool
	// SetAside says that an officer has to look at it before it becomes a case, see Register.SetAside.
	SetAside bool
	// Already says that the same submission came before; this is the receipt it got then.
	Already bool
}

// Submit registers a case and gives its number and deadline. What is wrong with the input is a fault.List with every wrong
// field. A suspicion of corruption or a whistle-blower's report goes into the sealed register and nowhere else.
//
// An anonymous case of a kind that the charter examines only where health or security is threatened has no deadline until
// Triage finds that it is.
func (r *Register) Submit(ctx context.Context, s Submission) (receipt Receipt, err error) {
	err = r.Together(ctx, func(b *Batch) error {
		receipt, err = b.Submit(ctx, s)
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	return receipt, nil
}

// Check says what Submit would find wrong with a submission, without registering anything.
func (r *Register) Check(ctx context.Context, s Submission) error {
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return err
	}
	_, _, err = r.prepare(cat, s)
	return err
}

// prepare tidies, checks and completes a submission and reckons its deadlines.
func (r *Register) prepare(cat *Catalogue, s Submission) (Submission, charter.Dues, error) {
	s = s.tidy(r.now())
	if err := r.checkSubmission(cat, s); err != nil {
		return s, charter.Dues{}, err
	}
	if s.Department == "" {
		service, _ := cat.Service(s.Service)
		s.Department = service.Department
	}
	return s, r.duesOf(s), nil
}

// duesOf are the deadlines of a submission; none is set where nobody signed and no clock runs until Triage.
func (r *Register) duesOf(s Submission) charter.Dues {
	if s.Anonymous && !r.clockRunsUnsigned(s.Kind) {
		return charter.Dues{}
	}
	d := r.dues(s.Kind, s.Category, s.ReceivedAt)
	if !s.Deadline.IsZero() && !d.Due.IsZero() {
		d.Due = r.charter.Calendar.Closing(s.Deadline)
	}
	return d
}

// dues are the deadlines of a case by the charter's clock; none of them is set where no clock runs.
func (r *Register) dues(kind, category string, received time.Time) charter.Dues {
	c, _ := r.charter.Category(category)
	clock, runs := r.charter.ClockFor(kind, c.ConcernsStaff)
	if !runs {
		return charter.Dues{}
	}
	return r.charter.Calendar.Dues(clock, received)
}

// clockRunsUnsigned says whether an anonymous case of the kind is treated like any other.
func (r *Register) clockRunsUnsigned(kind string) bool {
	k, _ := r.charter.Kind(kind)
	return k.Anonymous == charter.AnonymousAllowed
}

// numberTries bounds the search for a free number. With a million cases among ninety million numbers, ten taken ones in a row
// are less likely than a broken random source.
const numberTries = 10

// errSubmittedBefore says that there is a receipt already.
var errSubmittedBefore = errors.New("submitted before")

// freeNumber draws a number that neither an open nor a sealed case has, unless the submission was written before: then the error
// is errSubmittedBefore.
func (r *Register) freeNumber(ctx context.Context, tx *sql.Tx, id uuid.UUID) (string, error) {
	for range numberTries {
		number := r.draw()
		var taken, before int
		if err := tx.QueryRowContext(ctx, query("number_taken"), number, id.String()).Scan(&taken, &before); err != nil {
			return "", err
		}
		switch {
		case before > 0:
			return "", errSubmittedBefore
		case taken == 0:
			return number, nil
		}
	}
	return "", fmt.Errorf("no free case number in %d tries", numberTries)
}

// firstReceipt gives the receipt of a submission that was written before.
func (r *Register) firstReceipt(ctx context.Context, tx *sql.Tx, id uuid.UUID) (Receipt, error) {
	var number string
	var first sql.NullInt64
	err := tx.QueryRowContext(ctx, "SELECT number, first_deadline FROM cases WHERE submission_id = $1", id.String()).Scan(&number, &first)
	if errors.Is(err, sql.ErrNoRows) {
		if receipt, err := firstAsideReceipt(ctx, tx, id); !errors.Is(err, sql.ErrNoRows) {
			return receipt, err
		}
		return r.firstSealedReceipt(ctx, tx, id)
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("find receipt: %w", err)
	}
	receipt := Receipt{Number: number, Already: true}
	if t := nullMoment(first); t != nil {
		receipt.Deadline, receipt.HasDeadline = *t, true
	}
	return receipt, nil
}

// writeCase stores a case with its keys, contact, first event and fact.
func (r *Register) writeCase(ctx context.Context, tx *sql.Tx, number string, s Submission, dues charter.Dues) error {
	category, _ := r.charter.Category(s.Category)
	year := r.charter.Calendar.CivilDay(s.ReceivedAt).Year
	if err := r.claimIncoming(ctx, tx, year, s.Incoming); err != nil {
		return err
	}
	c := CaseRow{
		Number: number, Incoming: s.Incoming, factID: uuid.New(), Version: 1,
		Kind: s.Kind, Category: s.Category, Office: s.Office, Service: s.Service, Department: s.Department, Channel: s.Channel,
		Language: s.Language, Anonymous: s.Anonymous, ConcernsStaff: category.ConcernsStaff, IncidentOn: s.IncidentOn,
		Received: s.ReceivedAt, Deadline: some(dues.Due), FirstDeadline: some(dues.Due), LegalDeadline: some(dues.Legal),
	}
	key, wrapped, err := r.newDataKey(place(number, keyOfText))
	if err != nil {
		return err
	}
	if err := insertCase(ctx, tx, c, year, s.ID, lock(key, place(number, "body"), []byte(s.Text))); err != nil {
		return err
	}
	if err := putCaseKey(ctx, tx, number, keyOfText, wrapped); err != nil {
		return err
	}
	if !s.Anonymous {
		if err := r.writeContact(ctx, tx, number, s.contact()); err != nil {
			return err
		}
	}
	submitted := Event{Version: 1, Kind: EventSubmitted, By: s.By, At: c.Received, Recorded: r.now(), Details: Details{Form: s.FormVersion, Given: s.Deadline}}
	if err := addEvent(ctx, tx, submitted, number, nil); err != nil {
		return err
	}
	if err := r.attachFiles(ctx, tx, number, submitted.Version, s.Files); err != nil {
		return err
	}
	if err := r.noteForCitizen(ctx, tx, number, submitted); err != nil {
		return err
	}
	return r.addFact(ctx, tx, c)
}

// contact is who sent it and how to reach them.
func (s Submission) contact() Contact {
	return Contact{Name: s.Name, Email: s.Email, Phone: s.Phone, Address: s.Address, Contact: s.Contact, Notify: s.Notify}
}

// writeContact stores who sent a case under a key of its own, so that the person can be forgotten and the case kept.
func (r *Register) writeContact(ctx context.Context, tx *sql.Tx, number string, contact Contact) error {
	plain, err := json.Marshal(contact)
	if err != nil {
		return err
	}
	key, wrapped, err := r.newDataKey(place(number, keyOfContact))
	if err != nil {
		return err
	}
	if err := putCaseKey(ctx, tx, number, keyOfContact, wrapped); err != nil {
		return err
	}
	return exec(ctx, tx, query("contact_add"), number, lock(key, place(number, "contact"), plain), contact.Notify, r.emailMark(contact.Email))
}

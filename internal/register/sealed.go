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

// SealedRow is all that a list of sealed cases shows: how each stands, nothing of what it is about.
type SealedRow struct {
	Number   string
	Received time.Time
	// ConfirmBy and Deadline are the law's dates; zero: none.
	ConfirmBy time.Time
	Deadline  time.Time
	SealedState
}

// SealedCase is a suspicion of corruption or a whistle-blower's report, as it came.
type SealedCase struct {
	Number     string
	Submission Submission
	// ConfirmBy and Deadline are the law's dates for confirming receipt and for telling what was done; zero: none.
	ConfirmBy time.Time
	Deadline  time.Time
	Events    []SealedEvent
	State     SealedState
	Files     []StoredFile // which OpenSealedFile reads
	// Past and Readings are from before the case was sealed, empty where it came sealed.
	Past     []SealedPast
	Readings []SealedReading
	sealed   []sealedFile // the same with their keys
	sent     *SentVersion // by which another register's versions are judged, nil: it came by another door
	told     *time.Time   // the deadline of which its sender's receipt spoke before it was sealed, nil: of none
}

// wasOpen says whether the case stood in the open register before it was sealed.
func (c SealedCase) wasOpen() bool { return len(c.Past) > 0 }

// sealedBody is what a sealed case's lock holds.
type sealedBody struct {
	Submission Submission
	ConfirmBy  time.Time
	Deadline   time.Time
	Files      []sealedFile
	Past       []SealedPast    `json:",omitempty"`
	Readings   []SealedReading `json:",omitempty"`
	Sent       *SentVersion    `json:",omitempty"` // the last one before it was sealed
	Told       *time.Time      `json:",omitempty"` // the first deadline in the open register
}

// writeSealed stores a submission in the sealed register. It is locked whole, under a key of its own. sent is the version of the
// register that sent it, nil: it came by another door.
func (r *Register) writeSealed(ctx context.Context, tx *sql.Tx, number string, s Submission, dues charter.Dues, sent *SentVersion) error {
	files, err := r.sealFiles(ctx, tx, s.Files)
	if err != nil {
		return err
	}
	return r.addSealed(ctx, tx, number, sealedBody{Submission: s, ConfirmBy: dues.Confirm, Deadline: dues.Due, Files: files, Sent: sent}, "")
}

// firstSealedReceipt gives the receipt of a sealed submission that was written before, to the page that sent it. For one that was
// sealed later it is that of the open case: another one would tell whoever sends the form again what became of it.
func (r *Register) firstSealedReceipt(ctx context.Context, tx *sql.Tx, id uuid.UUID) (Receipt, error) {
	var number string
	var wrapped, body []byte
	const find = "SELECT number, wrapped, body FROM sealed_cases WHERE submission_id = $1"
	if err := tx.QueryRowContext(ctx, find, id.String()).Scan(&number, &wrapped, &body); err != nil {
		return Receipt{}, fmt.Errorf("find receipt: %w", err)
	}
	c, err := r.openSealed(number, wrapped, body)
	if err != nil {
		return Receipt{}, err
	}
	if c.wasOpen() {
		receipt := Receipt{Number: number, Already: true}
		if c.told != nil {
			receipt.Deadline, receipt.HasDeadline = *c.told, true
		}
		return receipt, nil
	}
	return Receipt{Number: number, Deadline: c.Deadline, HasDeadline: !c.Deadline.IsZero(), Sealed: true, Already: true}, nil
}

// mustHaveBeenOpen refuses the number of every case but one that was sealed after its sender had been given a link.
func (r *Register) mustHaveBeenOpen(ctx context.Context, tx *sql.Tx, number string) error {
	var wrapped, body []byte
	err := tx.QueryRowContext(ctx, "SELECT wrapped, body FROM sealed_cases WHERE number = $1", number).Scan(&wrapped, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.NotFound("case_unknown", nil)
	}
	if err != nil {
		return err
	}
	c, err := r.openSealed(number, wrapped, body)
	if err != nil {
		return err
	}
	if !c.wasOpen() {
		return fault.NotFound("case_unknown", nil)
	}
	return nil
}

// Sealed lists the sealed cases, the newest first. It is for the integrity role alone.
func (r *Register) Sealed(ctx context.Context) ([]SealedRow, error) {
	rows, err := r.db.QueryContext(ctx, "SELECT number, received FROM sealed_cases ORDER BY received DESC, number")
	if err != nil {
		return nil, fmt.Errorf("list sealed cases: %w", err)
	}
	var list []SealedRow
	err = each(rows, func(rows *sql.Rows) error {
		var row SealedRow
		var received int64
		err := rows.Scan(&row.Number, &received)
		row.Received = store.Moment(received)
		list = append(list, row)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list sealed cases: %w", err)
	}
	if err := r.sealedRows(ctx, list); err != nil {
		return nil, fmt.Errorf("list sealed cases: %w", err)
	}
	return list, nil
}

// SealedCase opens a sealed case for the user with the id by. It is for the integrity role alone. The audit trail says that and
// when a sealed case was opened; which one it was only the sealed register itself knows. An unknown number is the
// fault.NotFound "case_unknown".
func (r *Register) SealedCase(ctx context.Context, number, by string) (SealedCase, error) {
	number, err := CheckNumber(number)
	if err != nil {
		return SealedCase{}, err
	}
	var wrapped, body []byte
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, "SELECT wrapped, body FROM sealed_cases WHERE number = $1", number).Scan(&wrapped, &body)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.NotFound("case_unknown", nil)
		}
		if err != nil {
			return err
		}
		if err := exec(ctx, tx, query("sealed_read_add"), number, by, store.Millis(r.clock())); err != nil {
			return err
		}
		return r.audit(ctx, tx, by, "sealed.read", "")
	})
	if err != nil {
		return SealedCase{}, fmt.Errorf("open sealed case: %w", err)
	}
	c, err := r.openSealed(number, wrapped, body)
	if err != nil {
		return SealedCase{}, err
	}
	key, err := r.openDataKey(place(number, "sealed"), wrapped)
	if err != nil {
		return SealedCase{}, err
	}
	if c.Events, err = sealedEvents(ctx, r.db, key, number); err != nil {
		return SealedCase{}, fmt.Errorf("open sealed case: %w", err)
	}
	c.State = stateOf(c.Events)
	return c, nil
}

// openSealed unlocks what writeSealed locked.
func (r *Register) openSealed(number string, wrapped, body []byte) (SealedCase, error) {
	at := place(number, "sealed")
	key, err := r.openDataKey(at, wrapped)
	if err != nil {
		return SealedCase{}, err
	}
	plain, err := unlock(key, at, body)
	if err != nil {
		return SealedCase{}, err
	}
	var b sealedBody
	if err := json.Unmarshal(plain, &b); err != nil {
		return SealedCase{}, fmt.Errorf("open sealed case: %w", err)
	}
	c := SealedCase{
		Number: number, Submission: b.Submission, ConfirmBy: b.ConfirmBy, Deadline: b.Deadline, Past: b.Past, Readings: b.Readings,
		sealed: b.Files, sent: b.Sent, told: b.Told,
	}
	for _, f := range b.Files {
		c.Files = append(c.Files, f.StoredFile)
	}
	return c, nil
}

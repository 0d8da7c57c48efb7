package register

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"github.com/google/uuid"

	"harta/internal/fault"
)

// outcomeTakenBack ends a case that should never have been there. It is in no list and in no figure.
const outcomeTakenBack = "taken_back"

// TakeBackCases takes back the next n cases of an import that is undone, behind one of them in their order. A case that the import brought
// and that nobody has touched since is taken back with an event: its words and its sender are erased, it leaves the lists and the figures,
// and its incoming number is free again. One that somebody has worked on, or that another file or program told of too, is kept and noted
// among the remarks of the import. A case that has gone into the sealed register meanwhile is not spoken of at all. by is the id of
// the user who undoes. The same file brings the case anew, under another number.
func (r *Register) TakeBackCases(ctx context.Context, id uuid.UUID, by, behind string, n int) (TakenBack, error) {
	cat, err := r.Catalogue(ctx) // before the transaction, which may hold the only connection
	if err != nil {
		return TakenBack{}, err
	}
	return r.takeBack(ctx, id, behind, n, func(tx *sql.Tx, it importItem) (string, *RowError, error) {
		return r.takeBackCase(ctx, tx, cat, it, by)
	}, nil)
}

func (r *Register) takeBackCase(ctx context.Context, tx *sql.Tx, cat *Catalogue, it importItem, by string) (string, *RowError, error) {
	if !it.ours {
		return fateKept, nil, nil
	}
	var number string
	err := tx.QueryRowContext(ctx, "SELECT number FROM cases WHERE submission_id = $1", it.id).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return fateKept, nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	c, last, err := r.standing(ctx, tx, number)
	if err != nil {
		return "", nil, err
	}
	stand, err := caseStand(ctx, tx, it.id)
	switch {
	case err != nil:
		return "", nil, err
	case it.other:
		return fateKept, &RowError{Value: number, Code: "note_undo_told"}, nil
	case c.Version != stand:
		return fateKept, &RowError{Value: number, Code: "note_undo_worked"}, nil
	}
	if err := r.carryOut(ctx, tx, cat, Order{By: by, Command: takingBack{}}, c, last); err != nil {
		return "", nil, err
	}
	return fateRemoved, nil, unmake(ctx, tx, it.id)
}

// caseStand is the version that a case had when the import that made it was through with it.
func caseStand(ctx context.Context, tx *sql.Tx, item string) (int64, error) {
	var stand string
	err := tx.QueryRowContext(ctx, "SELECT stand FROM import_items WHERE item = $1 AND made", item).Scan(&stand)
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(stand, 10, 64)
}

// noteCase keeps that an import told of a case, unless it is a sealed one: of those nothing is written down elsewhere.
func noteCase(ctx context.Context, tx *sql.Tx, from ImportRow, submission uuid.UUID, made bool) error {
	var version int64
	err := tx.QueryRowContext(ctx, "SELECT version FROM cases WHERE submission_id = $1", submission.String()).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return noteItem(ctx, tx, from, submission.String(), made, strconv.FormatInt(version, 10))
}

// takingBack is the command that ends a case whose import is undone.
type takingBack struct{}

func (takingBack) apply(_ office, c *CaseRow, at time.Time) (deed, error) {
	c.Outcome, c.Ground = outcomeTakenBack, ""
	if c.Open() {
		c.Closed = &at
	}
	gone := CaseRow{Number: c.Number, factID: c.factID, Received: c.Received}
	return deed{kind: EventTakenBack, also: func(ctx context.Context, tx *sql.Tx, r *Register, e Event) error {
		gone.Version = e.Version + 1
		if err := r.addFact(ctx, tx, gone); err != nil { // without anything, as of a sealed one
			return err
		}
		return forgetSender(ctx, tx, gone.Number)
	}}, nil
}

// forgetSender erases what a case says and who sent it, and lets go of the numbers by which others know it.
func forgetSender(ctx context.Context, tx *sql.Tx, number string) error {
	if err := destroyKeys(ctx, tx, number); err != nil {
		return err
	}
	if err := exec(ctx, tx, "UPDATE cases SET submission_id = $2, incoming_key = '' WHERE number = $1", number, uuid.NewString()); err != nil {
		return err
	}
	for _, statement := range []string{"DELETE FROM case_links WHERE number = $1", "DELETE FROM notices WHERE number = $1"} {
		if err := exec(ctx, tx, statement, number); err != nil {
			return err
		}
	}
	return nil
}

// TakenBack says whether the import that brought the case was undone: it is in no list and no figure, and nothing can be done about it.
func (c CaseRow) TakenBack() bool { return c.Outcome == outcomeTakenBack }

// mustStand refuses everything about a case that was taken back.
func (c CaseRow) mustStand() error {
	if c.TakenBack() {
		return fault.Conflict("case_taken_back", nil)
	}
	return nil
}

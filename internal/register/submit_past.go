package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"harta/internal/charter"
)

// errRehearsed ends a transaction that was only to show what would happen.
var errRehearsed = errors.New("rehearsed")

// SubmitPast is Submit for a case that has a history elsewhere: the orders are carried out in their order, their numbers ignored, all
// in one transaction with the case. In the sealed register an answer becomes the feedback to the sender, and an end the end; what else
// was done lies in the papers. A fault of an order is its command's. With dry nothing is kept: the receipt has no number, and what
// would be wrong is said as if it were meant.
func (r *Register) SubmitPast(ctx context.Context, s Submission, past []Order, dry bool) (Receipt, error) {
	s, dues, err := r.prepare(ctx, s)
	if err != nil {
		return Receipt{}, err
	}
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return Receipt{}, err
	}
	receipt := Receipt{Deadline: dues.Due, HasDeadline: !dues.Due.IsZero(), Sealed: r.sealed(s)}
	receipt.Number, err = r.numbered(ctx, s.ID, func(tx *sql.Tx, number string) error {
		if receipt.Sealed {
			err = r.writeSealedPast(ctx, tx, number, s, dues, past)
		} else {
			err = r.writePast(ctx, tx, cat, number, s, dues, past)
		}
		if err == nil && dry {
			return errRehearsed
		}
		return err
	})
	switch {
	case errors.Is(err, errRehearsed):
		receipt.Number = ""
		return receipt, nil
	case errors.Is(err, errSubmittedBefore):
		return r.firstReceipt(ctx, s.ID)
	case err != nil:
		return Receipt{}, fmt.Errorf("submit case: %w", err)
	}
	return receipt, nil
}

// writePast writes a case and what was done about it.
func (r *Register) writePast(ctx context.Context, tx *sql.Tx, cat *Catalogue, number string, s Submission, dues charter.Dues, past []Order) error {
	if err := r.writeCase(ctx, tx, number, s, dues); err != nil {
		return err
	}
	for _, o := range past {
		c, last, err := r.standing(ctx, tx, number)
		if err != nil {
			return err
		}
		if err := r.carryOut(ctx, tx, cat, o, c, last); err != nil {
			return err
		}
	}
	return nil
}

// writeSealedPast writes a sealed case and how it ended.
func (r *Register) writeSealedPast(ctx context.Context, tx *sql.Tx, number string, s Submission, dues charter.Dues, past []Order) error {
	if err := r.writeSealed(ctx, tx, number, s, dues); err != nil {
		return err
	}
	var wrapped []byte
	if err := tx.QueryRowContext(ctx, "SELECT wrapped FROM sealed_cases WHERE number = $1", number).Scan(&wrapped); err != nil {
		return err
	}
	key, err := r.openDataKey(place(number, "sealed"), wrapped)
	if err != nil {
		return err
	}
	for _, o := range past {
		on := o.On
		if on.IsZero() {
			on = r.charter.Calendar.CivilDay(o.At)
		}
		for _, deed := range sealedDeedsOf(o.Command) {
			events, err := sealedEvents(ctx, tx, key, number)
			if err != nil {
				return err
			}
			order := SealedOrder{Version: stateOf(events).Version, By: o.By, On: on, Deed: deed}
			if err := r.writeSealedEvent(ctx, tx, key, number, s.ReceivedAt, events, order); err != nil {
				return err
			}
		}
	}
	return nil
}

// sealedDeedsOf says what a command about an open case is about a sealed one.
func sealedDeedsOf(c Command) []SealedDeed {
	switch c.(type) {
	case Answer:
		return []SealedDeed{SealedFeedback, SealedClosed}
	case Closing, Forwarding:
		return []SealedDeed{SealedClosed}
	}
	return nil
}

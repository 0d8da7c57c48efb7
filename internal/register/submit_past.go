package register

import (
	"context"
	"errors"
	"fmt"
)

// errRehearsed ends a batch that was only to show what would happen.
var errRehearsed = errors.New("rehearsed")

// SubmitPast is Submit for a case that has a history elsewhere: the orders are carried out in their order, their numbers ignored, all
// in one transaction with the case. In the sealed register an answer becomes the feedback to the sender, and an end the end; what else
// was done lies in the papers. A fault of an order is its command's. A case that came before is left as it is. With dry nothing is
// kept: the receipt of a new case has no number, and what would be wrong is said as if it were meant. from is the row of the file that
// tells of the case.
func (r *Register) SubmitPast(ctx context.Context, s Submission, past []Order, from ImportRow, dry bool) (receipt Receipt, err error) {
	err = r.Together(ctx, func(b *Batch) error {
		if receipt, err = b.submitPast(ctx, s, past); err == nil && dry {
			return errRehearsed
		}
		if err != nil {
			return err
		}
		return noteCase(ctx, b.tx, from, s.ID, !receipt.Already)
	})
	if errors.Is(err, errRehearsed) {
		if !receipt.Already {
			receipt.Number = ""
		}
		return receipt, nil
	}
	if err != nil {
		return Receipt{}, err
	}
	return receipt, nil
}

func (b *Batch) submitPast(ctx context.Context, s Submission, past []Order) (Receipt, error) {
	receipt, err := b.Submit(ctx, s)
	if err != nil || receipt.Already {
		return receipt, err
	}
	if receipt.Sealed {
		return receipt, b.sealedPast(ctx, receipt.Number, s, past)
	}
	for _, o := range past {
		o.Number, o.Version = receipt.Number, 0
		if err := b.Do(ctx, o); err != nil {
			return Receipt{}, err
		}
	}
	return receipt, nil
}

// sealedPast writes how a sealed case ended.
func (b *Batch) sealedPast(ctx context.Context, number string, s Submission, past []Order) error {
	var wrapped []byte
	if err := b.tx.QueryRowContext(ctx, "SELECT wrapped FROM sealed_cases WHERE number = $1", number).Scan(&wrapped); err != nil {
		return fmt.Errorf("sealed command: %w", err)
	}
	key, err := b.r.openDataKey(place(number, "sealed"), wrapped)
	if err != nil {
		return fmt.Errorf("sealed command: %w", err)
	}
	for _, o := range past {
		if o.On.IsZero() {
			o.On = b.r.charter.Calendar.CivilDay(o.At)
		}
		for _, deed := range sealedDeedsOf(o.Command) {
			events, err := sealedEvents(ctx, b.tx, key, number)
			if err != nil {
				return fmt.Errorf("sealed command: %w", err)
			}
			order := SealedOrder{Version: stateOf(events).Version, By: o.By, On: o.On, Deed: deed}
			if err := b.r.writeSealedEvent(ctx, b.tx, key, number, s.ReceivedAt, events, order); err != nil {
				return fmt.Errorf("sealed command: %w", err)
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

package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"harta/internal/fault"
)

// pastVersion is the version of what has none: any that another register sends is later.
const pastVersion = 0

// SubmitPast is Submit for a case that has a history elsewhere: the orders are carried out in their order, their numbers ignored, all
// in one transaction with the case. In the sealed register an answer becomes the feedback to the sender, and an end the end; what else
// was done lies in the papers. A fault of an order is its command's. A case that came before is left as it is: SentAlready says that it
// was told so last, or before anybody kept what was told, and SentOlder that another register has sent a later version of it since. What
// is told otherwise than the last time is the fault.Conflict "case_told_otherwise". A sealed case gives the same answers. from
// is the row of the file that tells of the case.
func (r *Register) SubmitPast(ctx context.Context, s Submission, past []Order, from ImportRow) (receipt Receipt, sent Sent, err error) {
	err = r.Together(ctx, func(b *Batch) error {
		if receipt, sent, err = b.submitPast(ctx, s, past); err != nil {
			return err
		}
		return noteCase(ctx, b.tx, from, s.ID, !receipt.Already)
	})
	if err != nil {
		return Receipt{}, "", err
	}
	return receipt, sent, nil
}

func (b *Batch) submitPast(ctx context.Context, s Submission, past []Order) (Receipt, Sent, error) {
	content, err := pastContent(s.tidy(b.r.now()), past)
	if err != nil {
		return Receipt{}, "", err
	}
	first := SentVersion{Version: pastVersion, Mark: b.r.sentMark(content), Facts: factsOf(s)}
	receipt, err := b.submit(ctx, s, &first)
	switch {
	case err != nil:
		return receipt, "", err
	case receipt.Already:
		sent, err := b.r.judgePast(ctx, b.tx, s.ID, first.Mark)
		return receipt, sent, err
	case receipt.Sealed:
		return receipt, SentNew, b.sealedPast(ctx, receipt.Number, s, past)
	}
	for _, o := range past {
		o.Number, o.Version = receipt.Number, 0
		if err := b.Do(ctx, o); err != nil {
			return Receipt{}, "", err
		}
	}
	return receipt, SentNew, nil
}

// pastContent is what is told of a case with its history, in one form. What the catalogue adds is none of it.
func pastContent(s Submission, past []Order) ([]byte, error) {
	content, err := sentContent(s)
	if err != nil {
		return nil, err
	}
	for _, o := range past {
		deed, err := json.Marshal(o.Command)
		if err != nil {
			return nil, fmt.Errorf("encode case: %w", err)
		}
		content = fmt.Appendf(content, "\n%T %s %s %s", o.Command, deed, o.On, o.At.UTC())
	}
	return content, nil
}

// judgePast says what is told of a case that came before is beside what was told of it last, by this door or as SubmitSent takes it.
func (r *Register) judgePast(ctx context.Context, tx *sql.Tx, submission uuid.UUID, mark string) (Sent, error) {
	last, err := sentVersion(ctx, tx, submission)
	if err == nil && last == nil {
		last, err = r.lastSealedVersion(ctx, tx, submission)
	}
	if err != nil || last == nil {
		return SentAlready, err
	}
	sent := known{version: last.Version, mark: last.Mark}.judge(pastVersion, mark)
	if sent == SentConflict {
		f := fault.Conflict("case_told_otherwise", nil)
		f.Field = "number"
		return "", f
	}
	return sent, nil
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

package register

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/google/uuid"

	"harta/internal/store"
)

// errRehearsed ends a transaction that was only to show what would happen.
var errRehearsed = errors.New("rehearsed")

// Rehearsal says what would become of cases of a file, each beside those before it, and keeps none of them.
type Rehearsal struct {
	r        *Register
	fresh    map[uuid.UUID]*pastCase // that would be registered by now
	incoming map[string][]*pastCase  // likewise, by the incoming numbers that they take
}

// pastCase is a case with its history.
type pastCase struct {
	submission Submission
	past       []Order
}

// Rehearse begins a file.
func (r *Register) Rehearse() *Rehearsal {
	return &Rehearsal{r: r, fresh: map[uuid.UUID]*pastCase{}, incoming: map[string][]*pastCase{}}
}

// SubmitPast answers as Register.SubmitPast would if the cases before had been meant; the receipt of a new case has no number. Those
// that a case could meet are entered before it, all to be undone: the register is held no longer than for a few cases.
func (h *Rehearsal) SubmitPast(ctx context.Context, s Submission, past []Order) (receipt Receipt, sent Sent, err error) {
	err = h.r.Together(ctx, func(b *Batch) error {
		for _, c := range h.met(s) {
			if _, _, err := b.submitPast(ctx, c.submission, c.past); err != nil {
				return err
			}
		}
		if receipt, sent, err = b.submitPast(ctx, s, past); err != nil {
			return err
		}
		return errRehearsed
	})
	if !errors.Is(err, errRehearsed) {
		return Receipt{}, "", err
	}
	if receipt.Number = ""; !receipt.Already {
		c := &pastCase{s, past}
		h.fresh[s.ID] = c
		if key := incomingKey(s.Incoming); key != "" && !receipt.Sealed { // a sealed case takes no incoming number, see claimIncoming
			h.incoming[key] = append(h.incoming[key], c)
		}
	}
	return receipt, sent, nil
}

// met are the cases before that have the same id or the same incoming number.
func (h *Rehearsal) met(s Submission) []*pastCase {
	met := slices.Clone(h.incoming[incomingKey(s.Incoming)])
	if c := h.fresh[s.ID]; c != nil && !slices.Contains(met, c) {
		met = append(met, c)
	}
	return met
}

// RehearseAnswers is TakeAnswers that remembers nothing: it says what would become of the answers.
func (r *Register) RehearseAnswers(ctx context.Context, list []SentAnswer) (verdicts []AnswerVerdict, err error) {
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		if verdicts, err = r.takeAnswers(ctx, tx, list); err != nil {
			return err
		}
		return errRehearsed
	})
	if !errors.Is(err, errRehearsed) {
		return nil, err
	}
	return verdicts, nil
}

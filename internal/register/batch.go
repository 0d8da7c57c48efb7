package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"harta/internal/store"
)

// Batch carries out many things in one transaction, of which all happen or none: where a history is entered, a wait for the disk
// after every step would be most of the work.
type Batch struct {
	r   *Register
	tx  *sql.Tx
	cat *Catalogue // as it stood when the batch began
}

// Together runs work with a batch. An error of work undoes everything that was done in the batch and comes back as it is. While
// work runs, nobody else can write into the register, and work itself must not use the register but through the batch.
func (r *Register) Together(ctx context.Context, work func(*Batch) error) error {
	cat, err := r.Catalogue(ctx) // before the transaction, which may hold the only connection
	if err != nil {
		return err
	}
	return store.InTx(ctx, r.db, func(tx *sql.Tx) error { return work(&Batch{r: r, tx: tx, cat: cat}) })
}

// Submit is Register.Submit.
func (b *Batch) Submit(ctx context.Context, s Submission) (Receipt, error) {
	return b.submit(ctx, s, nil)
}

// submit is Submit that keeps by which later versions are judged; nil: there are none.
func (b *Batch) submit(ctx context.Context, s Submission, first *SentVersion) (Receipt, error) {
	s, dues, err := b.r.prepare(b.cat, s)
	if err != nil {
		return Receipt{}, err
	}
	receipt := Receipt{Deadline: dues.Due, HasDeadline: !dues.Due.IsZero(), Sealed: b.r.sealed(s)}
	receipt.Number, err = b.r.freeNumber(ctx, b.tx, s.ID)
	switch {
	case errors.Is(err, errSubmittedBefore):
		return b.r.firstReceipt(ctx, b.tx, s.ID)
	case err != nil:
	case receipt.Sealed:
		err = b.r.writeSealed(ctx, b.tx, receipt.Number, s, dues, first)
	default:
		if err = b.r.writeCase(ctx, b.tx, receipt.Number, s, dues); err == nil && first != nil {
			err = putSentVersion(ctx, b.tx, s.ID, *first)
		}
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("submit case: %w", err)
	}
	return receipt, nil
}

// Do is Register.Do.
func (b *Batch) Do(ctx context.Context, o Order) error {
	if err := b.r.do(ctx, b.tx, b.cat, o); err != nil {
		return fmt.Errorf("case command: %w", err)
	}
	return nil
}

// PutConsultation is Register.PutConsultation.
func (b *Batch) PutConsultation(ctx context.Context, c Consultation) error {
	if err := b.r.putConsultation(ctx, b.tx, b.cat, c); err != nil {
		return fmt.Errorf("keep consultation: %w", err)
	}
	return nil
}

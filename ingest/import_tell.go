package ingest

import (
	"context"
	"errors"

	"harta/internal/register"
)

// tellNewNames lists what the catalogue lacks before anything is created: once the names are in the catalogue, a resumed import
// would not find them new any more.
func (r *importRun) tellNewNames(ctx context.Context) error {
	r.told = map[toldKey]bool{}
	if r.resumed {
		if err := r.im.reg.ImportErrors(ctx, r.receipt.ID, func(e register.RowError) error {
			r.told[keyOf(e)] = true
			return nil
		}); err != nil {
			return err
		}
	}
	if err := r.tell(ctx, r.newNames); err != nil {
		return err
	}
	for _, note := range r.newNames {
		r.told[keyOf(note)] = true
	}
	return nil
}

type toldKey struct {
	line         int64
	column, code string
}

func keyOf(e register.RowError) toldKey { return toldKey{e.Line, e.Column, e.Code} }

func (r *importRun) tell(ctx context.Context, list []register.RowError) error {
	fresh := list[:0:0]
	for _, e := range list {
		if !r.told[keyOf(e)] {
			fresh = append(fresh, e)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return r.im.reg.AddImportErrors(ctx, r.receipt.ID, fresh)
}

// save keeps the counts for those who look on, not more often than saveEvery.
func (r *importRun) save(ctx context.Context, now bool) error {
	if t := r.im.clock(); now || t.Sub(r.saved) >= saveEvery {
		r.saved = t
		return r.im.reg.SaveImport(ctx, r.receipt)
	}
	return nil
}

// finish closes the receipt. An import that a stop of the program cut off stays "running" and is resumed; one that somebody
// cancelled is taken back; one that failed is settled before anything else is imported.
func (r *importRun) finish(ctx context.Context, err error, going context.Context) (register.Import, error) {
	if err != nil && cancelled(going) {
		return r.im.cancel(ctx, r.receipt, r.progress)
	}
	if ctx.Err() != nil && err != nil {
		return r.receipt, err
	}
	r.receipt.State, r.receipt.Finished = register.ImportDone, r.im.clock()
	if err != nil {
		r.receipt.State, r.receipt.Failure = register.ImportFailed, failure(err)
		if r.ledger != nil {
			r.receipt.State = register.ImportStalled
		}
	}
	return r.receipt, unjoin(errors.Join(err, r.save(context.WithoutCancel(ctx), true)))
}

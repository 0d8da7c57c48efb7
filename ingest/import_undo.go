package ingest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/register"
)

// errCancelled is why the context of a cancelled import ended.
var errCancelled = errors.New("cancelled")

// underWay is the import that runs now.
type underWay struct {
	mu   sync.Mutex
	id   uuid.UUID
	stop context.CancelCauseFunc
}

// begin gives the context of an import, which ends with ctx or when the import is cancelled. done forgets it.
func (u *underWay) begin(ctx context.Context, id uuid.UUID) (going context.Context, done func()) {
	going, stop := context.WithCancelCause(ctx)
	u.mu.Lock()
	defer u.mu.Unlock()
	u.id, u.stop = id, stop
	return going, func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.id, u.stop = uuid.Nil, nil
		stop(nil)
	}
}

func cancelled(going context.Context) bool { return errors.Is(context.Cause(going), errCancelled) }

// stopped is the error of an import that ended before it had a receipt.
func stopped(going context.Context, err error) error {
	if cancelled(going) {
		return fault.Conflict("import_cancelled", nil)
	}
	return err
}

// Cancel stops the import that runs. What it has written is taken back before Import returns; its receipt says so. When another
// import runs, or none, the fault is Conflict "import_not_running".
func (im *Importer) Cancel(id uuid.UUID) error {
	im.now.mu.Lock()
	defer im.now.mu.Unlock()
	if im.now.stop == nil || im.now.id != id {
		return fault.Conflict("import_not_running", nil)
	}
	im.now.stop(errCancelled)
	return nil
}

// cancel takes back what an import has written so far.
func (im *Importer) cancel(ctx context.Context, receipt register.Import, progress *pace) (register.Import, error) {
	receipt.Finished = im.clock()
	keep := context.WithoutCancel(ctx)
	if err := im.reg.SaveImport(keep, receipt); err != nil {
		return receipt, err
	}
	if err := im.reg.StartUndo(keep, receipt, receipt.By, register.ImportCancelling); err != nil {
		return receipt, err
	}
	receipt.State = register.ImportCancelling
	receipt, err := im.takeBack(ctx, receipt, progress)
	if err != nil {
		return receipt, err
	}
	return receipt, fault.Conflict("import_cancelled", nil)
}

// Undo takes back everything that an import brought: each of its records is again what the other imports make of it, whether they
// came before or after, and is gone when no other told of it. What an import added to the catalogue stays. by is the id of the user;
// progress may be nil. What that means for answers, cases and services stands at Files.settle. An import that is undone already gives
// its receipt. An unknown one is NotFound "import_unknown", one that runs Conflict "import_running", and one of answers, cases or services
// of which nothing was noted Conflict "import_not_undoable". An undoing that is cut off goes on at the next start.
func (im *Importer) Undo(ctx context.Context, id uuid.UUID, by string, progress func(Progress)) (register.Import, error) {
	if !im.running.TryLock() {
		return register.Import{}, fault.Conflict("import_running", nil)
	}
	defer im.running.Unlock()
	receipt, err := im.reg.ImportByID(ctx, id)
	if err != nil {
		return register.Import{}, err
	}
	if _, other := KindOf(receipt.Profile); other {
		if err := im.files.undoable(ctx, receipt); err != nil {
			return receipt, err
		}
	}
	switch receipt.State {
	case register.ImportUndone, register.ImportCancelled:
		return receipt, nil
	case register.ImportRunning: // cut off by a stop of the program; Resume will finish it first
		return receipt, fault.Conflict("import_running", nil)
	case register.ImportDone, register.ImportFailed, register.ImportStalled:
		if err := im.reg.StartUndo(ctx, receipt, by, register.ImportUndoing); err != nil {
			return receipt, err
		}
		receipt.State = register.ImportUndoing
	}
	return im.takeBack(ctx, receipt, newPace(id, im.clock, progress))
}

// takeBack settles what came with an import that is undoing or cancelling and closes its receipt.
func (im *Importer) takeBack(ctx context.Context, receipt register.Import, progress *pace) (register.Import, error) {
	u, _, err := im.reg.UndoOf(ctx, receipt.ID)
	if err != nil {
		return receipt, err
	}
	c := receipt.Counts
	total := c.New + c.Replaced + c.Unchanged + c.Older
	save := func(ctx context.Context) error {
		progress.report(Progress{Undoing: true, Read: u.Removed + u.Restored + u.Kept, Total: total, Counts: c})
		return im.reg.SaveUndo(ctx, receipt.ID, u)
	}
	if kind, other := KindOf(receipt.Profile); other {
		err = im.files.settle(ctx, kind, receipt.ID, &u, save)
	} else {
		err = im.settle(ctx, receipt, &u, save)
	}
	if err != nil {
		return receipt, err
	}
	u.Finished = im.clock()
	if err := im.reg.SaveUndo(ctx, receipt.ID, u); err != nil {
		return receipt, err
	}
	if receipt.State == register.ImportCancelling {
		receipt.State = register.ImportCancelled
	} else {
		receipt.State = register.ImportUndone
	}
	return receipt, im.reg.SaveImport(ctx, receipt)
}

// settleStalled completes what imports that gave up half-way had begun, so that no record is between two months.
func (im *Importer) settleStalled(ctx context.Context) error {
	list, err := im.reg.UnfinishedImports(ctx)
	if err != nil {
		return err
	}
	for _, receipt := range list {
		if receipt.State != register.ImportStalled {
			continue
		}
		if err := im.settleOne(ctx, receipt); err != nil {
			return err
		}
	}
	return nil
}

func (im *Importer) settleOne(ctx context.Context, receipt register.Import) error {
	var u register.Undo // where it is; what came of it interests nobody
	if err := im.settle(ctx, receipt, &u, func(context.Context) error { return nil }); err != nil {
		return err
	}
	receipt.State = register.ImportFailed
	return im.reg.SaveImport(ctx, receipt)
}

// tendEvery is how often Tend looks for something to mend.
const tendEvery = time.Minute

// Tend mends imports that gave up half-way as soon as ClickHouse is back, and finishes undoings that did not get through, until ctx
// ends.
func (im *Importer) Tend(ctx context.Context) {
	for sleep(ctx, tendEvery); ctx.Err() == nil; sleep(ctx, tendEvery) {
		if !im.running.TryLock() {
			continue
		}
		if err := im.mend(ctx); err != nil && ctx.Err() == nil {
			im.log.Warn("an import cannot be mended yet", "err", err)
		}
		im.running.Unlock()
	}
}

func (im *Importer) mend(ctx context.Context) error {
	list, err := im.reg.UnfinishedImports(ctx)
	if err != nil {
		return err
	}
	for _, receipt := range list {
		switch {
		case receipt.State == register.ImportStalled:
			err = im.settleOne(ctx, receipt)
		case receipt.State.Undone():
			_, err = im.takeBack(ctx, receipt, nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/store"
)

// Undo is the taking back of one whole import: what became of the records that it had brought.
type Undo struct {
	By         string // id of the user
	Started    time.Time
	Finished   time.Time // zero while it goes on
	LastNumber string    // of the records in their order, those up to it are done
	Removed    int64     // records that are gone: nothing else told of them
	Restored   int64     // records that are again what they were before
	Kept       int64     // records that something later has changed, or confirmed, since
}

// StartUndo begins to take an import back: from now on nothing it brought counts. The import has to be in the state that was seen,
// else the fault is Conflict "import_changed". to is ImportUndoing, or ImportCancelling for one that somebody stopped. It is in the
// audit trail.
func (r *Register) StartUndo(ctx context.Context, im Import, by string, to ImportState) error {
	return store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, query("import_state"), im.ID.String(), im.State, to)
		if err != nil {
			return fmt.Errorf("start undo: %w", err)
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fault.Conflict("import_changed", nil))
		}
		if err := exec(ctx, tx, query("import_undo_add"), im.ID.String(), by, store.Millis(r.clock())); err != nil {
			return fmt.Errorf("start undo: %w", err)
		}
		return r.audit(ctx, tx, by, "import."+string(to), im.ID.String())
	})
}

// SaveUndo keeps how far the taking back of an import is.
func (r *Register) SaveUndo(ctx context.Context, id uuid.UUID, u Undo) error {
	_, err := r.db.ExecContext(ctx, query("import_undo_save"), id.String(), nullMillis(some(u.Finished)), u.LastNumber, u.Removed, u.Restored, u.Kept)
	if err != nil {
		return fmt.Errorf("save undo: %w", err)
	}
	return nil
}

// UndoOf tells how an import was taken back; ok is false when it was not.
func (r *Register) UndoOf(ctx context.Context, id uuid.UUID) (u Undo, ok bool, err error) {
	var started int64
	var finished sql.NullInt64
	err = r.db.QueryRowContext(ctx, query("import_undo"), id.String()).Scan(&u.By, &started, &finished, &u.LastNumber, &u.Removed, &u.Restored, &u.Kept)
	if errors.Is(err, sql.ErrNoRows) {
		return Undo{}, false, nil
	}
	if err != nil {
		return Undo{}, false, fmt.Errorf("read undo: %w", err)
	}
	u.Started = store.Moment(started)
	if t := nullMoment(finished); t != nil {
		u.Finished = *t
	}
	return u, true, nil
}

// UndoneImports are the ids of a profile's imports that no longer count.
func (r *Register) UndoneImports(ctx context.Context, profile string) ([]uuid.UUID, error) {
	rows, err := r.db.QueryContext(ctx, query("imports_undone"), profile)
	if err != nil {
		return nil, fmt.Errorf("list undone imports: %w", err)
	}
	var ids []uuid.UUID
	err = each(rows, func(rows *sql.Rows) error {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		id, err := uuid.Parse(text)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list undone imports: %w", err)
	}
	return ids, nil
}

// UnfinishedImports lists the imports that are not at their end, whatever kept them from it; the oldest first.
func (r *Register) UnfinishedImports(ctx context.Context) ([]Import, error) {
	return r.listImports(ctx, "imports_unfinished")
}

// ImportsOfFile gives the imports of a file of these bytes, whatever became of them.
func (r *Register) ImportsOfFile(ctx context.Context, sha256 string) ([]Import, error) {
	return r.listImports(ctx, "imports_of_file", sha256)
}

// ImportOf finds the import of a file of these bytes with a profile that stands. last asks that no other import of the profile came
// after it. ok is false when there is none.
func (r *Register) ImportOf(ctx context.Context, profile, sha256 string, last bool) (im Import, ok bool, err error) {
	flag := 0
	if last {
		flag = 1
	}
	im, err = scanImport(r.db.QueryRowContext(ctx, query("import_of"), profile, sha256, flag))
	if errors.Is(err, sql.ErrNoRows) {
		return Import{}, false, nil
	}
	if err != nil {
		return Import{}, false, fmt.Errorf("find import: %w", err)
	}
	return im, true, nil
}

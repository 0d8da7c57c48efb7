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

// ImportState says how far an import is.
type ImportState string

// The states of an import.
const (
	ImportRunning ImportState = "running"
	ImportDone    ImportState = "done"
	ImportFailed  ImportState = "failed"  // it ended half-way; the rows it took stand
	ImportStalled ImportState = "stalled" // failed so that the last rows may be half written, which is mended as soon as it can be

	ImportUndoing    ImportState = "undoing" // on its way to undone
	ImportUndone     ImportState = "undone"
	ImportCancelling ImportState = "cancelling" // somebody stopped it; on its way to cancelled
	ImportCancelled  ImportState = "cancelled"
)

// Undone says whether nothing that the import brought counts any more.
func (s ImportState) Undone() bool {
	return s == ImportUndoing || s == ImportUndone || s == ImportCancelling || s == ImportCancelled
}

// Import is the receipt of one file of service records: who brought it, what it was and what came of it.
type Import struct {
	ID       uuid.UUID
	Profile  string
	File     string // the name it was given under
	SHA256   string // of its bytes, hexadecimal
	Size     int64  // bytes
	By       string // id of the user
	State    ImportState
	Started  time.Time
	Finished time.Time // zero while it runs
	Counts   ImportCounts
	Failure  string // code of the fault that ended it, empty: none
}

// ImportCounts counts the rows of a file by what came of them. Rows is the sum of the others once the import is done.
type ImportCounts struct {
	Rows      int64 // read, the header not counted
	New       int64 // a number not known before
	Replaced  int64 // a later version of what is known
	Unchanged int64 // exactly what is known
	Older     int64 // an earlier version than what is known
	Rejected  int64 // wrong, see ImportErrors
}

// StartImport begins the bookkeeping of an import. An import without an id or start gets them.
func (r *Register) StartImport(ctx context.Context, im Import) (Import, error) {
	if im.ID == uuid.Nil {
		id, err := uuid.NewV7()
		if err != nil {
			return Import{}, fmt.Errorf("start import: %w", err)
		}
		im.ID = id
	}
	if im.Started.IsZero() {
		im.Started = r.clock()
	}
	im.Started, im.State = exact(im.Started), ImportRunning
	c := im.Counts
	_, err := r.db.ExecContext(ctx, query("import_add"), im.ID.String(), im.Profile, im.File, im.SHA256, im.Size, im.By, im.State,
		store.Millis(im.Started), nullMillis(some(im.Finished)), c.Rows, c.New, c.Replaced, c.Unchanged, c.Older, c.Rejected, im.Failure)
	if err != nil {
		return Import{}, fmt.Errorf("start import: %w", err)
	}
	return im, nil
}

// SaveImport keeps how far an import has come: its state, end, counts and failure. What began it never changes. An unknown
// import is the fault.NotFound "import_unknown".
func (r *Register) SaveImport(ctx context.Context, im Import) error {
	c := im.Counts
	done, err := r.db.ExecContext(ctx, query("import_save"), im.ID.String(), im.State, nullMillis(some(im.Finished)),
		c.Rows, c.New, c.Replaced, c.Unchanged, c.Older, c.Rejected, im.Failure)
	if err != nil {
		return fmt.Errorf("save import: %w", err)
	}
	n, err := done.RowsAffected()
	if err != nil {
		return fmt.Errorf("save import: %w", err)
	}
	if n == 0 {
		return importUnknown(im.ID)
	}
	return nil
}

// ImportByID finds an import. An unknown one is the fault.NotFound "import_unknown".
func (r *Register) ImportByID(ctx context.Context, id uuid.UUID) (Import, error) {
	im, err := scanImport(r.db.QueryRowContext(ctx, query("import_by_id"), id.String()))
	if errors.Is(err, sql.ErrNoRows) {
		return Import{}, importUnknown(id)
	}
	if err != nil {
		return Import{}, fmt.Errorf("read import: %w", err)
	}
	return im, nil
}

func importUnknown(id uuid.UUID) error {
	return fault.NotFound("import_unknown", fault.Params{"id": id.String()})
}

// Imports lists the latest n imports, the newest first.
func (r *Register) Imports(ctx context.Context, n int) ([]Import, error) {
	return r.listImports(ctx, "imports_latest", n)
}

// listImports reads the imports that a query gives, in its order.
func (r *Register) listImports(ctx context.Context, name string, args ...any) ([]Import, error) {
	rows, err := r.db.QueryContext(ctx, query(name), args...)
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	var imports []Import
	err = each(rows, func(rows *sql.Rows) error {
		im, err := scanImport(rows)
		imports = append(imports, im)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	return imports, nil
}

func scanImport(row scanner) (Import, error) {
	var im Import
	var id string
	var started int64
	var finished sql.NullInt64
	c := &im.Counts
	err := row.Scan(&id, &im.Profile, &im.File, &im.SHA256, &im.Size, &im.By, &im.State, &started, &finished,
		&c.Rows, &c.New, &c.Replaced, &c.Unchanged, &c.Older, &c.Rejected, &im.Failure)
	if err != nil {
		return Import{}, err
	}
	im.Started = store.Moment(started)
	if t := nullMoment(finished); t != nil {
		im.Finished = *t
	}
	im.ID, err = uuid.Parse(id)
	return im, err
}

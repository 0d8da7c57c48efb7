package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/store"
)

// RowError says why an import refused a row. It is worded when it is shown.
type RowError struct {
	Line   int64  // of the file; the header is line 1
	Column string // as the file calls it, empty when the whole row is to blame
	Value  string // what stood there
	Code   string // of the fault
	Params fault.Params
}

// valueMax cuts what is kept of a wrong value, in bytes: enough to find it in the file.
const valueMax = 200

// AddImportErrors keeps row errors in the order given. A long value is cut, which an ellipsis shows.
func (r *Register) AddImportErrors(ctx context.Context, id uuid.UUID, errs []RowError) error {
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error { return addImportErrors(ctx, tx, id, errs) })
	if err != nil {
		return fmt.Errorf("keep import errors: %w", err)
	}
	return nil
}

func addImportErrors(ctx context.Context, tx *sql.Tx, id uuid.UUID, errs []RowError) error {
	if len(errs) == 0 {
		return nil
	}
	var seq int64
	const last = "SELECT COALESCE(MAX(seq), 0) FROM import_errors WHERE import_id = $1"
	if err := tx.QueryRowContext(ctx, last, id.String()).Scan(&seq); err != nil {
		return err
	}
	add, err := tx.PrepareContext(ctx, query("import_error_add"))
	if err != nil {
		return err
	}
	defer add.Close()
	for _, e := range errs {
		params, err := json.Marshal(e.Params)
		if err != nil {
			return err
		}
		seq++
		if _, err := add.ExecContext(ctx, id.String(), seq, e.Line, e.Column, cut(e.Value), e.Code, string(params)); err != nil {
			return err
		}
	}
	return nil
}

// cut shortens a value and drops bytes that are no text.
func cut(value string) string {
	value = strings.ToValidUTF8(value, "\uFFFD")
	if len(value) <= valueMax {
		return value
	}
	return strings.ToValidUTF8(value[:valueMax], "") + "…"
}

// ImportErrors calls show for every refused row of an import, in the order in which they were found, and stops at its first
// error. However many they are, one at a time is held in memory.
func (r *Register) ImportErrors(ctx context.Context, id uuid.UUID, show func(RowError) error) error {
	rows, err := r.db.QueryContext(ctx, query("import_errors"), id.String())
	if err != nil {
		return fmt.Errorf("read import errors: %w", err)
	}
	return each(rows, func(rows *sql.Rows) error {
		var e RowError
		var params string
		if err := rows.Scan(&e.Line, &e.Column, &e.Value, &e.Code, &params); err != nil {
			return fmt.Errorf("read import errors: %w", err)
		}
		if err := json.Unmarshal([]byte(params), &e.Params); err != nil {
			return fmt.Errorf("read import errors, line %d: %w", e.Line, err)
		}
		return show(e)
	})
}

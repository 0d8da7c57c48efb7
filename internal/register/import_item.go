package register

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"harta/internal/store"
)

// An import of answers, cases or services notes each thing that it told of, in the transaction that takes it. So a whole import can be
// taken back and leave what others told of too.

// ImportRow is a row of a file that is imported. The zero value is no import: a person or another program says the same.
type ImportRow struct {
	Import uuid.UUID
	Line   int64
}

// TakenBack is what became of some of the things that an import told of.
type TakenBack struct {
	Last                    string // of the things in their order; empty: nothing was left
	Removed, Restored, Kept int64
	Answers                 []WithdrawnAnswer
}

// The fates of things whose import is taken back.
const (
	fateRemoved  = "removed"  // nothing else told of it
	fateRestored = "restored" // it is what it was before
	fateKept     = "kept"     // others told of it too, or somebody has changed it since
)

func (t *TakenBack) count(fate string) {
	switch fate {
	case fateRemoved:
		t.Removed++
	case fateRestored:
		t.Restored++
	case fateKept:
		t.Kept++
	}
}

// importItem is a thing that an import told of.
type importItem struct {
	id    string
	line  int64
	made  bool // by this import
	stand string
	fate  string
	other bool // something else that stands tells of it
	later bool // a later import that stands tells of it
	ours  bool // an import made it, this one or another
}

// noteItem keeps that an import told of something. made says that it made or changed it.
func noteItem(ctx context.Context, tx *sql.Tx, from ImportRow, item string, made bool, stand string) error {
	if from.Import == uuid.Nil {
		return nil
	}
	return exec(ctx, tx, query("import_item_add"), from.Import.String(), item, from.Line, made, stand)
}

// noteAlso keeps that something which an import told of is told by another program too.
func noteAlso(ctx context.Context, tx *sql.Tx, item string) error {
	return exec(ctx, tx, query("import_item_also"), item)
}

// NoteItems keeps that an import notes what it tells of. Those from before that was done cannot be taken back, see NotesItems. The
// note is a thing without a name, which is in no list.
func (r *Register) NoteItems(ctx context.Context, id uuid.UUID) error {
	_, err := r.db.ExecContext(ctx, query("import_item_add"), id.String(), "", 0, false, "")
	if err != nil {
		return fmt.Errorf("note what an import tells of: %w", err)
	}
	return nil
}

// NotesItems says whether an import noted what it told of.
func (r *Register) NotesItems(ctx context.Context, id uuid.UUID) (noted bool, err error) {
	const find = "SELECT EXISTS (SELECT 1 FROM import_items WHERE import_id = $1 AND item = '')"
	if err := r.db.QueryRowContext(ctx, find, id.String()).Scan(&noted); err != nil {
		return false, fmt.Errorf("read what an import told of: %w", err)
	}
	return noted, nil
}

// ImportItems gives the next n things that an import told of, behind one of them in their order.
func (r *Register) ImportItems(ctx context.Context, id uuid.UUID, behind string, n int) ([]string, error) {
	items, err := importItems(ctx, r.db, id, behind, n)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(items))
	for i, it := range items {
		ids[i] = it.id
	}
	return ids, nil
}

func importItems(ctx context.Context, db rowsReader, id uuid.UUID, behind string, n int) ([]importItem, error) {
	rows, err := db.QueryContext(ctx, query("import_items"), id.String(), behind, n)
	if err != nil {
		return nil, fmt.Errorf("read what an import told of: %w", err)
	}
	var items []importItem
	err = each(rows, func(rows *sql.Rows) error {
		var it importItem
		err := rows.Scan(&it.id, &it.line, &it.made, &it.stand, &it.fate, &it.other, &it.later, &it.ours)
		items = append(items, it)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what an import told of: %w", err)
	}
	return items, nil
}

// takeBack decides on the next n things of an import that is taken back, all in one transaction. decide gives the fate of one that has
// none, and why it is kept, a code, where somebody should read that. settled is told of every thing, also of those whose fate was
// decided when an earlier attempt was cut off.
func (r *Register) takeBack(ctx context.Context, id uuid.UUID, behind string, n int,
	decide func(*sql.Tx, importItem) (fate string, why *RowError, err error), settled func(*sql.Tx, importItem) error) (t TakenBack, err error) {
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		items, err := importItems(ctx, tx, id, behind, n)
		if err != nil {
			return err
		}
		t = TakenBack{}
		var told []RowError
		for _, it := range items {
			if it.fate == "" {
				var why *RowError
				if it.fate, why, err = decide(tx, it); err != nil {
					return err
				}
				if why != nil {
					why.Line = it.line
					told = append(told, *why)
				}
				if err := exec(ctx, tx, query("import_item_fate"), id.String(), it.id, it.fate); err != nil {
					return err
				}
			}
			if settled != nil {
				if err := settled(tx, it); err != nil {
					return err
				}
			}
			t.Last = it.id
			t.count(it.fate)
		}
		return addImportErrors(ctx, tx, id, told)
	})
	if err != nil {
		return TakenBack{}, fmt.Errorf("take back an import: %w", err)
	}
	return t, nil
}

// unmake forgets that imports made something that is gone: who tells of it from now on tells of a new thing.
func unmake(ctx context.Context, tx *sql.Tx, item string) error {
	return exec(ctx, tx, "UPDATE import_items SET made = FALSE WHERE item = $1", item)
}

package ingest

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/register"
)

// undoBatch is how many things of such a file are taken back together.
const undoBatch = 500

// Taking back a file that is no service records means, kind by kind:
//
//   - answers: one that the import brought leaves the figures, its comment is erased, and the same number may come again; one that another
//     file that stands, or another program, told of too stays.
//   - cases: one that the import brought and that nobody has touched since is taken back, as TakeBackCases has it; one that somebody has
//     worked on stays and is listed.
//   - services: each is what it was before the import, unless it was changed since; a new one goes unless something refers to it. What stays is
//     listed. Departments that were added stay.

// settle takes back what a file brought, behind u.LastNumber. It may be cut off anywhere and repeated. save is called after each batch.
func (f *Files) settle(ctx context.Context, kind FileKind, id uuid.UUID, u *register.Undo, save func(context.Context) error) error {
	for {
		t, err := f.back(ctx, kind, id, u)
		if err != nil || t.Last == "" {
			return err
		}
		u.LastNumber = t.Last
		u.Removed, u.Restored, u.Kept = u.Removed+t.Removed, u.Restored+t.Restored, u.Kept+t.Kept
		if err := save(ctx); err != nil {
			return err
		}
	}
}

// back takes back one batch.
func (f *Files) back(ctx context.Context, kind FileKind, id uuid.UUID, u *register.Undo) (t register.TakenBack, err error) {
	reg := f.im.reg
	switch kind {
	case FileAnswers:
		if t, err = reg.TakeBackAnswers(ctx, id, u.LastNumber, undoBatch); err == nil {
			err = f.answers.withdraw(ctx, t.Answers)
		}
	case FileCases:
		t, err = reg.TakeBackCases(ctx, id, u.By, u.LastNumber, undoBatch)
	case FileCatalogue:
		var ids, used []string
		if ids, err = reg.ImportItems(ctx, id, u.LastNumber, undoBatch); err != nil || len(ids) == 0 {
			return t, err
		}
		if used, err = f.im.servicesUsed(ctx, ids); err == nil {
			t, err = reg.TakeBackServices(ctx, id, u.By, used, u.LastNumber, undoBatch)
		}
	default:
		err = kindUnknown(kind)
	}
	return t, err
}

// undoable refuses an import of which nothing was noted by which it could be taken back: one from before that was done.
func (f *Files) undoable(ctx context.Context, receipt register.Import) error {
	noted, err := f.im.reg.NotesItems(ctx, receipt.ID)
	if err == nil && !noted {
		return fault.Conflict("import_not_undoable", nil)
	}
	return err
}

// servicesUsed says to which of the services facts refer.
func (im *Importer) servicesUsed(ctx context.Context, ids []string) (used []string, err error) {
	err = im.patiently(ctx, func(ctx context.Context) error {
		used = nil
		rows, err := im.ch.Insert.Query(ctx, query("services_used"), clickhouse.Named("services", ids))
		if err != nil {
			return fmt.Errorf("read which services are used: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return fmt.Errorf("read which services are used: %w", err)
			}
			used = append(used, id)
		}
		return rows.Err()
	})
	return used, err
}

// withdraw puts into the spool that answers stand no more. Repeating it changes nothing.
func (r *Responses) withdraw(ctx context.Context, list []register.WithdrawnAnswer) error {
	var items []Item
	for _, w := range list {
		if len(w.Gone) == 0 {
			continue
		}
		a := answered{ID: w.ID, Day: w.Gone[0].Day, Version: w.Revision}
		payload, err := json.Marshal(corrected{answered: a, Gone: w.Gone})
		if err != nil {
			return fmt.Errorf("encode response: %w", err)
		}
		id := fmt.Sprintf("%s/%d", w.ID, w.Revision)
		items = append(items, Item{Kind: kindCorrected, ID: id, Payload: payload, FirstWins: true})
		if len(w.CommentGone) == 0 {
			continue
		}
		comment, err := added{ID: w.ID, Day: w.Gone[0].Day, Version: w.Revision, Gone: w.CommentGone}.item(kindComment)
		if err != nil {
			return err
		}
		comment.ID = id
		items = append(items, comment)
	}
	if len(items) == 0 {
		return nil
	}
	_, err := r.spool.PutAll(ctx, items)
	return err
}

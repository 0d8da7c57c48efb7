package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"harta/internal/fault"
	"harta/internal/store"
)

// Draft is the next version of what the office asks, while officers prepare it. The house has one, so that two who work on the forms
// see what the other has done. Citizens see nothing of it before it is published.
type Draft struct {
	Definition // as it would be published; its Version and Published are those of the version that the draft was begun from

	Open     bool      // false: nothing is being prepared, and Definition is the version in force
	Revision int64     // grows with everything that is done to the draft; a change names the one it was made on
	Touched  time.Time // of an open one: the last change
	Editor   string    // of an open one: id of the user who made the last change
}

// Draft gives what is being prepared.
func (r *Register) Draft(ctx context.Context) (Draft, error) {
	d, err := r.draft(ctx, r.db)
	if err != nil {
		return Draft{}, fmt.Errorf("read draft: %w", err)
	}
	return d, nil
}

func (r *Register) draft(ctx context.Context, db reader) (Draft, error) {
	latest, err := latestDefinition(ctx, db)
	if err != nil {
		return Draft{}, err
	}
	d := Draft{Definition: latest}
	var base, touched int64
	var editor, body string
	err = db.QueryRowContext(ctx, query("definition_draft")).Scan(&d.Revision, &base, &touched, &editor, &body)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Draft{}, err
	}
	if body != "" {
		var prepared Definition
		if err := json.Unmarshal([]byte(body), &prepared); err != nil {
			return Draft{}, fmt.Errorf("draft %d: %w", d.Revision, err)
		}
		d.Vocabulary, d.Forms, d.Version = prepared.Vocabulary, prepared.Forms, base
		d.Open, d.Touched, d.Editor = true, store.Moment(touched), editor
	}
	d.Vocabulary = r.charter.Completed(d.Vocabulary)
	return d, nil
}

// ChangeDraft makes one change in the draft, or begins a draft with it. It is made by the user with the id by who saw the revision seen.
// Wrong input is a fault.List; a newer revision than the one seen is the fault.Conflict "draft_changed".
func (r *Register) ChangeDraft(ctx context.Context, by string, seen int64, change Change) error {
	err := r.onDraft(ctx, seen, func(tx *sql.Tx, d Draft) error {
		if err := change.change(&d.Definition, r.charter.Calendar.CivilDay(r.clock())); err != nil {
			return err
		}
		body, err := json.Marshal(d.Definition)
		if err != nil {
			return err
		}
		if err := exec(ctx, tx, query("definition_draft_put"), seen+1, d.Version, store.Millis(r.clock()), by, string(body)); err != nil {
			return err
		}
		return r.audit(ctx, tx, by, "form.prepare", fmt.Sprint(d.Version+1))
	})
	if err != nil {
		return fmt.Errorf("change draft: %w", err)
	}
	return nil
}

// onDraft does something to the draft of the revision seen.
func (r *Register) onDraft(ctx context.Context, seen int64, do func(*sql.Tx, Draft) error) error {
	r.publishing.Lock()
	defer r.publishing.Unlock()
	return store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		d, err := r.draft(ctx, tx)
		if err != nil {
			return err
		}
		if d.Revision != seen {
			return fault.Conflict("draft_changed", nil)
		}
		return do(tx, d)
	})
}

// WhyMax is the longest explanation of a version, in characters.
const WhyMax = 500

// PublishDraft puts the draft in force as the next version: who, when and why are kept with it, and everybody is asked by it when
// PublishDraft returns. A missing explanation is a fault.List, and so is a draft that asks nothing else than the version in force. A
// draft that has changed since the revision seen is the fault.Conflict "draft_changed"; one that was begun from an older version than
// the one in force "draft_outdated".
func (r *Register) PublishDraft(ctx context.Context, by string, seen int64, why string) error {
	var next Definition
	err := r.onDraft(ctx, seen, func(tx *sql.Tx, d Draft) error {
		latest, err := latestDefinition(ctx, tx)
		if err != nil {
			return err
		}
		latest.Vocabulary = r.charter.Completed(latest.Vocabulary)
		why = tidyLine(why)
		var f faults
		switch n := utf8.RuneCountInString(why); {
		case !d.Open || len(Compare(latest, d.Definition)) == 0:
			return fault.List{fault.Invalid("draft", "draft_empty", nil)}
		case d.Version != latest.Version:
			return fault.Conflict("draft_outdated", nil)
		case !strings.ContainsFunc(why, visible):
			f.add("why", "draft_why_missing", nil)
		case n > WhyMax:
			f.add("why", "words_long", fault.Params{"max": WhyMax, "length": n})
		}
		if err := f.err(); err != nil {
			return err
		}
		d.By, d.Why = by, why
		if next, err = r.publish(ctx, tx, d.Definition); err != nil {
			return err
		}
		if err := r.closeDraft(ctx, tx, seen, by); err != nil {
			return err
		}
		return r.audit(ctx, tx, by, "form.publish", fmt.Sprint(next.Version))
	})
	if err != nil {
		return fmt.Errorf("publish draft: %w", err)
	}
	r.adopt(next)
	return nil
}

// DropDraft forgets the draft of the revision seen. Another one is the fault.Conflict "draft_changed".
func (r *Register) DropDraft(ctx context.Context, by string, seen int64) error {
	err := r.onDraft(ctx, seen, func(tx *sql.Tx, d Draft) error {
		if !d.Open {
			return nil
		}
		if err := r.closeDraft(ctx, tx, seen, by); err != nil {
			return err
		}
		return r.audit(ctx, tx, by, "form.drop", fmt.Sprint(d.Version+1))
	})
	if err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	return nil
}

func (r *Register) closeDraft(ctx context.Context, tx *sql.Tx, seen int64, by string) error {
	return exec(ctx, tx, query("definition_draft_put"), seen+1, 0, store.Millis(r.clock()), by, "")
}

// Definitions gives at most limit versions that were published before the version with the number, the newest first; 0: from the one in
// force.
func (r *Register) Definitions(ctx context.Context, before int64, limit int) ([]Definition, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	rows, err := r.db.QueryContext(ctx, query("definitions"), before, limit)
	if err != nil {
		return nil, fmt.Errorf("read definitions: %w", err)
	}
	defer rows.Close()
	var list []Definition
	for rows.Next() {
		d, err := scanDefinition(rows)
		if err != nil {
			return nil, fmt.Errorf("read definitions: %w", err)
		}
		list = append(list, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read definitions: %w", err)
	}
	return list, nil
}

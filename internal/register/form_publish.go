package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/store"
)

// Definition gives the version in force. It is not to be changed.
func (r *Register) Definition() Definition { return *r.definition.Load() }

// Change is one change of what the office asks: a category, question, reason or field added, reworded, moved or retired.
type Change interface {
	// change makes the change in a copy of the definition, or says what is wrong with it. today is the civil day.
	change(d *Definition, today charter.Date) error
}

// ChangeDefinition publishes a new version with one change and without a draft, made by the user with the id by who saw the version seen. It is in
// force for everybody when ChangeDefinition returns. Wrong input is a fault.List; a newer version than the one seen is the
// fault.Conflict "definition_changed".
func (r *Register) ChangeDefinition(ctx context.Context, by string, seen int64, change Change) error {
	r.publishing.Lock()
	defer r.publishing.Unlock()
	var next Definition
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		d, err := latestDefinition(ctx, tx)
		if err != nil {
			return err
		}
		if d.Version != seen {
			return fault.Conflict("definition_changed", nil)
		}
		d.Vocabulary = r.charter.Completed(d.Vocabulary)
		if err := change.change(&d, r.charter.Calendar.CivilDay(r.clock())); err != nil {
			return err
		}
		d.By, d.Why = by, ""
		if next, err = r.publish(ctx, tx, d); err != nil {
			return err
		}
		return r.audit(ctx, tx, by, "form.publish", fmt.Sprint(next.Version))
	})
	if err != nil {
		return fmt.Errorf("change definition: %w", err)
	}
	r.adopt(next)
	return nil
}

// publish stores a definition as the next version.
func (r *Register) publish(ctx context.Context, tx *sql.Tx, d Definition) (Definition, error) {
	d.Version++
	d.Published = r.now()
	d.Vocabulary.Version = d.Version
	body, err := json.Marshal(d)
	if err != nil {
		return Definition{}, err
	}
	const add = "INSERT INTO definitions (version, published, actor, why, body) VALUES ($1, $2, $3, $4, $5)"
	return d, exec(ctx, tx, add, d.Version, store.Millis(d.Published), d.By, d.Why, string(body))
}

// latestDefinition reads the version in force; sql.ErrNoRows: there is none yet.
func latestDefinition(ctx context.Context, db reader) (Definition, error) {
	return scanDefinition(db.QueryRowContext(ctx, query("definition_latest")))
}

func scanDefinition(row scanner) (Definition, error) {
	var d Definition
	var version, published int64
	var by, why, body string
	if err := row.Scan(&version, &published, &by, &why, &body); err != nil {
		return Definition{}, err
	}
	if err := json.Unmarshal([]byte(body), &d); err != nil {
		return Definition{}, fmt.Errorf("definition %d: %w", version, err)
	}
	d.Version, d.Published, d.By, d.Why = version, store.Moment(published), by, why
	return d, nil
}

// DefinitionOf gives any version that was ever in force; an unknown one is the fault.NotFound "definition_unknown".
func (r *Register) DefinitionOf(ctx context.Context, version int64) (Definition, error) {
	d, err := scanDefinition(r.db.QueryRowContext(ctx, "SELECT version, published, actor, why, body FROM definitions WHERE version = $1", version))
	if errors.Is(err, sql.ErrNoRows) {
		return Definition{}, fault.NotFound("definition_unknown", nil)
	}
	if err != nil {
		return Definition{}, fmt.Errorf("read definition: %w", err)
	}
	return d, nil
}

// openDefinition puts the latest version in force. The first one is what the charter file asks; as long as no officer has changed
// anything, a changed file makes a new version of itself.
func (r *Register) openDefinition(ctx context.Context) error {
	var d Definition
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) (err error) {
		d, err = latestDefinition(ctx, tx)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if d.Version > 0 && (d.By != "" || sameBody(d, firstDefinition(r.charter))) {
			return nil
		}
		first := firstDefinition(r.charter)
		first.Version = d.Version
		d, err = r.publish(ctx, tx, first)
		return err
	})
	if err != nil {
		return fmt.Errorf("open definition: %w", err)
	}
	r.adopt(d)
	return nil
}

// sameBody says whether two definitions ask the same, whatever their versions.
func sameBody(a, b Definition) bool {
	a.Vocabulary.Version, b.Vocabulary.Version = 0, 0
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// adopt puts a version in force, here and in the charter that everybody asks for names.
func (r *Register) adopt(d Definition) {
	r.charter.Adopt(d.Vocabulary)
	d.Vocabulary = r.charter.Vocabulary() // with what a newer charter file brought
	r.definition.Store(&d)
}

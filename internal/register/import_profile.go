package register

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"harta/internal/store"
)

// SavedProfile is one version of how files of a system are read.
type SavedProfile struct {
	ID      string
	Version int64
	Name    string
	Body    string // YAML, which package ingest reads
	By      string // id of the user
	Saved   time.Time
}

// ProfileID is the id of a profile of the given name: the same name means the same system.
func ProfileID(name string) string { return slug(name) }

// SaveImportProfile keeps a new version of a profile. It is in the audit trail.
func (r *Register) SaveImportProfile(ctx context.Context, p SavedProfile) error {
	return store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		if err := exec(ctx, tx, query("import_profile_add"), p.ID, p.Name, p.Body, p.By, store.Millis(r.clock())); err != nil {
			return fmt.Errorf("save import profile: %w", err)
		}
		return r.audit(ctx, tx, p.By, "import.profile", p.ID)
	})
}

// ImportProfiles gives every version of every saved profile, by id and then the older ones first.
func (r *Register) ImportProfiles(ctx context.Context) ([]SavedProfile, error) {
	rows, err := r.db.QueryContext(ctx, query("import_profiles"))
	if err != nil {
		return nil, fmt.Errorf("list import profiles: %w", err)
	}
	var list []SavedProfile
	err = each(rows, func(rows *sql.Rows) error {
		var p SavedProfile
		var saved int64
		if err := rows.Scan(&p.ID, &p.Version, &p.Name, &p.Body, &p.By, &saved); err != nil {
			return err
		}
		p.Saved = store.Moment(saved)
		list = append(list, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list import profiles: %w", err)
	}
	return list, nil
}

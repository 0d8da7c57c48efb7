package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"harta/internal/store"
)

// Setting gives a fact the installation remembers about itself, empty when it was never set.
func (r *Register) Setting(ctx context.Context, key string) (string, error) {
	value, err := setting(ctx, r.db, key)
	if err != nil {
		return "", fmt.Errorf("read setting %s: %w", key, err)
	}
	return value, nil
}

// SetSetting remembers a fact.
func (r *Register) SetSetting(ctx context.Context, key, value string) error {
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error { return putSetting(ctx, tx, key, value) })
	if err != nil {
		return fmt.Errorf("set setting %s: %w", key, err)
	}
	return nil
}

// reader is what a query of one row needs, a database or a transaction.
type reader interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func setting(ctx context.Context, db reader, key string) (string, error) {
	var value string
	err := db.QueryRowContext(ctx, "SELECT value FROM settings WHERE key = $1", key).Scan(&value)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	return value, nil
}

func putSetting(ctx context.Context, tx *sql.Tx, key, value string) error {
	return exec(ctx, tx, query("setting_put"), key, value)
}

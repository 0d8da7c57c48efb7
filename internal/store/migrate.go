package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/pressly/goose/v3"

	files "harta/sql"
)

// MigrateClickHouse applies the migrations that the database has not seen yet. It may run at every start.
func MigrateClickHouse(ctx context.Context, c *ClickHouse) error {
	db := sql.OpenDB(connector{c.source})
	defer db.Close()
	return migrate(ctx, goose.DialectClickHouse, db, files.ClickHouseMigrations)
}

// MigrateRegister applies the migrations that the register has not seen yet. It may run at every start.
func MigrateRegister(ctx context.Context, db *sql.DB) error {
	return migrate(ctx, goose.DialectSQLite3, db, files.RegisterMigrations)
}

// migrate runs the numbered files of the folder in their order.
func migrate(ctx context.Context, dialect goose.Dialect, db *sql.DB, folder fs.FS) error {
	provider, err := goose.NewProvider(dialect, db, folder, goose.WithDisableGlobalRegistry(true))
	if errors.Is(err, goose.ErrNoMigrations) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate %s: %w", dialect, err)
	}
	return nil
}

// connector opens database/sql connections, which the migrations need, where the database is now.
type connector struct{ source source }

// Connect opens one connection.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	options, err := c.source.options()
	if err != nil {
		return nil, err
	}
	merge(options, commonSettings())
	conn, err := clickhouse.Connector(options).Connect(ctx)
	if err != nil {
		return nil, c.source.explain(err)
	}
	return conn, nil
}

// Driver is the driver behind the connector.
func (c connector) Driver() driver.Driver {
	return clickhouse.Connector(&clickhouse.Options{}).Driver()
}

// Package store opens the two databases, brings their tables up to date and guards the data folder. It knows no table.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"harta/internal/fault"
)

// Minimum is the oldest ClickHouse this program's SQL is tested on.
var Minimum = Version{26, 7}

// Options of the ClickHouse handle.
type Options struct {
	// DSN gives the address as clickhouse://user:password@host:port/database. It is asked for every new connection, so that
	// an engine that came back at another port is found: pass (*engine.Process).DSN, or FixedDSN for a server.
	DSN      func() string
	Database string // instead of the DSN's; created when absent
	Limits   Limits // zero fields: the defaults
	Engine   Engine // the embedded one; nil: a server elsewhere, which minds its own disk
}

// Limits bound every query of the Report pool.
type Limits struct {
	Time   time.Duration // 30 s
	Memory int64         // bytes; 1 GiB
	Rows   int64         // rows of a result; 1,000,000
}

// FixedDSN is the address of a server that stays where it is.
func FixedDSN(dsn string) func() string { return func() string { return dsn } }

// ClickHouse is the handle on the facts: two pools of one database, so that a crowd of readers never keeps facts from being
// written.
type ClickHouse struct {
	Insert driver.Conn // the reads that decide what to write, and statements; rows go through Write
	Report driver.Conn // reads only, within Limits

	source   source
	database string
	engine   Engine // may be nil
}

// OpenClickHouse makes the handle and prepares the database. Faults: those of NewClickHouse and Prepare.
func OpenClickHouse(ctx context.Context, o Options) (*ClickHouse, error) {
	c, err := NewClickHouse(o)
	if err != nil {
		return nil, err
	}
	if err := c.Prepare(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// NewClickHouse makes the handle without connecting, for a program that must open its doors while the server is away. The fault
// "clickhouse_url" says that the address cannot be read.
func NewClickHouse(o Options) (*ClickHouse, error) {
	s := source{dsn: o.DSN, database: o.Database}
	options, err := s.options()
	if err != nil {
		return nil, err
	}
	insert, err := s.pool(insertSettings(), 4, 5*time.Minute)
	if err != nil {
		return nil, err
	}
	report, err := s.pool(reportSettings(o.Limits), 8, time.Minute)
	if err != nil {
		return nil, errors.Join(err, insert.Close())
	}
	return &ClickHouse{Insert: insert, Report: report, source: s, database: options.Auth.Database, engine: o.Engine}, nil
}

// Prepare refuses a server older than Minimum and creates the database when it is absent. It applies no migration. Faults:
// "clickhouse_refused", "clickhouse_too_old", "clickhouse_away".
func (c *ClickHouse) Prepare(ctx context.Context) error { return c.source.prepare(ctx) }

// Database is the name of the database the handle works in.
func (c *ClickHouse) Database() string { return c.database }

// Ping says whether the database can be reached now.
func (c *ClickHouse) Ping(ctx context.Context) error { return c.Insert.Ping(ctx) }

// Close closes both pools.
func (c *ClickHouse) Close() error { return errors.Join(c.Insert.Close(), c.Report.Close()) }

// commonSettings hold for every statement: inserts are batched by us, moments are UTC unless a column says otherwise, and a
// change of a table is complete when its statement returns.
func commonSettings() clickhouse.Settings {
	return clickhouse.Settings{
		"async_insert":     0,
		"session_timezone": "UTC",
		"alter_sync":       2,
		"mutations_sync":   2,
	}
}

func insertSettings() clickhouse.Settings {
	settings := commonSettings()
	settings["insert_deduplicate"] = 1
	return settings
}

// reportSettings: within a partition FINAL is right, because every key of the facts begins with its partition or leaves a
// tombstone in the old one; so partitions are never merged with each other for a report.
func reportSettings(l Limits) clickhouse.Settings {
	if l.Time == 0 {
		l.Time = 30 * time.Second
	}
	if l.Memory == 0 {
		l.Memory = 1 << 30
	}
	if l.Rows == 0 {
		l.Rows = 1_000_000
	}
	settings := commonSettings()
	settings["readonly"] = 2
	settings["max_execution_time"] = int(l.Time.Seconds())
	settings["timeout_overflow_mode"] = "throw"
	settings["max_memory_usage"] = l.Memory
	settings["max_result_rows"] = l.Rows
	settings["result_overflow_mode"] = "throw"
	settings["do_not_merge_across_partitions_select_final"] = 1
	return settings
}

// prepare checks the server and creates the database. Its connection is in no database of ours, because a connection that names
// a database that does not exist is refused.
func (s source) prepare(ctx context.Context) error {
	options, err := s.options()
	if err != nil {
		return err
	}
	wanted := options.Auth.Database
	options.Auth.Database = ""
	conn, err := clickhouse.Open(options)
	if err != nil {
		return fmt.Errorf("open ClickHouse: %w", err)
	}
	defer conn.Close()
	var version string
	var exists bool
	err = conn.QueryRow(ctx, "SELECT version(), {name:String} IN (SELECT name FROM system.databases)",
		clickhouse.Named("name", wanted)).Scan(&version, &exists)
	if err != nil {
		return s.explain(err)
	}
	if err := checkVersion(version); err != nil || exists {
		return err
	}
	if err := conn.Exec(ctx, "CREATE DATABASE IF NOT EXISTS {name:Identifier}", clickhouse.Named("name", wanted)); err != nil {
		return fmt.Errorf("create the database %s: %w", wanted, err)
	}
	return nil
}

// checkVersion refuses a server older than Minimum.
func checkVersion(text string) error {
	version, err := ParseVersion(text)
	if err != nil {
		return err
	}
	if version.Less(Minimum) {
		return fault.New(fault.KindUnavailable, "clickhouse_too_old",
			fault.Params{"version": text, "minimum": Minimum.String()})
	}
	return nil
}

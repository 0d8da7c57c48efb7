package store

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// WriteWithin bounds one insert; an engine that does not answer in this time is treated as away.
const WriteWithin = 30 * time.Second

// Engine is what an embedded engine knows of its own writing, see engine.Process.
type Engine interface {
	Writing() (salt string, sound func() error)
}

// Write writes what fill puts into the batch of an insert statement. With no error it is on the disk. The token makes a repeat of the
// same rows one insert, so it must be a function of the rows; after a part of the engine's tables was found broken it counts anew, so
// that the tables written to must be such that the same row twice is one row. An error of fill comes back as it is.
func (c *ClickHouse) Write(ctx context.Context, statement, token string, fill func(driver.Batch) error) error {
	salt, sound := "", func() error { return nil }
	if c.engine != nil {
		salt, sound = c.engine.Writing()
	}
	ctx, cancel := context.WithTimeout(ctx, WriteWithin)
	defer cancel()
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{
		"async_insert":               0,
		"insert_deduplicate":         1,
		"insert_deduplication_token": token + salt,
		// An old file may reach over any number of months, each of which is a partition.
		"max_partitions_per_insert_block": 0,
	}))
	batch, err := c.Insert.PrepareBatch(ctx, statement)
	if err != nil {
		return fmt.Errorf("insert: %w", err)
	}
	defer batch.Close()
	if err := fill(batch); err != nil {
		return err
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("insert: %w", err)
	}
	return sound()
}

package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// How the engine's own view of its files is watched.
const (
	damageEvery = 5 * time.Second
	damageOnce  = time.Hour // in which a restart for damage happens only once: where it did not help, another would not
)

// damageQuery counts how often the running engine could not read a part as it had written it. A disk that was full can leave one
// behind that is whole on the disk and unreadable for the process; a new process reads it. What is really broken is set aside by the
// engine at its start ("detached"), so that it does not hold up everything else. Source: src/Common/ErrorCodes.cpp of ClickHouse.
const damageQuery = `SELECT sum(value) FROM system.errors
	WHERE name IN ('CORRUPTED_DATA', 'CHECKSUM_DOESNT_MATCH', 'CANNOT_READ_ALL_DATA', 'SIZES_OF_MARKS_FILES_ARE_INCONSISTENT',
		'NO_FILE_IN_DATA_PART', 'FILE_DOESNT_EXIST', 'BAD_SIZE_OF_FILE_IN_DATA_PART')`

// damage is what one run has told of its files so far.
type damage struct {
	conn   driver.Conn
	seen   uint64
	looked bool
}

// look fails when the engine has met damage since the last look; what the first one finds was met, and dealt with, at the start. An
// engine that does not answer is somebody else's matter.
func (d *damage) look(ctx context.Context, l login) error {
	ctx, cancel := context.WithTimeout(ctx, answersWithin)
	defer cancel()
	if d.conn == nil {
		conn, err := l.open()
		if err != nil {
			return nil
		}
		d.conn = conn
	}
	var now uint64
	if err := d.conn.QueryRow(ctx, damageQuery).Scan(&now); err != nil || d.looked && now == d.seen {
		return nil
	}
	before, first := d.seen, !d.looked
	if d.seen, d.looked = now, true; first {
		return nil
	}
	return fmt.Errorf("the engine cannot read %d times what it has written", now-before)
}

func (d *damage) close() {
	if d.conn != nil {
		_ = d.conn.Close() // it was only read from
	}
}

// open connects as the program, to no database.
func (l login) open() (driver.Conn, error) {
	return clickhouse.Open(&clickhouse.Options{
		Addr: []string{l.address()}, Auth: clickhouse.Auth{Username: user, Password: l.password}, DialTimeout: answersWithin, MaxOpenConns: 1,
	})
}

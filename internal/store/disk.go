package store

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"harta/internal/fault"
)

// FreeSpace is how many bytes this process may still write to the disk that holds path.
func FreeSpace(path string) (int64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(path, &st); err != nil {
		return 0, fmt.Errorf("free space of %s: %w", path, err)
	}
	return int64(uint64(st.Bavail) * uint64(st.Bsize)), nil
}

// DiskFull says whether a database of ours could not be written because the disk has no room.
func DiskFull(err error) bool {
	e := new(sqlite.Error)
	if !errors.As(err, &e) {
		return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
	}
	switch e.Code() {
	// The shared index of the write-ahead log is a file of its own, which must grow too.
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE:
		return true
	}
	return false
}

// unavailableWhenFull makes the fault Unavailable "disk_full" of a full disk, which keeps the error for the log: it passes, and
// nothing of the transaction was kept.
func unavailableWhenFull(err error) error {
	if !DiskFull(err) {
		return err
	}
	return fmt.Errorf("%w: %w", fault.New(fault.KindUnavailable, "disk_full", nil), err)
}

// engineRoom is how many bytes of its disk an embedded engine needs free to be sent rows. On a disk that was full it has confirmed rows
// of which it had not written every file, and lost them at its next start.
const engineRoom = 16 << 20

// roomy is a connection to an embedded engine that sends it no rows while its disk is nearly full: the fault is Unavailable "disk_full".
type roomy struct {
	driver.Conn
	free func() (int64, error)
}

// PrepareBatch begins an insert.
func (r roomy) PrepareBatch(ctx context.Context, query string, options ...driver.PrepareBatchOption) (driver.Batch, error) {
	if free, err := r.free(); err == nil && free < engineRoom {
		return nil, fault.New(fault.KindUnavailable, "disk_full", nil)
	}
	return r.Conn.PrepareBatch(ctx, query, options...)
}

package store

import (
	"errors"
	"fmt"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"harta/internal/fault"
)

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

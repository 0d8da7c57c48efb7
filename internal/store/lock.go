package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"harta/internal/fault"
)

// lockFile is the file whose lock says who owns the data folder.
const lockFile = "harta.lock"

// LockFolder makes this process the owner of the data folder, which must exist, until unlock is called or the process ends
// in whatever way. When another process owns it, the fault "folder_in_use" tells its number.
func LockFolder(dir string) (unlock func() error, err error) {
	file, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		owner, _ := io.ReadAll(io.LimitReader(file, 32)) // for the sentence only
		return nil, errors.Join(fault.Conflict("folder_in_use",
			fault.Params{"folder": dir, "pid": strings.TrimSpace(string(owner))}), file.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock the data folder: %w", err), file.Close())
	}
	if err := writeOwner(file); err != nil {
		return nil, errors.Join(fmt.Errorf("lock the data folder: %w", err), file.Close())
	}
	return sync.OnceValue(file.Close), nil // closing the file gives the lock back
}

// writeOwner leaves this process's number in the file, which stays there when the lock is given back.
func writeOwner(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

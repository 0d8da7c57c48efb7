// Package disk tells how much room a disk has.
package disk

import (
	"fmt"
	"syscall"
)

// Free is how many bytes this process may still write to the disk that holds path.
func Free(path string) (int64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(path, &st); err != nil {
		return 0, fmt.Errorf("free space of %s: %w", path, err)
	}
	return int64(uint64(st.Bavail) * uint64(st.Bsize)), nil
}

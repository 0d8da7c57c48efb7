package storetest

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// removeWithin is how long the cleaner goes on: an engine whose parent was killed needs a moment to end.
const removeWithin = 10 * time.Second

// reaper is a process that outlives the tests: it removes their folder when they have ended in whatever way.
type reaper struct {
	cmd   *exec.Cmd
	stdin io.Closer
}

// startReaper runs this test binary again as the cleaner of the folder.
func startReaper(folder string) (*reaper, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the test binary: %w", err)
	}
	cmd := exec.Command(program, reap, folder)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a Ctrl-C must not reach it
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start the cleaner: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the cleaner: %w", err)
	}
	return &reaper{cmd: cmd, stdin: stdin}, nil
}

// finish lets the cleaner do its work and waits for it.
func (r *reaper) finish() error {
	if err := r.stdin.Close(); err != nil {
		return fmt.Errorf("tell the cleaner: %w", err)
	}
	if err := r.cmd.Wait(); err != nil {
		return fmt.Errorf("remove the tests' folder: %w", err)
	}
	return nil
}

// reapMain waits for the end of its parent and removes the folder. It returns the exit status.
func reapMain(folder string) int {
	_, _ = io.Copy(io.Discard, os.Stdin)
	for deadline := time.Now().Add(removeWithin); ; time.Sleep(50 * time.Millisecond) {
		if err := os.RemoveAll(folder); err == nil {
			return 0
		}
		if time.Now().After(deadline) {
			return 1
		}
	}
}

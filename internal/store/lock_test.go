package store_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"harta/internal/fault"
	"harta/internal/store"
)

func TestFolderHasOneOwner(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	unlock, err := store.LockFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.LockFolder(folder)
	wantFault(t, err, fault.KindConflict, "folder_in_use")
	if f, ok := fault.As(err); ok && f.Params["pid"] != strconv.Itoa(os.Getpid()) {
		t.Errorf("the owner is said to be %v, want %d", f.Params["pid"], os.Getpid())
	}
	for range 2 { // giving back twice is harmless
		if err := unlock(); err != nil {
			t.Fatal(err)
		}
	}
	again, err := store.LockFolder(folder)
	if err != nil {
		t.Fatalf("after it was given back: %v", err)
	}
	if err := again(); err != nil {
		t.Error(err)
	}
}

func TestLockOfADeadOwnerIsNone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	// The number of a process that lives, in a file that nobody holds: only the lock counts.
	if err := os.WriteFile(filepath.Join(folder, "harta.lock"), []byte("1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	unlock, err := store.LockFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if text, err := os.ReadFile(filepath.Join(folder, "harta.lock")); err != nil || string(text) != strconv.Itoa(os.Getpid())+"\n" {
		t.Errorf("the file says %q: %v", text, err)
	}
}

func TestLockIsNotInherited(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	unlock, err := store.LockFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command("sleep", "60") // as an engine would, it outlives the owner
	if err := child.Start(); err != nil {
		t.Skip(err)
	}
	defer func() {
		_ = child.Process.Kill()
		_ = child.Wait()
	}()
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	again, err := store.LockFolder(folder)
	if err != nil {
		t.Fatalf("a child holds the lock: %v", err)
	}
	if err := again(); err != nil {
		t.Error(err)
	}
}

func TestFolderThatIsAbsent(t *testing.T) {
	t.Parallel()
	if _, err := store.LockFolder(filepath.Join(t.TempDir(), "absent")); err == nil {
		t.Error("an absent folder was locked")
	}
}

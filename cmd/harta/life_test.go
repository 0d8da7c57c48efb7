package main

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestServerLifeOnOneFolder(t *testing.T) {
	requireEngine(t)
	folder := t.TempDir()
	serving := []string{"--data", folder, "serve", "--listen", "127.0.0.1:0"}
	first, address := start(t, serving...)
	if !strings.Contains(first.out.all.String(), "admin  ") {
		t.Errorf("the first start prints no administrator:\n%s", first.out.all.String())
	}
	if response, err := http.Get(address + "/healthz"); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("health: %v %v", response, err)
	}
	if n := len(enginePIDs(t, folder)); n != 1 {
		t.Fatalf("%d engines run for one server", n)
	}
	ownersAlone(t, folder)

	second, err := command(t, serving...).CombinedOutput()
	if err == nil || !strings.Contains(string(second), "harta: ") || strings.Contains(string(second), "⟦") {
		t.Errorf("a second server on the folder: %v\n%s", err, second)
	}

	if err := first.stop(syscall.SIGTERM); err != nil {
		t.Errorf("SIGTERM: %v", err)
	}
	if n := len(enginePIDs(t, folder)); n != 0 {
		t.Errorf("%d engines outlive a clean stop", n)
	}

	again, _ := start(t, serving...)
	if strings.Contains(again.out.all.String(), "admin  ") {
		t.Error("the second start prints a password again")
	}
	_ = again.stop(syscall.SIGKILL)
	noEngine(t, folder)
	after, _ := start(t, serving...)
	if err := after.stop(os.Interrupt); err != nil {
		t.Errorf("Ctrl-C after a kill: %v", err)
	}
}

// ownersAlone fails for everything in the folder that somebody else may read, write or enter.
func ownersAlone(t *testing.T, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == folder {
			return nil // the engine's files come and go; the folder is the test's own
		}
		info, err := entry.Info()
		if err == nil && info.Mode()&fs.ModeSymlink == 0 && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestEngineLostWhileServing kills the engine under a server: it is noticed, told, and another one serves.
func TestEngineLostWhileServing(t *testing.T) {
	requireEngine(t)
	folder := t.TempDir()
	p, address := start(t, "--data", folder, "serve", "--listen", "127.0.0.1:0")
	lost := enginePIDs(t, folder)
	if len(lost) != 1 {
		t.Fatalf("engines %v", lost)
	}
	if err := syscall.Kill(lost[0], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	p.waitFor("the engine is back")
	if now := enginePIDs(t, folder); len(now) != 1 || now[0] == lost[0] {
		t.Errorf("engines %v after %v was killed", now, lost)
	}
	if response, err := http.Get(address + "/login"); err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("login: %v %v", response, err)
	}
	if err := p.stop(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
}

// TestFillingInterrupted stops the demo while it fills its town, politely and not: it ends at once and leaves no engine.
func TestFillingInterrupted(t *testing.T) {
	requireEngine(t)
	folder := t.TempDir()
	for _, sig := range []os.Signal{syscall.SIGTERM, os.Interrupt, syscall.SIGKILL} {
		p := launch(t, "--data", folder, "demo", "--listen", "127.0.0.1:0")
		for range 200 { // until the first file is on its way
			if list, err := filepath.Glob(filepath.Join(folder, "imports", "*")); err == nil && len(list) > 0 {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if err := p.stop(sig); err == nil {
			t.Errorf("%v in the filling: the filling was not broken off", sig)
		}
		if said := p.out.collect(50 * time.Millisecond); sig != syscall.SIGKILL && !strings.Contains(said, "Interrupted.") {
			t.Errorf("%v in the filling, it said:\n%s", sig, said)
		}
		noEngine(t, folder)
	}
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestImportBesideServerAndAlone imports the same sample through a running server and then without one: the second time
// changes nothing.
func TestImportBesideServerAndAlone(t *testing.T) {
	requireEngine(t)
	folder := t.TempDir()
	sample := filepath.Join(t.TempDir(), "sample.csv")
	if out, err := command(t, "sample", sample, "--rows", "200", "--windows-1251").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	importing := []string{"--data", folder, "import", "records", "--profile", "bg-delovodstvo", sample}

	server, _ := start(t, "--data", folder, "serve", "--listen", "127.0.0.1:0")
	out, err := command(t, importing...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "200 rows: 200 new") {
		t.Errorf("beside the server: %v\n%s", err, out)
	}
	if out, err := command(t, "--data", folder, "import", "records", "--profile", "nonsense", sample).CombinedOutput(); err == nil || !strings.Contains(string(out), "nonsense") {
		t.Errorf("unknown profile: %v\n%s", err, out)
	}
	if err := server.stop(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}

	out, err = command(t, importing...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "200 unchanged") {
		t.Errorf("alone: %v\n%s", err, out)
	}

	wrong := filepath.Join(t.TempDir(), "wrong.csv")
	content, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(content), "\n")
	fields := strings.Split(lines[1], ";")
	fields[0], fields[7] = "X-1", "31.02.2026 10:00"
	if err := os.WriteFile(wrong, []byte(lines[0]+strings.Join(fields, ";")), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := command(t, "--data", folder, "import", "records", "--profile", "bg-delovodstvo", wrong)
	out, err = cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != exitPartial || !strings.Contains(string(out), "1 rejected") {
		t.Errorf("impossible date: %v\n%s", err, out)
	}
}

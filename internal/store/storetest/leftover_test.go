package storetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// ending names, in the environment, how a second run of this binary is to end in the middle of a test.
const ending = "STORETEST_ENDING"

// TestEnding is the test of that second run.
func TestEnding(t *testing.T) {
	how := os.Getenv(ending)
	if how == "" {
		t.Skip("only for the other tests of this file")
	}
	ch := ClickHouse(t)
	Register(t)
	if err := ch.Ping(context.Background()); err != nil {
		t.Fatal(err)
	}
	folder, err := shared.folder()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("engine %d in %s\n", shared.process.PID(), folder)
	switch how {
	case "panic":
		panic("on purpose")
	case "exit":
		os.Exit(3)
	case "fatal":
		t.Fatal("on purpose")
	case "kill":
		time.Sleep(time.Minute)
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	DSN(t) // skips the test where there is no engine
	for _, how := range []string{"pass", "fatal", "panic", "exit", "kill"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			temporary := t.TempDir()
			var output bytes.Buffer
			cmd := exec.Command(os.Args[0], "-test.run=^TestEnding$")
			cmd.Env = append(os.Environ(), ending+"="+how, "TMPDIR="+temporary)
			cmd.Stderr = &output
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			var pid int
			var folder string
			if _, err := fmt.Fscanf(stdout, "engine %d in %s\n", &pid, &folder); err != nil || filepath.Dir(folder) != temporary {
				t.Errorf("the run did not say where its engine is: %v", err)
			}
			if how == "kill" {
				_ = cmd.Process.Kill()
			}
			_, _ = io.Copy(&output, stdout)
			if err := cmd.Wait(); (err == nil) != (how == "pass") {
				t.Errorf("the run ended with %v:\n%s", err, &output)
			}
			for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
				left, err := os.ReadDir(temporary)
				if err != nil {
					t.Fatal(err)
				}
				if len(left) == 0 && !runs(pid, folder) {
					return
				}
				if time.Now().After(deadline) {
					t.Fatalf("left behind: %v; engine %d still there: %t", left, pid, runs(pid, folder))
				}
			}
		})
	}
}

// runs says whether the process is the engine of that folder; its number may be another process's by now.
func runs(pid int, folder string) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err == nil && strings.Contains(string(text), folder)
}

func TestMissingLibrary(t *testing.T) {
	DSN(t) // so that a pass means something
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for ci, want := range map[string]string{"": "SKIP", "true": "FAIL"} {
		cmd := exec.Command(program, "-test.run=^TestRegisterIsFreshAndMigrated$|^TestClickHouseIsFreshAndMigrated$", "-test.v")
		cmd.Dir = t.TempDir() // nothing above it holds the library
		cmd.Env = []string{"CI=" + ci, "PATH=", "TMPDIR=" + t.TempDir()}
		output, _ := cmd.CombinedOutput() // its status is in the words
		if !strings.Contains(string(output), "--- "+want+": TestClickHouseIsFreshAndMigrated") ||
			!strings.Contains(string(output), "npm ci") ||
			!strings.Contains(string(output), "--- PASS: TestRegisterIsFreshAndMigrated") {
			t.Errorf("without the library and with CI=%q:\n%s", ci, output)
		}
	}
}

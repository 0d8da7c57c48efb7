package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"harta/internal/store/engine"
)

// TestMain lets the test binary be the program: a test starts it again with HARTA_TEST_AS_PROGRAM set, and the engine's child is
// the same file under its hidden subcommand.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == engine.Subcommand {
		os.Exit(engine.Main(os.Args[2:]))
	}
	if os.Getenv("HARTA_TEST_AS_PROGRAM") != "" {
		os.Exit(profiled(func() int { return runBy(testClock(os.Getenv(clockVariable)), os.Args[1:], os.Stdout, os.Stderr) }))
	}
	if address := os.Getenv(emptyVariable); address != "" {
		os.Exit(answerNothing(address))
	}
	os.Exit(m.Run())
}

// program is a started harta.
type program struct {
	t      *testing.T
	cmd    *exec.Cmd
	out    *output
	exited chan error
}

// output collects what a program prints; it may be read meanwhile.
type output struct {
	lines chan string
	all   bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.lines <- string(p)
	return len(p), nil
}

func (o *output) collect(d time.Duration) string {
	deadline := time.After(d)
	for {
		select {
		case s := <-o.lines:
			o.all.WriteString(s)
		case <-deadline:
			return o.all.String()
		}
	}
}

// command is the program, which no test lets run for longer than five minutes.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), "HARTA_TEST_AS_PROGRAM=1", "HARTA_LANG=en")
	return cmd
}

// launch runs the program.
func launch(t *testing.T, args ...string) *program {
	t.Helper()
	p := &program{t: t, cmd: command(t, args...), out: &output{lines: make(chan string, 1000)}, exited: make(chan error, 1)}
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.exited <- p.cmd.Wait() }()
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

// start runs a server until it has printed an address.
func start(t *testing.T, args ...string) (p *program, address string) {
	t.Helper()
	p = launch(t, args...)
	return p, p.waitFor(`Serving at (https?://\S+)\. Stop`)[1]
}

// waitFor gives the match of what the program prints, and fails when it ends before or prints nothing of the kind.
func (p *program) waitFor(pattern string) []string {
	p.t.Helper()
	wanted := regexp.MustCompile(pattern)
	for range 2400 {
		if m := wanted.FindStringSubmatch(p.out.collect(50 * time.Millisecond)); m != nil {
			return m
		}
		select {
		case err := <-p.exited:
			p.t.Fatalf("harta ended with %v:\n%s", err, p.out.collect(100*time.Millisecond))
		default:
		}
	}
	p.t.Fatalf("no %q within two minutes:\n%s", pattern, p.out.all.String())
	return nil
}

func (p *program) stop(sig os.Signal) error {
	p.t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		p.t.Fatal(err)
	}
	select {
	case err := <-p.exited:
		return err
	case <-time.After(2 * time.Minute):
		p.t.Fatal("harta did not end within two minutes")
		return nil
	}
}

// enginePIDs lists the engine processes that work in a data folder.
func enginePIDs(t *testing.T, folder string) []int {
	t.Helper()
	processes, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	var list []int
	for _, p := range processes {
		line, err := os.ReadFile(p)
		if err == nil && bytes.Contains(line, []byte("\x00"+engine.Subcommand+"\x00")) && bytes.Contains(line, []byte(folder)) {
			pid, err := strconv.Atoi(filepath.Base(filepath.Dir(p)))
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, pid)
		}
	}
	return list
}

// noEngine waits until no engine works in the folder any more.
func noEngine(t *testing.T, folder string) {
	t.Helper()
	for range 100 {
		if len(enginePIDs(t, folder)) == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("engines %v outlive their program", enginePIDs(t, folder))
}

func requireEngine(t *testing.T) {
	t.Helper()
	if _, err := engine.FindLibrary(engine.NewSearch(t.TempDir())); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

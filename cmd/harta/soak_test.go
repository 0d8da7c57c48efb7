package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"harta/ingest"
	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/register"
	"harta/internal/text"
)

// The environment of a longer run: how many faults, in which order (the seed), and for how many seconds the engine hangs the
// first time that it does; and the folder that is given a copy of what a run has left that has failed.
const (
	soakFaults = "HARTA_SOAK_FAULTS"
	soakSeed   = "HARTA_SOAK_SEED"
	soakAway   = "HARTA_SOAK_AWAY"
	soakKeep   = "HARTA_SOAK_KEEP"
)

// metricsToken opens the program's metrics to the test, which comes as if through a proxy.
const metricsToken = "soak"

// TestFaultsUnderLoad runs the real program with its engine on a small disk, under a load of answers, cases and records over
// every door, and does to it what happens to programs, in an order that the seed decides. Everything that was accepted must be
// stored in the end, and nothing twice. Without HARTA_SOAK_FAULTS it does every kind of thing once.
func TestFaultsUnderLoad(t *testing.T) {
	requireEngine(t)
	s := newSoak(t, 60, true) // a kiosk may send one tap a second
	s.load = newLoad(s)
	kinds := faultKinds()
	s.rest()
	n := wantedNumber(soakFaults, len(kinds))
	for i := range n {
		kind := kinds[i%len(kinds)]
		if i >= len(kinds) {
			kind = kinds[s.dice.IntN(len(kinds))]
		}
		s.begin(kind.name)
		kind.do(s)
		time.Sleep(s.between(200, 800))
		s.serving() // whatever was done to it, it serves again
	}
	s.finish()
	s.verify()
	if s.small && s.table.refused("disk full") == 0 && n >= len(kinds) {
		t.Error("no door was closed while the disk was full: was it?")
	}
}

// soak is one run.
type soak struct {
	t       *testing.T
	dice    *rand.Rand
	folder  string
	dir     string // for the files of the test itself
	small   bool   // the folder lies on a disk of its own, which can be filled
	address string
	clock   string        // the file that sets the program's clock
	away    time.Duration // of the next hanging of the engine
	log     *os.File

	program *exec.Cmd
	exited  chan struct{}

	kiosks []string // their secret addresses
	key    string   // of the program that sends records
	load   *load
	table  *faultTable
}

// newSoak starts a program on a fresh folder with some kiosks.
func newSoak(t *testing.T, kiosks int, small bool) *soak {
	s := &soak{t: t, table: newFaultTable()}
	seed := wantedNumber(soakSeed, 2006)
	s.dice = rand.New(rand.NewPCG(uint64(seed), 0))
	s.away = time.Duration(wantedNumber(soakAway, 2)) * time.Second
	if s.folder = t.TempDir(); small {
		s.folder, s.small = soakFolder(t)
	}
	dir := t.TempDir()
	if small { // what is measured goes by the machine's clock
		s.clock = filepath.Join(dir, "clock")
		s.setClock(0)
	}
	var err error
	s.log, err = os.Create(filepath.Join(dir, "program.log"))
	soakMust(t, err)
	t.Cleanup(func() {
		if t.Failed() {
			s.tail()
			s.keep()
		}
		_ = s.log.Close()
	})
	s.address = freeAddress(t)
	s.furnish(kiosks)
	s.start()
	t.Cleanup(s.kill)
	s.serving()
	s.dir = dir
	t.Logf("seed %d, data folder %s", seed, s.folder)
	return s
}

// wantedNumber reads a number of the environment.
func wantedNumber(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil && n > 0 {
		return n
	}
	return otherwise
}

func (s *soak) between(from, to int) time.Duration {
	return time.Duration(from+s.dice.IntN(to-from)) * time.Millisecond
}

// soakFolder is a data folder on a small disk, where one can be mounted. CI has to be able to.
func soakFolder(t *testing.T) (folder string, small bool) {
	dir := t.TempDir()
	out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=800m", "tmpfs", dir).CombinedOutput()
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("mount: %v: %s", err, out)
		}
		t.Logf("no small disk can be mounted, so none is filled: %s", bytes.TrimSpace(out))
		return dir, false
	}
	t.Cleanup(func() {
		noEngine(t, dir)
		soakMust(t, exec.Command("umount", dir).Run())
	})
	return dir, true
}

func freeAddress(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	soakMust(t, err)
	defer l.Close()
	return l.Addr().String()
}

// furnish gives the town an office and kiosks, in the house itself, before the program opens it.
func (s *soak) furnish(kiosks int) {
	s.inside(func(h *house) {
		ctx := context.Background()
		soakMust(s.t, h.register.PutOffice(ctx, register.Office{ID: "gradska", Name: charter.Label{"bg": "Градска администрация", "en": "Town hall"}}))
		var err error
		_, s.key, err = h.access.CreateKey(ctx, "Деловодна система", []access.Scope{access.WriteRecords}, "soak")
		soakMust(s.t, err)
		for i := range kiosks {
			k, err := h.register.PutKiosk(ctx, register.Kiosk{
				ID: fmt.Sprintf("k%d", i), Name: fmt.Sprintf("Терминал %d", i), Office: "gradska", Question: "overall", Active: true,
			}, "soak")
			soakMust(s.t, err)
			s.kiosks = append(s.kiosks, k.Token)
		}
	})
}

// inside opens the data folder in this process, as the program would.
func (s *soak) inside(work func(h *house)) {
	words, err := text.Load()
	soakMust(s.t, err)
	term := &terminal{out: s.log, err: s.log, words: words.In(text.EN), log: slog.New(slog.NewTextHandler(s.log, nil)), clock: time.Now}
	ctx := context.Background()
	h, err := openHouse(ctx, &cli{Data: s.folder}, term)
	soakMust(s.t, err)
	defer func() { soakMust(s.t, h.close(ctx)) }()
	work(h)
}

// start starts the program; serving waits for it.
func (s *soak) start() {
	cmd := exec.Command(os.Args[0], "--data", s.folder, "--keep-free", "32", "serve", "--listen", s.address, "--trusted-proxy", "127.0.0.1",
		"--metrics-token", metricsToken)
	cmd.Env = append(os.Environ(), "HARTA_TEST_AS_PROGRAM=1", "HARTA_LANG=en", clockVariable+"="+s.clock)
	cmd.Stdout, cmd.Stderr = s.log, s.log
	soakMust(s.t, cmd.Start())
	exited := make(chan struct{})
	go func() { _ = cmd.Wait(); close(exited) }()
	s.program, s.exited = cmd, exited
}

// serving waits until the program answers, and starts it again when it has ended: another command may have had the folder.
func (s *soak) serving() {
	s.t.Helper()
	client := &http.Client{Timeout: time.Second}
	for began := time.Now(); time.Since(began) < 90*time.Second; time.Sleep(50 * time.Millisecond) {
		select {
		case <-s.exited:
			s.start()
		default:
		}
		if answer, err := client.Get("http://" + s.address + "/healthz"); err == nil {
			_ = answer.Body.Close()
			return
		}
	}
	s.t.Fatal("the program does not serve within 90 s")
}

func (s *soak) kill() {
	_ = s.program.Process.Kill()
	<-s.exited
}

// stop ends the program as an administrator does.
func (s *soak) stop() {
	s.t.Helper()
	_ = s.program.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.exited:
	case <-time.After(40 * time.Second):
		s.t.Error("the program does not stop within 40 s")
		s.kill()
	}
}

func (s *soak) setClock(off time.Duration) {
	soakMust(s.t, os.WriteFile(s.clock, []byte(off.String()), 0o600))
}

// begin says which fault is the latest, for the table.
func (s *soak) begin(fault string) {
	s.table.begin(fault)
	if testing.Verbose() {
		s.t.Logf("%s  %s", time.Now().Format(time.TimeOnly), fault)
	}
}

// finish lets every client end what it has begun, stops the program, and delivers the rest.
func (s *soak) finish() {
	s.load.finish()
	s.stop()
}

// verify counts what is stored and compares it with what was accepted.
func (s *soak) verify() {
	s.inside(func(h *house) {
		ctx := context.Background()
		soakMust(s.t, h.loader.Flush(ctx))
		if n := h.spool.Depth(); n != 0 {
			s.t.Errorf("%d items are left in the spool", n)
		}
		var rejected []ingest.RejectedItem
		rejected, err := h.spool.Rejected(ctx, 5)
		soakMust(s.t, err)
		for _, r := range rejected {
			s.t.Errorf("refused: %s %s: %s", r.Kind, r.ID, r.Reason)
		}
		s.verifyAnswers(ctx, h)
		s.verifyCases(ctx, h)
		s.verifyRecords(ctx, h, "la311", s.load.records)
		s.verifyRecords(ctx, h, "soak", s.load.sent)
	})
	s.t.Log(s.table.String())
}

// tail shows the end of what the program said.
func (s *soak) tail() {
	content, err := os.ReadFile(s.log.Name())
	if err != nil {
		return
	}
	s.t.Logf("the program said, at the end:\n%s", content[max(0, len(content)-4000):])
}

// keep copies the data folder and the program's log for whoever looks for the cause.
func (s *soak) keep() {
	if to := os.Getenv(soakKeep); to != "" {
		out, err := exec.Command("cp", "-a", s.folder, s.log.Name(), to).CombinedOutput()
		s.t.Logf("the data folder is kept in %s: %v %s", to, err, out)
	}
}

func soakMust(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

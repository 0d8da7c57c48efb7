package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// faultKind is one kind of thing that happens to a program.
type faultKind struct {
	name string
	do   func(*soak)
}

// faultKinds are all of them. The pauses are drawn, so that each strikes at any moment of what goes on.
func faultKinds() []faultKind {
	return []faultKind{
		{"kill -9 of the program", (*soak).killProgram},
		{"kill -9 of the engine", (*soak).killEngine},
		{"kill -9 of both", func(s *soak) { s.killEngine(); s.killProgram() }},
		{"clean stop and start", func(s *soak) { s.stop(); s.start() }},
		{"engine hangs", func(s *soak) { s.hangEngine(func() { time.Sleep(s.away) }); s.away = 2 * time.Second }},
		{"engine hangs, program killed", func(s *soak) { s.hangEngine(func() { s.rest(); s.kill() }); s.start() }},
		{"disk full", func(s *soak) { s.fillDisk(func() { time.Sleep(s.between(500, 2000)) }) }},
		{"disk full, program killed", func(s *soak) { s.fillDisk(func() { time.Sleep(s.between(100, 800)); s.kill() }); s.start() }},
		{"clock 50 days ahead", func(s *soak) { s.jumpClock(50*24*time.Hour, s.rest) }},
		{"clock 50 days back", func(s *soak) { s.jumpClock(-50*24*time.Hour, s.rest) }},
		{"clock 50 days ahead, program killed", func(s *soak) { s.jumpClock(50*24*time.Hour, s.killProgram) }},
		{"storm of duplicates", func(s *soak) { s.load.repeat(480) }},
		{"months moved, program killed", func(s *soak) { s.moveMonths(s.killProgram) }},
		{"months moved, engine killed", func(s *soak) { s.moveMonths(s.killEngine) }},
		{"import undone, program killed", func(s *soak) { s.load.undoFile(s.killProgram, s.dice.IntN(2) == 0) }},
		{"import undone, engine killed", func(s *soak) { s.load.undoFile(s.killEngine, s.dice.IntN(2) == 0) }},
	}
}

func (s *soak) rest() { time.Sleep(s.between(300, 900)) }

func (s *soak) killProgram() {
	s.kill()
	s.start()
}

func (s *soak) killEngine() {
	for _, pid := range enginePIDs(s.t, s.folder) {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// hangEngine makes the engine answer nobody for as long as something else happens.
func (s *soak) hangEngine(meanwhile func()) {
	pids := enginePIDs(s.t, s.folder)
	for _, pid := range pids {
		_ = syscall.Kill(pid, syscall.SIGSTOP)
	}
	meanwhile()
	for _, pid := range pids {
		_ = syscall.Kill(pid, syscall.SIGCONT)
	}
}

// fillDisk takes all the room that is left on the small disk, for as long as something else happens.
func (s *soak) fillDisk(meanwhile func()) {
	if !s.small {
		meanwhile()
		return
	}
	path := filepath.Join(s.folder, "somebody-else")
	f, err := os.Create(path)
	if err == nil {
		var st syscall.Statfs_t
		if syscall.Fstatfs(int(f.Fd()), &st) == nil { // most of it at once, the rest by the byte
			_ = syscall.Fallocate(int(f.Fd()), 0, 0, max(1, int64(st.Bavail)*st.Bsize-1<<20))
			_, _ = f.Seek(0, io.SeekEnd)
		}
		for size := 1 << 20; size > 0; {
			if _, err := f.Write(make([]byte, size)); err != nil {
				size /= 2
			}
		}
		_ = f.Close()
	}
	meanwhile()
	soakMust(s.t, os.Remove(path))
}

// jumpClock sets the program's clock, and sets it right again after something has happened.
func (s *soak) jumpClock(by time.Duration, then func()) {
	s.setClock(by)
	s.rest()
	then()
	s.rest()
	s.setClock(0)
}

// moveMonths corrects records into other months, and does something in the midst of it.
func (s *soak) moveMonths(meanwhile func()) {
	var moving sync.WaitGroup
	moving.Go(s.load.importFile)
	time.Sleep(s.between(100, 700))
	meanwhile()
	moving.Wait()
}

// faultTable counts, for each fault, what was accepted after it and before the next one, and what became of that.
type faultTable struct {
	mu     sync.Mutex
	now    string
	names  []string
	rows   map[string]*faultRow
	totals []string
}

type faultRow struct{ times, refused, accepted, stored, doubled int }

func newFaultTable() *faultTable {
	t := &faultTable{rows: map[string]*faultRow{}}
	t.begin("(before the first)")
	return t
}

func (t *faultTable) begin(fault string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now = fault
	if t.rows[fault] == nil {
		t.names = append(t.names, fault)
		t.rows[fault] = &faultRow{}
	}
	t.rows[fault].times++
}

func (t *faultTable) current() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now
}

// refuse counts an answer that the doors did not take for the time being.
func (t *faultTable) refuse() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[t.now].refused++
}

// refused is how often the doors were closed after a fault.
func (t *faultTable) refused(fault string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r := t.rows[fault]; r != nil {
		return r.refused
	}
	return 0
}

// count takes one accepted answer and how often it is stored.
func (t *faultTable) count(fault string, stored uint64) {
	row := t.rows[fault]
	row.accepted++
	if stored > 0 {
		row.stored++
	}
	if stored > 1 {
		row.doubled++
	}
}

func (t *faultTable) sum(what string, accepted, stored int) {
	t.totals = append(t.totals, fmt.Sprintf("%s: %d accepted, %d stored", what, accepted, stored))
}

func (t *faultTable) String() string {
	var b strings.Builder
	line := func(name string, times int, r faultRow) {
		fmt.Fprintf(&b, "%-38s %6d %9d %9d %9d %9d\n", name, times, r.refused, r.accepted, r.stored, r.doubled)
	}
	fmt.Fprintf(&b, "\n%-38s %6s %9s %9s %9s %9s\n", "fault", "times", "503", "accepted", "stored", "doubled")
	all := faultRow{}
	for _, name := range slices.Clone(t.names) {
		r := t.rows[name]
		line(name, r.times, *r)
		all.refused += r.refused
		all.times, all.accepted, all.stored, all.doubled = all.times+r.times, all.accepted+r.accepted, all.stored+r.stored, all.doubled+r.doubled
	}
	line("all", all.times-1, all)
	for _, line := range t.totals {
		fmt.Fprintln(&b, line)
	}
	return b.String()
}

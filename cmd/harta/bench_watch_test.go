package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// spent is processor time. Beside other work on the machine it says more than a rate.
type spent struct{ program, engine, test time.Duration }

func (a spent) minus(b spent) spent {
	return spent{a.program - b.program, a.engine - b.engine, a.test - b.test}
}

// each is the share of one of n.
func (a spent) each(n int) spent {
	d := time.Duration(n)
	return spent{(a.program / d).Round(time.Microsecond), (a.engine / d).Round(time.Microsecond), (a.test / d).Round(time.Microsecond)}
}

// spent is what the program, its engine and the test have spent so far.
func (s *soak) spent() spent {
	var own syscall.Rusage
	soakMust(s.t, syscall.Getrusage(syscall.RUSAGE_SELF, &own))
	now := spent{program: s.spentBy(s.program.Process.Pid), test: time.Duration(own.Utime.Nano() + own.Stime.Nano())}
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", s.program.Process.Pid))
	soakMust(s.t, err)
	for _, path := range threads {
		children, _ := os.ReadFile(path) // of a thread that has ended: none
		for _, child := range strings.Fields(string(children)) {
			pid, err := strconv.Atoi(child)
			soakMust(s.t, err)
			now.engine += s.spentBy(pid)
		}
	}
	return now
}

// spentBy is the processor time of one process.
func (s *soak) spentBy(pid int) time.Duration {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	soakMust(s.t, err)
	_, after, _ := strings.Cut(string(content), ") ")
	fields, ticks := strings.Fields(after), int64(0)
	for _, field := range fields[11:13] { // utime and stime, in hundredths of a second
		n, err := strconv.ParseInt(field, 10, 64)
		soakMust(s.t, err)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// drained waits until everything accepted is delivered, as /metrics tells it.
func (s *soak) drained() {
	for range 6000 {
		if s.metric("harta_spool_depth") == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.t.Fatal("not delivered within five minutes")
}

// atRest waits until the engine has merged what was loaded before, so that the next measurement is of its own work alone.
func (s *soak) atRest() {
	const look = 500 * time.Millisecond
	for range 240 {
		before := s.spent()
		time.Sleep(look)
		if now := s.spent().minus(before); now.engine+now.program < look/10 {
			return
		}
	}
	s.t.Fatal("the program does not come to rest within two minutes")
}

func (s *soak) metric(name string) float64 {
	answer, err := http.DefaultClient.Do(s.loopback())
	soakMust(s.t, err)
	defer answer.Body.Close()
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			x, err := strconv.ParseFloat(value, 64)
			soakMust(s.t, err)
			return x
		}
	}
	s.t.Fatalf("no metric %s", name)
	return 0
}

func (s *soak) loopback() *http.Request {
	r, err := http.NewRequest(http.MethodGet, "http://"+s.address+"/metrics", nil)
	soakMust(s.t, err)
	r.Header.Set("Authorization", "Bearer "+metricsToken)
	return r
}

// memory is what the program, without its engine, holds now, in bytes.
func (s *soak) memory() int64 {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.program.Process.Pid))
	soakMust(s.t, err)
	for line := range strings.Lines(string(content)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			soakMust(s.t, err)
			return kb << 10
		}
	}
	return 0
}

// watchMemory looks at the memory every few milliseconds until peak is asked for.
func (s *soak) watchMemory() (peak func() int64) {
	var most int64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			most = max(most, s.memory())
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() int64 {
		close(stop)
		<-done
		return most
	}
}

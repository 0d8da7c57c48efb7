package main

import (
	"bufio"
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
)

// The environment of the benchmark: it runs when the first is set, and in part when that is "taps" or "records"; the second is the
// number of rows in its files.
const (
	benchWanted = "HARTA_BENCH"
	benchRows   = "HARTA_BENCH_ROWS"
)

const (
	benchClients = 64
	benchKiosks  = 8000
	benchTaps    = 4 * benchKiosks // with the one before, no kiosk's taps are a burst: people's taps are measured
)

// profileVariable names, in the environment of a program under test, the file that gets a profile of its processor time.
const profileVariable = "HARTA_TEST_CPU_PROFILE"

// profiled runs a program with such a profile, where one is wanted.
func profiled(run func() int) int {
	path := os.Getenv(profileVariable)
	if path == "" {
		return run()
	}
	f, err := os.Create(path)
	if err != nil || pprof.StartCPUProfile(f) != nil {
		return exitFailed
	}
	defer f.Close()
	defer pprof.StopCPUProfile()
	return run()
}

// TestBenchmark measures the running program against yardsticks of the same minute on the same machine, and prints one table.
// It fails where a ratio is missed.
func TestBenchmark(t *testing.T) {
	if os.Getenv(benchWanted) == "" {
		t.Skip("asked for by make bench alone: it takes minutes, and its figures are of no use beside other tests")
	}
	requireEngine(t)
	kiosks := benchKiosks
	if os.Getenv(benchWanted) == "records" {
		kiosks = 1
	}
	s := newSoak(t, kiosks, false)
	b := &benchTable{}
	if os.Getenv(benchWanted) != "records" {
		s.measureTaps(b)
	}
	if os.Getenv(benchWanted) != "taps" {
		s.measureRecords(b, s.number(benchRows, 1_000_000))
	}
	s.stop() // and not killed, so that it writes its profile
	t.Log(b.String())
	for _, missed := range b.missed {
		t.Error(missed)
	}
}

// measureTaps measures the kiosks' door.
func (s *soak) measureTaps(b *benchTable) {
	spentBefore := s.spent()
	bare := s.bareAppends()
	spentBare := s.spent().minus(spentBefore)
	s.tapRate(len(s.kiosks)) // each kiosk has been heard of
	s.drained()
	spentBefore = s.spent()
	taps, p99 := s.tapRate(benchTaps)
	spentTaps := s.spent().minus(spentBefore)
	b.ratio("kiosk taps, 64 clients, over HTTP", taps, "taps/s", "bare group commit", bare, 0.5)
	s.t.Logf("taps: %.0f/s of %.0f/s", taps, bare)
	began := time.Now()
	s.drained()
	b.note(fmt.Sprintf("99th percentile of a tap: %v; all were delivered %v after the last", p99.Round(100*time.Microsecond),
		time.Since(began).Round(100*time.Millisecond)))
	b.note(fmt.Sprintf("processor time of a tap: %v in the program and %v in the client; of a bare append: %v",
		(spentTaps.program / benchTaps).Round(time.Microsecond), (spentTaps.test / benchTaps).Round(time.Microsecond),
		(spentBare.test / benchTaps).Round(time.Microsecond)))
}

// spent is processor time. Beside other work on the machine it says more than a rate.
type spent struct{ program, engine, test time.Duration }

func (a spent) minus(b spent) spent {
	return spent{a.program - b.program, a.engine - b.engine, a.test - b.test}
}

// spent is what the program, its engine and the test have spent so far.
func (s *soak) spent() spent {
	var own syscall.Rusage
	soakMust(s.t, syscall.Getrusage(syscall.RUSAGE_SELF, &own))
	pid := s.program.Process.Pid
	return spent{program: s.spentBy(pid), engine: s.spentBy(s.engineOf(pid)), test: time.Duration(own.Utime.Nano() + own.Stime.Nano())}
}

// spentBy is what one process has spent so far.
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

// engineOf is the only child of a program.
func (s *soak) engineOf(program int) int {
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", program))
	soakMust(s.t, err)
	for _, list := range lists {
		content, err := os.ReadFile(list)
		soakMust(s.t, err)
		for _, child := range strings.Fields(string(content)) {
			pid, err := strconv.Atoi(child)
			soakMust(s.t, err)
			return pid
		}
	}
	s.t.Fatal("the program has no engine")
	return 0
}

// timed gives how many of n a second are done.
func (s *soak) timed(n int, work func()) (rate float64) {
	began := time.Now()
	work()
	return float64(n) / time.Since(began).Seconds()
}

// bareAppends is the yardstick of the taps: 64 callers append the bytes of a tap to one bare table of a SQLite file on the same
// disk, under one fsync a group; nothing is remembered, nothing is checked, nobody speaks HTTP.
func (s *soak) bareAppends() (rate float64) {
	dsn := "file:" + filepath.Join(s.folder, "yardstick.db") + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	db, err := sql.Open("sqlite", dsn)
	soakMust(s.t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.Exec("CREATE TABLE bare (payload BLOB)")
	soakMust(s.t, err)
	insert, err := db.Prepare("INSERT INTO bare VALUES (?)")
	soakMust(s.t, err)
	payload := []byte(strings.Repeat("x", 330)) // as a tap's payload
	ops := make(chan chan error, 1024)
	go func() {
		for first := range ops {
			group := []chan error{first}
			for len(group) < 512 && len(ops) > 0 {
				group = append(group, <-ops)
			}
			tx, err := db.Begin()
			in := tx.Stmt(insert)
			for range group {
				if err == nil {
					_, err = in.Exec(payload)
				}
			}
			err = errors.Join(err, tx.Commit())
			for _, done := range group {
				done <- err
			}
		}
	}()
	defer close(ops)
	return s.timed(benchTaps, func() {
		crowd(benchTaps, func(int) {
			done := make(chan error, 1)
			ops <- done
			soakMust(s.t, <-done)
		})
	})
}

// crowd has n things done by 64 at once.
func crowd(n int, do func(i int)) {
	var next atomic.Int64
	var running sync.WaitGroup
	for range benchClients {
		running.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				do(int(i - 1))
			}
		})
	}
	running.Wait()
}

// tapRate taps with 64 clients that each wait for the answer, while the loader delivers. The clients share the machine with the
// program, so they do as little as they can: a connection each, and bytes that were made before.
func (s *soak) tapRate(taps int) (rate float64, p99 time.Duration) {
	requests := make([][]byte, taps)
	for i := range requests {
		body := "id=" + uuid.Must(uuid.NewV7()).String() + "&score=" + strconv.Itoa(1+i%5)
		requests[i] = fmt.Appendf(nil, "POST /k/%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
			"Accept: application/json\r\nContent-Length: %d\r\n\r\n%s", s.kiosks[i%len(s.kiosks)], s.address, len(body), body)
	}
	took := make([]time.Duration, taps)
	clients := make(chan *tapClient, benchClients)
	for range benchClients {
		conn, err := net.Dial("tcp", s.address)
		soakMust(s.t, err)
		defer conn.Close()
		clients <- &tapClient{conn: conn}
	}
	rate = s.timed(taps, func() {
		crowd(taps, func(i int) {
			client := <-clients
			defer func() { clients <- client }()
			began := time.Now()
			if answer, err := client.do(requests[i]); err != nil || !bytes.HasPrefix(answer, []byte("HTTP/1.1 204 ")) {
				s.t.Errorf("tap %d: %v, %.300s", i, err, answer)
			}
			took[i] = time.Since(began)
		})
	})
	slices.Sort(took)
	return rate, took[len(took)*99/100]
}

// tapClient is one connection that is kept.
type tapClient struct {
	conn   net.Conn
	answer [4096]byte
}

// do sends a request and reads an answer without a body.
func (c *tapClient) do(request []byte) (answer []byte, err error) {
	if _, err := c.conn.Write(request); err != nil {
		return nil, err
	}
	for n := 0; n < len(c.answer); {
		read, err := c.conn.Read(c.answer[n:])
		n += read
		if answer = c.answer[:n]; err != nil || bytes.HasSuffix(answer, []byte("\r\n\r\n")) {
			return answer, err
		}
	}
	return answer, io.ErrShortBuffer
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

// benchTable is the one table of a run.
type benchTable struct {
	lines  []string
	missed []string
}

func (b *benchTable) ratio(what string, rate float64, unit, yardstick string, bare, atLeast float64) {
	verdict := "ok"
	if rate/bare < atLeast {
		verdict = "MISSED"
		b.missed = append(b.missed, fmt.Sprintf("%s: %.2f of the yardstick, at least %.2f are wanted", what, rate/bare, atLeast))
	}
	b.lines = append(b.lines, fmt.Sprintf("%-40s %12.0f %-7s %-22s %12.0f %7.2f %8s %s",
		what, rate, unit, yardstick, bare, rate/bare, fmt.Sprintf("≥%.2f", atLeast), verdict))
}

func (b *benchTable) atMost(what string, value float64, unit string, most float64) {
	verdict := "ok"
	if value > most {
		verdict = "MISSED"
		b.missed = append(b.missed, fmt.Sprintf("%s: %.0f %s, at most %.0f are wanted", what, value, unit, most))
	}
	b.lines = append(b.lines, fmt.Sprintf("%-40s %12.0f %-7s %-22s %12s %7s %8s %s", what, value, unit, "", "", "", fmt.Sprintf("≤%.0f", most), verdict))
}

func (b *benchTable) note(text string) { b.lines = append(b.lines, "  "+text) }

func (b *benchTable) String() string {
	head := fmt.Sprintf("\n%-40s %12s %-7s %-22s %12s %7s %8s", "", "measured", "", "yardstick", "", "ratio", "wanted")
	return head + "\n" + strings.Join(b.lines, "\n") + "\n"
}

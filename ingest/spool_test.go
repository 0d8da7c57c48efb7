package ingest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"harta/internal/fault"
)

func openSpool(t testing.TB, path string, o SpoolOptions) *Spool {
	t.Helper()
	s, err := OpenSpool(path, o)
	must(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func tap(id, payload string) Item {
	return Item{Kind: "tap", ID: id, Payload: []byte(payload), FirstWins: true}
}

func TestSpoolRemembers(t *testing.T) {
	s := openSpool(t, filepath.Join(t.TempDir(), "spool.db"), SpoolOptions{})
	ctx := context.Background()
	steps := []struct {
		item    Item
		already bool
		depth   int64
	}{
		{tap("1", "a"), false, 1},
		{tap("1", "a"), true, 1},
		{tap("1", "b"), true, 1}, // the id alone decides
		{Item{Kind: "other", ID: "1", Payload: []byte("a")}, false, 2},
		{Item{Kind: "other", ID: "1", Payload: []byte("a")}, true, 2},
		{Item{Kind: "other", ID: "1", Payload: []byte("b")}, false, 3}, // a correction
		{Item{Kind: "other", ID: "2"}, false, 4},
	}
	for i, st := range steps {
		already, err := s.Put(ctx, st.item)
		must(t, err)
		if already != st.already || s.Depth() != st.depth {
			t.Errorf("step %d: already %v, depth %d; want %v, %d", i, already, s.Depth(), st.already, st.depth)
		}
	}
	items, err := s.next(ctx, "tap", 10, batchBytes)
	must(t, err)
	if len(items) != 1 || string(items[0].Payload) != "a" {
		t.Errorf("the first does not win: %+v", items)
	}
}

// Items and ids survive a restart; an id is forgotten after the hours that the program ran, whatever the machine's clock shows.
func TestSpoolSurvivesRestartAndForgets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "with space & question?.db")
	ctx := context.Background()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	hours := make(chan time.Time)
	options := SpoolOptions{Clock: func() time.Time { return now }, Hours: hours, Remember: 90 * time.Minute}
	s := openSpool(t, path, options)
	for _, id := range []string{"1", "2"} {
		_, err := s.Put(ctx, tap(id, "a"))
		must(t, err)
	}
	items, err := s.next(ctx, "tap", 1, batchBytes)
	must(t, err)
	must(t, s.settle(ctx, items, settled{delivered: []int64{items[0].Seq}}))
	must(t, s.Close())
	if _, err := s.Put(ctx, tap("3", "a")); err == nil {
		t.Error("a closed spool takes items")
	} else if f, ok := fault.As(err); !ok || f.Code != "spool_closed" {
		t.Error(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}

	s = openSpool(t, path, options)
	select {
	case <-s.Arrived():
	default:
		t.Error("items from before are not announced")
	}
	now = now.AddDate(10, 0, 0) // a clock that jumped
	hours <- now
	now = now.AddDate(-20, 0, 0)
	hours <- now
	if already, err := s.Put(ctx, tap("1", "a")); err != nil || !already || s.Depth() != 1 {
		t.Errorf("after two hours: already %v, depth %d, %v", already, s.Depth(), err)
	}
	must(t, s.Close())
	s = openSpool(t, path, options)
	hours <- now
	waitFor(t, "it is forgotten", func() bool { return s.remembers(t) == 0 })
	if already, err := s.Put(ctx, tap("1", "a")); err != nil || already {
		t.Errorf("after three hours: already %v, %v", already, err)
	}
	if already, err := s.Put(ctx, tap("1", "b")); err != nil || !already {
		t.Errorf("a new memory: already %v, %v", already, err)
	}
}

// Without these a commit is not on disk when it returns, which no test can see but one that cuts the power.
func TestSpoolIsDurable(t *testing.T) {
	s := openSpool(t, filepath.Join(t.TempDir(), "spool.db"), SpoolOptions{})
	var mode string
	var synchronous int
	must(t, s.write.QueryRow("PRAGMA journal_mode").Scan(&mode))
	must(t, s.write.QueryRow("PRAGMA synchronous").Scan(&synchronous))
	if full := 2; mode != "wal" || synchronous != full {
		t.Errorf("journal_mode %s, synchronous %d", mode, synchronous)
	}
}

func TestSpoolLimits(t *testing.T) {
	s := openSpool(t, filepath.Join(t.TempDir(), "spool.db"), SpoolOptions{MaxWaiting: 1, MaxPayload: 3})
	ctx := context.Background()
	for _, c := range []struct {
		item Item
		code string
	}{{tap("1", "abcd"), "item_too_large"}, {tap("1", "abc"), ""}, {tap("2", "abc"), "spool_full"}} {
		_, err := s.Put(ctx, c.item)
		f, ok := fault.As(err)
		if c.code == "" && err != nil || c.code != "" && (!ok || f.Code != c.code) {
			t.Errorf("%s: %v, want %q", c.item.Payload, err, c.code)
		}
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	free := openSpool(t, filepath.Join(t.TempDir(), "spool.db"), SpoolOptions{})
	if _, err := free.Put(done, tap("1", "a")); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
}

func TestSpoolStormOfEqualTaps(t *testing.T) {
	s := openSpool(t, filepath.Join(t.TempDir(), "spool.db"), SpoolOptions{})
	var fresh atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			for i := range 20 {
				already, err := s.Put(context.Background(), tap(fmt.Sprint(i), "a"))
				if err != nil {
					t.Error(err)
				}
				if !already {
					fresh.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if fresh.Load() != 20 || s.Depth() != 20 {
		t.Errorf("%d counted as new, depth %d; want 20", fresh.Load(), s.Depth())
	}
}

// spoolChild names the spool file in the environment of the child process that is killed.
const spoolChild = "HARTA_TEST_SPOOL"

// runSpoolChild accepts items for ever and prints the id of each after it was accepted.
func runSpoolChild(path string) int {
	s, err := OpenSpool(path, SpoolOptions{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	var out sync.Mutex
	for w := range 8 {
		go func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%d-%d", w, i)
				if _, err := s.Put(context.Background(), tap(id, "payload of "+id)); err != nil {
					os.Exit(1)
				}
				out.Lock()
				fmt.Println(id)
				out.Unlock()
			}
		}()
	}
	time.Sleep(time.Minute)
	return 1
}

// A process killed without warning has every item it accepted.
func TestSpoolKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool.db")
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), spoolChild+"="+path)
	stdout, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	var accepted []string
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if accepted = append(accepted, lines.Text()); len(accepted) == 500 {
			must(t, child.Process.Kill())
		}
	}
	child.Wait()
	if len(accepted) < 500 {
		t.Fatalf("the child ended after %d items", len(accepted))
	}
	// The last line may have been cut by the kill.
	accepted = accepted[:len(accepted)-1]

	s := openSpool(t, path, SpoolOptions{})
	items, err := s.next(context.Background(), "tap", 1<<20, batchBytes)
	must(t, err)
	stored := map[string]string{}
	for _, it := range items {
		stored[it.ID] = string(it.Payload)
	}
	for _, id := range accepted {
		if stored[id] != "payload of "+id {
			t.Fatalf("item %s was accepted and is lost (%d accepted, %d stored)", id, len(accepted), len(stored))
		}
	}
	if already, err := s.Put(context.Background(), tap(accepted[0], "again")); err != nil || !already {
		t.Errorf("a retry after the kill: already %v, %v", already, err)
	}
}

// remembers counts what a spool knows again.
func (s *Spool) remembers(t *testing.T) (n int) {
	t.Helper()
	must(t, s.read.QueryRow("SELECT count(*) FROM remembered").Scan(&n))
	return n
}

// However much is remembered, exactly what is old is forgotten, and the doors are open meanwhile.
func TestSpoolForgetsInSlices(t *testing.T) {
	hours := make(chan time.Time)
	s := openSpool(t, filepath.Join(t.TempDir(), "spool.db"), SpoolOptions{Hours: hours, Remember: 2 * time.Hour})
	ctx := context.Background()
	putMany := func(hour string, n int) {
		items := make([]Item, n)
		for i := range items {
			items[i] = Item{Kind: "tap", ID: fmt.Sprintf("%d of %s", i, hour), FirstWins: i%2 == 0}
		}
		_, err := s.PutAll(ctx, items)
		must(t, err)
	}
	const old, young = 2*forgetSlice + 17, forgetSlice
	putMany("the first hour", old)
	hours <- time.Time{}
	hours <- time.Time{}
	putMany("the third hour", young)
	if n := s.remembers(t); n != old+young {
		t.Fatalf("%d are remembered, want %d", n, old+young)
	}
	hours <- time.Time{}
	waitFor(t, "the old ones are forgotten", func() bool {
		_, err := s.Put(ctx, Item{Kind: "tap", ID: "0 of the third hour", FirstWins: true})
		must(t, err)
		return s.remembers(t) == young
	})
	var foreign int
	must(t, s.read.QueryRow("SELECT count(*) FROM remembered WHERE id NOT LIKE '%third%'").Scan(&foreign))
	if foreign != 0 {
		t.Errorf("%d old ones are remembered", foreign)
	}
}

package ingest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"harta/internal/fault"
)

// smallDisk mounts a file system of some megabytes, which a test can fill.
func smallDisk(t *testing.T, megabytes int) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dm", megabytes), "tmpfs", dir).CombinedOutput(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("mount: %v: %s", err, out)
		}
		t.Skipf("no small disk can be mounted: %v: %s", err, out)
	}
	t.Cleanup(func() { must(t, exec.Command("umount", dir).Run()) })
	return dir
}

// fillDisk takes all the room there is, as another program may.
func fillDisk(t *testing.T, dir string) (free func()) {
	t.Helper()
	path := filepath.Join(dir, "somebody-else")
	f, err := os.Create(path)
	must(t, err)
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	return func() { must(t, os.Remove(path)) }
}

func wantUnavailable(t *testing.T, err error, code string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Kind != fault.KindUnavailable || f.Code != code {
		t.Errorf("got %v, want Unavailable %s", err, code)
	}
}

// A disk that is full in the middle of a commit: nothing of it is acknowledged, nothing acknowledged before is lost, what was
// delivered can be forgotten, and when there is room again the doors open by themselves.
func TestDiskFull(t *testing.T) {
	dir := smallDisk(t, 24)
	path := filepath.Join(dir, "spool.db")
	// A disk whose free space nobody knows: only the commit itself finds out.
	options := SpoolOptions{KeepFree: 1 << 20, Free: func() (int64, error) { return 1 << 40, nil }}
	s := openSpool(t, path, options)
	ctx := context.Background()
	accepted := map[string]bool{}
	put := func(n int) (refused error) {
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range n {
					mu.Lock()
					id := fmt.Sprint(len(accepted), "-", time.Now().UnixNano())
					mu.Unlock()
					_, err := s.Put(ctx, tap(id, id+strings.Repeat("x", 2000)))
					mu.Lock()
					if err != nil {
						refused = err
					} else {
						accepted[id] = true
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		return refused
	}
	must(t, put(20))
	free := fillDisk(t, dir)
	wantUnavailable(t, put(1000), "disk_full")
	if int64(len(accepted)) != s.Depth() {
		t.Errorf("%d were acknowledged, the depth is %d", len(accepted), s.Depth())
	}
	st, err := s.State(ctx)
	if err != nil || st.Waiting != s.Depth() || !st.Full {
		t.Errorf("state %+v, %v", st, err)
	}
	// The loader still drains.
	items, err := s.next(ctx, "tap", 100, batchBytes)
	must(t, err)
	for _, it := range items {
		must(t, s.settle(ctx, items, settled{delivered: []int64{it.Seq}}))
		if !accepted[it.ID] || !strings.HasPrefix(string(it.Payload), it.ID) {
			t.Errorf("%s was never acknowledged", it.ID)
		}
		delete(accepted, it.ID)
	}
	// A stop and a start on the full disk lose nothing.
	must(t, s.Close())
	s = openSpool(t, path, options)
	if int64(len(accepted)) != s.Depth() {
		t.Errorf("after a restart %d wait, %d were acknowledged", s.Depth(), len(accepted))
	}
	free()
	waitFor(t, "the doors are open again", func() bool { _, err := s.Put(ctx, tap("after", "a")); return err == nil })
	items, err = s.next(ctx, "tap", 1<<20, 1<<40)
	must(t, err)
	for _, it := range items {
		delete(accepted, it.ID)
	}
	if len(accepted) > 0 {
		t.Errorf("%d acknowledged items are lost", len(accepted))
	}
}

// With little room left the doors close before the disk is full, and delivery goes on.
func TestDiskNearlyFull(t *testing.T) {
	var free atomic.Int64
	free.Store(100)
	s := openSpool(t, filepath.Join(t.TempDir(), "spool.db"), SpoolOptions{KeepFree: 50, Free: func() (int64, error) { return free.Load(), nil }})
	ctx := context.Background()
	_, err := s.Put(ctx, tap("1", "a"))
	must(t, err)
	free.Store(49)
	waitFor(t, "the doors close", func() bool { _, err = s.Put(ctx, tap("2", "a")); return err != nil })
	wantUnavailable(t, err, "disk_full")
	items, err := s.next(ctx, "tap", 9, batchBytes)
	must(t, err)
	must(t, s.settle(ctx, items, settled{delivered: []int64{items[0].Seq}}))
	free.Store(50)
	waitFor(t, "the doors open", func() bool { _, err = s.Put(ctx, tap("2", "a")); return err == nil })
}

// What waits in memory for the disk is bounded, and the bound is given back whatever became of the items.
func TestPendingIsBounded(t *testing.T) {
	s := openSpool(t, filepath.Join(t.TempDir(), "spool.db"), SpoolOptions{MaxPending: 100})
	ctx := context.Background()
	s.pending.Add(99)
	_, err := s.Put(ctx, tap("1", "aa"))
	wantUnavailable(t, err, "spool_full")
	s.pending.Add(-99)
	for i := range 3 {
		_, err = s.Put(ctx, tap(fmt.Sprint(i), strings.Repeat("x", 200))) // alone, anything may pass
		must(t, err)
	}
	must(t, s.Close())
	_, err = s.Put(ctx, tap("4", "a"))
	wantUnavailable(t, err, "spool_closed")
	if n := s.pending.Load(); n != 0 {
		t.Errorf("%d bytes are still counted", n)
	}
}

// A rejected item goes back into the queue or is dismissed with a reason; either only once.
func TestRejectedItems(t *testing.T) {
	s := openSpool(t, filepath.Join(t.TempDir(), "spool.db"), SpoolOptions{})
	ctx := context.Background()
	for _, id := range []string{"1", "2"} {
		_, err := s.Put(ctx, tap(id, "a"))
		must(t, err)
	}
	items, err := s.next(ctx, "tap", 9, batchBytes)
	must(t, err)
	must(t, s.settle(ctx, items, settled{refused: []rejected{{seq: items[0].Seq, reason: "r1"}, {seq: items[1].Seq, reason: "r2"}}}))
	foreign := rejected{item: &Item{Kind: "case_fact", ID: "f", Payload: []byte("x")}, reason: "r3"}
	for range 2 { // whoever gave it did not hear of it and gives it again
		must(t, s.settle(ctx, nil, settled{refused: []rejected{foreign}}))
	}
	list, err := s.Rejected(ctx, 9)
	if err != nil || len(list) != 3 || s.Depth() != 0 {
		t.Fatalf("%+v, %v, depth %d", list, err, s.Depth())
	}
	second, first := list[1], list[2]
	must(t, s.Retry(ctx, first.N))
	for _, reason := range []string{"", " \n", strings.Repeat("я", 501), "\xff"} {
		if f, ok := fault.As(s.Dismiss(ctx, second.N, reason)); !ok || f.Field != "reason" {
			t.Errorf("reason %q: %v", reason, f)
		}
	}
	must(t, s.Dismiss(ctx, second.N, strings.Repeat("я", 500)))
	for name, err := range map[string]error{
		"retry twice": s.Retry(ctx, first.N), "dismiss twice": s.Dismiss(ctx, second.N, "no"), "retry a dismissed": s.Retry(ctx, second.N),
		"retry none": s.Retry(ctx, 99),
	} {
		if f, ok := fault.As(err); !ok || f.Code != "rejected_unknown" {
			t.Errorf("%s: %v", name, err)
		}
	}
	st, err := s.State(ctx)
	if err != nil || st.Rejected != 1 || st.Waiting != 1 || s.Depth() != 1 {
		t.Errorf("%+v, %v", st, err)
	}
	kept, err := s.Dismissed(ctx, 9)
	if err != nil || len(kept) != 1 || kept[0].Payload == nil || kept[0].DismissedAt.IsZero() {
		t.Errorf("%+v, %v", kept, err)
	}
}

package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"harta/internal/fault"
)

// The disk of the test, and what is written to it.
const (
	testDisk    = "500m"
	testFills   = 3
	testWriters = 3
	testRows    = 40 // of one insert
)

// Whatever moment of writing and merging the disk is full in, all rows of which the engine's word was to be believed are there.
func TestFullDiskTakesNothingThatWasConfirmed(t *testing.T) {
	w := &fullWriter{t: t, folder: smallDisk(t), confirmed: map[int]bool{}}
	w.p = start(t, Options{Folder: w.folder})
	conn := connect(t, w.p, "", "", "")
	for _, statement := range []string{
		"CREATE DATABASE test",
		`CREATE TABLE test.kept (n UInt64, body String, month UInt8) ENGINE = ReplacingMergeTree PARTITION BY month ORDER BY n
			SETTINGS non_replicated_deduplication_window = 1000`,
	} {
		if err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	for i := range testWriters {
		writing.Go(func() { w.write(ctx, i) })
	}
	for range testFills {
		time.Sleep(700 * time.Millisecond)
		w.fill()
	}
	time.Sleep(200 * time.Millisecond)
	stop()
	writing.Wait()
	pid := w.p.PID()
	if pid == 0 {
		t.Fatal("the engine is away")
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-w.p.Restarted()
	w.check()
}

// smallDisk is a folder on a disk that can be filled. CI has to be able to mount one.
func smallDisk(t *testing.T) string {
	folder := t.TempDir()
	out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+testDisk, "tmpfs", folder).CombinedOutput()
	if err != nil && os.Getenv("CI") == "" {
		t.Skipf("no small disk can be mounted: %s", out)
	}
	if err != nil {
		t.Fatalf("mount: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", folder).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	return folder
}

// fullWriter writes to an engine whose disk is filled now and then.
type fullWriter struct {
	t      *testing.T
	p      *Process
	folder string

	mu        sync.Mutex
	confirmed map[int]bool // first row of an insert
	doubted   int
}

// write writes rows, each insert again and again until it is confirmed and to be believed.
func (w *fullWriter) write(ctx context.Context, number int) {
	for first := number * testRows; ctx.Err() == nil; first += testWriters * testRows {
		for err := errors.New("not tried"); err != nil && ctx.Err() == nil; {
			if err = w.insert(ctx, first); err != nil {
				sleep(ctx, 20*time.Millisecond)
			}
		}
	}
}

func (w *fullWriter) insert(ctx context.Context, first int) error {
	options, err := clickhouse.ParseDSN(w.p.DSN())
	if err != nil {
		return err
	}
	options.Auth.Database = ""
	conn, err := clickhouse.Open(options)
	if err != nil {
		return err
	}
	defer conn.Close()
	for until := time.Now().Add(200 * time.Millisecond); time.Now().Before(until) && ctx.Err() == nil; { // with one connection
		salt, sound := w.p.Writing()
		if err := insertRows(ctx, conn, first, salt); err != nil {
			return err
		}
		err := sound()
		w.mu.Lock()
		if err == nil {
			w.confirmed[first] = true
		} else {
			w.doubted++
		}
		w.mu.Unlock()
		if err != nil {
			return err
		}
		first += testWriters * testRows * 1000 // some more, which nobody else writes
	}
	return nil
}

func insertRows(ctx context.Context, conn driver.Conn, first int, salt string) error {
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{
		"async_insert": 0, "insert_deduplicate": 1, "insert_deduplication_token": fmt.Sprint(first, salt),
	}))
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO test.kept")
	if err != nil {
		return err
	}
	defer batch.Close()
	for n := first; n < first+testRows; n++ {
		if err := batch.Append(uint64(n), fmt.Sprint("the body of row ", n), uint8(n/testRows%2)); err != nil {
			return err
		}
	}
	return batch.Send()
}

// fill fills the disk at once, makes room when the engine has been taken away for it, and waits for it to come back.
func (w *fullWriter) fill() {
	w.t.Helper()
	path := filepath.Join(w.folder, "somebody-else")
	f, err := os.Create(path)
	if err != nil {
		w.t.Fatal(err)
	}
	var st syscall.Statfs_t
	if err := syscall.Fstatfs(int(f.Fd()), &st); err != nil {
		w.t.Fatal(err)
	}
	if err := syscall.Fallocate(int(f.Fd()), 0, 0, int64(st.Bavail)*st.Bsize-24<<20); err != nil {
		w.t.Fatal(err)
	}
	if _, err := f.Seek(0, io.SeekEnd); err != nil {
		w.t.Fatal(err)
	}
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	_ = f.Close()
	eventually(w.t, "the engine is taken away from a full disk", func() bool { return w.p.PID() == 0 })
	time.Sleep(300 * time.Millisecond)
	if w.p.PID() != 0 {
		w.t.Error("the engine is back on a full disk")
	}
	if err := os.Remove(path); err != nil {
		w.t.Fatal(err)
	}
	<-w.p.Restarted()
}

// check looks for every row that was confirmed.
func (w *fullWriter) check() {
	w.t.Helper()
	rows, err := connect(w.t, w.p, "", "", "").Query(w.t.Context(), "SELECT n, count() FROM test.kept FINAL GROUP BY n")
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	times := map[uint64]uint64{}
	for rows.Next() {
		var n, count uint64
		if err := rows.Scan(&n, &count); err != nil {
			w.t.Fatal(err)
		}
		times[n] = count
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	for first := range w.confirmed {
		for n := first; n < first+testRows; n++ {
			if times[uint64(n)] != 1 {
				w.t.Fatalf("row %d is there %d times", n, times[uint64(n)])
			}
		}
	}
	if len(w.confirmed) < 100 {
		w.t.Errorf("only %d inserts were confirmed", len(w.confirmed))
	}
	w.t.Logf("%d inserts confirmed, %d doubted", len(w.confirmed), w.doubted)
}

func TestRoomIsJudgedByTheDisk(t *testing.T) {
	var free int64
	var unknown error
	r := &room{free: func() (int64, error) { return free, unknown }}
	for _, c := range []struct {
		free      int64
		unknown   error
		enough    bool
		sightings int64
	}{
		{free: Room, enough: true}, {free: Room - 1}, {free: noRoom}, {free: noRoom - 1, sightings: 1}, {unknown: errors.New("no such disk"), enough: true},
	} {
		free, unknown = c.free, c.unknown
		r.sightings.Store(0)
		r.look()
		if r.enough() != c.enough || r.sightings.Load() != c.sightings {
			t.Errorf("%+v: enough %v, seen full %d times", c, r.enough(), r.sightings.Load())
		}
	}
}

func TestEngineWithoutRoomDoesNotStart(t *testing.T) {
	full := &room{free: func() (int64, error) { return Room - 1, nil }}
	_, err := firstRun(t.Context(), Options{Folder: t.TempDir()}, full)
	if f, ok := fault.As(err); !ok || f.Code != "engine_room" || f.Kind != fault.KindUnavailable {
		t.Error(err)
	}
}

package store_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"harta/internal/fault"
	"harta/internal/store"
	"harta/internal/store/engine"
	"harta/internal/store/storetest"
)

// ClickHouse's codes of errors.
const (
	timeoutExceeded = 159
	readonly        = 164
	memoryExceeded  = 241
	tooManyRows     = 396
)

func TestReportPoolOnlyReads(t *testing.T) {
	t.Parallel()
	ch := storetest.ClickHouse(t)
	for _, statement := range []string{
		"INSERT INTO answers (day) VALUES (today())",
		"CREATE TABLE t (n UInt8) ENGINE = Memory",
		"DROP TABLE answers",
		"ALTER TABLE answers DELETE WHERE 1",
	} {
		wantException(t, ch.Report.Exec(t.Context(), statement), readonly)
	}
}

func TestReportPoolIsLimited(t *testing.T) {
	t.Parallel()
	base := storetest.ClickHouse(t)
	ch := open(t, storetest.DSN(t), base.Database(), store.Limits{Time: time.Second, Memory: 50 << 20, Rows: 1000})
	wantException(t, ch.Report.Exec(t.Context(), "SELECT number FROM numbers(2000)"), tooManyRows)
	wantException(t, ch.Report.Exec(t.Context(), "SELECT groupArray(randomString(1000)) FROM numbers(1000000)"), memoryExceeded)
	wantException(t, ch.Report.Exec(t.Context(), "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1"), timeoutExceeded)
	if err := ch.Report.Exec(t.Context(), "SELECT number FROM numbers(1000)"); err != nil {
		t.Errorf("a modest query: %v", err)
	}
	if err := ch.Insert.Exec(t.Context(), "SELECT number FROM numbers(2000)"); err != nil {
		t.Errorf("the limits of reports hold for the loader: %v", err)
	}
}

func TestSettingsOfEveryConnection(t *testing.T) {
	t.Parallel()
	ch := storetest.ClickHouse(t)
	for name, conn := range map[string]driver.Conn{"insert": ch.Insert, "report": ch.Report} {
		var async, zone string
		err := conn.QueryRow(t.Context(), "SELECT getSetting('async_insert')::String, getSetting('session_timezone')").Scan(&async, &zone)
		if err != nil || async != "false" || zone != "UTC" {
			t.Errorf("%s: async_insert=%s session_timezone=%s: %v", name, async, zone, err)
		}
	}
}

func TestRepeatedBatchIsOneBatch(t *testing.T) {
	t.Parallel()
	ch := storetest.ClickHouse(t)
	send := func(token string) {
		ctx := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"insert_deduplication_token": token}))
		if err := ch.Insert.Exec(ctx, "INSERT INTO answers (day, response_id, question) VALUES ('2026-01-05', toUUID('00000000-0000-0000-0000-000000000001'), 'overall')"); err != nil {
			t.Fatal(err)
		}
	}
	send("a")
	send("a")
	send("b")
	var rows uint64
	if err := ch.Report.QueryRow(t.Context(), "SELECT count() FROM answers").Scan(&rows); err != nil || rows != 2 {
		t.Errorf("%d rows of two batches, one of them sent twice: %v", rows, err)
	}
}

func TestDatabasesAreApart(t *testing.T) {
	t.Parallel()
	one, two := storetest.ClickHouse(t), storetest.ClickHouse(t)
	if err := one.Insert.Exec(t.Context(), "INSERT INTO answers (day) VALUES (today())"); err != nil {
		t.Fatal(err)
	}
	var rows uint64
	if err := two.Report.QueryRow(t.Context(), "SELECT count() FROM answers").Scan(&rows); err != nil || rows != 0 {
		t.Errorf("%d rows of another test: %v", rows, err)
	}
}

func TestAddressesThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	right := storetest.DSN(t)()
	wrongPassword := strings.Replace(right, "harta:", "harta:x", 1)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "clickhouse://a:secret@" + listener.Addr().String() + "/harta"
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		dsn  string
		kind fault.Kind
		code string
	}{
		{"", fault.KindInvalid, "clickhouse_url"},
		{"clickhouse", fault.KindInvalid, "clickhouse_url"},
		{"clickhouse://", fault.KindInvalid, "clickhouse_url"},
		{"http://a:secret@localhost:8123/harta", fault.KindInvalid, "clickhouse_url"},
		{"postgres://a:secret@localhost/harta", fault.KindInvalid, "clickhouse_url"},
		{"clickhouse://a:secret@127.0.0.2/harta", fault.KindUnavailable, "clickhouse_away"}, // at the port 9000
		{"clickhouse://a:secret@localhost:port/harta", fault.KindInvalid, "clickhouse_url"},
		{nobody, fault.KindUnavailable, "clickhouse_away"},
		{wrongPassword, fault.KindUnavailable, "clickhouse_refused"},
	} {
		_, err := store.OpenClickHouse(t.Context(), store.Options{DSN: store.FixedDSN(test.dsn)})
		wantFault(t, err, test.kind, test.code)
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

// The handle must outlive the engine: its connections go to another port and bring another password afterwards.
func TestHandleFollowsARestartedEngine(t *testing.T) {
	t.Parallel()
	storetest.DSN(t) // skips the test where there is no engine
	process, err := engine.Start(t.Context(), engine.Options{Folder: t.TempDir(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := process.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	ch := open(t, process.DSN, "", store.Limits{})
	if err := store.MigrateClickHouse(t.Context(), ch); err != nil {
		t.Fatal(err)
	}
	if err := ch.Insert.Exec(t.Context(), "INSERT INTO answers (day) VALUES (today())"); err != nil {
		t.Fatal(err)
	}
	fillPool(t, ch.Report)
	if err := syscall.Kill(process.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	awayWithin(t, ch.Report)
	<-process.Restarted()
	for range 12 { // more often than the pool is large
		var rows uint64
		if err := ch.Report.QueryRow(t.Context(), "SELECT count() FROM answers").Scan(&rows); err != nil || rows != 1 {
			t.Fatalf("%d rows after the restart: %v", rows, err)
		}
	}
	if err := ch.Insert.Exec(t.Context(), "INSERT INTO answers (day) VALUES (today())"); err != nil {
		t.Fatal(err)
	}
	if err := store.MigrateClickHouse(t.Context(), ch); err != nil {
		t.Error(err)
	}
}

// fillPool makes the pool hold several idle connections.
func fillPool(t *testing.T, conn driver.Conn) {
	t.Helper()
	var wait sync.WaitGroup
	for range 6 {
		wait.Go(func() {
			if err := conn.Exec(t.Context(), "SELECT sleep(0.1)"); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

// awayWithin waits until a query fails with the fault that a page shows while the engine is away.
func awayWithin(t *testing.T, conn driver.Conn) {
	t.Helper()
	var err error
	for deadline := time.Now().Add(2 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if err = conn.Exec(t.Context(), "SELECT 1"); err == nil {
			continue
		}
		if f, ok := fault.As(err); ok && f.Code == "clickhouse_away" {
			return
		}
	}
	t.Errorf("no query said that the engine is away; the last: %v", err)
}

func TestCancelledContextIsNoFault(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := store.OpenClickHouse(ctx, store.Options{DSN: storetest.DSN(t)})
	if _, ok := fault.As(err); ok || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// open opens a handle that is closed after the test.
func open(t *testing.T, dsn func() string, database string, limits store.Limits) *store.ClickHouse {
	t.Helper()
	ch, err := store.OpenClickHouse(t.Context(), store.Options{DSN: dsn, Database: database, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ch.Close(); err != nil {
			t.Error(err)
		}
	})
	return ch
}

// Package storetest gives tests the real databases: a fresh, migrated ClickHouse database on one engine per test binary, and a
// fresh, migrated register. Nothing stays behind, also when a test panics or is killed.
//
// A package that uses it defines
//
//	func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"harta/internal/fault"
	"harta/internal/store"
	"harta/internal/store/engine"
)

// reap is the hidden subcommand of the process that removes the folder.
const reap = "storetest-reap"

// shared is what the tests of one binary have in common. It is set by Main before the first test runs.
var shared *laboratory

// laboratory owns the temporary folder and the engine, both made when first asked for.
type laboratory struct {
	folder func() (string, error)
	engine func() (*engine.Process, error)

	mu      sync.Mutex
	process *engine.Process
	reaper  *reaper
}

// Main runs the tests of a package and cleans up after them. It is also the engine and the cleaner when the test binary is
// started again as one of them.
func Main(m *testing.M) int {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case engine.Subcommand:
			return engine.Main(os.Args[2:])
		case reap:
			return reapMain(os.Args[2])
		}
	}
	shared = newLaboratory()
	code := m.Run()
	if err := shared.close(); err != nil {
		fmt.Fprintln(os.Stderr, "storetest:", err)
		return max(code, 1)
	}
	return code
}

// DSN gives the address of the engine, without a database of the test's own. Without the engine's library the test is skipped,
// or fails where CI is set.
func DSN(t testing.TB) func() string {
	t.Helper()
	return engineOf(t).DSN
}

func engineOf(t testing.TB) *engine.Process {
	t.Helper()
	process, err := laboratoryOf(t).engine()
	if f, ok := fault.As(err); ok && f.Code == "engine_missing" && os.Getenv("CI") == "" {
		t.Skip("there is no embedded ClickHouse here: run npm ci")
	}
	if err != nil {
		t.Fatalf("start the embedded ClickHouse (npm ci installs it): %v", err)
	}
	return process
}

// ClickHouse gives a handle on a new database with all migrations, which is dropped after the test. It skips and fails as DSN
// does.
func ClickHouse(t testing.TB) *store.ClickHouse {
	t.Helper()
	process := engineOf(t)
	ctx := context.Background()
	name := "test_" + strings.ToLower(rand.Text()[:12])
	ch, err := store.OpenClickHouse(ctx, store.Options{DSN: process.DSN, Database: name, Engine: process})
	if err != nil {
		t.Fatalf("open the database: %v", err)
	}
	t.Cleanup(func() {
		if err := ch.Insert.Exec(ctx, "DROP DATABASE {name:Identifier} SYNC", clickhouse.Named("name", name)); err != nil {
			t.Errorf("drop the database: %v", err)
		}
		if err := ch.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	if err := store.MigrateClickHouse(ctx, ch); err != nil {
		t.Fatalf("migrate the database: %v", err)
	}
	return ch
}

// Register gives a new register with all migrations, which is removed after the test.
func Register(t testing.TB) *sql.DB {
	t.Helper()
	folder, err := laboratoryOf(t).folder()
	if err != nil {
		t.Fatalf("make the folder for registers: %v", err)
	}
	file := filepath.Join(folder, "register-"+rand.Text()+".sqlite")
	db, err := store.OpenRegister(file)
	if err != nil {
		t.Fatalf("open the register: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the register: %v", err)
		}
		for _, suffix := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(file + suffix) // the side files are gone when the last connection was closed cleanly
		}
	})
	if err := store.MigrateRegister(context.Background(), db); err != nil {
		t.Fatalf("migrate the register: %v", err)
	}
	return db
}

func laboratoryOf(t testing.TB) *laboratory {
	t.Helper()
	if shared == nil {
		t.Fatal("the package must define: func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }")
	}
	return shared
}

func newLaboratory() *laboratory {
	l := new(laboratory)
	l.folder = sync.OnceValues(l.makeFolder)
	l.engine = sync.OnceValues(l.startEngine)
	return l
}

// makeFolder makes the folder together with the process that will remove it.
func (l *laboratory) makeFolder() (string, error) {
	folder, err := os.MkdirTemp("", "harta-test-")
	if err != nil {
		return "", fmt.Errorf("make a temporary folder: %w", err)
	}
	reaper, err := startReaper(folder)
	if err != nil {
		return "", err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reaper = reaper
	return folder, nil
}

// startEngine starts the one engine.
func (l *laboratory) startEngine() (*engine.Process, error) {
	folder, err := l.folder()
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	process, err := engine.Start(context.Background(), engine.Options{Folder: folder, Log: log})
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.process = process
	return process, nil
}

// close stops the engine and removes the folder.
func (l *laboratory) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.process != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := l.process.Stop(ctx); err != nil {
			return err
		}
	}
	if l.reaper != nil {
		return l.reaper.finish()
	}
	return nil
}

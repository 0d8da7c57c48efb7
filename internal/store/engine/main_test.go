package engine

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"harta/internal/fault"
)

// Further parts that the test binary plays when it is started again.
const (
	partParent = "test-parent" // a program that owns an engine and is killed
	partBinary = "local"       // a clickhouse binary
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case Subcommand:
			os.Exit(Main(os.Args[2:]))
		case partParent:
			os.Exit(parentMain(os.Args[2]))
		case partBinary:
			os.Exit(binaryMain(os.Args[2:]))
		}
	}
	os.Exit(m.Run())
}

// parentMain starts an engine, writes one row, prints the engine's process number and waits to be killed.
func parentMain(folder string) int {
	ctx := context.Background()
	p, err := Start(ctx, Options{Folder: folder})
	if err == nil {
		err = insertOne(ctx, p)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(p.PID())
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// binaryMain is the real engine behind the command line of a clickhouse binary.
func binaryMain(arguments []string) int {
	library, err := FindLibrary(NewSearch(""))
	if err == nil {
		err = runLibrary(neverEnds{}, library, arguments)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// neverEnds is a standard input that nobody closes.
type neverEnds struct{}

func (neverEnds) Read([]byte) (int, error) { select {} }

// start runs an engine for the test and stops it afterwards.
func start(t *testing.T, o Options) *Process {
	t.Helper()
	if o.Folder == "" {
		o.Folder = t.TempDir()
	}
	o.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	p, err := Start(t.Context(), o)
	if f, ok := fault.As(err); ok && f.Code == "engine_missing" && os.Getenv("CI") == "" {
		t.Skip("there is no embedded ClickHouse here: run npm ci")
	}
	if err != nil {
		t.Fatalf("start the engine: %v", err)
	}
	t.Cleanup(func() {
		if err := p.Stop(context.Background()); err != nil {
			t.Errorf("stop the engine: %v", err)
		}
	})
	return p
}

// connect opens a connection as the given user, or as the program itself when name is empty.
func connect(t testing.TB, p *Process, name, password, db string) driver.Conn {
	t.Helper()
	options, err := clickhouse.ParseDSN(p.DSN())
	if err != nil {
		t.Fatal(err)
	}
	options.Auth.Database = db
	if name != "" {
		options.Auth.Username, options.Auth.Password = name, password
	}
	conn, err := clickhouse.Open(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// insertOne writes a row into the table "kept" of the engine, which it makes first.
func insertOne(ctx context.Context, p *Process) error {
	options, err := clickhouse.ParseDSN(p.DSN())
	if err != nil {
		return err
	}
	options.Auth.Database = ""
	conn, err := clickhouse.Open(options)
	if err != nil {
		return err
	}
	defer conn.Close()
	for _, statement := range []string{
		"CREATE DATABASE IF NOT EXISTS test",
		"CREATE TABLE IF NOT EXISTS test.kept (n UInt64) ENGINE = MergeTree ORDER BY n",
		"INSERT INTO test.kept VALUES (42)",
	} {
		if err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// kept reads back what insertOne has written: how many rows of 42.
func kept(t *testing.T, p *Process) uint64 {
	t.Helper()
	var n uint64
	err := connect(t, p, "", "", "").QueryRow(t.Context(), "SELECT count() FROM test.kept WHERE n = 42").Scan(&n)
	if err != nil {
		t.Fatalf("read what was kept: %v", err)
	}
	return n
}

// eventually waits until the condition holds.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !condition(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after ten seconds it is still not so: %s", what)
		}
	}
}

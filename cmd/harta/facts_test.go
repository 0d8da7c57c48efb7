package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/uuid"

	"harta/internal/store/engine"
)

// TestServerAwayAtTheStart starts beside a ClickHouse server that is there, away, and back.
func TestServerAwayAtTheStart(t *testing.T) {
	requireEngine(t)
	address, reachable := clickHouseServer(t)
	serving := []string{"--data", t.TempDir(), "--clickhouse", address, "serve", "--listen", "127.0.0.1:0"}

	reachable.Store(false)
	if out, err := command(t, serving...).CombinedOutput(); err == nil || !strings.Contains(string(out), "There is no ClickHouse") {
		t.Fatalf("a server that was never there: %v\n%s", err, out)
	}

	reachable.Store(true)
	first, _ := start(t, serving...)
	if err := first.stop(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}

	reachable.Store(false)
	again, home := start(t, serving...)
	if said := again.out.all.String(); !strings.Contains(said, "does not answer. Ratings and complaints are accepted") {
		t.Errorf("nobody is told that the server is away:\n%s", said)
	}
	if response, err := http.Get(home + "/f/complaint"); err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("the citizens' form: %v %v", response, err)
	}
	reachable.Store(true)
	again.waitFor("ClickHouse is there")
	if err := again.stop(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
}

// TestEngineThatDoesNotStart starts beside tables that the engine cannot open: the citizens' doors open all the same, and what they
// accept arrives when the engine can.
func TestEngineThatDoesNotStart(t *testing.T) {
	requireEngine(t)
	s := newSoak(t, 1, false)
	s.stop()
	tables, aside := filepath.Join(s.folder, "clickhouse", "data"), filepath.Join(s.folder, "aside")
	soakMust(t, os.Rename(tables, aside))
	soakMust(t, os.WriteFile(tables, nil, 0o600))
	s.start()
	s.serving()
	if said, err := os.ReadFile(s.log.Name()); err != nil || !strings.Contains(string(said), "The database engine cannot be used") {
		t.Errorf("nobody is told that the engine is away: %v\n%s", err, said)
	}
	id := uuid.Must(uuid.NewV7())
	sent, err := http.PostForm("http://"+s.address+"/k/"+s.kiosks[0], url.Values{"id": {id.String()}, "score": {"4"}})
	if err != nil || sent.StatusCode != http.StatusOK {
		t.Fatalf("a tap: %v %v", sent, err)
	}
	soakMust(t, os.Remove(tables))
	soakMust(t, os.Rename(aside, tables))
	s.drained()
	s.stop()
	s.inside(func(h *house) {
		var n uint64
		soakMust(t, h.facts.Report.QueryRow(context.Background(), "SELECT count() FROM answers WHERE response_id = $1", id).Scan(&n))
		if n != 1 {
			t.Errorf("the tap is there %d times", n)
		}
	})
}

// clickHouseServer is an engine behind a door that can be shut; its address stays.
func clickHouseServer(t *testing.T) (address string, reachable *atomic.Bool) {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	process, err := engine.Start(t.Context(), engine.Options{Folder: t.TempDir(), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = process.Stop(context.Background()) })
	inside, err := url.Parse(process.DSN())
	if err != nil {
		t.Fatal(err)
	}
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = door.Close() })
	reachable = new(atomic.Bool)
	go func() {
		for {
			conn, err := door.Accept()
			if err != nil {
				return
			}
			if !reachable.Load() {
				_ = conn.Close()
				continue
			}
			go relay(conn, inside.Host)
		}
	}()
	outside := *inside
	outside.Host = door.Addr().String()
	return outside.String(), reachable
}

// relay connects the two until either ends.
func relay(conn net.Conn, host string) {
	defer func() { _ = conn.Close() }()
	server, err := net.Dial("tcp", host)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() {
		_, _ = io.Copy(server, conn)
		_ = server.Close()
	}()
	_, _ = io.Copy(conn, server)
}

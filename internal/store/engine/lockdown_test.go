package engine

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// Any process of the machine can reach the port. Without the password it must neither read, nor write, nor end the engine.
func TestNobodyWithoutThePasswordReadsOrHarms(t *testing.T) {
	p := start(t, Options{})
	if err := insertOne(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	first := p.DSN()
	secret := filepath.Join(foldersIn(p.options.Folder).files, "secret.txt")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, account := range []struct{ name, password, db string }{
		{"default", "", ""}, {"default", "guess", ""}, {"default", "", "test"}, {"default", "", "absent"},
		{user, "", ""}, {user, "guess", "test"}, {user, "guess", "absent"}, {"nobody", "", ""},
	} {
		for _, statement := range []string{
			"SELECT 1",
			"SELECT count() FROM test.kept",
			"SELECT * FROM file('secret.txt', LineAsString)",
			"SELECT * FROM system.tables",
			"SELECT * FROM system.processes",
			"SELECT 1 SETTINGS max_concurrent_queries_for_all_users = 0",
			"SET max_concurrent_queries_for_all_users = 0",
			"SHOW DATABASES",
			"SHOW PROCESSLIST",
			"INSERT INTO test.kept VALUES (1)",
			"DROP TABLE test.kept",
			"CREATE TEMPORARY TABLE t (n UInt8)",
			"CREATE USER intruder",
			"GRANT ALL ON *.* TO default",
			"KILL QUERY WHERE 1 SYNC",
			"SYSTEM STOP LISTEN TCP",
			"SYSTEM SHUTDOWN",
		} {
			conn := connect(t, p, account.name, account.password, account.db)
			err := conn.Exec(t.Context(), statement)
			if exception := new(clickhouse.Exception); !errors.As(err, &exception) {
				t.Errorf("%s as %v: %v, want a refusal by the engine", statement, account, err)
			}
			_ = conn.Close()
		}
	}
	if p.DSN() != first || len(p.Restarted()) != 0 {
		t.Error("the engine was brought to its end")
	}
	if n := kept(t, p); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
}

// The account without a password may do one thing even where its single turn is free: the engine's own grants say so.
func TestTheLocalSessionMayOnlyListen(t *testing.T) {
	p := start(t, Options{})
	conn := connect(t, p, "", "", "")
	rows, err := conn.Query(t.Context(), "SHOW GRANTS FOR default")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var grants []string
	for rows.Next() {
		var grant string
		if err := rows.Scan(&grant); err != nil {
			t.Fatal(err)
		}
		grants = append(grants, grant)
	}
	if got := strings.Join(grants, "; "); got != "GRANT SYSTEM LISTEN ON *.* TO default" {
		t.Errorf("the local session's grants: %s", got)
	}
}

func TestThePasswordIsNowhereButInMemory(t *testing.T) {
	p := start(t, Options{})
	if err := insertOne(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	password := p.current.login.password
	if len(password) < 26 { // 130 bits in base 32
		t.Fatalf("the password %q is short", password)
	}
	process := filepath.Join("/proc", strconv.Itoa(p.PID()))
	for _, name := range []string{"cmdline", "environ"} {
		if text, err := os.ReadFile(filepath.Join(process, name)); err == nil && strings.Contains(string(text), password) {
			t.Errorf("the password is in the engine's %s", name)
		}
	}
	err := filepath.WalkDir(p.options.Folder, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // the engine removes what it has merged
			return nil
		}
		if err != nil {
			return err
		}
		if info, err := entry.Info(); err == nil && strings.HasSuffix(path, ".xml") && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %s", path, info.Mode())
		}
		if entry.IsDir() {
			return nil
		}
		if text, err := os.ReadFile(path); err == nil && strings.Contains(string(text), password) {
			t.Errorf("the password is in %s", path)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(foldersIn(p.options.Folder).root); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("others may look into the engine's folder: %v", err)
	}
}

package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"harta/internal/fault"
	"harta/internal/store"
	"harta/internal/store/storetest"
)

func TestRegisterPragmas(t *testing.T) {
	t.Parallel()
	db := storetest.Register(t)
	var connections []*sql.Conn // all of the pool at once: every one must have them
	for range 8 {
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		connections = append(connections, conn)
	}
	const full = "2"
	for _, conn := range connections {
		for pragma, want := range map[string]string{
			"journal_mode": "wal", "synchronous": full, "foreign_keys": "1", "busy_timeout": "10000", "secure_delete": "1",
		} {
			var got string
			if err := conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s is %q, want %q: %v", pragma, got, want, err)
			}
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A command reads, decides and writes. Commands at the same time must neither fail nor overwrite each other.
func TestRegisterCommandsAreOneAfterTheOther(t *testing.T) {
	t.Parallel()
	db := storetest.Register(t)
	if _, err := db.Exec("CREATE TABLE counted (n INTEGER NOT NULL)"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("INSERT INTO counted VALUES (0)"); err != nil {
		t.Fatal(err)
	}
	const writers, each = 8, 20
	var wait sync.WaitGroup
	for range writers {
		wait.Go(func() {
			for range each {
				if err := countOne(t.Context(), db); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	var n int
	if err := db.QueryRow("SELECT n FROM counted").Scan(&n); err != nil || n != writers*each {
		t.Errorf("counted %d, want %d: %v", n, writers*each, err)
	}
}

// countOne reads the number and writes the next one.
func countOne(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing to do after the commit
	var n int
	if err := tx.QueryRowContext(ctx, "SELECT n FROM counted").Scan(&n); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE counted SET n = $1", n+1); err != nil {
		return err
	}
	return tx.Commit()
}

func TestReadersDoNotWaitForTheWriter(t *testing.T) {
	t.Parallel()
	db := storetest.Register(t)
	writer, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = writer.Rollback() }()
	if _, err := writer.Exec("CREATE TABLE unseen (n INTEGER)"); err != nil {
		t.Fatal(err)
	}
	reader, err := db.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Rollback() }()
	var n int
	if err := reader.QueryRow("SELECT count(*) FROM sqlite_master WHERE name = 'unseen'").Scan(&n); err != nil || n != 0 {
		t.Errorf("a reader beside a writer: %d, %v", n, err)
	}
}

func TestRegisterFileIsTheOwnersAlone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	// Characters that mean something in an address must stay part of the name.
	file := filepath.Join(folder, "регистър ?#%20&.sqlite")
	db, err := store.OpenRegister(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.MigrateRegister(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %s", entry.Name(), info.Mode())
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Size() == 0 {
		t.Errorf("the register is not in its file: %v", err)
	}
}

func TestRegistersThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"postgres://a:secret@host/harta", "mysql://host/harta"} {
		_, err := store.OpenRegister(address)
		wantFault(t, err, fault.KindInvalid, "register_scheme_unknown")
	}
	if _, err := store.OpenRegister(filepath.Join(t.TempDir(), "absent", "register.sqlite")); err == nil {
		t.Error("a register in an absent folder was opened")
	}
	file := filepath.Join(t.TempDir(), "register.sqlite")
	if err := os.WriteFile(file, []byte(fmt.Sprintf("%4096s", "no database")), 0o600); err != nil {
		t.Fatal(err)
	}
	if db, err := store.OpenRegister(file); err == nil {
		_ = db.Close()
		t.Error("a text file was opened as a register")
	}
}

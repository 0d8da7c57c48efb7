package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"harta/internal/fault"
)

// registerConns is the size of the register's pool: several readers beside the one writer that SQLite lets in.
const registerConns = 8

// registerPragmas: a commit is on the disk when it returns; a writer waits for its turn for up to ten seconds; what is
// deleted is overwritten, because erasing a person means erasing the key.
var registerPragmas = []string{
	"busy_timeout(10000)", // first: the others may have to wait
	"journal_mode(WAL)",
	"synchronous(FULL)",
	"foreign_keys(1)",
	"secure_delete(1)",
}

// OpenRegister opens the register, which is a SQLite file, and creates it, readable by the owner alone, when it is absent. A
// transaction takes the write lock when it begins, so that what it has read stays true until it writes; a read-only one takes
// none. An address of any other database is the fault "register_scheme_unknown".
func OpenRegister(path string) (*sql.DB, error) {
	if scheme, _, ok := strings.Cut(path, "://"); ok {
		return nil, fault.Invalid("HARTA_REGISTER", "register_scheme_unknown", fault.Params{"scheme": scheme})
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find the register: %w", err)
	}
	// SQLite gives its two side files the mode of the main one.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the register: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("open the register: %w", err)
	}
	query := url.Values{"_pragma": registerPragmas, "_txlock": {"immediate"}}
	address := url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, fmt.Errorf("open the register: %w", err)
	}
	db.SetMaxOpenConns(registerConns)
	db.SetMaxIdleConns(registerConns)
	if err := db.PingContext(context.Background()); err != nil {
		return nil, errors.Join(fmt.Errorf("open the register: %w", err), db.Close())
	}
	return db, nil
}

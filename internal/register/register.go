// Package register is the office's own business, kept transactional and private: the catalogue of services, the kiosks, the
// cases of citizens with their clocks, the sealed cases, the bookkeeping of imports, and whole texts. What a person wrote and who
// they are is encrypted; what leaves for the analytical store carries no identity.
package register

import (
	"context"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/store"
	queries "harta/sql"
)

// Options are what a register needs beside its database.
type Options struct {
	// Key is the master key, 32 random bytes kept outside the database. It wraps the key of every text and contact.
	Key     []byte
	Charter *charter.Charter
	// Folder is the data folder, in which attached files are kept. Without one no file can be stored.
	Folder string
	Clock  func() time.Time
	Log    *slog.Logger
}

// Register holds the office's business. It may be shared; every command is one transaction.
type Register struct {
	db       *sql.DB
	master   cipher.AEAD
	linkKey  []byte // makes the secrets of links, see linkOf
	markKey  []byte // makes the marks of addresses, see emailMark
	stampKey []byte // signs the moments of forms, see FormStamp
	charter  *charter.Charter
	clock    func() time.Time
	log      *slog.Logger
	folder   string
	draw     func() string // a number for a new case

	booths booths // asked for at every tap

	catalogue  atomic.Pointer[Catalogue]
	definition atomic.Pointer[Definition]
	publishing sync.Mutex // one version at a time, so that the last one published is the one in force
}

// Open uses a migrated database. A master key of the wrong length, or another one than the database was begun with, is an error:
// writing under two keys would lose what the first one locks.
func Open(db *sql.DB, o Options) (*Register, error) {
	master, err := newLock(o.Key)
	if err != nil {
		return nil, fmt.Errorf("master key: %w", err)
	}
	r := &Register{booths: booths{ticks: time.Now}, db: db, master: master, charter: o.Charter, clock: o.Clock, log: o.Log, folder: o.Folder, draw: drawNumber}
	for name, key := range map[string]*[]byte{"case link": &r.linkKey, "email mark": &r.markKey, "form stamp": &r.stampKey} {
		if *key, err = hkdf.Key(sha256.New, o.Key, nil, "harta "+name, keyLength); err != nil {
			return nil, fmt.Errorf("derive key: %w", err)
		}
	}
	if err := r.checkKey(context.Background()); err != nil {
		return nil, err
	}
	if err := r.lockTokens(context.Background()); err != nil {
		return nil, err
	}
	if err := r.openDefinition(context.Background()); err != nil {
		return nil, err
	}
	return r, nil
}

// keyCheck is the setting that holds a known word locked under the master key.
const keyCheck = "key_check"

// checkKey proves that the master key is the database's own; a new database takes the key for its own.
func (r *Register) checkKey(ctx context.Context) error {
	return store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		locked, err := setting(ctx, tx, keyCheck)
		if err != nil {
			return fmt.Errorf("check master key: %w", err)
		}
		if locked == "" {
			return putSetting(ctx, tx, keyCheck, hexOf(lock(r.master, keyCheck, []byte(keyCheck))))
		}
		if _, err := unlock(r.master, keyCheck, bytesOf(locked)); err != nil {
			return fault.New(fault.KindUnavailable, "register_key_wrong", nil)
		}
		return nil
	})
}

// query returns the text of a query of the register by the name of its file.
func query(name string) string { return queries.Query(queries.RegisterQueries, name) }

// now is the present moment as the register keeps moments: in UTC, to the millisecond.
func (r *Register) now() time.Time { return exact(r.clock()) }

// exact cuts a moment to what the register keeps of it.
func exact(t time.Time) time.Time { return store.Moment(store.Millis(t)) }

// exec runs a statement whose result nobody needs.
func exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	_, err := tx.ExecContext(ctx, statement, args...)
	return err
}

// next raises a counter and gives its new value.
func next(ctx context.Context, tx *sql.Tx, counter string) (int64, error) {
	var n int64
	err := tx.QueryRowContext(ctx, query("counter_next"), counter).Scan(&n)
	return n, err
}

// nullMillis keeps a moment that may be missing.
func nullMillis(t *time.Time) sql.NullInt64 {
	if t == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: store.Millis(*t), Valid: true}
}

// nullMoment reads what nullMillis wrote.
func nullMoment(n sql.NullInt64) *time.Time {
	if !n.Valid {
		return nil
	}
	t := store.Moment(n.Int64)
	return &t
}

// some points at a moment, or at nothing when it is the zero time.
func some(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = exact(t)
	return &t
}

// each calls read for every row of a result and closes it.
func each(rows *sql.Rows, read func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

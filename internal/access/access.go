// Package access knows who may do what: users and roles, passwords, sessions, the slowing down of guesses, and the audit trail.
// It lives in the register database, so that a session survives a restart and a logout is a logout everywhere.
package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"time"

	queries "harta/sql"
)

// Access answers questions about people and their rights. It may be shared.
type Access struct {
	db      *sql.DB
	clock   func() time.Time
	log     *slog.Logger
	hashing hasher
}

// Open uses the migrated register database. clock gives the moment of every decision.
func Open(db *sql.DB, clock func() time.Time, log *slog.Logger) *Access {
	return &Access{db: db, clock: clock, log: log, hashing: newHasher(currentCost)}
}

// query returns the text of a query of the register by the name of its file.
func query(name string) string { return queries.Query(queries.RegisterQueries, name) }

// secret makes a random text of 256 bits that is safe in addresses, cookies and forms.
func secret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// digest is the form in which a secret is kept where it must be found again but never read.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// exec runs a statement whose result nobody needs.
func exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	_, err := tx.ExecContext(ctx, statement, args...)
	return err
}

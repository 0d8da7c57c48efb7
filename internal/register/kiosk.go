package register

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"harta/internal/fault"
	"harta/internal/store"
)

// Kiosk is a device on which citizens tap their opinion. Whoever knows its address can answer at it, so the token in the address
// is a secret between the kiosk and the office.
type Kiosk struct {
	ID         string // short ASCII name, never changed: facts carry it
	Token      string // known only where the kiosk was found by it or has just got it
	Name       string
	Office     string
	Department string // empty: the kiosk is not about one department
	Service    string // empty: the kiosk is not about one service
	Question   string // id of the question it asks
	Active     bool   // false: switched off for a while
	Screen

	Version   int64      // grows with every change a person makes
	RevokedAt *time.Time // when its address was taken back; nil: it was not
	RevokedBy string     // id of the user who did that
	Seen      Seen
}

// Seen is what a kiosk told of itself last.
type Seen struct {
	At     *time.Time     // when it was last heard of; nil: never
	Skew   *time.Duration // by how much its clock was fast then, negative when slow; nil: never told
	SkewAt *time.Time     // when the skew was measured
}

// A kiosk's token is kept in two forms. Its SHA-256 finds the kiosk of an address; the token has 130 random bits, so nobody finds
// it from its hash. The token itself is locked under the master key, because a tablet that was reset has to be set up again, and is
// shown to those who manage kiosks, each time with an entry in the audit trail. Rotating replaces both and closes the old address
// at once; revoking destroys the locked form and leaves the hash, so that the old address is known to be taken back. The hashes of
// former tokens are kept for a while, for what waits on a screen that does not know yet: see FormerKiosk.

// newToken makes a kiosk's token: 130 random bits in base32, small letters and digits, easy to type into a tablet.
func newToken() string { return strings.ToLower(rand.Text()) }

func hashOfToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// lockToken locks the token of a kiosk for keeping.
func (r *Register) lockToken(id, token string) string {
	return hexOf(lock(r.master, place(id, "token"), []byte(token)))
}

// lockTokens turns the tokens that an earlier program kept bare into the form in which they are kept now.
func (r *Register) lockTokens(ctx context.Context) error {
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT id, token FROM kiosks WHERE token_locked = '' AND revoked_at IS NULL")
		if err != nil {
			return err
		}
		bare := map[string]string{}
		if err := each(rows, func(rows *sql.Rows) error {
			var id, token string
			err := rows.Scan(&id, &token)
			bare[id] = token
			return err
		}); err != nil {
			return err
		}
		for id, token := range bare {
			const change = "UPDATE kiosks SET token = $2, token_locked = $3 WHERE id = $1"
			if err := exec(ctx, tx, change, id, hashOfToken(token), r.lockToken(id, token)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("lock tokens of kiosks: %w", err)
	}
	return nil
}

// KioskByToken finds the kiosk an address belongs to, without what it told of itself. It is asked at every tap and answers from
// memory, see booths. An unknown token is the fault.NotFound "kiosk_unknown", a kiosk that was switched off or whose address was
// taken back "kiosk_inactive".
func (r *Register) KioskByToken(ctx context.Context, token string) (Kiosk, error) {
	if err := r.booths.refresh(ctx, r.db); err != nil {
		return Kiosk{}, err
	}
	hash := sha256.Sum256([]byte(token))
	k, err := kept(&r.booths, hash, (*booths).kioskMap, func() (Kiosk, error) {
		k, err := scanKiosk(r.db.QueryRowContext(ctx, query("kiosk_by_token"), hex.EncodeToString(hash[:])))
		k.Seen = Seen{}
		return k, err
	})
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Kiosk{}, fault.NotFound("kiosk_unknown", nil)
	case err != nil:
		return Kiosk{}, fmt.Errorf("find kiosk: %w", err)
	case !k.Active, k.RevokedAt != nil:
		return Kiosk{}, fault.NotFound("kiosk_inactive", fault.Params{"name": k.Name})
	}
	k.Token = token
	return k, nil
}

// Kiosk gives the kiosk with the id, without its token. Without one it is the fault.NotFound "kiosk_unknown".
func (r *Register) Kiosk(ctx context.Context, id string) (Kiosk, error) {
	k, err := kioskByID(ctx, r.db, id)
	if err != nil {
		return Kiosk{}, fmt.Errorf("find kiosk: %w", err)
	}
	return k, nil
}

func kioskByID(ctx context.Context, db reader, id string) (Kiosk, error) {
	k, err := scanKiosk(db.QueryRowContext(ctx, query("kiosk_by_id"), id))
	if errors.Is(err, sql.ErrNoRows) {
		return Kiosk{}, fault.NotFound("kiosk_unknown", nil)
	}
	return k, err
}

// Kiosks lists all kiosks by id, the inactive and revoked ones too, without their tokens.
func (r *Register) Kiosks(ctx context.Context) ([]Kiosk, error) {
	rows, err := r.db.QueryContext(ctx, query("kiosks"))
	if err != nil {
		return nil, fmt.Errorf("list kiosks: %w", err)
	}
	var kiosks []Kiosk
	err = each(rows, func(rows *sql.Rows) error {
		k, err := scanKiosk(rows)
		kiosks = append(kiosks, k)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list kiosks: %w", err)
	}
	return kiosks, nil
}

// scanner is a row of a result, alone or among others.
type scanner interface{ Scan(dest ...any) error }

func scanKiosk(row scanner) (Kiosk, error) {
	var k Kiosk
	var screen string
	var revoked, seen, skew, skewAt sql.NullInt64
	err := row.Scan(&k.ID, &k.Name, &k.Office, &k.Department, &k.Service, &k.Question, &k.Active, &screen, &k.Version, &revoked,
		&k.RevokedBy, &seen, &skew, &skewAt)
	if err != nil {
		return Kiosk{}, err
	}
	k.RevokedAt, k.Seen.At, k.Seen.SkewAt = nullMoment(revoked), nullMoment(seen), nullMoment(skewAt)
	if skew.Valid {
		d := time.Duration(skew.Int64) * time.Millisecond
		k.Seen.Skew = &d
	}
	k.Screen, err = readScreen(screen)
	return k, err
}

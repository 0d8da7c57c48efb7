package register

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"harta/internal/store"
)

// A link to follow a case is a secret: who knows it is the case's sender. The secret is made from the case's number with a key that
// only the running program has, so that every letter can carry the same link though the register keeps no more than its hash.

// linkBytes is the length of a link's secret: 160 bits.
const linkBytes = 20

// NewLink gives the secret by which the sender of a case follows it. A case that came sealed has none, so that no browser's history and
// no mailbox tells of it; it is as unknown as one that never was: fault.NotFound "case_unknown". One that was sealed later gives the
// secret it had, which leads nowhere any more: that it has none now would tell.
func (r *Register) NewLink(ctx context.Context, number string) (string, error) {
	number, err := CheckNumber(number)
	if err != nil {
		return "", err
	}
	token := r.linkOf(number)
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		var waiting int
		if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM set_aside WHERE number = $1", number).Scan(&waiting); err != nil || waiting > 0 {
			return err // the link was kept with it
		}
		if _, err := findCase(ctx, tx, number); isNotFound(err) {
			return r.mustHaveBeenOpen(ctx, tx, number)
		} else if err != nil {
			return err
		}
		return exec(ctx, tx, query("case_link_add"), hashOf(token), number, store.Millis(r.clock()))
	})
	if err != nil {
		return "", fmt.Errorf("make link: %w", err)
	}
	return token, nil
}

// linkOf makes the secret of a case, in small letters and digits.
func (r *Register) linkOf(number string) string {
	mac := hmac.New(sha256.New, r.linkKey)
	mac.Write([]byte(number))
	return strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil)[:linkBytes]))
}

// hashOf is what the register keeps of a secret.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// LinkedCase gives the number of the case that a link is for. A link that nobody made is the fault.NotFound "link_unknown", one of
// something that was set aside "link_waits", or "link_erased" when nobody restored it in time.
func (r *Register) LinkedCase(ctx context.Context, token string) (string, error) {
	var number string
	err := r.db.QueryRowContext(ctx, "SELECT number FROM case_links WHERE hash = $1", hashOf(token)).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return "", r.asideLink(ctx, token)
	}
	if err != nil {
		return "", fmt.Errorf("find link: %w", err)
	}
	return number, nil
}

// emailMark is by what the cases of an address are found. Letters of either size are one address to everybody but the standard.
func (r *Register) emailMark(address string) string {
	if address == "" {
		return ""
	}
	mac := hmac.New(sha256.New, r.markKey)
	mac.Write([]byte(strings.ToLower(address)))
	return hex.EncodeToString(mac.Sum(nil))
}

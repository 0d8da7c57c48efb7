package register

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"harta/internal/fault"
)

// Personal data are locked in two steps: the data under a random key of their own, that key under the master key. So a person
// can be erased by destroying one small row, and the master key can be changed without touching the data.
//
// Both steps are AES-256 in Galois/counter mode with a random nonce (NIST SP 800-38D). What the data are and whose is bound to
// the ciphertext, so a row moved to another case or column cannot be opened.

// keyLength is the length of every key in bytes.
const keyLength = 32

// newLock prepares a key.
func newLock(key []byte) (cipher.AEAD, error) {
	if len(key) != keyLength {
		return nil, fmt.Errorf("a key has %d bytes, not %d", keyLength, len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// lock encrypts data and binds it to its place.
func lock(key cipher.AEAD, place string, plain []byte) []byte {
	return key.Seal(nil, nil, plain, []byte(place))
}

// unlock reverses lock. The error never holds any of the data.
func unlock(key cipher.AEAD, place string, locked []byte) ([]byte, error) {
	plain, err := key.Open(nil, nil, locked, []byte(place))
	if err != nil {
		return nil, fmt.Errorf("unlock %s: %w", place, err)
	}
	return plain, nil
}

// newDataKey makes a random key, ready for use and wrapped by the master key.
func (r *Register) newDataKey(place string) (key cipher.AEAD, wrapped []byte, err error) {
	raw := make([]byte, keyLength)
	_, _ = rand.Read(raw) // never fails, see crypto/rand
	if key, err = newLock(raw); err != nil {
		return nil, nil, err
	}
	return key, lock(r.master, "key of "+place, raw), nil
}

// openDataKey unwraps a key.
func (r *Register) openDataKey(place string, wrapped []byte) (cipher.AEAD, error) {
	raw, err := unlock(r.master, "key of "+place, wrapped)
	if err != nil {
		return nil, err
	}
	return newLock(raw)
}

// The subjects of a case that have a key of their own.
const (
	keyOfText    = "text"
	keyOfContact = "contact"
)

// place names what is locked: whose and what.
func place(number, subject string) string { return number + " " + subject }

// putCaseKey stores a case's wrapped key for one subject.
func putCaseKey(ctx context.Context, tx *sql.Tx, number, subject string, wrapped []byte) error {
	return exec(ctx, tx, "INSERT INTO case_keys (number, subject, wrapped) VALUES ($1, $2, $3)", number, subject, wrapped)
}

// caseKey opens a case's key for one subject. A key that was destroyed is a fault.NotFound "case_erased".
func (r *Register) caseKey(ctx context.Context, tx *sql.Tx, number, subject string) (cipher.AEAD, error) {
	var wrapped []byte
	err := tx.QueryRowContext(ctx, "SELECT wrapped FROM case_keys WHERE number = $1 AND subject = $2", number, subject).Scan(&wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound("case_erased", fault.Params{"number": number})
	}
	if err != nil {
		return nil, err
	}
	return r.openDataKey(place(number, subject), wrapped)
}

// hexOf and bytesOf carry locked bytes through a text column. Text that is not hexadecimal opens no lock, so it gives nothing.
func hexOf(b []byte) string { return hex.EncodeToString(b) }

func bytesOf(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		return nil
	}
	return b
}

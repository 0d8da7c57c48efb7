package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"harta/internal/fault"
)

// Limits of a password.
const (
	PasswordMin = 10   // characters
	PasswordMax = 1024 // bytes; hashing more would let anybody keep the server busy
)

// checkPassword says what is wrong with a new password of the given login.
func checkPassword(login, password string) error {
	switch {
	case utf8.RuneCountInString(password) < PasswordMin:
		return fault.Invalid("password", "password_short", fault.Params{"min": PasswordMin})
	case len(password) > PasswordMax:
		return fault.Invalid("password", "password_long", fault.Params{"max": PasswordMax})
	case strings.EqualFold(password, login):
		return fault.Invalid("password", "password_is_login", nil)
	}
	return nil
}

// cost is what one argon2id computation takes.
type cost struct {
	passes    uint32
	memoryKiB uint32
	threads   uint8
}

// currentCost follows the first choice of the OWASP Password Storage Cheat Sheet for argon2id.
var currentCost = cost{passes: 2, memoryKiB: 19 * 1024, threads: 1}

const (
	saltLength = 16 // bytes
	hashLength = 32 // bytes
	// hashSlots caps concurrent computations: each takes 19 MiB and tens of milliseconds of a core, and a flood of logins must
	// leave both for everybody else.
	hashSlots = 2
)

// hasher turns passwords into hashes and compares them, a few at a time.
type hasher struct {
	cost  cost
	slots chan struct{}
}

func newHasher(c cost) hasher { return hasher{cost: c, slots: make(chan struct{}, hashSlots)} }

// hash gives the password's argon2id hash in the PHC form, with a fresh salt.
func (h hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLength)
	_, _ = rand.Read(salt) // never fails, see crypto/rand
	sum, err := h.derive(ctx, password, salt, h.cost, hashLength)
	if err != nil {
		return "", err
	}
	return formatPHC(h.cost, salt, sum), nil
}

// verify compares a password with a stored hash. stale says that the hash was made at another cost and should be renewed. An
// empty stored hash stands for an unknown login: the same work is done and the answer is no.
func (h hasher) verify(ctx context.Context, stored, password string) (ok, stale bool, err error) {
	c, salt, want := h.cost, make([]byte, saltLength), make([]byte, hashLength)
	if stored != "" {
		if c, salt, want, err = parsePHC(stored); err != nil {
			return false, false, err
		}
	}
	sum, err := h.derive(ctx, password, salt, c, uint32(len(want)))
	if err != nil {
		return false, false, err
	}
	equal := subtle.ConstantTimeCompare(sum, want) == 1
	return equal && stored != "", c != h.cost, nil
}

// derive waits for a free slot and computes. One password typed on two keyboards may reach us in two Unicode forms (й as one
// character or two), hence NFC.
func (h hasher) derive(ctx context.Context, password string, salt []byte, c cost, length uint32) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, fault.New(fault.KindUnavailable, "login_busy", nil)
	}
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.passes, c.memoryKiB, c.threads, length), nil
}

// formatPHC writes a hash in the Password Hashing Competition's string format.
func formatPHC(c cost, salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memoryKiB, c.passes, c.threads,
		b64.EncodeToString(salt), b64.EncodeToString(sum))
}

// parsePHC reads what formatPHC wrote.
func parsePHC(s string) (c cost, salt, sum []byte, err error) {
	bad := func(why string) error { return fmt.Errorf("stored password hash: %s", why) }
	fields := strings.Split(s, "$")
	if len(fields) != 6 || fields[0] != "" || fields[1] != "argon2id" {
		return c, nil, nil, bad("not argon2id in the PHC form")
	}
	if fields[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, bad("unknown version")
	}
	if _, err := fmt.Sscanf(fields[3], "m=%d,t=%d,p=%d", &c.memoryKiB, &c.passes, &c.threads); err != nil {
		return c, nil, nil, bad("unreadable cost")
	}
	if c.passes == 0 || c.threads == 0 || c.memoryKiB > 1<<20 || c.passes > 100 {
		return c, nil, nil, bad("cost out of bounds")
	}
	if salt, err = base64.RawStdEncoding.DecodeString(fields[4]); err != nil {
		return c, nil, nil, bad("unreadable salt")
	}
	if sum, err = base64.RawStdEncoding.DecodeString(fields[5]); err != nil || len(sum) < 16 {
		return c, nil, nil, bad("unreadable hash")
	}
	return c, salt, sum, nil
}

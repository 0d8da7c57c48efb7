package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"harta/internal/fault"
	"harta/internal/store"
)

// How guessing is slowed down. A login allows a few slips, an address more, because a whole town hall may share one. After that
// every failure doubles the wait. A failure is forgotten after a day.
const (
	freeByLogin  = 5
	freeByRemote = 30
	firstWait    = 10 * time.Second
	longestWait  = 15 * time.Minute
	forgetAfter  = 24 * time.Hour
)

// guess is one try at a password, known by the hashes of the login and of the network it came from.
type guess struct {
	login, remote string
	until         int64 // end of the wait that counting this try put on the network, zero for none
}

// newGuess hashes whom the try is for and the network it comes from.
func newGuess(login, remote string) guess {
	return guess{login: digest("login", loginKey(login)), remote: digest("remote", Network(remote))}
}

// subscriberBits is how many leading bits of an IPv6 address are one subscriber's: a line has at least a /64, and its machines take
// another address in it as often as they like.
const subscriberBits = 64

// Network is the part of the net that one line has, by which tries and requests are counted: of an IPv4 address itself, of an IPv6
// address its first 64 bits. A zone is no part of it, and what is no address is its own network.
func Network(address string) string {
	addr, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	return netip.PrefixFrom(addr, subscriberBits).Masked().String()
}

// reserve counts the try as failed before the password is looked at, so that a thousand tries at once are a thousand failures
// and not one; release takes it back when the password was right. It refuses while a wait lasts, and a refused try counts as
// nothing.
func (a *Access) reserve(ctx context.Context, g *guess) error {
	now := a.clock()
	err := store.InTx(ctx, a.db, func(tx *sql.Tx) error {
		if err := exec(ctx, tx, "DELETE FROM login_attempts WHERE last_failure < $1", store.Millis(now.Add(-forgetAfter))); err != nil {
			return err
		}
		if _, err := count(ctx, tx, g.login, freeByLogin, now); err != nil {
			return err
		}
		var err error
		g.until, err = count(ctx, tx, g.remote, freeByRemote, now)
		return err
	})
	if _, told := fault.As(err); told {
		return err
	}
	if err != nil {
		return fmt.Errorf("count login attempt: %w", err)
	}
	return nil
}

// count adds one failure to a subject and gives the end of the wait that follows, zero for none; or it says how long to wait.
func count(ctx context.Context, tx *sql.Tx, subject string, free int, now time.Time) (until int64, err error) {
	var failures int
	err = tx.QueryRowContext(ctx, query("login_attempt_count"), subject, store.Millis(now)).Scan(&failures)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, waiting(ctx, tx, subject, now)
	}
	if err != nil || failures < free {
		return 0, err
	}
	until = store.Millis(now.Add(wait(failures - free)))
	return until, exec(ctx, tx, "UPDATE login_attempts SET blocked_until = $2 WHERE subject = $1", subject, until)
}

// waiting makes the fault of a try that comes too early.
func waiting(ctx context.Context, tx *sql.Tx, subject string, now time.Time) error {
	var until int64
	if err := tx.QueryRowContext(ctx, "SELECT blocked_until FROM login_attempts WHERE subject = $1", subject).Scan(&until); err != nil {
		return err
	}
	seconds := int((store.Moment(until).Sub(now) + time.Second - 1) / time.Second)
	// "count" chooses the plural of the message, "seconds" is for machines.
	return fault.New(fault.KindTooMany, "login_wait", fault.Params{"seconds": seconds, "count": seconds})
}

// wait is the pause after the nth failure beyond the free ones, n from 0.
func wait(n int) time.Duration {
	if n >= 7 { // 10 s · 2⁷ is longer than the longest
		return longestWait
	}
	return min(firstWait<<n, longestWait)
}

// release takes a reserved failure back after the right password. The login starts anew; the address only loses this one try,
// or one valid account would let somebody guess at all the others. The wait it put on the address goes with it, so that one
// person's login does not keep the colleagues out; a wait that somebody else's failure put there stays.
func (a *Access) release(ctx context.Context, tx *sql.Tx, g guess) error {
	if err := exec(ctx, tx, "DELETE FROM login_attempts WHERE subject = $1", g.login); err != nil {
		return err
	}
	return exec(ctx, tx, query("login_attempt_release"), g.remote, freeByRemote, g.until)
}

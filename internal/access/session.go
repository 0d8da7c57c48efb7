package access

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"harta/internal/fault"
	"harta/internal/store"
)

// How long a session lasts.
const (
	IdleLimit     = 4 * time.Hour  // without any use
	AbsoluteLimit = 16 * time.Hour // whatever happens: everybody logs in once a day
	seenExact     = time.Minute    // how exactly the last use is kept; writing it at every request would cost a commit each
)

// Session is a person who is logged in.
type Session struct {
	User User
	// CSRF is the secret that every form of the session repeats.
	CSRF string
	// Expires is when the session ends unless it is used before.
	Expires time.Time
}

// Allows says whether a form that came with the given token was made by this session.
func (s Session) Allows(csrf string) bool {
	return s.CSRF != "" && subtle.ConstantTimeCompare([]byte(s.CSRF), []byte(csrf)) == 1
}

// Session finds who a token belongs to and prolongs the session. A token that is unknown, ended or too old is a fault
// "session_ended" of KindForbidden.
func (a *Access) Session(ctx context.Context, token string) (Session, error) {
	ended := fault.New(fault.KindForbidden, "session_ended", nil)
	if token == "" {
		return Session{}, ended
	}
	var s Session
	var seenMs, expiresMs int64
	hash := digest(token)
	u := &s.User
	err := a.db.QueryRowContext(ctx, query("session_by_token"), hash).
		Scan(&u.ID, &u.Login, &u.Name, &u.Role, &u.Department, &u.Active, &s.CSRF, &seenMs, &expiresMs)
	if errors.Is(err, sql.ErrNoRows) {
		return Session{}, ended
	}
	if err != nil {
		return Session{}, fmt.Errorf("read session: %w", err)
	}
	now, seen, expires := a.clock(), store.Moment(seenMs), store.Moment(expiresMs)
	if !u.Active || !now.Before(expires) || now.Sub(seen) >= IdleLimit {
		return Session{}, ended
	}
	if now.Sub(seen) >= seenExact {
		if _, err := a.db.ExecContext(ctx, "UPDATE sessions SET seen = $2 WHERE token_hash = $1", hash, store.Millis(now)); err != nil {
			return Session{}, fmt.Errorf("prolong session: %w", err)
		}
		seen = now
	}
	s.Expires = seen.Add(IdleLimit)
	if expires.Before(s.Expires) {
		s.Expires = expires
	}
	return s, nil
}

// Logout ends the session of a token. Ending one that is unknown or already ended is no error.
func (a *Access) Logout(ctx context.Context, token string) error {
	if _, err := a.db.ExecContext(ctx, "DELETE FROM sessions WHERE token_hash = $1", digest(token)); err != nil {
		return fmt.Errorf("log out: %w", err)
	}
	return nil
}

// endSessions ends all sessions of a user.
func endSessions(ctx context.Context, tx *sql.Tx, user string) error {
	return exec(ctx, tx, "DELETE FROM sessions WHERE user_id = $1", user)
}

// forgetSessions deletes the sessions that are over.
func (a *Access) forgetSessions(ctx context.Context, tx *sql.Tx, now time.Time) error {
	return exec(ctx, tx, "DELETE FROM sessions WHERE expires <= $1 OR seen <= $2", store.Millis(now), store.Millis(now.Add(-IdleLimit)))
}

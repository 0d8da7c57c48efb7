package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"harta/internal/fault"
	"harta/internal/store"
)

// Login checks a password and opens a session. The token goes to the browser and is kept nowhere else. remote is the network
// address of the person.
//
// A wrong login and a wrong password are the same fault "login_failed" after the same work; too many of either is a fault of
// KindTooMany, "login_wait", whose parameter "seconds" says how long to wait.
func (a *Access) Login(ctx context.Context, login, password, remote string) (token string, s Session, err error) {
	guess := newGuess(login, remote)
	if err := a.reserve(ctx, &guess); err != nil {
		return "", Session{}, err
	}
	user, stored, err := a.candidate(ctx, loginKey(login))
	if err != nil {
		return "", Session{}, err
	}
	if len(password) > PasswordMax {
		password = "" // no password is so long: the same work for the same answer
	}
	ok, stale, err := a.hashing.verify(ctx, stored, password)
	if err != nil {
		return "", Session{}, err
	}
	if !ok || !user.Active {
		a.log.InfoContext(ctx, "login failed", "known", user.ID != "")
		if err := a.Audit(ctx, "", "login.failed", user.ID, nil); err != nil {
			return "", Session{}, err
		}
		return "", Session{}, fault.New(fault.KindForbidden, "login_failed", nil)
	}
	renewed := ""
	if stale {
		if renewed, err = a.hashing.hash(ctx, password); err != nil {
			return "", Session{}, err
		}
	}
	return a.admit(ctx, user, guess, renewed)
}

// candidate reads the user of a login; an unknown one is no error but a user without id and an empty hash.
func (a *Access) candidate(ctx context.Context, login string) (User, string, error) {
	var u User
	var stored string
	err := a.db.QueryRowContext(ctx, "SELECT id, login, name, role, department, active, password FROM users WHERE login = $1", login).
		Scan(&u.ID, &u.Login, &u.Name, &u.Role, &u.Department, &u.Active, &stored)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return User{}, "", fmt.Errorf("read user: %w", err)
	}
	return u, stored, nil
}

// admit opens the session of a user whose password was right: it takes the guess back, renews a stale hash, and writes session
// and audit row in one transaction.
func (a *Access) admit(ctx context.Context, u User, g guess, renewed string) (string, Session, error) {
	token := secret()
	now := a.clock()
	s := Session{User: u, CSRF: secret(), Expires: now.Add(IdleLimit)}
	err := store.InTx(ctx, a.db, func(tx *sql.Tx) error {
		if err := a.release(ctx, tx, g); err != nil {
			return err
		}
		if renewed != "" {
			if err := exec(ctx, tx, "UPDATE users SET password = $2 WHERE id = $1", u.ID, renewed); err != nil {
				return err
			}
		}
		if err := a.forgetSessions(ctx, tx, now); err != nil {
			return err
		}
		if err := exec(ctx, tx, query("session_add"), digest(token), u.ID, s.CSRF, store.Millis(now), store.Millis(now.Add(AbsoluteLimit))); err != nil {
			return err
		}
		return a.audit(ctx, tx, u.ID, "login", u.ID, nil)
	})
	if err != nil {
		return "", Session{}, fmt.Errorf("open session: %w", err)
	}
	return token, s, nil
}

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
	if len(password) > PasswordMax {
		password = "" // no password is so long: the same work for the same answer
	}
	for {
		user, stored, renewed, err := a.recognise(ctx, login, password)
		if err != nil {
			return "", Session{}, err
		}
		token, s, err := a.admit(ctx, user, guess, stored, renewed)
		if !errors.Is(err, errOvertaken) { // two logins at once may both want to renew the hash: the slower one is asked again
			return token, s, err
		}
	}
}

// recognise gives the user whose password it is, with the hash that says so and the one that is to take its place: the same one,
// unless that was made at another cost.
func (a *Access) recognise(ctx context.Context, login, password string) (u User, stored, renewed string, err error) {
	if u, stored, err = a.candidate(ctx, loginKey(login)); err != nil {
		return u, "", "", err
	}
	ok, stale, err := a.hashing.verify(ctx, stored, password)
	if err != nil {
		return u, "", "", err
	}
	if !ok || !u.Active {
		a.log.InfoContext(ctx, "login failed", "known", u.ID != "")
		if err := a.Audit(ctx, "", "login.failed", u.ID, nil); err != nil {
			return u, "", "", err
		}
		return u, "", "", fault.New(fault.KindForbidden, "login_failed", nil)
	}
	if renewed = stored; stale {
		renewed, err = a.hashing.hash(ctx, password)
	}
	return u, stored, renewed, err
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

// errOvertaken says that the password or the right to log in changed after it was looked at.
var errOvertaken = errors.New("changed meanwhile")

// admit opens the session of a user whose password was right: it takes the guess back, renews a stale hash, and writes session
// and audit row in one transaction. Between the look at the stored hash and this lies the time of one or two computations, in which
// somebody may have given the user another password, because the old one is known to others: then the old one must neither come
// back nor open a session.
func (a *Access) admit(ctx context.Context, u User, g guess, stored, renewed string) (string, Session, error) {
	token := secret()
	now := a.clock()
	s := Session{User: u, CSRF: secret(), Expires: now.Add(IdleLimit)}
	err := store.InTx(ctx, a.db, func(tx *sql.Tx) error {
		if err := a.release(ctx, tx, g); err != nil {
			return err
		}
		// Also where the hash stays: only a row that is written holds a change of it back until the session is there to be ended.
		if err := execOne(ctx, tx, "UPDATE users SET password = $3 WHERE id = $1 AND password = $2 AND active", u.ID, stored, renewed); err != nil {
			return err
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

// execOne carries out a statement that changes one row; none is errOvertaken.
func execOne(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	done, err := tx.ExecContext(ctx, statement, args...)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return errOvertaken
}

package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/store"
)

// User is a person who works with the program.
type User struct {
	ID    string
	Name  string
	Login string
	Role  Role
	// Department is the only one whose cases a clerk works with; empty means all.
	Department string
	// Active is false for somebody who may no longer log in.
	Active bool
}

// Can says whether the user has the permission.
func (u User) Can(p Permission) bool { return Can(u.Role, p) }

// nameMax is the length of a person's name in characters.
const nameMax = 100

var loginForm = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._@-]{1,63}$`)

// loginKey is the form in which logins are compared and kept.
func loginKey(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// CreateUser adds a user. Everything wrong with the input is a fault.List; a login in use is a fault.Conflict "login_taken".
func (a *Access) CreateUser(ctx context.Context, login, name string, role Role, password string) (User, error) {
	u := User{ID: uuid.NewString(), Name: strings.TrimSpace(name), Login: loginKey(login), Role: role, Active: true}
	if err := checkUser(u, password); err != nil {
		return User{}, err
	}
	hash, err := a.hashing.hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	now := a.clock()
	err = store.InTx(ctx, a.db, func(tx *sql.Tx) error {
		added, err := tx.ExecContext(ctx, query("user_add"), u.ID, u.Login, u.Name, u.Role, u.Department, hash, true, store.Millis(now))
		if err != nil {
			return err
		}
		if n, err := added.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			return fault.Conflict("login_taken", fault.Params{"login": u.Login})
		}
		return a.audit(ctx, tx, "", "user.create", u.ID, map[string]any{"role": u.Role})
	})
	if err != nil {
		return User{}, fmt.Errorf("create user: %w", err)
	}
	return u, nil
}

// checkUser collects everything wrong with a new user.
func checkUser(u User, password string) error {
	var wrong fault.List
	if !loginForm.MatchString(u.Login) {
		wrong = append(wrong, fault.Invalid("login", "login_form", nil))
	}
	if u.Name == "" || utf8.RuneCountInString(u.Name) > nameMax {
		wrong = append(wrong, fault.Invalid("name", "user_name_form", nil))
	}
	if !u.Role.Known() {
		wrong = append(wrong, fault.Invalid("role", "role_unknown", fault.Params{"role": string(u.Role)}))
	}
	if err := checkPassword(u.Login, password); err != nil {
		f, _ := fault.As(err)
		wrong = append(wrong, f)
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// Users lists all users by login, those who may no longer log in too.
func (a *Access) Users(ctx context.Context) ([]User, error) {
	rows, err := a.db.QueryContext(ctx, "SELECT id, login, name, role, department, active FROM users ORDER BY login")
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	defer rows.Close()
	var users []User
	for rows.Next() {
		var u User
		if err := rows.Scan(&u.ID, &u.Login, &u.Name, &u.Role, &u.Department, &u.Active); err != nil {
			return nil, fmt.Errorf("list users: %w", err)
		}
		users = append(users, u)
	}
	return users, rows.Err()
}

// SetDepartment limits a clerk to the cases of one department; an empty department lifts the limit. by is the id of who does it.
func (a *Access) SetDepartment(ctx context.Context, id, department, by string) error {
	return a.change(ctx, id, by, "user.department", map[string]any{"department": department}, func(tx *sql.Tx) error {
		return exec(ctx, tx, "UPDATE users SET department = $2 WHERE id = $1", id, department)
	})
}

// SetActive lets a user log in or no longer; forbidding ends all their sessions. by is the id of who does it.
func (a *Access) SetActive(ctx context.Context, id string, active bool, by string) error {
	return a.change(ctx, id, by, "user.active", map[string]any{"active": active}, func(tx *sql.Tx) error {
		if err := exec(ctx, tx, "UPDATE users SET active = $2 WHERE id = $1", id, active); err != nil {
			return err
		}
		return endSessions(ctx, tx, id)
	})
}

// SetPassword gives a user a new password and ends all their sessions. by is the id of who does it.
func (a *Access) SetPassword(ctx context.Context, id, password, by string) error {
	login, _, err := a.credentials(ctx, id)
	if err != nil {
		return err
	}
	return a.setPassword(ctx, id, login, password, by, "")
}

// setPassword is SetPassword where the stored hash is still the given one; an empty one stands for any.
func (a *Access) setPassword(ctx context.Context, id, login, password, by, stored string) error {
	if err := checkPassword(login, password); err != nil {
		return err
	}
	hash, err := a.hashing.hash(ctx, password)
	if err != nil {
		return err
	}
	now := store.Millis(a.clock())
	return a.change(ctx, id, by, "user.password", nil, func(tx *sql.Tx) error {
		const set = "UPDATE users SET password = $2, changed = $3 WHERE id = $1 AND (password = $4 OR $4 = '')"
		if err := execOne(ctx, tx, set, id, hash, now, stored); err != nil {
			return err
		}
		return endSessions(ctx, tx, id)
	})
}

// ChangePassword is a user's own change: the old password is asked for, and wrong ones are slowed down as at the login. All
// sessions of the user end. A wrong old password is a fault.Invalid "password_wrong" of the field "old".
func (a *Access) ChangePassword(ctx context.Context, id, old, password, remote string) error {
	login, stored, err := a.credentials(ctx, id)
	if err != nil {
		return err
	}
	guess := newGuess(login, remote)
	if err := a.reserve(ctx, &guess); err != nil {
		return err
	}
	ok, _, err := a.hashing.verify(ctx, stored, old)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Invalid("old", "password_wrong", nil)
	}
	if err := store.InTx(ctx, a.db, func(tx *sql.Tx) error { return a.release(ctx, tx, guess) }); err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	err = a.setPassword(ctx, id, login, password, id, stored)
	if errors.Is(err, errOvertaken) { // somebody else has given the user another password since it was looked at
		return fault.Invalid("old", "password_wrong", nil)
	}
	return err
}

// credentials reads what a password is checked against.
func (a *Access) credentials(ctx context.Context, id string) (login, stored string, err error) {
	err = a.db.QueryRowContext(ctx, "SELECT login, password FROM users WHERE id = $1", id).Scan(&login, &stored)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", fault.NotFound("user_unknown", nil)
	}
	if err != nil {
		return "", "", fmt.Errorf("read user: %w", err)
	}
	return login, stored, nil
}

// change alters an existing user and writes the audit row in one transaction.
func (a *Access) change(ctx context.Context, id, by, action string, details map[string]any, alter func(*sql.Tx) error) error {
	if _, _, err := a.credentials(ctx, id); err != nil {
		return err
	}
	err := store.InTx(ctx, a.db, func(tx *sql.Tx) error {
		if err := alter(tx); err != nil {
			return err
		}
		return a.audit(ctx, tx, by, action, id, details)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	return nil
}

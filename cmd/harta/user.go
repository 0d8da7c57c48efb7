package main

import (
	"bufio"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/store"
)

type userCmd struct {
	Add userAddCmd `cmd:"" help:"Add a user. The password is read from standard input, or made and printed."`
}

type userAddCmd struct {
	Login         string      `arg:"" help:"Name to log in with."`
	Name          string      `help:"Name of the person; default: the login."`
	Role          access.Role `help:"viewer, officer, clerk, integrity or admin." required:""`
	PasswordStdin bool        `help:"Read the password from the first line of standard input."`
}

// Run adds the user to the register. The running server keeps its register open; SQLite lets both write.
func (u *userAddCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	password := newPassword()
	if u.PasswordStdin {
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil && line == "" {
			return fault.Invalid("password", "password_missing", nil)
		}
		password = strings.TrimRight(line, "\r\n")
	}
	accounts, closeDB, err := openAccounts(ctx, c.Data, term.log)
	if err != nil {
		return err
	}
	defer func() { _ = closeDB() }()
	name := u.Name
	if name == "" {
		name = u.Login
	}
	user, err := accounts.CreateUser(ctx, u.Login, name, u.Role, password)
	if err != nil {
		return err
	}
	if u.PasswordStdin {
		term.say("cli.user_added", "login", user.Login, "role", string(user.Role))
		return nil
	}
	term.say("cli.user_added_password", "login", user.Login, "role", string(user.Role), "password", password)
	return nil
}

// openAccounts opens the register for its users alone. The folder's lock is not needed: the stores of a running server are not
// touched, and SQLite orders the writers of one file.
func openAccounts(ctx context.Context, folder string, log *slog.Logger) (*access.Access, func() error, error) {
	if err := makeFolder(folder); err != nil {
		return nil, nil, err
	}
	db, err := store.OpenRegister(filepath.Join(folder, registerFile))
	if err != nil {
		return nil, nil, err
	}
	if err := store.MigrateRegister(ctx, db); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return access.Open(db, time.Now, log), db.Close, nil
}

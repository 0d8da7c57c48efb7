package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"harta/internal/access"
	"harta/internal/register"
	"harta/internal/town"
)

// demoUsersFile is the file with the demo's users and passwords, readable by its owner alone.
const demoUsersFile = "demo-users.json"

// demoNames are the invented people of the demo, by what they may do.
var demoNames = map[access.Role]string{
	access.Viewer:    "Виолета Стоева",
	access.Officer:   "Олга Филипова",
	access.Clerk:     "Красимира Петкова",
	access.Integrity: "Ивайло Недев",
	access.Admin:     "Александър Димов",
}

type demoCmd struct {
	listening
	Seed uint64 `help:"Seed of the invented town." default:"2006"`
}

// demoUser is one line of the demo's users file.
type demoUser struct {
	Login    string      `json:"login"`
	Name     string      `json:"name"`
	Role     access.Role `json:"role"`
	Password string      `json:"password"`
}

// Run serves the invented town.
func (d *demoCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	return serve(ctx, c, term, d.listening, func(ctx context.Context, h *house, term *terminal, address string) error {
		if err := h.away(); err != nil {
			return err
		}
		users, err := demoUsers(ctx, h, term)
		if err != nil {
			return err
		}
		if err := d.settle(ctx, h, term); err != nil {
			return err
		}
		return printDemo(ctx, h, term, address, users)
	})
}

// settle fills the town unless an earlier start has. An interrupted filling is taken up where it stopped.
func (d *demoCmd) settle(ctx context.Context, h *house, term *terminal) error {
	// A filling that was killed during its import left that import running; it must be over before the filling goes on.
	if err := h.importer.Resume(ctx); err != nil {
		return err
	}
	m := term.meter()
	defer m.end()
	doors := town.Doors{Register: h.register, Responses: h.responses, Importer: h.importer, Loader: h.loader, By: demoBy}
	if err := workers(ctx, h, &doors); err != nil {
		return err
	}
	return town.New(d.Seed, time.Now(), h.charter).Fill(ctx, doors, func(p town.Progress) {
		m.show(term.words.T("cli.town_progress", "stage", term.words.T("cli.town_stage."+string(p.Stage)), "percent", percent(p.Done, p.Total)))
	})
}

// demoBy does what no user of the demo has done.
const demoBy = "demo"

// workers lets the demo's own officer and clerk work on the town's cases, so that they find theirs when they log in.
func workers(ctx context.Context, h *house, doors *town.Doors) error {
	users, err := h.access.Users(ctx)
	if err != nil {
		return err
	}
	for _, u := range users {
		switch u.Login {
		case string(access.Officer):
			doors.By = u.ID
			doors.Workers = append(doors.Workers, u.ID)
		case string(access.Clerk):
			doors.Workers = append(doors.Workers, u.ID)
		}
	}
	return nil
}

// demoUsers makes one user a role at the first start and keeps the passwords in a file only its owner may read.
func demoUsers(ctx context.Context, h *house, term *terminal) ([]demoUser, error) {
	path := filepath.Join(h.folder, demoUsersFile)
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return newDemoUsers(ctx, h, term, path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the demo users: %w", err)
	}
	var users []demoUser
	if err := json.Unmarshal(content, &users); err != nil {
		return nil, fmt.Errorf("read the demo users from %s: %w", path, err)
	}
	return users, nil
}

// newDemoUsers makes the users and then writes the file; to users whom an interrupted start has left without one, it gives new
// passwords.
func newDemoUsers(ctx context.Context, h *house, term *terminal, path string) ([]demoUser, error) {
	known, err := h.access.Users(ctx)
	if err != nil {
		return nil, err
	}
	taken := make(map[string]string, len(known))
	for _, u := range known {
		taken[u.Login] = u.ID
	}
	var users []demoUser
	for _, role := range access.Roles() {
		u := demoUser{Login: string(role), Name: demoNames[role], Role: role, Password: newPassword()}
		users = append(users, u)
		if id, ok := taken[u.Login]; ok {
			err = h.access.SetPassword(ctx, id, u.Password, demoBy)
		} else {
			_, err = h.access.CreateUser(ctx, u.Login, u.Name, u.Role, u.Password)
		}
		if err != nil {
			return nil, err
		}
	}
	content, err := json.MarshalIndent(users, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the demo users: %w", err)
	}
	return users, writeSecret(path, string(content)+"\n")
}

// printDemo tells the person where to go and who to be.
func printDemo(ctx context.Context, h *house, term *terminal, address string, users []demoUser) error {
	term.say("cli.demo_ready", "municipality", h.charter.Municipality.Name.In(string(term.words.Lang())))
	fmt.Fprintln(term.out)
	fmt.Fprintf(term.out, "  %s/\n\n", address)
	for _, u := range users {
		fmt.Fprintf(term.out, "  %-10s %-20s %s\n", u.Login, u.Password, term.words.T("cli.demo_role."+string(u.Role)))
	}
	fmt.Fprintln(term.out)
	if err := printScreens(ctx, h, term, address); err != nil {
		return err
	}
	fmt.Fprintf(term.out, "  %s %s/f/complaint\n\n", term.words.T("cli.demo_form"), address)
	return nil
}

// printScreens tells the addresses of one kiosk and of one place with a QR code, of those in use.
func printScreens(ctx context.Context, h *house, term *terminal, address string) error {
	kiosks, err := h.register.Kiosks(ctx)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(kiosks, func(k register.Kiosk) bool { return k.Active && k.RevokedAt == nil }); i >= 0 {
		token, err := h.register.KioskAddress(ctx, kiosks[i].ID, demoBy)
		if err != nil {
			return err
		}
		fmt.Fprintf(term.out, "  %s %s/k/%s\n", term.words.T("cli.demo_kiosk"), address, token)
	}
	places, err := h.register.Places(ctx)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(places, func(p register.Place) bool { return p.Active }); i >= 0 {
		fmt.Fprintf(term.out, "  %s %s/q/%s\n", term.words.T("cli.demo_place"), address, places[i].Code)
	}
	return nil
}

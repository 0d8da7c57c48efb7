package access

import (
	"context"
	"errors"
	"strings"
	"testing"

	"harta/internal/fault"
)

func TestCreateUser(t *testing.T) {
	o := open(t)
	u, err := o.CreateUser(context.Background(), " Maria.Ilieva ", " Мария Илиева ", Officer, password)
	if err != nil {
		t.Fatal(err)
	}
	want := User{ID: u.ID, Name: "Мария Илиева", Login: "maria.ilieva", Role: Officer, Active: true}
	if u != want || u.ID == "" {
		t.Errorf("created %+v, want %+v", u, want)
	}
	users, err := o.Users(context.Background())
	if err != nil || len(users) != 1 || users[0] != want {
		t.Errorf("users %+v, %v", users, err)
	}
	_, err = o.CreateUser(context.Background(), "MARIA.ILIEVA", "Друга Мария", Viewer, password)
	if f := wantFault(t, err, "login_taken"); f.Kind != fault.KindConflict {
		t.Errorf("kind %d", f.Kind)
	}
	if users, _ := o.Users(context.Background()); len(users) != 1 {
		t.Errorf("%d users after a refused one", len(users))
	}
}

func TestCreateUserTellsEverythingWrong(t *testing.T) {
	o := open(t)
	_, err := o.CreateUser(context.Background(), "a b", strings.Repeat("ж", 101), "mayor", "къса")
	var list fault.List
	if !errors.As(err, &list) {
		t.Fatalf("not a list: %v", err)
	}
	got := map[string]string{}
	for _, f := range list {
		got[f.Field] = f.Code
	}
	want := map[string]string{"login": "login_form", "name": "user_name_form", "role": "role_unknown", "password": "password_short"}
	if len(got) != len(want) {
		t.Errorf("faults %v, want %v", got, want)
	}
	for field, code := range want {
		if got[field] != code {
			t.Errorf("%s: %q, want %q", field, got[field], code)
		}
	}
}

func TestChangingThePasswordEndsAllSessions(t *testing.T) {
	ctx := context.Background()
	const fresh = "съвсем нова парола"
	for name, change := range map[string]func(o *office, u User) error{
		"by the user":  func(o *office, u User) error { return o.ChangePassword(ctx, u.ID, password, fresh, "192.0.2.1") },
		"by the admin": func(o *office, u User) error { return o.SetPassword(ctx, u.ID, fresh, "admin-id") },
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			u := o.user("maria", Officer)
			o.user("ivan", Clerk)
			first, second, other := o.mustLogin("maria"), o.mustLogin("maria"), o.mustLogin("ivan")
			if err := change(o, u); err != nil {
				t.Fatal(err)
			}
			for _, token := range []string{first, second} {
				_, err := o.Session(ctx, token)
				wantFault(t, err, "session_ended")
			}
			if _, err := o.Session(ctx, other); err != nil {
				t.Errorf("another user's session: %v", err)
			}
			if _, _, err := o.login("maria", fresh, "192.0.2.1"); err != nil {
				t.Errorf("new password: %v", err)
			}
			_, _, err := o.login("maria", password, "192.0.2.1")
			wantFault(t, err, "login_failed")
		})
	}
}

func TestChangePasswordRefuses(t *testing.T) {
	ctx := context.Background()
	o := open(t)
	u := o.user("maria", Officer)
	token := o.mustLogin("maria")
	wantFault(t, o.ChangePassword(ctx, u.ID, "не е тази", "съвсем нова парола", "192.0.2.1"), "password_wrong")
	wantFault(t, o.ChangePassword(ctx, u.ID, password, "къса", "192.0.2.1"), "password_short")
	wantFault(t, o.ChangePassword(ctx, "nobody", password, "съвсем нова парола", "192.0.2.1"), "user_unknown")
	wantFault(t, o.SetPassword(ctx, u.ID, "maria", "admin-id"), "password_short")
	if _, err := o.Session(ctx, token); err != nil {
		t.Errorf("a refused change ended the session: %v", err)
	}
	for range freeByLogin {
		_ = o.ChangePassword(ctx, u.ID, "не е тази", "съвсем нова парола", "192.0.2.1")
	}
	wantFault(t, o.ChangePassword(ctx, u.ID, password, "съвсем нова парола", "192.0.2.1"), "login_wait")
}

func TestInactiveUser(t *testing.T) {
	ctx := context.Background()
	o := open(t)
	u := o.user("maria", Clerk)
	token := o.mustLogin("maria")
	if err := o.SetActive(ctx, u.ID, false, "admin-id"); err != nil {
		t.Fatal(err)
	}
	_, err := o.Session(ctx, token)
	wantFault(t, err, "session_ended")
	_, _, err = o.login("maria", password, "192.0.2.1")
	wantFault(t, err, "login_failed")
	if err := o.SetActive(ctx, u.ID, true, "admin-id"); err != nil {
		t.Fatal(err)
	}
	o.mustLogin("maria")
	wantFault(t, o.SetActive(ctx, "nobody", true, "admin-id"), "user_unknown")
}

func TestSetDepartment(t *testing.T) {
	ctx := context.Background()
	o := open(t)
	u := o.user("ivan", Clerk)
	token := o.mustLogin("ivan")
	if err := o.SetDepartment(ctx, u.ID, "grao", "admin-id"); err != nil {
		t.Fatal(err)
	}
	s, err := o.Session(ctx, token)
	if err != nil || s.User.Department != "grao" {
		t.Errorf("session %+v, %v", s, err)
	}
}

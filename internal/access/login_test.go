package access

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"harta/internal/fault"
)

func TestLogin(t *testing.T) {
	o := open(t)
	u := o.user("maria", Officer)
	token, s, err := o.login(" Maria ", password, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	if s.User != u || len(token) != 43 || len(s.CSRF) != 43 || token == s.CSRF {
		t.Errorf("session %+v with token %q", s, token)
	}
	if again, _, err := o.login("maria", password, "192.0.2.1"); err != nil || again == token {
		t.Errorf("second login: %v, same token: %v", err, again == token)
	}
}

func TestWrongLoginAndWrongPasswordLookTheSame(t *testing.T) {
	o := open(t)
	o.user("maria", Officer)
	for i := range freeByLogin + 3 {
		_, _, known := o.login("maria", "не е тази", "192.0.2.1")
		_, _, unknown := o.login("mario", "не е тази", "192.0.2.2")
		_, _, silly := o.login("maria2", strings.Repeat("a", PasswordMax+1), "192.0.2.3")
		if known == nil || unknown == nil || known.Error() != unknown.Error() || known.Error() != silly.Error() {
			t.Fatalf("try %d: known login %q, unknown login %q, endless password %q", i, known, unknown, silly)
		}
	}
}

func TestStaleHashIsRenewed(t *testing.T) {
	o := open(t)
	u := o.user("maria", Officer)
	dearer := cost{passes: 2, memoryKiB: 128, threads: 1}
	o.hashing = newHasher(dearer)
	token := o.mustLogin("maria")
	_, stored, err := o.credentials(context.Background(), u.ID)
	if err != nil || !strings.Contains(stored, "m=128,t=2") {
		t.Errorf("after a login the hash is %s, %v", stored, err)
	}
	o.mustLogin("maria")
	if _, err := o.Session(context.Background(), token); err != nil {
		t.Errorf("renewing the hash ended a session: %v", err)
	}
}

// meanwhile does something once, after the next password was looked at and before its login is over.
func (o *office) meanwhile(something func()) {
	asked := 0
	o.clock = func() time.Time {
		if asked++; asked == 2 { // the first time is for the wait before it
			something()
		}
		return o.now
	}
}

// Somebody gives the user another password while a login with the old one is on its way.
func TestAnOldPasswordDoesNotComeBack(t *testing.T) {
	const next = "друга парола 2"
	ctx := context.Background()
	for name, renew := range map[string]bool{"the hash stays": false, "the hash is stale": true} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			u := o.user("maria", Officer)
			if renew {
				o.hashing = newHasher(cost{passes: 2, memoryKiB: 128, threads: 1})
			}
			o.meanwhile(func() {
				if err := o.SetPassword(ctx, u.ID, next, "admin"); err != nil {
					t.Error(err)
				}
			})
			_, _, err := o.login("maria", password, "192.0.2.1")
			wantFault(t, err, "login_failed")
			var sessions int
			if err := o.db.QueryRow("SELECT COUNT(*) FROM sessions").Scan(&sessions); err != nil || sessions != 0 {
				t.Errorf("%d sessions, %v", sessions, err)
			}
			if _, _, err := o.login("maria", next, "192.0.2.1"); err != nil {
				t.Errorf("the new password: %v", err)
			}
			_, _, err = o.login("maria", password, "192.0.2.1")
			wantFault(t, err, "login_failed")

			o.meanwhile(func() {
				if err := o.SetPassword(ctx, u.ID, password, "admin"); err != nil {
					t.Error(err)
				}
			})
			wantFault(t, o.ChangePassword(ctx, u.ID, next, "трета парола 3", "192.0.2.1"), "password_wrong")
			o.mustLogin("maria")
		})
	}
}

func TestWhoIsShutOutMeanwhileStaysOut(t *testing.T) {
	o := open(t)
	u := o.user("maria", Officer)
	o.meanwhile(func() {
		if err := o.SetActive(context.Background(), u.ID, false, "admin"); err != nil {
			t.Error(err)
		}
	})
	_, _, err := o.login("maria", password, "192.0.2.1")
	wantFault(t, err, "login_failed")
}

// Of two logins at once both may want to renew the hash, and both have the right password.
func TestTwoLoginsRenewTheHash(t *testing.T) {
	o := open(t)
	o.user("maria", Officer)
	o.hashing = newHasher(cost{passes: 2, memoryKiB: 128, threads: 1})
	o.meanwhile(func() { o.mustLogin("maria") })
	o.mustLogin("maria")
}

// failures makes n failed logins and checks that each is told as one.
func (o *office) failures(n int, login, remote string) {
	o.t.Helper()
	for i := range n {
		_, _, err := o.login(login, "не е тази", remote)
		if f, ok := fault.As(err); !ok || f.Code != "login_failed" {
			o.t.Fatalf("failure %d of %s: %v", i+1, login, err)
		}
	}
}

// waits gives the seconds that a login has to wait, 0 when it does not.
func (o *office) waits(login, remote string) int {
	_, _, err := o.login(login, password, remote)
	f, ok := fault.As(err)
	if !ok || f.Code != "login_wait" {
		return 0
	}
	if f.Kind != fault.KindTooMany || f.Params["seconds"] != f.Params["count"] {
		o.t.Errorf("fault %+v", f)
	}
	return f.Params["seconds"].(int)
}

func TestLoginIsSlowedDown(t *testing.T) {
	o := open(t)
	o.user("maria", Officer)
	o.failures(freeByLogin, "maria", "192.0.2.1")
	want := []int{10, 20, 40, 80, 160, 320, 640, 900, 900}
	for i, seconds := range want {
		if got := o.waits("maria", "192.0.2.1"); got != seconds {
			t.Fatalf("wait %d is %d s, want %d", i, got, seconds)
		}
		o.now = o.now.Add(time.Duration(seconds)*time.Second - time.Millisecond)
		if got := o.waits("maria", "192.0.2.99"); got != 1 {
			t.Fatalf("a moment before the end, from elsewhere, the wait is %d s, want 1", got)
		}
		o.now = o.now.Add(time.Millisecond)
		o.failures(1, "maria", "192.0.2.1")
	}
	o.now = o.now.Add(longestWait)
	o.mustLogin("maria")
	o.failures(freeByLogin-1, "maria", "192.0.2.1")
	o.mustLogin("maria") // the right password had started the count anew
}

func TestFailuresAreForgottenAfterADay(t *testing.T) {
	o := open(t)
	o.user("maria", Officer)
	o.failures(freeByLogin-1, "maria", "192.0.2.1")
	o.now = o.now.Add(forgetAfter + time.Second)
	o.failures(freeByLogin-1, "maria", "192.0.2.1")
	o.mustLogin("maria")
}

func TestAddressIsSlowedDown(t *testing.T) {
	o := open(t)
	o.user("maria", Officer)
	for i := range freeByRemote {
		o.failures(1, fmt.Sprintf("guess%d", i), fmt.Sprintf("2001:db8:0:1::%x", i+1))
	}
	if got := o.waits("maria", "2001:db8:0:1:ffff::1"); got != 10 {
		t.Errorf("the same /64 waits %d s, want 10", got)
	}
	if got := o.waits("maria", "2001:db8:0:2::1"); got != 0 {
		t.Errorf("another network waits %d s", got)
	}
}

func TestOneValidAccountDoesNotPayForGuessing(t *testing.T) {
	o := open(t)
	o.user("maria", Officer)
	for i := range freeByRemote - 1 {
		o.failures(1, fmt.Sprintf("guess%d", i), "192.0.2.1")
		o.mustLogin("maria")
	}
	o.failures(1, "guess", "192.0.2.1")
	if got := o.waits("maria", "192.0.2.1"); got != 10 {
		t.Errorf("after %d failures and many logins in between the wait is %d s, want 10", freeByRemote, got)
	}
}

// After the slips of a whole town hall one person's login keeps nobody else out; the next slip does, longer than the one before.
func TestLoginDoesNotKeepColleaguesOut(t *testing.T) {
	o := open(t)
	o.user("maria", Officer)
	o.user("boris", Clerk)
	for i := range freeByRemote {
		o.failures(1, fmt.Sprintf("guess%d", i), "192.0.2.1")
	}
	o.now = o.now.Add(firstWait)
	for _, login := range []string{"maria", "boris"} {
		if got := o.waits(login, "192.0.2.1"); got != 0 {
			t.Fatalf("%s waits %d s", login, got)
		}
	}
	o.failures(1, "guess", "192.0.2.1")
	if got := o.waits("maria", "192.0.2.1"); got != 20 {
		t.Errorf("after the next slip the wait is %d s, want 20", got)
	}
}

func TestManyTriesAtOnceAreManyFailures(t *testing.T) {
	o := open(t)
	o.user("maria", Officer)
	var group sync.WaitGroup
	var mu sync.Mutex
	codes := map[string]int{}
	for range 20 {
		group.Go(func() {
			_, _, err := o.login("maria", "не е тази", "192.0.2.1")
			var f *fault.Error
			if !errors.As(err, &f) {
				t.Errorf("no fault: %v", err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			codes[f.Code]++
		})
	}
	group.Wait()
	if codes["login_failed"] != freeByLogin || codes["login_wait"] != 20-freeByLogin {
		t.Errorf("20 tries at once: %v", codes)
	}
}

func TestWhatWasTypedIsKeptNowhere(t *testing.T) {
	o := open(t)
	o.user("maria", Officer)
	const slip = "parola-v-poleto-za-ime"
	o.failures(1, slip, "198.51.100.77")
	for _, table := range []string{"login_attempts", "audit", "sessions"} {
		if text := dump(t, o.db, table); strings.Contains(text, slip) || strings.Contains(text, "198.51.100.77") {
			t.Errorf("table %s holds what was typed or from where: %s", table, text)
		}
	}
	if strings.Contains(o.logs.String(), slip) {
		t.Errorf("the log holds what was typed: %s", o.logs.String())
	}
}

func TestNetworkIsOneLines(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7":                     "192.0.2.7",
		"::ffff:192.0.2.7":              "192.0.2.7",
		"2001:db8:1:2:a:b:c:d":          "2001:db8:1:2::/64",
		"2001:db8:1:2::1":               "2001:db8:1:2::/64",
		"2001:db8:1:3::1":               "2001:db8:1:3::/64",
		"fe80::1%eth0":                  "fe80::/64",
		"::1":                           "::/64",
		"":                              "",
		"somebody":                      "somebody",
		"2001:db8:1:2:a:b:c:d:too:long": "2001:db8:1:2:a:b:c:d:too:long",
	} {
		if got := Network(address); got != want {
			t.Errorf("Network(%q) = %q, want %q", address, got, want)
		}
	}
}

// Login attempts are counted by the same network as everything else.
func TestLoginsOfOneLineAreCountedTogether(t *testing.T) {
	first, second := newGuess("a", "2001:db8:1:2::1"), newGuess("b", "2001:db8:1:2:ffff::2")
	if first.remote != second.remote || first.login == second.login {
		t.Error("two addresses of one line are two")
	}
	if other := newGuess("a", "2001:db8:1:3::1"); other.remote == first.remote {
		t.Error("two lines are one")
	}
}

package access

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"harta/internal/fault"
)

func TestPHC(t *testing.T) {
	h := newHasher(cheap)
	rapid.Check(t, func(t *rapid.T) {
		typed, other := rapid.String().Draw(t, "typed"), rapid.String().Draw(t, "other")
		stored, err := h.hash(context.Background(), typed)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(stored, "$argon2id$v=19$m=64,t=1,p=1$") {
			t.Fatalf("not the PHC form: %s", stored)
		}
		if ok, stale, err := h.verify(context.Background(), stored, typed); err != nil || !ok || stale {
			t.Fatalf("own password: %v, %v, %v", ok, stale, err)
		}
		if ok, _, err := h.verify(context.Background(), stored, other+"x"); err != nil || ok && other+"x" != typed {
			t.Fatalf("other password: %v, %v", ok, err)
		}
	})
}

func TestCurrentCost(t *testing.T) {
	stored, err := newHasher(currentCost).hash(context.Background(), password)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("cost of %s is not the one agreed on", stored)
	}
}

func TestSameLettersTypedApart(t *testing.T) {
	h := newHasher(cheap)
	stored, err := h.hash(context.Background(), "чай и кафе") // й as one character
	if err != nil {
		t.Fatal(err)
	}
	if ok, _, err := h.verify(context.Background(), stored, "чаи\u0306 и кафе"); err != nil || !ok {
		t.Errorf("й typed as и and breve: %v, %v", ok, err)
	}
}

func TestUnknownLoginTakesTheSameWork(t *testing.T) {
	h := newHasher(currentCost)
	stored, err := h.hash(context.Background(), password)
	if err != nil {
		t.Fatal(err)
	}
	fastest := func(stored string) time.Duration {
		best := time.Hour
		for range 5 {
			start := time.Now()
			if ok, _, err := h.verify(context.Background(), stored, "something else"); err != nil || ok {
				t.Fatalf("verify: %v, %v", ok, err)
			}
			best = min(best, time.Since(start))
		}
		return best
	}
	known, unknown := fastest(stored), fastest("")
	if unknown < known/5 || known < unknown/5 { // without the work it would be a thousandth
		t.Errorf("a known login takes %v, an unknown one %v", known, unknown)
	}
}

func TestParsePHCRefuses(t *testing.T) {
	good := formatPHC(cheap, make([]byte, saltLength), make([]byte, hashLength))
	if _, _, _, err := parsePHC(good); err != nil {
		t.Fatalf("good form refused: %v", err)
	}
	for name, s := range map[string]string{
		"empty":             "",
		"argon2i":           strings.Replace(good, "argon2id", "argon2i", 1),
		"version":           strings.Replace(good, "v=19", "v=16", 1),
		"no passes":         strings.Replace(good, "t=1", "t=0", 1),
		"no threads":        strings.Replace(good, "p=1", "p=0", 1),
		"all the memory":    strings.Replace(good, "m=64", "m=4294967295", 1),
		"endless":           strings.Replace(good, "t=1", "t=4294967295", 1),
		"cost not a number": strings.Replace(good, "m=64", "m=x", 1),
		"short hash":        good[:len(good)-30],
		"no base64":         good + "!",
		"one field more":    good + "$x",
	} {
		if _, _, _, err := parsePHC(s); err == nil {
			t.Errorf("%s: %q was read", name, s)
		}
	}
}

func TestHashingWaitsForASlot(t *testing.T) {
	h := newHasher(cheap)
	for range hashSlots {
		h.slots <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	_, err := h.hash(ctx, password)
	if f := wantFault(t, err, "login_busy"); f.Kind != fault.KindUnavailable {
		t.Errorf("kind %d", f.Kind)
	}
	<-h.slots
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if _, err := h.hash(context.Background(), password); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if len(h.slots) != hashSlots-1 {
		t.Errorf("%d slots are taken after everybody is done, want %d", len(h.slots), hashSlots-1)
	}
}

func TestCheckPassword(t *testing.T) {
	for _, c := range []struct{ login, password, code string }{
		{"maria", "дългапарол", ""},
		{"maria", "дългапаро", "password_short"},
		{"maria", strings.Repeat("a", PasswordMax), ""},
		{"maria", strings.Repeat("a", PasswordMax+1), "password_long"},
		{"maria.ilieva", "Maria.Ilieva", "password_is_login"},
	} {
		err := checkPassword(c.login, c.password)
		if c.code == "" {
			if err != nil {
				t.Errorf("%q: %v", c.password, err)
			}
			continue
		}
		if f, ok := fault.As(err); !ok || f.Code != c.code || f.Field != "password" {
			t.Errorf("%q: %v, want %s", c.password, err, c.code)
		}
	}
}

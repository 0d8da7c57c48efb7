package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestLanguageIsRemembered(t *testing.T) {
	b := newTestServer(t, nil).browser()
	first := b.get("/login")
	if !strings.Contains(first.Text, `<html lang="bg"`) || !strings.Contains(first.Text, "Вход за служители") {
		t.Fatal("the first page is not Bulgarian")
	}
	r := b.post("/preferences", url.Values{"lang": {"en"}, "next": {"/login?next=%2Ftimeliness"}})
	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/login?next=%2Ftimeliness" {
		t.Fatalf("switch: %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	if page := b.get("/login"); !strings.Contains(page.Text, `<html lang="en"`) || !strings.Contains(page.Text, "Staff sign-in") {
		t.Error("the choice is forgotten")
	}
	if page := b.get("/login?lang=bg"); !strings.Contains(page.Text, "Вход за служители") {
		t.Error("the address does not choose the language")
	}
	b.post("/preferences", url.Values{"lang": {"xx"}})
	if c := b.cookies["harta_lang"]; c == nil || c.Value != "en" {
		t.Errorf("an unknown language was remembered: %v", c)
	}
}

func TestBrowsersLanguageDoesNotCount(t *testing.T) {
	b := newTestServer(t, nil).browser()
	b.headers["Accept-Language"] = "en-US,en;q=0.9"
	if page := b.get("/login"); !strings.Contains(page.Text, `<html lang="bg"`) {
		t.Error("an office machine that speaks English changes the office's language")
	}
}

func TestSwitchComesBackWithoutTheAddressesLanguage(t *testing.T) {
	page := newTestServer(t, nil).browser().get("/login?lang=en&next=%2Ftimeliness")
	if got := page.hidden("next"); got != "/login?next=%2Ftimeliness" {
		t.Errorf("the switch comes back to %q", got)
	}
}

func TestThemeIsRemembered(t *testing.T) {
	b := newTestServer(t, nil).browser()
	dark := func(text string) string {
		for line := range strings.Lines(text) {
			if strings.Contains(line, "dark-ABCD1234.css") {
				return strings.TrimSpace(line)
			}
		}
		return ""
	}
	if got := dark(b.get("/login").Text); !strings.Contains(got, `media="screen and (prefers-color-scheme: dark)"`) {
		t.Errorf("system: %q", got)
	}
	b.post("/preferences", url.Values{"theme": {"dark"}})
	if got := dark(b.get("/login").Text); !strings.Contains(got, `media="screen"`) {
		t.Errorf("dark: %q", got)
	}
	b.post("/preferences", url.Values{"theme": {"light"}})
	if got := dark(b.get("/login").Text); got != "" {
		t.Errorf("light: %q", got)
	}
	b.post("/preferences", url.Values{"theme": {"system"}})
	if b.cookies["harta_theme"] != nil {
		t.Errorf("system: the cookie stays: %v", b.cookies["harta_theme"])
	}
}

func TestReadingSetsNoPreferenceCookie(t *testing.T) {
	b := newTestServer(t, nil).browser()
	b.get("/nowhere?lang=en")
	b.get("/healthz")
	b.get("/assets/app-ABCD1234.css")
	if len(b.cookies) != 0 {
		t.Errorf("cookies: %v", b.cookies)
	}
}

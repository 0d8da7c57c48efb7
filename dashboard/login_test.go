package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"harta/internal/access"
	"harta/internal/store/storetest"
)

func TestLoginAndLogout(t *testing.T) {
	ts := newTestServer(t, nil)
	ts.addUser(access.Officer)
	b := ts.browser()
	r := b.signIn("officer", testPassword)
	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/" {
		t.Fatalf("login: %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	cookie := b.cookies["harta_session"]
	if cookie == nil || !cookie.HttpOnly || cookie.Secure || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
		t.Fatalf("session cookie: %+v", cookie)
	}
	page := b.get("/missing")
	if !strings.Contains(page.Text, "Мария Илиева") || !strings.Contains(page.Text, "Служител по качеството") {
		t.Error("the frame does not name the person")
	}
	if r := b.get("/login?next=/timeliness"); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/timeliness" {
		t.Errorf("who is signed in sees the form again: %d", r.StatusCode)
	}
	if r := b.post("/logout", url.Values{}); r.StatusCode != http.StatusForbidden {
		t.Errorf("logout without the form token: status %d", r.StatusCode)
	}
	stolen := *cookie
	if r := b.post("/logout", url.Values{"csrf": {page.hidden("csrf")}}); r.StatusCode != http.StatusSeeOther {
		t.Errorf("logout: status %d", r.StatusCode)
	}
	if b.cookies["harta_session"] != nil {
		t.Error("the browser still has the cookie")
	}
	b.cookies["harta_session"] = &stolen
	if strings.Contains(b.get("/missing").Text, "Мария Илиева") {
		t.Error("the token still opens the house after the logout")
	}
}

func TestSecureCookiesBehindTLS(t *testing.T) {
	ts := newTestServer(t, func(o *Options) { o.PublicURL = "https://harta.example.bg" })
	ts.addUser(access.Viewer)
	b := ts.browser()
	b.signIn("viewer", testPassword)
	c := b.cookies["__Host-harta"]
	if c == nil || !c.Secure || c.Path != "/" || c.Domain != "" || !c.HttpOnly {
		t.Fatalf("cookies: %v", b.cookies)
	}
}

func TestSessionSurvivesARestart(t *testing.T) {
	db := storetest.Register(t)
	before := newTestServerOn(t, db, nil)
	b := before.signedInAs(access.Viewer)
	token := b.get("/missing").hidden("csrf")
	b.ts = newTestServerOn(t, db, nil)
	page := b.get("/missing")
	if !strings.Contains(page.Text, "Мария Илиева") || page.hidden("csrf") != token {
		t.Error("the session ended with the server that began it")
	}
}

func TestLoginRefusals(t *testing.T) {
	ts := newTestServer(t, nil)
	ts.addUser(access.Viewer)
	b := ts.browser()
	token := b.get("/login").hidden("token")
	for _, c := range []struct {
		name string
		form url.Values
		want string
	}{
		{"wrong password", url.Values{"login": {"viewer"}, "password": {"не е тази"}, "token": {token}}, "Не успяхте да влезете"},
		{"unknown name", url.Values{"login": {"никой"}, "password": {testPassword}, "token": {token}}, "Не успяхте да влезете"},
		{"no token", url.Values{"login": {"viewer"}, "password": {testPassword}}, "Формулярът е остарял"},
		{"another browser's token", url.Values{"login": {"viewer"}, "password": {testPassword}, "token": {newLoginToken()}}, "Формулярът е остарял"},
		{"nothing", url.Values{}, "Формулярът е остарял"},
	} {
		r := b.post("/login", c.form)
		if r.StatusCode < 400 || r.StatusCode >= 500 || !strings.Contains(r.Text, c.want) {
			t.Errorf("%s: status %d, text lacks %q", c.name, r.StatusCode, c.want)
		}
		if b.cookies["harta_session"] != nil {
			t.Errorf("%s: a session began", c.name)
		}
		if name := c.form.Get("login"); name != "" && !strings.Contains(r.Text, `value="`+name+`"`) {
			t.Errorf("%s: the typed name is lost", c.name)
		}
		if strings.Contains(r.Text, testPassword) {
			t.Errorf("%s: the password is sent back", c.name)
		}
		if strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: a message is missing", c.name)
		}
	}
}

func TestLoginFromAnotherSiteIsRefused(t *testing.T) {
	ts := newTestServer(t, nil)
	ts.addUser(access.Viewer)
	b := ts.browser()
	token := b.get("/login").hidden("token")
	b.headers["Sec-Fetch-Site"] = "cross-site"
	r := b.post("/login", url.Values{"login": {"viewer"}, "password": {testPassword}, "token": {token}})
	if r.StatusCode != http.StatusForbidden || b.cookies["harta_session"] != nil {
		t.Errorf("status %d", r.StatusCode)
	}
}

func TestLoginIsLimited(t *testing.T) {
	ts := newTestServer(t, nil)
	b := ts.browser()
	token := b.get("/login").hidden("token")
	for range loginTries {
		b.post("/login", url.Values{"login": {"a"}, "password": {"b"}})
	}
	r := b.post("/login", url.Values{"login": {"a"}, "password": {"b"}, "token": {token}})
	if r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" {
		t.Errorf("try %d: status %d, Retry-After %q", loginTries+1, r.StatusCode, r.Header.Get("Retry-After"))
	}
	if !strings.Contains(r.Text, "Твърде много опити") {
		t.Error("the page does not say why")
	}
}

func TestAccountsSlowDownGuessing(t *testing.T) {
	ts := newTestServer(t, nil)
	ts.addUser(access.Viewer)
	b := ts.browser()
	token := b.get("/login").hidden("token")
	var last *reply
	for range 8 {
		last = b.post("/login", url.Values{"login": {"viewer"}, "password": {"грешна"}, "token": {token}})
	}
	if last.StatusCode != http.StatusTooManyRequests || strings.Contains(last.Text, "⟦") {
		t.Errorf("status %d", last.StatusCode)
	}
}

func TestLoginComesBackHereOnly(t *testing.T) {
	for next, want := range map[string]string{
		"":                              "/",
		"/":                             "/",
		"/timeliness?period=12m":        "/timeliness?period=12m",
		"/explore/x?service=Данък":      "/explore/x?service=%D0%94%D0%B0%D0%BD%D1%8A%D0%BA",
		"https://evil.example":          "/",
		"//evil.example":                "/",
		"//evil.example/timeliness":     "/",
		"/\\evil.example":               "/",
		"\\\\evil.example":              "/",
		"/\t/evil.example":              "/",
		"/%0d%0aSet-Cookie:x=1":         "/",
		"javascript:alert(1)":           "/",
		"timeliness":                    "/",
		"/..//evil.example":             "/",
		"/a\r\nSet-Cookie: x=1":         "/",
		" /timeliness":                  "/",
		"http:/evil.example":            "/",
		"/timeliness#x":                 "/timeliness",
		"///evil.example":               "/",
		"/%2fevil.example":              "/",
		"/%5cevil.example/timeliness":   "/",
		"/" + strings.Repeat("a", 4096): "/",
	} {
		got := localPath(next)
		if got != want {
			t.Errorf("localPath(%.40q) = %.40q, want %.40q", next, got, want)
		}
		ref, err := url.Parse(got)
		if err != nil {
			t.Fatal(err)
		}
		home, _ := url.Parse("http://harta.test/login")
		if home.ResolveReference(ref).Host != "harta.test" {
			t.Errorf("localPath(%q) leaves the house: %q", next, got)
		}
	}
	ts := newTestServer(t, nil)
	ts.addUser(access.Viewer)
	b := ts.browser()
	form := b.get("/login?next=//evil.example")
	if fields := form.hiddenAll("next"); fields[len(fields)-1] != "/" {
		t.Errorf("the form carries %q", fields)
	}
	r := b.post("/login", url.Values{"login": {"viewer"}, "password": {testPassword}, "token": {form.hidden("token")}, "next": {"https://evil.example/"}})
	if r.Header.Get("Location") != "/" {
		t.Errorf("sent to %q", r.Header.Get("Location"))
	}
}

func TestLimitSlides(t *testing.T) {
	now := testNow
	l := newLimit(4, time.Minute, func() time.Time { return now })
	take := func() bool { ok, _ := l.allow("10.0.0.1"); return ok }
	for i := range 4 {
		if !take() {
			t.Fatalf("request %d refused", i+1)
		}
	}
	if take() {
		t.Fatal("the fifth request passed")
	}
	if ok, _ := l.allow("10.0.0.2"); !ok {
		t.Fatal("another address was refused")
	}
	now = now.Add(75 * time.Second) // three quarters of the first four still count
	if !take() || take() {
		t.Fatal("after 75 seconds exactly one request is free")
	}
	now = now.Add(5 * time.Minute)
	if !take() {
		t.Fatal("old requests still count")
	}
	if len(l.windows) != 1 {
		t.Errorf("%d addresses are remembered, want 1", len(l.windows))
	}
}

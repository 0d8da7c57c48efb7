package dashboard

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
)

func TestEveryResponseIsProtected(t *testing.T) {
	ts := newTestServer(t, nil)
	b := ts.signedInAs(access.Admin)
	stranger := ts.browser()
	seen := map[string]bool{}
	for _, route := range ts.App().GetRoutes(true) {
		if route.Method != http.MethodGet || seen[route.Path] {
			continue
		}
		seen[route.Path] = true
		path := strings.NewReplacer(":name", "app-ABCD1234.css", ":id", "1", ":token", "t", ":report", "r", ":topic", "all").Replace(route.Path)
		referrer := "same-origin"
		if strings.HasPrefix(path, "/c/t") || strings.HasPrefix(path, "/s/t") { // a secret stands in the address
			referrer = "no-referrer"
		}
		for who, br := range map[string]*browser{"admin": b, "stranger": stranger} {
			r := br.get(path)
			for header, want := range map[string]string{
				"Content-Security-Policy":    contentPolicy,
				"X-Content-Type-Options":     "nosniff",
				"X-Frame-Options":            "DENY",
				"Referrer-Policy":            referrer,
				"Cross-Origin-Opener-Policy": "same-origin",
			} {
				if got := r.Header.Get(header); got != want {
					t.Errorf("%s %s: %s is %q, want %q", who, path, header, got, want)
				}
			}
			if r.Header.Get("Strict-Transport-Security") != "" {
				t.Errorf("%s %s: HSTS over plain HTTP", who, path)
			}
			if r.Header.Get("X-Request-Id") == "" || r.Header.Get("Cache-Control") == "" {
				t.Errorf("%s %s: no request number or no word on caching", who, path)
			}
		}
	}
	if !seen["/login"] || !seen["/assets/:name"] {
		t.Fatalf("routes looked at: %v", seen)
	}
}

func TestContentPolicyNamesNoOtherSource(t *testing.T) {
	for _, need := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
		"connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(contentPolicy, need) {
			t.Errorf("the policy lacks %q", need)
		}
	}
	for _, never := range []string{"unsafe", "*", "http"} {
		if strings.Contains(contentPolicy, never) {
			t.Errorf("the policy contains %q", never)
		}
	}
}

func TestStrictTransportBehindTLS(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"own certificate": func(o *Options) { o.Secure = true },
		"proxy":           func(o *Options) { o.PublicURL = "https://harta.example.bg" },
	} {
		r := newTestServer(t, change).browser().get("/login")
		if got := r.Header.Get("Strict-Transport-Security"); got != strictTransport {
			t.Errorf("%s: HSTS is %q", name, got)
		}
	}
}

func TestCrossSiteCommandsAreRefused(t *testing.T) {
	ts := newTestServer(t, nil)
	const own = "example.com" // the host of httptest's requests
	for _, c := range []struct {
		name    string
		headers map[string]string
		refused bool
	}{
		{"own page", map[string]string{"Sec-Fetch-Site": "same-origin"}, false},
		{"typed", map[string]string{"Sec-Fetch-Site": "none"}, false},
		{"other site", map[string]string{"Sec-Fetch-Site": "cross-site"}, true},
		{"sub-domain", map[string]string{"Sec-Fetch-Site": "same-site"}, true},
		{"other site that also lies about its origin", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "http://" + own}, true},
		{"older browser, own page", map[string]string{"Origin": "http://" + own}, false},
		{"older browser, other site", map[string]string{"Origin": "https://evil.example"}, true},
		{"older browser, sandboxed frame", map[string]string{"Origin": "null"}, true},
	} {
		b := ts.browser()
		b.headers = c.headers
		got := b.post("/preferences", url.Values{"lang": {"en"}}).StatusCode
		if want := http.StatusSeeOther; !c.refused && got != want {
			t.Errorf("%s: status %d, want %d", c.name, got, want)
		}
		if want := http.StatusForbidden; c.refused && got != want {
			t.Errorf("%s: status %d, want %d", c.name, got, want)
		}
	}
}

func TestOriginIsComparedWithThePublicAddress(t *testing.T) {
	ts := newTestServer(t, func(o *Options) { o.PublicURL = "https://harta.example.bg" })
	for origin, want := range map[string]int{
		"https://harta.example.bg": http.StatusSeeOther,
		"http://example.com":       http.StatusForbidden, // the Host header that the proxy happened to send
	} {
		b := ts.browser()
		b.headers["Origin"] = origin
		if got := b.post("/preferences", url.Values{"lang": {"en"}}).StatusCode; got != want {
			t.Errorf("origin %s: status %d, want %d", origin, got, want)
		}
	}
}

func TestCommandsNeedTheFormToken(t *testing.T) {
	ts := newTestServer(t, nil)
	done := 0
	ts.App().Post("/test/command", ts.signedIn(access.ViewDashboard, func(c *fiber.Ctx, _ access.Session) error {
		done++
		return c.SendStatus(fiber.StatusNoContent)
	}))
	b := ts.signedInAs(access.Viewer)
	token := b.get("/missing").hidden("csrf")
	if token == "" {
		t.Fatal("a signed-in page carries no form token")
	}
	for name, form := range map[string]url.Values{"no token": {}, "empty token": {"csrf": {""}}, "another token": {"csrf": {token + "x"}}} {
		if r := b.post("/test/command", form); r.StatusCode != http.StatusForbidden {
			t.Errorf("%s: status %d", name, r.StatusCode)
		}
	}
	if done != 0 {
		t.Fatal("a command was carried out without its token")
	}
	if r := b.post("/test/command", url.Values{"csrf": {token}}); r.StatusCode != http.StatusNoContent || done != 1 {
		t.Fatalf("with the token: status %d, done %d", r.StatusCode, done)
	}
	b.headers["X-CSRF-Token"] = token
	if r := b.post("/test/command", nil); r.StatusCode != http.StatusNoContent {
		t.Errorf("with the token in the header: status %d", r.StatusCode)
	}
	if r := ts.browser().post("/test/command", url.Values{"csrf": {token}}); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger with the token: status %d", r.StatusCode)
	}
}

func TestRolesDecide(t *testing.T) {
	ts := newTestServer(t, nil)
	ts.App().Get("/test/sealed", ts.signedIn(access.ViewSealed, func(c *fiber.Ctx, who access.Session) error {
		return c.SendString(who.User.Login)
	}))
	if r := ts.signedInAs(access.Integrity).get("/test/sealed"); r.StatusCode != http.StatusOK || r.Text != "integrity" {
		t.Errorf("integrity: %d %q", r.StatusCode, r.Text)
	}
	if r := ts.signedInAs(access.Admin).get("/test/sealed"); r.StatusCode != http.StatusForbidden {
		t.Errorf("admin: status %d", r.StatusCode)
	}
	r := ts.browser().get("/test/sealed")
	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/login?next=%2Ftest%2Fsealed" {
		t.Errorf("stranger: %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
}

func TestCompressedRequestsAreRefused(t *testing.T) {
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	if _, err := w.Write(bytes.Repeat([]byte("a"), 8<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/login", &bomb)
	r.Header.Set("Content-Encoding", "gzip")
	if got := newTestServer(t, nil).browser().do(r).StatusCode; got != http.StatusUnsupportedMediaType {
		t.Errorf("status %d", got)
	}
}

func TestOnlySignedInPeopleMaySendLargeBodies(t *testing.T) {
	const size = bodyBytes + 4096
	ts := newTestServer(t, func(o *Options) { o.UploadLimit = 2 * bodyBytes })
	ts.acceptUploads("/test/upload")
	received := 0
	ts.App().Post("/test/upload", ts.signedIn(access.Import, func(c *fiber.Ctx, _ access.Session) error {
		f, err := c.FormFile("file")
		if err != nil {
			return err
		}
		received++
		return c.JSON(f.Size)
	}))
	officer := ts.signedInAs(access.Officer)
	token := officer.get("/missing").hidden("csrf")
	if r := officer.do(upload(t, "/test/upload", token, size)); r.StatusCode != http.StatusOK {
		t.Fatalf("officer: status %d %s", r.StatusCode, r.Text)
	}
	for name, c := range map[string]struct {
		b    *browser
		path string
		size int
	}{
		"above the upload limit": {officer, "/test/upload", 2 * bodyBytes},
		"a path for forms":       {officer, "/login", size},
		"a stranger":             {ts.browser(), "/test/upload", size},
	} {
		if err := c.b.refused(upload(t, c.path, token, c.size)); err == nil {
			t.Errorf("%s: the body was read", name)
		}
	}
	if received != 1 {
		t.Errorf("%d uploads reached the handler, want 1", received)
	}
}

// upload makes the request of a file's form.
func upload(t *testing.T, path, token string, size int) *http.Request {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("csrf", token); err != nil {
		t.Fatal(err)
	}
	part, err := form.CreateFormFile("file", "услуги.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}

// refused sends a request and gives the error with which the server broke the connection off before reading the body.
func (b *browser) refused(r *http.Request) error {
	for _, c := range b.cookies {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	resp, err := b.ts.App().Test(r, 10_000)
	if err == nil {
		_ = resp.Body.Close()
		if resp.StatusCode == http.StatusRequestEntityTooLarge {
			return fiber.ErrRequestEntityTooLarge
		}
	}
	return err
}

func TestTooLargeBodyIsAnsweredInWords(t *testing.T) {
	ts := newTestServer(t, nil)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- ts.Serve(listener) }()
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// Only the head is sent: the answer comes before the body.
	head := "POST /login HTTP/1.1\r\nHost: harta\r\nAccept: text/html\r\nContent-Length: 999999999\r\n\r\n"
	if _, err := conn.Write([]byte(head)); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(body), "Твърде голямо") ||
		resp.Header.Get("Content-Security-Policy") != contentPolicy {
		t.Errorf("status %d: %s", resp.StatusCode, body)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := ts.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// Files of the machine are never sent by the framework: its engine before v1.70 can be led out of a folder, and from v1.70 on it
// does not fit the framework. Assets come from memory instead.
func TestFrameworkSendsNoFiles(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	never := regexp.MustCompile(`\.(SendFile|Static|Download|ServeFile|FS)\(`)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if m := never.Find(data); m != nil {
			t.Errorf("%s uses %s", file, m)
		}
	}
	module, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`valyala/fasthttp v1\.(\d+)\.`).FindSubmatch(module)
	if m == nil {
		t.Fatal("go.mod does not name fasthttp")
	}
	if minor, err := strconv.Atoi(string(m[1])); err != nil || minor < 58 || minor >= 70 {
		t.Errorf("fasthttp v1.%s: before v1.58 it lets requests be smuggled, from v1.70 it does not fit the framework", m[1])
	}
}

func TestShutdownDoesNotWaitForIdleConnections(t *testing.T) {
	ts := newTestServer(t, nil)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- ts.Serve(listener) }()
	client := &http.Client{Transport: &http.Transport{}}
	resp, err := client.Get("http://" + listener.Addr().String() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close() // the connection stays open, as browsers keep theirs
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := ts.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

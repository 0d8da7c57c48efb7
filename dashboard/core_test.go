package dashboard

import (
	"context"
	"database/sql"
	"html"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"harta/analytics"
	"harta/ingest"
	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/store/storetest"
	"harta/internal/text"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// testNow is the moment at which tests happen unless they say otherwise.
var testNow = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// testPassword opens every account of newTestServer.
const testPassword = "много-дълга-парола-42"

// testAssets are assets as a build leaves them, small.
func testAssets() fs.FS {
	files := fstest.MapFS{}
	var names []string
	for _, name := range []string{"app.css", "dark.css", "kiosk.css", "kioskdark.css", "kiosk-worker.js", "app.js",
		"cases.js", "chart.js", "form.js", "import.js", "live.js", "kiosk.js",
		"poster.css", "poster-a4.css", "poster-a6.css", "poster-receipt.css",
		"mark.svg", "sofia-sans-cyrillic.woff2"} {
		base, ext, _ := strings.Cut(name, ".")
		hashed := base + "-ABCD1234." + ext
		names = append(names, `"`+name+`": "`+hashed+`"`)
		files[hashed] = &fstest.MapFile{Data: []byte("/* " + name + " */")}
		files[hashed+".br"] = &fstest.MapFile{Data: []byte("brotli of " + name)}
		files[hashed+".gz"] = &fstest.MapFile{Data: []byte("gzip of " + name)}
	}
	files["manifest.json"] = &fstest.MapFile{Data: []byte("{" + strings.Join(names, ",") + "}")}
	return files
}

// factsAway is a reporter whose database does not answer. Tests that need figures bring a real one.
type factsAway struct{}

func (factsAway) Run(context.Context, string, analytics.Filter) (*analytics.Table, error) {
	return nil, fault.New(fault.KindUnavailable, "took_too_long", nil)
}

func (factsAway) Rows(context.Context, analytics.Fact, analytics.RowQuery) (*analytics.Rows, error) {
	return nil, fault.New(fault.KindUnavailable, "took_too_long", nil)
}

func (factsAway) WrongClocks(context.Context) ([]analytics.WrongClock, error) {
	return nil, fault.New(fault.KindUnavailable, "took_too_long", nil)
}

func (factsAway) Quality(context.Context) (analytics.Quality, error) {
	return analytics.Quality{}, fault.New(fault.KindUnavailable, "took_too_long", nil)
}

func (factsAway) RecordByNumber(context.Context, string) (analytics.NumberedRecord, bool, error) {
	return analytics.NumberedRecord{}, false, fault.New(fault.KindUnavailable, "took_too_long", nil)
}

func (factsAway) Freshness(context.Context) (time.Time, error) {
	return time.Time{}, fault.New(fault.KindUnavailable, "took_too_long", nil)
}

func (factsAway) TapsToday(context.Context) (map[string]analytics.Taps, error) {
	return nil, fault.New(fault.KindUnavailable, "took_too_long", nil)
}

func (factsAway) UncountedCounts(context.Context, analytics.UncountedFilter) ([]analytics.UncountedCount, error) {
	return nil, fault.New(fault.KindUnavailable, "took_too_long", nil)
}

func (factsAway) Uncounted(context.Context, analytics.UncountedFilter, int, int) ([]analytics.UncountedAnswer, error) {
	return nil, fault.New(fault.KindUnavailable, "took_too_long", nil)
}

// testServer is a server on a fresh register, and a way to talk to it as a browser does.
type testServer struct {
	*Server
	t        *testing.T
	register *sql.DB
	access   *access.Access
	log      *strings.Builder
}

// newTestServer puts a server together on real accounts and small assets. change may replace parts.
func newTestServer(t *testing.T, change func(*Options)) *testServer {
	t.Helper()
	return newTestServerOn(t, storetest.Register(t), change)
}

// newTestServerOn is newTestServer on a given register, as after a restart.
func newTestServerOn(t *testing.T, db *sql.DB, change func(*Options)) *testServer {
	t.Helper()
	ts := &testServer{t: t, register: db, log: new(strings.Builder)}
	logger := slog.New(slog.NewTextHandler(ts.log, nil))
	clock := func() time.Time { return testNow }
	ts.access = access.Open(db, clock, logger)
	house, err := charter.Default()
	if err != nil {
		t.Fatal(err)
	}
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	office, err := register.Open(db, register.Options{Key: make([]byte, 32), Charter: house, Folder: t.TempDir(), Clock: clock, Log: logger})
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Charter: house, Words: words, Accounts: ts.access, Reports: factsAway{}, Catalogue: office, Clock: clock, Log: logger,
		Static: testAssets(), Kiosks: office, Cases: office, Sealed: office, Imports: office, Insults: office, People: ts.access, Trail: ts.access, Folder: t.TempDir()}
	o.Citizens, o.Aside, o.Surveys, o.Forms, o.Mail = office, office, office, office, true
	spool, err := ingest.OpenSpool(filepath.Join(o.Folder, "spool.db"), ingest.SpoolOptions{Clock: clock, Log: logger})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = spool.Close() })
	o.Responses = ingest.NewResponses(spool, house, clock)
	o.Spool, o.Loader, o.Audit = spool, ingest.NewLoader(nil, spool, nil, clock, logger), ts.access
	// Without a ClickHouse: enough to preview a file, and a test that imports one gives its own.
	if o.Importer, err = ingest.NewImporter(nil, office, house, o.Folder, clock, logger); err != nil {
		t.Fatal(err)
	}
	o.Files = ingest.NewFiles(o.Importer.(*ingest.Importer), ingest.NewResponses(spool, house, clock).With(ingest.Office{Comments: office}), office)
	o.ServicePast = office
	o.Keys, o.Records = ts.access, ingest.NewRecords(spool, o.Importer.(*ingest.Importer), ingest.NewLoader(nil, spool, nil, clock, logger))
	o.Answers, o.CaseDoor, o.Rows = o.Responses.(*ingest.Responses), office, factsAway{}
	if change != nil {
		change(&o)
	}
	if ts.Server, err = New(o); err != nil {
		t.Fatal(err)
	}
	return ts
}

// addUser makes an account whose login is the role's name.
func (ts *testServer) addUser(role access.Role) {
	ts.t.Helper()
	if _, err := ts.access.CreateUser(context.Background(), string(role), "Мария Илиева", role, testPassword); err != nil {
		ts.t.Fatal(err)
	}
}

// browser keeps cookies between requests, as one does.
type browser struct {
	ts      *testServer
	cookies map[string]*http.Cookie
	headers map[string]string
}

// browser opens a browser without cookies.
func (ts *testServer) browser() *browser {
	return &browser{ts: ts, cookies: map[string]*http.Cookie{}, headers: map[string]string{}}
}

// signedInAs opens a browser and signs in as a role, whose account is made if need be.
func (ts *testServer) signedInAs(role access.Role) *browser {
	ts.t.Helper()
	ts.addUser(role)
	b := ts.browser()
	b.signIn(string(role), testPassword)
	return b
}

// reply is a response whose body has been read.
type reply struct {
	*http.Response
	Text string
}

// get asks for a page.
func (b *browser) get(path string) *reply {
	b.ts.t.Helper()
	return b.do(httptest.NewRequest(http.MethodGet, path, nil))
}

// post sends a form as a page of ours does.
func (b *browser) post(path string, form url.Values) *reply {
	b.ts.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if b.headers["Sec-Fetch-Site"] == "" && b.headers["Origin"] == "" {
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return b.do(r)
}

// do sends any request with the browser's cookies and keeps those of the response.
func (b *browser) do(r *http.Request) *reply {
	b.ts.t.Helper()
	for _, c := range b.cookies {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	for name, value := range b.headers {
		r.Header.Set(name, value)
	}
	resp, err := b.ts.App().Test(r, 60_000)
	if err != nil {
		b.ts.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.ts.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	for _, c := range resp.Cookies() {
		b.cookies[c.Name] = c
		if !c.Expires.IsZero() && c.Expires.Before(testNow) {
			delete(b.cookies, c.Name)
		}
	}
	return &reply{Response: resp, Text: string(body)}
}

// hidden finds the value of the first hidden field of that name.
func (r *reply) hidden(name string) string {
	if all := r.hiddenAll(name); len(all) > 0 {
		return all[0]
	}
	return ""
}

// hiddenAll finds the values of all hidden fields of that name.
func (r *reply) hiddenAll(name string) []string {
	var values []string
	for _, m := range regexp.MustCompile(`name="`+name+`" value="([^"]*)"`).FindAllStringSubmatch(r.Text, -1) {
		values = append(values, html.UnescapeString(m[1]))
	}
	return values
}

// signIn goes through the login form.
func (b *browser) signIn(login, password string) *reply {
	b.ts.t.Helper()
	token := b.get("/login").hidden("token")
	return b.post("/login", url.Values{"login": {login}, "password": {password}, "token": {token}})
}

package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
)

// failures are handlers' errors and what people are to see of them.
var failures = []struct {
	name   string
	err    error
	status int
	text   string
}{
	{"not-found", fault.NotFound("page_not_found", nil), 404, "Няма такава страница"},
	{"forbidden", fault.New(fault.KindForbidden, "not_allowed", nil), 403, "Нямате достъп"},
	{"conflict", fault.Conflict("bad_request", nil), 409, "Някой Ви изпревари"},
	{"too-large", fault.New(fault.KindTooLarge, "too_large", nil), 413, "Твърде голямо"},
	{"too-many", fault.New(fault.KindTooMany, "too_many_requests", fault.Params{"count": 21}), 429, "след 21 секунди."},
	{"unavailable", fault.New(fault.KindUnavailable, "took_too_long", nil), 503, "Временно недостъпно"},
	{"late", fmt.Errorf("query: %w", context.DeadlineExceeded), 503, "Отговорът се забави"},
	{"wrapped", fmt.Errorf("read the case: %w", fault.NotFound("page_not_found", nil)), 404, "Няма такава страница"},
	{"internal", errors.New("dial tcp 127.0.0.1:9000: SELECT secret"), 500, "Нещо се обърка"},
	{"method", fiber.ErrMethodNotAllowed, 405, "не приема такава заявка"},
	{"fiber-internal", fiber.NewError(502, "upstream secret"), 500, "Нещо се обърка"},
}

// failing adds the failures and a panic to a server.
func failing(t *testing.T) *testServer {
	ts := newTestServer(t, nil)
	for _, f := range failures {
		h := func(c *fiber.Ctx) error {
			c.Attachment("half.xlsx")
			if _, err := c.WriteString("half a page"); err != nil {
				return err
			}
			return f.err
		}
		ts.App().Get("/test/"+f.name, h)
		ts.App().Get("/test/"+f.name+".json", h)
	}
	ts.App().Get("/test/panic", func(*fiber.Ctx) error { panic("secret of the handler") })
	return ts
}

func TestErrorPages(t *testing.T) {
	ts := failing(t)
	b := ts.signedInAs(access.Viewer)
	for _, f := range failures {
		r := b.get("/test/" + f.name)
		if r.StatusCode != f.status || !strings.Contains(r.Text, f.text) {
			t.Errorf("%s: status %d (want %d), or the page lacks %q", f.name, r.StatusCode, f.status, f.text)
		}
		if strings.Contains(r.Text, "secret") || strings.Contains(r.Text, "half a page") || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: the page shows what it should not:\n%s", f.name, r.Text)
		}
		if r.Header.Get("Content-Disposition") != "" || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: headers of the failed download remain: %v", f.name, r.Header)
		}
		if quoted := strings.Contains(r.Text, "Номер на заявката"); quoted != (f.status >= http.StatusInternalServerError) {
			t.Errorf("%s: the number to be quoted to an administrator: %v", f.name, quoted)
		}
	}
	if !strings.Contains(ts.log.String(), "SELECT secret") {
		t.Error("the log does not hold the internal error")
	}
}

func TestErrorsAsJSON(t *testing.T) {
	ts := failing(t)
	for _, f := range failures {
		r := ts.browser().get("/test/" + f.name + ".json")
		var body struct{ Error errorBody }
		if err := json.Unmarshal([]byte(r.Text), &body); err != nil {
			t.Fatalf("%s: %v in %s", f.name, err, r.Text)
		}
		if r.StatusCode != f.status || body.Error.Code == "" || body.Error.Message == "" || body.Error.Request == "" {
			t.Errorf("%s: status %d, body %s", f.name, r.StatusCode, r.Text)
		}
		if strings.Contains(r.Text, "secret") {
			t.Errorf("%s: the inside is shown: %s", f.name, r.Text)
		}
	}
}

func TestPanicIsAnErrorPage(t *testing.T) {
	ts := failing(t)
	r := ts.browser().get("/test/panic")
	if r.StatusCode != http.StatusInternalServerError || strings.Contains(r.Text, "secret") {
		t.Errorf("status %d: %s", r.StatusCode, r.Text)
	}
	if !strings.Contains(ts.log.String(), "secret of the handler") || !strings.Contains(ts.log.String(), "errors_test.go") {
		t.Error("the log does not say what panicked and where")
	}
}

func TestErrorsSpeakTheReadersLanguage(t *testing.T) {
	ts := failing(t)
	b := ts.browser()
	if r := b.get("/nowhere?lang=en"); r.StatusCode != http.StatusNotFound || !strings.Contains(r.Text, "There is no such page") {
		t.Errorf("by the address: %d", r.StatusCode)
	}
	b.cookies["harta_lang"] = &http.Cookie{Name: "harta_lang", Value: "en"}
	if r := b.get("/nowhere"); !strings.Contains(r.Text, "There is no such page") || !strings.Contains(r.Text, `<html lang="en"`) {
		t.Error("by the cookie")
	}
}

func TestSignInIsAskedForOnlyWhereAPersonReads(t *testing.T) {
	ts := newTestServer(t, nil)
	secret := ts.signedIn(access.ViewDashboard, func(c *fiber.Ctx, _ access.Session) error { return c.SendString("x") })
	ts.App().Get("/test/page", secret)
	ts.App().Get("/test/page.json", secret)
	if r := ts.browser().get("/test/page?period=12m"); r.Header.Get("Location") != "/login?next=%2Ftest%2Fpage%3Fperiod%3D12m" {
		t.Errorf("page: %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	if r := ts.browser().get("/test/page.json"); r.StatusCode != http.StatusUnauthorized || !strings.Contains(r.Text, "login_required") {
		t.Errorf("JSON: %d %s", r.StatusCode, r.Text)
	}
}

func TestTheLogNamesRoutesNotAddresses(t *testing.T) {
	ts := newTestServer(t, nil)
	ts.App().Get("/test/k/:token", func(c *fiber.Ctx) error { return c.SendString("ok") })
	ts.browser().get("/test/k/verysecrettoken?x=personal")
	if log := ts.log.String(); !strings.Contains(log, "/test/k/:token") || strings.Contains(log, "verysecret") || strings.Contains(log, "personal") {
		t.Errorf("log: %s", log)
	}
}

package dashboard

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"harta/internal/access"
)

// slipToken takes the secret out of a slip, as a phone would.
func slipToken(t *testing.T, page string) string {
	t.Helper()
	found := regexp.MustCompile(`/s/([A-Za-z0-9_-]+)`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no link on the slip: %s", page)
	}
	return found[1]
}

func TestClerkGivesALink(t *testing.T) {
	d := testDoors(t)
	clerk := d.signedInAs(access.Clerk)
	page := clerk.get("/surveys")
	if page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "Още няма създадени връзки") {
		t.Fatalf("status %d: %s", page.StatusCode, page.Text)
	}
	csrf := page.hidden("csrf")
	must(t, d.ch.Insert.Exec(t.Context(), `INSERT INTO records (source, number, version, service, department, office, order_speed, received, received_day, outcome)
		VALUES ('s', 'АО-17/2026', 1, '2130', 'mdt', 'gradska', 'fast', '2026-11-20 09:00:00', '2026-11-20', 'completed')`))
	form := url.Values{"csrf": {csrf}, "record": {" АО-17/2026 "}, "service": {"2079"}, "days": {"30"}, "format": {"a6"}, "in": {"bg"}}
	slip := clerk.post("/surveys", form)
	if slip.StatusCode != http.StatusOK || !strings.Contains(slip.Text, "Данъчна оценка") || !strings.Contains(slip.Text, `class="qr"`) || strings.Contains(slip.Text, "⟦") {
		t.Fatalf("status %d: %s", slip.StatusCode, slip.Text)
	}
	token := slipToken(t, slip.Text)
	// The same link on the roll of a receipt, in English.
	again := clerk.post("/surveys/slip", url.Values{"csrf": {csrf}, "token": {token}, "format": {"receipt"}, "in": {"en"}})
	if again.StatusCode != http.StatusOK || slipToken(t, again.Text) != token || !strings.Contains(again.Text, "Tax valuation") || !strings.Contains(again.Text, "?lang=en") {
		t.Errorf("status %d: %s", again.StatusCode, again.Text)
	}
	if r := d.browser().post("/s/"+token, url.Values{"q_overall": {"5"}}); r.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE record = 'АО-17/2026' AND service = '2130' AND office = 'gradska' AND order_speed = 'fast' AND department = 'mdt'"); n != 1 {
		t.Errorf("%d answers joined the record, want 1", n)
	}
	list := clerk.get("/surveys")
	for _, want := range []string{"отговорено", "АО-17/2026", "Данъчна оценка"} {
		if !strings.Contains(list.Text, want) {
			t.Errorf("the list lacks %q", want)
		}
	}
	if strings.Contains(list.Text, token) {
		t.Error("the list tells a secret")
	}
	var audited int
	must(t, d.register.QueryRow("SELECT count(*) FROM audit WHERE action = 'survey.link'").Scan(&audited))
	if audited != 1 {
		t.Errorf("%d entries of the audit trail, want 1", audited)
	}
}

func TestSurveyLinkFormHostile(t *testing.T) {
	d := testDoors(t)
	clerk := d.signedInAs(access.Clerk)
	csrf := clerk.get("/surveys").hidden("csrf")
	for name, c := range map[string]struct{ key, value, field string }{
		"nothing":                {"service", "", "record"},
		"a record to come":       {"record", "АО-99", ""},
		"an unknown service":     {"service", "'--", "service"},
		"an unknown office":      {"office", "<b>", "office"},
		"an unknown speed":       {"order_speed", "x", "order_speed"},
		"a day of no list":       {"days", "99999999999999999999", "days"},
		"a negative day":         {"days", "-7", "days"},
		"no days":                {"days", "", "days"},
		"an unknown paper":       {"format", "a0", "format"},
		"an unknown language":    {"in", "tr", "in"},
		"a huge number":          {"record", strings.Repeat("9", 100_000), "record"},
		"personal data":          {"record", "ЕГН 6101057509", "record"},
		"an invisible number":    {"record", "АО\u202E17", "record"},
		"bytes that are no text": {"record", "\xff\xfe\x00", "record"},
	} {
		form := url.Values{"csrf": {csrf}, "service": {"2079"}, "days": {"7"}, "format": {"receipt"}, "in": {"en"}}
		form.Set(c.key, c.value)
		r := clerk.post("/surveys", form)
		if c.field == "" {
			if r.StatusCode != http.StatusOK {
				t.Errorf("%s: status %d", name, r.StatusCode)
			}
			continue
		}
		if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, `href="#`+c.field+`"`) || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d: %.300s", name, r.StatusCode, r.Text)
		}
	}
	form := url.Values{"csrf": {csrf}, "record": {"АО-98"}, "days": {"7"}, "format": {"a6"}, "in": {"bg"}}
	if r := clerk.post("/surveys", form); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "още не е внесена") || !strings.Contains(r.Text, "АО-98") {
		t.Errorf("a record to come without a service: status %d", r.StatusCode)
	}
	for _, bad := range []url.Values{{"token": {"x"}}, {"token": {"\xff"}, "format": {"a6"}, "in": {"bg"}}, {}} {
		bad.Set("csrf", csrf)
		if r := clerk.post("/surveys/slip", bad); r.StatusCode != http.StatusNotFound {
			t.Errorf("%v: status %d", bad, r.StatusCode)
		}
	}
	for _, role := range []access.Role{access.Viewer, access.Integrity, access.Admin} {
		if r := d.signedInAs(role).get("/surveys"); r.StatusCode != http.StatusForbidden {
			t.Errorf("%s: status %d", role, r.StatusCode)
		}
	}
}

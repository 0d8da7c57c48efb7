package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
	"harta/internal/register"
)

func TestOfficerRestoresWhatWasSetAside(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := complaint(b)
	form.Set("website", "http://spam.example")
	form.Set("text", "Чаках <b>три</b> часа.")
	link := linkOn(t, b.post("/f/complaint", form))
	rows, _, err := d.reg.ListAside(context.Background(), register.AsideQuery{Show: register.AsideWaiting, Most: 10})
	must(t, err)
	number := rows[0].Number
	officer := d.signedInAs(access.Officer)
	page := officer.get("/setaside")
	if !strings.Contains(page.Text, number) || strings.Contains(page.Text, "Чаках") || strings.Contains(page.Text, "⟦") {
		t.Fatalf("status %d: %s", page.StatusCode, page.Text)
	}
	token := page.hidden("csrf")
	read := officer.post("/setaside/"+number, url.Values{"csrf": {token}, "do": {"read"}})
	if !strings.Contains(read.Text, "Чаках &lt;b&gt;три&lt;/b&gt; часа.") || !strings.Contains(read.Text, "Иван Петров") {
		t.Errorf("status %d: %s", read.StatusCode, read.Text)
	}
	done := officer.post("/setaside/"+number, url.Values{"csrf": {token}, "do": {"restore"}})
	if done.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", done.StatusCode, done.Text)
	}
	if r := officer.get("/cases/" + number); r.StatusCode != http.StatusOK {
		t.Errorf("the case: status %d", r.StatusCode)
	}
	if r := b.get(link); !strings.Contains(r.Text, "се работи по нея") {
		t.Errorf("the link: status %d", r.StatusCode)
	}
	for days, want := range map[string]int{"45": http.StatusSeeOther, "": 422, "29": 422, "1e9": 422, "<b>": 422, "99999999999999999999": 422} {
		r := officer.post("/setaside/days", url.Values{"csrf": {token}, "days": {days}})
		if r.StatusCode != want || strings.Contains(r.Text, "<b>") || want == 422 && !strings.Contains(r.Text, `id="days-error"`) {
			t.Errorf("%q days: status %d", days, r.StatusCode)
		}
	}
	if r := officer.get("/setaside?saved=1"); !strings.Contains(r.Text, "Вече се пазят 45 дни") {
		t.Error("the days were not set")
	}
	for _, c := range []struct {
		form url.Values
		path string
		want int
	}{
		{url.Values{"csrf": {token}, "do": {"restore"}}, "/setaside/" + number, http.StatusNotFound},
		{url.Values{"csrf": {token}, "do": {"x"}}, "/setaside/" + number, http.StatusBadRequest},
		{url.Values{"csrf": {token}, "do": {"read"}}, "/setaside/x'--", http.StatusBadRequest},
		{url.Values{"csrf": {token}}, "/setaside/notices/x", http.StatusNotFound},
		{url.Values{"do": {"restore"}}, "/setaside/" + number, http.StatusForbidden},
	} {
		if r := officer.post(c.path, c.form); r.StatusCode != c.want {
			t.Errorf("%s %v: status %d, want %d", c.path, c.form, r.StatusCode, c.want)
		}
	}
	for _, role := range []access.Role{access.Viewer, access.Integrity, access.Admin} {
		if r := d.signedInAs(role).get("/setaside"); r.StatusCode != http.StatusForbidden {
			t.Errorf("%s: status %d", role, r.StatusCode)
		}
	}
}

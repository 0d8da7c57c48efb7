package dashboard

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"harta/internal/access"
)

// A key is made on the page, works, and stops working when it is revoked.
func TestLifeOfAKey(t *testing.T) {
	ts := newTestServer(t, nil)
	b := ts.signedInAs(access.Admin)
	page := b.get("/keys")
	if page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "Още няма ключове") || strings.Contains(page.Text, "⟦") {
		t.Fatalf("status %d: %s", page.StatusCode, page.Text)
	}
	csrf := page.hidden("csrf")
	made := b.post("/keys", url.Values{"csrf": {csrf}, "name": {"Деловодна <система>"}, "scopes": {"records:write", "rows:read"}})
	secret := regexp.MustCompile(`harta_[a-z2-7]{10}_[A-Z2-7]+`).FindString(made.Text)
	if made.StatusCode != http.StatusOK || secret == "" || !strings.Contains(made.Text, "Деловодна &lt;система&gt;") {
		t.Fatalf("status %d: %s", made.StatusCode, made.Text)
	}
	if again := b.get("/keys"); strings.Contains(again.Text, secret) || !strings.Contains(again.Text, secret[:16]) || !strings.Contains(again.Text, "изпраща преписки за услуги") {
		t.Error("the list shows the secret, or not which key it is")
	}
	m := &robot{ts: ts, key: secret}
	if r := m.send(recordsPath, plainJSON, "{}"); r.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d with a good key", r.StatusCode)
	}
	id := regexp.MustCompile(`/keys/([^/]+)/revoke`).FindStringSubmatch(made.Text)[1]
	if r := b.post("/keys/"+id+"/revoke", url.Values{"csrf": {csrf}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if r := m.send(recordsPath, plainJSON, "{}"); r.StatusCode != http.StatusUnauthorized || !strings.Contains(r.Text, "key_revoked") {
		t.Errorf("status %d with a revoked key: %s", r.StatusCode, r.Text)
	}
	if r := b.get("/keys"); !strings.Contains(r.Text, "прекратен") {
		t.Error("the list does not say that the key is revoked")
	}
}

func TestKeysRefuse(t *testing.T) {
	ts := newTestServer(t, nil)
	admin := ts.signedInAs(access.Admin)
	csrf := admin.get("/keys").hidden("csrf")
	r := admin.post("/keys", url.Values{"csrf": {csrf}, "name": {""}, "scopes": {"everything"}})
	if r.StatusCode != http.StatusUnprocessableEntity || strings.Count(r.Text, `class="field-error"`) != 2 {
		t.Errorf("status %d: %s", r.StatusCode, r.Text)
	}
	if r := admin.post("/keys", url.Values{"name": {"а"}, "scopes": {"rows:read"}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("status %d without the form's token", r.StatusCode)
	}
	for _, role := range []access.Role{access.Viewer, access.Officer, access.Clerk, access.Integrity} {
		b := ts.signedInAs(role)
		if r := b.get("/keys"); r.StatusCode != http.StatusForbidden {
			t.Errorf("%s: status %d", role, r.StatusCode)
		}
	}
	if r := ts.browser().get("/keys"); r.StatusCode != http.StatusSeeOther {
		t.Errorf("status %d for a stranger", r.StatusCode)
	}
}

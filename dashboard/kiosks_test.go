package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
)

func TestListOfKiosks(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	page := officer.get("/kiosks")
	for _, want := range []string{"Фоайе", "Център за услуги", "Удостоверение за наследници", "включен", "изключен"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the list lacks %q", want)
		}
	}
	if strings.Contains(page.Text, d.kiosk.Token) {
		t.Error("the list shows a secret address unasked")
	}
	shown := officer.post("/kiosks/k1/address", url.Values{"csrf": {page.hidden("csrf")}})
	for _, want := range []string{`href="/k/` + d.kiosk.Token + `"`, `data-copy="http://example.com/k/` + d.kiosk.Token} {
		if !strings.Contains(shown.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if d.audited("kiosk.address.read") != 1 {
		t.Error("the showing of the address is not in the audit trail")
	}
	for _, role := range []access.Role{access.Viewer, access.Clerk, access.Integrity} {
		if r := d.signedInAs(role).get("/kiosks"); r.StatusCode != http.StatusForbidden || strings.Contains(r.Text, d.kiosk.Token) {
			t.Errorf("%s: status %d", role, r.StatusCode)
		}
	}
}

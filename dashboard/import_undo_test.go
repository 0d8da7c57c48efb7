package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
)

// A whole import is taken back from its receipt, and the receipt says what became of the records.
func TestUndoFromTheReceipt(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/import").hidden("csrf")
	preview := officer.sendFile(token, "bg-delovodstvo", "прес.csv", []byte(recordsHead+goodRows(1, 3))).Header.Get("Location")
	r := officer.post(preview, url.Values{"csrf": {token}})
	for strings.HasPrefix(r.Header.Get("Location"), "/import/run/") || strings.Contains(r.Text, "data-progress") {
		r = officer.get("/import/run/" + strings.TrimPrefix(preview, "/import/preview/"))
	}
	receipt := r.Header.Get("Location")
	if page := officer.get(receipt); !strings.Contains(page.Text, `action="`+receipt+`/undo"`) {
		t.Fatalf("%s: the receipt has no way back: %s", receipt, page.Text)
	}
	if n := d.count("SELECT count() FROM records FINAL"); n != 3 {
		t.Fatalf("%d records", n)
	}
	if r := officer.post(receipt+"/undo", url.Values{"csrf": {"wrong"}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("without the session's token: status %d", r.StatusCode)
	}
	for range 2 { // the second time nothing more happens
		if r := officer.post(receipt+"/undo", url.Values{"csrf": {token}}); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != receipt {
			t.Fatalf("undo: status %d: %s", r.StatusCode, r.Text)
		}
	}
	page := officer.get(receipt)
	if !strings.Contains(page.Text, "Внасянето е отменено") || !strings.Contains(page.Text, "Премахнати</dt><dd>3</dd>") || strings.Contains(page.Text, "/undo") {
		t.Errorf("the receipt does not tell of the undoing: %s", page.Text)
	}
	if n := d.count("SELECT count() FROM records FINAL"); n != 0 {
		t.Errorf("%d records are left", n)
	}
	if r := officer.post(receipt+"/cancel", url.Values{"csrf": {token}}); r.StatusCode != http.StatusConflict || !strings.Contains(r.Text, "вече не е в ход") {
		t.Errorf("cancelling what does not run: status %d", r.StatusCode)
	}
	for _, path := range []string{"/import/nonsense/undo", "/import/00000000-0000-0000-0000-000000000000/undo", "/import/run/none/cancel"} {
		if r := officer.post(path, url.Values{"csrf": {token}}); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
	}
	viewer := d.signedInAs(access.Viewer)
	if r := viewer.post(receipt+"/undo", url.Values{"csrf": {viewer.get("/").hidden("csrf")}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("a viewer: status %d", r.StatusCode)
	}
}

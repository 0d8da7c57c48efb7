package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
)

func TestConsultationLog(t *testing.T) {
	d := testDoors(t)
	clerk := d.signedInAs(access.Clerk)
	form := clerk.get("/consultations/new")
	typed := url.Values{"csrf": {form.hidden("csrf")}, "id": {form.hidden("id")}, "topic": {"prices"}, "channel": {"counter"}, "minutes": {"7"}, "service": {"2079"}, "office": {"gradska"}}
	r := clerk.post("/consultations/new", typed)
	if r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", r.StatusCode, r.Text)
	}
	clerk.post("/consultations/new", typed) // a double click
	list := clerk.get(r.Header.Get("Location"))
	if strings.Count(list.Text, "data-row") != 1 || !strings.Contains(list.Text, "1 консултация,") || !strings.Contains(list.Text, `value="counter" checked`) {
		t.Errorf("the list or the remembered choice is wrong:\n%s", list.Text)
	}
	edit := clerk.get("/consultations/new?edit=" + typed.Get("id"))
	typed.Set("version", edit.hidden("version"))
	typed.Set("minutes", "17")
	if r := clerk.post("/consultations/new", typed); r.StatusCode != http.StatusSeeOther {
		t.Errorf("correction: status %d", r.StatusCode)
	}
	if r := clerk.post("/consultations/new", typed); r.StatusCode != http.StatusConflict || !strings.Contains(r.Text, `value="17"`) {
		t.Errorf("a correction of what is gone: status %d, or what was typed is lost", r.StatusCode)
	}
	if n := d.count("SELECT sum(minutes) FROM consultations FINAL"); n != 17 {
		t.Errorf("%d minutes in the figures", n)
	}
	for _, in := range consultationInputs() {
		for _, text := range hostileTexts() {
			form := url.Values{"csrf": typed["csrf"], "id": {clerk.get("/consultations/new").hidden("id")}, "topic": {"prices"}, "channel": {"phone"}, "minutes": {"1"}}
			form.Set(in.name, text)
			hostileReply(t, in.name, text, clerk.post("/consultations/new", form))
		}
	}
	if r := clerk.get("/consultations/new?day=1900-13-77"); r.StatusCode != http.StatusBadRequest {
		t.Errorf("a day that is none: status %d", r.StatusCode)
	}
}

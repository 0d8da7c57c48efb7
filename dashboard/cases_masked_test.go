package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
	"harta/internal/register"
)

// Who works on a case reads it whole; everybody else who may see it reads it masked, until they ask for more, which is recorded.
func TestTextsAreMaskedForOthers(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), func(s *register.Submission) {
		s.Text = "Г-жа Петрова ме обиди, тел. 0888 123 456. Вие сте идиоти!"
	}).Number
	officer, clerk := d.signedInAs(access.Officer), d.signedInAs(access.Clerk)
	read := func(b *browser, what string) *reply {
		return b.post("/cases/"+number, url.Values{"csrf": {b.get("/cases/" + number).hidden("csrf")}, "read": {what}})
	}
	const whole, masked = "Г-жа Петрова ме обиди, тел. 0888 123 456.", "Г-жа [име] ме обиди, тел. [телефон]."
	if r := read(officer, "text"); !strings.Contains(r.Text, whole) || !strings.Contains(r.Text, "обиден текст") {
		t.Error("nobody has been given the case, and the officer does not read it whole and flagged")
	}
	if r := clerk.act(number, "assign", url.Values{"department": {"grao"}, "assignee": {d.userID("clerk")}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if r := read(clerk, "text"); !strings.Contains(r.Text, whole) || strings.Contains(r.Text, "Покажете целия текст") {
		t.Error("the clerk does not read the own case whole")
	}
	r := read(officer, "text")
	if !strings.Contains(r.Text, masked) || strings.Contains(r.Text, "0888") || !strings.Contains(r.Text, "Покажете целия текст") || strings.Contains(r.Text, "⟦") {
		t.Errorf("the officer reads somebody else's case: %s", r.Text)
	}
	if d.audited(auditWhole) != 0 {
		t.Error("a masked reading is recorded as a whole one")
	}
	if r := read(officer, "whole"); !strings.Contains(r.Text, whole) || d.audited(auditWhole) != 1 {
		t.Errorf("asking for the whole text shows too little or is recorded %d times", d.audited(auditWhole))
	}
	if r := read(clerk, "whole"); !strings.Contains(r.Text, whole) || d.audited(auditWhole) != 1 {
		t.Error("the clerk's own case is recorded as somebody else's")
	}
}

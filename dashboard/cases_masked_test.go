package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"harta/internal/access"
	"harta/internal/guard"
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

// The list flags the cases whose texts the list of insults flags, for those who see the case and for nobody else, by the list of insults
// that holds now, and without a reading in the audit trail.
func TestListFlagsInsults(t *testing.T) {
	d := testDoors(t)
	write := func(text, service string) string {
		return d.submit(sofia(11, 2, 10), func(s *register.Submission) { s.Text, s.Service = text, service }).Number
	}
	rude, polite := write("Вие сте идиоти!", "2079"), write("Чакам вече мърморко месец.", "2079")
	elsewhere, sealed := write("Кретени такива!", "2130"), write("Идиоти сте и крадете!", "2079")
	officer, clerk := d.signedInAs(access.Officer), d.signedInAs(access.Clerk)
	must(t, d.access.SetDepartment(context.Background(), d.userID("clerk"), "grao", "admin"))
	// flagged gives the numbers of the rows that carry the flag.
	flagged := func(b *browser, query string) string {
		r := b.get("/cases" + query)
		var list []string
		for _, row := range strings.Split(r.Text, "<tr data-row>")[1:] {
			for _, number := range []string{rude, polite, elsewhere, sealed} {
				if row, _, _ = strings.Cut(row, "</tr>"); strings.Contains(row, number) && strings.Contains(row, "обиден текст") {
					list = append(list, number)
				}
			}
		}
		if strings.Contains(r.Text, "идиоти") || strings.Contains(r.Text, "⟦") {
			t.Errorf("the list shows a text: %s", r.Text)
		}
		slices.Sort(list)
		return strings.Join(list, " ")
	}
	sorted := func(list ...string) string { slices.Sort(list); return strings.Join(list, " ") }
	if got, want := flagged(officer, ""), sorted(rude, elsewhere, sealed); got != want {
		t.Errorf("flagged: %q, want %q", got, want)
	}
	if r := officer.act(sealed, "seal", url.Values{"category": {"corruption"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if got, want := flagged(officer, ""), sorted(rude, elsewhere); got != want {
		t.Errorf("after the sealing: %q, want %q", got, want)
	}
	if got := flagged(clerk, ""); got != rude {
		t.Errorf("the clerk of one department sees flags at %q, want %q", got, rude)
	}
	must(t, d.reg.Answer(context.Background(), rude, "u", testNow, "upheld", "", "Прави сте."))
	if got := flagged(officer, "?state=closed"); got != rude {
		t.Errorf("closed: %q, want %q", got, rude)
	}
	if n := d.audited("case.text.read"); n != 0 {
		t.Errorf("showing the list is recorded as %d readings", n)
	}
	words, err := guard.ParseWords("мърмор*")
	must(t, err)
	d.options.Guard.Use(words)
	if got := flagged(officer, ""); got != polite {
		t.Errorf("by the office's own list: %q, want %q", got, polite)
	}
}

// Who sent a case, its letters and its files are held back as its texts are from everybody who does not work on it, until they are asked
// for on purpose, which is recorded apart from the reading itself.
func TestContactLettersAndFilesAreHeldFromOthers(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), nil).Number
	officer, clerk := d.signedInAs(access.Officer), d.signedInAs(access.Clerk)
	if r := clerk.act(number, "assign", url.Values{"department": {"grao"}, "assignee": {d.userID("clerk")}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	page := clerk.get("/cases/" + number)
	kept := clerk.post("/cases/"+number+"/letter/keep", url.Values{
		"csrf": {page.hidden("csrf")}, "version": {"2"}, "template": {"receipt"}, "letter": {"Уважаема госпожо Гражданин Първи, получихме."},
	})
	form := url.Values{"csrf": {page.hidden("csrf")}, "version": {"3"}, "outcome": {"upheld"}, "answer": {"Прав сте."}, "at": {"2026-11-23"}}
	answered := clerk.postFiles("/cases/"+number+"/answer", form, sentFile{"писмо.pdf", testPDF})
	if kept.StatusCode != http.StatusOK || answered.StatusCode != http.StatusSeeOther {
		t.Fatalf("statuses %d, %d", kept.StatusCode, answered.StatusCode)
	}
	files, err := d.reg.Attachments(t.Context(), number)
	must(t, err)
	for i, c := range []struct {
		path   string
		form   url.Values
		secret string
	}{
		{"", url.Values{"read": {"contact"}}, "Гражданин Първи"},
		{"/letter", url.Values{"template": {"answer"}}, "Гражданин Първи"},
		{"/letter/print", url.Values{"event": {"3"}}, "Гражданин Първи"},
		{"/file", url.Values{"file": {files[0].ID}}, testPDF},
	} {
		send := func(b *browser) *reply {
			c.form.Set("csrf", b.get("/cases/"+number).hidden("csrf"))
			return b.post("/cases/"+number+c.path, c.form)
		}
		if r := send(clerk); r.StatusCode != http.StatusOK || !strings.Contains(r.Text, c.secret) || d.audited(auditWhole) != i {
			t.Errorf("%s: the case's own clerk: status %d", c.path, r.StatusCode)
		}
		before := d.audited("%.read")
		r := send(officer)
		if r.StatusCode != http.StatusOK || strings.Contains(r.Text, c.secret) || strings.Contains(r.Text, "⟦") || d.audited("%.read") != before {
			t.Errorf("%s: an officer of another case reads it at once: status %d: %s", c.path, r.StatusCode, r.Text)
		}
		c.form.Set(wholeField, r.hidden(wholeField))
		if r := send(officer); r.StatusCode != http.StatusOK || !strings.Contains(r.Text, c.secret) || d.audited(auditWhole) != i+1 {
			t.Errorf("%s: asked for on purpose: status %d, %d entries", c.path, r.StatusCode, d.audited(auditWhole))
		}
	}
}

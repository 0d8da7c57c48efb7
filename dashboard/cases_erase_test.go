package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
	"harta/internal/fault"
)

// An officer erases what a closed case says about people; the case, its dates and its outcome stay, with who erased it and why.
func TestErasingACase(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), nil).Number
	clerk, officer := d.signedInAs(access.Clerk), d.signedInAs(access.Officer)
	if r := officer.act(number, "erase", url.Values{"ground": {"request"}}); r.StatusCode != http.StatusConflict {
		t.Errorf("an open case: status %d", r.StatusCode)
	}
	letter := officer.post("/cases/"+number+"/letter", url.Values{"csrf": {officer.get("/cases/" + number).hidden("csrf")}, "template": {"receipt"}})
	kept := officer.post("/cases/"+number+"/letter/keep", url.Values{
		"csrf": {letter.hidden("csrf")}, "version": {letter.hidden("version")}, "template": {"receipt"}, "letter": {"Приехме жалбата Ви."},
	})
	if kept.StatusCode != http.StatusOK || !strings.Contains(officer.get("/cases/"+number).Text, "/letter/print") {
		t.Fatalf("letter: status %d\n%s", kept.StatusCode, kept.Text)
	}
	if r := officer.act(number, "close", url.Values{"outcome": {"withdrawn"}, "note": {"Оттегля я по телефона."}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("close: status %d\n%s", r.StatusCode, r.Text)
	}
	const form = `id="act-erase"`
	if strings.Contains(clerk.get("/cases/"+number).Text, form) || !strings.Contains(officer.get("/cases/"+number).Text, form) {
		t.Error("the form is shown to a clerk, or not to an officer")
	}
	if r := clerk.act(number, "erase", url.Values{"ground": {"request"}}); r.StatusCode != http.StatusNotFound {
		t.Errorf("a clerk erases: status %d", r.StatusCode)
	}
	if r := officer.act(number, "erase", nil); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "Посочете защо") {
		t.Errorf("without a ground: status %d", r.StatusCode)
	}
	if r := officer.act(number, "erase", url.Values{"ground": {"request"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", r.StatusCode, r.Text)
	}
	page := officer.get("/cases/" + number + "?done=erase")
	for _, want := range []string{"Личните данни са заличени", "не могат да се прочетат от никого", "чл. 17 от Регламент", "ттеглен"} {
		if !strings.Contains(page.Text, want) || strings.Contains(page.Text, "⟦") {
			t.Errorf("status %d: the page lacks %q, or a message", page.StatusCode, want)
		}
	}
	for _, gone := range []string{`class="act"`, `name="read"`, "/letter/print", `name="file"`, "Гражданинът може да я отвори до"} {
		if strings.Contains(page.Text, gone) {
			t.Errorf("the page still has %s", gone)
		}
	}
	read := officer.post("/cases/"+number, url.Values{"csrf": {page.hidden("csrf")}, "read": {"text"}})
	if read.StatusCode != http.StatusNotFound || !strings.Contains(read.Text, "заличени") {
		t.Errorf("reading: status %d", read.StatusCode)
	}
	if _, err := d.reg.Contact(t.Context(), number, "u"); !isCode(err, "case_erased") {
		t.Errorf("the contact: %v", err)
	}
}

func isCode(err error, code string) bool {
	f, ok := fault.As(err)
	return ok && f.Code == code
}

package dashboard

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"harta/internal/access"
	"harta/internal/register"
)

// setAside sets n complaints aside, a second apart, and gives their numbers, the newest first.
func (d *doorsTest) setAside(n int, reason register.Suspicion, files ...string) []string {
	d.t.Helper()
	numbers := make([]string, n)
	for i := range n {
		receipt, err := d.reg.SetAside(d.t.Context(), register.Submission{
			ID: uuid.New(), ReceivedAt: sofia(11, 20, 10).Add(d.aside), Kind: "complaint", Category: "delay", Channel: "web", Language: "bg",
			Text: fmt.Sprint("Чаках ", i), Name: "Иван Петров", Phone: "0888 123 456", Files: files,
		}, reason)
		must(d.t, err)
		d.aside += 1e9
		numbers[n-1-i] = receipt.Number
	}
	return numbers
}

// relOn is where a page leads with a relation: next, prev.
func relOn(r *reply, rel string) string {
	_, after, _ := strings.Cut(r.Text, `rel="`+rel+`" href="`)
	address, _, _ := strings.Cut(after, `"`)
	return html.UnescapeString(address)
}

// A complaint beneath a flood is found: page by page, or by its reason; and what is no message from a person goes out of the way.
func TestAFloodBuriesNothing(t *testing.T) {
	d := testDoors(t)
	buried := d.setAside(1, register.SuspectHaste)[0]
	flood := d.setAside(2*asideShown+5, register.SuspectRate)
	officer := d.signedInAs(access.Officer)
	page := officer.get("/setaside")
	if strings.Contains(page.Text, "⟦") || strings.Contains(page.Text, buried) || strings.Contains(page.Text, `rel="prev"`) || !strings.Contains(page.Text, flood[0]) {
		t.Fatalf("status %d: %s", page.StatusCode, page.Text)
	}
	last := page
	for range 2 {
		last = officer.get(relOn(last, "next"))
	}
	if !strings.Contains(last.Text, buried) || strings.Contains(last.Text, `rel="next"`) {
		t.Errorf("the last page: status %d", last.StatusCode)
	}
	if back := officer.get(relOn(officer.get(relOn(last, "prev")), "prev")); !slices.Equal(back.hiddenAll("shown"), page.hiddenAll("shown")) {
		t.Error("the way back leads elsewhere")
	}
	if r := officer.get("/setaside?reason=haste"); !slices.Equal(r.hiddenAll("shown"), []string{buried}) {
		t.Errorf("by reason: %v", r.hiddenAll("shown"))
	}
	for _, bad := range []string{"?show=x", "?reason=x", "?before=x", "?after=1.2"} {
		if r := officer.get("/setaside" + bad); r.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: status %d", bad, r.StatusCode)
		}
	}
	all := url.Values{"csrf": {page.hidden("csrf")}, "do": {"dismiss_all"}, "shown": officer.get("/setaside?reason=rate").hiddenAll("shown")}
	for range 3 {
		r := officer.post("/setaside/marks?reason=rate", all)
		if r.StatusCode != http.StatusSeeOther || !strings.HasPrefix(r.Header.Get("Location"), "/setaside?") {
			t.Fatalf("status %d: %s", r.StatusCode, r.Text)
		}
		all["shown"] = officer.get("/setaside?reason=rate").hiddenAll("shown")
	}
	page = officer.get("/setaside?dismissed=5")
	if !slices.Equal(page.hiddenAll("shown"), []string{buried}) || !strings.Contains(page.Text, "Отбелязано е, че 5 съобщения") || !strings.Contains(page.Text, `>105</td>`) {
		t.Errorf("after the flood is gone: %v", page.hiddenAll("shown"))
	}
}

// What was dismissed says by whom, and comes back while it is there.
func TestDismissedIsRestored(t *testing.T) {
	d := testDoors(t)
	numbers := d.setAside(3, register.SuspectTrap)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/setaside").hidden("csrf")
	officer.post("/setaside/marks", url.Values{"csrf": {token}, "do": {"dismiss"}, "number": numbers[:2]})
	page := officer.get("/setaside?show=dismissed")
	if !slices.Equal(page.hiddenAll("shown"), numbers[:2]) || !strings.Contains(page.Text, "<bdi>Мария Илиева</bdi>") {
		t.Errorf("dismissed %v", page.hiddenAll("shown"))
	}
	officer.post("/setaside/marks?show=dismissed", url.Values{"csrf": {token}, "do": {"recall"}, "number": numbers[:1]})
	if page := officer.get("/setaside"); !slices.Equal(page.hiddenAll("shown"), []string{numbers[0], numbers[2]}) {
		t.Errorf("waiting %v", page.hiddenAll("shown"))
	}
	if r := officer.post("/setaside/"+numbers[1]+"?show=dismissed", url.Values{"csrf": {token}, "do": {"restore"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if r := officer.get("/cases/" + numbers[1]); r.StatusCode != http.StatusOK {
		t.Errorf("the case: status %d", r.StatusCode)
	}
	for form, want := range map[*url.Values]int{
		{"csrf": {token}, "do": {"x"}}:                        http.StatusBadRequest,
		{"do": {"dismiss"}, "number": numbers}:                http.StatusForbidden,
		{"csrf": {token}, "do": {"dismiss"}}:                  http.StatusSeeOther,
		{"csrf": {token}, "do": {"dismiss"}, "number": {"'"}}: http.StatusSeeOther,
	} {
		if r := officer.post("/setaside/marks", *form); r.StatusCode != want {
			t.Errorf("%v: status %d, want %d", form, r.StatusCode, want)
		}
	}
}

// An officer sees the files before deciding, saved and never shown in place, and the trail shows who did.
func TestFilesOfWhatWasSetAside(t *testing.T) {
	d := testDoors(t)
	file, err := d.reg.StoreFile(t.Context(), "снимка.pdf", strings.NewReader(testPDF))
	must(t, err)
	number := d.setAside(1, register.SuspectHaste, file.ID)[0]
	officer := d.signedInAs(access.Officer)
	token := officer.get("/setaside").hidden("csrf")
	read := officer.post("/setaside/"+number, url.Values{"csrf": {token}, "do": {"read"}})
	if !strings.Contains(read.Text, "снимка.pdf") || read.hidden("file") != file.ID {
		t.Fatalf("status %d: %s", read.StatusCode, read.Text)
	}
	opened := officer.post("/setaside/"+number+"/file", url.Values{"csrf": {token}, "file": {file.ID}})
	if opened.Text != testPDF || opened.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(opened.Header.Get("Content-Disposition"), "attachment") ||
		opened.Header.Get("Content-Security-Policy") != "default-src 'none'; sandbox" {
		t.Errorf("status %d, %v", opened.StatusCode, opened.Header)
	}
	var n int
	must(t, d.register.QueryRow("SELECT COUNT(*) FROM audit WHERE action = 'aside.file.read' AND subject = $1", number).Scan(&n))
	if n != 1 {
		t.Errorf("the trail has %d readings, want 1", n)
	}
	for id, want := range map[string]int{"": 404, "x": 404, strings.Repeat("a", 26): 404} {
		if r := officer.post("/setaside/"+number+"/file", url.Values{"csrf": {token}, "file": {id}}); r.StatusCode != want {
			t.Errorf("%q: status %d", id, r.StatusCode)
		}
	}
	for _, role := range []access.Role{access.Viewer, access.Admin} {
		b := d.signedInAs(role)
		form := url.Values{"csrf": {b.get("/missing").hidden("csrf")}, "file": {file.ID}, "do": {"dismiss"}, "number": {number}}
		for _, path := range []string{"/setaside/" + number + "/file", "/setaside/marks"} {
			if r := b.post(path, form); r.StatusCode != http.StatusForbidden {
				t.Errorf("%s, %s: status %d", role, path, r.StatusCode)
			}
		}
	}
}

// What nobody has looked at is told of before it is erased, to officers and to administrators.
func TestUnreadIsToldOfBeforeItIsErased(t *testing.T) {
	d := testDoors(t)
	d.aside = -85 * 24 * 3600e9
	numbers := d.setAside(2, register.SuspectTrap)
	officer, admin := d.signedInAs(access.Officer), d.signedInAs(access.Admin)
	page := officer.get("/setaside?show=unseen")
	if !slices.Equal(page.hiddenAll("shown"), numbers) || !strings.Contains(page.Text, "2 задържани съобщения предстои да се изтрият") || strings.Contains(page.Text, "⟦") {
		t.Errorf("status %d: %s", page.StatusCode, page.Text)
	}
	if r := admin.get("/intake"); !strings.Contains(r.Text, "2 задържани съобщения предстои да се изтрият") || strings.Contains(r.Text, "⟦") {
		t.Errorf("intake: status %d", r.StatusCode)
	}
	read := officer.post("/setaside/"+numbers[0]+"?show=unseen", url.Values{"csrf": {page.hidden("csrf")}, "do": {"read"}})
	if !strings.Contains(read.Text, "Чаках 1") {
		t.Errorf("its words are not shown: status %d", read.StatusCode)
	}
	if page := officer.get("/setaside?show=unseen"); !slices.Equal(page.hiddenAll("shown"), numbers[1:]) {
		t.Errorf("unread %v", page.hiddenAll("shown"))
	}
	officer.post("/setaside/marks", url.Values{"csrf": {page.hidden("csrf")}, "do": {"dismiss"}, "number": numbers[1:]})
	for b, path := range map[*browser]string{officer: "/setaside", admin: "/intake"} {
		if r := b.get(path); r.StatusCode != http.StatusOK || strings.Contains(r.Text, "предстои да се изтри") {
			t.Errorf("%s: the notice stays, status %d", path, r.StatusCode)
		}
	}
}

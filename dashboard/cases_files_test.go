package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
)

// An answer brings the signed letter. What is wrong with the form costs neither the text nor the file, and what was chosen and taken
// back is not kept with the case.
func TestAnswerWithFiles(t *testing.T) {
	ctx := context.Background()
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), nil).Number
	clerk := d.signedInAs(access.Clerk)
	page := clerk.get("/cases/" + number)
	if !strings.Contains(page.Text, `action="/cases/`+number+`/answer#act-answer" enctype="multipart/form-data"`) {
		t.Error("the form of the answer takes no files")
	}
	form := url.Values{"csrf": {page.hidden("csrf")}, "version": {"1"}, "outcome": {""}, "answer": {"Дълъг отговор."}, "at": {"2026-11-23"}}
	path := "/cases/" + number + "/answer"
	bad := clerk.postFiles(path, form, sentFile{"писмо.pdf", testPDF}, sentFile{"setup.exe", "MZ\x90\x00"})
	for _, want := range []string{"Дълъг отговор.", "писмо.pdf", "„setup.exe“ не е от приеманите видове"} {
		if !strings.Contains(bad.Text, want) {
			t.Errorf("the form that came back lacks %q", want)
		}
	}
	if bad.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("status %d", bad.StatusCode)
	}
	form.Set("outcome", "upheld")
	form["file"] = []string{bad.hidden("file")}
	if r := clerk.postFiles(path, form); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", r.StatusCode, r.Text)
	}
	files, err := d.reg.Attachments(ctx, number)
	must(t, err)
	if len(files) != 1 || files[0].Version != 2 || files[0].MediaType != "application/pdf" {
		t.Errorf("files %+v", files)
	}
	if f, err := d.reg.OpenAttachment(ctx, number, files[0].ID, "u"); err != nil || f.Name != "писмо.pdf" || string(f.Content) != testPDF {
		t.Errorf("file %q, %v", f.Name, err)
	}
	note := clerk.postFiles("/cases/"+number+"/note", url.Values{"csrf": {page.hidden("csrf")}, "version": {"2"}, "note": {"Бележка."}}, sentFile{"a.pdf", testPDF})
	if files, _ = d.reg.Attachments(ctx, number); note.StatusCode != http.StatusSeeOther || len(files) != 1 {
		t.Errorf("an act without files took one: status %d, %d files", note.StatusCode, len(files))
	}
}

// A case that went to another department while its clerk was writing: the text comes back, and nothing of the case with it.
func TestTextOfACaseThatWentAway(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), nil).Number
	clerk := d.signedInAs(access.Clerk)
	page := clerk.get("/cases/" + number)
	_, err := d.register.Exec("UPDATE users SET department = 'mdt'")
	must(t, err)
	if r := clerk.get("/cases/" + number); r.StatusCode != http.StatusNotFound {
		t.Fatalf("the case is still to be seen: status %d", r.StatusCode)
	}
	form := url.Values{"csrf": {page.hidden("csrf")}, "version": {"1"}, "outcome": {"upheld"}, "answer": {"Писано цял час."}, "letter": {"Уважаема госпожо, чакайте."}, "template": {"receipt"}}
	for path, want := range map[string]string{"answer": "Писано цял час.", "letter/keep": "Уважаема госпожо, чакайте."} {
		lost := clerk.postFiles("/cases/"+number+"/"+path, form)
		never := clerk.postFiles("/cases/1111-1111-1/"+path, form)
		if lost.StatusCode != http.StatusNotFound || !strings.Contains(lost.Text, want) || !strings.Contains(lost.Text, "вече не е при Вас") {
			t.Errorf("%s: status %d, or the text is lost", path, lost.StatusCode)
		}
		if strings.ReplaceAll(lost.Text, number, "1111-1111-1") != never.Text {
			t.Errorf("%s: the page tells a case of another department from one that never was", path)
		}
	}
	if _, err := d.reg.Case(context.Background(), number); err != nil {
		t.Error(err)
	}
	empty := clerk.post("/cases/"+number+"/answer", url.Values{"csrf": {page.hidden("csrf")}, "version": {"1"}})
	if empty.StatusCode != http.StatusNotFound || strings.Contains(empty.Text, "<textarea") {
		t.Errorf("nothing was written: status %d", empty.StatusCode)
	}
}

package dashboard

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"harta/internal/register"
)

func TestEveryFormSpeaks(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	for _, kind := range []string{"complaint", "signal", "proposal", "praise", "enquiry"} {
		for _, lang := range []string{"", "?lang=en"} {
			r := b.get("/f/" + kind + lang)
			if r.StatusCode != http.StatusOK || strings.Contains(r.Text, "⟦") || !strings.Contains(r.Text, `enctype="multipart/form-data"`) {
				t.Errorf("%s%s: status %d, or a message is missing: %s", kind, lang, r.StatusCode, regexp.MustCompile("⟦[^⟧]*").FindString(r.Text))
			}
			form := url.Values{
				"id": {r.hidden("id")}, "stamp": {b.ts.options.Citizens.FormStamp(testNow.Add(-time.Minute))}, "version": {r.hidden("version")},
				"category": {"queue"}, "text": {fmt.Sprint("Текст за ", kind, lang)}, "sender": {"named"}, "name": {"Иван"}, "email": {"ivan@example.bg"}, "notify": {"yes"},
			}
			for _, sender := range []string{"named", "anonymous"} {
				form.Set("sender", sender)
				form.Set("id", strings.Replace(r.hidden("id"), r.hidden("id")[:1], "a", 1))
				if sender == "anonymous" {
					form.Set("id", strings.Replace(r.hidden("id"), r.hidden("id")[:1], "b", 1))
					form.Set("text", fmt.Sprint("Анонимно за ", kind, lang))
				}
				done := b.post("/f/"+kind+lang, form)
				if done.StatusCode != http.StatusCreated || strings.Contains(done.Text, "⟦") {
					t.Errorf("%s%s %s: status %d: %s", kind, lang, sender, done.StatusCode, regexp.MustCompile("⟦[^⟧]*").FindString(done.Text))
				}
				b.get(linkOn(t, done))
			}
		}
	}
	for _, none := range []string{"/f/survey2", "/f/whistleblower", "/f/service", "/f/%E2%80%8B", "/f/x'"} {
		if r := b.get(none); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", none, r.StatusCode)
		}
	}
}

func TestChangingTheLanguageKeepsEverything(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := complaint(b)
	form.Set("show", "1")
	form.Set("incident_on", "2026-11-20")
	r := b.postFiles("/f/complaint?lang=en", form, sentFile{"снимка.pdf", testPDF})
	if r.StatusCode != http.StatusOK || !strings.Contains(r.Text, `<html lang="en">`) || strings.Contains(r.Text, "error-summary") {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	for _, want := range []string{"Чаках три часа.", "Иван Петров", "0888 123 456", "2026-11-20", "снимка.pdf", `value="delay" id="category" checked`, `value="2079" selected`} {
		if !strings.Contains(html.UnescapeString(r.Text), want) {
			t.Errorf("%q is lost", want)
		}
	}
	rows, err := d.reg.Cases(context.Background(), register.CaseFilter{})
	if err != nil || len(rows) != 0 {
		t.Errorf("it was sent: %v, %v", rows, err)
	}
	form.Del("show")
	form.Set("file", r.hidden("file"))
	if r = b.postFiles("/f/complaint?lang=en", form); r.StatusCode != http.StatusCreated || !strings.Contains(r.Text, "Attached files") {
		t.Errorf("status %d", r.StatusCode)
	}
}

func TestErrorsKeepTheFiles(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := complaint(b)
	form.Set("text", "")
	r := b.postFiles("/f/complaint", form, sentFile{"а.pdf", testPDF}, sentFile{"б.exe", "MZ\x90\x00"}, sentFile{"в.txt", "текст"})
	if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "б.exe") || !strings.Contains(r.Text, `href="#files"`) || !strings.Contains(r.Text, `href="#text"`) {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	kept := r.hiddenAll("file")
	if len(kept) != 2 {
		t.Fatalf("%d files are kept, want 2", len(kept))
	}
	form.Set("text", "Чаках.")
	form["file"], form["drop"] = kept, kept[:1]
	if r = b.postFiles("/f/complaint", form, sentFile{"г.txt", "още текст"}); r.StatusCode != http.StatusCreated {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	rows, err := d.reg.Cases(context.Background(), register.CaseFilter{})
	must(t, err)
	files, err := d.reg.Attachments(context.Background(), rows[0].Number)
	if err != nil || len(files) != 2 {
		t.Errorf("%d files, %v", len(files), err)
	}
	// Somebody else's file, one that is attached already, and too many.
	form = complaint(b)
	form["file"] = []string{files[0].ID, "nonsense"}
	if r = b.postFiles("/f/complaint", form); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "вече не се пази") {
		t.Errorf("status %d", r.StatusCode)
	}
	form = complaint(b)
	var many []sentFile
	for i := range register.FilesMax + 1 {
		many = append(many, sentFile{fmt.Sprint(i, ".txt"), "текст"})
	}
	if r = b.postFiles("/f/complaint", form, many...); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "най-много 5 файла") || len(r.hiddenAll("file")) != register.FilesMax {
		t.Errorf("status %d, %d files kept", r.StatusCode, len(r.hiddenAll("file")))
	}
}

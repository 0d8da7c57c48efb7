package dashboard

import (
	"bytes"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"testing"
)

// A file without room costs the sender the file and nothing else, over a real connection and without a script.
func TestTooLargeAFormKeepsWhatWasTyped(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	go func() { _ = d.Serve(listener) }()
	t.Cleanup(func() { _ = d.App().Shutdown() })
	kept := b.postFiles("/f/complaint", map[string][]string{"show": {"1"}}, sentFile{"преди.pdf", testPDF}).hidden("file")
	send := func(size int, headers map[string]string) (int, string) {
		t.Helper()
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		form := complaint(b)
		form["file"] = []string{kept}
		name, phone := form["name"], form["phone"]
		delete(form, "name")
		delete(form, "phone")
		for key, values := range form {
			must(t, w.WriteField(key, values[0]))
		}
		part, err := w.CreateFormFile("files", "видео.pdf")
		must(t, err)
		_, err = part.Write(bytes.Repeat([]byte("x"), size))
		must(t, err)
		must(t, w.WriteField("name", name[0])) // the page asks for these after the files
		must(t, w.WriteField("phone", phone[0]))
		must(t, w.Close())
		r, err := http.NewRequest(http.MethodPost, "http://"+listener.Addr().String()+"/f/complaint", &body)
		must(t, err)
		r.Header.Set("Content-Type", w.FormDataContentType())
		for key, value := range headers {
			r.Header.Set(key, value)
		}
		answer, err := http.DefaultClient.Do(r)
		must(t, err)
		defer answer.Body.Close()
		page, err := io.ReadAll(answer.Body)
		must(t, err)
		return answer.StatusCode, string(page)
	}
	status, page := send(formBytes+1, nil)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "Файловете не са получени") || !strings.Contains(page, `href="#files"`) {
		t.Errorf("status %d: %.300s", status, page)
	}
	for _, typed := range []string{"Чаках три часа.", "Иван Петров", "0888 123 456", "преди.pdf", kept} {
		if !strings.Contains(page, typed) {
			t.Errorf("%q is lost", typed)
		}
	}
	// What the server says to itself is not taken from a sender.
	if status, _ := send(10, map[string]string{leftHeader: "form_large multipart/form-data; boundary=x"}); status != http.StatusCreated {
		t.Errorf("status %d", status)
	}
	for range lineForms { // no room for more forms with files just now
		d.forms.forCitizen("127.0.0.1")
	}
	if status, page := send(bodyBytes, nil); status != http.StatusUnprocessableEntity || !strings.Contains(page, "пристигат много файлове") || !strings.Contains(page, "Иван Петров") {
		t.Errorf("status %d: %.300s", status, page)
	}
}

func TestFilesOfADayAreLimited(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	for range filesADay {
		d.fileLimit.allow("0.0.0.0")
	}
	form := complaint(b)
	r := b.postFiles("/f/complaint", form, sentFile{"а.pdf", testPDF})
	if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "изпратени твърде много файлове") || !strings.Contains(r.Text, "Чаках три часа.") {
		t.Errorf("status %d: %.300s", r.StatusCode, r.Text)
	}
	if r = b.postFiles("/f/complaint", form); r.StatusCode != http.StatusCreated {
		t.Errorf("without files: status %d", r.StatusCode)
	}
}

// Browsers without Sec-Fetch-Site say "null" for the place a form of a secret page comes from.
func TestOlderBrowsersAnswerOnSecretPages(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	link := linkOn(t, b.post("/f/complaint", complaint(b)))
	b.headers["Origin"], b.headers["Sec-Fetch-Site"] = "null", ""
	form := map[string][]string{"version": {b.get(link).hidden("version")}, "message": {"Още нещо."}}
	if r := b.post(link, form); r.StatusCode != http.StatusSeeOther {
		t.Errorf("status %d", r.StatusCode)
	}
	for _, path := range []string{"/f/complaint", "/c/lost", "/setaside/days"} {
		if r := b.post(path, form); r.StatusCode != http.StatusForbidden {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
	}
	if r := b.get("/c/lost"); r.Header.Get("Referrer-Policy") != "same-origin" {
		t.Errorf("the page for lost links tells nobody where it is: %s", r.Header.Get("Referrer-Policy"))
	}
}

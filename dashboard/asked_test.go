package dashboard

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/register"
)

// publish puts one change of the forms in force.
func (d *doorsTest) publish(change register.Change) {
	d.t.Helper()
	must(d.t, d.reg.ChangeDefinition(d.t.Context(), "officer", d.reg.Definition().Version, change))
}

// What a page asked is read as it was asked, and the answer keeps that version, whatever the office publishes meanwhile.
func TestSurveyIsReadAsItWasAsked(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	page := b.get("/f/survey")
	d.publish(register.Retire{List: register.ListQuestions, ID: "courtesy"})
	label := charter.Label{"bg": "Чистота"}
	d.publish(register.PutQuestion{Question: charter.Question{Label: label, Text: label, Low: label, High: label}})
	d.publish(register.PutField{Form: register.FormSurvey, Field: register.Field{ID: "chistota", Shown: true, Required: true}})
	if now := b.get("/f/survey"); now.hidden("version") != "4" || strings.Contains(now.Text, "q_courtesy") || !strings.Contains(now.Text, "q_chistota") {
		t.Fatalf("what was published is not asked: %s", now.Text)
	}
	form := url.Values{"id": {page.hidden("id")}, "version": {page.hidden("version")}, "q_courtesy": {"2"}, "q_chistota": {"5"}}
	r := b.post("/f/survey", form)
	if r.StatusCode != http.StatusUnprocessableEntity || r.hidden("version") != "1" || !strings.Contains(r.Text, `name="q_courtesy"`) || strings.Contains(r.Text, "q_chistota") {
		t.Fatalf("with a slip the old questions come back: status %d, version %s", r.StatusCode, r.hidden("version"))
	}
	form.Set("q_overall", "3")
	if r := b.post("/f/survey", form); r.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE form_version = 1 AND question IN ('overall', 'courtesy')"); n != 2 {
		t.Errorf("%d answers to the version that was asked, want 2", n)
	}
	// A version that never was tells nothing: the answer is read by the one in force.
	if r := b.post("/f/survey", url.Values{"id": {uuid.NewString()}, "version": {"99"}, "q_overall": {"3"}, "q_chistota": {"1"}}); r.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if n, all := d.count("SELECT count() FROM answers FINAL WHERE form_version = 4"), d.count("SELECT count() FROM answers FINAL"); n != 2 || all != 4 {
		t.Errorf("%d of %d answers to the version in force, want 2 of 4", n, all)
	}
}

// A field that the office has taken away is still read from a page that asked for it.
func TestCaseFormIsReadAsItWasAsked(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	d.publish(register.PutField{Form: "complaint", Field: register.Field{Type: register.TypeLine, Label: charter.Label{"bg": "Номер на автобуса"}}})
	form := complaint(b)
	form.Set("version", b.get("/f/complaint").hidden("version"))
	const bus = "own_nomer_na_avtobusa"
	form.Set(bus, "7А")
	d.publish(register.PutField{Form: "complaint", Field: register.Field{ID: bus, Label: charter.Label{"bg": "Линия"}}})
	if r := b.post("/f/complaint", form); r.StatusCode != http.StatusCreated {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	rows, err := d.reg.Cases(t.Context(), register.CaseFilter{})
	must(t, err)
	text, err := d.reg.Text(t.Context(), rows[0].Number, "o")
	must(t, err)
	if !strings.HasSuffix(text, "Номер на автобуса: 7А") {
		t.Errorf("the case's text is %q", text)
	}
}

// A tap carries the version that its page asked by: from the form, from the queue of a device, and from a public link.
func TestTapsCarryTheVersionThatWasAsked(t *testing.T) {
	d := testDoors(t)
	kiosk, place := d.hall()
	b, home := d.browser(), kioskPath(kiosk)
	page := b.get(home)
	if page.hidden("version") != "1" {
		t.Fatalf("the page says version %q", page.hidden("version"))
	}
	d.publish(register.PutReason{Reason: charter.Reason{Label: charter.Label{"bg": "Течение"}, Faces: []int{1, 2}}})
	tap := func(address, version string) {
		t.Helper()
		if r := b.post(address, url.Values{"id": {uuid.NewString()}, "score": {"2"}, "version": {version}}); r.StatusCode != http.StatusSeeOther {
			t.Fatalf("status %d: %s", r.StatusCode, r.Text)
		}
	}
	tap(home, page.hidden("version"))
	tap(home, "99")
	tap("/q/"+place.Code, b.get("/q/"+place.Code).hidden("version"))
	late := item("tap", uuid.NewString(), 4, `,"version":1`) + "," + item("more", uuid.NewString(), 1, `,"version":2,"reasons":["techenie"]`) + "," + item("tap", uuid.NewString(), 5, "")
	for i, r := range b.queue(home, fmt.Sprintf(`{"now":%q,"items":[%s]}`, testNow.Format(time.RFC3339), late)).receipts(t) {
		if r.State != itemTaken {
			t.Errorf("item %d: %+v", i, r)
		}
	}
	for query, want := range map[string]uint64{
		"form_version = 1 AND channel = 'kiosk'": 2,
		"form_version = 2 AND channel = 'qr'":    1,
		"form_version = 2 AND channel = 'kiosk'": 1,
		"form_version = 0 AND channel = 'kiosk'": 2, // the page does not say, or says what never was
	} {
		if n := d.count("SELECT count() FROM answers FINAL WHERE " + query); n != want {
			t.Errorf("%s: %d answers, want %d", query, n, want)
		}
	}
}

// A reason that was chosen beside another face than it is offered for now is taken with all that came with it, by queue and by form.
func TestReasonIsReadAsItWasAsked(t *testing.T) {
	d := testDoors(t)
	kiosk, _ := d.hall()
	b, home := d.browser(), kioskPath(kiosk)
	waiting, _ := d.charter.Reason("waiting")
	waiting.Faces = []int{1}
	d.publish(register.PutReason{Reason: waiting})
	for version, want := range map[int]string{1: itemTaken, 2: itemRefused, 0: itemRefused} {
		more := item("more", uuid.NewString(), 2, fmt.Sprintf(`,"version":%d,"reasons":["waiting"],"comment":"Дълго е."`, version))
		if r := b.queue(home, `{"now":"","items":[`+more+`]}`).receipts(t); r[0].State != want {
			t.Errorf("asked by version %d: %+v", version, r)
		}
	}
	form := url.Values{"id": {uuid.NewString()}, "version": {"1"}, "score": {"2"}, "reason": {"waiting"}, "comment": {"Дълго беше."}}
	if r := b.post(home+"/more", form); r.StatusCode != http.StatusSeeOther {
		t.Errorf("a form of the older version: status %d", r.StatusCode)
	}
	if n := d.count("SELECT count() FROM comments FINAL WHERE text LIKE 'Дълго%'"); n != 2 {
		t.Errorf("%d comments, want 2", n)
	}
}

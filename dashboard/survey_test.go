package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"harta/internal/register"
)

func TestSurveyLinkIsUsedOnce(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	token, _, err := d.reg.NewSurveyLink(context.Background(), register.SurveyLink{Service: "2079", Office: "gradska", OrderSpeed: "fast", Record: "АО-17"})
	must(t, err)
	page := b.get("/s/" + token)
	if page.StatusCode != http.StatusOK || strings.Contains(page.Text, "⟦") || !strings.Contains(page.Text, "Удостоверение за наследници") || strings.Contains(page.Text, `name="office"`) {
		t.Fatalf("status %d: %s", page.StatusCode, page.Text)
	}
	if page.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Error("the address is told to others")
	}
	if r := b.post("/s/"+token, url.Values{"q_courtesy": {"5"}, "comment": {"Написано"}}); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "Написано") || !strings.Contains(r.Text, `href="#q_overall"`) {
		t.Errorf("without the main answer: status %d", r.StatusCode)
	}
	form := url.Values{"q_overall": {"4"}, "q_courtesy": {"5"}, "office": {"other"}}
	for range 2 {
		if r := b.post("/s/"+token, form); r.StatusCode != http.StatusOK || !strings.Contains(r.Text, "Благодарим") {
			t.Fatalf("status %d: %s", r.StatusCode, r.Text)
		}
		form.Set("q_overall", "1")
	}
	if r := b.get("/s/" + token); !strings.Contains(r.Text, "Благодарим") {
		t.Error("a used link does not say thanks")
	}
	const joined = "SELECT count() FROM answers FINAL WHERE record = 'АО-17' AND service = '2079' AND department = 'grao' AND office = 'gradska' AND order_speed = 'fast' AND channel = 'web' AND counted"
	if n := d.count(joined); n != 2 {
		t.Errorf("%d answers joined the record, want 2", n)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE question = 'overall' AND score = 4"); n != 1 {
		t.Errorf("%d main answers of 4, want 1", n)
	}
	for _, bad := range []string{"x", strings.Repeat("a", 26), "%00", "'--"} {
		if r := b.get("/s/" + bad); r.StatusCode != http.StatusNotFound {
			t.Errorf("%q: status %d", bad, r.StatusCode)
		}
	}
}

func TestOpenSurvey(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	id := b.get("/f/survey").hidden("id")
	for name, c := range map[string]struct{ key, value, want string }{
		"no main answer": {"q_overall", "", "q_overall"}, "a score of six": {"q_overall", "6", "q_overall"}, "a word": {"q_overall", "<b>", "q_overall"},
		"unknown office": {"office", "x", "office"}, "unknown service": {"service", "'--", "service"}, "garbage id": {"id", "x", ""},
		"a huge score": {"q_honesty", "99999999999999999999", "q_honesty"},
	} {
		form := url.Values{"id": {id}, "q_overall": {"3"}}
		form.Set(c.key, c.value)
		if r := b.post("/f/survey", form); r.StatusCode != http.StatusUnprocessableEntity || c.want != "" && !strings.Contains(r.Text, `href="#`+c.want+`"`) || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d", name, r.StatusCode)
		}
	}
	form := url.Values{"id": {id}, "q_overall": {"3"}, "service": {"2130"}, "show": {"1"}}
	if r := b.post("/f/survey?lang=en", form); r.StatusCode != http.StatusOK || !strings.Contains(r.Text, `value="3" checked`) || !strings.Contains(r.Text, `<html lang="en">`) || strings.Contains(r.Text, "⟦") {
		t.Errorf("another language: status %d", r.StatusCode)
	}
	form.Del("show")
	if r := b.post("/f/survey", form); r.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE question = 'overall' AND service = '2130' AND department = 'mdt'"); n != 1 {
		t.Errorf("%d answers, want 1", n)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE form_version = 1"); n != 1 {
		t.Errorf("%d answers know their form, want 1", n)
	}
}

// What one address sends beyond the measure of people is thanked for and kept, and does not count.
func TestSurveyFloodIsKeptAndNotCounted(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	const sent = surveyEach + 3
	for range sent {
		if r := b.post("/f/survey", url.Values{"id": {uuid.NewString()}, "q_overall": {"1"}}); r.StatusCode != http.StatusOK || !strings.Contains(r.Text, "Благодарим") {
			t.Fatalf("status %d: %s", r.StatusCode, r.Text)
		}
	}
	token, _, err := d.reg.NewSurveyLink(context.Background(), register.SurveyLink{Service: "2079"})
	must(t, err)
	if r := b.post("/s/"+token, url.Values{"q_overall": {"5"}}); r.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE NOT counted AND reason = 'spam'"); n != 3 {
		t.Errorf("%d answers of %d do not count, want 3", n, sent)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE counted"); n != surveyEach+1 {
		t.Errorf("%d answers count, want %d", n, surveyEach+1)
	}
}

// A comment that is refused takes the answers back with it: what counts is what comes mended.
func TestRefusedSurveyIsNotCounted(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	token, _, err := d.reg.NewSurveyLink(context.Background(), register.SurveyLink{Service: "2079"})
	must(t, err)
	for _, path := range []string{"/s/" + token, "/f/survey"} {
		form := url.Values{"id": {uuid.NewString()}, "q_overall": {"1"}, "q_courtesy": {"1"}}
		for _, comment := range []string{strings.Repeat("а", 6000), "звънец \x07"} {
			form.Set("comment", comment)
			r := b.post(path, form)
			if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, `href="#comment"`) || !strings.Contains(r.Text, `value="1" id="q_overall" checked`) {
				t.Errorf("%s: status %d", path, r.StatusCode)
			}
		}
		form.Set("comment", "Кратко: всичко беше наред.")
		form.Set("q_overall", "5")
		form.Set("q_courtesy", "4")
		if r := b.post(path, form); r.StatusCode != http.StatusOK || !strings.Contains(r.Text, "Благодарим") {
			t.Fatalf("%s, mended: status %d", path, r.StatusCode)
		}
	}
	if n := d.count("SELECT countIf(question = 'overall' AND score = 5) + countIf(question = 'courtesy' AND score = 4) FROM answers FINAL"); n != 4 {
		t.Errorf("%d mended answers are stored, want 4", n)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE score = 1"); n != 0 {
		t.Errorf("%d answers of refused forms are stored", n)
	}
	if n := d.count("SELECT count() FROM comments FINAL WHERE question = 'overall' AND score = 5 AND text LIKE 'Кратко%'"); n != 2 {
		t.Errorf("%d comments, want 2", n)
	}
}

package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
)

// formsOfficer is an officer at the pages of the forms.
type formsOfficer struct {
	*browser
	csrf string
}

func (d *doorsTest) formsOfficer() formsOfficer {
	b := d.signedInAs(access.Officer)
	return formsOfficer{b, b.get("/forms").hidden("csrf")}
}

// revision is that of the draft as it stands.
func (o formsOfficer) revision() string {
	return o.get("/forms/lists/categories/" + newEntry).hidden("revision")
}

// send posts a form with the token.
func (o formsOfficer) send(path, revision string, form url.Values) *reply {
	form.Set("csrf", o.csrf)
	form.Set("revision", revision)
	return o.post(path, form)
}

func TestOfficerAddsAQuestionAndPublishesIt(t *testing.T) {
	d := testDoors(t)
	o := d.formsOfficer()
	question := url.Values{"label_bg": {"Чистота"}, "label_en": {"Cleanliness"}, "text_bg": {"Чисто ли беше?"}, "low_bg": {"Никак"}, "high_bg": {"Напълно"}}
	if r := o.send("/forms/lists/questions/new-entry", o.revision(), question); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	category := url.Values{"label_bg": {"Шум от заведения"}, "help_bg": {"Нощем"}, "parent": {"delay"}, "concerns_staff": {"yes"}}
	if r := o.send("/forms/lists/categories/new-entry", o.revision(), category); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if r := o.send("/forms/lists/questions/courtesy/move", o.revision(), url.Values{"up": {"1"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	// Nobody is asked by a draft; the preview shows it.
	citizen := d.browser()
	if strings.Contains(citizen.get("/f/survey").Text, "Чисто ли беше?") || strings.Contains(citizen.get("/f/complaint").Text, "Шум от заведения") {
		t.Error("a draft is asked")
	}
	for path, want := range map[string]string{"/forms/preview/survey": "Чисто ли беше?", "/forms/preview/complaint": "Шум от заведения"} {
		r := o.get(path)
		if !strings.Contains(r.Text, want) || !strings.Contains(r.Text, "Оттук нищо не се изпраща") || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d: %s", path, r.StatusCode, r.Text)
		}
	}
	page := o.get("/forms")
	for _, want := range []string{"Чистота", "Шум от заведения", "променена подредба", "Чернова на версия 2"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the overview lacks %q", want)
		}
	}
	if r := o.send("/forms/publish", page.hidden("revision"), url.Values{"why": {""}}); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, `href="#why"`) {
		t.Errorf("without a reason: status %d", r.StatusCode)
	}
	if r := o.send("/forms/publish", page.hidden("revision"), url.Values{"why": {"По искане на граждани"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	history := o.get("/forms")
	if !strings.Contains(history.Text, "По искане на граждани") || !strings.Contains(history.Text, "Версия 2") || strings.Contains(history.Text, "⟦") {
		t.Errorf("the history: %s", history.Text)
	}
	// What was added is asked, taken and counted under its own id.
	survey := citizen.get("/f/survey")
	if !strings.Contains(survey.Text, "Чисто ли беше?") || survey.hidden("version") != "2" {
		t.Error("what was published is not asked")
	}
	answer := url.Values{"id": {survey.hidden("id")}, "version": {"2"}, "q_overall": {"4"}, "q_chistota": {"2"}}
	if r := citizen.post("/f/survey", answer); r.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE question = 'chistota' AND score = 2 AND form_version = 2 AND counted"); n != 1 {
		t.Errorf("%d answers to the new question, want 1", n)
	}
	var audited int
	must(t, d.register.QueryRow("SELECT count(*) FROM audit WHERE action IN ('form.prepare', 'form.publish')").Scan(&audited))
	if audited != 4 {
		t.Errorf("%d entries of the audit trail, want 4", audited)
	}
	for _, path := range []string{"/forms", "/forms/lists/categories", "/forms/lists/questions", "/forms/lists/reasons", "/forms/kinds/complaint",
		"/forms/kinds/survey", "/forms/kinds/complaint/new-entry", "/forms/kinds/complaint/text", "/forms/kinds/survey/chistota", "/forms/lists/reasons/new-entry",
		"/forms/lists/questions/chistota", "/forms/preview/praise", "/forms/preview/survey"} {
		for _, lang := range []string{"", "?lang=en"} {
			if r := o.get(path + lang); r.StatusCode != http.StatusOK || strings.Contains(r.Text, "⟦") {
				t.Errorf("%s: status %d: %s", path+lang, r.StatusCode, r.Text)
			}
		}
	}
}

func TestFormsRace(t *testing.T) {
	d := testDoors(t)
	o := d.formsOfficer()
	seen := o.revision()
	first := url.Values{"label_bg": {"Бавене"}}
	if r := o.send("/forms/lists/categories/delay", seen, first); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	// The second keeps what was typed and shows what the first wrote; saved again, it holds.
	r := o.send("/forms/lists/categories/delay", seen, url.Values{"label_bg": {"Протакане"}})
	if r.StatusCode != http.StatusConflict || !strings.Contains(r.Text, "Протакане") || !strings.Contains(r.Text, "Бавене") {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if again := o.send("/forms/lists/categories/delay", r.hidden("revision"), url.Values{"label_bg": {"Протакане"}}); again.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", again.StatusCode, again.Text)
	}
	for _, path := range []string{"/forms/lists/categories/delay/move", "/forms/lists/categories/delay/retire", "/forms/kinds/complaint/text/move", "/forms/publish", "/forms/drop"} {
		if r := o.send(path, seen, url.Values{"why": {"Защото"}}); r.StatusCode != http.StatusConflict || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
	}
	draft, err := d.reg.Draft(context.Background())
	must(t, err)
	if draft.Revision != 2 {
		t.Errorf("revision %d", draft.Revision)
	}
}

func TestFormsHostile(t *testing.T) {
	d := testDoors(t)
	o := d.formsOfficer()
	long, rtl := strings.Repeat("ж", 10_000), "\u202Eтскет\u200B<script>alert(1)</script>'; DROP TABLE definitions;--=1+1"
	for name, c := range map[string]struct {
		path string
		form url.Values
		want int
	}{
		"nothing typed":     {"/forms/lists/categories/new-entry", url.Values{}, 422},
		"invisible":         {"/forms/lists/categories/new-entry", url.Values{"label_bg": {"\u200B\u200E"}}, 422},
		"huge":              {"/forms/lists/categories/new-entry", url.Values{"label_bg": {long}}, 422},
		"no text at all":    {"/forms/lists/questions/new-entry", url.Values{"label_bg": {"\xff\xfe"}}, 422},
		"parent unknown":    {"/forms/lists/categories/new-entry", url.Values{"label_bg": {"А"}, "parent": {"'--"}}, 422},
		"no faces":          {"/forms/lists/reasons/new-entry", url.Values{"label_bg": {"А"}}, 422},
		"faces of six":      {"/forms/lists/reasons/new-entry", url.Values{"label_bg": {"А"}, "faces": {"6"}}, 422},
		"faces of words":    {"/forms/lists/reasons/new-entry", url.Values{"label_bg": {"А"}, "faces": {"x", "99999999999999999999"}}, 422},
		"list unknown":      {"/forms/lists/x/new-entry", url.Values{"label_bg": {"А"}}, 404},
		"entry unknown":     {"/forms/lists/categories/x", url.Values{"label_bg": {"А"}}, 404},
		"form unknown":      {"/forms/kinds/x/text", url.Values{}, 404},
		"field unknown":     {"/forms/kinds/complaint/x", url.Values{}, 404},
		"own in the survey": {"/forms/kinds/survey/new-entry", url.Values{"label_bg": {"А"}}, 404},
		"text hidden":       {"/forms/kinds/complaint/text", url.Values{"asking": {"hidden"}}, 422},
		"overall optional":  {"/forms/kinds/survey/overall", url.Values{"asking": {"optional"}}, 422},
		"type unknown":      {"/forms/kinds/complaint/new-entry", url.Values{"label_bg": {"А"}, "type": {"score"}}, 422},
		"choice of nothing": {"/forms/kinds/complaint/new-entry", url.Values{"label_bg": {"А"}, "type": {"choice"}, "options_bg": {" \n \n"}}, 422},
		"choice of many":    {"/forms/kinds/complaint/new-entry", url.Values{"label_bg": {"А"}, "type": {"choice"}, "options_bg": {strings.Repeat("а\n", 500)}}, 422},
		"lede too long":     {"/forms/kinds/praise", url.Values{"lede_bg": {long}}, 422},
		"lede of survey":    {"/forms/kinds/survey", url.Values{"lede_bg": {"А"}}, 404},
		"overall retired":   {"/forms/lists/questions/overall/retire", url.Values{}, 422},
		"retire nothing":    {"/forms/lists/reasons/x/retire", url.Values{}, 422},
		"retire of no list": {"/forms/lists/x/delay/retire", url.Values{}, 404},
		"move nothing":      {"/forms/lists/categories/%27--/move", url.Values{}, 422},
		"publish nothing":   {"/forms/publish", url.Values{"why": {"Защо"}}, 422},
	} {
		if r := o.send(c.path, "0", c.form); r.StatusCode != c.want || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d, want %d: %s", name, r.StatusCode, c.want, r.Text)
		}
	}
	for _, revision := range []string{"", "-1", "x", "99999999999999999999", "7"} {
		if r := o.send("/forms/lists/categories/new-entry", revision, url.Values{"label_bg": {"А"}}); r.StatusCode != http.StatusConflict || !strings.Contains(r.Text, `value="А"`) {
			t.Errorf("revision %q: status %d", revision, r.StatusCode)
		}
	}
	// Whatever letters there are: kept as text, never as markup, and nobody makes a category restricted by adding a field.
	if r := o.send("/forms/lists/categories/new-entry", "0", url.Values{"label_bg": {rtl}, "restricted": {"true"}, "id": {"x"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	for _, path := range []string{"/forms", "/forms/lists/categories", "/forms/preview/complaint"} {
		if r := o.get(path); r.StatusCode != http.StatusOK || strings.Contains(r.Text, "<script>alert") || !strings.Contains(r.Text, "DROP TABLE") {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
	}
	draft, err := d.reg.Draft(context.Background())
	must(t, err)
	if last := draft.Vocabulary.Categories[len(draft.Vocabulary.Categories)-1]; last.Restricted {
		t.Errorf("%+v", last)
	}
}

func TestWhoMayChangeForms(t *testing.T) {
	d := testDoors(t)
	for _, role := range []access.Role{access.Viewer, access.Clerk, access.Integrity} {
		b := d.signedInAs(role)
		for _, path := range []string{"/forms", "/forms/lists/categories", "/forms/kinds/complaint/text", "/forms/preview/complaint"} {
			if r := b.get(path); r.StatusCode != http.StatusForbidden {
				t.Errorf("%s at %s: status %d", role, path, r.StatusCode)
			}
		}
	}
	if r := d.browser().get("/forms"); r.StatusCode != http.StatusSeeOther {
		t.Errorf("a stranger: status %d", r.StatusCode)
	}
	if r := d.signedInAs(access.Admin).post("/forms/publish", url.Values{"why": {"x"}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("without the token: status %d", r.StatusCode)
	}
}

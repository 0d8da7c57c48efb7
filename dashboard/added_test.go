package dashboard

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/net/html"

	"harta/internal/access"
	"harta/internal/text"
)

// addition is something that the office added to its forms, in one report about it.
type addition struct {
	report, key string
	label       map[text.Lang]string
}

// What an officer adds without code is called by its name wherever its answers appear, in both languages, and by its key for machines.
func TestWhatIsAddedAppearsByName(t *testing.T) {
	d := testDoors(t)
	o := d.formsOfficer()
	for path, form := range map[string]url.Values{
		"/forms/lists/questions/new-entry":  {"label_bg": {"Чистота"}, "label_en": {"Cleanliness"}, "text_bg": {"Чисто ли беше?"}, "low_bg": {"Никак"}, "high_bg": {"Напълно"}},
		"/forms/lists/categories/new-entry": {"label_bg": {"Шум от заведения"}, "label_en": {"Noise from venues"}},
		"/forms/lists/reasons/new-entry":    {"label_bg": {"Духаше"}, "label_en": {"It was draughty"}, "faces": {"1", "2"}},
	} {
		if r := o.send(path, o.revision(), form); r.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: status %d: %s", path, r.StatusCode, r.Text)
		}
	}
	if r := o.send("/forms/publish", o.get("/forms").hidden("revision"), url.Values{"why": {"Проба"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("publish: status %d: %s", r.StatusCode, r.Text)
	}
	number := d.answerWhatIsAdded()
	d.count("SELECT count() FROM answers") // waits until all is delivered
	for _, a := range []addition{
		{"satisfaction_by_question", "chistota", map[text.Lang]string{text.BG: "Чистота", text.EN: "Cleanliness"}},
		{"complaints_by_category", "shum_ot_zavedeniya", map[text.Lang]string{text.BG: "Шум от заведения", text.EN: "Noise from venues"}},
		{"reasons_of_dissatisfied", "duhashe", map[text.Lang]string{text.BG: "Духаше", text.EN: "It was draughty"}},
		{"consultations_by_topic", "prices", map[text.Lang]string{text.BG: "Цени и такси", text.EN: "Prices and fees"}},
	} {
		for _, lang := range []text.Lang{text.BG, text.EN} {
			o.post("/preferences", url.Values{"lang": {string(lang)}, "next": {"/"}})
			t.Run(a.report+" "+string(lang), func(t *testing.T) { namedEverywhere(t, o.browser, a, lang) })
		}
	}
	for lang, label := range map[text.Lang]string{text.BG: "Шум от заведения", text.EN: "Noise from venues"} {
		o.post("/preferences", url.Values{"lang": {string(lang)}, "next": {"/"}})
		for _, path := range []string{"/cases", "/cases/" + number} {
			if r := o.get(path); !strings.Contains(r.Text, label) || inSight(t, r, "shum_ot_zavedeniya") {
				t.Errorf("%s in %s does not call the category by its name", path, lang)
			}
		}
	}
}

// answerWhatIsAdded lets people choose what is new, by the doors for them, and gives the number of a complaint.
func (d *doorsTest) answerWhatIsAdded() (number string) {
	t := d.t
	t.Helper()
	_, place := d.hall()
	for range 6 {
		b := d.browser()
		survey := url.Values{"id": {b.get("/f/survey").hidden("id")}, "version": {"2"}, "q_overall": {"4"}, "q_chistota": {"2"}}
		if r := b.post("/f/survey", survey); r.StatusCode != http.StatusOK {
			t.Fatalf("survey: status %d: %s", r.StatusCode, r.Text)
		}
		more := url.Values{"id": {uuid.NewString()}, "version": {"2"}, "score": {"2"}, "reason": {"duhashe"}}
		if r := b.post("/q/"+place.Code+"/more", more); r.StatusCode != http.StatusSeeOther {
			t.Fatalf("reason: status %d: %s", r.StatusCode, r.Text)
		}
	}
	b := d.browser()
	form := complaint(b)
	form.Set("category", "shum_ot_zavedeniya")
	if r := b.post("/f/complaint", form); r.StatusCode != http.StatusCreated {
		t.Fatalf("complaint: status %d: %s", r.StatusCode, r.Text)
	}
	clerk := d.signedInAs(access.Clerk)
	page := clerk.get(consultationsPath)
	asked := url.Values{"csrf": {page.hidden("csrf")}, "id": {page.hidden("id")}, "topic": {"prices"}, "channel": {"phone"}, "minutes": {"7"}}
	if r := clerk.post(consultationsPath, asked); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("consultation: status %d: %s", r.StatusCode, r.Text)
	}
	must(t, d.register.QueryRow("SELECT number FROM cases").Scan(&number))
	return number
}

// namedEverywhere looks for a row of a report on its page, in its chart, in the JSON and in the workbook.
func namedEverywhere(t *testing.T, b *browser, a addition, lang text.Lang) {
	label := a.label[lang]
	page := b.get("/explore/" + a.report)
	rows := find(parsePage(t, page), func(n *html.Node) bool { return n.Data == "tr" && attr(n, "data-key") == a.key })
	if len(rows) != 1 || !strings.HasPrefix(content(rows[0]), label) {
		t.Errorf("the page has no row %q called %q", a.key, label)
	}
	if inSight(t, page, a.key) {
		t.Errorf("the page says %q", a.key)
	}
	if chart := find(parsePage(t, page), func(n *html.Node) bool { return attr(n, "type") == "application/json" }); len(chart) == 0 || !strings.Contains(content(chart[0]), label) {
		t.Errorf("the chart does not say %q", label)
	}
	var body jsonReport
	if err := json.Unmarshal([]byte(b.get("/reports/"+a.report+".json").Text), &body); err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(body.Rows, func(r jsonRow) bool { return r.Key == a.key }); i < 0 || body.Rows[i].Label != label {
		t.Errorf("the JSON's rows are %+v", body.Rows)
	}
	cells, err := openBook(t, b, "/workbook/all.xlsx").GetRows(testPrinter(t, lang).T("sheet." + a.report))
	if err != nil {
		t.Fatal(err)
	}
	if whole := strings.Join(slices.Concat(cells...), "\n"); !strings.Contains(whole, label) || strings.Contains(whole, a.key) {
		t.Errorf("the workbook says %q", whole)
	}
}

// inSight says whether a reader of a page sees the words, be it in a table, a chart or a title.
func inSight(t *testing.T, r *reply, words string) bool {
	t.Helper()
	for _, n := range find(parsePage(t, r), func(n *html.Node) bool { return n.Data == "body" || hasAttr(n, "title") || hasAttr(n, "aria-label") }) {
		if strings.Contains(content(n), words) || strings.Contains(attr(n, "title")+attr(n, "aria-label"), words) {
			return true
		}
	}
	return false
}

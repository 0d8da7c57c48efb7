package dashboard

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/xuri/excelize/v2"
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
	additions := []addition{
		{"satisfaction_by_question", "chistota", map[text.Lang]string{text.BG: "Чистота", text.EN: "Cleanliness"}},
		{"complaints_by_category", "shum_ot_zavedeniya", map[text.Lang]string{text.BG: "Шум от заведения", text.EN: "Noise from venues"}},
		{"reasons_of_dissatisfied", "duhashe", map[text.Lang]string{text.BG: "Духаше", text.EN: "It was draughty"}},
		{"consultations_by_topic", "prices", map[text.Lang]string{text.BG: "Цени и такси", text.EN: "Prices and fees"}},
	}
	category := additions[1]
	for _, lang := range []text.Lang{text.BG, text.EN} {
		o.post("/preferences", url.Values{"lang": {string(lang)}, "next": {"/"}})
		book := openBook(t, o.browser, "/workbook/all.xlsx")
		for _, a := range additions {
			t.Run(a.report+" "+string(lang), func(t *testing.T) {
				namedOnThePage(t, o.browser, a, a.label[lang])
				namedInTheFiles(t, o.browser, a, a.label[lang], book, testPrinter(t, lang).T("sheet."+a.report))
			})
		}
		for _, path := range []string{"/cases", "/cases/" + number} {
			if r := o.get(path); !strings.Contains(r.Text, category.label[lang]) || inSight(parsePage(t, r), category.key) {
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

// namedOnThePage looks for a row of a report in the table and in the chart.
func namedOnThePage(t *testing.T, b *browser, a addition, label string) {
	t.Helper()
	page := parsePage(t, b.get("/explore/"+a.report))
	rows := find(page, func(n *html.Node) bool { return n.Data == "tr" && attr(n, "data-key") == a.key })
	if len(rows) != 1 || !strings.HasPrefix(content(rows[0]), label) {
		t.Errorf("the page has no row %q called %q", a.key, label)
	}
	if inSight(page, a.key) {
		t.Errorf("the page says %q", a.key)
	}
	if chart := find(page, func(n *html.Node) bool { return attr(n, "type") == "application/json" }); len(chart) == 0 || !strings.Contains(content(chart[0]), label) {
		t.Errorf("the chart does not say %q", label)
	}
}

// namedInTheFiles looks for a row of a report in the JSON, where it has its key beside its name, and in the workbook.
func namedInTheFiles(t *testing.T, b *browser, a addition, label string, book *excelize.File, sheet string) {
	t.Helper()
	var body jsonReport
	if err := json.Unmarshal([]byte(b.get("/reports/"+a.report+".json").Text), &body); err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(body.Rows, func(r jsonRow) bool { return r.Key == a.key }); i < 0 || body.Rows[i].Label != label {
		t.Errorf("the JSON's rows are %+v", body.Rows)
	}
	cells, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	if whole := strings.Join(slices.Concat(cells...), "\n"); !strings.Contains(whole, label) || strings.Contains(whole, a.key) {
		t.Errorf("the workbook says %q", whole)
	}
}

// inSight says whether a reader of a page sees the words, be it in a table, a chart or a title.
func inSight(page *html.Node, words string) bool {
	for _, n := range find(page, func(n *html.Node) bool { return n.Data == "body" || hasAttr(n, "title") || hasAttr(n, "aria-label") }) {
		if strings.Contains(content(n), words) || strings.Contains(attr(n, "title")+attr(n, "aria-label"), words) {
			return true
		}
	}
	return false
}

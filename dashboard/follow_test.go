package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"harta/internal/fault"
	"harta/internal/register"
)

const testPDF = "%PDF-1.7\nбележка\n%%EOF"

var secretLinkForm = regexp.MustCompile(`href="http://[^/"]+(/c/[a-z2-7]{32})(?:\?lang=en)?"`)

// linkOn finds the secret link on a receipt.
func linkOn(t *testing.T, r *reply) string {
	t.Helper()
	m := secretLinkForm.FindStringSubmatch(r.Text)
	if m == nil {
		t.Fatalf("status %d, no link: %s", r.StatusCode, r.Text)
	}
	return m[1]
}

func TestCitizenFollowsTheCase(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	receipt := b.postFiles("/f/complaint", complaint(b), sentFile{"снимка на дупката.pdf", testPDF})
	link := linkOn(t, receipt)
	page := b.get(link)
	for _, want := range []string{"се работи по нея", "сряда, 23 декември 2026\u00a0г.", "Изпратено от Вас", "Файл PDF", `name="robots" content="noindex"`} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if page.Header.Get("Referrer-Policy") != "no-referrer" || page.Header.Get("X-Robots-Tag") == "" || len(b.cookies) != 0 || page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v, cookies %v", page.Header, b.cookies)
	}
	if strings.Contains(page.Text, "Иван Петров") || strings.Contains(page.Text, "0888") {
		t.Error("the page shows who sent it")
	}
	file := b.get(regexp.MustCompile(link + `/files/[a-z2-7]+`).FindString(page.Text))
	if file.Text != testPDF || file.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(file.Header.Get("Content-Security-Policy"), "sandbox") ||
		!strings.Contains(file.Header.Get("Content-Disposition"), `attachment; filename="`) || !strings.Contains(file.Header.Get("Content-Disposition"), "filename*=UTF-8''%D1%81") {
		t.Errorf("status %d, %v: %s", file.StatusCode, file.Header, file.Text)
	}
	// A message with a file.
	version := page.hidden("version")
	sent := b.postFiles(link, url.Values{"version": {version}, "message": {"Дупката вече е две."}}, sentFile{"б.txt", "текст"})
	if sent.StatusCode != http.StatusSeeOther || sent.Header.Get("Location") != link+"?done=message" {
		t.Fatalf("status %d, %s: %s", sent.StatusCode, sent.Header.Get("Location"), sent.Text)
	}
	page = b.get(link + "?done=message")
	if !strings.Contains(page.Text, "Получихме допълнението") || !strings.Contains(page.Text, "Дупката вече е две.") || strings.Count(page.Text, "/files/") != 2 {
		t.Error("the message does not stand there")
	}
	// The same page again: something has happened since it was shown, nothing is taken twice, nothing is lost.
	again := b.postFiles(link, url.Values{"version": {version}, "message": {"Дупката вече е <две>."}}, sentFile{"в.txt", "текст"})
	if again.StatusCode != http.StatusConflict || !strings.Contains(again.Text, "Дупката вече е &lt;две&gt;.") || !strings.Contains(again.Text, "Междувременно") || again.hidden("file") == "" {
		t.Errorf("status %d: %s", again.StatusCode, again.Text)
	}
	ok := b.postFiles(link, url.Values{"version": {again.hidden("version")}, "message": {"Три."}, "file": {again.hidden("file")}})
	if ok.StatusCode != http.StatusSeeOther {
		t.Errorf("sent again: status %d: %s", ok.StatusCode, ok.Text)
	}
}

func TestCitizenSaysNotSolved(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	ctx := context.Background()
	receipt := b.post("/f/complaint", complaint(b))
	link := linkOn(t, receipt)
	rows, err := d.reg.Cases(ctx, register.CaseFilter{})
	must(t, err)
	number := rows[0].Number
	if page := b.get(link); strings.Contains(page.Text, "Реши ли се въпросът") {
		t.Error("an open case asks whether it is solved")
	}
	if r := b.post(link, url.Values{"verdict": {"solved"}, "version": {"1"}}); r.StatusCode != http.StatusConflict {
		t.Errorf("a verdict before the answer: status %d", r.StatusCode)
	}
	must(t, d.reg.Do(ctx, register.Order{Number: number, By: "clerk-id", Command: register.Note{Text: "вътрешна бележка"}}))
	extend := func(until time.Time) {
		must(t, d.reg.Do(ctx, register.Order{Number: number, By: "clerk-id", Command: register.Extension{Reason: "Чакаме друга община.", Until: until}}))
	}
	stands := func() string {
		_, after, _ := strings.Cut(b.get(link).Text, `<p class="state-words">`)
		words, _, _ := strings.Cut(after, "</p>")
		return words
	}
	extend(sofia(12, 30, 17).AddDate(0, 0, 7))
	if got := stands(); got != "По преписката се работи. Срокът е удължен." {
		t.Errorf("extended: %q", got)
	}
	must(t, d.reg.Do(ctx, register.Order{Number: number, By: "clerk-id", Command: register.Answer{Outcome: "not_upheld", Text: "Опашката беше <кратка>."}}))
	page := b.get(link)
	for _, want := range []string{"Отговорихме Ви писмено", "Опашката беше &lt;кратка&gt;.", "Реши ли се въпросът", "преписката се отваря отново"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page.Text, "вътрешна бележка") || strings.Contains(page.Text, "clerk-id") {
		t.Error("the page shows what is the office's own")
	}
	r := b.post(link, url.Values{"verdict": {"not_solved"}, "reason": {"Пак чаках."}, "version": {page.hidden("version")}})
	if r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if page = b.get(r.Header.Get("Location")); !strings.Contains(page.Text, "Преписката е отворена отново") {
		t.Error("the page does not say that the case is open again")
	}
	if got := stands(); got != "Преписката е отворена отново и се работи по нея." {
		t.Errorf("the term before the opening is told as the one that runs: %q", got)
	}
	c, err := d.reg.Case(ctx, number)
	must(t, err)
	extend(c.Deadline.AddDate(0, 0, 7))
	if got := stands(); got != "По преписката се работи. Срокът е удължен." {
		t.Errorf("extended again: %q", got)
	}
	if !c.Open() || c.Reopenings != 1 {
		t.Errorf("%+v", c.CaseRow)
	}
}

func TestUnknownLinks(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	for _, token := range []string{"x", strings.Repeat("a", 32), "%00", "..%2f..", strings.Repeat("z", 5000), "%E2%80%AE", "'--"} {
		for _, r := range []*reply{b.get("/c/" + token), b.post("/c/"+token, url.Values{"message": {"x"}}), b.get("/c/" + token + "/files/x")} {
			if r.StatusCode != http.StatusNotFound {
				t.Errorf("%q: status %d", token, r.StatusCode)
			}
		}
	}
	other := linkOn(t, b.post("/f/complaint", complaint(b)))
	if r := b.get(other + "/files/nothing"); r.StatusCode != http.StatusNotFound {
		t.Errorf("a file that is not there: status %d", r.StatusCode)
	}
	if strings.Contains(d.log.String(), strings.TrimPrefix(other, "/c/")) {
		t.Error("the log holds a link")
	}
}

func TestLostLinkAnswersTheSameToEverybody(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := complaint(b)
	form.Set("email", "ivan@example.bg")
	form.Set("notify", "yes")
	linkOn(t, b.post("/f/complaint", form))
	known, unknown := b.post("/c/lost", url.Values{"email": {"ivan@example.bg"}}), b.post("/c/lost", url.Values{"email": {"nobody@example.bg"}})
	if known.StatusCode != http.StatusOK || known.Text != unknown.Text || strings.Contains(known.Text, "ivan") {
		t.Errorf("statuses %d and %d", known.StatusCode, unknown.StatusCode)
	}
	if r := b.post("/c/lost", url.Values{"email": {"<b>ivan@"}}); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "&lt;b&gt;ivan@") || !strings.Contains(r.Text, `href="#email"`) {
		t.Errorf("status %d: %s", r.StatusCode, r.Text)
	}
	for range lostTries {
		b.post("/c/lost", url.Values{"email": {"x"}})
	}
	if r := b.post("/c/lost", url.Values{"email": {"ivan@example.bg"}}); r.StatusCode != http.StatusTooManyRequests || !strings.Contains(r.Text, "ivan@example.bg") {
		t.Errorf("status %d", r.StatusCode)
	}
}

// overSurveys are surveys of which every link has expired.
type overSurveys struct{ Surveys }

func (overSurveys) SurveyByToken(context.Context, string) (register.SurveyLink, error) {
	return register.SurveyLink{}, fault.NotFound("survey_expired", nil)
}

// Whoever writes to a case that leaves meanwhile, or from a line that asks too often, gets back what was written; a link that never was
// answers the same, and nobody else's page is given what it sent.
func TestWhatCannotBeTakenComesBack(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	link := linkOn(t, b.post("/f/complaint", complaint(b)))
	rows, err := d.reg.Cases(t.Context(), register.CaseFilter{})
	must(t, err)
	form := url.Values{"version": {"1"}, "message": {"Имам <b>запис</b>."}}
	must(t, d.reg.Do(t.Context(), register.Order{Number: rows[0].Number, By: "o", Command: register.Sealing{Category: "corruption"}}))
	gone, never := b.post(link, form), b.post("/c/"+strings.Repeat("a", 32), form)
	if gone.StatusCode != http.StatusNotFound || !strings.Contains(gone.Text, "Имам &lt;b&gt;запис&lt;/b&gt;.") || strings.Contains(gone.Text, "⟦") {
		t.Errorf("status %d: %s", gone.StatusCode, gone.Text)
	}
	if never.Text != gone.Text || never.StatusCode != gone.StatusCode {
		t.Errorf("a link that never was answers otherwise: %s", never.Text)
	}
	other := d.browser()
	other.headers["Sec-Fetch-Site"] = "none"
	if r := other.post(link, form); strings.Contains(r.Text, "запис") {
		t.Error("a request of no page of ours is given what it sent")
	}
	d.options.Surveys = overSurveys{d.options.Surveys}
	if r := b.post("/s/secret", url.Values{"q_overall": {"4"}, "comment": {"Мила служителка"}}); r.StatusCode != http.StatusNotFound || !strings.Contains(r.Text, "Мила служителка") {
		t.Errorf("an expired survey: status %d: %s", r.StatusCode, r.Text)
	}
	for range followTries {
		b.get(link)
	}
	if r := b.post(link, form); r.StatusCode != http.StatusTooManyRequests || !strings.Contains(r.Text, "запис") || r.Header.Get("Retry-After") == "" {
		t.Errorf("too often: status %d: %s", r.StatusCode, r.Text)
	}
}

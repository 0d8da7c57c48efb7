package dashboard

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"harta/internal/access"
	"harta/internal/register"
)

// sentFile is a file as a browser sends it.
type sentFile struct{ name, content string }

// postFiles sends a form with files as a page of ours does.
func (b *browser) postFiles(path string, form url.Values, files ...sentFile) *reply {
	b.ts.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form {
		for _, v := range values {
			must(b.ts.t, w.WriteField(name, v))
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile("files", f.name)
		must(b.ts.t, err)
		_, err = part.Write([]byte(f.content))
		must(b.ts.t, err)
	}
	must(b.ts.t, w.Close())
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

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
	for _, want := range []string{"се работи по нея", "сряда, 23 декември 2026 г.", "Изпратено от Вас", "Файл PDF", `name="robots" content="noindex"`} {
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
	c, err := d.reg.Case(ctx, number)
	must(t, err)
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

func TestWhatAProgramSendsIsSetAside(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	ctx := context.Background()
	fresh := func(text string) url.Values {
		form := complaint(b)
		form.Set("text", text)
		return form
	}
	trap, haste, unstamped := fresh("Първа"), fresh("Втора"), fresh("Трета")
	trap.Set("website", "http://spam.example")
	haste.Set("stamp", d.reg.FormStamp(testNow))
	unstamped.Del("stamp")
	for reason, form := range map[register.Suspicion]url.Values{register.SuspectTrap: trap, register.SuspectHaste: haste, "": unstamped} {
		r := b.post("/f/complaint", form)
		if r.StatusCode != http.StatusCreated || !strings.Contains(r.Text, "служител ще го прегледа") {
			t.Fatalf("%s: status %d: %s", reason, r.StatusCode, r.Text)
		}
		if again := b.post("/f/complaint", form); again.StatusCode != http.StatusOK {
			t.Errorf("%s again: status %d", reason, again.StatusCode)
		}
		if page := b.get(linkOn(t, r)); page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "чака служител да го прегледа") {
			t.Errorf("%s: the link says %d", reason, page.StatusCode)
		}
	}
	if r := b.post("/f/complaint", fresh("Нещо")); strings.Contains(r.Text, "служител ще го прегледа") {
		t.Error("a person's form was set aside")
	}
	if r := b.post("/f/complaint", fresh("  НЕЩО ")); !strings.Contains(r.Text, "служител ще го прегледа") {
		t.Error("the same words again were taken")
	}
	var last *reply
	for i := range rateMost {
		last = b.post("/f/complaint", fresh(fmt.Sprint("Друго ", i)))
	}
	if !strings.Contains(last.Text, "служител ще го прегледа") {
		t.Error("very many from one address were taken")
	}
	aside, err := d.reg.ListAside(ctx, 100)
	must(t, err)
	rows, err := d.reg.Cases(ctx, register.CaseFilter{})
	must(t, err)
	if len(aside)+len(rows) != 5+rateMost {
		t.Errorf("%d set aside and %d cases of %d sent", len(aside), len(rows), 5+rateMost)
	}
	sealed := fresh("Поискаха пари")
	sealed.Set("category", "corruption")
	sealed.Set("website", "x")
	if r := b.post("/f/complaint", sealed); !strings.Contains(r.Text, "запечатан регистър") || strings.Contains(r.Text, "/c/") {
		t.Errorf("a sealed one: status %d", r.StatusCode)
	}
	_ = access.Officer
}

// Whatever a multipart body is, the answer is a page and the process stays up.
func TestHostileMultipart(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	go func() { _ = d.Serve(listener) }()
	t.Cleanup(func() { _ = d.App().Shutdown() })
	send := func(contentType, body string) int {
		r, err := http.NewRequest(http.MethodPost, "http://"+listener.Addr().String()+"/f/complaint", strings.NewReader(body))
		must(t, err)
		r.Header.Set("Content-Type", contentType)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Errorf("%v", err)
			return 0
		}
		defer answer.Body.Close()
		return answer.StatusCode
	}
	part := func(head, body string) string { return "--b\r\n" + head + "\r\n\r\n" + body + "\r\n" }
	file := `Content-Disposition: form-data; name="files"; filename="`
	for name, c := range map[string]struct{ contentType, body string }{
		"no boundary":         {"multipart/form-data", "x"},
		"empty boundary":      {"multipart/form-data; boundary=", "x"},
		"long boundary":       {"multipart/form-data; boundary=" + strings.Repeat("b", 5000), "x"},
		"no end":              {"multipart/form-data; boundary=b", part(file+`a.txt"`, "x")},
		"cut in a head":       {"multipart/form-data; boundary=b", "--b\r\nContent-Dispo"},
		"part without a name": {"multipart/form-data; boundary=b", part("Content-Disposition: form-data", "x") + "--b--\r\n"},
		"path as a name":      {"multipart/form-data; boundary=b", part(file+`../../etc/passwd"`, "текст") + "--b--\r\n"},
		"zero bytes":          {"multipart/form-data; boundary=b", part(file+"a\x00.txt\"", "a\x00b") + "--b--\r\n"},
		"turned name":         {"multipart/form-data; boundary=b", part(file+"\u202Egpj.exe\"", "MZ") + "--b--\r\n"},
		"thousands of parts":  {"multipart/form-data; boundary=b", strings.Repeat(part(`Content-Disposition: form-data; name="text"`, "x"), 5000) + "--b--\r\n"},
		"huge head":           {"multipart/form-data; boundary=b", part("X: "+strings.Repeat("x", 1<<19), "x") + "--b--\r\n"},
		"file as text":        {"multipart/form-data; boundary=b", part(`Content-Disposition: form-data; name="text"; filename="a.txt"`, "x") + "--b--\r\n"},
		"json":                {"application/json", `{"text":"x"}`},
		"xml":                 {"application/xml", `<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>`},
		"nothing":             {"", ""},
		"bad escapes":         {"application/x-www-form-urlencoded", "text=%zz%&&&=&id=%00%ff"},
	} {
		if status := send(c.contentType, c.body); status < 400 || status > 499 {
			t.Errorf("%s: status %d", name, status)
		}
	}
	if r := b.get("/f/complaint"); r.StatusCode != http.StatusOK {
		t.Errorf("afterwards: status %d", r.StatusCode)
	}
}

// SQL, HTML, formulas, other directions and languages in every field come back as they were typed, or are kept as they were.
func TestHostileWordsInEveryField(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	for _, nasty := range []string{
		"'; DROP TABLE cases; --", `"><script>alert(1)</script>`, "=HYPERLINK(1)", "\u202Eобърнат", "مرحبا", "a\x00b\x07", "\xff\xfe", "{{.Form}}", "\u200B",
		"1900-01-01", "2100-12-31", "-1", "99999999999999999999", strings.Repeat("ж", 30_000),
	} {
		for _, field := range []string{"id", "stamp", "version", "category", "office", "service", "incident_on", "text", "sender", "name", "email", "phone", "address", "notify", "website", "file", "drop", "unknown"} {
			form := complaint(b)
			form.Set(field, nasty)
			form.Set("category", form.Get("category"))
			r := b.post("/f/complaint", form)
			if r.StatusCode != http.StatusCreated && r.StatusCode != http.StatusUnprocessableEntity && r.StatusCode != http.StatusTooManyRequests {
				t.Errorf("%q as %s: status %d", nasty[:min(20, len(nasty))], field, r.StatusCode)
			}
			if strings.Contains(r.Text, "<script>alert") || strings.Contains(r.Text, "⟦") {
				t.Errorf("%q as %s comes back raw", nasty, field)
			}
		}
	}
}

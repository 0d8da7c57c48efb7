package dashboard

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/register"
)

// complaint is a good complaint on a fresh form.
func complaint(b *browser) url.Values {
	return url.Values{
		"id": {b.get("/f/complaint").hidden("id")}, "stamp": {b.ts.options.Citizens.FormStamp(testNow.Add(-time.Minute))}, "category": {"delay"}, "office": {"gradska"}, "service": {"2079"},
		"text": {"Чаках три часа."}, "sender": {"named"}, "name": {"Иван Петров"}, "phone": {"0888 123 456"}, "website": {""},
	}
}

func TestComplaintFormSaysBefore(t *testing.T) {
	d := testDoors(t)
	r := d.browser().get("/f/complaint")
	for _, want := range []string{
		"Съмнение за корупция", "Чете го само отговорникът", // categories with help
		`<optgroup label="Гражданска регистрация">`, "Център за услуги", // catalogue
		"до 23 декември 2026 година",                       // one calendar month
		"само ако поставеният проблем застрашава здравето", // anonymous
		"отива направо при отговорника",                    // sealed
		"Администратор на данните е Община Пещера",         // personal data
	} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	if strings.Contains(r.Text, "Несъпоставена") {
		t.Error("an unmapped service is offered to citizens")
	}
	if strings.Contains(r.Text, "⟦") || r.StatusCode != http.StatusOK {
		t.Errorf("status %d, or a message is missing", r.StatusCode)
	}
	if en := d.browser().get("/f/complaint?lang=en"); !strings.Contains(en.Text, "by 23 December 2026 at the latest") || !strings.Contains(en.Text, "Certificate of heirs") {
		t.Error("the English form does not speak English")
	}
}

// Nobody is asked to choose from nothing.
func TestFormWithoutServices(t *testing.T) {
	d := testDoors(t)
	cat, err := d.reg.Catalogue(t.Context())
	must(t, err)
	for _, service := range cat.Services() {
		service.ValidTo = charter.NewDate(2020, time.January, 1)
		must(t, d.reg.PutService(t.Context(), service))
	}
	if r := d.browser().get("/f/complaint"); strings.Contains(r.Text, `name="service"`) || !strings.Contains(r.Text, `name="office"`) {
		t.Error("a service is asked for where none is offered, or no place where there is one")
	}
}

func TestComplaintBecomesOneCase(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := complaint(b)
	first := b.post("/f/complaint", form)
	again := b.post("/f/complaint", form)
	if first.StatusCode != http.StatusCreated || again.StatusCode != http.StatusOK {
		t.Fatalf("statuses %d and %d: %s", first.StatusCode, again.StatusCode, first.Text)
	}
	rows, err := d.reg.Cases(context.Background(), register.CaseFilter{})
	must(t, err)
	if len(rows) != 1 {
		t.Fatalf("%d cases, want 1", len(rows))
	}
	for _, r := range []*reply{first, again} {
		for _, want := range []string{rows[0].Number, "сряда, 23 декември 2026\u00a0г.", "Какво следва"} {
			if !strings.Contains(r.Text, want) {
				t.Errorf("the receipt lacks %q", want)
			}
		}
		if strings.Contains(r.Text, "Иван Петров") {
			t.Error("the receipt repeats the name")
		}
	}
	if !strings.Contains(again.Text, "Вече го бяхме получили") || strings.Contains(first.Text, "Вече го бяхме получили") {
		t.Error("the second receipt does not say that it is the second")
	}
	c := rows[0]
	if c.Kind != "complaint" || c.Category != "delay" || c.Channel != "web" || c.Department != "grao" || c.Office != "gradska" || c.Anonymous {
		t.Errorf("%+v", c)
	}
	contact, err := d.reg.Contact(context.Background(), c.Number, "test")
	must(t, err)
	if contact.Name != "Иван Петров" || contact.Phone != "0888 123 456" {
		t.Errorf("%+v", contact)
	}
	if n := d.count("SELECT count() FROM case_facts FINAL WHERE kind = 'complaint' AND category = 'delay' AND department = 'grao' AND isNotNull(deadline)"); n != 1 {
		t.Errorf("%d facts, want 1", n)
	}
}

func TestCorruptionIsSealed(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := complaint(b)
	form.Set("category", "corruption")
	r := b.post("/f/complaint", form)
	if r.StatusCode != http.StatusCreated || !strings.Contains(r.Text, "запечатан регистър") {
		t.Fatalf("status %d", r.StatusCode)
	}
	rows, err := d.reg.Cases(context.Background(), register.CaseFilter{})
	must(t, err)
	sealed, err := d.reg.Sealed(context.Background())
	must(t, err)
	if len(rows) != 0 || len(sealed) != 1 || !strings.Contains(r.Text, sealed[0].Number) {
		t.Fatalf("%d open cases and %d sealed", len(rows), len(sealed))
	}
	if n := d.count("SELECT count() FROM case_facts"); n != 0 {
		t.Errorf("%d facts of a sealed case", n)
	}
	officer := d.signedInAs(access.Officer)
	if page := officer.get("/cases").Text + officer.get("/cases?state=closed").Text; strings.Contains(page, sealed[0].Number) {
		t.Error("the officer's list shows the sealed case")
	}
	if r := officer.get("/cases/" + sealed[0].Number); r.StatusCode != http.StatusNotFound {
		t.Errorf("the officer opens it: status %d", r.StatusCode)
	}
}

func TestAnonymousComplaintHasNoDeadline(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := complaint(b)
	form.Set("sender", "anonymous")
	r := b.post("/f/complaint", form)
	if r.StatusCode != http.StatusCreated || strings.Contains(r.Text, "декември") || !strings.Contains(r.Text, "преценява дали поставеният проблем") {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if n := d.count("SELECT count() FROM case_facts FINAL WHERE anonymous AND isNull(deadline)"); n != 1 {
		t.Errorf("%d facts, want 1", n)
	}
}

func TestComplaintRefusalsLoseNothing(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	long := strings.Repeat("ж", register.TextMax+1)
	for name, c := range map[string]struct {
		key, value string
		field      string // the summary links to it
		want       string
	}{
		"no category":      {"category", "", "category", "Изберете за какво се отнася"},
		"unknown category": {"category", "magic", "category", ""},
		"unknown office":   {"office", "moon", "office", ""},
		"unknown service":  {"service", "1", "service", ""},
		"no text":          {"text", "  \n ", "text", "Опишете какво се е случило"},
		"nothing to see":   {"text", "\u200B\u2060 \u202E", "text", "Опишете какво се е случило"},
		"name of nothing":  {"name", "\u200B", "name", "Напишете името си"},
		"too long":         {"text", long, "text", "20"},
		"no name":          {"name", "", "name", ""},
		"no contact":       {"phone", "", "contact", "Посочете телефон"},
		"no such e-mail":   {"email", "ivan@", "email", "Проверете адреса"},
		"no such phone":    {"phone", "12", "phone", "Проверете телефонния"},
		"no such day":      {"incident_on", "31.02.2026", "incident_on", "Проверете датата"},
		"a day to come":    {"incident_on", "2100-01-01", "incident_on", "Датата на събитието"},
		"no sender":        {"sender", "both", "sender", "Изберете дали"},
		"garbage id":       {"id", "1", "", "Страницата беше остаряла"},
	} {
		form := complaint(b)
		form.Set(c.key, c.value)
		r := b.post("/f/complaint", form)
		if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, c.want) || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d, or %q is missing", name, r.StatusCode, c.want)
			continue
		}
		if !strings.Contains(r.Text, "<title>Грешка: ") || !strings.Contains(r.Text, `class="error-summary" role="alert"`) {
			t.Errorf("%s: neither the title nor a summary says so", name)
		}
		if c.field != "" && (!strings.Contains(r.Text, `href="#`+c.field+`"`) || !strings.Contains(r.Text, `id="`+c.field+`-error"`) || !strings.Contains(r.Text, `id="`+c.field+`"`)) {
			t.Errorf("%s: the fault is not linked to its field", name)
		}
		for key, values := range form {
			if key != c.key && key != "id" && !strings.Contains(html.UnescapeString(r.Text), values[0]) {
				t.Errorf("%s: what was typed as %s is lost", name, key)
			}
		}
		if c.key == "text" && !strings.Contains(r.Text, c.value) {
			t.Errorf("%s: the text is lost", name)
		}
		if name == "garbage id" { // sending the page once more works
			form.Set("id", r.hidden("id"))
			form.Set("website", "")
			if again := b.post("/f/complaint", form); again.StatusCode != http.StatusCreated {
				t.Errorf("%s: sent again: status %d", name, again.StatusCode)
			}
		}
	}
	if n := d.count("SELECT count() FROM case_facts"); n != 1 {
		t.Errorf("%d cases, want the one that was sent again", n)
	}
}

// A register that cannot write is no reason to lose what somebody typed.
func TestComplaintOutlivesAFailure(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := complaint(b)
	_, err := d.register.Exec("ALTER TABLE cases RENAME TO cases_away")
	must(t, err)
	r := b.post("/f/complaint", form)
	if r.StatusCode != http.StatusInternalServerError || !strings.Contains(r.Text, "Не успяхме да запишем написаното") || !strings.Contains(r.Text, "Чаках три часа.") {
		t.Errorf("status %d: %s", r.StatusCode, r.Text)
	}
	if strings.Contains(r.Text, "no such table") || !strings.Contains(d.log.String(), "request failed") {
		t.Error("the reason belongs in the log and not on the page")
	}
	if strings.Contains(d.log.String(), "Чаках") || strings.Contains(d.log.String(), "Иван") {
		t.Error("the log holds what the citizen wrote")
	}
}

func TestHostileComplaint(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := complaint(b)
	form.Set("text", "<script>alert(1)</script>\x00\x07 👨‍👩‍👧 \u202Eобърнат مرحبا\r\n& край")
	form.Set("name", "\"><img src=x onerror=alert(1)>")
	form.Set("phone", "")
	r := b.post("/f/complaint", form)
	if strings.Contains(r.Text, "<script>alert") || strings.Contains(r.Text, "<img src=x") {
		t.Error("the form comes back unescaped")
	}
	form.Set("address", "гр. Пещера, ул. „Дойранска епопея“ 17")
	form.Set("category", "other")
	if r = b.post("/f/complaint", form); r.StatusCode != http.StatusCreated {
		t.Fatalf("status %d", r.StatusCode)
	}
	rows, err := d.reg.Cases(context.Background(), register.CaseFilter{})
	must(t, err)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/cases").hidden("csrf")
	page := officer.post("/cases/"+rows[0].Number, url.Values{"csrf": {token}, "read": {"text"}})
	if page.StatusCode != http.StatusOK || strings.Contains(page.Text, "<script>alert") || strings.ContainsAny(page.Text, "\x00\x07") {
		t.Errorf("status %d: %s", page.StatusCode, page.Text)
	}
	for _, want := range []string{"&lt;script&gt;alert(1)&lt;/script&gt;", "👨‍👩‍👧", "مرحبا", "&amp; край", `dir="auto"`} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the case lacks %q", want)
		}
	}
	page = officer.post("/cases/"+rows[0].Number, url.Values{"csrf": {token}, "read": {"contact"}})
	if strings.Contains(page.Text, "<img") || !strings.Contains(page.Text, "onerror=alert(1)&gt;") {
		t.Error("the name is not escaped")
	}
}

func TestComplaintsAreLimited(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	for range formTries {
		b.post("/f/complaint", url.Values{})
	}
	if r := b.post("/f/complaint", complaint(b)); r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" ||
		!strings.Contains(r.Text, "Чаках три часа.") || !strings.Contains(r.Text, "Твърде много опити") ||
		!strings.Contains(r.Text, "Формулярът не е изпратен") || strings.Contains(r.Text, "пропуск") {
		t.Errorf("status %d, or what was typed is lost", r.StatusCode)
	}
}

func TestComplaintFromAnotherSite(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := complaint(b)
	b.headers["Origin"] = "https://evil.example"
	if r := b.post("/f/complaint", form); r.StatusCode != http.StatusForbidden {
		t.Errorf("status %d", r.StatusCode)
	}
}

package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
	"harta/internal/register"
)

// act sends the form of an act as the case's page gives it, with what is typed into it.
func (b *browser) act(number, act string, typed url.Values) *reply {
	b.ts.t.Helper()
	page := b.get("/cases/" + number)
	form := url.Values{"csrf": {page.hidden("csrf")}, "version": {page.hidden("version")}}
	for name, values := range typed {
		form[name] = values
	}
	return b.post("/cases/"+number+"/"+act, form)
}

// TestAClerksDay goes through what a clerk does with cases, through the pages alone.
func TestAClerksDay(t *testing.T) {
	d := testDoors(t)
	clerk := d.signedInAs(access.Clerk)
	form := clerk.get("/cases/new")
	typed := url.Values{
		"csrf": {form.hidden("csrf")}, "id": {form.hidden("id")}, "channel": {"post"}, "received_at": {"2026-11-16"}, "incoming": {"94-П-17"},
		"kind": {"complaint"}, "category": {"delay"}, "service": {"2079"}, "text": {"Чакам от юни."}, "sender": {"named"}, "name": {"Петка Примерна"},
		"address": {"гр. Пещера, ул. Първа 5"}, "language": {"bg"},
	}
	done := clerk.post("/cases/new", typed)
	number := strings.TrimSuffix(strings.TrimPrefix(done.Header.Get("Location"), "/cases/"), "?done=new")
	if done.StatusCode != http.StatusSeeOther || len(number) != 11 {
		t.Fatalf("registering: status %d to %q\n%s", done.StatusCode, done.Header.Get("Location"), done.Text)
	}
	again := clerk.post("/cases/new", typed) // a double click
	if again.Header.Get("Location") != done.Header.Get("Location") {
		t.Errorf("the second click went to %q", again.Header.Get("Location"))
	}
	typed.Set("id", clerk.get("/cases/new").hidden("id"))
	if taken := clerk.post("/cases/new", typed); taken.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(taken.Text, "Този входящ номер вече е даден") || !strings.Contains(taken.Text, "Чакам от юни.") {
		t.Errorf("a taken incoming number: status %d", taken.StatusCode)
	}
	typed.Set("incoming", "ЕГН 6101057509")
	if told := clerk.post("/cases/new", typed); told.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(told.Text, "Тук има лични данни") || !strings.Contains(told.Text, "Чакам от юни.") {
		t.Errorf("somebody's number for an incoming one: status %d", told.StatusCode)
	}
	page := clerk.get("/cases/" + number)
	for _, want := range []string{"94-П-17", "16.12.2026", "По пощата", "Преписката е регистрирана."} {
		if shown := clerk.get("/cases/" + number + "?done=new").Text; !strings.Contains(shown, want) {
			t.Errorf("the new case lacks %q", want)
		}
	}
	if strings.Contains(page.Text, "Петка") {
		t.Error("the name is shown to somebody who did not ask")
	}
	someone := url.Values{"institution": {"Живко Маркеров Стоянски"}, "at": {"2026-11-23"}}
	if told := clerk.act(number, "forward", someone); told.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(told.Text, "Тук има лични данни") || !strings.Contains(told.Text, "Живко Маркеров") {
		t.Errorf("somebody for an institution: status %d", told.StatusCode)
	}
	for _, step := range []struct {
		act   string
		typed url.Values
		want  string
	}{
		{"note", url.Values{"note": {"Обадих се в архива."}}, "Бележка"},
		{"assign", url.Values{"department": {"grao"}, "assignee": {d.userID("clerk")}}, "Възложена"},
		{"pause", url.Values{"for": {"citizen"}, "waiting": {"Акт за раждане."}, "at": {"2026-11-18"}}, "срокът е спрян от 5 дни"},
		{"resume", url.Values{"at": {"20.11.2026 г."}}, "беше спрян 2 дни"},
		{"extend", url.Values{"reason": {"Чакаме архива."}, "until": {"2027-01-15"}, "at": {"2026-11-23"}}, "до 15.01.2027"},
		{"categorise", url.Values{"kind": {"complaint"}, "category": {"information"}, "service": {"2079"}}, "Невярна или липсваща информация"},
		{"answer", url.Values{"outcome": {"partly"}, "answer": {"Имате право отчасти."}, "at": {"2026-11-23"}}, "отговорена в срок"},
		{"reopen", url.Values{"reason": {"Обади се отново."}}, "в работа, отворена отново"},
		{"forward", url.Values{"institution": {"Областен архив"}, "at": {"2026-11-23"}}, "Областен архив"},
	} {
		r := clerk.act(number, step.act, step.typed)
		if r.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: status %d\n%s", step.act, r.StatusCode, r.Text)
		}
		if shown := clerk.get(r.Header.Get("Location")).Text; !strings.Contains(shown, step.want) || strings.Contains(shown, "⟦") {
			t.Errorf("after %s the page lacks %q, or a message", step.act, step.want)
		}
	}
	for _, secret := range []string{"Чакам от юни", "Петка", "Обадих се"} {
		if strings.Contains(d.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// userID finds a user by the login.
func (d *doorsTest) userID(login string) string {
	d.t.Helper()
	var id string
	must(d.t, d.register.QueryRow("SELECT id FROM users WHERE login = $1", login).Scan(&id))
	return id
}

// Two people on one case: the second sees what the first did, and loses nothing.
func TestTwoPeopleOnOneCase(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), nil).Number
	first, second := d.signedInAs(access.Clerk), d.signedInAs(access.Officer)
	stale := second.get("/cases/" + number)
	if r := first.act(number, "extend", url.Values{"reason": {"Чакаме архива."}, "until": {"2026-12-18"}, "at": {"2026-11-23"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("first: status %d", r.StatusCode)
	}
	answer := url.Values{"csrf": {stale.hidden("csrf")}, "version": {stale.hidden("version")}, "outcome": {"upheld"}, "answer": {"Дълъг отговор, писан цял час."}, "at": {"2026-11-23"}}
	lost := second.post("/cases/"+number+"/answer", answer)
	for _, want := range []string{"Дълъг отговор, писан цял час.", "Междувременно Мария Илиева направи това: Срокът е удължен", `<option value="upheld" selected>`, "18.12.2026"} {
		if !strings.Contains(lost.Text, want) {
			t.Errorf("the second does not see %q", want)
		}
	}
	if lost.StatusCode != http.StatusConflict {
		t.Errorf("status %d", lost.StatusCode)
	}
	answer.Set("version", lost.hidden("version"))
	if r := second.post("/cases/"+number+"/answer", answer); r.StatusCode != http.StatusSeeOther {
		t.Errorf("knowing it, the second may go on: status %d", r.StatusCode)
	}
	if c, err := d.reg.Case(context.Background(), number); err != nil || len(c.Events) != 3 {
		t.Errorf("events %+v, %v", c.Events, err)
	}
	closed := second.post("/cases/"+number+"/answer", answer)
	if closed.StatusCode != http.StatusConflict || !strings.Contains(closed.Text, "Дълъг отговор") {
		t.Errorf("an answer to what is closed: status %d, or the text is lost", closed.StatusCode)
	}
}

// A case assigned out of a clerk's department leaves the clerk's view, and the page says so.
func TestAssigningOutOfView(t *testing.T) {
	d := testDoors(t)
	own := d.submit(sofia(11, 2, 10), func(s *register.Submission) { s.Service = "2130" }).Number
	other := d.submit(sofia(11, 2, 10), nil).Number
	clerk := d.signedInAs(access.Clerk)
	_, err := d.register.Exec("UPDATE users SET department = 'mdt'")
	must(t, err)
	for into, want := range map[string]int{other: http.StatusUnprocessableEntity, "1234-5678-9": http.StatusUnprocessableEntity} {
		if r := clerk.act(own, "merge", url.Values{"into": {into}}); r.StatusCode != want {
			t.Errorf("merging into a case of another department: status %d", r.StatusCode)
		}
	}
	r := clerk.act(own, "assign", url.Values{"department": {"grao"}})
	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/cases?gone="+own {
		t.Fatalf("status %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	list := clerk.get(r.Header.Get("Location"))
	if !strings.Contains(list.Text, "не е във Вашия списък") || strings.Contains(list.Text, `href="/cases/`+own) {
		t.Error("the list does not say that the case is gone, or still has it")
	}
	if r := clerk.post("/cases/"+own+"/note", url.Values{"csrf": {list.hidden("csrf")}, "version": {"2"}, "note": {"x"}}); r.StatusCode != http.StatusNotFound {
		t.Errorf("a note on another department's case: status %d", r.StatusCode)
	}
}

// Whoever may only look, or nothing, changes nothing; and nobody does without the form's token.
func TestWhoMayWorkOnCases(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), nil).Number
	for _, role := range []access.Role{access.Viewer, access.Integrity, access.Admin} {
		b := d.signedInAs(role)
		token := b.get("/").hidden("csrf")
		for _, path := range []string{"/cases/" + number + "/note", "/cases/new"} {
			if r := b.post(path, url.Values{"csrf": {token}, "version": {"1"}, "note": {"x"}}); r.StatusCode != http.StatusForbidden {
				t.Errorf("%s on %s: status %d", role, path, r.StatusCode)
			}
		}
	}
	clerk := d.signedInAs(access.Clerk)
	if r := clerk.post("/cases/"+number+"/note", url.Values{"version": {"1"}, "note": {"x"}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("without the token: status %d", r.StatusCode)
	}
	if c, err := d.reg.Case(context.Background(), number); err != nil || c.Version != 1 {
		t.Errorf("the case was changed: %+v, %v", c.CaseRow, err)
	}
}

// hostileTexts are what forms meet sooner or later.
func hostileTexts() []string {
	return []string{
		"", " ", "\x00", "\xff\xfe", "'; DROP TABLE cases; --", "<script>alert(1)</script>", "{{.Case}}", "=HYPERLINK(\"http://x\")", "\u202eobratno\u202c",
		"\u200b\u200d", strings.Repeat("ж", 20_001), "%00%ff", "../../etc/passwd", "-1", "99999999999999999999", "1900-01-01", "2100-12-31", "31.02.2026", "0000-00-00", "NaN",
	}
}

// TestHostileActs types hostile texts into every field of every act: never an error of ours, never markup that works.
func TestHostileActs(t *testing.T) {
	d := testDoors(t)
	clerk := d.signedInAs(access.Clerk)
	token := clerk.get("/cases").hidden("csrf")
	for _, act := range caseActs() {
		number := d.submit(sofia(11, 2, 10), nil).Number
		for _, text := range hostileTexts() {
			form := url.Values{"csrf": {token}, "version": {"1"}, "unknown": {text}}
			for _, in := range act.inputs {
				form.Set(in.name, text)
			}
			if act.key == "note" { // one act is enough for what all have in common
				form.Set("version", text)
			}
			hostileReply(t, act.key, text, clerk.post("/cases/"+number+"/"+act.key, form))
		}
	}
	for _, path := range []string{"/cases/x/note", "/cases/1111-1111-1/note", "/cases/%00/%ff", "/cases/1234-5678-9/explode"} {
		if r := clerk.post(path, url.Values{"csrf": {token}}); r.StatusCode < 400 || r.StatusCode >= 500 {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
	}
}

func TestHostileNewCases(t *testing.T) {
	d := testDoors(t)
	clerk := d.signedInAs(access.Clerk)
	token := clerk.get("/cases").hidden("csrf")
	for _, in := range newCaseInputs() {
		for _, text := range hostileTexts() {
			form := url.Values{
				"csrf": {token}, "id": {text}, "channel": {"post"}, "received_at": {"2026-11-16"}, "kind": {"complaint"}, "category": {"delay"}, "text": {"Текст."},
				"sender": {"named"}, "name": {"Име"}, "phone": {"0888123456"}, "language": {"bg"},
			}
			form.Set(in.name, text)
			hostileReply(t, in.name, text, clerk.post("/cases/new", form))
		}
	}
}

// hostileReply holds what every reply to a hostile form is: done, or refused with words.
func hostileReply(t *testing.T, where, text string, r *reply) {
	t.Helper()
	switch {
	case r.StatusCode == http.StatusSeeOther:
	case r.StatusCode < 400 || r.StatusCode >= 500:
		t.Errorf("%s, %.20q: status %d", where, text, r.StatusCode)
	case strings.Contains(r.Text, "<script>alert") || strings.Contains(r.Text, "⟦"):
		t.Errorf("%s, %.20q: markup works, or a message is missing", where, text)
	}
}

func TestCaseSearch(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), func(s *register.Submission) { s.Incoming = "94-П-17" }).Number
	sealed := d.submit(sofia(11, 2, 10), func(s *register.Submission) { s.Category, s.Incoming = "corruption", "94-П-99" }).Number
	officer := d.signedInAs(access.Officer)
	if r := officer.get("/cases?q=" + url.QueryEscape(strings.ReplaceAll(number, "-", " "))); r.Header.Get("Location") != "/cases/"+number {
		t.Errorf("a whole number leads to %q", r.Header.Get("Location"))
	}
	if r := officer.get("/cases?q=" + url.QueryEscape("вх. № 94-п")); !strings.Contains(r.Text, number) {
		t.Error("the incoming number does not find the case")
	}
	never := officer.get("/cases?q=1111-1111-1").Text
	hidden := officer.get("/cases?q=" + sealed).Text
	if strings.ReplaceAll(hidden, sealed, "1111-1111-1") != never {
		t.Error("the search tells a sealed number from one that never was")
	}
	if r := officer.get("/cases?q=" + url.QueryEscape("94-П-99")); strings.Contains(r.Text, "/cases/"+sealed) || !strings.Contains(r.Text, "Няма такива преписки") {
		t.Error("the incoming number of a sealed case is found")
	}
	for _, text := range hostileTexts() {
		if len(text) > 1000 { // longer than an address may be
			text = text[:200]
		}
		for _, name := range []string{"q", "department", "assignee", "kind", "gone", "state", "page"} {
			if r := officer.get("/cases?" + url.Values{name: {text}}.Encode()); r.StatusCode >= 500 || strings.Contains(r.Text, "<script>alert") {
				t.Errorf("%s=%.20q: status %d", name, text, r.StatusCode)
			}
		}
	}
}

// TestDeskSpeaksToTheClerk holds that what is wrong with a case that somebody else sent is not said as if the clerk had sent it.
func TestDeskSpeaksToTheClerk(t *testing.T) {
	d := testDoors(t)
	clerk := d.signedInAs(access.Clerk)
	form := clerk.get("/cases/new")
	typed := url.Values{
		"csrf": {form.hidden("csrf")}, "id": {form.hidden("id")}, "channel": {"phone"}, "received_at": {"2026-11-16"}, "sender": {"named"}, "language": {"bg"},
	}
	told := clerk.post("/cases/new", typed)
	for _, want := range []string{
		"Изберете вида: жалба", "Препишете текста", "Напишете името на подателя", "на които да се отговори на подателя", "е нужно поне едно",
	} {
		if !strings.Contains(told.Text, want) {
			t.Errorf("an empty form does not say %q", want)
		}
	}
	typed.Set("text", strings.Repeat("дълго ", 20_000))
	typed.Set("sender", "")
	if told := clerk.post("/cases/new", typed); !strings.Contains(told.Text, "Отбележете дали преписката е подписана") {
		t.Errorf("a case of nobody knows whom: status %d", told.StatusCode)
	}
	typed.Set("sender", "named")
	told = clerk.post("/cases/new", typed)
	if !strings.Contains(told.Text, "запазете пълния текст на хартия") {
		t.Errorf("a text that is too long: status %d", told.StatusCode)
	}
	for _, citizen := range []string{"дали подавате", "името си", "да Ви отговорим", "донесете"} {
		if strings.Contains(told.Text, citizen) {
			t.Errorf("the clerk is told %q", citizen)
		}
	}
}

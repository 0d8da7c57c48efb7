package dashboard

import (
	"bytes"
	"encoding/json"
	"html"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
	"harta/internal/register"
)

// A long answer outlives the session in which it was begun: it comes back, is not acted on until it carries the new session's token, and
// is then sent with everything that was chosen beside it.
func TestAnswerOutlivesItsSession(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), func(s *register.Submission) { s.Text = "Чакам от март." }).Number
	clerk := d.signedInAs(access.Clerk)
	form := url.Values{"csrf": {clerk.get("/cases/" + number).hidden("csrf")}, "version": {"1"}, "outcome": {"upheld"}, "at": {"2026-11-23"}}
	form.Set("answer", "Дълъг отговор,\r\nписан цял час.")
	path := "/cases/" + number + "/answer"
	clerk.post("/logout", url.Values{"csrf": form["csrf"]})
	out := clerk.postFiles(path, form, sentFile{"писмо.pdf", testPDF})
	for _, want := range []string{"Дълъг отговор,\r\nписан цял час.", `href="/login?next=%2Fcases%2F` + number + `"`, "Прикачените файлове не са запазени", "сесията Ви е приключила"} {
		if out.StatusCode != http.StatusUnauthorized || !strings.Contains(out.Text, want) {
			t.Errorf("signed out: status %d, or the page lacks %q", out.StatusCode, want)
		}
	}
	if strings.Contains(out.Text, "⟦") || strings.Contains(out.Text, "Чакам от март") || strings.Contains(out.Text, "Център за услуги") {
		t.Error("the page says more than what was typed, or lacks a message")
	}
	clerk.signIn("clerk", testPassword)
	for _, name := range []string{"outcome", "version", "at", "csrf"} {
		form.Set(name, out.hidden(name)) // the page that was left open: it has everything but a token
	}
	anew := clerk.postFiles(path, form)
	if anew.StatusCode != http.StatusForbidden || !strings.Contains(anew.Text, "писан цял час.") || strings.Contains(anew.Text, "Прикачените") {
		t.Errorf("with a token of no session: status %d: %s", anew.StatusCode, anew.Text)
	}
	if c, err := d.reg.Case(t.Context(), number); err != nil || c.Version != 1 {
		t.Fatalf("acted on without the token: version %d, %v", c.Version, err)
	}
	for _, name := range []string{"outcome", "version", "at", "csrf"} {
		form.Set(name, anew.hidden(name))
	}
	if sent := clerk.postFiles(path, form); sent.StatusCode != http.StatusSeeOther {
		t.Fatalf("with the new token: status %d: %s", sent.StatusCode, sent.Text)
	}
	c, err := d.reg.Case(t.Context(), number)
	must(t, err)
	if said, err := d.reg.EventText(t.Context(), number, c.Version, "u"); err != nil || c.Outcome != "upheld" || !strings.Contains(said, "писан цял час.") {
		t.Errorf("outcome %q, said %q, %v", c.Outcome, said, err)
	}
}

// writtenForms are the forms of the desk in which somebody writes: where they go, who sends them, and the field of the text.
func writtenForms(number string) map[string][2]string {
	forms := map[string][2]string{
		"/cases/new": {"clerk", "text"}, "/cases/" + number + "/letter/keep": {"clerk", "letter"}, "/sealed/act": {"integrity", "text"},
		"/record": {"officer", "reason"}, "/settings/words": {"officer", "words"}, "/settings/words/try": {"officer", "sample"},
		"/forms/publish": {"officer", "why"}, "/forms/lists/reasons/new-entry": {"officer", "label_tr"},
		"/forms/kinds/complaint/new-entry": {"officer", "hint_en"}, "/forms/kinds/complaint": {"officer", "lede_bg"},
		intakePath + "/rejected/1/dismiss": {"admin", "reason"},
	}
	for _, act := range caseActs() {
		for _, in := range act.inputs {
			if in.kind == inputArea {
				who := "clerk"
				if act.needs != "" {
					who = "officer"
				}
				forms["/cases/"+number+"/"+act.key] = [2]string{who, in.name}
			}
		}
	}
	return forms
}

// Whatever somebody writes at the desk comes back when the session has ended, is another one, or may not do that; and nothing is done.
func TestEveryWrittenFormComesBack(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), nil).Number
	out := d.browser()
	people := map[string]*browser{"viewer": d.signedInAs(access.Viewer)}
	for _, role := range []access.Role{access.Clerk, access.Officer, access.Integrity, access.Admin} {
		people[string(role)] = d.signedInAs(role)
	}
	const said = "Писано <b>цял</b> час."
	for path, f := range writtenForms(number) {
		form := url.Values{"csrf": {"от-друга-сесия"}, f[1]: {said}, "version": {"1"}, "number": {"9999"}, "id": {"x"}}
		for who, want := range map[string]struct {
			status int
			words  string
		}{
			"": {http.StatusUnauthorized, "сесията Ви е приключила"}, f[0]: {http.StatusForbidden, "преди последното влизане"}, "viewer": {http.StatusForbidden, "няма право"},
		} {
			b := people[who]
			if who == "" {
				b = out
			}
			r := b.post(path, form)
			if r.StatusCode != want.status || !strings.Contains(r.Text, "Писано &lt;b&gt;цял&lt;/b&gt; час.") || !strings.Contains(r.Text, want.words) || strings.Contains(r.Text, "⟦") {
				t.Errorf("%s by %q: status %d, or what was typed is lost: %s", path, who, r.StatusCode, r.Text)
			}
			if strings.Contains(r.Text, "от-друга-сесия") || who != "viewer" && !strings.Contains(r.Text, `name="version" value="1"`) {
				t.Errorf("%s by %q: the old token is on the page, or what was chosen is not", path, who)
			}
		}
	}
	if c, err := d.reg.Case(t.Context(), number); err != nil || c.Version != 1 {
		t.Errorf("something was done: version %d, %v", c.Version, err)
	}
	note := url.Values{"note": {said}}
	for header, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example", "Accept": "application/json"} {
		b := d.browser()
		b.headers[header] = value
		if r := b.post("/cases/"+number+"/note", note); r.StatusCode < 400 || strings.Contains(r.Text, "Писано") {
			t.Errorf("%s %s: status %d, or it is given what it sent", header, value, r.StatusCode)
		}
	}
	if r := out.post("/cases/"+number+"/note", url.Values{"note": {""}}); r.StatusCode != http.StatusUnauthorized || strings.Contains(r.Text, "<textarea") {
		t.Errorf("nothing was written: status %d", r.StatusCode)
	}
}

// A file that is larger than a form costs somebody whose session ended the file and not the answer, over a real connection.
func TestAnswerWithALargeFileOutlivesItsSession(t *testing.T) {
	d := testDoors(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	go func() { _ = d.Serve(listener) }()
	t.Cleanup(func() { _ = d.App().Shutdown() })
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(t, w.WriteField("answer", "Писано цял час."))
	part, err := w.CreateFormFile("files", "снимка.pdf")
	must(t, err)
	_, err = part.Write(bytes.Repeat([]byte("x"), 3*bodyBytes))
	must(t, err)
	must(t, w.Close())
	r, err := http.NewRequest(http.MethodPost, "http://"+listener.Addr().String()+"/cases/1234-5678-9/answer", &body)
	must(t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := http.DefaultClient.Do(r)
	must(t, err)
	defer answer.Body.Close()
	var page bytes.Buffer
	_, err = page.ReadFrom(answer.Body)
	must(t, err)
	for _, want := range []string{"Писано цял час.", "Прикачените файлове не са запазени"} {
		if answer.StatusCode != http.StatusUnauthorized || !strings.Contains(page.String(), want) {
			t.Errorf("status %d, or the page lacks %q", answer.StatusCode, want)
		}
	}
}

// shortForms are the short forms of the desk: who sends them, what is entered, and one thing that is chosen beside it.
func shortForms() map[string]struct {
	who    access.Role
	fields url.Values
	shown  string // the line that was entered, empty: all is chosen
} {
	type form = struct {
		who    access.Role
		fields url.Values
		shown  string
	}
	screen := url.Values{"name": {"Каса <1>"}, "office": {"gradska"}, "services": {"2079", "2080"}, "version": {"3"}}
	return map[string]form{
		"/consultations/new?day=2026-11-20": {access.Clerk, url.Values{"topic": {"fees"}, "minutes": {"12"}, "id": {"x"}}, `name="minutes" value="12"`},
		kiosksPath:                          {access.Officer, screen, `name="name" value="Каса &lt;1&gt;"`},
		kiosksPath + "/k1":                  {access.Officer, screen, `name="name" value="Каса &lt;1&gt;"`},
		placesPath:                          {access.Officer, screen, `name="name" value="Каса &lt;1&gt;"`},
		placesPath + "/q1":                  {access.Officer, screen, `name="name" value="Каса &lt;1&gt;"`},
		uncountedPath + "/restore":          {access.Officer, url.Values{"note": {"екскурзия"}, "picked": {"a", "b"}}, `name="note" value="екскурзия"`},
		"/keys":                             {access.Admin, url.Values{"name": {"Деловодство"}, "scopes": {"cases:write", "answers:write"}}, `name="name" value="Деловодство"`},
		surveysPath:                         {access.Clerk, url.Values{"record": {"УСЛ-1"}, "service": {"2079"}}, `name="record" value="УСЛ-1"`},
		asidePath + "/days":                 {access.Clerk, url.Values{"days": {"60"}}, `name="days" value="60"`},
		importPath + "/map/abc":             {access.Officer, url.Values{"name": {"Каси"}, "column.score": {"3"}, "do": {"save"}}, `name="name" value="Каси"`},
		"/cases/1234-5678-9/assign":         {access.Clerk, url.Values{"department": {"grao"}, "assignee": {""}, "version": {"2"}}, ""},
		"/cases/1234-5678-9/close":          {access.Clerk, url.Values{"outcome": {"withdrawn"}, "note": {""}, "version": {"2"}}, ""},
		"/quality/services":                 {access.Officer, url.Values{"service": {"x-1"}, "target": {"2079"}}, ""},
	}
}

// What was entered and chosen in a short form comes back as that of a long one, with everything that was chosen.
func TestEveryShortFormComesBack(t *testing.T) {
	d := testDoors(t)
	out := d.browser()
	people := map[access.Role]*browser{}
	for _, role := range []access.Role{access.Clerk, access.Officer, access.Admin} {
		people[role] = d.signedInAs(role)
	}
	for path, f := range shortForms() {
		f.fields.Set("csrf", "от-друга-сесия")
		for who, want := range map[string]int{"": http.StatusUnauthorized, "another session": http.StatusForbidden} {
			b := out
			if who != "" {
				b = people[f.who]
			}
			r := b.post(path, f.fields)
			if r.StatusCode != want || !strings.Contains(r.Text, `action="`+path+`"`) || !strings.Contains(r.Text, f.shown) || strings.Contains(r.Text, "⟦") {
				t.Errorf("%s by %q: status %d, or what was entered is lost: %s", path, who, r.StatusCode, r.Text)
			}
			for name, values := range f.fields {
				for _, value := range values {
					if kept := strings.Contains(r.Text, `name="`+name+`" value="`+html.EscapeString(value)+`"`); kept == (name == "csrf") {
						t.Errorf("%s by %q: %s=%s is lost, or is the old token", path, who, name, value)
					}
				}
			}
		}
		if r := people[f.who].post(path, url.Values{"csrf": {"x"}, "version": {"1"}, "note": {""}}); r.StatusCode != http.StatusForbidden || strings.Contains(r.Text, "Изпратете отново") {
			t.Errorf("%s: nothing was entered: status %d", path, r.StatusCode)
		}
	}
}

// The page that was left open asks for the token of the new session when it is sent, so that it is sent once.
func TestTokenOfTheNewSession(t *testing.T) {
	d := testDoors(t)
	out := d.browser()
	if r := out.post("/keys", url.Values{"name": {"Деловодство"}}); !strings.Contains(r.Text, `data-token="/login/token"`) {
		t.Errorf("signed out: the form asks for no token: %s", r.Text)
	}
	out.headers["Accept"] = "application/json"
	if r := out.get("/login/token"); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("signed out: status %d: %s", r.StatusCode, r.Text)
	}
	admin := d.signedInAs(access.Admin)
	if r := admin.post("/keys", url.Values{"name": {"Деловодство"}}); strings.Contains(r.Text, "data-token") {
		t.Error("a form that has the token asks for another one")
	}
	r := admin.get("/login/token")
	var answer struct{ CSRF string }
	must(t, json.Unmarshal([]byte(r.Text), &answer))
	if answer.CSRF == "" || answer.CSRF != admin.get("/keys").hidden("csrf") || r.Header.Get("Cross-Origin-Resource-Policy") != "same-origin" || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s with %v", r.Text, r.Header)
	}
}

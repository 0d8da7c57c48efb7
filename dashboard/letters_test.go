package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"harta/internal/access"
	"harta/internal/register"
	"harta/internal/text"
)

func TestLetters(t *testing.T) {
	ctx := context.Background()
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), func(s *register.Submission) { s.Incoming = "94-П-17" }).Number
	must(t, d.reg.Extend(ctx, number, "u", testNow, "Чакаме архива.", sofia(12, 18, 12)))
	must(t, d.reg.Do(ctx, register.Order{Number: number, By: "u", Command: register.Forwarding{Institution: "Областен архив"}}))
	clerk := d.signedInAs(access.Clerk)
	token := clerk.get("/cases").hidden("csrf")
	for _, id := range letterTemplates {
		r := clerk.post("/cases/"+number+"/letter", url.Values{"csrf": {token}, "template": {id}})
		if r.StatusCode != http.StatusOK || strings.Contains(r.Text, "⟦") || strings.Contains(r.Text, "{{") || !strings.Contains(r.Text, "Гражданин Първи") || !strings.Contains(r.Text, "вх. №\u00a094-П-17") {
			t.Errorf("%s: status %d\n%s", id, r.StatusCode, r.Text)
		}
		for template, want := range map[string]string{"extension": "Чакаме архива.", "forwarding": "Областен архив"} {
			if id == template && !strings.Contains(r.Text, want) {
				t.Errorf("%s lacks %q", id, want)
			}
		}
	}
	if d.audited("case.contact.read") != len(letterTemplates) {
		t.Error("a letter was made without a trace of whose it is")
	}
	page := clerk.get("/cases/" + number)
	form := url.Values{"csrf": {token}, "version": {page.hidden("version")}, "template": {"forwarding"}, "letter": {"Уважаема госпожо,\r\nпрепратихме <b>писмото</b>."}}
	kept := clerk.post("/cases/"+number+"/letter/keep", form)
	if kept.StatusCode != http.StatusOK || !strings.Contains(kept.Text, "препратихме &lt;b&gt;писмото&lt;/b&gt;.") || !strings.Contains(kept.Text, "Община Пещера") {
		t.Fatalf("keeping: status %d", kept.StatusCode)
	}
	if stale := clerk.post("/cases/"+number+"/letter/keep", form); stale.StatusCode != http.StatusConflict || !strings.Contains(stale.Text, "препратихме") {
		t.Errorf("on an old version: status %d, or the text is lost", stale.StatusCode)
	}
	again := clerk.post("/cases/"+number+"/letter/print", url.Values{"csrf": {token}, "event": {"4"}})
	if !strings.Contains(again.Text, "препратихме") {
		t.Errorf("the letter as sent: status %d", again.StatusCode)
	}
	for _, event := range append(hostileTexts(), "1", "2", "3", "5") {
		if r := clerk.post("/cases/"+number+"/letter/print", url.Values{"csrf": {token}, "event": {event}}); r.StatusCode != http.StatusNotFound {
			t.Errorf("event %.10q: status %d", event, r.StatusCode)
		}
	}
	for _, text := range hostileTexts() {
		for _, path := range []string{"letter", "letter/keep"} {
			hostile := url.Values{"csrf": {token}, "version": {"4"}, "template": {text}, "letter": {text}}
			if r := clerk.post("/cases/"+number+"/"+path, hostile); r.StatusCode < 400 || r.StatusCode >= 500 {
				t.Errorf("%s with %.10q: status %d", path, text, r.StatusCode)
			}
		}
	}
}

// A receipt notice is marked as one and is never an answer.
func TestReceiptNoticeIsNoAnswer(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), nil).Number
	clerk := d.signedInAs(access.Clerk)
	page := clerk.get("/cases/" + number)
	form := url.Values{"csrf": {page.hidden("csrf")}, "version": {page.hidden("version")}, "template": {"receipt"}, "letter": {"Получихме писмото Ви."}}
	if r := clerk.post("/cases/"+number+"/letter/keep", form); r.StatusCode != http.StatusOK {
		t.Fatalf("status %d", r.StatusCode)
	}
	c, err := d.reg.Case(context.Background(), number)
	must(t, err)
	if c.Acknowledged == nil || c.Answered != nil || !c.Open() || c.Acknowledged.Sub(testNow).Abs() > time.Minute {
		t.Errorf("case %+v", c.CaseRow)
	}
	if r := clerk.get("/cases/" + number); strings.Contains(r.Text, `value="receipt"`) || !strings.Contains(r.Text, "Потвърдено получаване") {
		t.Error("a second receipt notice is offered, or the first is not shown")
	}
}

// A letter calls what its reader sent by its name, for it may have come by telephone, and promises no date while the clock stands still.
func TestReceiptNamesWhatCame(t *testing.T) {
	d := testDoors(t)
	clerk := d.signedInAs(access.Clerk)
	receipt := func(number string) string {
		r := clerk.post("/cases/"+number+"/letter", url.Values{"csrf": {clerk.get("/cases").hidden("csrf")}, "template": {"receipt"}})
		if r.StatusCode != http.StatusOK {
			t.Fatalf("status %d", r.StatusCode)
		}
		return r.Text
	}
	for kind, want := range map[string]string{"complaint": "Вашата жалба", "signal": "Вашия сигнал", "praise": "Вашата похвала", "enquiry": "Вашето запитване"} {
		number := d.submit(sofia(11, 2, 10), func(s *register.Submission) { s.Kind, s.Channel = kind, "phone" }).Number
		if said := receipt(number); !strings.Contains(said, "№\u00a0"+number+" "+want+".") {
			t.Errorf("%s: %s", kind, said)
		}
	}
	number := d.submit(sofia(11, 2, 10), nil).Number
	if !strings.Contains(receipt(number), "не по-късно от") {
		t.Error("no date by which the answer comes")
	}
	if late := d.submit(sofia(6, 2, 10), nil).Number; strings.Contains(receipt(late), "не по-късно от") {
		t.Error("a date is promised that has passed")
	}
	must(t, d.reg.Do(context.Background(), register.Order{Number: number, By: "u", Command: register.Pause{For: "citizen", Text: "Липсва документ."}}))
	if strings.Contains(receipt(number), "не по-късно от") {
		t.Error("a date is promised that moves")
	}
}

// Every template is offered for some case, and about an unsigned one none that is written to somebody.
func TestEveryLetterIsOfferedForSomeCase(t *testing.T) {
	names := naming{words: testPrinter(t, text.BG)}
	signed := register.Case{CaseRow: register.CaseRow{Kind: "complaint"}}
	extended, forwarded := signed, signed
	extended.Events, forwarded.Outcome = []register.Event{{Kind: register.EventExtended}}, "forwarded"
	unsigned := register.Case{CaseRow: register.CaseRow{Kind: "complaint", Anonymous: true}}
	triaged := unsigned
	triaged.Triaged = &testNow
	var offered []string
	for _, row := range []register.Case{signed, extended, forwarded, triaged} {
		for _, c := range letterChoices(names, row) {
			offered = append(offered, c.Value)
		}
	}
	for _, id := range letterTemplates {
		if !slices.Contains(offered, id) {
			t.Errorf("%s is offered for no case", id)
		}
	}
	dangerous := triaged
	dangerous.Danger = true
	for _, row := range []register.Case{unsigned, dangerous} {
		if list := letterChoices(names, row); len(list) > 0 {
			t.Errorf("offered for an unsigned case that is examined, or may be: %+v", list)
		}
	}
}

// The paper on an unsigned case is addressed to nobody.
func TestLetterOnAnUnsignedCase(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), func(s *register.Submission) {
		s.Anonymous, s.Name, s.Email, s.Phone, s.Address, s.Contact = true, "", "", "", "", ""
	}).Number
	clerk := d.signedInAs(access.Clerk)
	if r := clerk.act(number, "triage", url.Values{"danger": {"no"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", r.StatusCode)
	}
	page := clerk.get("/cases/" + number)
	if !strings.Contains(page.Text, `<option value="anonymous">`) {
		t.Error("the paper is not offered")
	}
	r := clerk.post("/cases/"+number+"/letter", url.Values{"csrf": {page.hidden("csrf")}, "template": {"anonymous"}})
	if r.StatusCode != http.StatusOK || !strings.Contains(r.Text, "Подателят не е посочил името си.") || strings.Contains(r.Text, "\nДО\n") {
		t.Errorf("status %d: %s", r.StatusCode, r.Text)
	}
}

// A letter about a case that was opened again tells nothing of the term before: no date that no longer holds, and not the answer that did
// not settle it.
func TestLettersAfterReopening(t *testing.T) {
	d := testDoors(t)
	clerk := d.signedInAs(access.Clerk)
	token := clerk.get("/cases").hidden("csrf")
	for name, reopening := range map[string]register.Command{
		"by the office": register.Reopening{Reason: "Не е решено."}, "by the citizen": register.CitizenVerdict{Text: "Не е решено."},
	} {
		number := d.submit(sofia(11, 2, 10), nil).Number
		letter := func(template string) string {
			return clerk.post("/cases/"+number+"/letter", url.Values{"csrf": {token}, "template": {template}}).Text
		}
		offered := func() bool { return strings.Contains(clerk.get("/cases/"+number).Text, `value="extension"`) }
		do := func(c register.Command) {
			must(t, d.reg.Do(t.Context(), register.Order{Number: number, By: "u", Command: c}))
		}
		do(register.Extension{Reason: "Чакаме архива.", Until: sofia(12, 18, 12)})
		do(register.Answer{Outcome: "upheld", Text: "Първият отговор."})
		if !offered() || !strings.Contains(letter("answer"), "Първият отговор.") {
			t.Errorf("%s: before it a letter is not offered, or lacks the answer", name)
		}
		do(reopening)
		if offered() || strings.Contains(letter("answer"), "Първият отговор.") || strings.Contains(letter("extension"), "18.12.2026") {
			t.Errorf("%s: a letter tells of the term before", name)
		}
		do(register.Extension{Reason: "Чакаме проверка.", Until: sofia(12, 30, 12)})
		if !offered() || !strings.Contains(letter("extension"), "30.12.2026") {
			t.Errorf("%s: the extension since is not offered, or lacks its date", name)
		}
	}
}

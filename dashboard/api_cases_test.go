package dashboard

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
	"harta/internal/register"
)

const sendCasesPath = apiRoot + "/cases?source=dms"

func otherCase(number, kind, more string) string {
	return fmt.Sprintf(`{"number":%q,"kind":%q,"channel":"post","received":"2026-11-02T10:00:00+02:00","service":"Данъчна оценка","text":"Чаках два часа на гише 3.",`+
		`"name":"Мария Илиева","phone":"0888 123 456"%s}`, number, kind, more)
}

func TestCasesByAPI(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteCaseFacts)
	body := "[" + otherCase("c-1", "complaint", `,"category":"queue"`) + "," + otherCase("c-2", "complaint", "") + "," +
		otherCase("c-3", "signal", `,"category":"corruption"`) + "]"
	r := m.send(sendCasesPath, plainJSON, body)
	first := r.taken(t)
	if r.StatusCode != 200 || first.Counts != (takeCounts{Accepted: 2, Rejected: 1}) || first.Lines[1].Error.Field != "category" {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	again := m.send(sendCasesPath, plainJSON, body).taken(t)
	if again.Counts != (takeCounts{Already: 2, Rejected: 1}) || again.Lines[0].Number != first.Lines[0].Number || first.Lines[0].Number == "" {
		t.Errorf("sent again: %+v", again)
	}
	if n := d.count("SELECT count() FROM case_facts FINAL WHERE service = '2130' AND department = 'mdt' AND received_day = '2026-11-02'"); n != 1 {
		t.Errorf("%d case facts, want the open one alone", n)
	}
	sealed, err := d.reg.Sealed(context.Background())
	must(t, err)
	if len(sealed) != 1 {
		t.Errorf("%d sealed cases, want 1", len(sealed))
	}
	if strings.Contains(d.log.String(), "Мария") || strings.Contains(r.Text, "Мария") {
		t.Error("the name left the register")
	}
}

func TestCasesRefuse(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteCaseFacts)
	for name, c := range map[string]struct{ body, code, field string }{
		"no number":     {otherCase("", "praise", ""), "number_missing", "number"},
		"no kind":       {otherCase("1", "", ""), "no_such_kind", "kind"},
		"1900":          {strings.Replace(otherCase("1", "praise", ""), "2026-11", "1900-11", 1), "date_too_early", "received"},
		"2100":          {strings.Replace(otherCase("1", "praise", ""), "2026-11", "2100-11", 1), "date_in_future", "received"},
		"no such day":   {otherCase("1", "praise", `,"incident_on":"2026-02-30"`), "moment_form", "incident_on"},
		"no service":    {strings.Replace(otherCase("1", "praise", ""), "Данъчна оценка", "<script>", 1), "service_unknown", "service"},
		"no text":       {strings.Replace(otherCase("1", "praise", ""), "Чаках два часа на гише 3.", "\u200b", 1), "case_text_missing", "text"},
		"no contact":    {strings.Replace(otherCase("1", "praise", ""), "0888 123 456", "", 1), "case_contact_missing", ""},
		"someone's":     {otherCase("1", "praise", `,"incoming":"ЕГН 6101057509"`), "personal_data_in_name", "incoming"},
		"unknown field": {otherCase("1", "praise", `,"egn":"1"`), "field_unknown", "egn"},
		"wrong type":    {otherCase("1", "praise", `,"anonymous":"yes"`), "json_type", "anonymous"},
	} {
		r := m.send(sendCasesPath, plainJSON, c.body)
		got := r.taken(t)
		if r.StatusCode != 400 || got.Error == nil || got.Error.Code != c.code || (c.field != "" && got.Error.Field != c.field) || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d: %s", name, r.StatusCode, r.Text)
		}
	}
}

// A later version changes what the sender says otherwise, as an event that keeps what it was; what the office did stays.
func TestCasesAreCorrected(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteCaseFacts)
	send := func(body string, status int, want takeCounts) taken {
		t.Helper()
		r := m.send(sendCasesPath, plainJSON, body)
		got := r.taken(t)
		if r.StatusCode != status || got.Counts != want {
			t.Fatalf("status %d, want %d and %+v: %s", r.StatusCode, status, want, r.Text)
		}
		return got
	}
	first := otherCase("c-1", "complaint", `,"category":"queue","version":1`)
	number := send(first, 200, takeCounts{Accepted: 1}).Lines[0].Number
	send(first, 200, takeCounts{Already: 1})
	ctx := context.Background()
	must(t, d.reg.Do(ctx, register.Order{Number: number, By: "u1", Command: register.Assignment{Department: "grao", Assignee: "u1"}}))
	other := strings.NewReplacer(`"queue"`, `"delay"`, `"version":1`, `"version":3`, "Чаках два часа", "Чаках три часа", `"post"`, `"phone"`).Replace(first)
	if got := send(other, 200, takeCounts{Accepted: 1}); got.Lines[0].Number != number {
		t.Errorf("the correction became the case %s, not %s", got.Lines[0].Number, number)
	}
	send(other, 200, takeCounts{Already: 1})
	send(first, 200, takeCounts{Older: 1})
	send(strings.Replace(other, "delay", "fees", 1), 409, takeCounts{Rejected: 1})
	for field, change := range map[string][2]string{
		"received": {"2026-11-02", "2026-10-02"}, "name": {"Мария", "Стефка"}, "incoming": {`"version":3`, `"version":3,"incoming":"РД-1"`},
	} {
		got := send(strings.Replace(strings.Replace(other, change[0], change[1], 1), `"version":3`, `"version":4`, 1), 409, takeCounts{Rejected: 1})
		if got.Error.Code != "case_fixed" || got.Error.Field != field {
			t.Errorf("%s: %+v", field, got.Error)
		}
	}
	send(strings.NewReplacer(`"delay"`, `"corruption"`, `"version":3`, `"version":4`).Replace(other), 409, takeCounts{Rejected: 1})

	c, err := d.reg.Case(ctx, number)
	must(t, err)
	last := c.Events[len(c.Events)-1]
	if c.Category != "delay" || c.Channel != "phone" || c.Department != "grao" || c.Assignee != "u1" || c.Version != 3 {
		t.Errorf("the case: %+v", c.CaseRow)
	}
	if last.Kind != register.EventCorrected || last.Details.Was["category"] != "queue" || last.Details.Was["channel"] != "post" || last.By == "" {
		t.Errorf("the event: %+v", last)
	}
	text, err := d.reg.Text(ctx, number, "u1")
	must(t, err)
	was, err := d.reg.EventText(ctx, number, last.Version, "u1")
	must(t, err)
	if text != "Чаках три часа на гише 3." || was != "Чаках два часа на гише 3." {
		t.Errorf("the text is %q and was %q", text, was)
	}
	if n := d.count("SELECT count() FROM case_facts FINAL WHERE category = 'delay' AND channel = 'phone' AND department = 'grao'"); n != 1 {
		t.Errorf("%d corrected facts, want 1", n)
	}
}

// Whether a case is sealed, its sender is told the same: a later version is taken, and the integrity officer alone sees it.
func TestSealedCasesAnswerTheirSenderLikeOpenOnes(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteCaseFacts)
	number := ""
	send := func(body string, status int, want takeCounts) {
		t.Helper()
		r := m.send(sendCasesPath, plainJSON, body)
		got := r.taken(t)
		if r.StatusCode != status || got.Counts != want || status == 200 && number != "" && got.Lines[0].Number != number {
			t.Errorf("status %d, want %d and %+v: %s", r.StatusCode, status, want, r.Text)
		}
		if status == 200 {
			number = got.Lines[0].Number
		}
	}
	first := otherCase("c-3", "signal", `,"category":"delay","version":1`)
	later := strings.NewReplacer(`"version":1`, `"version":2,"incident_on":"2026-10-30"`, "два", "три").Replace(first)
	send(first, 200, takeCounts{Accepted: 1})
	must(t, d.reg.Do(context.Background(), register.Order{Number: number, By: "u1", Command: register.Sealing{Category: "corruption"}}))
	send(first, 200, takeCounts{Already: 1})
	send(strings.Replace(first, "два", "пет", 1), 409, takeCounts{Rejected: 1})
	send(strings.NewReplacer(`"version":1`, `"version":2`, `"delay"`, `"corruption"`).Replace(first), 409, takeCounts{Rejected: 1})
	send(later, 200, takeCounts{Accepted: 1})
	send(later, 200, takeCounts{Already: 1})
	send(first, 200, takeCounts{Older: 1})

	integrity := d.signedInAs(access.Integrity)
	for lang, words := range map[string][]string{
		"bg": {"По-късна версия от регистъра, от който е постъпила", "Данъчна оценка", "за събитие на 30.10.2026", "Чаках три часа", "Чаках два часа", "· проба"},
		"en": {"A later version from the register it came from", "about 30"},
	} {
		page := integrity.post("/sealed?lang="+lang, url.Values{"csrf": {integrity.get("/sealed").hidden("csrf")}, "number": {number}})
		for _, want := range words {
			if !strings.Contains(page.Text, want) || strings.Contains(page.Text, "⟦") {
				t.Errorf("%s: status %d, the page lacks %q or a message", lang, page.StatusCode, want)
			}
		}
	}
	var n int
	must(t, d.register.QueryRowContext(context.Background(), "SELECT count(*) FROM sent_cases").Scan(&n))
	if n != 0 {
		t.Error("the open tables tell of a sealed case")
	}
}

// A document system that keeps the text itself reports the facts under the incoming number.
func TestCasesWithoutText(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteCaseFacts)
	const body = `{"number":"d-1","kind":"complaint","category":"delay","channel":"post","received":"2026-11-02T10:00:00+02:00"%s}`
	if r := m.send(sendCasesPath, plainJSON, fmt.Sprintf(body, "")); r.StatusCode != 400 || r.taken(t).Error.Code != "case_incoming_needed" {
		t.Errorf("status %d: %s", r.StatusCode, r.Text)
	}
	r := m.send(sendCasesPath, plainJSON, fmt.Sprintf(body, `,"incoming":"ЖС-77"`))
	if r.StatusCode != 200 || r.taken(t).Counts.Accepted != 1 {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if n := d.count("SELECT count() FROM case_facts FINAL WHERE kind = 'complaint' AND deadline > received"); n != 1 {
		t.Errorf("%d facts with a deadline, want 1", n)
	}
}

package dashboard

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"harta/internal/access"
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
		"no text":       {strings.Replace(otherCase("1", "praise", ""), "Чаках два часа на гише 3.", "​", 1), "case_text_missing", "text"},
		"no contact":    {strings.Replace(otherCase("1", "praise", ""), "0888 123 456", "", 1), "case_contact_missing", ""},
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

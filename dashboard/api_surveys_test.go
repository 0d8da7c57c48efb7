package dashboard

import (
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
)

// A program makes a link about a record; who follows it is asked once, and the answer joins the record.
func TestSurveyLinksByAPI(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteSurveys)
	r := m.send(apiRoot+"/surveys", mimeNDJSON, `{"record":"Р-1","service":"Данъчна оценка","office":"gradska"}`+"\n"+`{"record":"Р-2","service":"няма"}`)
	got := r.taken(t)
	if r.StatusCode != 200 || got.Counts != (takeCounts{Accepted: 1, Rejected: 1}) || got.Lines[0].ID != "Р-1" || got.Lines[1].Error.Code != "service_unknown" {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	link, err := url.Parse(got.Lines[0].Link)
	must(t, err)
	if !link.IsAbs() || !strings.HasPrefix(link.Path, surveyPath+"/") {
		t.Fatalf("the link is %q", link)
	}
	if page := d.browser().get(link.Path); page.StatusCode != 200 || !strings.Contains(page.Text, "Данъчна оценка") {
		t.Errorf("status %d for who follows the link", page.StatusCode)
	}
	// The report may have been lost on the way: the same question gets the same answer, another version another link.
	once := func(body string) takenLine {
		r := m.send(apiRoot+"/surveys", plainJSON, body)
		got := r.taken(t)
		if len(got.Lines) != 1 {
			t.Fatalf("status %d: %s", r.StatusCode, r.Text)
		}
		return got.Lines[0]
	}
	again := once(`{"record":"Р-1","service":"Данъчна оценка","office":"gradska"}`)
	if again.Status != "already" || again.Link != got.Lines[0].Link {
		t.Errorf("asked again: %+v", again)
	}
	if other := once(`{"record":"Р-1","service":"Данъчна оценка","office":"gradska","version":2}`); other.Status != "accepted" || other.Link == again.Link {
		t.Errorf("another version: %+v", other)
	}
	if other := once(`{"source":"delovodstvo","record":"Р-1"}`); other.Status != "accepted" || other.Link == again.Link {
		t.Errorf("another source: %+v", other)
	}
	if wrong := once(`{"record":"Р-1","service":"2079"}`); wrong.Error == nil || wrong.Error.Code != "record_version_conflict" {
		t.Errorf("asked about something else: %+v", wrong)
	}
	for name, c := range map[string]struct{ body, code, field string }{
		"no record":  {`{"service":"2079"}`, "number_missing", "record"},
		"long":       {`{"record":"` + strings.Repeat("9", 65) + `"}`, "value_too_long", "record"},
		"personal":   {`{"record":"ЕГН 6101057509"}`, "personal_data_in_name", "record"},
		"control":    {`{"record":"1\u0007"}`, "bad_character", "record"},
		"zero width": {`{"record":"1\u200b"}`, "survey_record", "record"},
		"no office":  {`{"record":"1","office":"<b>"}`, "office_unknown", "office"},
		"no speed":   {`{"record":"1","order_speed":"x"}`, "survey_speed", "order_speed"},
		"a day":      {`{"record":"1","expires":"2026-12-01"}`, "instant_form", "expires"},
		"1900":       {`{"record":"1","expires":"1900-12-01T00:00:00Z"}`, "survey_expires", "expires"},
		"2100":       {`{"record":"1","expires":"2100-12-01T00:00:00Z"}`, "survey_expires", "expires"},
		"source":     {`{"record":"1","source":"А Б"}`, "source_form", "source"},
		"version":    {`{"record":"1","version":-1}`, "record_version_form", "version"},
		"unknown":    {`{"record":"1","name":"x"}`, "field_unknown", "name"},
	} {
		r := m.send(apiRoot+"/surveys", plainJSON, c.body)
		got := r.taken(t)
		if r.StatusCode != 400 || got.Error == nil || got.Error.Code != c.code || got.Error.Field != c.field || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d: %s", name, r.StatusCode, r.Text)
		}
	}
}

package ingest

import (
	"errors"
	"strings"
	"testing"

	"harta/internal/charter"
	"harta/internal/fault"
)

func TestShippedProfilesFitTheCharter(t *testing.T) {
	c, err := charter.Default()
	must(t, err)
	list := Profiles()
	if len(list) != 2 {
		t.Fatalf("%d profiles", len(list))
	}
	for _, p := range list {
		must(t, p.Check(c))
		if p.Name["bg"] == "" || p.Name["en"] == "" {
			t.Errorf("%s has no name in Bulgarian or English", p.ID)
		}
		if p.MaxBytes >= 300<<20 {
			t.Errorf("%s takes a file of 300 MB", p.ID)
		}
	}
	if _, err := ProfileByID("nothing"); err == nil {
		t.Error("an unknown profile is found")
	}
}

func TestProfileFaultsNameTheLine(t *testing.T) {
	data, err := profileFiles.ReadFile("profiles/la311.yaml")
	must(t, err)
	good := string(data)
	lineOf := func(part string) int { return 1 + strings.Count(good[:strings.Index(good, part)], "\n") }
	cases := []struct{ name, old, new, code, field string }{
		{"unknown key", "delimiter:", "delimeter:", "profile_malformed", "profile"},
		{"wrong kind of value", `dates: [M/d/yy H:mm, M/d/yyyy H:mm]`, "dates: {a: b}", "profile_malformed", "profile"},
		{"key twice", "delimiter: \",\"", "encoding: utf-8", "profile_malformed", "profile"},
		{"encoding", "encoding: utf-8", "encoding: koi8-r", "profile_value", "encoding"},
		{"delimiter", `delimiter: ","`, `delimiter: ",,"`, "profile_value", "delimiter"},
		{"zone", "America/Los_Angeles", "America/Sofia", "profile_value", "time_zone"},
		{"pattern", "[M/d/yy H:mm, ", "[M/d/yy H:mn, ", "profile_value", "dates"},
		{"pattern without a year", "[M/d/yy H:mm, ", "[M/d H:mm, ", "profile_value", "dates"},
		{"size", "max_bytes: 209715200", "max_bytes: -1", "profile_value", "max_bytes"},
		{"unknown field", "department: {", "departement: {", "profile_value", "columns.departement"},
		{"no number", "number:     {headers: [srnumber], required: true}", "number:     {headers: [srnumber]}", "profile_value", "columns.number.required"},
		{"header twice", "headers: [owner]", "headers: [SrNumber]", "profile_value", "columns.number.headers"},
		{"no headers", "headers: [owner]", "headers: []", "profile_value", "columns.department.headers"},
		{"version", "format: date", "format: roman", "profile_value", "version.format"},
		{"version without column", "  version:    {headers: [updateddate], required: true}", "", "profile_value", "columns.version"},
		{"outcome", "Closed: completed", "Closed: done", "profile_value", "outcomes.words.Closed"},
		{"word twice", "Mobile App: mobile", "call: mobile", "profile_value", "channels.words.call"},
		{"services", "services: {unknown: create}", "services: {unknown: guess}", "profile_value", "services.unknown"},
		{"deadline", "deadline: {missing: none}", "deadline: {missing: soon}", "profile_value", "deadline.missing"},
		{"id", "id: la311", "id: LA 311", "profile_value", "id"},
	}
	for _, c := range cases {
		if strings.Count(good, c.old) != 1 {
			t.Fatalf("%s: %q is not once in the profile", c.name, c.old)
		}
		_, err := ParseProfile("la.yaml", []byte(strings.Replace(good, c.old, c.new, 1)))
		var list fault.List
		if !errors.As(err, &list) {
			f, ok := fault.As(err)
			if !ok {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			list = fault.List{f}
		}
		f := list[0]
		near := f.Params["line"].(int) - lineOf(c.old)
		if f.Code != c.code || f.Field != c.field || f.Params["file"] != "la.yaml" || c.field != "columns.version" && c.name != "header twice" && (near < 0 || near > 1) {
			t.Errorf("%s: %v, want %s on %s near line %d", c.name, err, c.code, c.field, lineOf(c.old))
		}
	}
}

func TestProfileThatDoesNotFitTheCharter(t *testing.T) {
	c, err := charter.Default()
	must(t, err)
	data, err := profileFiles.ReadFile("profiles/la311.yaml")
	must(t, err)
	p, err := ParseProfile("la.yaml", []byte(strings.Replace(string(data), "Letter: post", "Letter: pigeon", 1)))
	must(t, err)
	if f, ok := fault.As(p.Check(c)); !ok || f.Code != "profile_id_unknown" || f.Params["id"] != "pigeon" {
		t.Errorf("%v", p.Check(c))
	}
}

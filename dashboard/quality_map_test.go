package dashboard

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
)

// recordsOf reads how many records a report counts for each service.
func recordsOf(t *testing.T, b *browser, filter string) map[string]float64 {
	t.Helper()
	r := b.get("/reports/timeliness_by_service.json?period=12m&compare=none&asof=2026-11-23T09:00:00Z" + filter)
	var body struct {
		Columns []struct{ Key string }
		Rows    []struct {
			Key   string
			Cells []struct{ Value *float64 }
		}
	}
	must(t, json.Unmarshal([]byte(r.Text), &body))
	out := map[string]float64{}
	for _, row := range body.Rows {
		for i, c := range body.Columns {
			if c.Key == "records" && row.Cells[i].Value != nil {
				out[row.Key] = *row.Cells[i].Value
			}
		}
	}
	return out
}

// A service that came under an unknown name is mapped, reports follow at once, and it is taken back.
func TestMappingAService(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteRecords)
	m.send(recordsPath, mimeNDJSON, goodRecord("K-1", 1)+"\n"+`{"number":"U-1","version":1,"service":"Уд. за наследници","received":"2026-11-20T10:00:00+02:00"}`)
	d.count("SELECT count() FROM records")
	b := d.signedInAs(access.Officer)
	before := recordsOf(t, b, "")
	unknown := ""
	for id := range before {
		if strings.HasPrefix(id, "x-") {
			unknown = id
		}
	}
	if len(before) != 2 || before["2079"] != 1 || before[unknown] != 1 {
		t.Fatalf("before: %v", before)
	}
	csrf := b.get("/quality").hidden("csrf")
	send := func(form url.Values) *reply {
		form.Set("csrf", csrf)
		form.Set("service", unknown)
		return b.post("/quality/services", form)
	}
	for _, target := range []string{"", "9999", "x-12345678"} {
		if r := send(url.Values{"target": {target}}); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "error-summary") || strings.Contains(r.Text, "⟦") {
			t.Errorf("target %q: status %d", target, r.StatusCode)
		}
	}
	if r := send(url.Values{"target": {"2079"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if got := recordsOf(t, b, ""); len(got) != 1 || got["2079"] != 2 {
		t.Errorf("mapped: %v", got)
	}
	if got := recordsOf(t, b, "&service=2079"); got["2079"] != 2 {
		t.Errorf("filtered by the service of the catalogue: %v", got)
	}
	if r := b.get("/records?period=all&only=unmapped"); strings.Contains(r.Text, "U-1") {
		t.Error("the record still stands among those of unknown services")
	}
	// The facts are as they came: the same sent again is the same.
	again := m.send(recordsPath, plainJSON, `{"number":"U-1","version":1,"service":"Уд. за наследници","received":"2026-11-20T10:00:00+02:00"}`)
	if got := again.taken(t).Counts; got != (takeCounts{Already: 1}) {
		t.Errorf("sent again: %+v", got)
	}
	var who int
	must(t, d.register.QueryRow("SELECT count(*) FROM audit WHERE action = 'service.map'").Scan(&who))
	if who != 1 {
		t.Errorf("%d entries in the audit trail, want 1", who)
	}
	page := b.get("/quality")
	if !strings.Contains(page.Text, "Уд. за наследници") || strings.Contains(page.Text, "⟦") {
		t.Error("the page does not show what was mapped")
	}
	if r := send(url.Values{"undo": {"1"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", r.StatusCode)
	}
	if got := recordsOf(t, b, ""); got["2079"] != 1 || got[unknown] != 1 {
		t.Errorf("taken back: %v", got)
	}
	if r := b.post("/quality/services", url.Values{"csrf": {csrf}, "service": {"2079"}, "target": {"2130"}}); r.StatusCode != http.StatusNotFound {
		t.Errorf("a service of the catalogue: status %d", r.StatusCode)
	}
}

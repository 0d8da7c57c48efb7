package dashboard

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/register"
	"harta/internal/text"
)

// From a flaw to its rows, to the record, to its correction: the flaw is gone.
func TestFlawIsPutRight(t *testing.T) {
	d := testDoors(t)
	d.robot().send(recordsPath, plainJSON, `{"number":"Ж <1>","version":1,"service":"Друга","received":"2026-11-01","outcome":"completed"}`)
	d.count("SELECT count() FROM records FINAL")
	b := d.signedInAs(access.Officer)
	page := b.get("/quality")
	if page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "/records?only=undated") || strings.Contains(page.Text, "⟦") {
		t.Fatalf("status %d: %s", page.StatusCode, page.Text)
	}
	list := b.get("/records?only=undated&period=all")
	path := recordPath("docs", "Ж <1>")
	if list.StatusCode != http.StatusOK || !strings.Contains(html.UnescapeString(list.Text), `href="`+path+`"`) || !strings.Contains(list.Text, "Ж &lt;1&gt;") {
		t.Fatalf("status %d: %s", list.StatusCode, list.Text)
	}
	one := b.get(path)
	form := url.Values{"csrf": {one.hidden("csrf")}, "source": {"docs"}, "number": {"Ж <1>"}, "seen": {one.hidden("seen")}, "service": {"2079"},
		"order_speed": {"ordinary"}, "outcome": {"completed"}, "received": {"2026-11-01T00:00"}, "finished": {"2026-11-05T12:00"}}
	if r := b.post("/record", form); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "Посочете защо") || !strings.Contains(r.Text, `value="2026-11-05T12:00"`) {
		t.Fatalf("without a reason: status %d: %s", r.StatusCode, r.Text)
	}
	form.Set("reason", "Датата е в деловодния дневник")
	if r := b.post("/record", form); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	// Who comes second sees what counts now, keeps what they typed, and can save again.
	form.Set("outcome", "withdrawn")
	form.Set("reason", "Друга поправка")
	second := b.post("/record", form)
	if second.StatusCode != http.StatusConflict || !strings.Contains(second.Text, "Друга поправка") || !strings.Contains(second.Text, "Сега важи следното") ||
		!strings.Contains(second.Text, "<dd><bdi>изпълнена</bdi></dd>") || second.hidden("seen") != "2" || strings.Contains(second.Text, "⟦") {
		t.Errorf("the second: status %d: %s", second.StatusCode, second.Text)
	}
	for _, seen := range []string{"", "x", "99999999999999999999", "-1"} {
		form.Set("seen", seen)
		if r := b.post("/record", form); r.StatusCode != http.StatusConflict {
			t.Errorf("having seen version %q: status %d", seen, r.StatusCode)
		}
	}
	if n := d.audited("record.correct"); n != 1 {
		t.Errorf("%d entries of the trail, want the one of the correction that was made", n)
	}
	after := b.get(path)
	if !strings.Contains(after.Text, "Датата е в деловодния дневник") || !strings.Contains(after.Text, "Мария Илиева") || strings.Contains(after.Text, "⟦") {
		t.Errorf("the history does not tell who and why: %s", after.Text)
	}
	if n := d.count("SELECT count() FROM records FINAL WHERE service = '2079' AND department = 'grao' AND source_version = 2 AND finished IS NOT NULL"); n != 1 {
		t.Errorf("%d corrected records", n)
	}
	if r := b.get("/records?only=undated&period=all"); !strings.Contains(r.Text, "Няма такива преписки") {
		t.Error("the flaw is still listed")
	}
	if r := b.get("/record?source=docs&number=none"); r.StatusCode != http.StatusNotFound {
		t.Errorf("status %d for no record", r.StatusCode)
	}
	for _, role := range []access.Role{access.Viewer, access.Clerk, access.Integrity} {
		if r := d.signedInAs(role).get(path); r.StatusCode != http.StatusForbidden {
			t.Errorf("%s: status %d", role, r.StatusCode)
		}
	}
}

// The deadline in force is told beside the empty field of one that nobody stated, and saving the form as it is changes nothing about it.
func TestReckonedDeadlineIsToldAndKept(t *testing.T) {
	d := testDoors(t)
	must(t, d.reg.PutService(t.Context(), register.Service{ID: "2079", Name: charter.Label{"bg": "Данъчна оценка"},
		Terms: []register.Term{{OrderSpeed: "ordinary", Term: charter.Term{Amount: 14, Unit: charter.Days}}}}))
	d.robot().send(recordsPath, plainJSON, `{"number":"R","version":1,"service_number":"2079","received":"2026-10-05T12:00:00+03:00"}`)
	const inForce = "SELECT count() FROM records FINAL WHERE number = 'R' AND due = toDateTime64('2026-10-19 17:30:00', 3, 'Europe/Sofia')"
	if n := d.count(inForce); n != 1 {
		t.Fatalf("%d records with the deadline of the term", n)
	}
	b := d.signedInAs(access.Officer)
	one := b.get(recordPath("docs", "R"))
	if !strings.Contains(one.Text, "Сега срокът е 19.10.2026") || !strings.Contains(one.Text, `name="due" type="datetime-local" value=""`) {
		t.Errorf("the page: %s", one.Text)
	}
	form := url.Values{"csrf": {one.hidden("csrf")}, "source": {"docs"}, "number": {"R"}, "seen": {one.hidden("seen")}, "service": {"2079"}, "channel": {"post"},
		"order_speed": {"ordinary"}, "outcome": {"open"}, "received": {"2026-10-05T12:00"}, "due": {""}, "reason": {"Дошло е по пощата"}}
	if r := b.post("/record", form); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if n := d.count(inForce + " AND channel = 'post'"); n != 1 {
		t.Errorf("%d corrected records with the deadline of the term", n)
	}
}

func TestVersionLabel(t *testing.T) {
	bundle, err := text.Load()
	must(t, err)
	sofia, err := time.LoadLocation("Europe/Sofia")
	must(t, err)
	words := bundle.InZone(text.BG, sofia)
	for version, want := range map[int64]string{0: "0", 17: "17", 20260504: "20260504", 1767946320000001: "09.01.2026\u00a0г., 10:12\u00a0ч."} {
		if got := versionLabel(words, version); got != want {
			t.Errorf("%d: %q, want %q", version, got, want)
		}
	}
}

// The list shows what came last first; the links to other pages keep the filter and lead over all records once.
func TestRecordsNewestFirst(t *testing.T) {
	d := testDoors(t)
	var body strings.Builder
	for i := range recordsPerPage + 2 { // the numbers grow with the time, so by number the list would be the other way round
		fmt.Fprintf(&body, `{"number":"N-%02d","version":1,"service_number":"2079","received":"2026-11-%02dT%02d:00:00+02:00"}`+"\n", 10+i, 1+i/10, 8+i%10)
	}
	d.robot().send(recordsPath, mimeNDJSON, body.String())
	d.count("SELECT count() FROM records FINAL")
	b := d.signedInAs(access.Officer)
	numbers := regexp.MustCompile(`<bdi>(N-\d\d)</bdi>`)
	links := regexp.MustCompile(`<a class="button"( rel="next")? href="(/records[^"]*)"`)
	page := func(path string) (list []string, next, first string) {
		r := b.get(path)
		if r.StatusCode != http.StatusOK || strings.Contains(r.Text, "⟦") {
			t.Fatalf("%s: status %d: %s", path, r.StatusCode, r.Text)
		}
		for _, m := range numbers.FindAllStringSubmatch(r.Text, -1) {
			list = append(list, m[1])
		}
		for _, m := range links.FindAllStringSubmatch(html.UnescapeString(r.Text), -1) {
			if m[1] != "" {
				next = m[2]
			} else {
				first = m[2]
			}
		}
		return list, next, first
	}
	const address = "/records?period=all&service=2079"
	list, next, first := page(address)
	if len(list) != recordsPerPage || list[0] != "N-61" || list[49] != "N-12" || !slices.IsSortedFunc(list, func(a, b string) int { return strings.Compare(b, a) }) || first != "" {
		t.Errorf("first page: %d records %q, first page at %q", len(list), list, first)
	}
	if !strings.Contains(next, "service=2079") || !strings.Contains(next, "period=all") {
		t.Fatalf("the next page is at %q, without the filter", next)
	}
	if list, next, first = page(next); !slices.Equal(list, []string{"N-11", "N-10"}) || next != "" || first != address {
		t.Errorf("second page: %q, next at %q, first at %q", list, next, first)
	}
}

package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/analytics"
	"harta/ingest"
	"harta/internal/access"
	"harta/sql"
)

// testUncounted opens the doors with real figures and the power to decide, and lets children play with the kiosk.
func testUncounted(t *testing.T) (d *doorsTest, responses *ingest.Responses) {
	t.Helper()
	d = testDoors(t)
	responses = d.options.Responses.(*ingest.Responses).With(ingest.Office{Held: ingest.HeldIn(d.ch), Audit: d.access})
	d.options.Responses = responses
	d.options.Reports = analytics.NewReporter(d.ch.Report, sql.ClickHouseQueries, d.charter, d.clock)
	moment := testNow.Add(-3 * time.Hour)
	for i := range 12 {
		tap(t, responses, moment.Add(time.Duration(i)*time.Second), nil)
	}
	tap(t, responses, testNow.Add(-time.Hour), nil)                                        // counts
	tap(t, responses, testNow.Add(-30*time.Minute), func(time.Time) bool { return false }) // closed
	if n := d.count("SELECT count() FROM answers FINAL WHERE NOT counted"); n != 13 {
		t.Fatalf("%d answers do not count, want 13", n)
	}
	return d, responses
}

func tap(t *testing.T, responses *ingest.Responses, at time.Time, open func(time.Time) bool) {
	t.Helper()
	_, err := responses.Accept(context.Background(), ingest.Response{
		ID: uuid.Must(uuid.NewV7()), Moment: at, Office: "gradska", Channel: kioskChannel, Kiosk: "k1", Language: "bg",
		Scores: map[string]int{"overall": 1}, Open: open,
	})
	must(t, err)
}

func TestUncountedAreShownAndRestored(t *testing.T) {
	d, _ := testUncounted(t)
	officer := d.signedInAs(access.Officer)
	page := officer.get("/uncounted")
	for _, want := range []string{"поредица от бързи натискания", "извън работно време", "12 отговора", "1 отговор", "Фоайе", "Още никой не е възстановявал",
		"23.11.2026\u00a0г., 08:00:00 – 08:00:11 · ", "23.11.2026\u00a0г., 10:30:00 · "} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	burst := groupForm(t, page, "12 отговора")
	if n := len(burst["all"]); n != 12 {
		t.Fatalf("%d answers in the group", n)
	}
	// Two of them first, by a slip without a reason.
	burst["picked"] = burst["all"][:2]
	burst.Set("what", "selected")
	refused := officer.post("/uncounted/restore", burst)
	if refused.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(refused.Text, "Посочете защо възстановявате") {
		t.Fatalf("without a reason: status %d", refused.StatusCode)
	}
	if n := strings.Count(refused.Text, " checked"); n != 2 {
		t.Errorf("%d answers are still picked, want 2", n)
	}
	burst.Set("note", "ученици, но наистина доволни")
	done := officer.post("/uncounted/restore", burst)
	if where := done.Header.Get("Location"); done.StatusCode != http.StatusSeeOther || !strings.Contains(where, "done=restored&found=2") {
		t.Fatalf("status %d, location %q", done.StatusCode, where)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE NOT counted"); n != 11 {
		t.Errorf("%d answers do not count, want 11", n)
	}
	// The rest of the burst.
	page = officer.get("/uncounted?done=restored&found=2")
	if !strings.Contains(page.Text, "Възстановени са 2 отговора.") || !strings.Contains(page.Text, "след секунди") {
		t.Error("the page does not say what was done and when it will be seen")
	}
	burst = groupForm(t, page, "10 отговора")
	burst.Set("what", "all")
	burst.Set("note", "цялата екскурзия")
	officer.post("/uncounted/restore", burst)
	if n := d.count("SELECT count() FROM answers FINAL WHERE NOT counted"); n != 1 {
		t.Errorf("%d answers do not count, want 1", n)
	}
	// Taken back, they have the reason they had.
	page = officer.get("/uncounted")
	seq := page.hidden("seq")
	undone := officer.post("/uncounted/undo", url.Values{"csrf": {page.hidden("csrf")}, "seq": {seq}})
	if where := undone.Header.Get("Location"); undone.StatusCode != http.StatusSeeOther || !strings.Contains(where, "done=undone&found=10") {
		t.Fatalf("undo: status %d, location %q", undone.StatusCode, where)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE NOT counted AND reason = 'burst'"); n != 10 {
		t.Errorf("%d answers are a burst again, want 10", n)
	}
	if page = officer.get("/uncounted"); !strings.Contains(page.Text, "отмяна на решение №\u00a0"+seq) || !strings.Contains(page.Text, "цялата екскурзия") {
		t.Error("the decisions are not listed")
	}
	if d.audited("answers.recount") != 3 {
		t.Errorf("%d decisions in the audit trail", d.audited("answers.recount"))
	}
	if r := d.signedInAs(access.Viewer).get("/uncounted"); r.StatusCode != http.StatusForbidden {
		t.Errorf("a viewer: status %d", r.StatusCode)
	}
}

// A burst of more answers than a page lists is still one group, and the next page begins behind it.
func TestALongBurstIsOneGroup(t *testing.T) {
	d, responses := testUncounted(t)
	moment := testNow.Add(-2 * time.Hour)
	for i := range uncountedListed + 50 {
		tap(t, responses, moment.Add(time.Duration(i)*time.Second), nil)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE NOT counted"); n != uncountedListed+63 {
		t.Fatalf("%d answers do not count, want %d", n, uncountedListed+63)
	}
	officer := d.signedInAs(access.Officer)
	page := officer.get("/uncounted")
	if n := len(groupForm(t, page, "250 отговора")["all"]); n != uncountedListed+50 {
		t.Errorf("%d answers in the group, want %d", n, uncountedListed+50)
	}
	if strings.Contains(page.Text, "· 12 отговора") || !strings.Contains(page.Text, "skip=251") {
		t.Fatal("the page does not end behind the group")
	}
	next := officer.get("/uncounted?skip=251")
	groupForm(t, next, "12 отговора")
	if !strings.Contains(next.Text, "Най-новите") {
		t.Error("there is no way back to the newest")
	}
}

// groupForm reads the form of the group that says how many answers it has.
func groupForm(t *testing.T, page *reply, says string) url.Values {
	t.Helper()
	for form := range strings.SplitSeq(page.Text, `<form class="group`) {
		part := &reply{Text: form}
		if !strings.Contains(form, "· "+says) {
			continue
		}
		v := url.Values{}
		for _, name := range []string{"csrf", "group", "first", "last", "from", "to", "kiosk", "reason", "skip", "all"} {
			v[name] = part.hiddenAll(name)
		}
		return v
	}
	t.Fatalf("no group says %q", says)
	return nil
}

func TestTapsToday(t *testing.T) {
	d, _ := testUncounted(t)
	taps, err := d.options.Reports.TapsToday(t.Context())
	must(t, err)
	if got := taps["k1"]; got != (analytics.Taps{Counted: 1, Excluded: 13}) || len(taps) != 1 {
		t.Errorf("taps %+v", taps)
	}
}

// Whatever an address or a form asks for, it is answered with a fault at its field, and nothing is decided.
func TestUncountedTakesHostileInput(t *testing.T) {
	d, _ := testUncounted(t)
	officer := d.signedInAs(access.Officer)
	page := officer.get("/uncounted")
	good := groupForm(t, page, "12 отговора")
	good.Set("note", "проба")
	good.Set("what", "selected")
	for name, value := range hostile {
		for _, field := range []string{"from", "to", "reason", "kiosk", "skip", "done", "found"} {
			// A longer address is refused before anybody reads it.
			r := officer.get("/uncounted?" + url.Values{field: {value[:min(len(value), 1000)]}}.Encode())
			if r.StatusCode >= 500 || strings.Contains(r.Text, "<script>alert") {
				t.Errorf("%s in %s: status %d", name, field, r.StatusCode)
			}
			if (field == "from" || field == "to" || field == "reason") && r.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%s in %s: status %d", name, field, r.StatusCode)
			}
		}
		for _, field := range []string{"group", "first", "last", "picked", "from", "skip"} {
			form := url.Values{"picked": {good.Get("all")}}
			for k, v := range good {
				form[k] = v
			}
			if field != "picked" {
				form["picked"] = good["all"][:1]
			}
			form[field] = []string{value}
			if r := officer.post("/uncounted/restore", form); r.StatusCode >= 500 || field != "group" && field != "skip" && r.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%s in %s: status %d", name, field, r.StatusCode)
			}
		}
		if r := officer.post("/uncounted/undo", url.Values{"csrf": good["csrf"], "seq": {value}}); r.StatusCode != http.StatusNotFound {
			t.Errorf("undo of %s: status %d", name, r.StatusCode)
		}
	}
	for _, path := range []string{"/uncounted?from=1900-01-01", "/uncounted?to=2100-01-01", "/uncounted?from=2026-11-20&to=2026-11-01", "/uncounted?reason=x"} {
		if r := officer.get(path); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, "error-summary") {
			t.Errorf("%s: status %d", path, r.StatusCode)
		} else if !strings.Contains(r.Text, "Исканото не може да се покаже") || strings.Contains(r.Text, "Отговорите не са възстановени") {
			t.Errorf("%s tells of answers that nobody wanted to restore", path)
		}
	}
}

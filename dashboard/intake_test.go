package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/access"
)

// spoolOf is the real spool behind a test server.
func (ts *testServer) spoolOf() *ingest.Spool { return ts.options.Spool.(*ingest.Spool) }

// refuse makes ClickHouse refuse one item and take another.
func (d *doorsTest) refuse(t *testing.T, payload string) ingest.RejectedItem {
	t.Helper()
	ctx := context.Background()
	_, err := d.spoolOf().Put(ctx, ingest.Item{Kind: "response", ID: uuid.NewString(), Payload: []byte(payload)})
	must(t, err)
	must(t, d.loader.Flush(ctx))
	list, err := d.spoolOf().Rejected(ctx, 1)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	return list[0]
}

func TestIntakeTellsTheState(t *testing.T) {
	d := testDoors(t)
	b := d.signedInAs(access.Admin)
	page := b.get("/intake")
	for _, want := range []string{"Всичко прието е пренесено.", "Няма отказани записи", "ClickHouse още не е отговорила", "Връзката с ClickHouse още не е проверена"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the empty page does not say %q", want)
		}
	}
	ctx := context.Background()
	for range 2 {
		_, err := d.options.Responses.Accept(ctx, ingest.Response{ID: uuid.New(), Channel: "kiosk", Kiosk: "k1", Scores: map[string]int{"overall": 4}})
		must(t, err)
	}
	page = b.get("/intake")
	for _, want := range []string{`<dd class="tile-value">2</dd><dd class="tile-note">Най-старото чака от 0 секунди.`, "<dt>Отговор на въпрос</dt><dd>2</dd>"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("with two waiting it does not say %q", want)
		}
	}
	must(t, d.loader.Flush(ctx))
	if page = b.get("/intake"); !strings.Contains(page.Text, "Последно: ") || !strings.Contains(page.Text, "ClickHouse отговаря") {
		t.Error("it does not say that all was delivered")
	}
	must(t, d.ch.Insert.Exec(ctx, "RENAME TABLE answers TO gone"))
	_, err := d.options.Responses.Accept(ctx, ingest.Response{ID: uuid.New(), Channel: "kiosk", Kiosk: "k1", Scores: map[string]int{"overall": 4}})
	must(t, err)
	if err := d.loader.Flush(ctx); err == nil {
		t.Fatal("delivered into a table that is gone")
	}
	if page = b.get("/intake"); !strings.Contains(page.Text, "ClickHouse не отговаря от 0 секунди") || !strings.Contains(page.Text, "answers") {
		t.Error("it does not say that and why delivery fails")
	}
	for role, status := range map[access.Role]int{access.Officer: 403, access.Viewer: 403, access.Integrity: 403} {
		if got := d.signedInAs(role).get("/intake").StatusCode; got != status {
			t.Errorf("%s: %d", role, got)
		}
	}
}

func TestRejectedItemIsDecidedOn(t *testing.T) {
	d := testDoors(t)
	ctx := context.Background()
	it := d.refuse(t, `{"id":"<script>alert(1)</script>`)
	b := d.signedInAs(access.Admin)
	if page := b.get("/intake"); !strings.Contains(page.Text, rejectedPath(it.N)) || strings.Contains(page.Text, "<script>alert") {
		t.Error("the list does not show the item, or shows it as markup")
	}
	page := b.get(rejectedPath(it.N))
	if !strings.Contains(page.Text, "&lt;script&gt;alert(1)") || !strings.Contains(page.Text, "unexpected end") {
		t.Error("the page shows neither content nor reason")
	}
	file := b.get(rejectedPath(it.N) + "/payload")
	if file.Text != string(it.Payload) || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("downloaded %q as %q", file.Text, file.Header.Get("Content-Disposition"))
	}
	csrf := page.hidden("csrf")
	for name, form := range map[string]url.Values{
		"no reason": {"csrf": {csrf}}, "too long": {"csrf": {csrf}, "reason": {strings.Repeat("я", 501)}}, "no text": {"csrf": {csrf}, "reason": {"\xff\xfe"}},
	} {
		r := b.post(rejectedPath(it.N)+"/dismiss", form)
		if r.StatusCode != 422 || !strings.Contains(r.Text, `id="reason-error"`) {
			t.Errorf("%s: %d", name, r.StatusCode)
		}
	}
	if r := b.post(rejectedPath(it.N)+"/retry", url.Values{}); r.StatusCode != http.StatusForbidden {
		t.Errorf("without the form's token: %d", r.StatusCode)
	}
	if r := b.post(rejectedPath(it.N)+"/retry", url.Values{"csrf": {csrf}}); r.StatusCode != http.StatusSeeOther {
		t.Errorf("retry: %d %s", r.StatusCode, r.Text)
	}
	must(t, d.loader.Flush(ctx))
	list, err := d.spoolOf().Rejected(ctx, 9)
	if err != nil || len(list) != 1 || list[0].N == it.N {
		t.Fatalf("after the retry: %+v, %v", list, err)
	}
	if r := b.post(rejectedPath(it.N)+"/retry", url.Values{"csrf": {csrf}}); r.StatusCode != http.StatusNotFound {
		t.Errorf("retry of what is not there: %d", r.StatusCode)
	}
	again := rejectedPath(list[0].N)
	if r := b.post(again+"/dismiss", url.Values{"csrf": {csrf}, "reason": {"Проба <b>на</b> системата"}}); r.StatusCode != http.StatusSeeOther {
		t.Errorf("dismiss: %d %s", r.StatusCode, r.Text)
	}
	if page := b.get("/intake"); !strings.Contains(page.Text, "Проба &lt;b&gt;на&lt;/b&gt; системата") || !strings.Contains(page.Text, "Няма отказани записи") {
		t.Error("the dismissed item is not shown with its reason")
	}
	if page := b.get(again); page.StatusCode != 200 || strings.Contains(page.Text, "/retry") {
		t.Error("a dismissed item can be put back")
	}
	trail, err := d.access.AuditTrail(ctx, 3)
	must(t, err)
	var deeds []string
	for _, row := range trail {
		deeds = append(deeds, row.What)
	}
	if want := "intake.rejected.dismiss intake.rejected.retry intake.rejected.download"; strings.Join(deeds, " ") != want {
		t.Errorf("audited %v", deeds)
	}
	for _, n := range []string{"0", "-1", "99", "x", "9223372036854775808"} {
		for _, end := range []string{"", "/payload"} {
			if r := b.get("/intake/rejected/" + n + end); r.StatusCode != http.StatusNotFound {
				t.Errorf("%s%s: %d", n, end, r.StatusCode)
			}
		}
	}
}

// A closed door says so with 503 and when to come back, to people and to machines.
func TestClosedDoorsSayWhenToComeBack(t *testing.T) {
	d := testDoors(t)
	must(t, d.spoolOf().Close())
	b := d.browser()
	b.headers["Accept"] = "application/json"
	r := b.post(kioskPath(d.kiosk), url.Values{"id": {uuid.NewString()}, "score": {"4"}})
	if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" {
		t.Errorf("%d, Retry-After %q: %s", r.StatusCode, r.Header.Get("Retry-After"), r.Text)
	}
}

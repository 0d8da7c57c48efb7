package dashboard

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/charter"
	"harta/internal/register"
)

// full is a screen with everything a second step may have.
var full = register.Screen{Second: register.Second{Reasons: true, Service: true, Comment: true}, Services: []string{"2079", "2130"},
	Hours: register.Hours{Kind: register.HoursAlways}}

// hall is a kiosk with a second step and a public link like it.
func (d *doorsTest) hall() (kiosk register.Kiosk, place register.Place) {
	d.t.Helper()
	kiosk, err := d.reg.PutKiosk(d.t.Context(), register.Kiosk{ID: "hall", Name: "Зала", Office: "gradska", Question: "overall", Active: true, Screen: full}, "o")
	must(d.t, err)
	place, err = d.reg.PutPlace(d.t.Context(), register.Place{ID: "desk", Name: charter.Label{"bg": "Гише 3", "en": "Desk 3"}, Office: "gradska",
		Question: "overall", Active: true, Screen: full}, "o")
	must(d.t, err)
	return kiosk, place
}

// queue sends a body to a booth's queue as its script does.
func (b *browser) queue(home, body string) *reply {
	b.ts.t.Helper()
	r := httptest.NewRequest(http.MethodPost, home+"/queue", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

// receipts reads what became of a queue.
func (r *reply) receipts(t *testing.T) []queueReceipt {
	t.Helper()
	var body struct{ Items []queueReceipt }
	if err := json.Unmarshal([]byte(r.Text), &body); err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	return body.Items
}

func item(kind, id string, score int, more string) string {
	return fmt.Sprintf(`{"kind":%q,"id":%q,"score":%d,"moment":%q,"lang":"tr"%s}`, kind, id, score, testNow.Add(-time.Hour).Format(time.RFC3339), more)
}

func TestQueueTakesEachForItself(t *testing.T) {
	d := testDoors(t)
	kiosk, _ := d.hall()
	b, home := d.browser(), kioskPath(kiosk)
	one, two := uuid.NewString(), uuid.NewString()
	body := fmt.Sprintf(`{"now":%q,"items":[%s,%s,%s,%s,%s]}`, testNow.Add(3*time.Minute).Format(time.RFC3339),
		item("tap", one, 2, ""),
		item("more", one, 2, `,"reasons":["waiting"],"service":"2130","comment":"Тел. 0888 123 456"`),
		item("tap", "garbage", 2, ""),
		item("tap", two, 9, ""),
		item("more", two, 5, `,"reasons":["kind"]`), // brings its tap along
	)
	want := []string{"taken  ", "taken  ", "refused id_missing id", "refused score_out_of_range score", "taken  "}
	for range 2 { // the answer was lost on the way, and the device sends all again
		var got []string
		for _, r := range b.queue(home, body).receipts(t) {
			got = append(got, r.State+" "+r.Code+" "+r.Field)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("receipts %q, want %q", got, want)
		}
	}
	for query, n := range map[string]uint64{
		"SELECT count() FROM answers FINAL": 2,
		"SELECT count() FROM answers FINAL WHERE score = 2 AND service = '2130' AND department = 'mdt' AND language = 'tr' AND hour = 10 AND kiosk = 'hall' AND counted AND moment_note = ''": 1,
		"SELECT count() FROM answer_reasons FINAL WHERE (reason = 'waiting' AND score = 2) OR (reason = 'kind' AND score = 5)":                                                                2,
		"SELECT count() FROM comments FINAL WHERE text = 'Тел. [телефон]' AND has(masked, 'phone') AND service = '2130'":                                                                      1,
	} {
		if got := d.count(query); got != n {
			t.Errorf("%s: %d, want %d", query, got, n)
		}
	}
	whole, err := d.reg.Comment(t.Context(), uuid.MustParse(one), "o")
	if err != nil || whole.Text != "Тел. 0888 123 456" {
		t.Errorf("the register holds %q, %v", whole.Text, err)
	}
	seen, err := d.reg.Kiosk(t.Context(), "hall")
	must(t, err)
	if seen.Seen.Skew == nil || *seen.Seen.Skew != 3*time.Minute || !seen.Seen.At.Equal(testNow) {
		t.Errorf("the office sees %+v", seen.Seen)
	}
}

// Without a script the second step is a form on the page of thanks, and what was typed comes back with what is wrong.
func TestSecondStepWithoutScript(t *testing.T) {
	d := testDoors(t)
	kiosk, _ := d.hall()
	b, home := d.browser(), kioskPath(kiosk)
	form := url.Values{"id": {uuid.NewString()}, "score": {"4"}}
	thanks := b.post(home+"?lang=en", form).Header.Get("Location")
	page := b.get(thanks)
	if page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "Kind staff") || strings.Contains(page.Text, "Long waiting") ||
		!strings.Contains(page.Text, "Tax valuation") || page.hidden("id") != form.Get("id") || page.hidden("score") != "4" {
		t.Fatalf("%s: status %d: %s", thanks, page.StatusCode, page.Text)
	}
	form["reason"], form["comment"], form["service"] = []string{"kind", "fast"}, []string{strings.Repeat("ж", 501)}, []string{"2079"}
	again := b.post(home+"/more?lang=en", form)
	if again.StatusCode != http.StatusBadRequest || !strings.Contains(again.Text, "Please shorten the text") || !strings.Contains(again.Text, strings.Repeat("ж", 501)) ||
		strings.Count(again.Text, " checked") != 2 || !strings.Contains(again.Text, `value="2079" selected`) {
		t.Errorf("status %d, or something typed is lost: %s", again.StatusCode, again.Text)
	}
	form.Set("comment", "=1+1 <b>\u202eдобре")
	if r := b.post(home+"/more?lang=en", form); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != home+"/thanks?lang=en" {
		t.Errorf("status %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	if n := d.count("SELECT count() FROM answer_reasons FINAL"); n != 2 {
		t.Errorf("%d reasons", n)
	}
	if n := d.count("SELECT count() FROM comments FINAL WHERE text = '=1+1 <b>\u202eдобре'"); n != 1 {
		t.Error("the comment is not there as it was written")
	}
}

// Outside the hours a tap is kept and not counted, by its own moment.
func TestClosed(t *testing.T) {
	d := testDoors(t)
	k := d.kiosk // office hours; testNow is 11:00 on a Monday
	b, home := d.browser(), kioskPath(d.kiosk)
	if page := b.get(home); strings.Contains(page.Text, "Сега не работим") || !strings.Contains(page.Text, `data-changes="2026-11-23T15:30:00Z" data-left="23400000"`) {
		t.Error("the kiosk says closed while it is open, or does not know until when it is")
	}
	sunday := fmt.Sprintf(`{"now":"","items":[{"kind":"tap","id":%q,"score":5,"moment":"2026-11-22T09:00:00Z","lang":""}]}`, uuid.NewString())
	if r := b.queue(home, sunday).receipts(t); r[0].State != itemTaken {
		t.Errorf("%+v", r)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE NOT counted AND reason = 'closed' AND day = '2026-11-22'"); n != 1 {
		t.Error("a tap on Sunday counts")
	}
	k.Hours = register.Hours{Kind: register.HoursOwn, Week: [7]register.Span{time.Saturday: {Opens: 600, Closes: 780}}}
	_, err := d.reg.PutKiosk(t.Context(), k, "o")
	must(t, err)
	page := b.get(home)
	if !strings.Contains(strings.ReplaceAll(page.Text, "\u00a0", " "), "Отваряме отново на 28.11.2026 г., 10:00 ч.") || strings.Count(page.Text, `class="face"`) != 5 {
		t.Error("a closed kiosk does not say when it opens, or takes no taps")
	}
}

// What floods a public link is taken and set aside; a crowd behind one address is not shut out, and its neighbours not at all.
func TestFloodOfAPublicLink(t *testing.T) {
	d := testDoors(t)
	_, place := d.hall()
	b, home := d.browser(), "/q/"+place.Code
	for range placeEach + 5 {
		if r := b.post(home, url.Values{"id": {uuid.NewString()}, "score": {"1"}}); r.StatusCode != http.StatusSeeOther {
			t.Fatalf("status %d", r.StatusCode)
		}
	}
	for reason, want := range map[string]uint64{"": placeEach, ingest.ReasonSpam: 5} {
		if n := d.count("SELECT count() FROM answers FINAL WHERE channel = 'qr' AND kiosk = 'desk' AND reason = '" + reason + "'"); n != want {
			t.Errorf("%d answers with the reason %q, want %d", n, reason, want)
		}
	}
	now := testNow
	f := newFloods(placeEach, placeAll, func() time.Time { return now })
	spam := 0
	for i := range placeAll + 10 {
		if f.spam("desk", fmt.Sprint("10.0.0.", i), uuid.New()) {
			spam++
		}
	}
	if spam != 10 {
		t.Errorf("%d of %d answers from as many addresses are set aside, want 10", spam, placeAll+10)
	}
	if f.spam("kasa", "10.0.0.1", uuid.New()) {
		t.Error("the link beside it is flooded too")
	}
	if now = now.Add(3 * time.Minute); f.spam("desk", "10.0.0.1", uuid.New()) {
		t.Error("a flood never ends")
	}
}

func TestPlacePages(t *testing.T) {
	d := testDoors(t)
	_, place := d.hall()
	b := d.browser()
	for path, want := range map[string]string{"/q/" + place.Code: "Гише 3", "/q/" + strings.ToUpper(place.Code) + "?lang=en": "Desk 3"} {
		if r := b.get(path); r.StatusCode != http.StatusOK || !strings.Contains(r.Text, want) || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
	}
	if r := b.get("/q/none"); r.StatusCode != http.StatusNotFound || !strings.Contains(r.Text, "не води до никое място") {
		t.Errorf("status %d: %s", r.StatusCode, r.Text)
	}
	place.Active = false
	_, err := d.reg.PutPlace(t.Context(), place, "o")
	must(t, err)
	if r := b.get("/q/" + place.Code); r.StatusCode != http.StatusNotFound || !strings.Contains(r.Text, "вече не се събират оценки") {
		t.Errorf("status %d", r.StatusCode)
	}
}

// A kiosk can be installed: its manifest lies within its own address and names its own icon. A poster's page asks nobody to.
func TestKioskManifest(t *testing.T) {
	d := testDoors(t)
	kiosk, place := d.hall()
	b, home := d.browser(), kioskPath(kiosk)
	link := `<link rel="manifest" href="` + home + `/kiosk.webmanifest">`
	if !strings.Contains(b.get(home).Text, link) || strings.Contains(b.get("/q/"+place.Code).Text, `rel="manifest"`) {
		t.Error("the manifest is not where it belongs")
	}
	r := b.get(home + "/kiosk.webmanifest")
	var m webManifest
	if err := json.Unmarshal([]byte(r.Text), &m); err != nil || r.Header.Get("Content-Type") != "application/manifest+json; charset=utf-8" {
		t.Fatalf("%s: %v", r.Text, err)
	}
	if m.ID != home || m.Start != home || m.Scope != home || m.Display != "fullscreen" || m.Lang != "bg" || m.ShortName != "Оценка" || !strings.Contains(m.Name, "Пещера") {
		t.Errorf("%+v", m)
	}
	if icon := b.get(m.Icons[0].Source); icon.StatusCode != http.StatusOK || icon.Header.Get("Content-Type") != m.Icons[0].Type {
		t.Errorf("the icon %s: status %d", m.Icons[0].Source, icon.StatusCode)
	}
	for _, path := range []string{"/k/unknown/kiosk.webmanifest", "/q/" + place.Code + "/kiosk.webmanifest"} {
		if r := b.get(path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
	}
}

func TestKioskWorker(t *testing.T) {
	d := testDoors(t)
	kiosk, place := d.hall()
	b := d.browser()
	for _, home := range []string{kioskPath(kiosk), "/q/" + place.Code} {
		r := b.get(home + "/worker.js")
		first, script, _ := strings.Cut(r.Text, "\n")
		var kept workerKept
		if err := json.Unmarshal([]byte(strings.TrimSuffix(strings.TrimPrefix(first, "self.harta = "), ";")), &kept); err != nil {
			t.Fatalf("%q: %v", first, err)
		}
		if r.Header.Get("Service-Worker-Allowed") != home || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/javascript") ||
			kept.Home != home || !slices.Equal(kept.Pages, []string{home, home + "?lang=en", home + "?lang=tr"}) || script != "/* kiosk-worker.js */" {
			t.Errorf("%s: %+v, %q", home, kept, script)
		}
		for _, file := range append(kept.Files, kept.Pages...) {
			if r := b.get(file); r.StatusCode != http.StatusOK {
				t.Errorf("%s keeps %s, which answers %d", home, file, r.StatusCode)
			}
		}
		if again := b.get(home + "/worker.js"); again.Text != r.Text {
			t.Errorf("%s is a new version without any change", home)
		}
	}
	if r := b.get("/k/none/worker.js"); r.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown kiosk has a worker: status %d", r.StatusCode)
	}
}

// What the kiosk does not offer is not taken, however it is sent.
func TestSecondStepSwitchedOff(t *testing.T) {
	d := testDoors(t)
	b, home := d.browser(), kioskPath(d.kiosk)
	if page := b.get(home); strings.Contains(page.Text, `class="more"`) {
		t.Error("a second step is shown")
	}
	for _, more := range []string{`,"reasons":["waiting"]`, `,"comment":"x"`, `,"service":"2079"`} {
		r := b.queue(home, `{"now":"","items":[`+item("more", uuid.NewString(), 2, more)+`]}`).receipts(t)
		if r[0].State != itemRefused {
			t.Errorf("%s: %+v", more, r)
		}
	}
}

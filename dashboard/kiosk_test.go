package dashboard

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"harta/internal/access"
	"harta/internal/register"
)

func (d *doorsTest) tapForm(b *browser, score string) url.Values {
	page := b.get("/k/" + d.kiosk.Token)
	return url.Values{"id": {page.hidden("id")}, "moment": {page.hidden("moment")}, "score": {score}}
}

func TestKioskAsks(t *testing.T) {
	d := testDoors(t)
	for lang, want := range map[string][]string{
		"":         {`lang="bg"`, "Доволни ли сте от обслужването днес?", "Нито доволен, нито недоволен", "Анонимно е"},
		"?lang=en": {`lang="en"`, "Are you satisfied with our service today?", "Very dissatisfied", "This is anonymous"},
		"?lang=tr": {`lang="tr"`, "Bugünkü hizmetimizden memnun musunuz?", "Çok memnunum", "Anonimdir"},
		"?lang=xx": {`lang="bg"`},
	} {
		r := d.browser().get("/k/" + d.kiosk.Token + lang)
		if r.StatusCode != http.StatusOK || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d", lang, r.StatusCode)
		}
		for _, w := range want {
			if !strings.Contains(r.Text, w) {
				t.Errorf("%s: the page lacks %q", lang, w)
			}
		}
		if n := strings.Count(r.Text, `<button class="face" name="score"`); n != 5 {
			t.Errorf("%s: %d faces", lang, n)
		}
		if strings.Contains(r.Text, `type="radio"`) {
			t.Errorf("%s: arrow keys choose among radio buttons", lang)
		}
	}
}

// A tap without a script is one POST, and the same one again changes nothing.
func TestTapCountsOnce(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := d.tapForm(b, "5")
	for range 2 {
		r := b.post("/k/"+d.kiosk.Token+"?lang=tr", form)
		if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/k/"+d.kiosk.Token+"/thanks?lang=tr" {
			t.Fatalf("status %d to %q: %s", r.StatusCode, r.Header.Get("Location"), r.Text)
		}
	}
	form.Set("score", "1") // gone back and tapped another face on the same page: the first counts
	b.post("/k/"+d.kiosk.Token, form)
	if n := d.count("SELECT count() FROM answers FINAL WHERE score = 5 AND question = 'overall' AND channel = 'kiosk' AND kiosk = 'k1' " +
		"AND office = 'gradska' AND service = '2079' AND department = 'grao' AND language = 'tr' AND day = '2026-11-23' AND counted"); n != 1 {
		t.Errorf("%d such answers in ClickHouse, want 1", n)
	}
	if n := d.count("SELECT count() FROM answers FINAL"); n != 1 {
		t.Errorf("%d answers in ClickHouse, want 1", n)
	}
	if form := d.tapForm(b, "4"); b.post("/k/"+d.kiosk.Token, form).StatusCode != http.StatusSeeOther {
		t.Error("the next person's tap was refused")
	}
	if n := d.count("SELECT count() FROM answers FINAL"); n != 2 {
		t.Errorf("%d answers in ClickHouse after another tap, want 2", n)
	}
}

// The page of a script names the moment of the tap, that of plain HTML cannot.
func TestMomentOfATap(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := d.tapForm(b, "2")
	if form.Get("moment") != "" {
		t.Errorf("the page claims the moment %q before anybody tapped", form.Get("moment"))
	}
	form.Set("moment", testNow.Add(-26*time.Hour).Format(time.RFC3339Nano))
	b.headers["Accept"] = "application/json"
	if r := b.post("/k/"+d.kiosk.Token, form); r.StatusCode != http.StatusNoContent {
		t.Fatalf("status %d", r.StatusCode)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE day = '2026-11-22' AND hour = 9"); n != 1 {
		t.Error("the tap is not at the moment its page names")
	}
}

func TestKioskThanksAndGoesBack(t *testing.T) {
	d := testDoors(t)
	r := d.browser().get("/k/" + d.kiosk.Token + "/thanks?lang=en")
	if got, want := r.Header.Get("Refresh"), "4; url=/k/"+d.kiosk.Token; got != want {
		t.Errorf("Refresh %q, want %q, in the default language", got, want)
	}
	if !strings.Contains(r.Text, "Thank you!") {
		t.Error("no thanks")
	}
}

func TestKioskRefusals(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	good := d.tapForm(b, "5")
	with := func(key, value string) url.Values {
		f := url.Values{"id": good["id"], "moment": good["moment"], "score": good["score"]}
		f.Set(key, value)
		return f
	}
	known, unknown, off := "/k/"+d.kiosk.Token, "/k/"+strings.Repeat("a", 26), "/k/"+d.off.Token
	for name, c := range map[string]struct {
		path   string
		form   url.Values
		status int
		want   string
	}{
		"score 6":            {known, with("score", "6"), 400, "докоснете едно от петте лица"},
		"score 0":            {known, with("score", "0"), 400, "докоснете едно от петте лица"},
		"score of words":     {known + "?lang=en", with("score", "five"), 400, "touch one of the five faces"},
		"no score":           {known + "?lang=tr", with("score", ""), 400, "beş yüz ifadesinden birine dokunun"},
		"garbage id":         {known, with("id", "'; DROP TABLE"), 400, "Страницата е остаряла"},
		"zero id":            {known, with("id", "00000000-0000-0000-0000-000000000000"), 400, "Страницата е остаряла"},
		"unknown kiosk":      {unknown, good, 404, "Няма терминал с такъв адрес"},
		"unknown in Turkish": {unknown + "?lang=tr", good, 404, "Bu adreste bir terminal yok"},
		"inactive kiosk":     {off, good, 404, "Този терминал е изключен"},
	} {
		r := b.post(c.path, c.form)
		if r.StatusCode != c.status || !strings.Contains(r.Text, c.want) || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d, want %d; text lacks %q", name, r.StatusCode, c.status, c.want)
		}
		back := r.Header.Get("Refresh")
		if c.path != unknown && strings.HasPrefix(c.path, known) && back != "8; url="+known {
			t.Errorf("%s: the kiosk stays at the error: Refresh %q", name, back)
		}
	}
	for _, path := range []string{unknown, off, unknown + "/thanks"} {
		if r := b.get(path); r.StatusCode != http.StatusNotFound || !strings.Contains(r.Text, "Тук не може да се оценява") ||
			strings.Contains(r.Text, "Оценката не е записана") {
			t.Errorf("GET %s: status %d, or it speaks of a rating that nobody gave", path, r.StatusCode)
		}
	}
	if n := d.count("SELECT count() FROM answers"); n != 0 {
		t.Errorf("%d answers came of refused taps", n)
	}
}

func TestKioskIsNotForOtherSites(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	form := d.tapForm(b, "1")
	b.headers["Sec-Fetch-Site"] = "cross-site"
	if r := b.post("/k/"+d.kiosk.Token, form); r.StatusCode != http.StatusForbidden {
		t.Errorf("status %d", r.StatusCode)
	}
	if n := d.count("SELECT count() FROM answers"); n != 0 {
		t.Error("another site voted")
	}
}

func TestKioskIsLimitedByItself(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	tap := func(token string, i int) *reply {
		return b.post("/k/"+token, url.Values{"id": {fmt.Sprintf("01980000-0000-7000-8000-%012d", i)}, "score": {"3"}})
	}
	for i := range kioskTaps {
		if r := tap(d.kiosk.Token, i+1); r.StatusCode != http.StatusSeeOther {
			t.Fatalf("tap %d: status %d", i+1, r.StatusCode)
		}
	}
	r := tap(d.kiosk.Token, kioskTaps+1)
	if r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" || !strings.Contains(r.Text, "твърде много оценки") {
		t.Errorf("tap %d: status %d", kioskTaps+1, r.StatusCode)
	}
	other, err := d.reg.PutKiosk(t.Context(), register.Kiosk{ID: "k3", Name: "Гише", Office: "gradska", Question: "overall", Active: true}, "o")
	must(t, err)
	if r := tap(other.Token, kioskTaps+2); r.StatusCode != http.StatusSeeOther {
		t.Errorf("the kiosk beside it was refused too: status %d", r.StatusCode)
	}
}

// Citizens get no cookie, and nothing of their visit stays in a cache, whatever they send.
func TestCitizensGetNoCookie(t *testing.T) {
	d := testDoors(t)
	signed := d.signedInAs(access.Officer)
	signed.cookies["harta_theme"] = &http.Cookie{Name: "harta_theme", Value: "dark"}
	for name, b := range map[string]*browser{"stranger": d.browser(), "somebody signed in": signed} {
		for _, r := range []*reply{
			b.get("/k/" + d.kiosk.Token), b.get("/k/" + d.kiosk.Token + "/thanks"), b.get("/k/none"), b.get("/f/complaint"),
			b.post("/k/"+d.kiosk.Token, d.tapForm(b, "5")), b.post("/k/"+d.kiosk.Token, d.tapForm(b, "9")),
			b.post("/f/complaint", url.Values{}), b.post("/f/complaint", complaint(b)),
		} {
			where := name + ": " + r.Request.Method + " " + r.Request.URL.Path
			if len(r.Cookies()) > 0 {
				t.Errorf("%s sets a cookie: %v", where, r.Cookies())
			}
			if got := r.Header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("%s: Cache-Control %q", where, got)
			}
			if strings.Contains(r.Text, "Мария Илиева") {
				t.Errorf("%s names the person signed in", where)
			}
		}
	}
}

package dashboard

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"harta/internal/access"
	"harta/internal/register"
)

func TestListOfKiosks(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	page := officer.get("/kiosks")
	for _, want := range []string{"Фоайе", "Център за услуги", "Удостоверение за наследници", "отворен сега", "изключен", "още не се е свързвал"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the list lacks %q", want)
		}
	}
	if strings.Contains(page.Text, d.kiosk.Token) {
		t.Error("the list shows a secret address unasked")
	}
	for _, path := range []string{"/kiosks", "/kiosks/k1", "/places", "/places/new"} {
		for _, role := range []access.Role{access.Viewer, access.Clerk, access.Integrity} {
			b := d.browser()
			d.addUserOnce(role)
			b.signIn(string(role), testPassword)
			if r := b.get(path); r.StatusCode != http.StatusForbidden {
				t.Errorf("%s at %s: status %d", role, path, r.StatusCode)
			}
		}
		if r := d.browser().get(path); r.StatusCode != http.StatusSeeOther {
			t.Errorf("a stranger at %s: status %d", path, r.StatusCode)
		}
	}
}

// addUserOnce makes an account unless the role has one.
func (d *doorsTest) addUserOnce(role access.Role) {
	d.t.Helper()
	users, err := d.access.Users(d.t.Context())
	must(d.t, err)
	if !slices.ContainsFunc(users, func(u access.User) bool { return u.Role == role }) {
		d.addUser(role)
	}
}

func TestKioskAddressIsShownOnRequest(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	page := officer.get("/kiosks/k1")
	if strings.Contains(page.Text, d.kiosk.Token) {
		t.Error("the page shows a secret address unasked")
	}
	token := url.Values{"csrf": {page.hidden("csrf")}}
	shown := officer.post("/kiosks/k1/address", token)
	for _, want := range []string{`href="/k/` + d.kiosk.Token + `"`, `data-copy="http://example.com/k/` + d.kiosk.Token} {
		if !strings.Contains(shown.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(shown.Text, "HARTA_PUBLIC_URL") {
		t.Error("an address that works elsewhere is said to work on this machine alone")
	}
	if d.audited("kiosk.address.read") != 1 {
		t.Error("the showing of the address is not in the audit trail")
	}
	if r := officer.post("/kiosks/k1/address", url.Values{}); r.StatusCode != http.StatusForbidden {
		t.Errorf("without the form's token: status %d", r.StatusCode)
	}
	if r := officer.post("/kiosks/k9/address", token); r.StatusCode != http.StatusNotFound {
		t.Errorf("a kiosk that is not: status %d", r.StatusCode)
	}
}

// kioskFields is a form as the page sends it.
func kioskFields(csrf string) url.Values {
	return url.Values{
		"csrf": {csrf}, "name": {"Гише 7"}, "office": {"gradska"}, "question": {"overall"}, "active": {"1"}, "languages": {"bg", "tr"},
		"language": {"tr"}, "hours": {"own"}, "opens_1": {"08:30"}, "closes_1": {"17:30"}, "opens_6": {"09:00"}, "closes_6": {"00:00"},
		"second_reasons": {"1"}, "second_service": {"1"}, "services": {"2079", "2130"}, "burst_taps": {"8"}, "burst_within": {"30"},
	}
}

func TestKioskIsEnrolledAndChanged(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	csrf := officer.get("/kiosks/new").hidden("csrf")
	r := officer.post("/kiosks", kioskFields(csrf))
	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/kiosks/gishe-7?done=enrolled" {
		t.Fatalf("status %d, location %q: %s", r.StatusCode, r.Header.Get("Location"), r.Text)
	}
	k, err := d.reg.Kiosk(t.Context(), "gishe-7")
	must(t, err)
	want := register.Screen{
		Languages: []string{"bg", "tr"}, Language: "tr", Services: []string{"2079", "2130"}, Second: register.Second{Reasons: true, Service: true},
		Hours: register.Hours{Kind: register.HoursOwn, Week: [7]register.Span{time.Monday: {Opens: 510, Closes: 1050}, time.Saturday: {Opens: 540, Closes: 1440}}},
		Burst: register.Burst{Taps: 8, Within: 30 * time.Second},
	}
	if k.Name != "Гише 7" || !k.Active || !equalScreens(k.Screen, want) {
		t.Errorf("stored %+v", k)
	}
	// What is stored comes back as it was typed, so that saving at once changes nothing.
	page := officer.get("/kiosks/gishe-7?done=enrolled")
	for _, want := range []string{"Терминалът е добавен", `name="opens_6" value="09:00"`, `name="closes_6" value="00:00"`, `value="2130" checked`} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	again := kioskFields(csrf)
	again.Set("version", page.hidden("version"))
	again.Del("active")
	if r := officer.post("/kiosks/gishe-7", again); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	changed, err := d.reg.Kiosk(t.Context(), "gishe-7")
	must(t, err)
	if changed.Active || changed.Version != 2 || !equalScreens(changed.Screen, want) {
		t.Errorf("changed %+v", changed)
	}
	if d.audited("kiosk.enrol") != 3 || d.audited("kiosk.change") != 1 { // two are the tests' own
		t.Errorf("audited %d enrolments, %d changes", d.audited("kiosk.enrol"), d.audited("kiosk.change"))
	}
}

func equalScreens(a, b register.Screen) bool {
	return slices.Equal(a.Languages, b.Languages) && a.Language == b.Language && slices.Equal(a.Services, b.Services) &&
		a.Second == b.Second && a.Hours == b.Hours && a.Burst == b.Burst
}

// Two people at one kiosk: the second sees what the first did, loses nothing typed, and may then save.
func TestKioskConflictShowsTheOther(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	page := officer.get("/kiosks/k1")
	mine := kioskFields(page.hidden("csrf"))
	mine.Set("version", page.hidden("version"))
	theirs := d.kiosk
	theirs.Name = "Преместен до асансьора"
	_, err := d.reg.PutKiosk(t.Context(), theirs, "other")
	must(t, err)

	refused := officer.post("/kiosks/k1", mine)
	if refused.StatusCode != http.StatusConflict {
		t.Fatalf("status %d", refused.StatusCode)
	}
	for _, want := range []string{"Преместен до асансьора", `value="Гише 7"`, "се различава от Вашето", `value="2079" checked`} {
		if !strings.Contains(refused.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if k, err := d.reg.Kiosk(t.Context(), "k1"); err != nil || k.Name != "Преместен до асансьора" {
		t.Errorf("the first change is lost: %+v, %v", k, err)
	}
	mine.Set("version", refused.hidden("version"))
	if r := officer.post("/kiosks/k1", mine); r.StatusCode != http.StatusSeeOther {
		t.Errorf("saved knowingly: status %d", r.StatusCode)
	}
	for _, deed := range []string{"rotate", "revoke"} {
		if r := officer.post("/kiosks/k1/"+deed, url.Values{"csrf": mine["csrf"], "version": {"1"}}); r.StatusCode != http.StatusConflict {
			t.Errorf("%s of an old version: status %d", deed, r.StatusCode)
		}
	}
}

func TestKioskAddressIsChangedAndTakenBack(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	page := officer.get("/kiosks/k1")
	form := func() url.Values {
		page = officer.get("/kiosks/k1")
		return url.Values{"csrf": {page.hidden("csrf")}, "version": {page.hidden("version")}}
	}
	if r := officer.post("/kiosks/k1/rotate", form()); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("rotate: status %d", r.StatusCode)
	}
	if r := d.browser().get("/k/" + d.kiosk.Token); r.StatusCode != http.StatusNotFound {
		t.Errorf("the old address: status %d", r.StatusCode)
	}
	token, err := d.reg.KioskAddress(t.Context(), "k1", "test")
	must(t, err)
	if r := d.browser().get("/k/" + token); r.StatusCode != http.StatusOK {
		t.Errorf("the new address: status %d", r.StatusCode)
	}
	if r := officer.post("/kiosks/k1/revoke", form()); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("revoke: status %d", r.StatusCode)
	}
	if r := d.browser().get("/k/" + token); r.StatusCode != http.StatusNotFound {
		t.Errorf("the address that was taken back: status %d", r.StatusCode)
	}
	form()
	if !strings.Contains(page.Text, "Адресът е отнет на 23.11.2026") || !strings.Contains(page.Text, "Мария Илиева") {
		t.Error("the page does not say when and by whom the address was taken back")
	}
}

// hostile are values that a field may be given by somebody who means no good, or by a broken program.
var hostile = map[string]string{
	"huge":       strings.Repeat("я", 20_000),
	"html":       `"><script>alert(1)</script>`,
	"sql":        `'; DROP TABLE kiosks; --`,
	"formula":    `=HYPERLINK("http://example.org","x")`,
	"rtl":        "\u202Eelif\u202C",
	"zero width": "\u200B\u200D\uFEFF",
	"broken":     "\xff\xfe\xc3\x28",
	"nul":        "\x00",
	"path":       "../../etc/passwd",
	"negative":   "-9223372036854775808",
	"too large":  "99999999999999999999999",
	"real":       "1e309",
	"past":       "1900-01-01",
	"newlines":   "a\r\nSet-Cookie: x=1",
}

// Whatever stands in a field, the form comes back with a fault at it or is saved; the process stays up and nothing runs.
func TestKioskFormsTakeHostileInput(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	page := officer.get("/kiosks/k1")
	fields := slices.Sorted(maps.Keys(kioskFields("")))
	fields = append(fields, "version", "name_en", "department", "service", "unknown")
	free := map[string]bool{"name": true, "name_en": true, "active": true, "second_reasons": true, "unknown": true}
	for _, path := range []string{"/kiosks", "/kiosks/k1", "/places", "/places/x"} {
		for _, field := range fields {
			if field == "csrf" {
				continue
			}
			for name, value := range hostile {
				form := kioskFields(page.hidden("csrf"))
				form.Set(field, value)
				r := officer.post(path, form)
				if r.StatusCode >= 500 {
					t.Fatalf("%s, %s in %s: status %d", path, name, field, r.StatusCode)
				}
				if strings.Contains(r.Text, "<script>alert") {
					t.Errorf("%s, %s in %s: comes back as it is", path, name, field)
				}
				if len(r.Header.Values("Set-Cookie")) > 0 {
					t.Errorf("%s, %s in %s: sets a cookie", path, name, field)
				}
				if path == "/kiosks" && !free[field] && field != "version" && field != "second_service" && r.StatusCode != http.StatusUnprocessableEntity {
					t.Errorf("%s, %s in %s: status %d", path, name, field, r.StatusCode)
				}
			}
		}
	}
	if r := officer.get("/kiosks"); r.StatusCode != http.StatusOK || strings.Contains(r.Text, "<script>alert") {
		t.Errorf("the list afterwards: status %d", r.StatusCode)
	}
}

func TestKioskFormNamesTheField(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	csrf := officer.get("/kiosks/new").hidden("csrf")
	for _, c := range []struct {
		name, field string
		change      func(url.Values)
	}{
		{"no name", "name", func(v url.Values) { v.Set("name", " \u200b") }},
		{"no office", "office", func(v url.Values) { v.Del("office") }},
		{"unknown department", "department", func(v url.Values) { v.Set("department", "x") }},
		{"no language", "languages", func(v url.Values) { v.Del("languages") }},
		{"first language not offered", "language", func(v url.Values) { v.Set("language", "en") }},
		{"no hours chosen", "hours", func(v url.Values) { v.Del("hours") }},
		{"half a day", "hours_1", func(v url.Values) { v.Del("closes_1") }},
		{"a day backwards", "hours_1", func(v url.Values) { v.Set("closes_1", "08:00") }},
		{"no time at all", "hours_6", func(v url.Values) { v.Set("opens_6", "25:00") }},
		{"never open", "hours", func(v url.Values) { v.Del("opens_1"); v.Del("closes_1"); v.Del("opens_6"); v.Del("closes_6") }},
		{"nothing to choose from", "services", func(v url.Values) { v.Del("services") }},
		{"one service is known", "second_service", func(v url.Values) { v.Set("service", "2079") }},
		{"burst of one", "burst_taps", func(v url.Values) { v.Set("burst_taps", "1") }},
		{"burst of an hour and a bit", "burst_within", func(v url.Values) { v.Set("burst_within", "3601") }},
	} {
		form := kioskFields(csrf)
		c.change(form)
		r := officer.post("/kiosks", form)
		if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, `<a href="#`+c.field+`">`) || !strings.Contains(r.Text, `id="`+c.field+`-error"`) {
			t.Errorf("%s: status %d, or no error at %s", c.name, r.StatusCode, c.field)
		}
		if c.field != "name" && !strings.Contains(r.Text, `value="Гише 7"`) {
			t.Errorf("%s: what was typed is lost", c.name)
		}
	}
}

func TestClockInWords(t *testing.T) {
	words := testPrinter(t, "bg")
	for _, c := range []struct {
		skew time.Duration
		want string
	}{
		{0, "часовникът е точен"},
		{-900 * time.Millisecond, "часовникът е точен"},
		{time.Second, "часовникът избързва с 1 секунда"},
		{-41 * time.Second, "часовникът изостава с 41 секунди"},
		{3*time.Minute + 10*time.Second, "часовникът избързва с 3 минути"},
		{-5 * time.Hour, "часовникът изостава с 5 часа"},
		{400 * 24 * time.Hour, "часовникът избързва с 400 дни"},
	} {
		if got := (screenState{Skew: c.skew}).ClockInWords(words); got != c.want {
			t.Errorf("%v: %q, want %q", c.skew, got, c.want)
		}
	}
}

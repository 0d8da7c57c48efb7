package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
)

// foreignFile is a file of a system that no profile knows.
const foreignFile = "Заявление;Кога е подадено;Какво се иска;Как;Докъде е\n" +
	"А-1;05.10.2026 10:30;Скица;на крак;чака се\n" + "А-2;06.10.2026 11:00;Данъчна <b>оценка;по пощата;чака се\n"

func foreignForm(token string) url.Values {
	return url.Values{
		"csrf": {token}, "name": {"Новата система"}, "encoding": {"utf-8"}, "delimiter": {";"}, "header_row": {"1"}, "date_order": {"dmy"},
		"time_zone": {"Europe/Sofia"}, "column.number": {"Заявление"}, "column.received": {"Кога е подадено"}, "column.service": {"Какво се иска"},
		"column.channel": {"Как"}, "column.outcome": {"Докъде е"}, "constant.department": {"Център"}, "word.channel.0": {"на крак"}, "words.channel.0": {"counter"},
		"word.channel.1": {"по пощата"}, "words.channel.1": {"post"}, "word.outcome.0": {"чака се"}, "words.outcome.0": {"open"},
	}
}

// A file of an unknown system is mapped on the page, imported, and known the next time.
func TestMappingOnThePage(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/import").hidden("csrf")
	sent := officer.sendFile(token, "", "нова.csv", []byte(foreignFile))
	mapping := sent.Header.Get("Location")
	if sent.StatusCode != http.StatusSeeOther || !strings.HasPrefix(mapping, "/import/map/") {
		t.Fatalf("upload: status %d to %q: %s", sent.StatusCode, mapping, sent.Text)
	}
	page := officer.get(mapping)
	for _, want := range []string{"Кога е подадено", "05.10.2026 10:30", `name="column.number"`, `value="Europe/Sofia"`} {
		if page.StatusCode != http.StatusOK || !strings.Contains(page.Text, want) || strings.Contains(page.Text, "⟦") {
			t.Errorf("the page (%d) lacks %q", page.StatusCode, want)
		}
	}
	form := foreignForm(token)
	form.Del("column.number")
	form.Set("do", "save")
	if r := officer.post(mapping, form); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, `id="column.number-error"`) || !strings.Contains(r.Text, "Новата система") {
		t.Errorf("without a number: status %d", r.StatusCode)
	}
	form = foreignForm(token)
	form.Set("do", "look")
	if r := officer.post(mapping, form); r.StatusCode != http.StatusOK || !strings.Contains(r.Text, "всички: 2") || !strings.Contains(r.Text, "По пощата") || !strings.Contains(r.Text, "Данъчна &lt;b&gt;оценка") {
		t.Errorf("preview: status %d: %s", r.StatusCode, r.Text)
	}
	form.Set("do", "save")
	r := officer.post(mapping, form)
	preview := r.Header.Get("Location")
	if r.StatusCode != http.StatusSeeOther || !strings.HasPrefix(preview, "/import/preview/") {
		t.Fatalf("save: status %d: %s", r.StatusCode, r.Text)
	}
	if r := officer.confirm(preview, token); !strings.Contains(r.Text, tile("Нови", 2)) {
		t.Errorf("receipt: %s", r.Text)
	}
	// The same columns are known from now on; the program's own profiles too.
	for content, profile := range map[string]string{foreignFile: "Новата система", recordsHead + goodRows(1, 2): "Деловодна система"} {
		sent := officer.sendFile(token, "", "пак.csv", []byte(content))
		if next := sent.Header.Get("Location"); !strings.HasPrefix(next, "/import/preview/") || !strings.Contains(officer.get(next).Text, profile) {
			t.Errorf("%s was not recognised: %q", profile, next)
		}
	}
	other := d.signedInAs(access.Admin)
	if r := other.get(mapping); r.StatusCode != http.StatusNotFound {
		t.Errorf("another's upload: status %d", r.StatusCode)
	}
}

// Bad forms are answered with the page and what is wrong, never with an error of the program.
func TestHostileMappings(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/import").hidden("csrf")
	mapping := officer.sendFile(token, "new", "нова.csv", []byte(foreignFile)).Header.Get("Location")
	for name, change := range map[string][2]string{
		"huge name": {"name", strings.Repeat("я", 5000)}, "column that is not there": {"column.due", "'; DROP TABLE imports; --"},
		"unknown channel": {"words.channel.0", "pigeon"}, "unknown encoding": {"encoding", "ebcdic"}, "quote as delimiter": {"delimiter", `"`},
		"header beyond the end": {"header_row", "99999"}, "zone": {"time_zone", "/etc/passwd"}, "order": {"date_order", "x"}, "zero bytes": {"constant.department", "\x00"},
		"turned writing": {"name", "\u202eгпj.exe"},
	} {
		form := foreignForm(token)
		form.Set(change[0], change[1])
		form.Set("do", "save")
		r := officer.post(mapping, form)
		if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, `role="alert"`) || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d", name, r.StatusCode)
		}
	}
	if r := officer.post(mapping, foreignForm("wrong")); r.StatusCode != http.StatusForbidden {
		t.Errorf("without the session's token: status %d", r.StatusCode)
	}
}

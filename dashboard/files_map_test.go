package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
)

// foreignSurveys are surveys on paper in the words of another program.
const foreignSurveys = "Лист;Попълнен;Как беше?;Как;Мнение\n11;13.05.2026;5;на крак;Благодаря\n12;14.05.2026;9;по <b>пощата;\n"

func surveysForm(token string) url.Values {
	return url.Values{
		"csrf": {token}, "name": {"Анкетна карта"}, "encoding": {"utf-8"}, "delimiter": {";"}, "header_row": {"1"}, "date_order": {"dmy"},
		"time_zone": {"Europe/Sofia"}, "column.number": {"Лист"}, "column.moment": {"Попълнен"}, "column.score_overall": {"Как беше?"},
		"column.channel": {"Как"}, "column.comment": {"Мнение"}, "word.channel.0": {"на крак"}, "words.channel.0": {"counter"},
		"word.channel.1": {"по <b>пощата"}, "words.channel.1": {"post"},
	}
}

// Surveys whose columns nobody knows are mapped on the page that is for service records too, imported, known again, and taken back.
func TestSurveysAreMappedOnThePage(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/import").hidden("csrf")
	mapping := officer.sendFile(token, "@answers", "анкети май.csv", []byte(foreignSurveys)).Header.Get("Location")
	if !strings.HasPrefix(mapping, "/import/map/") {
		t.Fatalf("upload: to %q", mapping)
	}
	page := officer.get(mapping)
	for _, want := range []string{"Анкети на хартия: <bdi>анкети май.csv", `name="column.score_overall"`, `name="dates.moment"`, `name="constant.office"`, `value="анкети май"`} {
		if page.StatusCode != http.StatusOK || !strings.Contains(page.Text, want) || strings.Contains(page.Text, "⟦") {
			t.Errorf("the page (%d) lacks %q", page.StatusCode, want)
		}
	}
	// What few sheets have is folded away, with its names to be seen; what is chosen or wrong there comes out of the fold.
	folded := func(page, field string) bool {
		at := strings.Index(page, `name="`+field+`"`)
		return at > 0 && strings.LastIndex(page[:at], "<details class=\"map-more") > strings.LastIndex(page[:at], "</details>")
	}
	if !folded(page.Text, "column.score_courtesy") || !folded(page.Text, "column.language") || folded(page.Text, "column.score_overall") || folded(page.Text, "column.comment") {
		t.Error("the rare fields are not the folded ones")
	}
	if !strings.Contains(page.Text, "Любезност, ") || strings.Contains(page.Text, `<details class="map-more" open`) {
		t.Error("the folds do not name what they hold, or stand open")
	}
	courteous := surveysForm(token)
	courteous.Set("column.score_courtesy", "Как беше?")
	courteous.Set("column.language", "Как") // which is the channel already
	courteous.Set("do", "look")
	if r := officer.post(mapping, courteous); folded(r.Text, "column.score_courtesy") || folded(r.Text, "column.language") || !folded(r.Text, "column.score_speed") || !strings.Contains(r.Text, ">Любезност: ") {
		t.Errorf("what is chosen or wrong is folded away: %s", r.Text)
	}
	if strings.Contains(page.Text, "column.due") {
		t.Error("the page asks for what only service records have")
	}
	form := surveysForm(token)
	form.Del("column.score_overall")
	form.Set("do", "save")
	if r := officer.post(mapping, form); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Text, `id="column.score_overall-error"`) {
		t.Errorf("without a score: status %d", r.StatusCode)
	}
	form = surveysForm(token)
	form.Set("do", "look")
	if r := officer.post(mapping, form); r.StatusCode != http.StatusOK || !strings.Contains(r.Text, tile("годен", 1)) || !strings.Contains(r.Text, "На гише") || !strings.Contains(r.Text, "Оценката трябва да е от 1 до 5") {
		t.Errorf("preview: status %d: %s", r.StatusCode, r.Text)
	}
	form.Set("do", "save")
	preview := officer.post(mapping, form).Header.Get("Location")
	if !strings.HasPrefix(preview, "/import/preview/") {
		t.Fatalf("save: to %q", preview)
	}
	if page := officer.get(preview); !strings.Contains(page.Text, "Анкети на хартия – Анкетна карта") || !strings.Contains(page.Text, strings.Replace(preview, "preview", "map", 1)) {
		t.Errorf("the preview: %s", page.Text)
	}
	receipt := officer.confirm(preview, token)
	if !strings.Contains(receipt.Text, tile("Нови", 1)) || !strings.Contains(receipt.Text, "Листовете от този файл излизат от отчетите") {
		t.Errorf("the receipt: %s", receipt.Text)
	}
	again := officer.sendFile(token, "@answers", "юни.csv", []byte(foreignSurveys)).Header.Get("Location")
	if page := officer.get(again); !strings.HasPrefix(again, "/import/preview/") || !strings.Contains(page.Text, "Анкетна карта") {
		t.Errorf("not known again: %q", again)
	}
	if list := officer.get("/import"); !strings.Contains(list.Text, `<option value="@answers/anketna-karta">`) {
		t.Error("the profile is not offered")
	}
	undo := receipt.Text[strings.Index(receipt.Text, `action="/import/`)+len(`action="`):]
	undo = undo[:strings.IndexByte(undo, '"')]
	if r := officer.post(undo, url.Values{"csrf": {token}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("undo: status %d: %s", r.StatusCode, r.Text)
	}
	if page := officer.get(strings.TrimSuffix(undo, "/undo")); !strings.Contains(page.Text, "Премахнати</dt><dd>1</dd>") {
		t.Errorf("the receipt: %s", page.Text)
	}
}

// Who may not bring in cases may not take them back either, nor stop them.
func TestOnlyWhoMayBringCasesTakesThemBack(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/import").hidden("csrf")
	preview := officer.sendFile(token, "@cases", "случаи.csv", []byte("Вх. №;Вид;Категория;Получена\n1;Жалба;Забавяне;05.03.2026\n")).Header.Get("Location")
	receipt := officer.confirm(preview, token)
	undo := receipt.Text[strings.Index(receipt.Text, `action="/import/`)+len(`action="`):]
	undo = undo[:strings.IndexByte(undo, '"')]
	admin := d.signedInAs(access.Admin)
	page := admin.get(strings.TrimSuffix(undo, "/undo"))
	if page.StatusCode != http.StatusOK || strings.Contains(page.Text, "/undo") {
		t.Errorf("the receipt offers the administrator to take cases back: %d", page.StatusCode)
	}
	if r := admin.post(undo, url.Values{"csrf": {admin.get("/import").hidden("csrf")}}); r.StatusCode != http.StatusNotFound {
		t.Errorf("an administrator: status %d", r.StatusCode)
	}
	if r := officer.post(undo, url.Values{"csrf": {token}}); r.StatusCode != http.StatusSeeOther {
		t.Errorf("an officer: status %d: %s", r.StatusCode, r.Text)
	}
}

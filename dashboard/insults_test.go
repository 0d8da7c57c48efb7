package dashboard

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"harta/internal/access"
	"harta/internal/guard"
)

// An officer changes the list, it holds at once for everybody who uses the guard, and the program's own list comes back.
func TestLifeOfTheInsultList(t *testing.T) {
	var shared guard.Guard
	ts := newTestServer(t, func(o *Options) { o.Guard = &shared })
	b := ts.signedInAs(access.Officer)
	page := b.get(insultsPath)
	if page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "първоначалният списък") || !strings.Contains(page.Text, "идиот*") || strings.Contains(page.Text, "⟦") {
		t.Fatalf("status %d: %s", page.StatusCode, page.Text)
	}
	csrf := page.hidden("csrf")
	saved := b.post(insultsPath, url.Values{"csrf": {csrf}, "version": {"0"}, "do": {"save"}, "words": {"# наш\r\nмърмор*\r\n"}})
	if saved.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", saved.StatusCode, saved.Text)
	}
	if !shared.Mask("вечен мърморко").Insult || shared.Mask("идиот").Insult {
		t.Error("the list that was saved does not hold")
	}
	page = b.get(insultsPath + "?done=1")
	if !strings.Contains(page.Text, "мърмор*") || !strings.Contains(page.Text, "1 запис") || !strings.Contains(page.Text, "вече се прилага") || page.hidden("version") != "1" {
		t.Errorf("the page after saving: %s", page.Text)
	}
	// Somebody who saw an older version loses nothing of what they typed and sees the newer one.
	lost := b.post(insultsPath, url.Values{"csrf": {csrf}, "version": {"0"}, "do": {"save"}, "words": {"инат*"}})
	if lost.StatusCode != http.StatusConflict || !strings.Contains(lost.Text, "инат*") || !strings.Contains(lost.Text, "мърмор*") {
		t.Errorf("status %d for a lost race: %s", lost.StatusCode, lost.Text)
	}
	if r := b.post(insultsPath, url.Values{"csrf": {csrf}, "version": {"1"}, "do": {"default"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if shared.Mask("вечен мърморко").Insult || !shared.Mask("идиот").Insult {
		t.Error("the program's own list does not hold again")
	}
}

func TestInsultListTried(t *testing.T) {
	ts := newTestServer(t, nil)
	b := ts.signedInAs(access.Admin)
	csrf := b.get(insultsPath).hidden("csrf")
	r := b.post(insultsPath+"/try", url.Values{"csrf": {csrf}, "sample": {"Казвам се Иван Петров, тел. 0888 123 456, и вие сте <b>идиоти</b>"}})
	if r.StatusCode != http.StatusOK || !strings.Contains(r.Text, "Казвам се [име], тел. [телефон], и вие сте &lt;b&gt;идиоти&lt;/b&gt;") || !strings.Contains(r.Text, "обиден текст") {
		t.Errorf("status %d: %s", r.StatusCode, r.Text)
	}
	for sample, kinds := range map[string]string{
		"ЕГН 7524169268, ЛК № 644218903":              "ЕГН и номер на личен документ",
		"0888 123 456, ivan@abv.bg":                   "телефон и електронна поща",
		"ЛНЧ 1000000000, карта 4111111111111111":      "ЛНЧ и банкова карта",
		"BG80BNBG96611020345678, живея на ул. Рила 5": "банкова сметка и адрес",
	} {
		if r := b.post(insultsPath+"/try", url.Values{"csrf": {csrf}, "sample": {sample}}); !strings.Contains(r.Text, "Скрити лични данни: "+kinds+".") {
			t.Errorf("%q: the page does not say that %s are masked", sample, kinds)
		}
	}
	if r := b.post(insultsPath+"/try", url.Values{"csrf": {csrf}, "sample": {" "}}); r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("status %d for an empty sentence", r.StatusCode)
	}
}

// TestInsultListRefuses sends what nobody should: every answer is a fault of the field, what was typed is still there, and the list that
// holds is the old one.
func TestInsultListRefuses(t *testing.T) {
	var shared guard.Guard
	ts := newTestServer(t, func(o *Options) { o.Guard = &shared })
	b := ts.signedInAs(access.Officer)
	csrf := b.get(insultsPath).hidden("csrf")
	for _, tt := range []struct {
		name   string
		form   url.Values
		status int
		says   string
	}{
		{"empty", url.Values{"version": {"0"}, "words": {""}}, 422, "нито един запис"},
		{"only notes", url.Values{"version": {"0"}, "words": {"# нищо"}}, 422, "нито един запис"},
		{"short", url.Values{"version": {"0"}, "words": {"мърморко\nа"}}, 422, "Ред 2: записът е твърде къс"},
		{"open and short", url.Values{"version": {"0"}, "words": {"аб*"}}, 422, "Ред 1: записът е твърде къс"},
		{"star", url.Values{"version": {"0"}, "words": {"а*бв"}}, 422, "само в края"},
		{"formula", url.Values{"version": {"0"}, "words": {"=cmd|'/C calc'!A0"}}, 422, "само букви"},
		{"markup", url.Values{"version": {"0"}, "words": {"<script>alert(1)</script>"}}, 422, "само букви"},
		{"SQL", url.Values{"version": {"0"}, "words": {"'; DROP TABLE users; --"}}, 422, "само букви"},
		{"right to left and zero width", url.Values{"version": {"0"}, "words": {"а\u202eб\u200bв"}}, 422, "само букви"},
		{"broken bytes", url.Values{"version": {"0"}, "words": {"\xff\xfe\xfd"}}, 422, "само букви"},
		{"long word", url.Values{"version": {"0"}, "words": {strings.Repeat("м", 61)}}, 422, "твърде дълга"},
		{"many", url.Values{"version": {"0"}, "words": {strings.Repeat("мърморко\n", guard.WordsMax+1)}}, 422, "най-много"},
		{"huge", url.Values{"version": {"0"}, "words": {strings.Repeat("# "+strings.Repeat("м", 1000)+"\n", 120) + "мърморко"}}, 422, "твърде дълъг"},
		{"version missing", url.Values{"words": {"мърморко"}}, 400, "отново"},
		{"version no number", url.Values{"version": {"-1"}, "words": {"мърморко"}}, 400, "отново"},
		{"version of tomorrow", url.Values{"version": {"99999999999999999999"}, "words": {"мърморко"}}, 400, "отново"},
		{"version not seen", url.Values{"version": {"7"}, "words": {"мърморко"}}, 409, "мърморко"},
		{"unknown deed", url.Values{"version": {"0"}, "words": {"мърморко"}, "do": {"delete"}}, 400, "Изберете"},
	} {
		tt.form.Set("csrf", csrf)
		r := b.post(insultsPath, tt.form)
		if r.StatusCode != tt.status || !strings.Contains(r.Text, tt.says) {
			t.Errorf("%s: status %d, want %d and %q", tt.name, r.StatusCode, tt.status, tt.says)
		}
	}
	if !shared.Mask("идиот").Insult || shared.Mask("мърморко").Insult {
		t.Error("a refused list holds")
	}
	if r := b.post(insultsPath, url.Values{"version": {"0"}, "words": {"мърморко"}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("status %d without the form's token", r.StatusCode)
	}
	for _, role := range []access.Role{access.Viewer, access.Clerk, access.Integrity} {
		if r := ts.signedInAs(role).get(insultsPath); r.StatusCode != http.StatusForbidden {
			t.Errorf("%s: status %d", role, r.StatusCode)
		}
	}
	if r := ts.browser().get(insultsPath); r.StatusCode != http.StatusSeeOther {
		t.Errorf("status %d for a stranger", r.StatusCode)
	}
}

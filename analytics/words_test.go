package analytics_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"harta/analytics"
	"harta/internal/text"
)

// messages reads an area file of a language: each key with the text of all its plural forms.
func messages(t *testing.T, lang, area string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "internal", "text", "locales", lang, area+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatalf("%s/%s: %v", lang, area, err)
	}
	all := map[string]string{}
	for key, m := range raw {
		switch m := m.(type) {
		case string:
			all[key] = m
		case map[string]any:
			for _, form := range slices.Sorted(maps.Keys(m)) {
				all[key] += m[form].(string) + "\n"
			}
		}
	}
	return all
}

// needed are the message keys that the catalogue and its answers need.
func needed() []string {
	var keys []string
	for _, r := range analytics.Reports() {
		keys = append(keys, "report."+r.Key, "report."+r.Key+".help")
		keys = append(keys, sentences(r)...)
	}
	for _, m := range analytics.Measures() {
		keys = append(keys, "measure."+m.Key, "measure."+m.Key+".help", "measure."+m.Key+".short")
		for _, reason := range m.Excludes {
			keys = append(keys, "excluded."+reason)
		}
	}
	for _, d := range analytics.Dimensions() {
		keys = append(keys, "dimension."+d.Key)
	}
	for _, s := range []analytics.State{analytics.StateOK, analytics.StateNone, analytics.StateFew, analytics.StateBeyond, analytics.StateOpen, analytics.StateUnknown} {
		keys = append(keys, "state."+string(s))
	}
	for _, v := range []analytics.Verdict{analytics.VerdictBetter, analytics.VerdictWorse, analytics.VerdictNoChange, analytics.VerdictFew, analytics.VerdictTooEarly, analytics.VerdictDifferent} {
		keys = append(keys, "verdict."+string(v), "verdict."+string(v)+".long")
	}
	return append(keys, "dimension.unstated", "excluded.closed_before_receipt", "excluded.duplicate", "excluded.burst", "excluded.closed", "excluded.former", "excluded.spam",
		"sentence.few", "sentence.too_early", "sentence.state.none", "sentence.state.few", "sentence.state.unknown")
}

// sentences are the keys that Level and Movement can give for a report.
func sentences(r *analytics.Report) []string {
	m, _ := analytics.MeasureByKey(r.Headline)
	ends := []string{""}
	switch {
	case m.Key == "complaints", m.Key == "consultations":
		ends = append(ends, ".up", ".down", ".small_up", ".small_down", ".unseen_up", ".unseen_down", ".same", ".from_none")
	case m.Unit == analytics.UnitShare:
		ends = append(ends, ".plain", ".up", ".down", ".small_up", ".small_down", ".unseen_up", ".unseen_down", ".same")
		if strings.HasSuffix(m.Key, "in_time_share") {
			ends = append(ends, ".open", ".beyond")
		}
	case m.Unit == analytics.UnitDays, m.Unit == analytics.UnitMinutes:
		ends = append(ends, ".plain", ".up", ".down", ".small_up", ".small_down", ".unseen_up", ".unseen_down", ".same")
		if m.Key == "median_days" {
			ends = append(ends, ".unbounded", ".beyond")
		}
	}
	for i, end := range ends {
		ends[i] = "sentence." + m.Key + end
	}
	return ends
}

var placeholder = regexp.MustCompile(`\{\{\.\w+\}\}`)

func TestEverythingHasWords(t *testing.T) {
	for _, area := range []string{"reports", "fault-analytics"} {
		bg, en := messages(t, "bg", area), messages(t, "en", area)
		for key, words := range bg {
			holes := func(s string) []string {
				return slices.Compact(slices.Sorted(slices.Values(placeholder.FindAllString(s, -1))))
			}
			if !slices.Equal(holes(words), holes(en[key])) {
				t.Errorf("%s speaks of %v in Bulgarian and of %v in English", key, holes(words), holes(en[key]))
			}
			if regexp.MustCompile(`(?i)сигнал|значим|signific|\bsignal|p-value`).MatchString(words + en[key]) {
				t.Errorf("%s uses a word the house does not use for findings: %s", key, words)
			}
		}
		for key := range en {
			if bg[key] == "" {
				t.Errorf("%s has no Bulgarian words", key)
			}
		}
	}
	bg, en := messages(t, "bg", "reports"), messages(t, "en", "reports")
	for _, key := range needed() {
		if strings.TrimSpace(bg[key]) == "" || strings.TrimSpace(en[key]) == "" {
			t.Errorf("%s: %q in Bulgarian, %q in English", key, bg[key], en[key])
		}
	}
}

func TestColumnsOfAReportHaveDifferentHeads(t *testing.T) {
	for _, lang := range []string{"bg", "en"} {
		words := messages(t, lang, "reports")
		for _, r := range analytics.Reports() {
			heads := map[string]string{}
			for _, m := range r.Measures {
				head := words["measure."+m+".short"]
				if other, taken := heads[head]; taken {
					t.Errorf("%s, %s: %s and %s are both headed %q", lang, r.Key, other, m, head)
				}
				heads[head] = m
			}
		}
	}
}

func TestEveryFaultHasWords(t *testing.T) {
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	words := messages(t, "bg", "fault-analytics")
	code := regexp.MustCompile(`(?:wrong\(|fault\.Invalid\()(?:field|"\w+"), "(\w+)"|oneOf\("\w+", "(\w+)"|fault\.NotFound\("(\w+)"`)
	found := 0
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(string(source), -1) {
			key := "fault." + m[1] + m[2] + m[3]
			found++
			if words[key] == "" {
				t.Errorf("%s raises %s, which has no words", name, key)
			}
		}
	}
	if found < len(words) {
		t.Errorf("%d faults are raised and %d have words", found, len(words))
	}
}

func TestSentencesInWords(t *testing.T) {
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	bg := bundle.In(text.BG)
	say := func(s analytics.Sentence) string { return strings.ReplaceAll(bg.T(s.Key, s.Pairs()...), "\u00a0", " ") }
	for want, s := range map[string]analytics.Sentence{
		"72 % доволни (между 58 и 83 %, 50 отговора)":                             {Key: "sentence.satisfied_share", Params: map[string]any{"value": 72.0, "low": 58.0, "high": 83.0, "count": int64(50)}},
		"57,5 % доволни (между 50,6 и 64,1 %, 1 отговор)":                         {Key: "sentence.satisfied_share", Params: map[string]any{"value": 57.5, "low": 50.6, "high": 64.1, "count": int64(1)}},
		"Удовлетвореността е по-висока: разликата е 20 пункта (между 5 и 33).":    {Key: "sentence.satisfied_share.up", Params: map[string]any{"count": 20.0, "low": 5.0, "high": 33.0, "visible": 21.0}},
		"Половината от услугите са готови за 1 ден (между 0,5 и 2; услуги: 35)":   {Key: "sentence.median_days", Params: map[string]any{"count": 1.0, "low": 0.5, "high": 2.0, "n": int64(35)}},
		"Делът на услугите в срок е по-нисък: разликата е 1 пункт (между 0 и 2).": {Key: "sentence.in_time_share.down", Params: map[string]any{"count": 1.0, "low": 0.0, "high": 2.0, "visible": 21.0}},
		"Удовлетвореността е по-висока: разликата е 8 пункта. Истинската разлика може да е от −9 до 24 пункта – промяна не се вижда. Бихме забелязали промяна от около 27 пункта.": {
			Key: "sentence.satisfied_share.unseen_up", Params: map[string]any{"count": 8.0, "low": -9.0, "high": 24.0, "visible": 27.0}},
	} {
		if got := say(s); got != want {
			t.Errorf("%s\n   %s\nwant\n   %s", s.Key, got, want)
		}
	}
}

package charter

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"harta/internal/fault"
)

// TestParseNamesTheMistake changes one thing in the embedded charter and expects exactly one fault, at its line.
func TestParseNamesTheMistake(t *testing.T) {
	for _, k := range []struct {
		why, old, new string
		code, field   string
		line          string // a text of the line to blame
	}{
		{"unknown key", "time_zone:", "colour: red\ntime_zone:", "charter_unknown_key", "colour", "colour: red"},
		{"unknown key deep inside", "extension: {amount: 1, unit: months}", "extention: {amount: 1, unit: months}",
			"charter_unknown_key", "clocks[1].legal.extention", "extention:"},
		{"key given twice", "  site: ", "  address: x\n  site: ", "charter_duplicate_key", "municipality.address", "address: x"},
		{"key missing", "  short: {bg: \"Пещера\", en: \"Peshtera\"}\n", "", "charter_missing", "municipality.short", "id: peshtera"},
		{"no value", "time_zone: Europe/Sofia", "time_zone:", "charter_no_value", "time_zone", "time_zone:"},
		{"label without a language", `{bg: "Терминал", en: "Kiosk"}`, `{bg: "Терминал"}`, "charter_label_missing", "channels[6].label.en", `"Терминал"`},
		{"question without Turkish", `, tr: "Hizmete kolayca ulaştınız mı?"`, "", "charter_label_missing", "questions[7].text.tr", "Лесно ли стигнахте"},
		{"label as text", `{bg: "Терминал", en: "Kiosk"}`, "Kiosk", "charter_want_mapping", "channels[6].label", "label: Kiosk"},
		{"text as list", `address: "гр`, `address: [] # "гр`, "charter_want_text", "municipality.address", "address: []"},
		{"list as text", "easter: [-2, -1, 0, 1]", "easter: 0", "charter_want_list", "calendar.holidays[2].easter", "easter: 0"},
		{"yes and no", "roll_forward: true", "roll_forward: yes", "charter_want_bool", "calendar.roll_forward", "roll_forward: yes"},
		{"id given twice", "{id: post,", "{id: counter,", "charter_duplicate_id", "channels[1].id", "По пощата"},
		{"id with a space", "{id: post,", "{id: po st,", "charter_bad_id", "channels[1].id", "По пощата"},
		{"id the program needs", "{id: kiosk, label", "{id: booth, label", "charter_required_id", "channels", "channels:"},
		{"dangling kind", "    kind: praise", "    kind: applause", "charter_unknown_reference", "clocks[4].kind", "kind: applause"},
		{"dangling speed", "      - speed: fast", "      - speed: fastest", "charter_unknown_reference", "clocks[8].speeds[1].speed", "speed: fastest"},
		{"dangling parent", `en: "Fees"}`, `en: "Fees"}, parent: money`, "charter_unknown_reference", "categories[7].parent", "parent: money"},
		{"face that is none", "{id: fast, faces: [4, 5]", "{id: fast, faces: [4, 6]", "charter_bad_face", "reasons[1].faces[1]", "{id: fast, faces"},
		{"face twice", "{id: fast, faces: [4, 5]", "{id: fast, faces: [5, 5]", "charter_bad_face", "reasons[1].faces[1]", "{id: fast, faces"},
		{"reason without Turkish", `, tr: "Hızlı hizmet"`, "", "charter_label_missing", "reasons[1].label.tr", "{id: fast, faces"},
		{"parent of itself", `en: "Fees"}`, `en: "Fees"}, parent: fees`, "charter_category_circle", "categories", "parent: fees"},
		{"impossible date", "from: 2017-01-01\n    label", "from: 2017-02-29\n    label", "charter_bad_date", "calendar.moved.from", "from: 2017-02-29"},
		{"date far away", "exact_from: 2017-01-01", "exact_from: 0017-01-01", "charter_bad_date", "calendar.exact_from", "exact_from: 0017"},
		{"dates reversed", "    from: 2006-01-20\n  - id: P2", "    from: 2006-01-20\n    to: 2006-01-19\n  - id: P2", "charter_dates_reversed", "promises[0].to", "to: 2006-01-19"},
		{"promise overlaps", "  - id: P2", "  - id: P1", "charter_promise_overlaps", "promises[1].from", "-"},
		{"no such day", `"05-24"`, `"05-32"`, "charter_bad_day", "calendar.holidays[5].days[0]", `"05-32"`},
		{"too far from Easter", "easter: [-2, -1, 0, 1]", "easter: [-2, -1, 0, 99]", "charter_bad_easter", "calendar.holidays[2].easter[3]", "99]"},
		{"days and Easter", "easter: [-2, -1, 0, 1]", `easter: [-2], days: ["05-02"]`, "charter_days_or_easter", "calendar.holidays[2].days", "easter: [-2]"},
		{"exception twice", "date: 2025-12-31", "date: 2026-01-02", "charter_exception_twice", "calendar.exceptions[9].date", "-"},
		{"no such time", `opens: "08:30"`, `opens: "8.30"`, "charter_bad_time", "calendar.office_hours.opens", "8.30"},
		{"hours reversed", `closes: "17:30"`, `closes: "08:30"`, "charter_hours_reversed", "calendar.office_hours.closes", `closes: "08:30"`},
		{"no such zone", "time_zone: Europe/Sofia", "time_zone: Europe/Peshtera", "charter_bad_zone", "time_zone", "Europe/Peshtera"},
		{"the machine's own zone", "time_zone: Europe/Sofia", "time_zone: Local", "charter_bad_zone", "time_zone", "Local"},
		{"no such unit", "{amount: 20, unit: minutes}", "{amount: 20, unit: fortnights}", "charter_bad_choice", "clocks[6].charter.term.unit", "fortnights"},
		{"no time at all", "{amount: 20, unit: minutes}", "{amount: 0, unit: minutes}", "charter_bad_amount", "clocks[6].charter.term.amount", "amount: 0"},
		{"a hundred years", "{amount: 6, unit: months}", "{amount: 1200, unit: months}", "charter_bad_amount", "clocks[3].legal.total.amount", "amount: 1200"},
		{"half a day", "{amount: 14, unit: days}", "{amount: 0.5, unit: days}", "charter_bad_amount", "clocks[8].speeds[0].term.amount", "amount: 0.5"},
		{"more than all", "share: 0.95}", "share: 95}", "charter_bad_share", "promises[2].target.share", "share: 95}"},
		{"not a number", "share: 0.95}", "share: nan}", "charter_bad_share", "promises[2].target.share", "share: nan}"},
		{"clock twice", "    kind: signal\n    about: other", "    kind: signal\n    about: staff", "charter_clock_twice", "clocks[2].kind", "-"},
		{"speed twice", "      - speed: fast", "      - speed: ordinary", "charter_speed_twice", "clocks[8].speeds[1].speed", "-"},
		{"four faces", `      - {bg: "Доволен", en: "Satisfied", tr: "Memnunum"}` + "\n", "", "charter_faces", "questions[0].faces", "faces:"},
		{"two documents", "order_speeds:", "--- # two\norder_speeds:", "charter_second_document", "", "--- # two"},
		{"broken YAML", "order_speeds:", "order_speeds: {", "charter_syntax", "", "-"},
	} {
		if n := strings.Count(string(defaultFile), k.old); n == 0 {
			t.Errorf("%s: the charter has no %q", k.why, k.old)
			continue
		}
		text := strings.Replace(string(defaultFile), k.old, k.new, 1)
		_, err := Parse("harta.yaml", []byte(text))
		found := faultsOf(t, err)
		if len(found) != 1 {
			t.Errorf("%s: %d faults: %v", k.why, len(found), err)
			continue
		}
		f := found[0]
		if f.Code != k.code || f.Field != k.field || f.Params["file"] != "harta.yaml" || f.Params["field"] != f.Field {
			t.Errorf("%s: %v, want %s at %q", k.why, f, k.code, k.field)
		}
		if line := lineWith(text, k.line); k.line != "-" && f.Params["line"] != line {
			t.Errorf("%s: line %v, want %d", k.why, f.Params["line"], line)
		}
	}
}

// lineWith gives the number of the first line with a text in it, in any case of letters.
func lineWith(text, part string) int {
	for i, l := range strings.Split(text, "\n") {
		if strings.Contains(strings.ToLower(l), strings.ToLower(part)) {
			return i + 1
		}
	}
	return 0
}

func faultsOf(t *testing.T, err error) fault.List {
	t.Helper()
	var list fault.List
	if err != nil && !errors.As(err, &list) {
		t.Fatalf("not a list of faults: %v", err)
	}
	return list
}

func TestParseReportsEverythingInOrder(t *testing.T) {
	text := strings.NewReplacer(
		"time_zone: Europe/Sofia", "time_zone: Mars",
		"{id: post,", "{id: counter,",
		`opens: "08:30"`, `opens: "soon"`,
		"    kind: praise", "    kind: applause",
	).Replace(string(defaultFile))
	_, err := Parse("harta.yaml", []byte(text))
	var codes []string
	for _, f := range faultsOf(t, err) {
		codes = append(codes, f.Code)
	}
	want := []string{"charter_bad_zone", "charter_unknown_reference", "charter_duplicate_id", "charter_bad_time"}
	if !slices.Equal(codes, want) {
		t.Errorf("%v, want %v", codes, want)
	}
}

func TestParseRefusesWhatIsNoCharter(t *testing.T) {
	for text, code := range map[string]string{
		"":                                 "charter_empty",
		"# nothing\n":                      "charter_empty",
		"~":                                "charter_empty",
		"Харта":                            "charter_want_mapping",
		"- a\n- b":                         "charter_want_mapping",
		"\xff\xfe\x00":                     "charter_syntax",
		"{":                                "charter_syntax",
		"order: &a\n  bg: *a":              "charter_alias",
		strings.Repeat("#", largestFile+1): "charter_too_large",
	} {
		_, err := Parse("x.yaml", []byte(text))
		list := faultsOf(t, err)
		if !slices.ContainsFunc(list, func(f *fault.Error) bool { return f.Code == code }) {
			t.Errorf("%.20q: %.200v, want %s", text, err, code)
		}
	}
}

// TestParseEmptyMapping lists what every charter has to have.
func TestParseEmptyMapping(t *testing.T) {
	_, err := Parse("x.yaml", []byte("{}"))
	var missing []string
	for _, f := range faultsOf(t, err) {
		if f.Code != "charter_missing" {
			t.Errorf("%v", f)
		}
		missing = append(missing, f.Field)
	}
	slices.Sort(missing)
	want := []string{"calendar", "categories", "channels", "clocks", "grounds", "kinds", "municipality", "order",
		"order_speeds", "outcomes", "promises", "questions", "time_zone"}
	if !slices.Equal(missing, want) {
		t.Errorf("missing %v, want %v", missing, want)
	}
}

func TestCategoriesInherit(t *testing.T) {
	text := strings.Replace(string(defaultFile), "categories:\n", `categories:
  - {id: bribe_asked, label: {bg: "Поискан подкуп", en: "A bribe asked"}, parent: bribe, from: 2026-01-01}
  - {id: bribe, label: {bg: "Подкуп", en: "Bribe"}, parent: corruption, from: 2026-01-01}
  - {id: waiting, label: {bg: "Чакане", en: "Waiting"}, parent: queue, from: 2026-01-01}
`, 1)
	c, err := Parse("x.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for id, restricted := range map[string]bool{"bribe_asked": true, "bribe": true, "waiting": false, "queue": false} {
		if k, ok := c.Category(id); !ok || k.Restricted != restricted {
			t.Errorf("%s: %+v", id, k)
		}
	}
}

func TestPromiseMayComeBackInOtherTimes(t *testing.T) {
	text := strings.Replace(string(defaultFile), "    from: 2006-01-20\n  - id: P2", "    from: 2006-01-20\n    to: 2026-12-31\n  - id: P2", 1)
	text = strings.Replace(text, "  - id: P2", "  - id: P1", 1)
	text = strings.Replace(text, "    from: 2006-01-20\n  - id: P3", "    from: 2027-01-01\n  - id: P3", 1)
	c, err := Parse("x.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	old, _ := c.Promise("P1", mustDate(t, "2026-12-31"))
	now, _ := c.Promise("P1", mustDate(t, "2027-01-01"))
	if old.Measure.Key != "complaints_answered" || now.Measure.Key != "extensions_notified" {
		t.Errorf("%s, then %s", old.Measure.Key, now.Measure.Key)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "harta.yaml")
	if err := os.WriteFile(path, defaultFile, 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := Load(path); err != nil || c.Municipality.ID != "peshtera" {
		t.Errorf("a copy of the embedded charter: %v", err)
	}
	for path, code := range map[string]string{
		filepath.Join(dir, "absent.yaml"): "charter_file_missing",
		dir:                               "charter_file_unreadable",
	} {
		_, err := Load(path)
		if f, ok := fault.As(err); !ok || f.Code != code || f.Params["file"] != path {
			t.Errorf("%s: %v, want %s", path, err, code)
		}
	}
}

var (
	codeInSource = regexp.MustCompile(`"(charter_[a-z_]+)"`)
	placeholder  = regexp.MustCompile(`\{\{\.(\w+)\}\}`)
)

// TestEveryFaultHasWords compares the codes in this package's source with the messages in Bulgarian and English.
func TestEveryFaultHasWords(t *testing.T) {
	codes := make(map[string]bool)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range codeInSource.FindAllStringSubmatch(string(source), -1) {
			codes["fault."+m[1]] = true
		}
	}
	bg, en := words(t, "bg"), words(t, "en")
	want := slices.Sorted(maps.Keys(codes))
	if got := slices.Sorted(maps.Keys(bg)); !slices.Equal(got, want) {
		t.Errorf("Bulgarian messages %v, codes %v", got, want)
	}
	if got := slices.Sorted(maps.Keys(en)); !slices.Equal(got, want) {
		t.Errorf("English messages %v, codes %v", got, want)
	}
	for key := range bg {
		if b, e := placeholders(bg[key]), placeholders(en[key]); !maps.Equal(b, e) {
			t.Errorf("%s: Bulgarian speaks of %v, English of %v", key, b, e)
		}
	}
}

func words(t *testing.T, lang string) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../text/locales/" + lang + "/fault-charter.json")
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]string
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func placeholders(s string) map[string]bool {
	names := make(map[string]bool)
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		names[m[1]] = true
	}
	return names
}

package text

import (
	"encoding/json"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// area is the messages of one file: by key, the text or its plural forms.
type area map[string]map[string]string

// readAreas reads every file of a language by its name.
func readAreas(t *testing.T, lang Lang) map[string]area {
	t.Helper()
	files, err := fs.Glob(locales, "locales/"+string(lang)+"/*.json")
	if err != nil {
		t.Fatal(err)
	}
	areas := make(map[string]area)
	for _, file := range files {
		data, err := fs.ReadFile(locales, file)
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]json.RawMessage
		if err := json.Unmarshal(data, &raw); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		messages := make(area)
		for key, value := range raw {
			var one string
			if json.Unmarshal(value, &one) == nil {
				messages[key] = map[string]string{"other": one}
				continue
			}
			var forms map[string]string
			if err := json.Unmarshal(value, &forms); err != nil {
				t.Fatalf("%s: %s is neither a text nor plural forms", file, key)
			}
			messages[key] = forms
		}
		areas[filepath.Base(file)] = messages
	}
	return areas
}

func TestLanguagesSayTheSame(t *testing.T) {
	bg := readAreas(t, BG)
	for _, lang := range []Lang{EN, TR} {
		other := readAreas(t, lang)
		for _, name := range slices.Sorted(maps.Keys(bg)) {
			theirs, ok := other[name]
			if !ok && lang == TR && name != "kiosk.json" {
				continue // Turkish has the words of the kiosk and the forms only
			}
			if !ok {
				t.Errorf("%s/%s is missing", lang, name)
				continue
			}
			for key := range bg[name] {
				if _, ok := theirs[key]; !ok {
					t.Errorf("%s/%s lacks %q", lang, name, key)
				}
			}
			for key := range theirs {
				if _, ok := bg[name][key]; !ok {
					t.Errorf("%s/%s has %q, which bg lacks", lang, name, key)
				}
			}
		}
		for name := range other {
			if _, ok := bg[name]; !ok {
				t.Errorf("%s/%s has no Bulgarian counterpart", lang, name)
			}
		}
	}
}

// placeholder finds {{.name}}, and {{if .name}} around what is said only when there is such a value.
var placeholder = regexp.MustCompile(`\{\{(?:if )?\.(\w+)\}\}`)

// ending finds what closes an {{if .name}}.
var ending = regexp.MustCompile(`\{\{(?:else|end)\}\}`)

// names lists the placeholders of a text, each once, sorted.
func names(message string) []string {
	found := make(map[string]bool)
	for _, m := range placeholder.FindAllStringSubmatch(message, -1) {
		found[m[1]] = true
	}
	return slices.Sorted(maps.Keys(found))
}

func TestMessagesAreWellMade(t *testing.T) {
	bg := readAreas(t, BG)
	for _, lang := range Public() {
		for file, messages := range readAreas(t, lang) {
			for key, forms := range messages {
				where := string(lang) + "/" + file + " " + key
				if forms["other"] == "" {
					t.Errorf("%s: no text, or no form \"other\"", where)
				}
				if len(forms) > 1 && forms["one"] == "" {
					t.Errorf("%s: no form \"one\"", where)
				}
				if want := bg[file][key]["other"]; !slices.Equal(names(forms["other"]), names(want)) {
					t.Errorf("%s: placeholders %v, in Bulgarian %v", where, names(forms["other"]), names(want))
				}
				for _, message := range forms {
					checkLetters(t, where, lang, ending.ReplaceAllString(placeholder.ReplaceAllString(message, "0"), ""))
				}
			}
		}
	}
}

// quotedValue is a value in the straight quotes of a configuration file, such as "08:30".
var quotedValue = regexp.MustCompile(`"[0-9:.,/-]+"`)

// parted finds a number whose unit or sign could go to the next line without it.
var parted = regexp.MustCompile(`\d (?:%|€|г\.|ч\.|mm\b|[kKMG]?B\b|[КМГ]?Б[^а-я])|№ [0-9.]`)

// checkLetters finds what a typesetter would send back: straight quotes, markup, a number parted from its unit, words of two
// alphabets at once, and Cyrillic in other languages than Bulgarian.
func checkLetters(t *testing.T, where string, lang Lang, message string) {
	t.Helper()
	if strings.ContainsAny(quotedValue.ReplaceAllString(message, ""), `"<>`) {
		t.Errorf("%s: straight quotes or markup in %q", where, message)
	}
	if found := parted.FindString(message); found != "" {
		t.Errorf("%s: %q can part at the end of a line; a non-breaking space holds it in %q", where, found, message)
	}
	if lang == EN && strings.Contains(message, "\u00a0%") {
		t.Errorf("%s: in English figures stand close to their per cent, in %q they do not", where, message)
	}
	if strings.Contains(message, "{{") {
		t.Errorf("%s: a placeholder is not a plain {{.name}} in %q", where, message)
	}
	for _, word := range strings.FieldsFunc(message, func(r rune) bool { return !unicode.IsLetter(r) }) {
		cyrillic := strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
		latin := strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
		if cyrillic && latin {
			t.Errorf("%s: %q mixes two alphabets", where, word)
		}
		if cyrillic && lang != BG && word != "Български" && word != "Харта" {
			t.Errorf("%s: %q is Cyrillic", where, word)
		}
	}
}

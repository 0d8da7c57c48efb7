package register

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"harta/internal/fault"
	"harta/internal/text"
)

// Where a code of a fault stands in the source.
var (
	codeForm   = regexp.MustCompile(`(?:Invalid\([^,]+, |\.add\([^,]+, |NotFound\(|Conflict\(|New\(fault\.Kind\w+, )"([a-z_]+)"`)
	lengthForm = regexp.MustCompile(`\.(length|atMost)\("[a-z]+", "([a-z_]+)"`)
)

// raised lists every code that the package's source raises.
func raised(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range codeForm.FindAllStringSubmatch(string(source), -1) {
			found = append(found, m[1])
		}
		for _, m := range lengthForm.FindAllStringSubmatch(string(source), -1) {
			found = append(found, m[2]+"_long")
			if m[1] == "length" {
				found = append(found, m[2]+"_missing")
			}
		}
	}
	if len(found) < 10 {
		t.Fatalf("only %v were found: this test looks in the wrong place", found)
	}
	return found
}

func TestEveryFaultHasWords(t *testing.T) {
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []text.Lang{text.BG, text.EN} {
		for _, code := range raised(t) {
			params := fault.Params{"count": 2}
			sentence := words.In(lang).Fault(&fault.Error{Code: code, Params: params})
			if strings.Contains(sentence, "⟦") || lang == text.EN && strings.ContainsAny(sentence, "абвгдежзийклмнопрстуфхцчшщъьюя") {
				t.Errorf("%s has no words in %s: %s", code, lang, sentence)
			}
		}
	}
}

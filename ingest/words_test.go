package ingest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"harta/internal/text"
)

// Every code that this package raises has its sentence in both languages, and every sentence is of use.
func TestEveryCodeHasWords(t *testing.T) {
	codes := map[string]bool{}
	raises := regexp.MustCompile(`fault\.(Invalid|New|NotFound|Conflict)\(|c\.(bad|note)\(|row\.(refuse|remark)\(|[cC]ode(:| :?=) ?"|return "|keep\("`)
	quoted := regexp.MustCompile(`"([a-z][a-z0-9]*(?:_[a-z0-9]+)+)"`)
	files, err := filepath.Glob("*.go")
	must(t, err)
	back, err := filepath.Glob("../internal/register/*_back.go") // which take back what files brought
	must(t, err)
	files = append(files, back...)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		must(t, err)
		for _, line := range strings.Split(string(src), "\n") {
			if !raises.MatchString(line) {
				continue
			}
			for _, q := range quoted.FindAllStringSubmatch(line, -1) {
				code := q[1]
				if strings.Contains(line, "c.note(") || strings.Contains(line, "row.remark(") {
					code = notePrefix + code
				}
				codes[code] = true
			}
		}
	}
	for _, f := range []Field{FieldChannel, FieldOutcome, FieldOrderSpeed} {
		codes[string(f)+"_missing"], codes[string(f)+"_unknown"] = true, true
	}
	for _, f := range []Field{FieldKind, FieldCategory, FieldGround} {
		codes[string(f)+"_unknown"] = true
	}
	for _, f := range []Field{FieldDepartment, FieldOffice} {
		codes[notePrefix+string(f)+"_created"], codes[string(f)+"_unknown"] = true, true
	}
	codes[notePrefix+"older"], codes[notePrefix+"superseded"] = true, true
	delete(codes, "clickhouse_away") // of the store
	delete(codes, "order_speed")     // a field
	delete(codes, "date_order")      // a field
	delete(codes, "incident_on")     // a field
	delete(codes, "time_zone")       // a field
	if len(codes) < 60 {
		t.Fatalf("only %d codes were found in the source", len(codes))
	}
	b, err := text.Load()
	must(t, err)
	for _, lang := range []text.Lang{text.BG, text.EN} {
		for code := range codes {
			if s := b.In(lang).T("fault." + code); strings.HasPrefix(s, "⟦") {
				t.Errorf("%s: no sentence for %s", lang, code)
			}
		}
		data, err := os.ReadFile("../internal/text/locales/" + string(lang) + "/fault-ingest.json")
		must(t, err)
		for _, m := range regexp.MustCompile(`"fault\.(\w+)":`).FindAllSubmatch(data, -1) {
			if !codes[string(m[1])] {
				t.Errorf("%s: nobody raises %s", lang, m[1])
			}
		}
	}
}

// Package archtest checks the arrows of the house: which package may import which. A wrong import fails with a sentence that
// says what is wrong and why.
package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "harta"

// allowed lists, for every package of ours, the packages of ours it may import (non-test files only). A package that is
// missing here fails: whoever adds a room to the house says where its doors are.
var allowed = map[string][]string{
	"internal/fault":           {},
	"internal/charter":         {"internal/fault"},
	"internal/text":            {"internal/fault"},
	"internal/guard":           {},
	"internal/mail":            {},
	"internal/mail/mailtest":   {},
	"analytics/stats":          {},
	"sql":                      {},
	"internal/store":           {"internal/fault", "internal/store/engine", "sql"},
	"internal/disk":            {},
	"internal/store/engine":    {"internal/disk", "internal/fault"},
	"internal/store/storetest": {"internal/fault", "internal/store", "internal/store/engine", "sql"},
	"internal/register":        {"internal/charter", "internal/fault", "internal/store", "sql"},
	"internal/access":          {"internal/fault", "internal/store", "sql"},
	"ingest":                   {"internal/charter", "internal/disk", "internal/fault", "internal/guard", "internal/register", "internal/store"},
	"analytics":                {"analytics/stats", "internal/charter", "internal/fault", "sql"},
	"internal/town":            {"ingest", "internal/charter", "internal/fault", "internal/register"},
	"dashboard": {
		"analytics", "ingest", "internal/access", "internal/charter", "internal/fault", "internal/guard", "internal/mail", "internal/register", "internal/text",
	},
	"cmd/harta": {
		"analytics", "dashboard", "ingest", "internal/access", "internal/charter", "internal/fault", "internal/guard", "internal/mail",
		"internal/register", "internal/store", "internal/store/engine", "internal/text", "internal/town", "sql",
	},
}

// fenced lists the foreign packages that only certain files may import.
var fenced = []struct {
	prefix string
	files  []string // patterns of paths relative to the root
	why    string
}{
	{"github.com/gofiber/fiber", []string{"dashboard/*.go"}, "only the dashboard is at the door"},
	{"github.com/go-echarts", []string{"dashboard/chart*.go"}, "charts are drawn in dashboard/chart*.go"},
	{"github.com/xuri/excelize", []string{"dashboard/workbook*.go", "ingest/xlsx.go"}, "workbooks are written in dashboard/workbook*.go and read in ingest/xlsx.go"},
	{"github.com/ClickHouse/", []string{"internal/store/*.go", "internal/store/*/*.go", "ingest/*.go", "analytics/*.go"}, "only the stores, the loader and the reporter speak to ClickHouse"},
	{"github.com/prometheus/", []string{"dashboard/metrics.go"}, "what is measured is told to dashboard/metrics.go"},
	{"github.com/ebitengine/purego", []string{"internal/store/engine/*.go"}, "only the engine's child loads the library"},
	{"modernc.org/sqlite", []string{"internal/store/*.go", "ingest/spool*.go"}, "only the stores and the spool open SQLite files"},
}

type importing struct{ file, pkg, path string }

func TestArrows(t *testing.T) {
	for _, im := range imports(t) {
		target, ours := strings.CutPrefix(im.path, module+"/")
		if !ours {
			continue
		}
		may, known := allowed[im.pkg]
		switch {
		case !known:
			t.Errorf("%s: package %s is new to the house: say in internal/archtest which packages it may import", im.file, im.pkg)
		case !slices.Contains(may, target):
			t.Errorf("%s imports %s: %s may import only %v", im.file, target, im.pkg, may)
		}
	}
}

func TestFences(t *testing.T) {
	for _, im := range imports(t) {
		for _, f := range fenced {
			if strings.HasPrefix(im.path, f.prefix) && !matches(im.file, f.files) {
				t.Errorf("%s imports %s: %s", im.file, im.path, f.why)
			}
		}
	}
}

// imports reads the imports of every non-test Go file below the module's root.
func imports(t *testing.T) []importing {
	t.Helper()
	root := moduleRoot(t)
	var found []importing
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			found = append(found, importing{file: rel, pkg: filepath.ToSlash(filepath.Dir(rel)), path: strings.Trim(spec.Path.Value, `"`)})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 50 {
		t.Fatalf("only %d imports were read below %s: this test looks in the wrong place", len(found), root)
	}
	return found
}

func matches(file string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, err := filepath.Match(p, filepath.ToSlash(file))
		return err == nil && ok
	})
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = parent
	}
}

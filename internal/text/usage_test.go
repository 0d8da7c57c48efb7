package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// module is the root of the repository, seen from this package.
const module = "../.."

// use is a place that names a message, and the values it gives to it. Where the values are not written out as literals they are
// not known.
type use struct {
	key, where string
	given      map[string]bool
	known      bool
}

// templateUse finds T "key" with the rest of its action, where the names of the values stand.
var (
	templateUse   = regexp.MustCompile(`\bT "([^"]+)"([^{}]*)`)
	templateValue = regexp.MustCompile(`"(\w+)"`)
)

// usesInTemplates lists the messages that templates name.
func usesInTemplates(t *testing.T) []use {
	t.Helper()
	var uses []use
	walk(t, filepath.Join(module, "dashboard", "templates"), ".html", func(path string) error {
		data, err := os.ReadFile(path)
		for _, m := range templateUse.FindAllStringSubmatch(string(data), -1) {
			u := use{key: m[1], where: path, given: map[string]bool{}, known: true}
			for _, v := range templateValue.FindAllStringSubmatch(m[2], -1) {
				u.given[v[1]] = true
			}
			uses = append(uses, u)
		}
		return err
	})
	return uses
}

// usesInCode lists the messages and faults that Go files name as literals. Tests are left out.
func usesInCode(t *testing.T) []use {
	t.Helper()
	var uses []use
	files := token.NewFileSet()
	walk(t, module, ".go", func(path string) error {
		if strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if u := useOf(call); u.key != "" {
					u.where = files.Position(call.Pos()).String()
					uses = append(uses, u)
				}
			}
			return true
		})
		return nil
	})
	return uses
}

// walk visits the files of a folder with the given ending; packages of others and hidden folders are left out.
func walk(t *testing.T, root, ending string, visit func(path string) error) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".")) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ending) {
			return nil
		}
		return visit(path)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// keyArgument says which argument of a call is a message's key; names and values follow it.
var keyArgument = map[string]int{"T": 0, "newPage": 1}

// codeArgument says which argument of a constructor of package fault is the code; the parameters follow it.
var codeArgument = map[string]int{"Invalid": 1, "NotFound": 0, "Conflict": 0, "New": 1}

// useOf gives the message that a call names; without one its key is empty.
func useOf(call *ast.CallExpr) use {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return use{}
	}
	if pkg, ok := method.X.(*ast.Ident); ok && pkg.Name == "fault" {
		i, ok := codeArgument[method.Sel.Name]
		if code := literal(call.Args, i); ok && code != "" {
			u := use{key: "fault." + code}
			u.given, u.known = paramsOf(call.Args, i+1)
			return u
		}
		return use{}
	}
	i, ok := keyArgument[method.Sel.Name]
	if key := literal(call.Args, i); ok && strings.Contains(key, ".") {
		u := use{key: key, given: map[string]bool{}, known: call.Ellipsis == token.NoPos}
		for v := i + 1; v < len(call.Args); v += 2 {
			name := literal(call.Args, v)
			u.given[name] = true
			u.known = u.known && name != ""
		}
		return u
	}
	return use{}
}

// paramsOf gives the names in a literal fault.Params; nil is known to be empty, a variable is not known.
func paramsOf(args []ast.Expr, i int) (given map[string]bool, known bool) {
	given = make(map[string]bool)
	if i >= len(args) {
		return given, false
	}
	switch arg := args[i].(type) {
	case *ast.Ident:
		return given, arg.Name == "nil"
	case *ast.CompositeLit:
		for _, element := range arg.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				given[literal([]ast.Expr{pair.Key}, 0)] = true
			}
		}
		return given, true
	}
	return given, false
}

// literal gives the text of an argument that is a plain string, or the beginning of one that is put together, as in
// "role." + name.
func literal(args []ast.Expr, i int) string {
	if i >= len(args) {
		return ""
	}
	arg := args[i]
	for {
		sum, ok := arg.(*ast.BinaryExpr)
		if !ok {
			break
		}
		arg = sum.X
	}
	lit, ok := arg.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}

// allUses lists every place that names a message. It fails when the search has become blind.
func allUses(t *testing.T) []use {
	t.Helper()
	uses := append(usesInCode(t), usesInTemplates(t)...)
	found := make(map[string]bool)
	for _, u := range uses {
		found[u.key] = true
	}
	for _, must := range []string{"login.title", "frame.skip", "fault.form_expired", "fault.plain_http", "common.days"} {
		if !found[must] {
			t.Fatalf("the search does not find %q, which is used", must)
		}
	}
	return uses
}

func TestEveryKeyThatIsUsedExists(t *testing.T) {
	uses := allUses(t)
	for _, lang := range Staff() {
		have := readMessages(t, lang)
		for _, u := range uses {
			if strings.HasSuffix(u.key, ".") || strings.HasSuffix(u.key, "_") {
				if !hasPrefix(have, u.key) {
					t.Errorf("%s: no message begins with %q, used at %s", lang, u.key, u.where)
				}
			} else if have[u.key] == nil {
				t.Errorf("%s: no message %q, used at %s", lang, u.key, u.where)
			}
		}
	}
}

func TestEveryPlaceholderIsFilled(t *testing.T) {
	have := readMessages(t, BG)
	for _, u := range allUses(t) {
		if !u.known {
			continue
		}
		for _, message := range have[u.key] {
			for _, name := range names(message) {
				if !u.given[name] && !strings.Contains(message, "{{if ."+name+"}}") {
					t.Errorf("message %q wants {{.%s}}, which is not given at %s", u.key, name, u.where)
				}
			}
		}
		if len(have[u.key]) > 1 && !u.given["count"] {
			t.Errorf("message %q has plural forms, but no \"count\" is given at %s", u.key, u.where)
		}
	}
}

// readMessages gives all messages of a language by key.
func readMessages(t *testing.T, lang Lang) map[string]map[string]string {
	t.Helper()
	all := make(map[string]map[string]string)
	for _, a := range readAreas(t, lang) {
		for key, forms := range a {
			all[key] = forms
		}
	}
	return all
}

// hasPrefix says whether a key begins so.
func hasPrefix(have map[string]map[string]string, prefix string) bool {
	for key := range have {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

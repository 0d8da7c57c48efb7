package dashboard

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"text/template"
	"text/template/parse"
	"time"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/text"
)

// shownBy says what every template is given. A template of two pages stands for both.
func shownBy() map[string][]framed {
	return map[string][]framed{
		"api.html": {&apiPage{}}, "case.html": {&casePage{}}, "case_gone.html": {&goneCasePage{}}, "case_held.html": {&heldPage{}}, "case_new.html": {&newCasePage{}},
		"cases.html": {&casesPage{}}, "consultations.html": {&consultationsPage{}}, "error.html": {&errorPage{}}, "explore.html": {&explorePage{}},
		"follow.html": {&followPage{}}, "follow_lost.html": {&lostPage{}}, "follow_note.html": {&followNote{}}, "form.html": {&formPage{}},
		"form_done.html": {&receiptPage{}}, "formadmin.html": {&formAdminPage{}}, "formadmin_entry.html": {&entryPage{}},
		"formadmin_list.html": {&formListPage{}}, "import.html": {&importPage{}}, "import_file.html": {&filePreviewPage{}},
		"import_map.html": {&mapPage{}}, "import_preview.html": {&previewPage{}}, "import_receipt.html": {&receiptOfImport{}},
		"import_run.html": {&runPage{}}, "insults.html": {&insultsPage{}}, "intake.html": {&intakePage{}}, "intake_rejected.html": {&rejectedPage{}},
		"keys.html": {&keysPage{}}, "kiosk.html": {&kioskPage{}}, "kiosk_error.html": {&kioskNote{}}, "kiosk_thanks.html": {&kioskNote{}},
		"kiosks.html": {&screensPage{}}, "kiosks_edit.html": {&screenPage{}}, "kiosks_places.html": {&screensPage{}},
		"kiosks_poster.html": {&posterPage{}}, "kiosks_uncounted.html": {&uncountedPage{}}, "letter.html": {&letterPage{}},
		"letter_sent.html": {&sentLetterPage{}}, "login.html": {&loginPage{}}, "overview.html": {&overviewPage{}}, "quality.html": {&qualityPage{}},
		"record.html": {&recordPage{}}, "records.html": {&recordsPage{}}, "sealed.html": {&sealedPage{}}, "sealed_case.html": {&sealedCasePage{}},
		"service.html": {&servicePage{}}, "services.html": {&servicesPage{}}, "setaside.html": {&asidePage{}}, "survey.html": {&surveyPage{}},
		"surveys.html": {&surveysPage{}}, "surveys_slip.html": {&slipPage{}}, "topic.html": {&topicPage{}},
		"typed_back.html": {&typedBackPage{}},
	}
}

// TestEveryPageWithEverythingOnIt shows every page with every list filled and every branch taken. A template is checked only where it
// runs: without this a table fails on the first day on which it has a row.
func TestEveryPageWithEverythingOnIt(t *testing.T) {
	files, err := filepath.Glob("templates/*.html")
	must(t, err)
	known, seen := shownBy(), new(strings.Builder)
	fill := filler{words: testPrinter(t, text.BG), wrong: wrongFields(t)}
	words := fill.words
	static, err := loadAssets(testAssets())
	must(t, err)
	set, err := loadTemplates(map[text.Lang]*text.Printer{text.BG: words}, static)
	must(t, err)
	marks := &branchMarks{}
	for _, file := range files {
		name := filepath.Base(file)
		if strings.HasPrefix(name, "layout") {
			continue
		}
		if known[name] == nil {
			t.Errorf("%s: what is it given? Add its page to the list", name)
		}
		funcs := template.FuncMap(templateFuncs(words, static))
		funcs["asset"] = func(string) string { return "" } // no name of a file stands in the values
		whole := template.New(name).Funcs(funcs).Option("missingkey=error")
		for _, part := range set.sets[text.BG][name].Templates() {
			tree := part.Tree.Copy()
			marks.takeAll(tree.Root, name)
			_, err := whole.AddParseTree(part.Name(), tree)
			must(t, err)
		}
		for _, page := range known[name] {
			fill.value(reflect.ValueOf(page).Elem(), 0)
			if err := whole.ExecuteTemplate(seen, name, page); err != nil {
				t.Error(err)
			}
		}
	}
	for mark, where := range marks.where {
		if !strings.Contains(seen.String(), mark) {
			t.Errorf("never shown: %s", where)
		}
	}
}

// branchMarks remembers the bodies of range and with, so that one which did not run is noticed.
type branchMarks struct{ where map[string]string }

// takeAll rewrites a template so that every branch is taken, one after the other.
func (m *branchMarks) takeAll(list *parse.ListNode, name string) {
	if list == nil {
		return
	}
	var all []parse.Node
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.IfNode:
			m.takeAll(n.List, name)
			m.takeAll(n.ElseList, name)
			all = append(all, &parse.ActionNode{NodeType: parse.NodeAction, Pos: n.Pos, Line: n.Line, Pipe: n.Pipe})
			all = append(append(all, n.List.Nodes...), elseNodes(n.ElseList)...)
		case *parse.RangeNode:
			m.branch(&n.BranchNode, name)
			all = append(append(all, n), elseNodes(n.ElseList)...)
			n.ElseList = nil
		case *parse.WithNode:
			m.branch(&n.BranchNode, name)
			all = append(append(all, n), elseNodes(n.ElseList)...)
			n.ElseList = nil
		default:
			all = append(all, node)
		}
	}
	list.Nodes = all
}

func (m *branchMarks) branch(n *parse.BranchNode, name string) {
	m.takeAll(n.List, name)
	m.takeAll(n.ElseList, name)
	if m.where == nil {
		m.where = map[string]string{}
	}
	mark := fmt.Sprintf("[[branch %d]]", len(m.where))
	m.where[mark] = fmt.Sprintf("%s: %s", name, n.Pipe)
	n.List.Nodes = append(n.List.Nodes, &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(mark)})
}

func elseNodes(list *parse.ListNode) []parse.Node {
	if list == nil {
		return nil
	}
	return list.Nodes
}

// fillDepth is how deep values are filled: types may hold themselves.
const fillDepth = 12

// filler makes values for every field of a page.
type filler struct {
	words *text.Printer
	wrong []formError // with every field that a template looks up
}

// wrongFields lists what is wrong with every field that a template asks about.
func wrongFields(t *testing.T) []formError {
	t.Helper()
	list := []formError{{Field: "files", Message: "1"}, {Field: "hours_1", Message: "1"}, {Field: "1", Message: "1"}}
	files, err := filepath.Glob("templates/*.html")
	must(t, err)
	partials, err := filepath.Glob("templates/partials/*.html")
	must(t, err)
	files = append(files, partials...)
	for _, file := range files {
		data, err := os.ReadFile(file)
		must(t, err)
		for _, m := range errorLookup.FindAllStringSubmatch(string(data), -1) {
			list = append(list, formError{Field: m[1], Message: "1"})
		}
	}
	return list
}

var errorLookup = regexp.MustCompile(`\.ErrorAt "([^"]+)"`)

// value gives a value something that is not zero, and everything in it.
func (f filler) value(v reflect.Value, depth int) {
	if !v.CanSet() || depth > fillDepth {
		return
	}
	switch v.Interface().(type) {
	case *text.Printer:
		v.Set(reflect.ValueOf(f.words))
		return
	case []formError:
		v.Set(reflect.ValueOf(f.wrong))
		return
	case text.Lang:
		v.Set(reflect.ValueOf(text.BG))
		return
	case access.Role:
		v.Set(reflect.ValueOf(access.Officer))
		return
	case time.Time:
		v.Set(reflect.ValueOf(testNow))
		return
	case charter.Date:
		v.Set(reflect.ValueOf(charter.NewDate(2026, time.May, 4)))
		return
	case charter.Label:
		v.Set(reflect.ValueOf(charter.Label{"bg": "Име", "en": "Name"}))
		return
	}
	f.kind(v, depth)
}

func (f filler) kind(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("1")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(1)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(1)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.value(v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.items(v, depth)
	case reflect.Array:
		f.items(v, depth)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		f.value(key, depth+1)
		f.value(value, depth+1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Field(i); field.CanSet() || v.Type().Field(i).Anonymous {
				f.field(field, depth)
			}
		}
	case reflect.Interface:
		for _, some := range []any{fault.NotFound("page_not_found", nil), "1"} {
			if reflect.TypeOf(some).AssignableTo(v.Type()) {
				v.Set(reflect.ValueOf(some))
				return
			}
		}
	}
}

// field fills a field, and the exported fields of an embedded struct whose own name is not exported.
func (f filler) field(v reflect.Value, depth int) {
	if v.CanSet() {
		f.value(v, depth+1)
		return
	}
	for i := 0; v.Kind() == reflect.Struct && i < v.NumField(); i++ {
		if v.Type().Field(i).IsExported() || v.Type().Field(i).Anonymous {
			f.field(v.Field(i), depth+1)
		}
	}
}

func (f filler) items(v reflect.Value, depth int) {
	for i := range v.Len() {
		f.value(v.Index(i), depth+1)
	}
}

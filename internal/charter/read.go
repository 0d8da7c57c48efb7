package charter

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"

	"harta/internal/fault"
)

// reader walks the tree of a charter file and keeps every fault it meets, so that a person mends the file in one go. After a
// fault it goes on with a zero value; the charter read is thrown away in the end.
type reader struct {
	file     string
	faults   fault.List
	declared map[string]map[string]int // list -> id -> line
	wanted   []reference
}

// reference is a mention of an id that some list has to declare.
type reference struct {
	line            int
	field, list, id string
}

// report keeps a fault, with the place that every fault of a file names.
func (r *reader) report(line int, field, code string, params fault.Params) {
	all := fault.Params{"file": r.file, "line": max(line, 1), "field": field}
	for k, v := range params {
		all[k] = v
	}
	r.faults = append(r.faults, fault.Invalid(field, code, all))
}

// yamlLine finds the line in a message of the YAML package, which has no other way of telling it.
var yamlLine = regexp.MustCompile(`line (\d+)`)

// document gives the one mapping that the file consists of, or nil with a fault kept.
func (r *reader) document(data []byte) *yaml.Node {
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := d.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			r.report(1, "", "charter_empty", nil)
			return nil
		}
		r.syntax(err)
		return nil
	}
	if err := d.Decode(&second); err == nil {
		r.report(second.Line, "", "charter_second_document", nil)
		return nil
	} else if !errors.Is(err, io.EOF) {
		r.syntax(err)
		return nil
	}
	root := doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		r.report(root.Line, "", "charter_empty", nil)
		return nil
	}
	return root
}

func (r *reader) syntax(err error) {
	line := 1
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1]) // digits by the expression; one too long for an int is line 1
	}
	r.report(line, "", "charter_syntax", fault.Params{"reason": err.Error()})
}

// declare keeps an id of a list; the second of one name is a fault.
func (r *reader) declare(list, id string, o *object) {
	if id == "" {
		return
	}
	known := r.declared[list]
	if known == nil {
		known = make(map[string]int)
		r.declared[list] = known
	}
	if first, twice := known[id]; twice {
		r.report(o.lineOf("id"), o.at("id"), "charter_duplicate_id", fault.Params{"id": id, "first": first})
		return
	}
	known[id] = o.lineOf("id")
}

// checkReferences reports every mention of an id that its list does not declare.
func (r *reader) checkReferences() {
	for _, w := range r.wanted {
		if _, ok := r.declared[w.list][w.id]; !ok {
			r.report(w.line, w.field, "charter_unknown_reference", fault.Params{"id": w.id, "list": w.list})
		}
	}
}

// object is one mapping of the file. It remembers which keys were asked for: the others are unknown, which finish reports.
type object struct {
	r      *reader
	line   int
	path   string
	order  []string
	keys   map[string]*yaml.Node // the keys themselves, for their lines
	values map[string]*yaml.Node
	asked  map[string]bool
}

// object opens a mapping; something else in its place is a fault and reads as an empty mapping, about which nothing more is
// said.
func (r *reader) object(n *yaml.Node, path string) *object {
	o := &object{r: r, line: n.Line, path: path, keys: map[string]*yaml.Node{}, values: map[string]*yaml.Node{}, asked: map[string]bool{}}
	if n.Kind != yaml.MappingNode {
		r.report(n.Line, path, "charter_want_mapping", nil)
		o.values = nil
		return o
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode {
			r.report(k.Line, path, "charter_unknown_key", fault.Params{"key": "?"})
			continue
		}
		if first, twice := o.keys[k.Value]; twice {
			r.report(k.Line, o.at(k.Value), "charter_duplicate_key", fault.Params{"key": k.Value, "first": first.Line})
			continue
		}
		o.order = append(o.order, k.Value)
		o.keys[k.Value], o.values[k.Value] = k, v
	}
	return o
}

// finish reports the keys that nobody asked for. It is deferred right after the mapping is opened.
func (o *object) finish() {
	for _, k := range o.order {
		if !o.asked[k] {
			o.r.report(o.keys[k].Line, o.at(k), "charter_unknown_key", fault.Params{"key": k})
		}
	}
}

// at gives the path of a key.
func (o *object) at(key string) string {
	if o.path == "" {
		return key
	}
	return o.path + "." + key
}

// lineOf gives the line of a key, or of the mapping when it lacks the key.
func (o *object) lineOf(key string) int {
	if n := o.keys[key]; n != nil {
		return n.Line
	}
	return o.line
}

// fail reports a fault about a key.
func (o *object) fail(key, code string, params fault.Params) {
	o.r.report(o.lineOf(key), o.at(key), code, params)
}

// has says whether the key is there, with a value or without.
func (o *object) has(key string) bool {
	_, ok := o.keys[key]
	return ok
}

// value gives the value of a key, or nil when it is absent or empty, which is a fault if the key is required.
func (o *object) value(key string, required bool) *yaml.Node {
	o.asked[key] = true
	n := o.values[key]
	switch {
	case o.values == nil:
		return nil
	case n == nil:
		if required {
			o.fail(key, "charter_missing", fault.Params{"key": key})
		}
		return nil
	case n.Kind == yaml.AliasNode:
		o.fail(key, "charter_alias", fault.Params{"key": key})
		return nil
	case n.Kind == yaml.ScalarNode && n.Value == "", n.Tag == "!!null":
		o.fail(key, "charter_no_value", fault.Params{"key": key})
		return nil
	}
	return n
}

// child opens the mapping under a key, or gives nil.
func (o *object) child(key string, required bool) *object {
	n := o.value(key, required)
	if n == nil {
		return nil
	}
	return o.r.object(n, o.at(key))
}

// each calls f for the elements of the list under a key, with the path of each.
func (o *object) each(key string, required bool, f func(n *yaml.Node, path string)) {
	n := o.value(key, required)
	if n == nil {
		return
	}
	if n.Kind != yaml.SequenceNode {
		o.fail(key, "charter_want_list", fault.Params{"key": key})
		return
	}
	if required && len(n.Content) == 0 {
		o.fail(key, "charter_no_value", fault.Params{"key": key})
	}
	for i, e := range n.Content {
		f(e, element(o.at(key), i))
	}
}

// objects calls f for the mappings of the list under a key and finishes each.
func (o *object) objects(key string, required bool, f func(*object)) {
	o.each(key, required, func(n *yaml.Node, path string) {
		e := o.r.object(n, path)
		defer e.finish()
		f(e)
	})
}

// element names the n-th element of a list in a path inside the file.
func element(path string, n int) string { return fmt.Sprintf("%s[%d]", path, n) }

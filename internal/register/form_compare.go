package register

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"harta/internal/charter"
)

// Deed is what became of a part of the forms from one version to another.
type Deed string

// What may become of a part.
const (
	DeedAdded     Deed = "added"
	DeedReworded  Deed = "reworded"
	DeedRetired   Deed = "retired"
	DeedReturned  Deed = "returned"
	DeedReordered Deed = "reordered" // of a list or of a form's fields as a whole
	DeedShown     Deed = "shown"
	DeedHidden    Deed = "hidden"
	DeedRequired  Deed = "required"
	DeedOptional  Deed = "optional"
	DeedLede      Deed = "lede"  // what is said under a form's heading
	DeedFaces     Deed = "faces" // beside which scores a reason is offered
)

// Difference is one thing that a version asks otherwise than another.
type Difference struct {
	Deed  Deed
	List  string        // one of the lists, or the kind of a form
	ID    string        // of the entry or field, empty for a list as a whole
	Name  charter.Label // the entry's name in the newer version, empty for a standard field
	Words []Rewording
}

// Rewording is one text that was changed.
type Rewording struct {
	Part     string // label, help, text, low, high, hint, lede
	Language string
	Before   string // empty: there was none
	After    string
}

// Compare tells what b asks otherwise than a, which is the older one.
func Compare(a, b Definition) []Difference {
	v, w := a.Vocabulary, b.Vocabulary
	list := compareList(ListCategories, entriesOfCategories(v.Categories), entriesOfCategories(w.Categories))
	list = append(list, compareList(ListQuestions, entriesOfQuestions(v.Questions), entriesOfQuestions(w.Questions))...)
	list = append(list, compareList(ListReasons, entriesOfReasons(v.Reasons), entriesOfReasons(w.Reasons))...)
	for _, form := range b.Forms {
		old, _ := a.Form(form.Kind)
		list = append(list, compareForm(old, form, w)...)
	}
	return list
}

// entry is what comparing needs of a category, question, reason or field.
type entry struct {
	id      string
	name    charter.Label
	retired bool
	words   map[string]charter.Label // by part
	faces   []int
}

func entriesOfCategories(all []charter.Category) []entry {
	var list []entry
	for _, c := range all {
		list = append(list, entry{c.ID, c.Label, !c.Retired.IsZero(), map[string]charter.Label{"label": c.Label, "help": c.Help}, nil})
	}
	return list
}

func entriesOfQuestions(all []charter.Question) []entry {
	var list []entry
	for _, q := range all {
		words := map[string]charter.Label{"label": q.Label, "text": q.Text, "low": q.Low, "high": q.High}
		list = append(list, entry{q.ID, q.Label, !q.Retired.IsZero(), words, nil})
	}
	return list
}

func entriesOfReasons(all []charter.Reason) []entry {
	var list []entry
	for _, r := range all {
		list = append(list, entry{r.ID, r.Label, !r.Retired.IsZero(), map[string]charter.Label{"label": r.Label}, r.Faces})
	}
	return list
}

// compareList compares two lists of entries, of which none ever disappears.
func compareList(name string, a, b []entry) []Difference {
	var list []Difference
	for _, now := range b {
		d := Difference{List: name, ID: now.id, Name: now.name}
		i := indexOf(a, now.id, func(e entry) string { return e.id })
		if i < 0 {
			d.Deed = DeedAdded
			list = append(list, d)
			continue
		}
		list = append(list, compareEntry(d, a[i], now)...)
	}
	of := func(e entry) string { return e.id }
	if reordered(idsOf(a, of), idsOf(b, of)) {
		list = append(list, Difference{Deed: DeedReordered, List: name})
	}
	return list
}

// compareEntry tells what became of one entry that both versions have.
func compareEntry(d Difference, was, now entry) []Difference {
	var list []Difference
	add := func(deed Deed, words []Rewording) {
		d.Deed, d.Words = deed, words
		list = append(list, d)
	}
	if words := rewordings(was.words, now.words); len(words) > 0 {
		add(DeedReworded, words)
	}
	switch {
	case !was.retired && now.retired:
		add(DeedRetired, nil)
	case was.retired && !now.retired:
		add(DeedReturned, nil)
	}
	if !slices.Equal(was.faces, now.faces) {
		add(DeedFaces, []Rewording{{Part: "faces", Before: scoresOf(was.faces), After: scoresOf(now.faces)}})
	}
	return list
}

// compareForm compares the fields of a form. What is a question is named by the vocabulary.
func compareForm(a, b Form, v charter.Vocabulary) []Difference {
	var list []Difference
	if words := rewordings(map[string]charter.Label{"lede": a.Lede}, map[string]charter.Label{"lede": b.Lede}); len(words) > 0 {
		list = append(list, Difference{Deed: DeedLede, List: b.Kind, Words: words})
	}
	for _, now := range b.Fields {
		d := Difference{List: b.Kind, ID: now.ID, Name: now.Label}
		if i := indexOf(v.Questions, now.ID, func(q charter.Question) string { return q.ID }); now.Type == TypeScore && i >= 0 {
			d.Name = v.Questions[i].Label
		}
		was, known := a.Field(now.ID)
		switch {
		case known:
			list = append(list, compareField(d, was, now)...)
		case now.Type != TypeScore: // a new question is told of as one
			d.Deed = DeedAdded
			list = append(list, d)
		}
	}
	of := func(f Field) string { return f.ID }
	if reordered(idsOf(a.Fields, of), idsOf(b.Fields, of)) {
		list = append(list, Difference{Deed: DeedReordered, List: b.Kind})
	}
	return list
}

// compareField tells what became of one field that both versions have.
func compareField(d Difference, was, now Field) []Difference {
	var list []Difference
	add := func(deed Deed, words []Rewording) {
		d.Deed, d.Words = deed, words
		list = append(list, d)
	}
	words := rewordings(map[string]charter.Label{"label": was.Label, "hint": was.Hint}, map[string]charter.Label{"label": now.Label, "hint": now.Hint})
	if len(words) > 0 {
		add(DeedReworded, words)
	}
	switch {
	case !was.Shown && now.Shown:
		add(DeedShown, nil)
	case was.Shown && !now.Shown:
		add(DeedHidden, nil)
	}
	switch {
	case !was.Required && now.Required:
		add(DeedRequired, nil)
	case was.Required && !now.Required:
		add(DeedOptional, nil)
	}
	return list
}

// rewordings compares the words of one thing, by part and language.
func rewordings(a, b map[string]charter.Label) []Rewording {
	var list []Rewording
	for _, part := range slices.Sorted(maps.Keys(b)) {
		for _, lang := range formLanguages() {
			if before, after := a[part][lang], b[part][lang]; before != after {
				list = append(list, Rewording{part, lang, before, after})
			}
		}
	}
	return list
}

// reordered says whether what both lists have stands in another order.
func reordered(a, b []string) bool {
	kept := func(list, other []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(id string) bool { return !slices.Contains(other, id) })
	}
	return !slices.Equal(kept(a, b), kept(b, a))
}

func idsOf[T any](list []T, of func(T) string) []string {
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = of(x)
	}
	return ids
}

// scoresOf lists scores, as "1, 2".
func scoresOf(faces []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(faces), " ", ", "), "[]")
}

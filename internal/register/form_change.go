package register

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"harta/internal/charter"
	"harta/internal/fault"
)

// Limits of the words of a form, in characters, and of its lists.
const (
	wordMax    = 200 // a name, a label, a word at the end of a scale
	sentence   = 600 // a question, a hint, a lede
	entriesMax = 100 // of one list
	optionsMax = 20
)

// The languages in which the words of a form are kept; the first must be there, the others stand in for by it.
func formLanguages() []string { return []string{"bg", "en", "tr"} }

// PutCategory adds a category, or rewords the one with the id. What it is about and who may read it was decided when it was made.
type PutCategory struct{ Category charter.Category }

func (p PutCategory) change(d *Definition, today charter.Date) error {
	c := p.Category
	var f faults
	c.Label = f.label("label", c.Label, wordMax, true)
	c.Help = f.label("help", c.Help, sentence, false)
	list := &d.Vocabulary.Categories
	i := indexOf(*list, c.ID, func(c charter.Category) string { return c.ID })
	switch {
	case c.ID != "" && i < 0:
		f.add("id", "no_such_entry", nil)
	case c.ID == "" && c.Parent != "" && indexOf(*list, c.Parent, func(c charter.Category) string { return c.ID }) < 0:
		f.add("parent", "no_such_category", nil)
	case c.ID == "" && len(*list) >= entriesMax:
		f.add("label", "entries_many", fault.Params{"max": entriesMax})
	}
	if err := f.err(); err != nil {
		return err
	}
	if i >= 0 {
		old := (*list)[i]
		old.Label, old.Help = c.Label, c.Help
		(*list)[i] = old
		return nil
	}
	c.ID = newID(c.Label, func(id string) bool { return indexOf(*list, id, func(c charter.Category) string { return c.ID }) >= 0 })
	c.From, c.Retired = today, charter.Date{}
	*list = append(*list, c)
	return nil
}

// PutQuestion adds a question to the survey, or rewords the one with the id.
type PutQuestion struct{ Question charter.Question }

func (p PutQuestion) change(d *Definition, _ charter.Date) error {
	q := p.Question
	var f faults
	q.Label = f.label("label", q.Label, wordMax, true)
	q.Text = f.label("text", q.Text, sentence, true)
	q.Low = f.label("low", q.Low, wordMax, true)
	q.High = f.label("high", q.High, wordMax, true)
	list := &d.Vocabulary.Questions
	i := indexOf(*list, q.ID, func(q charter.Question) string { return q.ID })
	switch {
	case q.ID != "" && i < 0:
		f.add("id", "no_such_entry", nil)
	case q.ID == "" && len(*list) >= entriesMax:
		f.add("label", "entries_many", fault.Params{"max": entriesMax})
	}
	if err := f.err(); err != nil {
		return err
	}
	if i >= 0 {
		old := (*list)[i]
		old.Label, old.Text, old.Low, old.High = q.Label, q.Text, q.Low, q.High
		(*list)[i] = old
		return nil
	}
	q.ID = newID(q.Label, func(id string) bool { return indexOf(*list, id, func(q charter.Question) string { return q.ID }) >= 0 })
	q.Kiosk, q.Faces, q.Retired = nil, nil, charter.Date{}
	*list = append(*list, q)
	return d.inForm(FormSurvey, func(form *Form) error {
		form.Fields = append(form.Fields, Field{ID: q.ID, Type: TypeScore, Shown: true})
		return nil
	})
}

// PutReason adds a reason that is offered beside an answer, or rewords the one with the id.
type PutReason struct{ Reason charter.Reason }

func (p PutReason) change(d *Definition, _ charter.Date) error {
	x := p.Reason
	var f faults
	x.Label = f.label("label", x.Label, wordMax, true)
	slices.Sort(x.Faces)
	x.Faces = slices.Compact(x.Faces)
	if len(x.Faces) == 0 || x.Faces[0] < 1 || x.Faces[len(x.Faces)-1] > 5 {
		f.add("faces", "reason_faces", nil)
	}
	list := &d.Vocabulary.Reasons
	i := d.index(ListReasons, x.ID)
	switch {
	case x.ID != "" && i < 0:
		f.add("id", "no_such_entry", nil)
	case x.ID == "" && len(*list) >= entriesMax:
		f.add("label", "entries_many", fault.Params{"max": entriesMax})
	}
	if err := f.err(); err != nil {
		return err
	}
	if i >= 0 {
		(*list)[i].Label, (*list)[i].Faces = x.Label, x.Faces
		return nil
	}
	x.ID = newID(x.Label, func(id string) bool { return d.index(ListReasons, id) >= 0 })
	x.Retired = charter.Date{}
	*list = append(*list, x)
	return nil
}

// inForm changes one form.
func (d *Definition) inForm(kind string, change func(*Form) error) error {
	for i := range d.Forms {
		if d.Forms[i].Kind == kind {
			return change(&d.Forms[i])
		}
	}
	return fault.List{fault.Invalid("form", "no_such_form", nil)}
}

// index finds an entry of a list, -1: there is none.
func (d *Definition) index(list, id string) int {
	switch list {
	case ListCategories:
		return indexOf(d.Vocabulary.Categories, id, func(c charter.Category) string { return c.ID })
	case ListQuestions:
		return indexOf(d.Vocabulary.Questions, id, func(q charter.Question) string { return q.ID })
	case ListReasons:
		return indexOf(d.Vocabulary.Reasons, id, func(r charter.Reason) string { return r.ID })
	}
	return -1
}

func indexOf[T any](list []T, id string, of func(T) string) int {
	return slices.IndexFunc(list, func(x T) bool { return of(x) == id })
}

// label tidies words in the languages of forms and checks them; Bulgarian is what must be there.
func (f *faults) label(field string, l charter.Label, limit int, required bool) charter.Label {
	tidy := charter.Label{}
	for _, lang := range formLanguages() {
		s := tidyLine(l[lang])
		if n := utf8.RuneCountInString(s); n > limit {
			f.add(field, "words_long", fault.Params{"max": limit, "length": n})
		}
		if s != "" && strings.ContainsFunc(s, visible) {
			tidy[lang] = s
		}
	}
	if required && tidy["bg"] == "" {
		f.add(field, "words_missing", nil)
	}
	if len(tidy) == 0 {
		return nil
	}
	return tidy
}

// newID makes an id from the Bulgarian name, as a charter file would have one: small Latin letters, digits and underscores.
func newID(l charter.Label, taken func(string) bool) string {
	var b strings.Builder
	for _, c := range latin.Replace(strings.ToLower(l["bg"])) {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	stem := strings.Trim(b.String()[:min(b.Len(), 30)], "_")
	if stem == "" || stem[0] <= '9' {
		stem = "x" + stem
	}
	id := stem
	for n := 2; taken(id); n++ {
		id = stem + "_" + strconv.Itoa(n)
	}
	return id
}

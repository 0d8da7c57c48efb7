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

// The lists whose entries can be retired and moved.
const (
	ListCategories = "categories"
	ListQuestions  = "questions"
	ListReasons    = "reasons"
)

// Retire takes an entry out of what is offered, or brings it back. Facts that carry it keep its name.
type Retire struct {
	List string
	ID   string
	Back bool
}

func (c Retire) change(d *Definition, today charter.Date) error {
	day := today
	if c.Back {
		day = charter.Date{}
	}
	if c.List == ListQuestions && c.ID == questionOverall {
		return fault.List{fault.Invalid("id", "question_kept", nil)}
	}
	v := &d.Vocabulary
	switch i := d.index(c.List, c.ID); {
	case i < 0:
		return fault.List{fault.Invalid("id", "no_such_entry", nil)}
	case c.List == ListCategories:
		v.Categories[i].Retired = day
		if !slices.ContainsFunc(v.Categories, func(c charter.Category) bool { return c.Offered(today) }) {
			return fault.List{fault.Invalid("id", "category_kept", nil)}
		}
	case c.List == ListReasons:
		v.Reasons[i].Retired = day
	default:
		v.Questions[i].Retired = day
	}
	return nil
}

// Move moves an entry of a list, or a field of a form, by one place among those beside which it stands: categories under the same wider
// one, and what is retired among what is retired.
type Move struct {
	List string // one of the lists, or the kind of a form
	ID   string
	Up   bool
}

func (c Move) change(d *Definition, _ charter.Date) error {
	switch c.List {
	case ListCategories:
		return moved(d.Vocabulary.Categories, d.index(c.List, c.ID), c.Up, func(a, b charter.Category) bool {
			return a.Parent == b.Parent && a.Retired.IsZero() == b.Retired.IsZero()
		})
	case ListReasons:
		return moved(d.Vocabulary.Reasons, d.index(c.List, c.ID), c.Up, func(a, b charter.Reason) bool {
			return a.Retired.IsZero() == b.Retired.IsZero()
		})
	case ListQuestions: // their order is that of the survey
		c.List = FormSurvey
	}
	return d.inForm(c.List, func(form *Form) error {
		return moved(form.Fields, indexOf(form.Fields, c.ID, func(f Field) string { return f.ID }), c.Up, func(a, b Field) bool {
			return d.asked(a) == d.asked(b)
		})
	})
}

// asked says whether a field is still to be asked: one that is no question always is.
func (d *Definition) asked(f Field) bool {
	i := d.index(ListQuestions, f.ID)
	return f.Type != TypeScore || i < 0 || d.Vocabulary.Questions[i].Retired.IsZero()
}

// moved swaps an entry with the nearest one beside which it stands on the page; the first one cannot go up, nor the last one down, and
// stays.
func moved[T any](list []T, i int, up bool, beside func(a, b T) bool) error {
	if i < 0 {
		return fault.List{fault.Invalid("id", "no_such_entry", nil)}
	}
	step := 1
	if up {
		step = -1
	}
	for j := i + step; j >= 0 && j < len(list); j += step {
		if beside(list[i], list[j]) {
			list[i], list[j] = list[j], list[i]
			return nil
		}
	}
	return nil
}

// PutField changes how a form asks for something, or adds a field of its own to it. Type and options of a field stay as they were
// made; what the law or the charter needs stays required.
type PutField struct {
	Form  string
	Field Field
}

func (p PutField) change(d *Definition, _ charter.Date) error {
	field := p.Field
	var f faults
	own := field.ID == ""
	field.Label = f.label("label", field.Label, wordMax, own)
	field.Hint = f.label("hint", field.Hint, sentence, false)
	if own {
		f.ownField(&field)
	}
	if err := f.err(); err != nil {
		return err
	}
	return d.inForm(p.Form, func(form *Form) error {
		i := indexOf(form.Fields, field.ID, func(f Field) string { return f.ID })
		switch {
		case own && p.Form == FormSurvey:
			return fault.List{fault.Invalid("type", "field_type_unknown", nil)}
		case own && len(form.Fields) >= entriesMax:
			return fault.List{fault.Invalid("label", "entries_many", fault.Params{"max": entriesMax})}
		case own:
			field.ID = newID(field.Label, func(id string) bool {
				_, taken := form.Field(ownFieldPrefix + id)
				return taken
			})
			field.ID, field.Shown = ownFieldPrefix+field.ID, true
			form.Fields = append(form.Fields, field)
			return nil
		case i < 0:
			return fault.List{fault.Invalid("id", "no_such_entry", nil)}
		}
		old := form.Fields[i]
		if Indispensable(form.Kind, old.ID) && !(field.Shown && field.Required) {
			return fault.List{fault.Invalid("required", "field_kept", nil)}
		}
		old.Shown, old.Required = field.Shown, field.Required && old.ID != FieldFiles
		old.Label, old.Hint = field.Label, field.Hint
		form.Fields[i] = old
		return nil
	})
}

// ownFieldPrefix keeps the ids of an office's own fields apart from the standard ones.
const ownFieldPrefix = "own_"

// OwnField says whether a field's id is of one that the office made itself.
func OwnField(id string) bool { return strings.HasPrefix(id, ownFieldPrefix) }

// Indispensable says whether a form cannot do without a field.
func Indispensable(kind, id string) bool {
	switch id {
	case FieldText, questionOverall:
		return true
	case FieldCategory:
		return kind == "complaint" || kind == "signal"
	}
	return false
}

// ownField checks the type and the options of a new field.
func (f *faults) ownField(field *Field) {
	if !slices.Contains([]FieldType{TypeLine, TypeText, TypeChoice}, field.Type) {
		f.add("type", "field_type_unknown", nil)
	}
	if field.Type != TypeChoice {
		field.Options = nil
		return
	}
	if n := len(field.Options); n < 2 || n > optionsMax {
		f.add("options", "field_options", fault.Params{"max": optionsMax})
	}
	for i := range field.Options {
		o := &field.Options[i]
		o.ID = strconv.Itoa(i + 1)
		o.Label = f.label("options", o.Label, wordMax, true)
	}
}

// SetLede sets what is said under a form's heading; empty words bring the standard ones back.
type SetLede struct {
	Form string
	Lede charter.Label
}

func (c SetLede) change(d *Definition, _ charter.Date) error {
	var f faults
	lede := f.label("lede", c.Lede, sentence, false)
	if err := f.err(); err != nil {
		return err
	}
	return d.inForm(c.Form, func(form *Form) error {
		form.Lede = lede
		return nil
	})
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

package dashboard

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/internal/charter"
	"harta/internal/register"
)

// entryAddress is what the address of an entry is about.
type entryAddress struct {
	List string // of the vocabulary; empty: a field
	Kind string // of the form; empty: an entry of a list
	ID   string
	New  bool
}

func addressOfEntry(c *fiber.Ctx) entryAddress {
	a := entryAddress{List: strings.Clone(c.Params("list")), Kind: strings.Clone(c.Params("kind")), ID: strings.Clone(c.Params("id"))}
	if a.ID == newEntry {
		a.ID, a.New = "", true
	}
	return a
}

// parts are the texts of an entry.
func (a entryAddress) parts() []string {
	switch a.List {
	case register.ListCategories:
		return []string{"label", "help"}
	case register.ListQuestions:
		return []string{"label", "text", "low", "high"}
	case register.ListReasons:
		return []string{"label"}
	}
	if a.Kind == register.FormSurvey { // a question is worded in its list
		return nil
	}
	return []string{"label", "hint"}
}

// languages are those in which the texts are read. Turkish is spoken on screens alone, where questions and reasons stand.
func (a entryAddress) languages() []string {
	if a.List == register.ListQuestions || a.List == register.ListReasons {
		return []string{"bg", "en", "tr"}
	}
	return formPartLangs(a.Kind)
}

// formPartLangs are the languages of a form's texts.
func formPartLangs(string) []string { return []string{"bg", "en"} }

// readLabel takes what was typed of a text in its languages. A language that the page did not offer stays as it is in old.
func readLabel(c *fiber.Ctx, part string, old charter.Label) charter.Label {
	l := charter.Label{}
	maps.Copy(l, old)
	for _, lang := range []string{"bg", "en", "tr"} {
		if c.Request().PostArgs().Has(part+"_"+lang) || c.FormValue(part+"_"+lang) != "" {
			l[lang] = validText(c.FormValue(part + "_" + lang))
		}
	}
	return l
}

// readEntry takes what was typed.
func readEntry(c *fiber.Ctx, a entryAddress, stored typedEntry) typedEntry {
	t := typedEntry{
		Words: map[string]charter.Label{}, Parent: validText(c.FormValue("parent")), ConcernsStaff: c.FormValue("concerns_staff") != "",
		Faces: fieldValues(c, "faces"), Asking: validText(c.FormValue("asking")), Type: validText(c.FormValue("type")), Options: readLabel(c, "options", nil),
	}
	for _, part := range a.parts() {
		t.Words[part] = readLabel(c, part, stored.Words[part])
	}
	return t
}

// storedEntry is an entry as it is in the draft; an entry that is none is fiber.ErrNotFound.
func storedEntry(d register.Draft, a entryAddress) (t typedEntry, found bool) {
	v := d.Vocabulary
	if a.Kind != "" {
		form, known := d.Form(a.Kind)
		if a.New {
			return typedEntry{Asking: askingOptional, Type: string(register.TypeLine)}, known && a.Kind != register.FormSurvey
		}
		f, ok := form.Field(a.ID)
		return typedEntry{Words: map[string]charter.Label{"label": f.Label, "hint": f.Hint}, Asking: askingOf(f)}, ok
	}
	if a.New {
		return typedEntry{}, slices.Contains(formLists(), a.List)
	}
	switch a.List {
	case register.ListCategories:
		for _, c := range v.Categories {
			if c.ID == a.ID {
				return typedEntry{Words: map[string]charter.Label{"label": c.Label, "help": c.Help}}, true
			}
		}
	case register.ListQuestions:
		for _, q := range v.Questions {
			if q.ID == a.ID {
				return typedEntry{Words: map[string]charter.Label{"label": q.Label, "text": q.Text, "low": q.Low, "high": q.High}}, true
			}
		}
	case register.ListReasons:
		for _, r := range v.Reasons {
			if r.ID == a.ID {
				return typedEntry{Words: map[string]charter.Label{"label": r.Label}, Faces: facesOf(r.Faces)}, true
			}
		}
	}
	return typedEntry{}, false
}

// askingOf says how a field is asked.
func askingOf(f register.Field) string {
	switch {
	case !f.Shown:
		return askingHidden
	case f.Required:
		return askingRequired
	}
	return askingOptional
}

// facesOf writes scores as a form does.
func facesOf(faces []int) []string {
	list := make([]string, len(faces))
	for i, n := range faces {
		list[i] = strconv.Itoa(n)
	}
	return list
}

// change is what was typed as a change of the forms. What cannot be read at all the register refuses.
func (t typedEntry) change(a entryAddress) register.Change {
	w := t.Words
	switch a.List {
	case register.ListCategories:
		return register.PutCategory{Category: charter.Category{ID: a.ID, Label: w["label"], Help: w["help"], Parent: t.Parent, ConcernsStaff: t.ConcernsStaff}}
	case register.ListQuestions:
		return register.PutQuestion{Question: charter.Question{ID: a.ID, Label: w["label"], Text: w["text"], Low: w["low"], High: w["high"]}}
	case register.ListReasons:
		reason := charter.Reason{ID: a.ID, Label: w["label"]}
		for _, face := range t.Faces {
			n, err := strconv.Atoi(face)
			if err != nil {
				n = 0 // no score: the register says so
			}
			reason.Faces = append(reason.Faces, n)
		}
		return register.PutReason{Reason: reason}
	}
	field := register.Field{
		ID: a.ID, Type: register.FieldType(t.Type), Label: w["label"], Hint: w["hint"],
		Shown: t.Asking != askingHidden, Required: t.Asking == askingRequired,
	}
	if field.Type == register.TypeChoice {
		field.Options = t.options()
	}
	return register.PutField{Form: a.Kind, Field: field}
}

// options reads one option a line; the lines of the languages belong together by their number.
func (t typedEntry) options() []register.Option {
	english := strings.Split(t.Options["en"], "\n")
	var list []register.Option
	for i, line := range strings.Split(t.Options["bg"], "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		label := charter.Label{"bg": line}
		if i < len(english) {
			label["en"] = english[i]
		}
		list = append(list, register.Option{Label: label})
	}
	return list
}

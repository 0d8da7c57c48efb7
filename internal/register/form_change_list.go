package register

import (
	"slices"

	"harta/internal/charter"
	"harta/internal/fault"
)

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

package register

import (
	"slices"
	"strconv"
	"strings"

	"harta/internal/charter"
	"harta/internal/fault"
)

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

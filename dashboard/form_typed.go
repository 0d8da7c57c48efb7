package dashboard

import (
	"cmp"
	"strings"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// typedForm is what was typed, as it was typed.
type typedForm struct {
	ID       string // made by the page, so that a double click is one case
	Stamp    string // when the page was shown, signed
	Version  int64  // of the form
	Category string
	Office   string
	Service  string
	Incident string // civil date
	Text     string
	Own      map[string]string     // answers to the office's own fields, by their ids
	Files    []register.StoredFile // uploaded before, or with this sending
	Sender   string                // signedForm or anonymousForm
	Name     string
	Email    string
	Phone    string
	Address  string
	Notify   bool
	Website  string // the trap: people do not see it, programs that fill in every field do
}

// check finds what only this form can get wrong; everything else is checked by the register.
func (f typedForm) check(form register.Form) fault.List {
	var wrong fault.List
	if _, err := uuid.Parse(f.ID); err != nil {
		wrong = append(wrong, fault.Invalid("id", "form_renewed", nil))
	}
	if f.Sender != signedForm && f.Sender != anonymousForm {
		wrong = append(wrong, fault.Invalid("sender", "form_sender_missing", nil))
	}
	if _, err := charter.ParseDate(f.Incident); f.Incident != "" && err != nil {
		wrong = append(wrong, fault.Invalid("incident_on", "form_date", nil))
	}
	for _, field := range form.Fields {
		if field.Shown && field.Required && f.value(field.ID) == "" && field.ID != register.FieldText && field.ID != register.FieldCategory {
			wrong = append(wrong, fault.Invalid(field.ID, "form_field_missing", nil))
		}
		if value := f.Own[field.ID]; field.Type == register.TypeChoice && value != "" && optionLabel(field, value, text.BG) == "" {
			wrong = append(wrong, fault.Invalid(field.ID, "form_choice", nil))
		}
	}
	return wrong
}

// value is what was typed into a field, without the blanks around it.
func (f typedForm) value(id string) string {
	standard := map[string]string{
		register.FieldCategory: f.Category, register.FieldOffice: f.Office, register.FieldService: f.Service,
		register.FieldIncident: f.Incident, register.FieldText: f.Text,
	}
	return strings.TrimSpace(cmp.Or(standard[id], f.Own[id]))
}

// submission is what was typed, for the register. What the form does not ask is not taken from anybody.
func (f typedForm) submission(form register.Form, lang text.Lang) register.Submission {
	shown := func(id, value string) string {
		if !form.Shows(id) {
			return ""
		}
		return value
	}
	id, _ := uuid.Parse(f.ID)                                                   // checked before
	incident, _ := charter.ParseDate(shown(register.FieldIncident, f.Incident)) // checked before
	s := register.Submission{
		ID: id, Kind: form.Kind, Category: shown(register.FieldCategory, f.Category), Office: shown(register.FieldOffice, f.Office),
		Service: shown(register.FieldService, f.Service), IncidentOn: incident, Channel: webChannel, Text: f.fullText(form),
		Name: f.Name, Email: f.Email, Phone: f.Phone, Address: f.Address, Notify: f.Notify && strings.TrimSpace(f.Email) != "", Anonymous: f.Sender == anonymousForm,
		Language: string(lang), FormVersion: f.Version,
	}
	for _, file := range f.Files {
		s.Files = append(s.Files, file.ID)
	}
	return s
}

// fullText is the text with the answers to the office's own fields below it, each under its question in the office's language.
func (f typedForm) fullText(form register.Form) string {
	whole := f.Text
	for _, field := range form.Fields {
		value := strings.TrimSpace(f.Own[field.ID])
		if field.Type == register.TypeChoice {
			value = optionLabel(field, value, text.BG)
		}
		if field.Shown && field.Type != register.TypeStandard && value != "" && strings.TrimSpace(f.Text) != "" {
			whole += "\n\n" + field.Label.In(string(text.BG)) + ": " + value
		}
	}
	return whole
}

// optionLabel is the label of a chosen option, empty when the field has no such option.
func optionLabel(field register.Field, id string, lang text.Lang) string {
	for _, o := range field.Options {
		if o.ID == id {
			return o.Label.In(string(lang))
		}
	}
	return ""
}

package dashboard

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// choice is an entry of a list to choose from.
type choice struct {
	Value, Label, Help string
	Chosen             bool
	Nested             bool // belongs under the one before
	Sealed             bool // goes to the integrity officer alone
}

// choiceGroup is a part of a list, under a heading.
type choiceGroup struct {
	Label   string
	Choices []choice
}

// formError is one thing to mend: an entry of the summary and a line at the field.
type formError struct {
	Field   string // id of the element on the page, empty when none is to blame
	Message string
}

// formField is one thing that a form asks for, as the page draws it.
type formField struct {
	ID       string
	Type     register.FieldType
	Optional bool
	Label    string
	Hint     string
	Value    string
	Choices  []choice
	Groups   []choiceGroup
	Error    *formError
}

// Described says which elements explain the field to a reader who does not see them beside it.
func (f formField) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Error != nil {
		ids = append(ids, f.ID+"-error")
	}
	return strings.Join(ids, " ")
}

// formPage is a form.
type formPage struct {
	Page
	Kind      string
	Form      typedForm
	Heading   string
	Lede      string
	Action    string
	Languages []formLang
	Fields    []formField
	Sealable  bool   // something on it goes to the integrity officer alone
	Deadline  string // of one sent now and signed, in words; empty: no clock runs
	Mail      bool   // notices by e-mail are offered
	Today     string // civil date
	TextMax   int
	Errors    []formError
	Office    charter.Municipality
	Preview   *previewBar // an officer looks at it; nil: it is asked
}

// formLang is a button that shows the same form, with everything typed, in another language.
type formLang struct {
	Lang   text.Lang
	Name   string
	Action string
}

// Anonymous says which answer is chosen.
func (p *formPage) Anonymous() bool { return p.Form.Sender == anonymousForm }

// FileField is the form's field of files.
func (p *formPage) FileField(f formField) fileField {
	return newFileField(f.Label, f.Hint, p.Form.Files, f.Error)
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *formPage) ErrorAt(field string) *formError { return errorAt(p.Errors, field) }

func errorAt(errors []formError, field string) *formError {
	for i := range errors {
		if errors[i].Field == field {
			return &errors[i]
		}
	}
	return nil
}

// Slips counts the errors that the citizen can mend at a field.
func (p *formPage) Slips() int { return slips(p.Errors) }

func slips(errors []formError) int {
	n := 0
	for _, e := range errors {
		if e.Field != "" {
			n++
		}
	}
	return n
}

// senderFields are the fields that every form ends with.
func senderFields() []string {
	return []string{"sender", "name", "contact", "email", "phone", "address", "notify"}
}

// renderForm shows the form as it was typed, with what is wrong.
func (s *Server) renderForm(c *fiber.Ctx, status int, form register.Form, typed typedForm, wrong fault.List) error {
	page, err := s.drawForm(c, form, s.charter.Vocabulary(), typed, wrong)
	if err != nil {
		return err
	}
	return s.render(c, status, "form.html", page)
}

// drawForm puts a form together that offers the categories of a vocabulary.
func (s *Server) drawForm(c *fiber.Ctx, form register.Form, v charter.Vocabulary, typed typedForm, wrong fault.List) (*formPage, error) {
	lang := citizenLang(c, formLangs())
	words := s.words[lang]
	page := &formPage{
		Page: s.citizenPage(lang, words.T("form.title."+form.Kind)), Kind: form.Kind, Form: typed, TextMax: register.TextMax,
		Heading: words.T("form.heading." + form.Kind), Lede: form.Lede.In(string(lang)), Office: s.charter.Municipality,
		Action: inLang(formPath(form.Kind), lang, formLangs()), Mail: s.options.Mail, Today: s.charter.Calendar.CivilDay(s.clock()).String(),
	}
	page.Robots = true
	page.Scripts = []string{"form.js"}
	if page.Lede == "" {
		page.Lede = words.T("form.lede." + form.Kind)
	}
	for _, l := range formLangs() {
		if l != lang {
			page.Languages = append(page.Languages, formLang{Lang: l, Name: s.words[l].T("kiosk.language"), Action: inLang(formPath(form.Kind), l, formLangs())})
		}
	}
	page.Errors = wordErrors(words, wrong, fieldOrder(form))
	if len(wrong) > 0 {
		page.Title = words.T("form.error_title", "title", page.Title)
	}
	if err := s.fillFields(c.UserContext(), page, form, v); err != nil {
		return nil, err
	}
	if clock, runs := s.charter.ClockFor(form.Kind, form.Kind == kindComplaint); runs {
		page.Deadline = s.dateInWords(words, "form.date_in_words", s.charter.Calendar.Dues(clock, s.clock()).Due)
	}
	return page, nil
}

// fieldOrder is the order of a form's fields on the page.
func fieldOrder(form register.Form) []string {
	var order []string
	for _, f := range form.Fields {
		if f.Shown {
			order = append(order, f.ID)
		}
	}
	return append(order, senderFields()...)
}

// wordErrors words what is wrong, in the order of the fields.
func wordErrors(words *text.Printer, wrong fault.List, order []string) []formError {
	var errors []formError
	for _, f := range byField(wrong, order) {
		e := formError{Message: words.Fault(f)}
		if slices.Contains(order, f.Field) {
			e.Field = f.Field
		}
		errors = append(errors, e)
	}
	return errors
}

// fillFields draws the fields of the form, with what the catalogue and the vocabulary offer today.
func (s *Server) fillFields(ctx context.Context, page *formPage, form register.Form, v charter.Vocabulary) error {
	cat, err := s.options.Catalogue.Catalogue(ctx)
	if err != nil {
		return err
	}
	today := s.charter.Calendar.CivilDay(s.clock())
	for _, f := range form.Fields {
		if !f.Shown {
			continue
		}
		field := formField{
			ID: f.ID, Type: f.Type, Optional: !f.Required, Label: f.Label.In(string(page.Lang)), Hint: f.Hint.In(string(page.Lang)),
			Value: page.Form.value(f.ID), Error: page.ErrorAt(f.ID),
		}
		switch f.ID {
		case register.FieldCategory:
			field.Choices = categoryChoices(v.Categories, page.Lang, page.Form.Category, today)
			page.Sealable = slices.ContainsFunc(field.Choices, func(c choice) bool { return c.Sealed })
		case register.FieldOffice:
			for _, o := range cat.Offices() {
				field.Choices = append(field.Choices, choice{Value: o.ID, Label: o.Name.In(string(page.Lang)), Chosen: o.ID == page.Form.Office})
			}
		case register.FieldService:
			field.Groups = serviceChoices(cat, page.Lang, page.Form.Service, today)
		case register.FieldText:
			field.Value = page.Form.Text
		}
		fromCatalogue := f.ID == register.FieldOffice || f.ID == register.FieldService
		if fromCatalogue && !f.Required && len(field.Choices) == 0 && len(field.Groups) == 0 {
			continue // a new municipality has no catalogue yet, and nobody is asked to choose from nothing
		}
		for _, o := range f.Options {
			field.Choices = append(field.Choices, choice{Value: o.ID, Label: o.Label.In(string(page.Lang)), Chosen: o.ID == field.Value})
		}
		field.word(page.Words, form.Kind)
		page.Fields = append(page.Fields, field)
	}
	return nil
}

// word gives a standard field the standard words where the office has set none.
func (f *formField) word(words *text.Printer, kind string) {
	if f.Type != register.TypeStandard {
		return
	}
	label, hint := "form."+f.ID, ""
	switch f.ID {
	case register.FieldText:
		label, hint = "form.text."+kind, "form.text_hint."+kind
	case register.FieldCategory:
		label, hint = "form.category."+kind, "form.category_hint"
	}
	if f.ID == register.FieldFiles && f.Hint == "" {
		f.Hint = filesHint(words)
	}
	if f.Label == "" {
		f.Label = words.T(label)
	}
	if f.Hint == "" && hint != "" {
		f.Hint = words.T(hint)
	}
}

// dateInWords writes a civil day as people say it. The message puts weekday, day and month together.
func (s *Server) dateInWords(words *text.Printer, key string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	d := s.charter.Calendar.CivilDay(t)
	return words.T(key, "weekday", words.Weekday(d.Weekday()), "day", d.Day, "month", words.Month(d.String()[:len("2006-01")]))
}

package register

import (
	"slices"
	"time"

	"harta/internal/charter"
)

// FormSurvey is the form that asks after a service; every other form is named after the kind of case that it makes.
const FormSurvey = "survey"

// caseForms are the kinds of case that citizens send by a form of their own.
func caseForms() []string { return []string{"complaint", "signal", "proposal", "praise", "enquiry"} }

// The fields that every case form may have. Who sends and how to reach them is asked by every form and is no matter of definition.
const (
	FieldCategory = "category"
	FieldOffice   = "office"
	FieldService  = "service"
	FieldIncident = "incident_on" // the day it is about
	FieldText     = "text"
	FieldFiles    = "files"
)

// FieldType says how a field is answered.
type FieldType string

// The types of field. A standard field is drawn by the page that knows it.
const (
	TypeStandard FieldType = ""
	TypeLine     FieldType = "line"
	TypeText     FieldType = "text"
	TypeChoice   FieldType = "choice"
	TypeScore    FieldType = "score" // a question of the vocabulary, answered 1 to 5
)

// Field is one thing that a form asks for. Its id never changes.
type Field struct {
	ID       string        `json:"id"`
	Type     FieldType     `json:"type,omitempty"`
	Shown    bool          `json:"shown"`
	Required bool          `json:"required,omitempty"`
	Label    charter.Label `json:"label,omitempty"`   // empty: the standard words
	Hint     charter.Label `json:"hint,omitempty"`    // empty: the standard words
	Options  []Option      `json:"options,omitempty"` // of a choice
}

// Option is one thing to choose.
type Option struct {
	ID    string        `json:"id"`
	Label charter.Label `json:"label"`
}

// Form is what citizens fill in.
type Form struct {
	Kind   string        `json:"kind"`           // of a case, or FormSurvey
	Lede   charter.Label `json:"lede,omitempty"` // said under the heading; empty: the standard words
	Fields []Field       `json:"fields"`         // in their order on the page
}

// Field gives the field with the id.
func (f Form) Field(id string) (Field, bool) {
	i := slices.IndexFunc(f.Fields, func(x Field) bool { return x.ID == id })
	if i < 0 {
		return Field{}, false
	}
	return f.Fields[i], true
}

// Shows says whether the form asks for the field.
func (f Form) Shows(id string) bool {
	field, ok := f.Field(id)
	return ok && field.Shown
}

// Definition is what the office asks and in which words. One version is in force at a time, and the older ones are kept.
type Definition struct {
	Version   int64     `json:"-"`
	Published time.Time `json:"-"`
	By        string    `json:"-"` // id of the user, empty: as the charter file has it
	Why       string    `json:"-"` // what the user said it was changed for; may be empty

	Vocabulary charter.Vocabulary `json:"vocabulary"`
	Forms      []Form             `json:"forms"`
}

// Form gives the form of a kind.
func (d Definition) Form(kind string) (Form, bool) {
	i := slices.IndexFunc(d.Forms, func(f Form) bool { return f.Kind == kind })
	if i < 0 {
		return Form{}, false
	}
	return d.Forms[i], true
}

// SurveyQuestions are the questions that the survey asks on the day, in its order.
func (d Definition) SurveyQuestions(on charter.Date) []charter.Question {
	var list []charter.Question
	form, _ := d.Form(FormSurvey)
	for _, f := range form.Fields {
		i := slices.IndexFunc(d.Vocabulary.Questions, func(q charter.Question) bool { return q.ID == f.ID })
		if f.Shown && i >= 0 && d.Vocabulary.Questions[i].Offered(on) {
			list = append(list, d.Vocabulary.Questions[i])
		}
	}
	return list
}

// firstDefinition is what the charter file asks for.
func firstDefinition(ch *charter.Charter) Definition {
	d := Definition{Vocabulary: ch.FileVocabulary()}
	for _, kind := range caseForms() {
		if _, known := ch.Kind(kind); known {
			d.Forms = append(d.Forms, firstForm(kind))
		}
	}
	survey := Form{Kind: FormSurvey}
	for _, q := range d.Vocabulary.Questions {
		survey.Fields = append(survey.Fields, Field{ID: q.ID, Type: TypeScore, Shown: true, Required: q.ID == questionOverall})
	}
	d.Forms = append(d.Forms, survey)
	return d
}

// questionOverall is the question that headline satisfaction counts; it is always asked.
const questionOverall = "overall"

// firstForm asks what is needed to work on a case of the kind.
func firstForm(kind string) Form {
	aboutSomething := kind == "complaint" || kind == "signal"
	return Form{Kind: kind, Fields: []Field{
		{ID: FieldCategory, Shown: aboutSomething, Required: aboutSomething},
		{ID: FieldOffice, Shown: kind != "proposal"},
		{ID: FieldService, Shown: true},
		{ID: FieldIncident, Shown: aboutSomething},
		{ID: FieldText, Shown: true, Required: true},
		{ID: FieldFiles, Shown: kind != "praise"},
	}}
}

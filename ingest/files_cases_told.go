package ingest

import (
	"maps"
	"time"

	"harta/internal/fault"
)

// civil writes the moments of a fault by the clock on the wall: they are kept as texts.
func (h *casesHand) civil(params fault.Params) fault.Params {
	told := maps.Clone(params)
	for name, value := range told {
		if at, ok := value.(time.Time); ok {
			told[name] = at.In(h.charter.Location()).Format("2006-01-02 15:04")
		}
	}
	return told
}

// ofRow gives what a citizen would be asked for in a form as something that a row lacks.
func ofRow(wrong *fault.Error) *fault.Error {
	switch wrong.Code {
	case "case_category_missing":
		return fault.Invalid(wrong.Field, "row_category_missing", nil)
	case "case_text_missing":
		return fault.Invalid(wrong.Field, "row_text_missing", nil)
	case "case_text_long":
		return fault.Invalid(wrong.Field, "row_text_long", wrong.Params)
	case "case_name_missing":
		return fault.Invalid(wrong.Field, "row_person_missing", nil)
	case "case_contact_missing":
		return fault.Invalid(wrong.Field, "row_contact_missing", nil)
	case "case_contact_form":
		return fault.Invalid(wrong.Field, "row_contact_form", nil)
	}
	return wrong
}

// caseColumn says to which column a fault of the case register belongs.
func caseColumn(wrong *fault.Error) Field {
	switch wrong.Field {
	case "name":
		return FieldPerson
	case "received_at":
		return FieldReceived
	case "reason":
		return FieldNotified
	case "answer", "at":
		return FieldAnswered
	}
	return Field(wrong.Field)
}

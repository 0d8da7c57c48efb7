package dashboard

import (
	"strconv"
	"strings"
	"time"

	"harta/ingest"
	"harta/internal/charter"
)

// field names a field of a file that is no service records.
func (n naming) field(f ingest.Field) string {
	for _, t := range []struct {
		prefix ingest.Field
		key    string
	}{{ingest.FieldTerm, "files.term_at"}, {ingest.FieldPrice, "files.price_at"}} {
		if id, ok := strings.CutPrefix(string(f), string(t.prefix)); ok {
			return n.words.T(t.key, "speed", strings.ToLower(n.orderSpeed(id)))
		}
	}
	if id, ok := strings.CutPrefix(string(f), string(ingest.FieldScore)); ok {
		return n.question(id)
	}
	return n.words.T("files.field." + string(f))
}

// fileCell words a cell as it was understood.
func (n naming) fileCell(f ingest.Field, value string) string {
	if value == "" {
		return ""
	}
	switch {
	case strings.HasPrefix(string(f), string(ingest.FieldTerm)):
		return n.termText(value)
	case strings.HasPrefix(string(f), string(ingest.FieldPrice)), f == ingest.FieldAnyPrice:
		cents, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return value
		}
		return n.price(cents)
	}
	switch f {
	case ingest.FieldDepartment:
		return n.department(value)
	case ingest.FieldKind:
		return n.kind(value)
	case ingest.FieldCategory:
		return n.category(value)
	case ingest.FieldOutcome:
		return value // as the file says it
	case ingest.FieldDeadline, ingest.FieldValidFrom, ingest.FieldValidTo:
		return n.words.Day(value)
	case ingest.FieldMoment:
		if len(value) == len(time.DateOnly) {
			return n.words.Day(value)
		}
		return n.cell(ingest.FieldReceived, value)
	}
	return n.cell(f, value)
}

// price words a price in euro.
func (n naming) price(cents int64) string {
	if cents == 0 {
		return n.words.T("files.free")
	}
	return n.words.Number(float64(cents)/100, 2) + "\u00a0€"
}

// termText words a term in the form of charter.Term.String.
func (n naming) termText(value string) string {
	amount, unit, _ := strings.Cut(value, " ")
	count, err := strconv.Atoi(amount)
	if err != nil {
		return value
	}
	return n.term(charter.Term{Amount: count, Unit: charter.Unit(unit)})
}

// term words a term.
func (n naming) term(t charter.Term) string {
	return n.words.T("files.unit."+string(t.Unit), "count", t.Amount)
}

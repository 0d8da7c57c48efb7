package ingest

import (
	"slices"

	"harta/internal/charter"
)

// FileField is something that a column of a file can mean.
type FileField struct {
	Field    Field
	Names    []string // by any of which the column is known without a profile, the first is shown to people; none for service records
	Needed   bool     // there is no row without it
	Date     bool     // it holds moments or days
	Words    bool     // the file's words are translated to ids, see Words
	Constant bool     // it may be the same for the whole file
	Rare     bool     // few files have it, so it is offered behind those that most have
}

// FileFields gives what the columns of files of a kind can mean, in the order in which they are shown; no kind is service records. The
// questions of surveys and the categories of cases are those that the office asks by now.
func FileFields(kind FileKind, ch *charter.Charter) []FileField {
	switch kind {
	case FileAnswers:
		return answerFields(ch)
	case FileCases:
		return caseFields()
	case FileCatalogue:
		return serviceFields(ch)
	}
	return recordFields()
}

// recordFields are those of service records, which are known by their profiles alone. A service is known by its name or by its number.
func recordFields() []FileField {
	list := make([]FileField, len(fieldOrder))
	for i, f := range fieldOrder {
		list[i] = FileField{
			Field: f, Needed: f == FieldNumber || f == FieldReceived || f == FieldService, Date: slices.Contains(dateFields, f),
			Words:    f == FieldChannel || f == FieldOutcome || f == FieldOrderSpeed,
			Constant: f == FieldService || f == FieldDepartment || f == FieldOffice || f == FieldChannel || f == FieldOrderSpeed,
			Rare: f == FieldServiceNumber || f == FieldOffice || f == FieldOrderSpeed || f == FieldVersion || f == FieldPausedDays ||
				f == FieldOtherInstitution || f == FieldAnonymous,
		}
	}
	return list
}

// FileWords gives the ids to which the words of a field are translated, with their names; the ids of the outcomes of service records
// have none here. Other fields have no words.
func FileWords(kind FileKind, f Field, ch *charter.Charter) []charter.Item {
	var list []charter.Item
	switch f {
	case FieldChannel:
		return ch.Channels
	case FieldOrderSpeed:
		return ch.OrderSpeeds
	case FieldGround:
		return ch.Grounds
	case FieldKind:
		for _, k := range ch.Kinds {
			list = append(list, k.Item)
		}
	case FieldCategory:
		for _, c := range ch.Vocabulary().Categories {
			list = append(list, charter.Item{ID: c.ID, Label: c.Label})
		}
	case FieldOutcome:
		if kind == FileCases {
			return ch.Outcomes
		}
		for _, id := range outcomes {
			list = append(list, charter.Item{ID: id})
		}
	}
	return list
}

// fieldsThat gives those of the fields that have a property.
func fieldsThat(list []FileField, has func(FileField) bool) []Field {
	var fields []Field
	for _, f := range list {
		if has(f) {
			fields = append(fields, f.Field)
		}
	}
	return fields
}

func isDate(f FileField) bool     { return f.Date }
func isNeeded(f FileField) bool   { return f.Needed }
func hasWords(f FileField) bool   { return f.Words }
func isConstant(f FileField) bool { return f.Constant }
func anyField(FileField) bool     { return true }

// namedProfile is the profile by which files of a kind are read that call their columns as we do.
func namedProfile(kind FileKind, ch *charter.Charter) (*Profile, error) {
	m := Mapping{Kind: kind, DateOrder: DateOrders()[0], TimeZone: ch.Location().String()}
	p := m.profile(kind.Profile(), string(kind), ch)
	p.Columns = map[Field]Column{}
	for _, f := range FileFields(kind, ch) {
		p.Columns[f.Field] = Column{Headers: f.Names, Required: f.Needed}
	}
	check := profileCheck{name: p.ID, p: p}
	check.limits()
	check.times()
	for _, w := range p.tables() {
		check.words(w.path, w.words, nil)
	}
	check.yesNo()
	if len(check.faults) > 0 {
		return nil, check.faults
	}
	return p, p.Check(ch)
}

package ingest

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// Mapping is what somebody has said on the page about the columns of a file. It becomes a profile.
type Mapping struct {
	Kind      FileKind                    `json:"kind,omitempty"` // of the file; empty: service records
	Name      string                      `json:"name"`
	Shape     Shape                       `json:"shape"`
	Columns   map[Field]string            `json:"columns"`    // the header over each field; a field without a column is absent
	Constants map[Field]string            `json:"constants"`  // what a field without a column, or an empty cell of it, stands for
	DateOrder string                      `json:"date_order"` // dmy, mdy or ymd
	Dates     map[Field]string            `json:"dates"`      // likewise, of a field whose column has another order than the file
	TimeZone  string                      `json:"time_zone"`
	Version   string                      `json:"version"` // how the column of the field version is read: date or number
	Words     map[Field]map[string]string `json:"words"`   // the file's words to our ids, for the fields that have words
}

// Outcomes gives the ids of the outcomes of service records.
func Outcomes() []string { return slices.Clone(outcomes) }

// DateOrders gives the orders of day, month and year that a mapping may name.
func DateOrders() []string { return []string{"dmy", "mdy", "ymd"} }

// Encodings gives the encodings of texts, Delimiters their delimiters, in the order in which they are offered.
func Encodings() []string { return slices.Clone(encodings) }

// Delimiters gives the delimiters of texts, "tab" for the tabulator.
func Delimiters() []string { return slices.Clone(delimiters) }

// datePatterns are the ways of writing a date in each order, with and without the hour.
func datePatterns(order string) []string {
	days := map[string][]string{
		"dmy": {"d.M.yyyy", "d/M/yyyy", "d-M-yyyy", "d.M.yy", "d/M/yy"},
		"mdy": {"M/d/yyyy", "M-d-yyyy", "M.d.yyyy", "M/d/yy"},
		"ymd": {"yyyy-M-d", "yyyy/M/d", "yyyy.M.d"},
	}
	var list []string
	for _, day := range days[order] {
		list = append(list, day+" H:mm", day+" H:mm:ss", day)
	}
	for _, iso := range []string{"yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"} {
		if !slices.Contains(list, iso) {
			list = append(list, iso)
		}
	}
	return list
}

// longestProfileName is in letters.
const longestProfileName = 80

// Profile makes the profile, and its text as it is kept. The faults name the form's fields: "name", "column.number", "words.channel",
// "date_order", "dates.due", "time_zone", "delimiter",
// "encoding".
func (m Mapping) Profile(ch *charter.Charter) (*Profile, []byte, error) {
	name := oneLine(m.Name)
	faults := m.check(ch)
	switch {
	case name == "":
		faults = append(faults, fault.Invalid("name", "profile_name_missing", nil))
	case utf8.RuneCountInString(name) > longestProfileName || hidden(name):
		faults = append(faults, fault.Invalid("name", "profile_name_long", fault.Params{"limit": longestProfileName}))
	case !profileID.MatchString(register.ProfileID(name)):
		faults = append(faults, fault.Invalid("name", "profile_name_letters", nil))
	}
	if len(faults) > 0 {
		return nil, nil, faults
	}
	id := m.Kind.saved(register.ProfileID(name))
	body, err := yaml.Marshal(m.profile(id, name, ch))
	if err != nil {
		return nil, nil, err
	}
	p, err := ParseProfile(id, body)
	return p, body, err
}

// draft makes the profile for a preview, before it has a name.
func (m Mapping) draft(ch *charter.Charter) (*Profile, error) {
	if faults := m.check(ch); len(faults) > 0 {
		return nil, faults
	}
	id := m.Kind.saved("draft")
	body, err := yaml.Marshal(m.profile(id, "draft", ch))
	if err != nil {
		return nil, err
	}
	p, err := ParseProfile(id, body)
	if err == nil {
		err = p.Check(ch)
	}
	return p, err
}

// hidden says whether a text holds what nobody sees: control characters, marks that turn the writing around, bytes of no letter.
func hidden(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
}

// check finds which field lacks a column, and what else is wrong.
func (m Mapping) check(ch *charter.Charter) fault.List {
	fields := FileFields(m.Kind, ch)
	faults := m.checkColumns(fields)
	constants := fieldsThat(fields, isConstant)
	for _, f := range slices.Sorted(maps.Keys(m.Constants)) {
		if !slices.Contains(constants, f) || hidden(m.Constants[f]) || utf8.RuneCountInString(m.Constants[f]) > maxTitle {
			faults = append(faults, fault.Invalid("constant."+string(f), "bad_character", nil))
		}
	}
	if !slices.Contains(DateOrders(), m.DateOrder) {
		faults = append(faults, fault.Invalid("date_order", "date_order_unknown", nil))
	}
	for _, f := range slices.Sorted(maps.Keys(m.Dates)) {
		if !slices.Contains(fieldsThat(fields, isDate), f) || m.Dates[f] != "" && !slices.Contains(DateOrders(), m.Dates[f]) {
			faults = append(faults, fault.Invalid("dates."+string(f), "date_order_unknown", nil))
		}
	}
	if _, err := time.LoadLocation(m.TimeZone); err != nil || m.TimeZone == "" || m.TimeZone == "Local" {
		faults = append(faults, fault.Invalid("time_zone", "time_zone_unknown", nil))
	}
	if m.Shape.Encoding != "" && !slices.Contains(encodings, m.Shape.Encoding) {
		faults = append(faults, fault.Invalid("encoding", "encoding_unknown", fault.Params{"encoding": clip(m.Shape.Encoding)}))
	}
	if m.Shape.Delimiter != "" {
		if _, ok := delimiterByte(m.Shape.Delimiter); !ok {
			faults = append(faults, fault.Invalid("delimiter", "delimiter_unknown", fault.Params{"delimiter": clip(m.Shape.Delimiter)}))
		}
	}
	for f, words := range m.Words {
		for _, id := range words {
			if f == FieldOutcome && m.Kind == "" && !slices.Contains(outcomes, id) {
				faults = append(faults, fault.Invalid("words."+string(f), "word_unknown", fault.Params{"id": clip(id)}))
			}
		}
	}
	return faults
}

// checkColumns finds which field lacks a column, and which column is meant for two.
func (m Mapping) checkColumns(fields []FileField) fault.List {
	var faults fault.List
	lacks := func(f Field) {
		faults = append(faults, fault.Invalid("column."+string(f), "column_unassigned", nil))
	}
	all, scores := fieldsThat(fields, anyField), m.Kind != FileAnswers
	for _, f := range fieldsThat(fields, isNeeded) {
		if m.Columns[f] == "" && m.Constants[f] == "" && (f != FieldService || m.Columns[FieldServiceNumber] == "") {
			lacks(f)
		}
	}
	taken := map[string]bool{}
	for _, f := range all {
		h := fold(m.Columns[f])
		if h != "" && taken[h] {
			faults = append(faults, fault.Invalid("column."+string(f), "column_assigned_twice", fault.Params{"column": clip(m.Columns[f])}))
		}
		taken[h] = true
		scores = scores || h != "" && strings.HasPrefix(string(f), string(FieldScore))
	}
	if !scores {
		lacks(FieldScore + questionOverall)
	}
	for _, f := range slices.Sorted(maps.Keys(m.Columns)) {
		if !slices.Contains(all, f) {
			faults = append(faults, fault.Invalid("column", "mapping_field_unknown", fault.Params{"field": clip(string(f))}))
		}
	}
	return faults
}

// profile is the profile as it is written down.
func (m Mapping) profile(id, name string, ch *charter.Charter) *Profile {
	p := &Profile{
		ID: id, Kind: m.Kind, Name: charter.Label{"bg": name, "en": name}, Encoding: m.Shape.Encoding, Delimiter: m.Shape.Delimiter,
		Sheet: m.Shape.Sheet, HeaderRow: m.Shape.HeaderRow, TimeZone: m.TimeZone, Dates: datePatterns(m.DateOrder),
		Columns: map[Field]Column{}, Constants: map[Field]string{}, Version: VersionRule{Format: wordNone},
		Services: Unknown{wordCreate}, Places: Unknown{wordCreate}, Deadline: Deadline{wordTerm},
		YesNo: YesNo{Yes: []string{"да", "д", "yes", "y", "true", "1"}, No: []string{"не", "н", "no", "n", "false", "0"}},
	}
	if m.Kind != "" {
		p.MaxBytes, p.MaxRecord = FileMaxBytes, fileMaxRecord
		p.YesNo.Yes, p.YesNo.No = append(p.YesNo.Yes, "x", "х"), append(p.YesNo.No, "-")
	}
	if p.Encoding == "" {
		p.Encoding = wordDetect
	}
	if p.Delimiter == "" {
		p.Delimiter = wordDetect
	}
	for f, h := range m.Columns {
		if h != "" {
			c := Column{Headers: []string{h}, Required: true}
			if order := m.Dates[f]; order != "" && order != m.DateOrder {
				c.Dates = datePatterns(order)
			}
			p.Columns[f] = c
		}
	}
	fields := FileFields(m.Kind, ch)
	for _, f := range fields {
		if v := m.Constants[f.Field]; v != "" && m.Columns[f.Field] == "" && f.Constant && !f.Words {
			p.Constants[f.Field] = v
		}
	}
	if m.Columns[FieldVersion] != "" {
		if p.Version.Format = "date"; m.Version == "number" {
			p.Version.Format = m.Version
		}
	}
	for _, t := range p.tables() {
		empty := wordNone
		if m.Kind == "" && t.field == FieldOutcome {
			empty = wordDerive
		}
		if slices.Contains(fieldsThat(fields, hasWords), t.field) {
			*t.words = m.words(t.field, empty)
		} else if m.Kind != "" {
			*t.words = Words{Unknown: wordReject, Empty: wordNone}
		}
	}
	return p
}

// words is the translation of a field: of words that mean the same to us the first counts.
func (m Mapping) words(f Field, empty string) Words {
	w := Words{Words: map[string]string{}, Unknown: wordReject, Empty: empty}
	if c := m.Constants[f]; c != "" {
		w.Empty = c
	}
	seen := map[string]bool{}
	for _, word := range slices.Sorted(maps.Keys(m.Words[f])) {
		if id := m.Words[f][word]; id != "" && fold(word) != "" && !seen[fold(word)] {
			w.Words[word], seen[fold(word)] = id, true
		}
	}
	return w
}

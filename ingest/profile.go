package ingest

import (
	"cmp"
	"embed"
	"io/fs"
	"path"
	"slices"
	"time"

	"harta/internal/charter"
	"harta/internal/fault"
)

//go:embed profiles/*.yaml
var profileFiles embed.FS

// Field is what a column of a file can mean to us.
type Field string

// The fields of a service record.
const (
	FieldNumber           Field = "number"            // the record's own number, the key within the source
	FieldServiceNumber    Field = "service_number"    // number in the national register of services
	FieldService          Field = "service"           // name of the service
	FieldDepartment       Field = "department"        // name of the department
	FieldOffice           Field = "office"            // name of the place
	FieldChannel          Field = "channel"           // how the request came
	FieldOrderSpeed       Field = "order_speed"       // ordinary, fast, express
	FieldReceived         Field = "received"          // moment of receipt
	FieldDue              Field = "due"               // the record's own deadline
	FieldFinished         Field = "finished"          // moment of closing
	FieldOutcome          Field = "outcome"           // state or outcome
	FieldVersion          Field = "version"           // the source's version of the row
	FieldPausedDays       Field = "paused_days"       // days on which the clock stood still
	FieldOtherInstitution Field = "other_institution" // another institution took part
	FieldAnonymous        Field = "anonymous"         // the applicant gave no name
)

// fieldOrder is the order in which fields are shown; it is complete.
var fieldOrder = []Field{
	FieldNumber, FieldServiceNumber, FieldService, FieldDepartment, FieldOffice, FieldChannel, FieldOrderSpeed, FieldReceived,
	FieldDue, FieldFinished, FieldOutcome, FieldVersion, FieldPausedDays, FieldOtherInstitution, FieldAnonymous,
}

// dateFields are the fields that hold moments. The version is one where the profile says so.
var dateFields = []Field{FieldReceived, FieldDue, FieldFinished, FieldVersion}

// outcomes are the outcomes of service records.
var outcomes = []string{"open", "pending", "completed", "withdrawn", "forwarded"}

// The words a profile may use instead of a value.
const (
	wordDetect = "detect" // find out from the file
	wordReject = "reject" // the row is an error
	wordCreate = "create" // make an entry of the catalogue, unmapped
	wordDerive = "derive" // work it out from the other fields
	wordNone   = "none"   // leave it empty
	wordTerm   = "term"   // compute it from the catalogue's term
)

// Profile says how a file of another system is read. Profiles are data: a new system needs a file in profiles and no code.
type Profile struct {
	ID        string        `yaml:"id"`             // also the source of the records
	Kind      FileKind      `yaml:"kind,omitempty"` // what the rows are; empty: service records
	Name      charter.Label `yaml:"name"`
	Encoding  string        `yaml:"encoding"`   // utf-8, windows-1251 or detect
	Delimiter string        `yaml:"delimiter"`  // one character, tab or detect
	Sheet     string        `yaml:"sheet"`      // of a workbook; empty: the one whose header fits best
	HeaderRow int64         `yaml:"header_row"` // the line of the columns' names; 0: found in the first lines
	TimeZone  string        `yaml:"time_zone"`  // of every moment in the file
	Dates     []string      `yaml:"dates"`      // patterns such as dd.MM.yyyy HH:mm, tried in turn
	MaxBytes  int64         `yaml:"max_bytes"`  // larger files are refused
	MaxRecord int           `yaml:"max_record"`

	Columns map[Field]Column `yaml:"columns"`
	Version VersionRule      `yaml:"version"`
	// Constants stand for fields without a column: the whole file is about one service, department or office.
	Constants map[Field]string `yaml:"constants,omitempty"`

	Channels    Words `yaml:"channels"`
	Outcomes    Words `yaml:"outcomes"`
	OrderSpeeds Words `yaml:"order_speeds"`
	Kinds       Words `yaml:"kinds,omitempty"` // of cases, as are those below
	Categories  Words `yaml:"categories,omitempty"`
	Grounds     Words `yaml:"grounds,omitempty"`
	YesNo       YesNo `yaml:"yes_no"`

	Services Unknown  `yaml:"services"`
	Places   Unknown  `yaml:"places"` // departments and offices
	Deadline Deadline `yaml:"deadline"`

	location *time.Location
	layouts  []layout
	ofColumn map[Field][]layout // of the columns with dates of their own
	order    []Field            // in which fields are shown, of other files than service records
}

// wordTable is a table of words of a profile: of which field, and where it stands.
type wordTable struct {
	field Field
	path  string
	words *Words
}

// tables are all tables of words.
func (p *Profile) tables() []wordTable {
	return []wordTable{
		{FieldChannel, "channels", &p.Channels}, {FieldOutcome, "outcomes", &p.Outcomes}, {FieldOrderSpeed, "order_speeds", &p.OrderSpeeds},
		{FieldKind, "kinds", &p.Kinds}, {FieldCategory, "categories", &p.Categories}, {FieldGround, "grounds", &p.Grounds},
	}
}

// wordsOf gives the table of a field that has one.
func (p *Profile) wordsOf(f Field) *Words {
	for _, t := range p.tables() {
		if t.field == f {
			return t.words
		}
	}
	return &Words{Empty: wordNone}
}

// fields gives the fields in the order in which they are shown.
func (p *Profile) fields() []Field {
	if p.order != nil {
		return p.order
	}
	return fieldOrder
}

// Column says which header stands over a field.
type Column struct {
	Headers  []string `yaml:"headers"`         // any of these, compared without case and outer spaces
	Required bool     `yaml:"required"`        // the column must be there; an optional one may be missing as a whole
	Dates    []string `yaml:"dates,omitempty"` // as Profile.Dates, where this column's dates are written otherwise than the file's
}

// VersionRule says how the column of field version is read.
type VersionRule struct {
	Format string `yaml:"format"` // date, number, or none: the order of import decides
}

// Words translate the source's words to ids.
type Words struct {
	Words   map[string]string `yaml:"words"`   // the source's word, compared without case and outer spaces, to our id
	Unknown string            `yaml:"unknown"` // reject, or the id that any other word gets
	Empty   string            `yaml:"empty"`   // reject, none, derive (outcomes), or the id that an empty cell gets

	folded map[string]string
}

// YesNo are the source's words for true and false. An empty cell is false.
type YesNo struct {
	Yes []string `yaml:"yes"`
	No  []string `yaml:"no"`
}

// Unknown says what to do with a name that the catalogue does not have: create or reject.
type Unknown struct {
	Unknown string `yaml:"unknown"`
}

// Deadline says what a record without a deadline gets: none, or the one computed from the catalogue's term for its order speed.
type Deadline struct {
	Missing string `yaml:"missing"`
}

// HasVersion says whether the rows carry a version of their own; otherwise the order of import decides.
func (p *Profile) HasVersion() bool { return p.Version.Format != wordNone }

// lastWins says whether of two files that tell of the same thing the later one counts, so that an old one brought again changes something.
// Of answers and cases the first word counts.
func (p *Profile) lastWins() bool { return !p.HasVersion() && !p.Kind.private() }

// Location is the time zone of the file's moments.
func (p *Profile) Location() *time.Location { return p.location }

// LoadProfiles reads every profile of a folder of YAML files, sorted by id.
func LoadProfiles(files fs.FS) ([]*Profile, error) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, err
	}
	var list []*Profile
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		p, err := ParseProfile(path.Base(name), data)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b *Profile) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

// Profiles gives the profiles that ship with the program, sorted by id. It panics when one is broken, which a test excludes.
func Profiles() []*Profile {
	sub, err := fs.Sub(profileFiles, "profiles")
	if err != nil {
		panic(err)
	}
	list, err := LoadProfiles(sub)
	if err != nil {
		panic(err)
	}
	return list
}

// ProfileByID gives a shipped profile, or the fault "profile_unknown".
func ProfileByID(id string) (*Profile, error) {
	for _, p := range Profiles() {
		if p.ID == id {
			return p, nil
		}
	}
	return nil, fault.NotFound("profile_unknown", fault.Params{"profile": clip(id)})
}

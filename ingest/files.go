package ingest

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// FileKind says what the rows of a file are, where they are no service records.
type FileKind string

// The kinds of such files.
const (
	FileCatalogue FileKind = "catalogue" // services with their terms and prices
	FileAnswers   FileKind = "answers"   // surveys on paper
	FileCases     FileKind = "cases"     // complaints, signals and the like of another register
)

// FileKinds lists the kinds in the order in which they are offered.
func FileKinds() []FileKind { return []FileKind{FileCatalogue, FileAnswers, FileCases} }

// kindMark begins what stands for a profile in the receipt of such a file; no profile's id can begin so.
const kindMark = "@"

// KindOf gives the kind of the file that a receipt tells of; ok is false for service records.
func KindOf(profile string) (kind FileKind, ok bool) {
	id, ok := strings.CutPrefix(profile, kindMark)
	return FileKind(id), ok
}

// Profile is what stands for a profile in the receipt of a file of this kind.
func (k FileKind) Profile() string { return kindMark + string(k) }

// private says whether the rows hold what people wrote or who they are: of such a file nothing is kept but what was taken from it.
func (k FileKind) private() bool { return k != FileCatalogue }

// FileMaxBytes is the largest such file.
const FileMaxBytes = 50 << 20

// The other limits of such a file.
const (
	fileMaxRecord = 128 << 10
	fileMaxRows   = 100_000
)

// What becomes of a row; a rejected one has its reasons.
const (
	RowNew       = verdictNew
	RowChanged   = verdictReplaced
	RowUnchanged = verdictUnchanged
	RowEnded     = "ended" // of a service: it is not offered any more
	RowRejected  = "rejected"
)

// FileRow is a row of such a file: what it says, and what becomes of it.
type FileRow struct {
	Line    int64
	Cells   map[Field]string // as they are understood; moments as "2006-01-02 15:04" by the clock on the wall, days as "2006-01-02"
	Verdict string
	Changes []Change            // of a known service
	Errors  []register.RowError // of a rejected row
	Notes   []register.RowError

	item   any                // what the hand made of it
	column func(Field) string // the name that the file gives a column
}

// Change is what a row changes about something known, in the form of Cells.
type Change struct {
	Field    Field
	Was, Now string
}

// hand understands files of one kind.
type hand interface {
	// columns are those that a file may have.
	columns() []knownColumn
	// read understands a row: its item, unless the cells were found at fault.
	read(c *cells, row *FileRow)
	// settle says what becomes of rows without errors. With dry it writes nothing and says what would become of them.
	settle(ctx context.Context, rows []*FileRow, dry bool) error
}

// knownColumn is a column that files of a kind may have.
type knownColumn struct {
	field    Field
	names    []string // any of these, compared by letters and digits alone; the first is shown to people
	required bool
}

// Files brings in files that are no service records, one at a time, and never while an import of records runs.
type Files struct {
	im      *Importer
	answers *Responses
	cases   PastCases
	profile *Profile // how dates and words of yes and no are read
}

// PastCases takes cases that have a history. *register.Register is one.
type PastCases interface {
	CaseRegister
	SubmitPast(ctx context.Context, s register.Submission, past []register.Order, from register.ImportRow, dry bool) (register.Receipt, error)
}

// NewFiles makes the door for such files, by which the importer takes their imports back too. answers needs a place for comments, see Responses.With.
func NewFiles(im *Importer, answers *Responses, cases PastCases) (*Files, error) {
	p := &Profile{
		ID: "files", TimeZone: im.charter.Location().String(), Dates: datePatterns("dmy"), MaxBytes: FileMaxBytes, MaxRecord: fileMaxRecord,
		location: im.charter.Location(),
		YesNo:    YesNo{Yes: []string{"да", "д", "yes", "y", "true", "1", "x", "х"}, No: []string{"не", "н", "no", "n", "false", "0", "-"}},
	}
	for _, pattern := range p.Dates {
		l, err := parseLayout(pattern)
		if err != nil {
			return nil, err
		}
		p.layouts = append(p.layouts, l)
	}
	f := &Files{im: im, answers: answers, cases: cases, profile: p}
	im.files = f
	return f, nil
}

// hand gives the one for a kind. by is the id of the user, from the import; none where nothing is to be written. An unknown kind is NotFound "file_kind_unknown".
func (f *Files) hand(kind FileKind, by string, from uuid.UUID, now time.Time) (hand, error) {
	switch kind {
	case FileCatalogue:
		return newCatalogueHand(f.im.reg, f.im.charter, by, from), nil
	case FileAnswers:
		return &answersHand{door: f.answers, names: f.im.reg, charter: f.im.charter, now: now, from: from}, nil
	case FileCases:
		return &casesHand{register: f.cases, charter: f.im.charter, by: by, now: now, from: from}, nil
	}
	return nil, fault.NotFound("file_kind_unknown", fault.Params{"kind": clip(string(kind))})
}

// ColumnNames gives, for every column that files of a kind may have, the name by which it is best called; needed ones come first.
func (f *Files) ColumnNames(kind FileKind) (needed, others []string, err error) {
	h, err := f.hand(kind, "", uuid.Nil, time.Time{})
	if err != nil {
		return nil, nil, err
	}
	for _, c := range h.columns() {
		if c.required {
			needed = append(needed, c.names[0])
		} else {
			others = append(others, c.names[0])
		}
	}
	return needed, others, nil
}

// plain brings a column's name into the form in which names are compared: letters and digits, single spaces.
func plain(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(c rune) bool { return !isLetter(c) && (c < '0' || c > '9') && c != '№' }), " ")
}

// match finds the columns under the names of a header. A name that stands twice in the file has numbers there (see distinct); without
// its number it is found too, but does not say which column is meant.
func match(columns []knownColumn, names []string) (found map[Field]int, missing []string, twice string) {
	places := map[string]int{}
	repeated := map[string]bool{}
	for i, n := range names {
		if _, there := places[plain(n)]; there {
			repeated[plain(n)] = true
			continue
		}
		places[plain(n)] = i
	}
	for i, n := range names {
		name, first := strings.CutSuffix(n, " (1)")
		if _, alone := places[plain(name)]; first && !alone && slices.Contains(names, numbered(name, 2)) {
			places[plain(name)], repeated[plain(name)] = i, true
		}
	}
	found = map[Field]int{}
	for _, c := range columns {
		i := slices.IndexFunc(c.names, func(name string) bool { _, there := places[plain(name)]; return there })
		switch {
		case i >= 0:
			if found[c.field] = places[plain(c.names[i])]; repeated[plain(c.names[i])] {
				twice = names[found[c.field]]
			}
		case c.required:
			missing = append(missing, c.names[0])
		}
	}
	return found, missing, twice
}

// open opens a surveyed file and finds its columns. The faults say what is wrong with the file as a whole.
func (f *Files) open(path string, sv survey, columns []knownColumn) (*source, error) {
	t, err := openTable(path, sv, Shape{}, fileMaxRecord, func(names []string) int {
		found, _, _ := match(columns, names)
		return len(found)
	})
	if err != nil {
		return nil, err
	}
	found, missing, twice := match(columns, t.Header)
	switch {
	case len(missing) > 0:
		err = fault.Invalid("file", "columns_missing", fault.Params{
			"missing": strings.Join(missing, ", "), "found": clipTo(strings.Join(t.Header, ", "), 300),
		})
	case twice != "":
		err = fault.Invalid("file", "column_twice", fault.Params{"column": clip(twice)})
	}
	if err != nil {
		t.Close()
		return nil, err
	}
	return &source{table: t, columns: found}, nil
}

// labelled finds an item of the charter by its id or its name in any language.
func labelled(items []charter.Item, word string) (id string, ok bool) {
	for _, it := range items {
		if fold(it.ID) == fold(word) || called(it.Label, word) {
			return it.ID, true
		}
	}
	return "", false
}

// called says whether a name in any language is the word.
func called(l charter.Label, word string) bool {
	for _, name := range l {
		if fold(name) == fold(word) {
			return true
		}
	}
	return false
}

// refuse says why a row is not taken.
func (r *FileRow) refuse(f Field, value, code string, params fault.Params) {
	r.Errors = append(r.Errors, register.RowError{Line: r.Line, Column: r.column(f), Value: clipTo(value, valueInNote), Code: code, Params: params})
}

// remark says something about a row that is taken.
func (r *FileRow) remark(f Field, value, code string, params fault.Params) {
	r.Notes = append(r.Notes, register.RowError{Line: r.Line, Column: r.column(f), Value: clipTo(value, valueInNote), Code: notePrefix + code, Params: params})
}

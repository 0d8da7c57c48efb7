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

// kindMark begins the id of a profile of such files, kindSlash stands before the name that somebody gave it: "@answers",
// "@answers/anketa". No profile of service records is called so.
const (
	kindMark  = "@"
	kindSlash = "/"
)

// KindOf gives the kind of the files of a profile; ok is false for service records, which have none.
func KindOf(profile string) (kind FileKind, ok bool) {
	id, ok := strings.CutPrefix(profile, kindMark)
	if !ok {
		return "", false
	}
	id, _, _ = strings.Cut(id, kindSlash)
	return FileKind(id), true
}

// Profile is the profile of files of this kind that call their columns as we do; for service records there is none.
func (k FileKind) Profile() string {
	if k == "" {
		return ""
	}
	return kindMark + string(k)
}

// saved is the id of a profile of this kind that somebody made; of service records it has no kind.
func (k FileKind) saved(id string) string {
	if k == "" {
		return id
	}
	return k.Profile() + kindSlash + id
}

// ProfileNamed is the id of the profile of this kind that somebody names, with the kind before it or without.
func (k FileKind) ProfileNamed(name string) string {
	if named, _ := KindOf(name); named == k && k != "" {
		return name
	}
	if name == "" {
		return k.Profile()
	}
	return k.saved(name)
}

// private says whether the rows hold what people wrote or who they are: of such a file nothing is kept but what was taken from it.
func (k FileKind) private() bool { return k == FileAnswers || k == FileCases }

// FileMaxBytes is the largest such file.
const FileMaxBytes = 200 << 20

// The other limits of such a file.
const (
	fileMaxRecord = 128 << 10
	fileMaxRows   = 1_000_000
)

// What becomes of a row; a rejected one has its reasons.
const (
	RowNew       = verdictNew
	RowChanged   = verdictReplaced
	RowUnchanged = verdictUnchanged
	RowOlder     = verdictOlder // another program has told of something later
	RowEnded     = "ended"      // of a service: it is not offered any more
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

	item   any                                // what the hand made of it
	column func(Field) string                 // the name that the file gives a column
	repeat func(f Field, value string) string // what a report tells of a cell
}

// unshown stands in Cells for what a preview does not show.
const unshown = "•••"

// Change is what a row changes about something known, in the form of Cells.
type Change struct {
	Field    Field
	Was, Now string
}

// hand understands files of one kind.
type hand interface {
	// read understands a row: its item, unless the cells were found at fault.
	read(c *cells, row *FileRow)
	// settle says what becomes of rows without errors. With dry it writes nothing and says what would become of them.
	settle(ctx context.Context, rows []*FileRow, dry bool) error
}

// Files brings in files that are no service records, one at a time, and never while an import of records runs.
type Files struct {
	im      *Importer
	answers *Responses
	cases   PastCases
}

// PastCases takes cases that have a history. *register.Register is one.
type PastCases interface {
	CaseRegister
	SubmitPast(ctx context.Context, s register.Submission, past []register.Order, from register.ImportRow) (register.Receipt, register.Sent, error)
	Rehearse() *register.Rehearsal
}

// NewFiles makes the door for such files, by which the importer takes their imports back too. answers needs a place for comments, see Responses.With.
func NewFiles(im *Importer, answers *Responses, cases PastCases) *Files {
	f := &Files{im: im, answers: answers, cases: cases}
	im.files = f
	return f
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
	return nil, kindUnknown(kind)
}

// ColumnNames gives, for every column that files of a kind may have, the name by which it is best called; needed ones come first.
func (f *Files) ColumnNames(kind FileKind) (needed, others []string, err error) {
	if !slices.Contains(FileKinds(), kind) {
		return nil, nil, kindUnknown(kind)
	}
	for _, c := range FileFields(kind, f.im.charter) {
		if c.Needed {
			needed = append(needed, c.Names[0])
		} else {
			others = append(others, c.Names[0])
		}
	}
	return needed, others, nil
}

func kindUnknown(kind FileKind) error {
	return fault.NotFound("file_kind_unknown", fault.Params{"kind": clip(string(kind))})
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

// refuse says why a row is not taken. Without a value the cell is repeated as it was understood.
func (r *FileRow) refuse(f Field, value, code string, params fault.Params) {
	if value == "" && r.Cells[f] != unshown {
		value = r.Cells[f]
	}
	r.Errors = append(r.Errors, register.RowError{Line: r.Line, Column: r.column(f), Value: r.repeat(f, value), Code: code, Params: params})
}

// remark says something about a row that is taken.
func (r *FileRow) remark(f Field, value, code string, params fault.Params) {
	r.Notes = append(r.Notes, register.RowError{Line: r.Line, Column: r.column(f), Value: r.repeat(f, value), Code: notePrefix + code, Params: params})
}

package ingest

import (
	"strings"

	"harta/internal/guard"
)

// The limits of what is repeated of a cell that is wrong, in letters.
const (
	valueInNote = 200             // that are kept: enough to find it in the file
	valueRead   = 4 * valueInNote // that the guard reads, so that no number is cut in two before it is known for one
)

// repeated is the beginning of what a report tells of a file, without what tells of a person: the report is kept when the file is not, and lies
// where others read it than those who may read the file.
func repeated(value string) string { return repeatedTo(value, valueInNote) }

// repeatedTo is repeated with a length of its own, in letters.
func repeatedTo(value string, most int) string {
	return clipTo(guard.Mask(clipTo(value, max(valueRead, 4*most))).Text, most)
}

// repeat is what a report tells of a cell. The names and numbers of files without personal data are told as they are, for by them the catalogue
// is looked through, and the sieve has read them already; but what is too long or too odd for one is another column's text, and no name or
// number. What else is told comes again in row after row, and is read once.
func (r *rowReader) repeat(f Field, value string) string {
	if f.named() && !r.profile.Kind.private() && checkText(string(f), value, f.longest()) == nil {
		return clipTo(value, valueInNote)
	}
	if told, known := r.told[value]; known {
		return told
	}
	told := repeated(value)
	if len(value) <= spellingLongest && len(r.told) < spellingsMost {
		r.told[strings.Clone(value)] = told
	}
	return told
}

// named says whether a field holds a name or a number by which the catalogue or a register knows something.
func (f Field) named() bool {
	switch f {
	case FieldNumber, FieldServiceNumber, FieldService, FieldDepartment, FieldOffice, FieldName, FieldNameEnglish, FieldFormer:
		return true
	}
	return false
}

// longest is how many characters a name or a number has at most.
func (f Field) longest() int {
	if f == FieldNumber || f == FieldServiceNumber {
		return maxNumber
	}
	return maxTitle
}

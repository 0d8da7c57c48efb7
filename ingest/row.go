package ingest

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"harta/internal/fault"
	"harta/internal/register"
)

// notePrefix begins the code of a remark about a row that was taken nevertheless.
const notePrefix = "note_"

// IsNote says whether the code of a row error is a remark about a row that was taken, and not a refusal.
func IsNote(code string) bool { return strings.HasPrefix(code, notePrefix) }

// isCreation says whether a remark tells of a name that the import added to the catalogue.
func isCreation(code string) bool { return IsNote(code) && strings.HasSuffix(code, "_created") }

// The limits of single cells, in letters.
const (
	maxNumber = 64
	maxTitle  = 500
	maxPaused = 3660
)

// futureSlack is how far a moment of the past may lie ahead of our clock.
const futureSlack = 24 * time.Hour

// rowReader turns the records of one source into canonical rows.
type rowReader struct {
	profile *Profile
	source  *source
	now     time.Time
	order   int64 // the version of every row where the profile has no column for it
	spelt   spellings
	sieve   sieve
	told    map[string]string // what reports repeat of cells
	titles  map[Field]string  // by which people know the columns that the file may lack; none for service records
	yes     map[string]bool   // what the profile's words of yes and no mean, folded
}

func newRowReader(p *Profile, src *source, now time.Time, order int64) *rowReader {
	r := &rowReader{profile: p, source: src, now: now, order: order, spelt: spellings{}, told: map[string]string{}, yes: map[string]bool{}}
	for _, word := range p.YesNo.No {
		r.yes[fold(word)] = false
	}
	for _, word := range p.YesNo.Yes {
		r.yes[fold(word)] = true
	}
	return r
}

// row is what one line of the file turned out to be.
type row struct {
	Line    int64
	Version *version // nil when the row is refused
	Errors  []register.RowError
	Notes   []register.RowError
}

// read understands one record. All errors of a row are found, not only the first.
func (r *rowReader) read(rec rawRow) row {
	out := row{Line: rec.Line}
	c := r.cells(rec, &out)
	if c == nil {
		return out
	}
	v := &version{line: rec.Line}
	c.names(v)
	c.words(v)
	c.moments(v)
	c.version(v)
	c.rest(v)
	if len(out.Errors) > 0 {
		out.Notes = nil
		return out
	}
	out.Version = v
	return out
}

// cells tells the cells of a record apart; nil where that cannot be done, or where some have no value, with the reasons in out.
func (r *rowReader) cells(rec rawRow, out *row) *cells {
	if rec.Code != "" {
		out.Errors = []register.RowError{{Line: rec.Line, Value: repeated(rec.Raw), Code: rec.Code, Params: r.limits(rec.Code)}}
		return nil
	}
	if extra := rec.Fields; len(extra) < len(r.source.Header) || strings.Join(extra[len(r.source.Header):], "") != "" {
		out.Errors = []register.RowError{{Line: rec.Line, Value: r.text(rec), Code: "fields_count",
			Params: fault.Params{"want": len(r.source.Header), "got": len(rec.Fields)}}}
		return nil
	}
	c := &cells{reader: r, rec: rec, row: out}
	if len(rec.Faults) > 0 {
		if c.faults(); len(out.Errors) > 0 {
			return nil
		}
	}
	return c
}

// text is the beginning of a record whose cells cannot be told apart.
func (r *rowReader) text(rec rawRow) string {
	return repeated(strings.Join(rec.Fields, "; "))
}

func (r *rowReader) limits(code string) fault.Params {
	if code == "record_too_long" {
		return fault.Params{"limit": r.profile.MaxRecord}
	}
	return nil
}

// cells reads the cells of one record and gathers what is wrong with them.
type cells struct {
	reader *rowReader
	rec    rawRow
	row    *row
}

// faults lists the cells of a workbook that have no value: an error such as #REF!, a formula that was never calculated.
func (c *cells) faults() {
	columns := c.reader.source.columns
	for _, f := range slices.SortedFunc(maps.Keys(columns), func(a, b Field) int { return cmp.Compare(columns[a], columns[b]) }) {
		if i := columns[f]; c.rec.Faults[i] != "" {
			c.bad(f, c.rec.Fields[i], c.rec.Faults[i], nil)
		}
	}
}

// at gives a cell without outer spaces; ok is false when the file has no such column.
func (c *cells) at(f Field) (value string, ok bool) {
	i, ok := c.reader.source.columns[f]
	if !ok {
		value, ok = c.reader.profile.Constants[f]
		return value, ok
	}
	return strings.TrimSpace(c.rec.Fields[i]), true
}

func (c *cells) column(f Field) string {
	if i, ok := c.reader.source.columns[f]; ok {
		return c.reader.source.Header[i]
	}
	if title := c.reader.titles[f]; title != "" {
		return title
	}
	return string(f)
}

func (c *cells) bad(f Field, value, code string, params fault.Params) {
	c.row.Errors = append(c.row.Errors, register.RowError{
		Line: c.rec.Line, Column: c.column(f), Value: c.reader.repeat(f, value), Code: code, Params: params,
	})
}

func (c *cells) note(f Field, value, code string, params fault.Params) {
	c.row.Notes = append(c.row.Notes, register.RowError{
		Line: c.rec.Line, Column: c.column(f), Value: c.reader.repeat(f, value), Code: notePrefix + code, Params: params,
	})
}

// text reads a name; a byte that means nothing in the file's encoding is an error, as is a text of absurd length.
func (c *cells) text(f Field, most int) string {
	s, _ := c.at(f)
	if s == "" {
		return ""
	}
	s = oneLine(s)
	if wrong := checkText(string(f), s, most); wrong != nil {
		c.bad(f, s, wrong.Code, wrong.Params)
	}
	if f == FieldNumber {
		return strings.Clone(s) // a part of the line would keep the whole of it in memory
	}
	return c.reader.spelt.of(s).text
}

// name reads a name, or a number, that goes to ClickHouse as it is. Of personal data nothing is told but that they are there.
func (c *cells) name(f Field, most int) string {
	before := len(c.row.Errors)
	s := c.text(f, most)
	if c.reader.sieve.field(f, s) {
		c.row.Errors = c.row.Errors[:before]
		c.bad(f, "", "personal_data_in_name", nil)
	}
	return s
}

func (c *cells) names(v *version) {
	v.Number = c.name(FieldNumber, maxNumber)
	if v.Number == "" {
		c.bad(FieldNumber, "", "number_missing", nil)
	}
	v.ServiceNumber = c.name(FieldServiceNumber, maxNumber)
	v.ServiceName = c.name(FieldService, maxTitle)
	if v.ServiceNumber == "" && v.ServiceName == "" {
		c.bad(FieldService, "", "service_missing", nil)
	}
	v.DepartmentName = c.name(FieldDepartment, maxTitle)
	v.OfficeName = c.name(FieldOffice, maxTitle)
}

func (c *cells) words(v *version) {
	p := c.reader.profile
	v.Channel = c.word(FieldChannel, &p.Channels)
	v.OrderSpeed = c.word(FieldOrderSpeed, &p.OrderSpeeds)
	v.Outcome = c.word(FieldOutcome, &p.Outcomes)
}

// word translates a cell. A column that the file lacks is like an empty cell that may stay empty.
func (c *cells) word(f Field, w *Words) string {
	s, there := c.at(f)
	if s == "" {
		switch w.Empty {
		case wordReject:
			if there {
				c.bad(f, "", string(f)+"_missing", nil)
			}
			return ""
		case wordNone, wordDerive:
			return ""
		}
		return w.Empty
	}
	if id, ok := w.folded[c.reader.spelt.of(s).folded]; ok {
		return id
	}
	if w.Unknown == wordReject {
		c.bad(f, s, string(f)+"_unknown", nil)
		return ""
	}
	return w.Unknown
}

// version reads the source's own version of the row.
func (c *cells) version(v *version) {
	p := c.reader.profile
	if !p.HasVersion() {
		v.sourceVersion = c.reader.order
		return
	}
	s := c.raw(FieldVersion)
	if s == "" {
		c.bad(FieldVersion, "", "version_missing", nil)
		return
	}
	if p.Version.Format == "number" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			c.bad(FieldVersion, s, "number_malformed", nil)
		}
		v.sourceVersion = n
		return
	}
	if m, ok := c.moment(FieldVersion); ok {
		c.past(FieldVersion, m)
		v.sourceVersion = m.at.UnixMicro()
	}
}

func (c *cells) rest(v *version) {
	if s := c.raw(FieldPausedDays); s != "" {
		n, err := wholeNumber(s)
		if err != nil || n < 0 || n > maxPaused {
			c.bad(FieldPausedDays, s, "number_malformed", nil)
		}
		v.PausedDays = n
	}
	v.OtherInstitution = c.yes(FieldOtherInstitution)
	v.Anonymous = c.yes(FieldAnonymous)
}

// wholeNumber reads a number as people and programs write whole ones: 14, 14,0 or 14.00. What 14.000 means depends on who wrote it,
// and is no number.
func wholeNumber(s string) (int, error) {
	if whole, zeros, found := strings.Cut(strings.Replace(s, ",", ".", 1), "."); found && len(zeros) != 3 && zeros != "" && strings.Trim(zeros, "0") == "" {
		s = whole
	}
	return strconv.Atoi(s)
}

func (c *cells) yes(f Field) bool {
	s := c.raw(f)
	if s == "" {
		return false
	}
	yes, known := c.reader.yes[c.reader.spelt.of(s).folded]
	if !known {
		c.bad(f, s, "yes_no_unknown", nil)
	}
	return yes
}

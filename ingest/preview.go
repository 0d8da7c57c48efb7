package ingest

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"time"

	"harta/internal/fault"
	"harta/internal/register"
)

// How much of a file a preview looks at and tells.
const (
	previewRows     = 20
	previewChecked  = 1000
	previewProblems = 200
)

// Preview is what would become of a file, before anything is written.
type Preview struct {
	Profile string
	Shape            // what the file turned out to be
	Sheets  []string // of a workbook
	Size    int64    // bytes

	Header []string   // the names of the columns, as in the file
	Raw    [][]string // the first rows, as in the file

	Columns []string   // the fields found, in our order
	Rows    [][]string // the same rows as they are understood, under Columns; empty cells in a refused row
	Lines   []int64    // of the file, for Raw and Rows

	Checked  int64               // rows looked at for Problems
	Whole    bool                // the file has no rows beyond those
	Rejected int64               // of them refused
	Problems []register.RowError // what would be reported, notes included; at most 200

	NewServices    []string // names that the catalogue does not have
	NewDepartments []string
	NewOffices     []string
	NewChannels    []string // words that the profile does not know
}

// Preview reads the beginning of the file at path as Import would. A file that is wrong as a whole gives Import's fault.
func (im *Importer) Preview(ctx context.Context, profileID, path, name string) (*Preview, error) {
	p, err := im.profile(profileID)
	if err != nil {
		return nil, err
	}
	if p.Kind != "" {
		return nil, fault.NotFound("profile_unknown", fault.Params{"profile": clip(profileID)})
	}
	return im.previewWith(ctx, p, path)
}

func (im *Importer) previewWith(ctx context.Context, p *Profile, path string) (*Preview, error) {
	sv, err := surveyFile(path, p.MaxBytes, nil)
	if err != nil {
		return nil, err
	}
	src, err := openSource(path, p, sv)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	out := &Preview{Profile: p.ID, Shape: src.Shape, Sheets: src.Sheets, Size: sv.Size, Header: src.Header}
	fields := slices.DeleteFunc(slices.Clone(fieldOrder), func(f Field) bool { _, there := src.columns[f]; return !there })
	for _, f := range fields {
		out.Columns = append(out.Columns, string(f))
	}
	names := newResolver(im.reg, im.charter.Calendar, p)
	names.dry = true
	now := im.clock()
	reader := newRowReader(p, src, now, now.UnixMicro())
	for out.Checked < previewChecked {
		rec, err := src.Read()
		if errors.Is(err, io.EOF) {
			out.Whole = true
			break
		}
		if err != nil {
			return nil, err
		}
		one, err := understand(ctx, reader, names, rec)
		if err != nil {
			return nil, err
		}
		out.add(p, fields, rec, one)
	}
	return out, nil
}

func (o *Preview) add(p *Profile, fields []Field, rec rawRow, one row) {
	o.Checked++
	if one.Version == nil {
		o.Rejected++
	}
	if len(o.Raw) < previewRows {
		raw := rec.Fields
		if rec.Code != "" {
			raw = []string{rec.Raw}
		}
		o.Raw = append(o.Raw, raw)
		o.Lines = append(o.Lines, rec.Line)
		o.Rows = append(o.Rows, shown(p, fields, one.Version))
	}
	for _, e := range slices.Concat(one.Errors, one.Notes) {
		if len(o.Problems) < previewProblems {
			o.Problems = append(o.Problems, e)
		}
		o.collect(e)
	}
}

// collect gathers the names that nobody knows yet, each once.
func (o *Preview) collect(e register.RowError) {
	lists := map[string]*[]string{
		notePrefix + "service_created": &o.NewServices, "service_unknown": &o.NewServices,
		notePrefix + "department_created": &o.NewDepartments, "department_unknown": &o.NewDepartments,
		notePrefix + "office_created": &o.NewOffices, "office_unknown": &o.NewOffices,
		"channel_unknown": &o.NewChannels,
	}
	if list, ok := lists[e.Code]; ok && !slices.Contains(*list, e.Value) {
		*list = append(*list, e.Value)
	}
}

// shown gives the cells of a row as they were understood: ids, and moments as "2006-01-02 15:04" in the file's time zone.
func shown(p *Profile, fields []Field, v *version) []string {
	cells := make([]string, len(fields))
	if v == nil {
		return cells
	}
	at := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.In(p.location).Format("2006-01-02 15:04")
	}
	source := time.UnixMicro(v.sourceVersion)
	texts := map[Field]string{
		FieldNumber: v.Number, FieldServiceNumber: v.ServiceNumber, FieldService: v.ServiceName, FieldDepartment: v.DepartmentName,
		FieldOffice: v.OfficeName, FieldChannel: v.Channel, FieldOrderSpeed: v.OrderSpeed, FieldReceived: at(&v.Received),
		FieldDue: at(v.due), FieldFinished: at(v.Finished), FieldOutcome: v.Outcome, FieldVersion: at(&source),
		FieldPausedDays: strconv.Itoa(v.PausedDays), FieldOtherInstitution: strconv.FormatBool(v.OtherInstitution),
		FieldAnonymous: strconv.FormatBool(v.Anonymous),
	}
	if p.Version.Format == "number" {
		texts[FieldVersion] = strconv.FormatInt(v.sourceVersion, 10)
	}
	for i, f := range fields {
		cells[i] = texts[f]
	}
	return cells
}

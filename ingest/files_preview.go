package ingest

import (
	"context"

	"github.com/google/uuid"

	"harta/internal/register"
)

// listed is how many rows a preview shows one by one: all of a catalogue, which somebody should read through.
func (k FileKind) listed() int {
	if k == FileCatalogue {
		return fileBatch
	}
	return previewRows
}

// FilePreview is what would become of such a file, before anything is written.
type FilePreview struct {
	Kind FileKind
	Shape
	Sheets []string // of a workbook
	Size   int64    // bytes
	Header []string // the names of the columns, as in the file

	Columns  []Field // those that were found, in our order
	Rows     []FileRow
	Counts   map[string]int64 // rows by verdict
	Checked  int64            // rows looked at
	Whole    bool             // the file has no rows beyond those
	Problems []register.RowError
}

// Preview reads the file at path with a profile as Import would and writes nothing. The faults are those of Import.
func (f *Files) Preview(ctx context.Context, profileID, path string) (*FilePreview, error) {
	p, err := f.im.profile(profileID)
	if err != nil {
		return nil, err
	}
	return f.previewWith(ctx, p, path)
}

// PreviewMapping shows what would become of the file under a mapping that has no name yet. The faults are those of Mapping.Profile
// and of Preview.
func (f *Files) PreviewMapping(ctx context.Context, path string, m Mapping) (*FilePreview, error) {
	p, err := m.draft(f.im.charter)
	if err != nil {
		return nil, err
	}
	return f.previewWith(ctx, p, path)
}

func (f *Files) previewWith(ctx context.Context, p *Profile, path string) (*FilePreview, error) {
	kind := p.Kind
	h, err := f.hand(kind, "", uuid.Nil, f.im.clock())
	if err != nil {
		return nil, err
	}
	sv, err := surveyFile(path, p.MaxBytes, nil)
	if err != nil {
		return nil, err
	}
	src, err := openSource(path, p, sv)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	out := &FilePreview{Kind: kind, Shape: src.Shape, Sheets: src.Sheets, Size: sv.Size, Header: src.Header, Counts: map[string]int64{}}
	for _, c := range p.fields() {
		if _, there := src.columns[c]; there {
			out.Columns = append(out.Columns, c)
		}
	}
	rows, err := f.batch(ctx, h, newFileReader(p, src, f.im.clock(), f.im.charter), true)
	if err != nil {
		return nil, err
	}
	out.Whole = len(rows) < fileBatch
	for _, row := range rows {
		out.Checked++
		out.Counts[row.Verdict]++
		if len(out.Rows) < kind.listed() {
			out.Rows = append(out.Rows, *row)
		}
		for _, e := range append(row.Errors, row.Notes...) {
			if len(out.Problems) < previewProblems {
				out.Problems = append(out.Problems, e)
			}
		}
	}
	return out, nil
}

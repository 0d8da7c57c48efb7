package ingest

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// fileBatch is how many rows are taken together.
const fileBatch = 1000

// fileReader reads the rows of one file.
type fileReader struct {
	*rowReader
	private bool
	read    int64
}

func newFileReader(p *Profile, src *source, now time.Time, ch *charter.Charter) *fileReader {
	r := &fileReader{rowReader: newRowReader(p, src, now, 0), private: p.Kind.private()}
	r.titles = map[Field]string{}
	for _, f := range FileFields(p.Kind, ch) {
		r.titles[f.Field] = f.Names[0]
	}
	return r
}

// batch reads, understands and settles the next rows; none is left at the end of the file.
func (f *Files) batch(ctx context.Context, h hand, r *fileReader, dry bool) ([]*FileRow, error) {
	var all, good []*FileRow
	for len(all) < fileBatch {
		rec, err := r.source.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if r.read++; r.read > fileMaxRows {
			return nil, fault.Invalid("file", "rows_too_many", fault.Params{"limit": fileMaxRows})
		}
		row := r.understand(h, rec)
		if all = append(all, row); len(row.Errors) == 0 {
			good = append(good, row)
		}
	}
	if len(good) > 0 {
		if err := h.settle(ctx, good, dry); err != nil {
			return nil, err
		}
	}
	for _, row := range all {
		if len(row.Errors) > 0 {
			row.Verdict, row.Notes, row.Changes = RowRejected, nil, nil
		}
	}
	return all, nil
}

// understand reads one row. A reason repeats the cell that is wrong; one about a whole row of a private file repeats nothing.
func (r *fileReader) understand(h hand, rec rawRow) *FileRow {
	out := row{Line: rec.Line}
	told := &FileRow{Line: rec.Line, Cells: map[Field]string{}}
	if c := r.cells(rec, &out); c != nil {
		told.column, told.repeat = c.column, r.repeat
		h.read(c, told)
	}
	told.Errors, told.Notes = out.Errors, out.Notes
	for i := range told.Errors {
		if r.private && told.Errors[i].Column == "" { // a row that could not be cut: who knows what stands in it
			told.Errors[i].Value = ""
		}
	}
	return told
}

// bring takes the file at path in and gives the receipt. The file is read through before anything is written: one that is wrong as
// a whole is refused with a fault and leaves no trace. It is stored while the import runs, so that one that is cut off goes on at
// the next start (see Resume); rows that it had taken by then count as unchanged. A catalogue's file stays with its receipt, one with
// answers or cases does not. Only one import runs at a time, which the caller sees to. by is the id of the user.
func (f *Files) bring(ctx context.Context, p *Profile, path, name, by string, progress func(Progress)) (register.Import, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return register.Import{}, err
	}
	run := &fileRun{files: f, profile: p, progress: newPace(id, f.im.clock, progress)}
	going, done := f.im.now.begin(ctx, id)
	defer done()
	run.progress.report(Progress{Checking: true})
	stored, sv, err := f.im.storeFile(path, p.MaxBytes)
	if err != nil {
		return register.Import{}, err
	}
	defer stored.discard()
	run.path, run.survey = stored.path, sv
	if err := run.check(going); err != nil {
		return register.Import{}, stopped(going, err)
	}
	if err := f.room(p.Kind); err != nil {
		return register.Import{}, err
	}
	if run.path, err = stored.keep(sv.SHA256); err != nil {
		return register.Import{}, err
	}
	if p.Kind.private() {
		name = repeated(name) // who sent a letter is often what its file is called by
	}
	run.receipt, err = f.im.reg.StartImport(ctx, register.Import{
		ID: id, Profile: p.ID, File: name, SHA256: sv.SHA256, Size: sv.Size, By: by, Started: f.im.clock(),
	})
	if err != nil {
		return register.Import{}, unjoin(errors.Join(err, run.forget()))
	}
	return run.finish(ctx, run.load(going), going)
}

// room refuses a file while what it brings could not be kept, before there is a receipt of it: a watched folder tries again and again.
func (f *Files) room(kind FileKind) error {
	if kind != FileAnswers {
		return nil
	}
	return f.answers.spool.Room()
}

// fileRun is one such file on its way.
type fileRun struct {
	files    *Files
	profile  *Profile
	path     string
	survey   survey
	progress *pace
	receipt  register.Import
}

// open opens the file for a reading from its beginning. One that goes on after an interruption judges as it began.
func (r *fileRun) open() (hand, *fileReader, error) {
	now := r.receipt.Started
	if now.IsZero() {
		now = r.files.im.clock()
	}
	h, err := r.files.hand(r.profile.Kind, r.receipt.By, r.receipt.ID, now)
	if err != nil {
		return nil, nil, err
	}
	src, err := openSource(r.path, r.profile, r.survey)
	if err != nil {
		return nil, nil, err
	}
	return h, newFileReader(r.profile, src, now, r.files.im.charter), nil
}

// check reads the whole file once: it finds what is wrong with it as a whole.
func (r *fileRun) check(ctx context.Context) error {
	_, reader, err := r.open()
	if err != nil {
		return err
	}
	defer reader.source.Close()
	for n := 1; ; n++ {
		_, err := reader.source.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if n > fileMaxRows {
			return fault.Invalid("file", "rows_too_many", fault.Params{"limit": fileMaxRows})
		}
		if n%checkRows == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// load takes the rows in batches. What is told of rows is told anew when an interrupted import goes on.
func (r *fileRun) load(ctx context.Context) error {
	h, reader, err := r.open()
	if err != nil {
		return err
	}
	defer reader.source.Close()
	if err := r.files.im.reg.NoteItems(ctx, r.receipt.ID); err != nil {
		return err
	}
	told := map[toldKey]bool{}
	if err := r.files.im.reg.ImportErrors(ctx, r.receipt.ID, func(e register.RowError) error {
		told[keyOf(e)] = true
		return nil
	}); err != nil {
		return err
	}
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		rows, err := r.files.batch(ctx, h, reader, false)
		if err != nil || len(rows) == 0 {
			return err
		}
		var list []register.RowError
		for _, row := range rows {
			r.count(row.Verdict)
			for _, e := range append(row.Errors, row.Notes...) {
				if !told[keyOf(e)] {
					list = append(list, e)
				}
			}
		}
		if len(list) > 0 {
			if err := r.files.im.reg.AddImportErrors(ctx, r.receipt.ID, list); err != nil {
				return err
			}
		}
		if err := r.files.im.reg.SaveImport(ctx, r.receipt); err != nil {
			return err
		}
		p := Progress{Counts: r.receipt.Counts}
		p.Read, p.Total = reader.source.Progress()
		r.progress.report(p)
	}
}

func (r *fileRun) count(verdict string) {
	c := &r.receipt.Counts
	c.Rows++
	switch verdict {
	case RowNew:
		c.New++
	case RowChanged, RowEnded:
		c.Replaced++
	case RowUnchanged:
		c.Unchanged++
	case RowOlder:
		c.Older++
	default:
		c.Rejected++
	}
}

// finish closes the receipt, and forgets the file where it holds personal data. An import that a stop of the program cut off stays
// "running" and is resumed; one that somebody cancelled is taken back.
func (r *fileRun) finish(ctx context.Context, err error, going context.Context) (register.Import, error) {
	if err != nil && cancelled(going) {
		if err := r.forget(); err != nil {
			return r.receipt, err
		}
		return r.files.im.cancel(ctx, r.receipt, r.progress)
	}
	if err != nil && ctx.Err() != nil {
		return r.receipt, err
	}
	r.receipt.State, r.receipt.Finished = register.ImportDone, r.files.im.clock()
	if err != nil {
		r.receipt.State, r.receipt.Failure = register.ImportFailed, failure(err)
	}
	err = errors.Join(err, r.files.im.reg.SaveImport(context.WithoutCancel(ctx), r.receipt))
	return r.receipt, unjoin(errors.Join(err, r.forget()))
}

// forget removes the file where it holds personal data.
func (r *fileRun) forget() error {
	if !r.profile.Kind.private() {
		return nil
	}
	if err := os.Remove(r.path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

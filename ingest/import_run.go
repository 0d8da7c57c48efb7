package ingest

import (
	"context"
	"time"

	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/register"
)

// The rhythm of an import.
const (
	checkRows = 500    // read together the first time, while those before them are understood
	readRows  = 4_000  // read together the second time, and looked up together
	putRows   = 16_000 // put down together: each insert leaves a part in every month that it touches
	saveEvery = time.Second
)

// maxNewNames bounds the services, departments and offices that one file may add to the catalogue. A municipality has some
// hundreds of services.
const maxNewNames = 1000

// importRun is one file on its way.
type importRun struct {
	im       *Importer
	profile  *Profile
	id       uuid.UUID
	path     string
	survey   survey
	progress *pace
	started  time.Time // to the millisecond, as the receipt keeps it
	order    int64     // version of every row where the profile has no column for it; not needed by the first reading
	resumed  bool

	receipt    register.Import
	superseded map[int64]int64
	newNames   []register.RowError // notes on what the catalogue lacks and the import will create
	reader     *rowReader
	resolver   *resolver
	ledger     *ledger
	told       map[toldKey]bool // row errors a resumed import has already listed
	saved      time.Time
	judged     register.ImportCounts // of the second reading, ahead of the receipt's
}

// begin stores the file, reads it through and opens its receipt. Until then nothing is left of a file that is refused.
func (r *importRun) begin(ctx context.Context, path, name, by string) error {
	stored, sv, err := r.im.storeFile(path, r.profile.MaxBytes)
	if err != nil {
		return err
	}
	defer stored.discard()
	r.path, r.survey = stored.path, sv
	if err := r.check(ctx); err != nil {
		return err
	}
	if r.path, err = stored.keep(sv.SHA256); err != nil {
		return err
	}
	r.receipt, err = r.im.reg.StartImport(ctx, register.Import{
		ID: r.id, Profile: r.profile.ID, File: name, SHA256: sv.SHA256, Size: sv.Size, By: by, Started: r.started,
	})
	return err
}

// again carries an interrupted import through from its stored file.
func (r *importRun) again(ctx context.Context) (err error) {
	if r.profile, err = r.im.profileAt(r.receipt.Profile, r.receipt.Started); err != nil {
		return err
	}
	if r.survey, err = surveyFile(r.path, r.profile.MaxBytes, nil); err != nil {
		return err
	}
	if r.survey.SHA256 != r.receipt.SHA256 {
		return fault.Conflict("import_file_changed", nil)
	}
	if err := r.check(ctx); err != nil {
		return err
	}
	return r.load(ctx)
}

// check reads the whole file once and writes nothing: it finds what is wrong with the file as a whole, and which rows others
// of the same file supersede.
func (r *importRun) check(ctx context.Context) error {
	src, err := openSource(r.path, r.profile, r.survey)
	if err != nil {
		return err
	}
	defer src.Close()
	reader := r.newReader(src)
	names := newResolver(r.im.reg, r.im.charter.Calendar, r.profile)
	names.dry = true
	var seen sightings
	records, stop := readAhead(ctx, src, checkRows, func(_ context.Context, rec rawRow) (rawRow, error) { return rec, nil })
	defer stop()
	for p := range records {
		if p.err != nil {
			return p.err
		}
		for _, rec := range p.of {
			one, err := understand(ctx, reader, names, rec)
			if err != nil {
				return err
			}
			if one.Version != nil {
				seen.see(one.Version)
			}
			if err := r.noteNewNames(one); err != nil {
				return err
			}
		}
		r.report(Progress{Checking: true, Read: p.read, Total: p.total, Counts: r.receipt.Counts})
	}
	r.superseded = seen.superseded()
	return ctx.Err()
}

// noteNewNames gathers what the catalogue lacks. Where that is absurdly much, another column was taken for the names, and the
// file is refused before it floods the catalogue.
func (r *importRun) noteNewNames(one row) error {
	for _, note := range one.Notes {
		if !isCreation(note.Code) {
			continue
		}
		if r.newNames = append(r.newNames, note); len(r.newNames) > maxNewNames {
			return fault.Invalid("file", "names_too_many", fault.Params{"limit": maxNewNames, "line": note.Line, "column": note.Column})
		}
	}
	return nil
}

// newReader reads rows as at the start of the import, so that a resumed one judges them as the first attempt did.
func (r *importRun) newReader(src *source) *rowReader {
	return newRowReader(r.profile, src, r.started, r.order)
}

func (r *importRun) report(p Progress) { r.progress.report(p) }

// understand reads a record and finds its names in the catalogue.
func understand(ctx context.Context, reader *rowReader, names *resolver, rec rawRow) (row, error) {
	one := reader.read(rec)
	if one.Version == nil {
		return one, nil
	}
	c := &cells{reader: reader, rec: rec, row: &one}
	if err := names.resolve(ctx, c, one.Version); err != nil {
		return row{}, err
	}
	if len(one.Errors) > 0 {
		one.Version = nil
	}
	return one, nil
}

package ingest

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/register"
)

// The rhythm of an import.
const (
	batchRows     = 10000
	saveEvery     = time.Second
	progressEvery = 500 // rows of the first reading
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
	for n := 0; ; n++ {
		rec, err := src.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
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
		if n%progressEvery == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r.report(r.progressAt(src, true))
		}
	}
	r.superseded = seen.superseded()
	return nil
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

func (r *importRun) progressAt(src *source, checking bool) Progress {
	p := Progress{Checking: checking, Counts: r.receipt.Counts}
	p.Read, p.Total = src.Progress()
	return p
}

func (r *importRun) report(p Progress) { r.progress.report(p) }

// load reads the file the second time and takes its rows in batches.
func (r *importRun) load(ctx context.Context) error {
	src, err := openSource(r.path, r.profile, r.survey)
	if err != nil {
		return err
	}
	defer src.Close()
	if err := r.prepare(ctx, src); err != nil {
		return err
	}
	for {
		batch, err := r.nextBatch(ctx, src)
		if err != nil || len(batch) == 0 {
			return err
		}
		if err := r.take(ctx, batch); err != nil {
			return err
		}
		r.report(r.progressAt(src, false))
	}
}

func (r *importRun) prepare(ctx context.Context, src *source) error {
	r.resolver = newResolver(r.im.reg, r.im.charter.Calendar, r.profile)
	r.ledger = &ledger{
		conn: r.im.ch.Insert, source: r.profile.ID, importID: r.receipt.ID, next: r.im.nextVersion, clock: r.im.clock,
	}
	if err := r.im.patiently(ctx, r.im.readLastVersion); err != nil {
		return err
	}
	r.order = r.started.UnixMicro()
	if !r.profile.HasVersion() {
		if err := r.im.patiently(ctx, r.followLastImport); err != nil {
			return err
		}
	}
	r.reader = r.newReader(src)
	return r.tellNewNames(ctx)
}

// followLastImport puts this import after every earlier one of its source, also when the clock has gone back since.
func (r *importRun) followLastImport(ctx context.Context) error {
	last, err := r.ledger.lastOrder(ctx)
	r.order = max(r.order, last+1)
	return err
}

// tellNewNames lists what the catalogue lacks before anything is created: once the names are in the catalogue, a resumed import
// would not find them new any more.
func (r *importRun) tellNewNames(ctx context.Context) error {
	r.told = map[toldKey]bool{}
	if r.resumed {
		if err := r.im.reg.ImportErrors(ctx, r.receipt.ID, func(e register.RowError) error {
			r.told[keyOf(e)] = true
			return nil
		}); err != nil {
			return err
		}
	}
	if err := r.tell(ctx, r.newNames); err != nil {
		return err
	}
	for _, note := range r.newNames {
		r.told[keyOf(note)] = true
	}
	return nil
}

// nextBatch reads and resolves up to batchRows rows; it is empty at the end of the file.
func (r *importRun) nextBatch(ctx context.Context, src *source) ([]row, error) {
	batch := make([]row, 0, batchRows)
	for len(batch) < batchRows {
		rec, err := src.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		one, err := understand(ctx, r.reader, r.resolver, rec)
		if err != nil {
			return nil, err
		}
		if one.Version != nil {
			one.Version.supersededBy = r.superseded[rec.Line]
		}
		batch = append(batch, one)
	}
	return batch, nil
}

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

// take judges and writes one batch and keeps count.
func (r *importRun) take(ctx context.Context, batch []row) error {
	var numbers []string
	for _, one := range batch {
		if one.Version != nil {
			numbers = append(numbers, one.Version.Number)
		}
	}
	if len(numbers) > 0 {
		if err := r.decide(ctx, batch, numbers); err != nil {
			return err
		}
	}
	var told []register.RowError
	for _, one := range batch {
		told = append(told, one.Errors...)
		told = append(told, one.Notes...)
		r.receipt.Counts.Rows++
		if one.Version == nil {
			r.receipt.Counts.Rejected++
		}
	}
	if err := r.tell(ctx, told); err != nil {
		return err
	}
	return r.save(ctx, false)
}

// decide judges the rows of a batch beside what is held and writes what follows.
func (r *importRun) decide(ctx context.Context, batch []row, numbers []string) error {
	r.im.deciding.Lock()
	defer r.im.deciding.Unlock()
	judgements, err := r.judge(ctx, batch, numbers)
	if err != nil {
		return err
	}
	inserts := r.ledger.inserts(judgements)
	return r.im.patiently(ctx, func(ctx context.Context) error { return r.ledger.write(ctx, inserts) })
}

type toldKey struct {
	line         int64
	column, code string
}

func keyOf(e register.RowError) toldKey { return toldKey{e.Line, e.Column, e.Code} }

func (r *importRun) tell(ctx context.Context, list []register.RowError) error {
	fresh := list[:0:0]
	for _, e := range list {
		if !r.told[keyOf(e)] {
			fresh = append(fresh, e)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return r.im.reg.AddImportErrors(ctx, r.receipt.ID, fresh)
}

// save keeps the counts for those who look on, not more often than saveEvery.
func (r *importRun) save(ctx context.Context, now bool) error {
	if t := r.im.clock(); now || t.Sub(r.saved) >= saveEvery {
		r.saved = t
		return r.im.reg.SaveImport(ctx, r.receipt)
	}
	return nil
}

// finish closes the receipt. An import that a stop of the program cut off stays "running" and is resumed; one that somebody
// cancelled is taken back; one that failed is settled before anything else is imported.
func (r *importRun) finish(ctx context.Context, err error, going context.Context) (register.Import, error) {
	if err != nil && cancelled(going) {
		return r.im.cancel(ctx, r.receipt, r.progress)
	}
	if ctx.Err() != nil && err != nil {
		return r.receipt, err
	}
	r.receipt.State, r.receipt.Finished = register.ImportDone, r.im.clock()
	if err != nil {
		r.receipt.State, r.receipt.Failure = register.ImportFailed, failure(err)
		if r.ledger != nil {
			r.receipt.State = register.ImportStalled
		}
	}
	return r.receipt, unjoin(errors.Join(err, r.save(context.WithoutCancel(ctx), true)))
}

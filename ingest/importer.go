package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/store"
)

// Importer brings files of service records into ClickHouse, one file at a time.
type Importer struct {
	ch       *store.ClickHouse
	reg      *register.Register
	charter  *charter.Charter
	folder   string // of the stored files
	clock    func() time.Time
	log      *slog.Logger
	patience time.Duration
	readRows int // see the constants
	putRows  int

	profilesMu sync.RWMutex
	profiles   []*Profile                  // in force, sorted by id
	saved      map[string][]profileVersion // of those that people saved, every version

	running sync.Mutex // one import at a time

	// deciding is held by whoever looks at what is held and writes what follows from it: a batch of a file, records from the API.
	deciding sync.Mutex

	now   underWay
	files *Files // takes back what is no service records; nil until NewFiles

	versions    sync.Mutex
	lastVersion uint64 // that was given out; 0 until read
}

// importsFolder lies in the data folder and keeps every file that was imported, under the hash of its content: an import that
// was interrupted begins again from there.
const importsFolder = "imports"

// NewImporter makes an importer that keeps its files in folder/imports. It fails when that folder cannot be made or a profile
// does not fit the charter.
func NewImporter(ch *store.ClickHouse, reg *register.Register, c *charter.Charter, folder string, clock func() time.Time, log *slog.Logger) (*Importer, error) {
	im := &Importer{
		ch: ch, reg: reg, charter: c, folder: filepath.Join(folder, importsFolder), clock: clock, log: log,
		patience: patience, readRows: readRows, putRows: putRows,
	}
	for _, p := range Profiles() {
		if err := p.Check(c); err != nil {
			return nil, err
		}
	}
	if err := im.readProfiles(context.Background()); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(im.folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of imports: %w", err)
	}
	return im, nil
}

// Progress tells how far an import is, or its undoing.
type Progress struct {
	Import      uuid.UUID
	Checking    bool          // the first reading, which writes nothing
	Undoing     bool          // it is taken back
	Read, Total int64         // bytes of the file, unpacked; of an undoing, records
	Left        time.Duration // of this part of the work, zero while it cannot be told yet
	Counts      register.ImportCounts
}

// Import reads the file at path with a profile. The file is stored and hashed first and read through once before anything is
// written: a file that is wrong as a whole is refused with a fault and leaves no trace. Then every row is taken or listed as a
// row error. The receipt is returned, also with an error that ended the import half way; such an import is finished by
// importing the same file again, or by Resume when ctx ended. name is the file's for people, by the user's id; progress may
// be nil. While another import runs the fault is Conflict "import_running"; after Cancel it is Conflict "import_cancelled". A profile
// of answers, cases or services brings those, see Files.
func (im *Importer) Import(ctx context.Context, profileID, path, name, by string, progress func(Progress)) (register.Import, error) {
	p, err := im.profile(profileID)
	if err != nil {
		return register.Import{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return register.Import{}, err
	}
	if !im.running.TryLock() {
		return register.Import{}, fault.Conflict("import_running", nil)
	}
	defer im.running.Unlock()
	if p.Kind != "" {
		return im.files.bring(ctx, p, path, name, by, progress)
	}
	if err := im.settleStalled(ctx); err != nil {
		return register.Import{}, err
	}
	run := &importRun{im: im, profile: p, id: id, progress: newPace(id, im.clock, progress), started: im.clock().Truncate(time.Millisecond)}
	going, done := im.now.begin(ctx, id)
	defer done()
	run.report(Progress{Checking: true})
	if err := run.begin(going, path, name, by); err != nil {
		return register.Import{}, stopped(going, err)
	}
	return run.finish(ctx, run.load(going), going)
}

// Resume finishes the imports, and the undoings, that a stop or a crash interrupted, oldest first. It is called once at the start of
// the program, before anything else imports.
func (im *Importer) Resume(ctx context.Context) error {
	im.running.Lock()
	defer im.running.Unlock()
	im.sweep(ctx)
	list, err := im.reg.UnfinishedImports(ctx)
	if err != nil {
		return err
	}
	for _, receipt := range list {
		if _, other := KindOf(receipt.Profile); other { // see Files.Resume
			continue
		}
		im.log.Info("an interrupted import goes on", "import", receipt.ID, "file", receipt.File, "state", receipt.State)
		switch receipt.State {
		case register.ImportRunning:
			_, err = im.resume(ctx, receipt)
		case register.ImportStalled:
			err = im.settleOne(ctx, receipt)
		default:
			_, err = im.takeBack(ctx, receipt, nil)
		}
		if err != nil {
			if ctx.Err() != nil {
				return err
			}
			im.log.Error("an interrupted import failed", "import", receipt.ID, "err", err)
		}
	}
	return nil
}

func (im *Importer) resume(ctx context.Context, receipt register.Import) (register.Import, error) {
	run := &importRun{
		im: im, id: receipt.ID, path: im.stored(receipt.SHA256), receipt: receipt, resumed: true, started: receipt.Started,
		progress: newPace(receipt.ID, im.clock, nil),
	}
	run.receipt.Counts = register.ImportCounts{}
	going, done := im.now.begin(ctx, receipt.ID)
	defer done()
	return run.finish(ctx, run.again(going), going)
}

// nextVersion gives a version for a row of records, greater than every one before: the clock's microseconds, or one more than
// the last where the clock stands or has gone back.
func (im *Importer) nextVersion() uint64 {
	im.versions.Lock()
	defer im.versions.Unlock()
	im.lastVersion = max(im.lastVersion+1, uint64(im.clock().UnixMicro()))
	return im.lastVersion
}

// readLastVersion looks up the greatest version that was given out.
func (im *Importer) readLastVersion(ctx context.Context) error {
	var v uint64
	if err := im.ch.Insert.QueryRow(ctx, query("last_version")).Scan(&v); err != nil {
		return fmt.Errorf("look up the last version: %w", err)
	}
	im.versions.Lock()
	defer im.versions.Unlock()
	im.lastVersion = max(im.lastVersion, v)
	return nil
}

// failure is the code that a receipt keeps of an error.
func failure(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	return "internal"
}

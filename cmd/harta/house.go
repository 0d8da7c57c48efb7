package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"harta/analytics"
	"harta/dashboard"
	"harta/ingest"
	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/guard"
	"harta/internal/register"
	"harta/internal/store"
	"harta/internal/store/engine"
	"harta/sql"
)

// Names of what lies in the data folder, beside what the engine keeps.
const (
	registerFile = "register.db"
	spoolFile    = "spool.db"
	keyFile      = "master.key" // unless HARTA_KEY_FILE names another place
)

// house is everything that one data folder holds, opened: the stores, what reads and what writes them. Only one process may
// have it open at a time.
type house struct {
	folder    string
	log       *slog.Logger
	clock     func() time.Time
	charter   *charter.Charter
	facts     *store.ClickHouse
	register  *register.Register
	access    *access.Access
	spool     *ingest.Spool
	responses *ingest.Responses
	loader    *ingest.Loader
	metrics   *dashboard.Metrics
	importer  *ingest.Importer
	files     *ingest.Files
	records   *ingest.Records
	reporter  *analytics.Reporter
	guard     *guard.Guard // masks what leaves the register

	server     string        // address of the ClickHouse server, empty: the embedded engine
	engineAway error         // why the embedded engine did not start
	ready      chan struct{} // closed when the facts can be read and written

	closers []func(context.Context) error // in the order of opening
}

// openHouse opens the data folder, creates what is absent and brings both stores up to date. When it fails, what it had opened
// is closed again. The house may come without its facts: see prepareFacts.
func openHouse(ctx context.Context, c *cli, term *terminal) (h *house, err error) {
	h = &house{folder: c.Data, log: term.log, clock: term.clock, server: c.ClickHouse, ready: make(chan struct{})}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close(context.WithoutCancel(ctx)))
		}
	}()
	if h.charter, err = loadCharter(c.Charter); err != nil {
		return h, err
	}
	if err := h.lock(); err != nil {
		return h, err
	}
	done := term.waiting("cli.starting_engine")
	defer done()
	if err := h.openFacts(ctx); err != nil {
		return h, err
	}
	if err := h.openRegister(ctx, c.KeyFile); err != nil {
		return h, err
	}
	if err := h.openDoors(c.KeepFree << 20); err != nil {
		return h, err
	}
	return h, h.prepareFacts(ctx, term)
}

func loadCharter(path string) (*charter.Charter, error) {
	if path == "" {
		return charter.Default()
	}
	return charter.Load(path)
}

func (h *house) lock() error {
	if err := makeFolder(h.folder); err != nil {
		return err
	}
	unlock, err := store.LockFolder(h.folder)
	if errors.Is(err, fs.ErrPermission) {
		return folderUnusable(h.folder, err)
	}
	if err != nil {
		return err
	}
	h.onClose(func(context.Context) error { return unlock() })
	return nil
}

// makeFolder creates the data folder for its owner alone.
func makeFolder(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return folderUnusable(folder, err)
	}
	return nil
}

func folderUnusable(folder string, err error) error {
	return fault.Invalid("data", "folder_unusable", fault.Params{"folder": folder, "reason": reason(err)})
}

// reason is why the system refused something, without what it was: the sentence around it says that.
func reason(err error) string {
	if inner := new(fs.PathError); errors.As(err, &inner) {
		return inner.Err.Error()
	}
	if inner := new(net.OpError); errors.As(err, &inner) {
		return inner.Err.Error()
	}
	return err.Error()
}

// openFacts starts the embedded engine, unless a server was named, and makes the handle on the facts.
func (h *house) openFacts(ctx context.Context) error {
	options := store.Options{DSN: store.FixedDSN(h.server)}
	if h.server == "" {
		process, err := engine.Start(ctx, engine.Options{Folder: h.folder, Log: h.log, Persist: true})
		if process == nil {
			return err
		}
		h.onClose(process.Stop)
		options.DSN, options.Engine, h.engineAway = process.DSN, process, err
	}
	facts, err := store.NewClickHouse(options)
	if err != nil {
		return err
	}
	h.facts = facts
	h.onClose(func(context.Context) error { return facts.Close() })
	return nil
}

func (h *house) openRegister(ctx context.Context, keyPath string) error {
	db, err := store.OpenRegister(filepath.Join(h.folder, registerFile))
	if err != nil {
		return err
	}
	h.onClose(func(context.Context) error { return db.Close() })
	if err := store.MigrateRegister(ctx, db); err != nil {
		return err
	}
	key, err := masterKey(keyPath, h.folder)
	if err != nil {
		return err
	}
	h.register, err = register.Open(db, register.Options{Key: key, Charter: h.charter, Folder: h.folder, Clock: h.clock, Log: h.log})
	if err != nil {
		return err
	}
	h.access = access.Open(db, h.clock, h.log)
	return h.openGuard(ctx)
}

// maxWaiting is how many items may wait for a ClickHouse that is away: months of a town's answers. More means that something
// else is wrong.
const maxWaiting = 5_000_000

// openDoors opens the spool, which leaves keepFree bytes of the disk alone, and what stands before and behind it.
func (h *house) openDoors(keepFree int64) error {
	spool, err := ingest.OpenSpool(filepath.Join(h.folder, spoolFile), ingest.SpoolOptions{
		KeepFree: keepFree, MaxWaiting: maxWaiting, Clock: h.clock, Log: h.log,
	})
	if err != nil {
		return err
	}
	h.spool = spool
	h.onClose(func(context.Context) error { return spool.Close() })
	h.responses = ingest.NewResponses(spool, h.charter, h.clock).
		With(ingest.Office{Comments: h.register, Sent: h.register, Guard: h.guard, Held: ingest.HeldIn(h.facts), Audit: h.access})
	h.loader = ingest.NewLoader(h.facts, spool, h.register, h.clock, h.log)
	h.metrics = dashboard.NewMetrics()
	h.loader.Measure(h.metrics)
	if h.importer, err = ingest.NewImporter(h.facts, h.register, h.charter, h.folder, h.clock, h.log); err != nil {
		return err
	}
	h.files = ingest.NewFiles(h.importer, h.responses, h.register)
	h.records = ingest.NewRecords(spool, h.importer, h.loader)
	h.reporter = analytics.NewReporter(h.facts.Report, sql.ClickHouseQueries, h.charter, h.clock).Mapped(h.register.MappedServices)
	return nil
}

// onClose remembers what to do when the house is closed.
func (h *house) onClose(f func(context.Context) error) { h.closers = append(h.closers, f) }

// close undoes the opening in reverse order. It may be called again.
func (h *house) close(ctx context.Context) error {
	var errs []error
	for len(h.closers) > 0 {
		last := len(h.closers) - 1
		errs = append(errs, h.closers[last](ctx))
		h.closers = h.closers[:last]
	}
	return errors.Join(errs...)
}

package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"harta/analytics"
	"harta/ingest"
	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/store"
	"harta/internal/store/engine"
	"harta/sql"
)

// Names of what lies in the data folder, beside what the engine keeps.
const (
	registerFile = "register.db"
	spoolFile    = "spool.db"
	keyFile      = "master.key"
)

// house is everything that one data folder holds, opened: the stores, what reads and what writes them. Only one process may
// have it open at a time.
type house struct {
	folder    string
	log       *slog.Logger
	charter   *charter.Charter
	facts     *store.ClickHouse
	register  *register.Register
	access    *access.Access
	spool     *ingest.Spool
	responses *ingest.Responses
	loader    *ingest.Loader
	importer  *ingest.Importer
	reporter  *analytics.Reporter

	closers []func(context.Context) error // in the order of opening
}

// openHouse opens the data folder, creates what is absent and brings both stores up to date. When it fails, what it had opened
// is closed again.
func openHouse(ctx context.Context, c *cli, term *terminal) (h *house, err error) {
	h = &house{folder: c.Data, log: term.log}
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
	if err := h.openFacts(ctx, c.ClickHouse); err != nil {
		return h, err
	}
	if err := h.openRegister(ctx); err != nil {
		return h, err
	}
	return h, h.openDoors()
}

func loadCharter(path string) (*charter.Charter, error) {
	if path == "" {
		return charter.Default()
	}
	return charter.Load(path)
}

func (h *house) lock() error {
	if err := os.MkdirAll(h.folder, 0o700); err != nil {
		return fmt.Errorf("create the data folder: %w", err)
	}
	unlock, err := store.LockFolder(h.folder)
	if err != nil {
		return err
	}
	h.onClose(func(context.Context) error { return unlock() })
	return nil
}

// openFacts starts the embedded engine, or connects to the server at url.
func (h *house) openFacts(ctx context.Context, url string) error {
	dsn := store.FixedDSN(url)
	if url == "" {
		process, err := engine.Start(ctx, engine.Options{Folder: h.folder, Log: h.log})
		if err != nil {
			return err
		}
		h.onClose(process.Stop)
		dsn = process.DSN
	}
	facts, err := store.OpenClickHouse(ctx, store.Options{DSN: dsn})
	if err != nil {
		return err
	}
	h.facts = facts
	h.onClose(func(context.Context) error { return facts.Close() })
	return store.MigrateClickHouse(ctx, facts)
}

func (h *house) openRegister(ctx context.Context) error {
	db, err := store.OpenRegister(filepath.Join(h.folder, registerFile))
	if err != nil {
		return err
	}
	h.onClose(func(context.Context) error { return db.Close() })
	if err := store.MigrateRegister(ctx, db); err != nil {
		return err
	}
	key, err := masterKey(h.folder)
	if err != nil {
		return err
	}
	h.register, err = register.Open(db, register.Options{Key: key, Charter: h.charter, Clock: time.Now, Log: h.log})
	if err != nil {
		return err
	}
	h.access = access.Open(db, time.Now, h.log)
	return nil
}

func (h *house) openDoors() error {
	spool, err := ingest.OpenSpool(filepath.Join(h.folder, spoolFile), ingest.SpoolOptions{Log: h.log})
	if err != nil {
		return err
	}
	h.spool = spool
	h.onClose(func(context.Context) error { return spool.Close() })
	h.responses = ingest.NewResponses(spool, h.charter, time.Now)
	h.loader = ingest.NewLoader(h.facts, spool, h.register, time.Now, h.log)
	if h.importer, err = ingest.NewImporter(h.facts, h.register, h.charter, h.folder, time.Now, h.log); err != nil {
		return err
	}
	h.reporter = analytics.NewReporter(h.facts.Report, sql.ClickHouseQueries, h.charter, time.Now)
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

// masterKey reads the key that wraps every contact's own key, and makes it at the first start. It lies beside the register so
// that one folder is the whole backup; HARTA_KEY_FILE moves it elsewhere, for whoever keeps keys apart from data.
func masterKey(folder string) ([]byte, error) {
	path := os.Getenv("HARTA_KEY_FILE")
	if path == "" {
		path = filepath.Join(folder, keyFile)
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return newMasterKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the master key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != 32 {
		return nil, fault.Invalid("HARTA_KEY_FILE", "master_key", fault.Params{"path": path})
	}
	return key, nil
}

func newMasterKey(path string) ([]byte, error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("make the master key: %w", err)
	}
	if err := writeSecret(path, hex.EncodeToString(key)+"\n"); err != nil {
		return nil, fmt.Errorf("keep the master key: %w", err)
	}
	return key, nil
}

// writeSecret writes a new file that only its owner may read, and makes sure it is on the disk.
func writeSecret(path, content string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(content)
	return errors.Join(err, file.Sync(), file.Close())
}

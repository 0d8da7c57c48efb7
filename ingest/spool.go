package ingest

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"harta/internal/fault"
)

//go:embed spool_schema.sql
var spoolSchema string

// Item is one thing accepted at a door and not yet delivered.
type Item struct {
	Kind    string // what it is, a kind the loader knows: "response"
	ID      string // made by the sender; a retry carries the same one
	Payload []byte

	// FirstWins says that the id alone decides whether the item came before; whatever a second one says, it is a repeat.
	// Without it, the same id with other content is a correction and is accepted.
	FirstWins bool
}

// SpoolOptions set the limits of a spool. The zero value is usable.
type SpoolOptions struct {
	Queue      int              // callers that may wait for the disk at once; 1024 if 0
	MaxWaiting int64            // undelivered items above which Put refuses with "spool_full"; no limit if 0
	MaxPayload int              // bytes of one payload; 256 KiB if 0
	Remember   time.Duration    // how long an id is known; 45 days if 0
	Clock      func() time.Time // time.Now if nil
	Log        *slog.Logger     // discarded if nil
}

func (o SpoolOptions) withDefaults() SpoolOptions {
	if o.Queue <= 0 {
		o.Queue = 1024
	}
	if o.MaxPayload <= 0 {
		o.MaxPayload = 256 << 10
	}
	if o.Remember <= 0 {
		o.Remember = 45 * 24 * time.Hour
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Spool is the durable queue between the doors and ClickHouse: a table of a local SQLite file. One goroutine writes; it takes
// everything that waits into one transaction, so that many callers share one fsync.
type Spool struct {
	o       SpoolOptions
	write   *sql.DB // one connection, used by the collector alone
	read    *sql.DB
	ops     chan *op
	arrived chan struct{}
	closing chan struct{}
	stopped chan struct{}
	once    sync.Once
	waiting atomic.Int64
}

// OpenSpool opens or creates the spool file at path. The caller must see to it that no other process uses the same file.
func OpenSpool(path string, o SpoolOptions) (*Spool, error) {
	s := &Spool{
		o:       o.withDefaults(),
		arrived: make(chan struct{}, 1),
		closing: make(chan struct{}),
		stopped: make(chan struct{}),
	}
	s.ops = make(chan *op, s.o.Queue)
	if err := s.open(path); err != nil {
		return nil, errors.Join(fmt.Errorf("open spool %s: %w", path, err), s.closeFiles())
	}
	go s.collect()
	return s, nil
}

func (s *Spool) open(path string) error {
	// FULL makes every commit of the write-ahead log an fsync: only then may a door say "accepted".
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	var err error
	if s.write, err = sql.Open("sqlite", dsn); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if _, err = s.write.Exec(spoolSchema); err != nil {
		return err
	}
	if s.read, err = sql.Open("sqlite", dsn+"&_pragma=query_only(1)"); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(2)
	var n int64
	if err = s.read.QueryRow("SELECT count(*) FROM waiting").Scan(&n); err != nil {
		return err
	}
	s.waiting.Store(n)
	if n > 0 {
		s.signal()
	}
	return nil
}

// Put stores one item and returns when it is on disk. already is true when it was accepted before. The error is a fault when
// the item is too large, the spool is full or closed. When ctx ends first the item may or may not be stored; sending it again
// is safe.
func (s *Spool) Put(ctx context.Context, item Item) (already bool, err error) {
	a, err := s.PutAll(ctx, []Item{item})
	if err != nil {
		return false, err
	}
	return a[0], nil
}

// PutAll is Put for several items under one fsync: all are stored or none. already answers for each of them.
func (s *Spool) PutAll(ctx context.Context, items []Item) (already []bool, err error) {
	for _, it := range items {
		if len(it.Payload) > s.o.MaxPayload {
			return nil, fault.New(fault.KindTooLarge, "item_too_large", fault.Params{"limit": s.o.MaxPayload})
		}
	}
	if s.o.MaxWaiting > 0 && s.waiting.Load() >= s.o.MaxWaiting {
		return nil, fault.New(fault.KindUnavailable, "spool_full", nil)
	}
	o := &op{put: items, done: make(chan error, 1)}
	if err := s.do(ctx, o); err != nil {
		return nil, err
	}
	return o.already, nil
}

// Depth is the number of items accepted and not yet delivered.
func (s *Spool) Depth() int64 { return s.waiting.Load() }

// Arrived receives a value after new items were stored, and once after opening when items are left from before.
func (s *Spool) Arrived() <-chan struct{} { return s.arrived }

// Close stores what callers still wait for, then closes the file. Later calls of Put give the fault "spool_closed".
func (s *Spool) Close() error {
	s.once.Do(func() { close(s.closing) })
	<-s.stopped
	return s.closeFiles()
}

func (s *Spool) closeFiles() error {
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

func (s *Spool) signal() {
	select {
	case s.arrived <- struct{}{}:
	default:
	}
}

// do hands an operation to the collector and waits for its commit.
func (s *Spool) do(ctx context.Context, o *op) error {
	select {
	case <-s.closing:
		return spoolClosed()
	default:
	}
	select {
	case s.ops <- o:
	case <-ctx.Done():
		return fmt.Errorf("wait for the spool: %w", ctx.Err())
	case <-s.closing:
		return spoolClosed()
	}
	select {
	case err := <-o.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("wait for the spool: %w", ctx.Err())
	case <-s.stopped:
		// The collector may have answered just before it stopped.
		select {
		case err := <-o.done:
			return err
		default:
			return spoolClosed()
		}
	}
}

func spoolClosed() error { return fault.New(fault.KindUnavailable, "spool_closed", nil) }

package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"harta/internal/disk"
	"harta/internal/fault"
)

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
	Queue      int   // callers that may wait for the disk at once; 1024 if 0
	MaxPending int64 // bytes of payload that may wait for the disk at once, in memory; 64 MiB if 0. Above, Put refuses with "spool_full"
	MaxWaiting int64 // undelivered items above which Put refuses with "spool_full"; no limit if 0
	MaxPayload int   // bytes of one payload; 256 KiB if 0

	// KeepFree is how many bytes of the disk are not for the doors: with less free, Put refuses with "disk_full" while
	// delivery goes on. Nothing is kept free if 0.
	KeepFree int64
	Free     func() (int64, error) // free bytes of the disk; asked of the system if nil

	// Remember is how long an id is known, by the hours that the program runs; 45 days if 0. No clock of a machine that jumps
	// makes it forget early, and a machine that is off at night remembers longer.
	Remember time.Duration
	Hours    <-chan time.Time // a value for every hour that the program runs; from a ticker if nil

	Clock func() time.Time // time.Now if nil
	Log   *slog.Logger     // discarded if nil
}

func (o SpoolOptions) withDefaults(path string) SpoolOptions {
	if o.Queue <= 0 {
		o.Queue = 1024
	}
	if o.MaxPending <= 0 {
		o.MaxPending = 64 << 20
	}
	if o.MaxPayload <= 0 {
		o.MaxPayload = 256 << 10
	}
	if o.Free == nil {
		folder := filepath.Dir(path)
		o.Free = func() (int64, error) { return disk.Free(folder) }
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
	o        SpoolOptions
	write    *sql.DB // one connection, used by the collector alone
	hot      *statements
	read     *sql.DB
	reserve  reserve
	course   course // known to the collector alone
	ops      chan *op
	arrived  chan struct{}
	closing  chan struct{}
	stopped  chan struct{}
	once     sync.Once
	waiting  tally
	accepted atomic.Int64 // items since the opening
	pending  atomic.Int64 // bytes handed to the collector and not yet on disk
	free     atomic.Int64 // bytes, at the last look
	full     atomic.Bool  // the doors are closed for want of disk
}

// OpenSpool opens or creates the spool file at path. The caller must see to it that no other process uses the same file.
func OpenSpool(path string, o SpoolOptions) (*Spool, error) {
	s := &Spool{
		o:       o.withDefaults(path),
		arrived: make(chan struct{}, 1),
		closing: make(chan struct{}),
		stopped: make(chan struct{}),
	}
	s.ops = make(chan *op, s.o.Queue)
	s.reserve = reserve{path: path + ".reserve"}
	if err := s.open(path); err != nil {
		return nil, errors.Join(fmt.Errorf("open spool %s: %w", path, err), s.closeFiles())
	}
	s.look()
	go s.collect()
	return s, nil
}

// Put stores one item and returns when it is on disk. already is true when it was accepted before. The error is a fault when
// the item is too large, the disk or the spool is full, or the spool closed. When ctx ends first the item may or may not be
// stored; sending it again is safe.
func (s *Spool) Put(ctx context.Context, item Item) (already bool, err error) {
	a, err := s.PutAll(ctx, []Item{item})
	if err != nil {
		return false, err
	}
	return a[0], nil
}

// PutAll is Put for several items under one fsync: all are stored or none. already answers for each of them.
func (s *Spool) PutAll(ctx context.Context, items []Item) (already []bool, err error) {
	o := &op{put: items, done: make(chan error, 1)}
	for _, it := range items {
		if len(it.Payload) > s.o.MaxPayload {
			return nil, fault.New(fault.KindTooLarge, "item_too_large", fault.Params{"limit": s.o.MaxPayload})
		}
		o.bytes += int64(len(it.Kind) + len(it.ID) + len(it.Payload))
	}
	if err := s.Room(); err != nil {
		return nil, err
	}
	// One item is let in whatever its size, so that no limit can be set that nothing passes.
	if n := s.pending.Add(o.bytes); n > s.o.MaxPending && n > o.bytes {
		s.pending.Add(-o.bytes)
		return nil, spoolFull()
	}
	if err := s.do(ctx, o); err != nil {
		return nil, err
	}
	return o.already, nil
}

// Room says whether anything is taken at all: nil, or the fault that a Put would give now. It promises nothing for the next moment.
func (s *Spool) Room() error {
	select {
	case <-s.closing:
		return spoolClosed()
	default:
	}
	switch {
	case s.full.Load():
		return diskFull()
	case s.o.MaxWaiting > 0 && s.waiting.all() >= s.o.MaxWaiting:
		return spoolFull()
	}
	return nil
}

// Depth is the number of items accepted and not yet delivered.
func (s *Spool) Depth() int64 { return s.waiting.all() }

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

// do hands an operation to the collector and waits for its commit. The collector gives back the operation's share of pending;
// what never reaches it, do gives back itself.
func (s *Spool) do(ctx context.Context, o *op) error {
	select {
	case <-s.closing:
		s.pending.Add(-o.bytes)
		return spoolClosed()
	default:
	}
	select {
	case s.ops <- o:
	case <-ctx.Done():
		s.pending.Add(-o.bytes)
		return fmt.Errorf("wait for the spool: %w", ctx.Err())
	case <-s.closing:
		s.pending.Add(-o.bytes)
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
func spoolFull() error   { return fault.New(fault.KindUnavailable, "spool_full", nil) }
func diskFull() error    { return fault.New(fault.KindUnavailable, "disk_full", nil) }

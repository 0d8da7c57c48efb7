// Package engine runs an embedded ClickHouse: the real engine, from a shared library or a clickhouse binary, in a child
// process of this program that speaks the native protocol on a port of the loopback interface.
//
// The child is this program's own file under a hidden subcommand, so that the library's threads and memory stay out of the
// process that serves people. It ends with its parent in whatever way the parent ends. Each start has another port and another
// password; Process.DSN gives the present ones.
package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"harta/internal/fault"
)

// Options of an engine.
type Options struct {
	Folder      string       // the data folder; the engine keeps its tables in "clickhouse" and its log in "log"
	Library     string       // libchdb or a clickhouse binary; empty: FindLibrary
	MemoryLimit int64        // bytes; 0: half of the machine's memory
	Log         *slog.Logger // nil: slog.Default()
	// Persist makes Start return an engine that does not start, with the reason, and go on trying.
	Persist bool
}

// How a start is repeated.
const (
	attempts     = 3                      // of the first start
	pause        = 300 * time.Millisecond // between them, and before the first restart; doubled each time
	longestPause = 30 * time.Second
	healthyAfter = time.Minute // a run of this length starts the pauses anew
)

// Process is an engine that is kept running until Stop.
type Process struct {
	options   Options
	cancel    context.CancelFunc
	done      chan struct{} // closed when the supervision has ended
	restarted chan struct{}
	room      *room

	mu      sync.Mutex
	current *run
	dsn     string
}

// Start runs the engine on the data folder and returns when it answers. The caller must own the folder (see store.LockFolder)
// and must call Stop. It returns the fault "engine_missing" when there is no library. With Options.Persist there may be both an
// engine and an error; then Restarted receives when it has come after all. The fault "engine_room" says that the disk has too little
// room for it.
func Start(ctx context.Context, o Options) (*Process, error) {
	folder, err := filepath.Abs(o.Folder)
	if err != nil {
		return nil, fmt.Errorf("find the data folder: %w", err)
	}
	o.Folder = folder
	if o.Library == "" {
		if o.Library, err = FindLibrary(NewSearch(o.Folder)); err != nil {
			return nil, err
		}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	login, err := newLogin()
	if err != nil {
		return nil, err
	}
	space := newRoom(o.Folder)
	first, failed := firstRun(ctx, o, space)
	if failed != nil && (!o.Persist || ctx.Err() != nil) {
		return nil, failed
	}
	supervision, cancel := context.WithCancel(context.Background())
	p := &Process{options: o, cancel: cancel, done: make(chan struct{}), restarted: make(chan struct{}, 1), room: space}
	p.dsn = login.dsn() // until the first run nobody is there
	p.follow(first)
	go p.supervise(supervision)
	return p, failed
}

// firstRun tries a few times: a port may be taken between finding and using it, and the engine of a parent that was killed
// just now may still hold its folder.
func firstRun(ctx context.Context, o Options, space *room) (*run, error) {
	if !space.enough() {
		return nil, fault.New(fault.KindUnavailable, "engine_room", fault.Params{"folder": o.Folder, "megabytes": Room >> 20})
	}
	wait := pause
	for attempt := 1; ; attempt++ {
		r, err := launchAnew(ctx, o, space)
		if err == nil {
			return r, nil
		}
		if attempt == attempts || ctx.Err() != nil {
			return nil, err
		}
		o.Log.Warn("the engine did not start, trying again", "attempt", attempt, "error", err)
		sleep(ctx, wait)
		wait *= 2
	}
}

// launchAnew starts the engine at another port and with another password than before.
func launchAnew(ctx context.Context, o Options, space *room) (*run, error) {
	login, err := newLogin()
	if err != nil {
		return nil, err
	}
	before := space.sightings.Load()
	r, err := launch(ctx, o, login)
	if r != nil {
		r.sightings = before
	}
	return r, err
}

// DSN is the address of the running engine with user, password and database. It changes at each restart: ask for every new
// connection. While the engine is away it is the last one.
func (p *Process) DSN() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dsn
}

// PID is the number of the engine's process, 0 while it is away.
func (p *Process) PID() int {
	r := p.running()
	if r == nil {
		return 0
	}
	return r.cmd.Process.Pid
}

// Restarted receives after a restart. Restarts that nobody has received in between are one.
func (p *Process) Restarted() <-chan struct{} { return p.restarted }

// Stop ends the engine within seconds. What was acknowledged is on the disk. Stop may be called again.
func (p *Process) Stop(ctx context.Context) error {
	p.cancel()
	select {
	case <-p.done:
	case <-ctx.Done():
		return fmt.Errorf("stop the engine: %w", ctx.Err())
	}
	p.mu.Lock()
	last := p.current
	p.current = nil
	p.mu.Unlock()
	if last == nil {
		return nil
	}
	return last.stop(ctx)
}

// follow makes r the run that DSN speaks of; nil: there is none.
func (p *Process) follow(r *run) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.current = r
	if r != nil {
		p.dsn = r.login.dsn()
	}
}

// supervise restarts the engine whenever it is lost, until ctx ends. It is lost from the beginning when there was no first run.
func (p *Process) supervise(ctx context.Context) {
	defer close(p.done)
	wait := pause
	var mended time.Time
	mendsDamage := func() bool {
		due := mended.IsZero() || time.Since(mended) > damageOnce
		if due {
			mended = time.Now()
		}
		return due
	}
	for current := p.current; ; { // only this goroutine sets p.current until Stop has seen it end
		if current != nil {
			began := time.Now()
			lost := current.watch(ctx, p.room, mendsDamage)
			if lost == nil {
				return
			}
			current.kill()
			p.follow(nil)
			if time.Since(began) > healthyAfter || errors.Is(lost, errFull) {
				wait = pause
			}
			p.options.Log.Error("the engine was lost, restarting it", "error", lost, "after", time.Since(began).Round(time.Second))
		}
		if current = p.relaunch(ctx, &wait); current == nil {
			return
		}
		p.follow(current)
		p.options.Log.Warn("the engine is back") // whoever was told of the loss is told of its end
		select {
		case p.restarted <- struct{}{}:
		default:
		}
	}
}

// relaunch tries until the engine answers; it returns nil when ctx ends first. The pause grows with every try.
func (p *Process) relaunch(ctx context.Context, wait *time.Duration) *run {
	for {
		sleep(ctx, *wait)
		p.room.await(ctx)
		*wait = min(2**wait, longestPause)
		if ctx.Err() != nil {
			return nil
		}
		r, err := launchAnew(ctx, p.options, p.room)
		if err == nil {
			return r
		}
		if !errors.Is(err, context.Canceled) {
			p.options.Log.Error("the engine does not come back, trying again", "error", err, "pause", *wait)
		}
	}
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"time"
)

// How long the steps of one run may take.
const (
	readyWithin   = time.Minute // a start after a crash loads and checks every part first
	readyEvery    = 20 * time.Millisecond
	answersWithin = 2 * time.Second       // one try; somebody else may sit at the port and say nothing
	settles       = 50 * time.Millisecond // from the first answer to the first query of ours
	endsWithin    = 5 * time.Second       // its standard input closed
	listensEvery  = time.Second
	missesAllowed = 3 // looks in a row at which nobody listens
)

// readyQuery fails until the local session's endless query runs, which keeps others out of that session's account.
const readyQuery = "SELECT throwIf(count() = 0, 'not yet') FROM system.processes WHERE user != currentUser()"

// run is one life of the engine: a process with its port and password.
type run struct {
	login     login
	salt      string // see Process.Writing
	sightings int64  // of a full disk, before it was started
	cmd       *exec.Cmd
	stdin     io.Closer
	output    *tail
	exited    chan struct{} // closed when the process is gone and err is set
	err       error
}

// launch starts the engine with the given port and password and returns when it answers.
func launch(ctx context.Context, o Options, login login) (*run, error) {
	places := foldersIn(o.Folder)
	if err := places.make(); err != nil {
		return nil, err
	}
	config, err := writeConfig(places, login, o.MemoryLimit)
	if err != nil {
		return nil, err
	}
	program, err := self()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	r := &run{login: login, output: new(tail), exited: make(chan struct{})}
	r.cmd = exec.Command(program, Subcommand, "-library", o.Library, "-config", config)
	r.cmd.Args[0] = "harta"
	r.cmd.SysProcAttr = ownGroup()
	r.cmd.Dir = places.root
	r.cmd.Stderr = r.output // on the standard output the session talks to its imagined person
	if r.stdin, err = r.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("start the engine: %w", err)
	}
	if err := r.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the engine: %w", err)
	}
	go r.wait()
	if err := r.ready(ctx); err != nil {
		r.kill()
		return nil, err
	}
	r.salt = setAside(places)
	return r, nil
}

// wait learns of the process's end.
func (r *run) wait() {
	r.err = r.cmd.Wait()
	close(r.exited)
}

// ready returns when the engine answers a query with its password.
func (r *run) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		err := r.answers(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-r.exited:
			return r.ended()
		case <-ctx.Done():
			return fmt.Errorf("the engine does not answer: %w: %w%s", ctx.Err(), err, r.output)
		case <-time.After(readyEvery):
		}
	}
}

// answers says whether the engine is there for everybody: it opens a connection of its own, as a newcomer does.
func (r *run) answers(ctx context.Context) error {
	if err := r.listens(); err != nil {
		return err
	}
	conn, err := r.login.open()
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.Ping(ctx); err != nil {
		return err
	}
	time.Sleep(settles) // a query of ours would take the local session's turn
	return conn.Exec(ctx, readyQuery)
}

// listens says whether somebody accepts connections at the port.
func (r *run) listens() error {
	conn, err := net.DialTimeout("tcp", r.login.address(), listensEvery)
	if err != nil {
		return err
	}
	return conn.Close()
}

// watch returns why the engine can no longer be used, or nil when ctx ends first. A process that lives but listens no more
// counts as dead. So does one that cannot read its files, unless that was why it is new, and one whose disk is full.
func (r *run) watch(ctx context.Context, space *room, mendsDamage func() bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	full := make(chan error, 1)
	go func() { full <- space.watch(ctx, r.sightings) }()
	listens, damages := time.NewTicker(listensEvery), time.NewTicker(damageEvery)
	defer listens.Stop()
	defer damages.Stop()
	files := new(damage)
	defer files.close()
	_ = files.look(ctx, r.login) // the first look only compares
	misses := 0
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-full:
			return err
		case <-r.exited:
			return r.ended()
		case <-damages.C:
			if err := files.look(ctx, r.login); err != nil && mendsDamage() {
				return err
			}
			continue
		case <-listens.C:
		}
		err := r.listens()
		if err == nil {
			misses = 0
			continue
		}
		if misses++; misses >= missesAllowed {
			return fmt.Errorf("the engine listens no more: %w", err)
		}
	}
}

// ended describes an end that nobody asked for.
func (r *run) ended() error {
	if r.err != nil {
		return fmt.Errorf("the engine ended: %w%s", r.err, r.output)
	}
	return fmt.Errorf("the engine ended%s", r.output)
}

// stop ends the engine by closing its standard input, and kills it when that does not help.
func (r *run) stop(ctx context.Context) error {
	_ = r.stdin.Close() // the other end may be gone already
	ctx, cancel := context.WithTimeout(ctx, endsWithin)
	defer cancel()
	select {
	case <-r.exited:
		return nil
	case <-ctx.Done():
		r.kill()
		return errors.New("the engine did not end by itself and was killed")
	}
}

// kill ends the process at once and waits for it.
func (r *run) kill() {
	_ = r.stdin.Close()
	_ = r.cmd.Process.Kill() // it may be gone already
	<-r.exited
}

package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"harta/internal/disk"
	"harta/internal/fault"
)

// An embedded engine does not notice that a write fails for want of room (libchdb 26.7, tried on ext4 and tmpfs): it goes on, confirms
// rows that are not on the disk, and puts merged parts that are empty in the place of whole ones, which it deletes minutes later. At
// its start it does notice: it sets such a part aside ("broken-on-start") and takes the parts back that it was merged from. So the
// engine is kept from writing while there is little room; when there is none it is killed at once, before it believes what it has
// written, and comes back when there is room; and what it confirmed about that time is not believed, see Process.Writing.

// Room is how many bytes of its disk must be free for an engine to write: with less it takes no rows and merges nothing.
const Room = 64 << 20

// How the room is watched. What fills a disk at once needs at least two looks for the difference between Room and none, and
// whatever has filled it stays for more than one.
const (
	noRoom        = 8 << 20 // below this, a write may have failed
	roomEvery     = 20 * time.Millisecond
	roomAwaitedIn = 500 * time.Millisecond
)

// errFull is why an engine is killed.
var errFull = errors.New("its disk is full; it comes back when there is room")

// room is what is known of the disk of an engine.
type room struct {
	free      func() (int64, error)
	sightings atomic.Int64 // of a full disk
}

func newRoom(folder string) *room {
	return &room{free: func() (int64, error) { return disk.Free(folder) }}
}

// look counts a full disk. A disk that cannot be asked counts as having room.
func (r *room) look() {
	if free, err := r.free(); err == nil && free < noRoom {
		r.sightings.Add(1)
	}
}

// enough says whether an engine may start.
func (r *room) enough() bool {
	free, err := r.free()
	return err != nil || free >= Room
}

// watch returns errFull when the disk has been seen full since there were so many sightings, by whomever, or nil when ctx ends first.
func (r *room) watch(ctx context.Context, before int64) error {
	tick := time.NewTicker(roomEvery)
	defer tick.Stop()
	for {
		if r.look(); r.sightings.Load() != before {
			return errFull
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// await returns when there is room, or ctx ends.
func (r *room) await(ctx context.Context) {
	for ctx.Err() == nil && !r.enough() {
		sleep(ctx, roomAwaitedIn)
	}
}

// Writing is to be called before rows are sent to the engine. After the engine has confirmed them, sound says whether that may be
// believed: with an error, the fault Unavailable "disk_full" or "clickhouse_away", the rows are to be sent again. The salt changes
// when the engine has found broken what it had confirmed: with another one, rows sent again must not be taken for rows that are there.
func (p *Process) Writing() (salt string, sound func() error) {
	sightings, by := p.room.sightings.Load(), p.running()
	if by == nil {
		return "", func() error { return errAway }
	}
	return by.salt, func() error {
		p.room.look()
		if p.room.sightings.Load() != sightings {
			<-by.exited // it is being killed; until then it shows rows that may not be there
			return fault.New(fault.KindUnavailable, "disk_full", nil)
		}
		if p.running() != by {
			return errAway
		}
		return nil
	}
}

var errAway = fault.New(fault.KindUnavailable, "clickhouse_away", nil)

// setAside names everything that the engine has ever found broken at its start: the same text as long as nothing is added, empty when
// there is nothing.
func setAside(f folders) string {
	list, err := filepath.Glob(filepath.Join(f.data, "store", "*", "*", "detached", "broken*"))
	if err != nil || len(list) == 0 { // the pattern is right
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join(list, "\n")))
	return hex.EncodeToString(sum[:])
}

// running is the present run, nil while the engine is away.
func (p *Process) running() *run {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.current
}

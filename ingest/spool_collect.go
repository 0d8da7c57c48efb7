package ingest

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"harta/internal/store"
)

// The bounds of one commit, so that the first caller of a group does not wait for ever more of them.
const (
	groupSize  = 512     // operations
	groupBytes = 8 << 20 // of their payloads; the operation that passes the bound is the last
)

// op is one change of the spool, done by the collector inside a group.
type op struct {
	put     []Item
	kind    string     // of remove and of what reject names by its place
	remove  []stretch  // delivered: forget the items, remember their ids
	reject  []rejected // refused for their content: keep them apart
	retry   int64      // number of a rejected item that goes back into the queue
	dismiss *dismissal // of a rejected item
	hour    bool       // another hour of the program's life
	forget  *forgetting

	bytes   int64  // of put, counted in Spool.pending
	already []bool // answer to put
	found   bool   // answer to retry and dismiss
	done    chan error
}

// stretch is a part of the queue of one kind, of which every item is meant.
type stretch struct{ first, last int64 }

// rejected names an item that ClickHouse refused: one that waits in the spool, or one from elsewhere, given whole.
type rejected struct {
	seq    int64
	item   *Item
	reason string
}

// dismissal says of a rejected item that nobody waits for it any more, and why.
type dismissal struct {
	n      int64
	reason string
}

// collect is the only writer: it takes what waits into one transaction and answers everybody after the fsync.
func (s *Spool) collect() {
	defer close(s.stopped)
	hours := s.o.Hours
	if hours == nil {
		hourly := time.NewTicker(time.Hour)
		defer hourly.Stop()
		hours = hourly.C
	}
	looks := time.NewTicker(lookEvery)
	defer looks.Stop()
	var walk *forgetting // under way; nil: none
	for {
		select {
		case o := <-s.ops:
			s.commit(s.group(o))
		case <-looks.C:
			s.look()
		case <-hours:
			s.commit([]*op{{hour: true, done: make(chan error, 1)}})
			walk = s.walk()
		case <-when(walk != nil):
			walk = s.forgetSlice(walk)
		case <-s.closing:
			for {
				select {
				case o := <-s.ops:
					s.commit(s.group(o))
				default:
					return
				}
			}
		}
	}
}

// group takes what waits. When nothing does, it lets those run first who are about to bring something: on a machine that is busy a
// group becomes larger by it, and on one that is not nobody waits.
func (s *Spool) group(first *op) []*op {
	group := []*op{first}
	size := first.bytes
	for len(group) < groupSize && size < groupBytes {
		if len(s.ops) == 0 {
			runtime.Gosched()
		}
		select {
		case o := <-s.ops:
			group = append(group, o)
			size += o.bytes
		default:
			return group
		}
	}
	return group
}

// commit writes a group and answers it. When one operation cannot be written, none of the group is: every caller may try again.
func (s *Spool) commit(group []*op) {
	made, err := s.apply(group)
	for _, o := range group {
		s.pending.Add(-o.bytes)
	}
	if store.DiskFull(err) {
		s.refuseFull(group, err)
		return
	}
	s.answer(group, made, err)
}

func (s *Spool) answer(group []*op, made *change, err error) {
	if err != nil {
		s.o.Log.Error("spool write failed", "operations", len(group), "err", err)
		err = fmt.Errorf("spool: %w", err)
	} else {
		s.course = made.course
		s.waiting.add(made.waiting)
		s.accepted.Add(made.accepted)
		if made.accepted > 0 {
			s.signal()
		}
	}
	for _, o := range group {
		o.done <- err
	}
}

// apply writes a group in one transaction.
func (s *Spool) apply(group []*op) (*change, error) {
	ctx := context.Background()
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	w := newGroupWriter(ctx, tx, s)
	if err := w.putAll(group); err != nil {
		return nil, err
	}
	for _, o := range group {
		if err := w.write(o); err != nil {
			return nil, err
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	return &w.change, nil
}

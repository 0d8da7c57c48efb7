package ingest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"time"
)

// groupSize bounds the operations of one commit, so that the first caller of a group does not wait for ever more of them.
const groupSize = 512

// op is one change of the spool, done by the collector inside a group.
type op struct {
	put    []Item
	remove []int64    // delivered: forget the items, remember their ids
	reject []rejected // refused for their content: keep them apart
	prune  bool

	already []bool // answer to put
	done    chan error
}

// rejected names an item that ClickHouse refused: one that waits in the spool, or one from elsewhere, given whole.
type rejected struct {
	seq    int64
	item   *Item
	reason string
}

// collect is the only writer: it takes what waits into one transaction and answers everybody after the fsync.
func (s *Spool) collect() {
	defer close(s.stopped)
	hourly := time.NewTicker(time.Hour)
	defer hourly.Stop()
	s.commit([]*op{{prune: true, done: make(chan error, 1)}})
	for {
		select {
		case o := <-s.ops:
			s.commit(s.group(o))
		case <-hourly.C:
			s.commit([]*op{{prune: true, done: make(chan error, 1)}})
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

func (s *Spool) group(first *op) []*op {
	group := []*op{first}
	for len(group) < groupSize {
		select {
		case o := <-s.ops:
			group = append(group, o)
		default:
			return group
		}
	}
	return group
}

func (s *Spool) commit(group []*op) {
	delta, err := s.apply(group)
	if err != nil {
		s.o.Log.Error("spool write failed", "operations", len(group), "err", err)
		err = fmt.Errorf("spool: %w", err)
	} else {
		s.waiting.Add(delta.added - delta.removed)
		if delta.added > 0 {
			s.signal()
		}
	}
	for _, o := range group {
		o.done <- err
	}
}

type change struct{ added, removed int64 }

func (s *Spool) apply(group []*op) (change, error) {
	ctx := context.Background()
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return change{}, err
	}
	defer tx.Rollback()
	w := &groupWriter{ctx: ctx, tx: tx, now: s.o.Clock(), stmts: map[string]*sql.Stmt{}}
	for _, o := range group {
		if err := w.write(o, s.o.Remember); err != nil {
			return change{}, err
		}
	}
	if err := tx.Commit(); err != nil {
		return change{}, err
	}
	return w.change, nil
}

// groupWriter writes the operations of one group into one transaction.
type groupWriter struct {
	ctx    context.Context
	tx     *sql.Tx
	now    time.Time
	stmts  map[string]*sql.Stmt
	change change
}

func (w *groupWriter) exec(query string, args ...any) (int64, error) {
	stmt, ok := w.stmts[query]
	if !ok {
		var err error
		if stmt, err = w.tx.PrepareContext(w.ctx, query); err != nil {
			return 0, err
		}
		w.stmts[query] = stmt
	}
	res, err := stmt.ExecContext(w.ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (w *groupWriter) write(o *op, remember time.Duration) error {
	o.already = make([]bool, len(o.put))
	for i, it := range o.put {
		var err error
		if o.already[i], err = w.put(it); err != nil {
			return err
		}
	}
	for _, seq := range o.remove {
		n, err := w.exec("DELETE FROM waiting WHERE seq = ?", seq)
		if err != nil {
			return err
		}
		w.change.removed += n
	}
	for _, r := range o.reject {
		if err := w.reject(r); err != nil {
			return err
		}
	}
	if o.prune {
		_, err := w.exec("DELETE FROM remembered WHERE at < ?", w.now.Add(-remember).UnixMicro())
		return err
	}
	return nil
}

func (w *groupWriter) put(it Item) (already bool, err error) {
	content := []byte{}
	if !it.FirstWins {
		h := sha256.Sum256(it.Payload)
		content = h[:]
	}
	at := w.now.UnixMicro()
	n, err := w.exec("INSERT OR IGNORE INTO remembered (kind, id, content, at) VALUES (?, ?, ?, ?)", it.Kind, it.ID, content, at)
	if err != nil || n == 0 {
		return err == nil, err
	}
	payload := it.Payload
	if payload == nil {
		payload = []byte{}
	}
	w.change.added++
	_, err = w.exec("INSERT INTO waiting (kind, id, at, payload) VALUES (?, ?, ?, ?)", it.Kind, it.ID, at, payload)
	return false, err
}

func (w *groupWriter) reject(r rejected) error {
	now := w.now.UnixMicro()
	if it := r.item; it != nil {
		_, err := w.exec("INSERT INTO rejected (kind, id, at, payload, reason, rejected_at) VALUES (?, ?, ?, ?, ?, ?)",
			it.Kind, it.ID, now, it.Payload, r.reason, now)
		return err
	}
	_, err := w.exec(`INSERT INTO rejected (kind, id, at, payload, reason, rejected_at)
		SELECT kind, id, at, payload, ?, ? FROM waiting WHERE seq = ?`, r.reason, now, r.seq)
	if err != nil {
		return err
	}
	n, err := w.exec("DELETE FROM waiting WHERE seq = ?", r.seq)
	w.change.removed += n
	return err
}

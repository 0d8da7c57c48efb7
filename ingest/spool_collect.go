package ingest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"time"

	"harta/internal/store"
)

// The bounds of one commit, so that the first caller of a group does not wait for ever more of them.
const (
	groupSize  = 512     // operations
	groupBytes = 8 << 20 // of their payloads; the operation that passes the bound is the last
)

// The statements of every group.
const (
	rememberItem = "INSERT OR IGNORE INTO remembered (kind, id, content, hour) VALUES (?, ?, ?, ?)"
	keepItem     = "INSERT INTO waiting (kind, id, at, payload) VALUES (?, ?, ?, ?)"
	forgetItem   = "DELETE FROM waiting WHERE seq = ?"
)

// prepare prepares them for good: to read a statement takes SQLite as long as to carry it out.
func (s *Spool) prepare() error {
	s.hot = map[string]*sql.Stmt{}
	for _, query := range []string{rememberItem, keepItem, forgetItem} {
		stmt, err := s.write.Prepare(query)
		if err != nil {
			return err
		}
		s.hot[query] = stmt
	}
	return nil
}

// op is one change of the spool, done by the collector inside a group.
type op struct {
	put     []Item
	remove  []int64    // delivered: forget the items, remember their ids
	reject  []rejected // refused for their content: keep them apart
	retry   int64      // number of a rejected item that goes back into the queue
	dismiss *dismissal // of a rejected item
	hour    bool       // another hour of the program's life: forget the oldest ids

	bytes   int64  // of put, counted in Spool.pending
	already []bool // answer to put
	found   bool   // answer to retry and dismiss
	done    chan error
}

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
	for {
		select {
		case o := <-s.ops:
			s.commit(s.group(o))
		case <-looks.C:
			s.look()
		case <-hours:
			s.commit([]*op{{hour: true, done: make(chan error, 1)}})
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
	size := first.bytes
	for len(group) < groupSize && size < groupBytes {
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
	delta, err := s.apply(group)
	for _, o := range group {
		s.pending.Add(-o.bytes)
	}
	if store.DiskFull(err) {
		s.refuseFull(group, err)
		return
	}
	s.answer(group, delta, err)
}

func (s *Spool) answer(group []*op, delta change, err error) {
	if err != nil {
		s.o.Log.Error("spool write failed", "operations", len(group), "err", err)
		err = fmt.Errorf("spool: %w", err)
	} else {
		s.hour = delta.hour
		s.waiting.Add(delta.added - delta.removed)
		s.accepted.Add(delta.added)
		if delta.added > 0 {
			s.signal()
		}
	}
	for _, o := range group {
		o.done <- err
	}
}

// change is what a group made of the spool.
type change struct{ added, removed, hour int64 }

func (s *Spool) apply(group []*op) (change, error) {
	ctx := context.Background()
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return change{}, err
	}
	defer tx.Rollback()
	w := &groupWriter{ctx: ctx, tx: tx, now: s.o.Clock(), hot: s.hot, stmts: map[string]*sql.Stmt{}, change: change{hour: s.hour}}
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
	hot    map[string]*sql.Stmt // prepared once for all groups
	stmts  map[string]*sql.Stmt // of this transaction
	change change
}

func (w *groupWriter) exec(query string, args ...any) (int64, error) {
	stmt, ok := w.stmts[query]
	if !ok {
		var err error
		if kept, ok := w.hot[query]; ok {
			stmt = w.tx.StmtContext(w.ctx, kept)
		} else if stmt, err = w.tx.PrepareContext(w.ctx, query); err != nil {
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
		n, err := w.exec(forgetItem, seq)
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
	if o.retry > 0 {
		if err := w.retry(o); err != nil {
			return err
		}
	}
	if d := o.dismiss; d != nil {
		n, err := w.exec("UPDATE rejected SET dismissed = ?, dismissed_at = ? WHERE n = ? AND dismissed = ''",
			d.reason, w.now.UnixMicro(), d.n)
		if err != nil {
			return err
		}
		o.found = n > 0
	}
	if o.hour {
		return w.forget(remember)
	}
	return nil
}

// forget counts another hour and forgets the ids of those that are too long ago.
func (w *groupWriter) forget(remember time.Duration) error {
	w.change.hour++
	if _, err := w.exec("UPDATE age SET hours = ?", w.change.hour); err != nil {
		return err
	}
	_, err := w.exec("DELETE FROM remembered WHERE hour < ?", w.change.hour-int64((remember+time.Hour-1)/time.Hour))
	return err
}

// retry puts a rejected item at the end of the queue. Its id is remembered still, or it would not have come this far.
func (w *groupWriter) retry(o *op) error {
	n, err := w.exec(`INSERT INTO waiting (kind, id, at, payload)
		SELECT kind, id, at, payload FROM rejected WHERE n = ? AND dismissed = ''`, o.retry)
	if err != nil || n == 0 {
		return err
	}
	o.found = true
	w.change.added += n
	_, err = w.exec("DELETE FROM rejected WHERE n = ?", o.retry)
	return err
}

func (w *groupWriter) put(it Item) (already bool, err error) {
	content := []byte{}
	if !it.FirstWins {
		h := sha256.Sum256(it.Payload)
		content = h[:]
	}
	at := w.now.UnixMicro()
	n, err := w.exec(rememberItem,
		it.Kind, it.ID, content, w.change.hour)
	if err != nil || n == 0 {
		return err == nil, err
	}
	payload := it.Payload
	if payload == nil {
		payload = []byte{}
	}
	w.change.added++
	_, err = w.exec(keepItem, it.Kind, it.ID, at, payload)
	return false, err
}

func (w *groupWriter) reject(r rejected) error {
	now := w.now.UnixMicro()
	if it := r.item; it != nil {
		// Where it came from may not have heard of it and give it again.
		_, err := w.exec(`INSERT INTO rejected (kind, id, at, payload, reason, rejected_at)
			SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM rejected WHERE kind = ? AND id = ? AND payload = ?)`,
			it.Kind, it.ID, now, it.Payload, r.reason, now, it.Kind, it.ID, it.Payload)
		return err
	}
	_, err := w.exec(`INSERT INTO rejected (kind, id, at, payload, reason, rejected_at)
		SELECT kind, id, at, payload, ?, ? FROM waiting WHERE seq = ?`, r.reason, now, r.seq)
	if err != nil {
		return err
	}
	n, err := w.exec(forgetItem, r.seq)
	w.change.removed += n
	return err
}

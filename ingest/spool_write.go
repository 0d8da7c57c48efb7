package ingest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"time"
)

// change is what a group made of the spool.
type change struct {
	course   course
	accepted int64
	waiting  map[string]int64 // by kind: accepted less delivered
}

// groupWriter writes the operations of one group into one transaction.
type groupWriter struct {
	groupStatements
	hot    *statements
	now    time.Time
	change change
}

func newGroupWriter(ctx context.Context, tx *sql.Tx, s *Spool) *groupWriter {
	return &groupWriter{
		groupStatements: groupStatements{ctx: ctx, tx: tx, in: map[*sql.Stmt]*sql.Stmt{}},
		hot:             s.hot,
		now:             s.o.Clock(),
		change:          change{course: s.course, waiting: map[string]int64{}},
	}
}

// entrant is an item on its way into the spool, with the place in the queue that it gets unless it came before.
type entrant struct {
	item    *Item
	content []byte // by which it is known again; empty where the id alone decides
	already *bool
	seq     int64
}

// putAll stores what the whole group brings.
func (w *groupWriter) putAll(group []*op) error {
	list, err := w.entrants(group)
	if err != nil {
		return err
	}
	fresh := list[:0]
	for rest := list; len(rest) > 0; {
		stmt, n := w.hot.remember.fit(len(rest))
		if err := w.rememberRows(stmt, rest[:n]); err != nil {
			return err
		}
		for _, e := range rest[:n] {
			if !*e.already {
				fresh = append(fresh, e)
			}
		}
		rest = rest[n:]
	}
	return w.keepAll(fresh)
}

// entrants are the items of a group in the order of the queue.
func (w *groupWriter) entrants(group []*op) ([]entrant, error) {
	var list []entrant
	for _, o := range group {
		o.already = make([]bool, len(o.put))
		for i := range o.put {
			seq, err := w.nextSeq()
			if err != nil {
				return nil, err
			}
			list = append(list, entrant{item: &o.put[i], content: contentOf(&o.put[i]), already: &o.already[i], seq: seq})
		}
	}
	return list, nil
}

func contentOf(it *Item) []byte {
	if it.FirstWins {
		return []byte{}
	}
	sum := sha256.Sum256(it.Payload)
	return sum[:]
}

// nextSeq gives the next place in the queue.
func (w *groupWriter) nextSeq() (int64, error) {
	if w.change.course.opening {
		if _, err := w.execRare("UPDATE age SET openings = ?", w.change.course.seq/seqsOfOpening); err != nil {
			return 0, err
		}
		w.change.course.opening = false
	}
	w.change.course.seq++
	return w.change.course.seq, nil
}

// rememberRows remembers some entrants with one statement. What is remembered with another place than it would get now came
// before, be it in this very group.
func (w *groupWriter) rememberRows(stmt *sql.Stmt, list []entrant) error {
	args := make([]any, 0, 5*len(list))
	for _, e := range list {
		args = append(args, e.item.Kind, e.item.ID, e.content, w.change.course.hour, e.seq)
	}
	n, err := w.exec(stmt, args...)
	if err != nil || n == int64(len(list)) {
		return err
	}
	for _, e := range list {
		var seq int64
		if err := w.of(w.hot.known).QueryRowContext(w.ctx, e.item.Kind, e.item.ID, e.content).Scan(&seq); err != nil {
			return err
		}
		*e.already = seq != e.seq
	}
	return nil
}

// keepAll puts entrants into the queue.
func (w *groupWriter) keepAll(list []entrant) error {
	at := w.now.UnixMicro()
	for len(list) > 0 {
		stmt, n := w.hot.keep.fit(len(list))
		args := make([]any, 0, 5*n)
		for _, e := range list[:n] {
			payload := e.item.Payload
			if payload == nil {
				payload = []byte{}
			}
			args = append(args, e.item.Kind, e.seq, e.item.ID, at, payload)
			w.change.waiting[e.item.Kind]++
		}
		if _, err := w.exec(stmt, args...); err != nil {
			return err
		}
		w.change.accepted += int64(n)
		list = list[n:]
	}
	return nil
}

// write does all of an operation but what it puts.
func (w *groupWriter) write(o *op) error {
	for _, s := range o.remove {
		if err := w.delivered(o.kind, s); err != nil {
			return err
		}
	}
	for _, r := range o.reject {
		if err := w.reject(o.kind, r); err != nil {
			return err
		}
	}
	if o.retry > 0 {
		if err := w.retry(o); err != nil {
			return err
		}
	}
	if d := o.dismiss; d != nil {
		n, err := w.execRare("UPDATE rejected SET dismissed = ?, dismissed_at = ? WHERE n = ? AND dismissed = ''",
			d.reason, w.now.UnixMicro(), d.n)
		if err != nil {
			return err
		}
		o.found = n > 0
	}
	if o.hour {
		return w.hourPassed()
	}
	if o.forget != nil {
		return w.forget(o.forget)
	}
	return nil
}

// delivered takes a stretch out of the queue.
func (w *groupWriter) delivered(kind string, s stretch) error {
	n, err := w.exec(w.hot.deliver, kind, s.first, s.last)
	w.change.waiting[kind] -= n
	return err
}

// retry puts a rejected item at the end of the queue. Its id is remembered still, or it would not have come this far.
func (w *groupWriter) retry(o *op) error {
	var kind string
	err := w.tx.QueryRowContext(w.ctx, "SELECT kind FROM rejected WHERE n = ? AND dismissed = ''", o.retry).Scan(&kind)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	seq, err := w.nextSeq()
	if err != nil {
		return err
	}
	if _, err := w.execRare(`INSERT INTO waiting (kind, seq, id, at, payload)
		SELECT kind, ?, id, at, payload FROM rejected WHERE n = ?`, seq, o.retry); err != nil {
		return err
	}
	o.found = true
	w.change.waiting[kind]++
	w.change.accepted++
	_, err = w.execRare("DELETE FROM rejected WHERE n = ?", o.retry)
	return err
}

func (w *groupWriter) reject(kind string, r rejected) error {
	now := w.now.UnixMicro()
	if it := r.item; it != nil {
		// Where it came from may not have heard of it and give it again.
		_, err := w.execRare(`INSERT INTO rejected (kind, id, at, payload, reason, rejected_at)
			SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM rejected WHERE kind = ? AND id = ? AND payload = ?)`,
			it.Kind, it.ID, now, it.Payload, r.reason, now, it.Kind, it.ID, it.Payload)
		return err
	}
	if _, err := w.execRare(`INSERT INTO rejected (kind, id, at, payload, reason, rejected_at)
		SELECT kind, id, at, payload, ?, ? FROM waiting WHERE kind = ? AND seq = ?`, r.reason, now, kind, r.seq); err != nil {
		return err
	}
	return w.delivered(kind, stretch{r.seq, r.seq})
}

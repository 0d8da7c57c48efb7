package ingest

import (
	"database/sql"
	"errors"
	"time"
)

// forgetSlice is how many remembered ids are looked at in one commit, so that no door waits for more of them.
const forgetSlice = 4096

// forgetting is a walk through everything that is remembered, in the order of the keys, slice by slice. One goes through the file every
// hour; an index by hour would find the old ids at once, but every tap would have to be written into it.
type forgetting struct {
	kind, id string
	content  []byte // the last key that was looked at
	before   int64  // hour
	done     bool
}

// walk begins to look for what was accepted too long ago.
func (s *Spool) walk() *forgetting {
	return &forgetting{content: []byte{}, before: s.course.hour - int64((s.o.Remember+time.Hour-1)/time.Hour)}
}

// hourPassed counts another hour.
func (w *groupWriter) hourPassed() error {
	w.change.course.hour++
	_, err := w.execRare("UPDATE age SET hours = ?", w.change.course.hour)
	return err
}

// forget goes one slice further. A slice that fails is gone through again with the next walk.
func (w *groupWriter) forget(f *forgetting) error {
	from := []any{f.kind, f.id, f.content}
	next := forgetting{before: f.before}
	err := w.tx.QueryRowContext(w.ctx, `SELECT kind, id, content FROM remembered WHERE (kind, id, content) > (?, ?, ?)
		ORDER BY kind, id, content LIMIT 1 OFFSET ?`, append(from, forgetSlice-1)...).Scan(&next.kind, &next.id, &next.content)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = w.execRare("DELETE FROM remembered WHERE (kind, id, content) > (?, ?, ?) AND hour < ?", append(from, f.before)...)
		f.done = err == nil
		return err
	}
	if err != nil {
		return err
	}
	if _, err = w.execRare("DELETE FROM remembered WHERE (kind, id, content) > (?, ?, ?) AND (kind, id, content) <= (?, ?, ?) AND hour < ?",
		append(from, next.kind, next.id, next.content, f.before)...); err == nil {
		*f = next
	}
	return err
}

// always can always be received from.
var always = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// when gives a channel that can be received from if a thing is so.
func when(so bool) <-chan struct{} {
	if so {
		return always
	}
	return nil
}

// forgetSlice goes one slice further and gives the rest of the walk, nil after the last.
func (s *Spool) forgetSlice(f *forgetting) *forgetting {
	o := &op{forget: f, done: make(chan error, 1)}
	s.commit([]*op{o})
	if <-o.done != nil || f.done {
		return nil
	}
	return f
}

package ingest

import (
	"database/sql"
	"maps"
	"sync"
	"sync/atomic"
)

// tally counts what waits, by kind. Asking the file for it would read the whole queue.
type tally struct {
	total atomic.Int64
	mu    sync.Mutex
	kinds map[string]int64 // those of which something waits
}

// count counts the file.
func (t *tally) count(db *sql.DB) error {
	rows, err := db.Query("SELECT kind, count(*) FROM waiting GROUP BY kind")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kind string
		var n int64
		if err := rows.Scan(&kind, &n); err != nil {
			return err
		}
		t.add(map[string]int64{kind: n})
	}
	return rows.Err()
}

// add counts a change, negative where more was delivered than accepted.
func (t *tally) add(change map[string]int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kinds == nil {
		t.kinds = map[string]int64{}
	}
	for kind, n := range change {
		if t.kinds[kind] += n; t.kinds[kind] == 0 {
			delete(t.kinds, kind)
		}
		t.total.Add(n)
	}
}

func (t *tally) all() int64 { return t.total.Load() }

func (t *tally) byKind() map[string]int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.kinds)
}

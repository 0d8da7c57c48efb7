package ingest

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"
)

// The forms of the file that earlier programs made, each with an item that waits, two that are remembered and one that was refused.
var olderSpools = map[string]string{
	"first": `CREATE TABLE waiting (seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
			payload BLOB NOT NULL) STRICT;
		CREATE INDEX waiting_kind ON waiting (kind, seq);
		CREATE TABLE remembered (kind TEXT NOT NULL, id TEXT NOT NULL, content BLOB NOT NULL, at INTEGER NOT NULL,
			PRIMARY KEY (kind, id, content)) STRICT, WITHOUT ROWID;
		CREATE INDEX remembered_at ON remembered (at);
		CREATE TABLE rejected (n INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
			payload BLOB NOT NULL, reason TEXT NOT NULL, rejected_at INTEGER NOT NULL) STRICT;
		INSERT INTO waiting VALUES (7, 'tap', '1', 1767225600000000, X'61');
		INSERT INTO remembered VALUES ('tap', '1', X'', 1767225600000000), ('tap', '0', X'', 1);
		INSERT INTO rejected VALUES (3, 'tap', '0', 1, X'62', 'no', 2);`,
	"second": `CREATE TABLE waiting (seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
			payload BLOB NOT NULL) STRICT;
		CREATE INDEX waiting_kind ON waiting (kind, seq);
		CREATE TABLE age (one INTEGER PRIMARY KEY CHECK (one = 1), hours INTEGER NOT NULL) STRICT;
		INSERT INTO age (one, hours) VALUES (1, 1000);
		CREATE TABLE remembered (kind TEXT NOT NULL, id TEXT NOT NULL, content BLOB NOT NULL, hour INTEGER NOT NULL,
			PRIMARY KEY (kind, id, content)) STRICT, WITHOUT ROWID;
		CREATE INDEX remembered_hour ON remembered (hour);
		CREATE TABLE rejected (n INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
			payload BLOB NOT NULL, reason TEXT NOT NULL, rejected_at INTEGER NOT NULL, dismissed TEXT NOT NULL DEFAULT '',
			dismissed_at INTEGER NOT NULL DEFAULT 0) STRICT;
		CREATE INDEX rejected_id ON rejected (kind, id);
		INSERT INTO waiting VALUES (7, 'tap', '1', 1767225600000000, X'61');
		INSERT INTO remembered VALUES ('tap', '1', X'', 999), ('tap', '0', X'', 998);
		INSERT INTO rejected VALUES (3, 'tap', '0', 1, X'62', 'no', 2, '', 0);
		PRAGMA user_version = 1;`,
	"third": `CREATE TABLE waiting (kind TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, payload BLOB NOT NULL,
			PRIMARY KEY (kind, seq)) STRICT, WITHOUT ROWID;
		CREATE TABLE age (one INTEGER PRIMARY KEY CHECK (one = 1), hours INTEGER NOT NULL, openings INTEGER NOT NULL DEFAULT 0) STRICT;
		INSERT INTO age VALUES (1, 1000, 3);
		CREATE TABLE remembered (kind TEXT NOT NULL, id TEXT NOT NULL, content BLOB NOT NULL, hour INTEGER NOT NULL,
			seq INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (kind, id, content)) STRICT, WITHOUT ROWID;
		CREATE INDEX remembered_hour ON remembered (hour);
		CREATE TABLE rejected (n INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
			payload BLOB NOT NULL, reason TEXT NOT NULL, rejected_at INTEGER NOT NULL, dismissed TEXT NOT NULL DEFAULT '',
			dismissed_at INTEGER NOT NULL DEFAULT 0) STRICT;
		CREATE INDEX rejected_id ON rejected (kind, id);
		INSERT INTO waiting VALUES ('tap', 7, '1', 1767225600000000, X'61');
		INSERT INTO remembered VALUES ('tap', '1', X'', 999, 7), ('tap', '0', X'', 998, 0);
		INSERT INTO rejected VALUES (3, 'tap', '0', 1, X'62', 'no', 2, '', 0);
		PRAGMA user_version = 2;`,
}

// A file of a program before this one keeps what waits and what it remembers.
func TestSpoolOfAnOlderProgram(t *testing.T) {
	for name, schema := range olderSpools {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "spool.db")
			db, err := sql.Open("sqlite", "file:"+path)
			must(t, err)
			_, err = db.Exec(schema)
			must(t, err)
			must(t, db.Close())
			hours := make(chan time.Time)
			for range 2 { // the second time there is nothing to bring up to date
				s := openSpool(t, path, SpoolOptions{Hours: hours})
				hours <- time.Time{}
				wantOlder(t, s)
				must(t, s.Close())
			}
			wantSameForm(t, path)
		})
	}
}

// wantOlder holds that a spool has what the older one had.
func wantOlder(t *testing.T, s *Spool) {
	t.Helper()
	ctx := context.Background()
	for _, id := range []string{"0", "1"} {
		if already, err := s.Put(ctx, tap(id, "a")); err != nil || !already {
			t.Errorf("%s: already %v, %v", id, already, err)
		}
	}
	items, err := s.next(ctx, "tap", 9, batchBytes)
	if err != nil || len(items) != 1 || items[0].Seq != 7 || string(items[0].Payload) != "a" {
		t.Errorf("%+v, %v", items, err)
	}
	st, err := s.State(ctx)
	if err != nil || st.Waiting != 1 || st.Rejected != 1 || !st.Oldest.Equal(time.UnixMicro(1767225600000000)) {
		t.Errorf("%+v, %v", st, err)
	}
	kept, err := s.RejectedByNumber(ctx, 3)
	if err != nil || kept.Reason != "no" || string(kept.Payload) != "b" || kept.Dismissed != "" {
		t.Errorf("%+v, %v", kept, err)
	}
}

// wantSameForm holds that a file has the tables and columns of a new one.
func wantSameForm(t *testing.T, path string) {
	t.Helper()
	fresh := filepath.Join(t.TempDir(), "fresh.db")
	must(t, openSpool(t, fresh, SpoolOptions{}).Close())
	form := func(path string) (form string) {
		db, err := sql.Open("sqlite", "file:"+path)
		must(t, err)
		defer db.Close()
		must(t, db.QueryRow(`SELECT group_concat(t.name || '.' || c.name || ' ' || c.type || c."notnull" || c.pk || coalesce(c.dflt_value, '-'), char(10))
			FROM (SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name) t, pragma_table_xinfo(t.name) c`).Scan(&form))
		return form
	}
	if got, want := form(path), form(fresh); got != want {
		t.Errorf("the file's form:\n%s\nwant\n%s", got, want)
	}
}

// A place in the queue is never given twice, though the queue was empty when the program ended.
func TestPlacesAreNeverGivenAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool.db")
	ctx := context.Background()
	last := int64(0)
	for _, id := range []string{"1", "2", "3"} {
		s := openSpool(t, path, SpoolOptions{})
		_, err := s.Put(ctx, tap(id, "a"))
		must(t, err)
		items, err := s.next(ctx, "tap", 9, batchBytes)
		must(t, err)
		if len(items) != 1 || items[0].Seq <= last {
			t.Fatalf("%+v after %d", items, last)
		}
		last = items[0].Seq
		must(t, s.settle(ctx, items, settled{delivered: []int64{last}}))
		must(t, s.Close())
	}
}

// Of equal items that come together the first is new, whatever size the group has.
func TestEqualItemsInOneGroup(t *testing.T) {
	for _, n := range []int{2, 3, 64, 65, 200} {
		s := openSpool(t, filepath.Join(t.TempDir(), "spool.db"), SpoolOptions{})
		items := make([]Item, n)
		for i := range items {
			items[i] = tap(string(rune('a'+i%7)), "x")
		}
		already, err := s.PutAll(context.Background(), items)
		must(t, err)
		for i, known := range already {
			if known != (i >= 7) {
				t.Errorf("%d items: item %d is known: %v", n, i, known)
			}
		}
		if want := int64(min(n, 7)); s.Depth() != want {
			t.Errorf("%d items: depth %d, want %d", n, s.Depth(), want)
		}
	}
}

// What was delivered leaves the queue, and nothing beside it: neither what was not delivered nor another kind's items.
func TestDeliveredLeavesTheQueue(t *testing.T) {
	s := openSpool(t, filepath.Join(t.TempDir(), "spool.db"), SpoolOptions{})
	ctx := context.Background()
	var items []Item
	for i := range 20 {
		it := tap(string(rune('a'+i)), "x")
		if i%3 == 0 {
			it.Kind = "other"
		}
		items = append(items, it)
	}
	_, err := s.PutAll(ctx, items)
	must(t, err)
	read, err := s.next(ctx, "tap", 10, batchBytes)
	must(t, err)
	var done settled
	left := map[string]bool{}
	for i, it := range read {
		if i == 0 || i == 4 || i == 9 {
			left[it.ID] = true
			continue
		}
		done.delivered = append([]int64{it.Seq}, done.delivered...) // in whatever order
	}
	must(t, s.settle(ctx, read, done))
	rest, err := s.next(ctx, "tap", 99, batchBytes)
	must(t, err)
	for _, it := range rest[:3] {
		if !left[it.ID] {
			t.Errorf("%s was delivered and waits", it.ID)
		}
	}
	kinds := s.WaitingByKind()
	if len(rest) != 13-7 || kinds["tap"] != 6 || kinds["other"] != 7 || s.Depth() != 13 {
		t.Errorf("%d left, %v, depth %d", len(rest), kinds, s.Depth())
	}
}

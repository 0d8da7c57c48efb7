package store_test

import (
	"errors"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"harta/internal/store"
	"harta/internal/store/storetest"
)

// word is an engine's word on its writing, as the test wants it.
type word struct {
	salt  string
	sound error
}

func (w *word) Writing() (string, func() error) { return w.salt, func() error { return w.sound } }

// Rows that were confirmed and are not to be believed are sent again, and only then does a repeat count as one that may be needed.
func TestWriteBelievesTheEngineOnlyWhileItsWordHolds(t *testing.T) {
	w := new(word)
	ch := storetest.ClickHouse(t)
	own, err := store.NewClickHouse(store.Options{DSN: storetest.DSN(t), Database: ch.Database(), Engine: w})
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	if err := ch.Insert.Exec(t.Context(), "CREATE TABLE told (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100"); err != nil {
		t.Fatal(err)
	}
	write := func() error {
		return own.Write(t.Context(), "INSERT INTO told", "token", func(b driver.Batch) error { return b.Append(uint64(1)) })
	}
	rows := func() (n uint64) {
		if err := ch.Report.QueryRow(t.Context(), "SELECT count() FROM told").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	doubt := errors.New("the disk was full")
	if w.sound = doubt; !errors.Is(write(), doubt) {
		t.Error("a confirmation in doubt is believed")
	}
	if w.sound = nil; write() != nil || rows() != 1 {
		t.Errorf("%d rows after a repeat, want 1", rows())
	}
	if w.salt = "broken"; write() != nil || rows() != 2 {
		t.Errorf("%d rows after a repeat to an engine that has lost some, want 2", rows())
	}
	if err := own.Write(t.Context(), "INSERT INTO told", "other", func(driver.Batch) error { return doubt }); !errors.Is(err, doubt) || rows() != 2 {
		t.Errorf("%v, %d rows", err, rows())
	}
}

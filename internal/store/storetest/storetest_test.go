package storetest

import (
	"context"
	"os"
	"testing"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

func TestClickHouseIsFreshAndMigrated(t *testing.T) {
	for _, name := range []string{"one", "two", "three"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ch := ClickHouse(t)
			ctx := context.Background()
			var rows uint64
			if err := ch.Report.QueryRow(ctx, "SELECT count() FROM answers").Scan(&rows); err != nil {
				t.Fatal(err)
			}
			if rows != 0 {
				t.Fatalf("a fresh database holds %d answers", rows)
			}
			if err := ch.Insert.Exec(ctx, "INSERT INTO answers (day, response_id, question) VALUES (today(), generateUUIDv4(), 'overall')"); err != nil {
				t.Fatal(err)
			}
			if err := ch.Report.QueryRow(ctx, "SELECT count() FROM answers FINAL").Scan(&rows); err != nil || rows != 1 {
				t.Fatalf("%d answers after one insert, %v", rows, err)
			}
		})
	}
}

func TestRegisterIsFreshAndMigrated(t *testing.T) {
	db := Register(t)
	var tables int
	if err := db.QueryRow("SELECT count(*) FROM sqlite_master WHERE type = 'table'").Scan(&tables); err != nil || tables < 2 {
		t.Fatalf("%d tables, %v", tables, err)
	}
}

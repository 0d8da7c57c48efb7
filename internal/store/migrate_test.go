package store_test

import (
	"sync"
	"testing"

	"harta/internal/store"
	"harta/internal/store/storetest"
)

// tables describes every table of the handle's database, to compare.
func tables(t *testing.T, ch *store.ClickHouse) map[string]string {
	t.Helper()
	rows, err := ch.Report.Query(t.Context(), "SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase()")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	list := map[string]string{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			t.Fatal(err)
		}
		list[name] = text
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestMigratingClickHouseAgainChangesNothing(t *testing.T) {
	t.Parallel()
	ch := storetest.ClickHouse(t)
	before := tables(t, ch)
	if len(before) < 2 {
		t.Fatalf("after the migrations there are %d tables", len(before))
	}
	if err := ch.Insert.Exec(t.Context(), "INSERT INTO answers (day) VALUES (today())"); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 4 { // several nodes that start at once
		wait.Go(func() {
			if err := store.MigrateClickHouse(t.Context(), ch); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	sameTables(t, before, tables(t, ch))
	var rows uint64
	if err := ch.Report.QueryRow(t.Context(), "SELECT count() FROM answers").Scan(&rows); err != nil || rows != 1 {
		t.Errorf("%d rows, want 1: %v", rows, err)
	}
}

// A start that was cut off between a statement and its note is finished by the next one.
func TestMigratingClickHouseAfterALostNote(t *testing.T) {
	t.Parallel()
	ch := storetest.ClickHouse(t)
	before := tables(t, ch)
	if err := ch.Insert.Exec(t.Context(), "TRUNCATE TABLE goose_db_version"); err != nil {
		t.Fatal(err)
	}
	if err := store.MigrateClickHouse(t.Context(), ch); err != nil {
		t.Fatal(err)
	}
	sameTables(t, before, tables(t, ch))
}

func TestSeveralStartsMigrateOneNewDatabase(t *testing.T) {
	t.Parallel()
	base := storetest.ClickHouse(t)
	want := tables(t, base)
	for name := range want {
		if err := base.Insert.Exec(t.Context(), "DROP TABLE "+name+" SYNC"); err != nil {
			t.Fatal(err)
		}
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if err := store.MigrateClickHouse(t.Context(), base); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	got := tables(t, base)
	for name := range want {
		if got[name] == "" {
			t.Errorf("there is no table %s", name)
		}
	}
}

func sameTables(t *testing.T, before, after map[string]string) {
	t.Helper()
	for name := range after {
		if before[name] == "" {
			t.Errorf("there is a new table %s", name)
		}
	}
	for name, text := range before {
		if after[name] != text {
			t.Errorf("the table %s was\n%s\nand is\n%s", name, text, after[name])
		}
	}
}

func TestMigratingTheRegisterAgainChangesNothing(t *testing.T) {
	t.Parallel()
	db := storetest.Register(t)
	schema := func() (text string) {
		t.Helper()
		const all = "SELECT coalesce(group_concat(name || ' ' || coalesce(sql, ''), ';'), '') FROM (SELECT * FROM sqlite_master ORDER BY name)"
		if err := db.QueryRow(all).Scan(&text); err != nil {
			t.Fatal(err)
		}
		return text
	}
	before := schema()
	for range 2 {
		if err := store.MigrateRegister(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
	if after := schema(); after != before {
		t.Errorf("the schema was\n%s\nand is\n%s", before, after)
	}
}

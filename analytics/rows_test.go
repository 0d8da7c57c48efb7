package analytics_test

import (
	"slices"
	"testing"
	"time"

	"harta/analytics"
	"harta/internal/fault"
)

// numbers reads all pages of records and gives their numbers in order. between is called after the first page.
func (l *lab) numbers(t *testing.T, q analytics.RowQuery, between func()) []string {
	t.Helper()
	var list []string
	for pages := 0; ; pages++ {
		page, err := l.Rows(t.Context(), analytics.FactRecords, q)
		if err != nil || pages > 20 {
			t.Fatalf("page %d: %v", pages, err)
		}
		for i := range page.Rows {
			list = append(list, page.Named(i)["number"].(string))
		}
		if pages == 0 && between != nil {
			between()
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return list
		}
	}
}

// A person reads the newest first, another program in the order that its cursors know, and neither can page with the other's cursor.
func TestRowsOfRecordsInTwoOrders(t *testing.T) {
	l := newLab(t)
	same := at("2026-03-05 10:00")
	l.records(t, record{Number: "a", Received: at("2026-03-01 09:00")}, record{Number: "z", Received: at("2026-01-31 09:00")},
		record{Number: "m1", Received: same}, record{Number: "m2", Received: same}, record{Number: "m3", Received: same},
		record{Number: "b", Received: same.Add(time.Millisecond)}, record{Number: "late", Received: at("2026-02-10 09:00"), Version: 1})
	q := analytics.RowQuery{Filter: custom("2026-01-01", "2026-03-31", "2026-04-20 12:00"), Limit: 2, Newest: true}
	want := []string{"b", "m3", "m2", "m1", "a", "late", "z"}
	arrive := func() { l.records(t, record{Number: "new", Received: at("2026-03-20 10:00")}) }
	if got := l.numbers(t, q, arrive); !slices.Equal(got, want) {
		t.Errorf("newest first, while one arrives: %q, want %q", got, want)
	}
	if got := l.numbers(t, q, nil); !slices.Equal(got, append([]string{"new"}, want...)) {
		t.Errorf("newest first, once it is there: %q", got)
	}
	newest, err := l.Rows(t.Context(), analytics.FactRecords, q)
	if err != nil {
		t.Fatal(err)
	}
	q.Newest = false
	if got, want := l.numbers(t, q, nil), []string{"a", "b", "late", "m1", "m2", "m3", "new", "z"}; !slices.Equal(got, want) {
		t.Errorf("for programs: %q, want %q", got, want)
	}
	machine, err := l.Rows(t.Context(), analytics.FactRecords, q)
	if err != nil {
		t.Fatal(err)
	}
	// Programs keep cursors: what was given out before must go on meaning the same.
	const kept = "eyJmIjoicmVjb3JkcyIsImEiOlsidGVzdCIsImIiXX0"
	if machine.Next != kept {
		t.Errorf("cursor %q, want %q", machine.Next, kept)
	}
	for name, q := range map[string]analytics.RowQuery{
		"a program's cursor in the list": {Filter: q.Filter, Limit: 2, Newest: true, Cursor: kept},
		"the list's cursor in a program": {Filter: q.Filter, Limit: 2, Cursor: newest.Next},
	} {
		_, err := l.Rows(t.Context(), analytics.FactRecords, q)
		if f, ok := fault.As(err); !ok || f.Code != "cursor_malformed" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

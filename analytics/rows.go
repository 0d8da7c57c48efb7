package analytics

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"harta/internal/fault"
)

// rowKind says how the rows of one fact are read page by page.
type rowKind struct {
	fact   Fact
	newest bool // the newest first
	query  string
	only   []string // the parts that may be asked for
	after  func(row map[string]any) [2]string
}

// order names what is read and in which order, so that the cursor of one order is refused by another.
func (k rowKind) order() string {
	if k.newest {
		return string(k.fact) + ", newest first"
	}
	return string(k.fact)
}

// recordParts are the parts of the service records.
var recordParts = []string{"no_deadline", "undated", "unmapped"}

// rowKinds are the facts whose rows may be read.
var rowKinds = []rowKind{
	{FactRecords, false, "rows_records", recordParts, func(r map[string]any) [2]string {
		return [2]string{fmt.Sprint(r["source"]), fmt.Sprint(r["number"])}
	}},
	{FactRecords, true, "rows_records_newest", recordParts, func(r map[string]any) [2]string {
		received, _ := r["received"].(time.Time)
		return [2]string{strconv.FormatInt(received.UnixMilli(), 10), fmt.Sprint(r["source"], "\n", r["number"])}
	}},
	{FactAnswers, false, "rows_answers", []string{"counted", "uncounted"}, func(r map[string]any) [2]string {
		return [2]string{fmt.Sprint(r["day"]), fmt.Sprint(r["question"], "/", r["response"])}
	}},
	{FactCases, false, "rows_cases", []string{"open", "closed"}, func(r map[string]any) [2]string {
		return [2]string{fmt.Sprint(r["received_day"]), fmt.Sprint(r["id"])}
	}},
	{FactConsultations, false, "rows_consultations", []string{"phone", "counter"}, func(r map[string]any) [2]string {
		return [2]string{fmt.Sprint(r["day"]), fmt.Sprint(r["id"])}
	}},
}

// RowsMost is the greatest number of rows of one page.
const RowsMost = 10_000

// RowQuery asks for one page of rows.
type RowQuery struct {
	Filter Filter // the period and the lists; the comparison and the cut-off mean nothing here
	Only   string // a part of the rows, empty: all
	Cursor string // Next of the page before, empty: the first
	Limit  int    // rows of the page, 1 to RowsMost
	Newest bool   // the newest first; of records only
}

// Rows is one page of rows. Every row has a value for every column: a text, a number, a truth, a time.Time or a pointer to one.
type Rows struct {
	Columns []string
	Rows    [][]any
	Next    string // the cursor of the next page; empty when this is the last
}

// Rows reads one page of the rows of a fact. Pages neither repeat nor lose a row that is there throughout, whatever arrives in
// between. Faults: NotFound "rows_unknown", Invalid "rows_part_unknown", "cursor_malformed", "limit_out_of_range".
func (r *Reporter) Rows(ctx context.Context, fact Fact, q RowQuery) (*Rows, error) {
	i := slices.IndexFunc(rowKinds, func(k rowKind) bool { return k.fact == fact && k.newest == q.Newest })
	if i < 0 {
		return nil, fault.NotFound("rows_unknown", nil)
	}
	kind := rowKinds[i]
	if q.Only != "" && !slices.Contains(kind.only, q.Only) {
		return nil, fault.Invalid("only", "rows_part_unknown", fault.Params{"value": q.Only})
	}
	if q.Limit < 1 || q.Limit > RowsMost {
		return nil, fault.Invalid("limit", "limit_out_of_range", fault.Params{"most": RowsMost})
	}
	after, err := readCursor(kind.order(), q.Cursor)
	if err != nil {
		return nil, err
	}
	w, err := newWindow(q.Filter, r.charter.Location())
	if err != nil {
		return nil, err
	}
	text, err := fs.ReadFile(r.facts.queries, kind.query+".sql")
	if err != nil {
		return nil, fmt.Errorf("analytics: %w", err)
	}
	args, err := r.facts.mapped(ctx, []any{clickhouse.Named("from", w.from.String()), clickhouse.Named("to", w.to.String()),
		clickhouse.Named("services", list(w.filter.Services)), clickhouse.Named("departments", list(w.filter.Departments)),
		clickhouse.Named("offices", list(w.filter.Offices)), clickhouse.Named("channels", list(w.filter.Channels)),
		clickhouse.Named("only", q.Only),
		clickhouse.Named("after1", after[0]), clickhouse.Named("after2", after[1]), clickhouse.Named("limit", q.Limit+1)})
	if err != nil {
		return nil, err
	}
	rows, err := r.facts.conn.Query(ctx, string(text), args...)
	if err != nil {
		return nil, fmt.Errorf("analytics: rows of %s: %w", fact, err)
	}
	defer rows.Close()
	out := &Rows{Columns: rows.Columns(), Rows: [][]any{}}
	for rows.Next() {
		into := make([]any, len(out.Columns))
		for i, t := range rows.ColumnTypes() {
			into[i] = reflect.New(t.ScanType()).Interface()
		}
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("analytics: rows of %s: %w", fact, err)
		}
		for i := range into {
			into[i] = reflect.ValueOf(into[i]).Elem().Interface()
		}
		out.Rows = append(out.Rows, into)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("analytics: rows of %s: %w", fact, err)
	}
	if len(out.Rows) > q.Limit {
		out.Rows = out.Rows[:q.Limit]
		out.Next = writeCursor(kind.order(), kind.after(out.Named(q.Limit-1)))
	}
	return out, nil
}

// Named gives the values of a row by their columns.
func (r *Rows) Named(i int) map[string]any {
	m := make(map[string]any, len(r.Columns))
	for j, c := range r.Columns {
		m[c] = r.Rows[i][j]
	}
	return m
}

// cursor is a place between two rows.
type cursor struct {
	Order string    `json:"f"`
	After [2]string `json:"a"`
}

func writeCursor(order string, after [2]string) string {
	b, err := json.Marshal(cursor{order, after})
	if err != nil {
		panic(err) // texts alone
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readCursor(order string, s string) ([2]string, error) {
	var c cursor
	if s == "" {
		return c.After, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || json.Unmarshal(b, &c) != nil || c.Order != order {
		return c.After, fault.Invalid("cursor", "cursor_malformed", nil)
	}
	return c.After, nil
}

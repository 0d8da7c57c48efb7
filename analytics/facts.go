package analytics

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"harta/internal/charter"
)

// overall is the question that satisfaction is read from.
const overall = "overall"

// facts asks the queries. Each fact has four: <fact>.sql counts, <fact>_durations.sql, <fact>_excluded.sql, <fact>_known.sql.
type facts struct {
	conn    Conn
	queries fs.FS
	mapping Mapping // nil: no service is mapped
}

// Mapping gives the ids under which services came that are others of the catalogue, and in the same order the ids of those.
type Mapping func(ctx context.Context) (from, to []string, err error)

// mapped adds the mapping of services to the parameters of a query. Without any the empty id stands for itself: the engine wants at
// least one.
func (f facts) mapped(ctx context.Context, args []any) ([]any, error) {
	from, to := []string{""}, []string{""}
	if f.mapping != nil {
		mapped, others, err := f.mapping(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the mapping of services: %w", err)
		}
		from, to = append(from, mapped...), append(to, others...)
	}
	return append(slices.Clone(args), clickhouse.Named("mapped", from), clickhouse.Named("mapped_to", to)), nil
}

// groups are the counted groups of a window by their keys, and all of them together.
type groups struct {
	byKey map[string]*group
	total *group
}

// knowledge is what there is of a fact at all.
type knowledge struct {
	first  charter.Date // the first civil day with a fact; zero without facts
	newest time.Time    // when the newest one arrived; zero without facts
}

// count counts the facts of a report's window by the report's dimension.
func (f facts) count(ctx context.Context, report *Report, w window) (*groups, error) {
	gs := &groups{byKey: map[string]*group{}, total: &group{counts: map[string]int64{}, empty: true}}
	args := arguments(report, w)
	if err := f.each(ctx, string(report.Fact), args, gs.scanCounts); err != nil {
		return gs, err
	}
	if report.Dimension == "question" {
		gs.total = gs.people()
	}
	if !needsDurations(report) {
		return gs, nil
	}
	err := f.each(ctx, string(report.Fact)+"_durations", args, gs.scanSpan)
	return gs, err
}

// arguments are the parameters of every query of a fact.
func arguments(report *Report, w window) []any {
	from := w.from
	if report.Backlog {
		from = charter.NewDate(1970, time.January, 1)
	}
	args := []any{
		clickhouse.Named("by", report.Dimension),
		clickhouse.Named("from", from.String()),
		clickhouse.Named("to", w.to.String()),
		clickhouse.Named("offices", list(w.filter.Offices)),
		clickhouse.Named("services", list(w.filter.Services)),
		clickhouse.Named("departments", list(w.filter.Departments)),
		clickhouse.Named("channels", list(w.filter.Channels)),
	}
	if report.Fact != FactAnswers && report.Fact != FactReasons {
		return append(args, moment(w.cutOff))
	}
	questions := []string{overall}
	if report.Dimension == "question" {
		questions = nil
	}
	return append(args, moment(w.arrival), clickhouse.Named("questions", list(questions)))
}

// moment is the cut-off as a parameter, in UTC to the millisecond.
func moment(t time.Time) any {
	return clickhouse.DateNamed("cutoff", t.UTC(), clickhouse.MilliSeconds)
}

// list is a list of ids as a parameter; none is the empty list, which does not filter.
func list(ids []string) []string {
	if ids == nil {
		return []string{}
	}
	return ids
}

// needsDurations says whether any figure of the report is made of durations.
func needsDurations(report *Report) bool {
	for _, key := range report.Measures {
		m, ok := MeasureByKey(key)
		if !ok {
			continue
		}
		switch m.formula.(type) {
		case waiting, clocked, median:
			return true
		}
	}
	return false
}

// scanCounts reads a row of <fact>.sql: key, is_total, then the counts under their column names.
func (gs *groups) scanCounts(rows driver.Rows) error {
	columns := rows.Columns()
	var key string
	values := make([]uint64, len(columns)-1)
	into := []any{&key}
	for i := range values {
		into = append(into, &values[i])
	}
	if err := rows.Scan(into...); err != nil {
		return err
	}
	g := gs.at(key, values[0] == 1)
	g.empty = g == gs.total && values[1] == 0 // over no facts at all the total is one row of zeros
	for i, n := range values[1:] {
		g.counts[columns[i+2]] = int64(n)
	}
	return nil
}

// scanSpan reads a row of <fact>_durations.sql.
func (gs *groups) scanSpan(rows driver.Rows) error {
	var key string
	var isTotal, minutes, ended, closed, n uint64
	if err := rows.Scan(&key, &isTotal, &minutes, &ended, &closed, &n); err != nil {
		return err
	}
	g := gs.at(key, isTotal == 1)
	g.spans = append(g.spans, span{minutes: int64(minutes), n: int64(n), ended: ended == 1, closed: closed == 1})
	return nil
}

// at finds or makes the group of a row.
func (gs *groups) at(key string, isTotal bool) *group {
	if isTotal {
		return gs.total
	}
	g, ok := gs.byKey[key]
	if !ok {
		g = &group{key: key, counts: map[string]int64{}}
		gs.byKey[key] = g
	}
	return g
}

// people are the answers to all the questions together: those to the overall one, of which each person gives one. What a person
// answers to several questions hangs together and is no larger sample.
func (gs *groups) people() *group {
	g, ok := gs.byKey[overall]
	if !ok {
		return &group{counts: map[string]int64{}, empty: true}
	}
	return &group{counts: maps.Clone(g.counts)}
}

// settle gives the total the days it comes from, and tells none from not known: from the first event ever, no event is an answer too.
func (gs *groups) settle(w window, fact Fact) {
	gs.total.days = w.days("")
	gs.total.empty = gs.total.empty && !(fact.events() && w.begun(""))
}

// excluded counts what the queries leave out, by reason.
func (f facts) excluded(ctx context.Context, report *Report, w window) (map[string]int64, error) {
	reasons := map[string]int64{}
	err := f.each(ctx, string(report.Fact)+"_excluded", arguments(report, w), func(rows driver.Rows) error {
		var why string
		var n uint64
		if err := rows.Scan(&why, &n); err != nil {
			return err
		}
		reasons[why] += int64(n)
		return nil
	})
	return reasons, err
}

// known asks what there is of a fact up to a moment.
func (f facts) known(ctx context.Context, fact Fact, at time.Time) (knowledge, error) {
	var k knowledge
	err := f.each(ctx, string(fact)+"_known", []any{moment(at)}, func(rows driver.Rows) error {
		var n uint64
		var first, newest time.Time
		if err := rows.Scan(&n, &first, &newest); err != nil {
			return err
		}
		if n > 0 {
			k.first = charter.NewDate(first.UTC().Date())
		}
		if newest.Unix() > 0 {
			k.newest = newest
		}
		return nil
	})
	return k, err
}

// each runs a query and hands over its rows one by one.
func (f facts) each(ctx context.Context, name string, args []any, row func(driver.Rows) error) error {
	query, err := fs.ReadFile(f.queries, name+".sql")
	if err != nil {
		return fmt.Errorf("query %s: %w", name, err)
	}
	if args, err = f.mapped(ctx, args); err != nil {
		return err
	}
	rows, err := f.conn.Query(ctx, string(query), args...)
	if err != nil {
		return fmt.Errorf("query %s: %w", name, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return fmt.Errorf("query %s: read: %w", name, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("query %s: %w", name, err)
	}
	return nil
}

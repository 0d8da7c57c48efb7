package analytics

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"harta/internal/charter"
	"harta/internal/fault"
)

// Conn is what a Reporter needs of a connection to the facts.
type Conn interface {
	Query(ctx context.Context, query string, args ...any) (driver.Rows, error)
}

// Reporter answers reports from the facts. It may be shared.
type Reporter struct {
	facts   facts
	charter *charter.Charter
	clock   func() time.Time
}

// NewReporter makes a Reporter that runs the given queries (name.sql) over a connection. The charter gives the time zone, the
// clock the present moment.
func NewReporter(conn Conn, queries fs.FS, ch *charter.Charter, clock func() time.Time) *Reporter {
	return &Reporter{facts: facts{conn: conn, queries: queries}, charter: ch, clock: clock}
}

// Mapped gives a Reporter that takes the services of a mapping for those that they are mapped to, in every figure and filter.
func (r *Reporter) Mapped(m Mapping) *Reporter {
	mapped := *r
	mapped.facts.mapping = m
	return &mapped
}

// Run answers a report; without a cut-off, as of now. The same filter with the same cut-off gives the same table for the same
// facts. An unknown report is a fault.NotFound; a filter whose days are not days is a fault.Invalid.
func (r *Reporter) Run(ctx context.Context, key string, f Filter) (*Table, error) {
	report, ok := ReportByKey(key)
	if !ok {
		return nil, fault.NotFound("report_unknown", fault.Params{"report": key})
	}
	if f.CutOff.IsZero() {
		f.CutOff = r.clock().Truncate(time.Millisecond).In(r.charter.Location())
	}
	w, err := newWindow(f, r.charter.Location())
	if err != nil {
		return nil, err
	}
	t := &Table{Report: report, Filter: f, CutOff: f.CutOff}
	for _, k := range report.Measures {
		m, ok := MeasureByKey(k)
		if !ok {
			return nil, fmt.Errorf("analytics: report %s shows an unknown measure %s", report.Key, k)
		}
		t.Columns = append(t.Columns, Column{Measure: m})
	}
	if err := r.fill(ctx, t, w); err != nil {
		return nil, fmt.Errorf("analytics: report %s: %w", report.Key, err)
	}
	return t, nil
}

// fill asks for the facts of the period and of the one it is compared with, and puts the figures into the table.
func (r *Reporter) fill(ctx context.Context, t *Table, w window) error {
	k, err := r.facts.known(ctx, t.Report.Fact, w.cutOff)
	if err != nil {
		return err
	}
	t.Freshness = k.newest
	w.known = k
	a := answer{report: t.Report, columns: t.Columns, headline: t.headline()}
	if a.now, err = r.facts.count(ctx, t.Report, w); err != nil {
		return err
	}
	if f, ok := t.Filter.Comparison(); ok {
		if w.before, err = w.earlier(f, r.charter.Location()); err != nil {
			return err
		}
		if a.before, err = r.facts.count(ctx, t.Report, *w.before); err != nil {
			return err
		}
	}
	a.put(t, w)
	if err := r.band(ctx, t, w, a); err != nil {
		return err
	}
	return r.excluded(ctx, t, w, a.now.total)
}

// headline is the measure that the report draws and compares.
func (t *Table) headline() *Measure {
	for _, c := range t.Columns {
		if c.Measure.Key == t.Report.Headline {
			return c.Measure
		}
	}
	return nil
}

// excluded says what the headline leaves out: what the query drops, and what its definition does not count.
func (r *Reporter) excluded(ctx context.Context, t *Table, w window, total *group) error {
	reasons, err := r.facts.excluded(ctx, t.Report, w)
	if err != nil {
		return err
	}
	for _, column := range t.headline().Excludes {
		reasons[column] += total.counts[column]
	}
	for why, n := range reasons {
		if n > 0 {
			if t.Excluded == nil {
				t.Excluded = map[string]int64{}
			}
			t.Excluded[why] = n
		}
	}
	return nil
}

// Freshness is when the newest fact of any kind arrived, in the municipality's time zone; zero without facts.
func (r *Reporter) Freshness(ctx context.Context) (time.Time, error) {
	var newest time.Time
	for _, fact := range []Fact{FactAnswers, FactRecords, FactCases, FactConsultations} {
		k, err := r.facts.known(ctx, fact, r.clock())
		if err != nil {
			return time.Time{}, fmt.Errorf("analytics: freshness of %s: %w", fact, err)
		}
		if k.newest.After(newest) {
			newest = k.newest
		}
	}
	if newest.IsZero() {
		return newest, nil
	}
	return newest.In(r.charter.Location()), nil
}

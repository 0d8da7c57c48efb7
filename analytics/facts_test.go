package analytics_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/uuid"

	"harta/analytics"
	"harta/internal/charter"
	"harta/internal/store"
	"harta/internal/store/storetest"
	"harta/sql"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// lab is a database of hand-made facts and a reporter over it.
type lab struct {
	*analytics.Reporter
	ch      *store.ClickHouse
	charter *charter.Charter
}

func newLab(t testing.TB) *lab {
	t.Helper()
	c, err := charter.Default()
	if err != nil {
		t.Fatal(err)
	}
	ch := storetest.ClickHouse(t)
	now := func() time.Time { return at("2026-11-23 12:00") }
	return &lab{Reporter: analytics.NewReporter(ch.Report, sql.ClickHouseQueries, c, now), ch: ch, charter: c}
}

// sofia is the municipality's time zone.
var sofia = func() *time.Location {
	l, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		panic(err)
	}
	return l
}()

// at is a moment on the clock of the municipality.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, sofia)
	if err != nil {
		panic(err)
	}
	return t
}

// answer is a row of answers; what a test does not say is ordinary.
type answer struct {
	Moment, Received                                             time.Time
	ID                                                           uuid.UUID
	Question, Office, Service, Department, Channel, Kiosk, Speed string
	Score                                                        uint8
	Version                                                      uint64
	Reason                                                       string // why it is not counted
}

func (l *lab) answers(t testing.TB, answers ...answer) {
	t.Helper()
	batch, err := l.ch.Insert.PrepareBatch(context.Background(), "INSERT INTO answers")
	if err != nil {
		t.Fatal(err)
	}
	defer batch.Close()
	for _, a := range answers {
		if a.ID == uuid.Nil {
			a.ID = uuid.New()
		}
		if a.Received.IsZero() {
			a.Received = a.Moment
		}
		if a.Question == "" {
			a.Question = "overall"
		}
		err := batch.Append(a.Moment, a.ID, a.Question, max(a.Version, 1), a.Moment, a.Received, uint8(a.Moment.Hour()), a.Score,
			a.Office, a.Service, a.Department, a.Channel, a.Kiosk, "bg", a.Speed, "", a.Reason == "", a.Reason, "", uint32(0))
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
}

// many is n answers alike, one a minute.
func many(n int, a answer) []answer {
	list := make([]answer, n)
	for i := range list {
		list[i] = a
		list[i].Moment = a.Moment.Add(time.Duration(i) * time.Minute)
	}
	return list
}

// record is a row of records.
type record struct {
	Number                                      string
	Version                                     uint64
	Deleted                                     bool
	Service, Department, Office, Channel, Speed string
	Received, Due, Finished                     time.Time // zero: none
	Outcome                                     string    // empty: completed when finished, else open
}

func (l *lab) records(t testing.TB, records ...record) {
	t.Helper()
	batch, err := l.ch.Insert.PrepareBatch(context.Background(), "INSERT INTO records")
	if err != nil {
		t.Fatal(err)
	}
	defer batch.Close()
	for _, r := range records {
		if r.Number == "" {
			r.Number = uuid.NewString()
		}
		if r.Outcome == "" {
			r.Outcome = "open"
			if !r.Finished.IsZero() {
				r.Outcome = "completed"
			}
		}
		var deleted uint8
		if r.Deleted {
			deleted = 1
		}
		err := batch.Append("test", r.Number, max(r.Version, 1), deleted, int64(0), string(make([]byte, 32)), uuid.Nil,
			r.Service, r.Department, r.Office, r.Channel, r.Speed, r.Received, r.Received, optional(r.Due), optional(r.Finished),
			r.Outcome, uint16(0), false, false)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
}

// complaint is a row of case_facts.
type complaint struct {
	ID                                          uuid.UUID
	Version                                     uint64
	Kind, Category, Office, Department, Channel string
	Received, Deadline, First, Answered, Closed time.Time
	Extensions                                  uint8
	LateExtension                               bool
	Outcome                                     string
	Paused                                      time.Time
	MissedBefore                                bool
	Gone                                        bool // it left the figures
	Staff                                       bool // about acts or omissions of staff
}

func (l *lab) complaints(t testing.TB, complaints ...complaint) {
	t.Helper()
	batch, err := l.ch.Insert.PrepareBatch(context.Background(), "INSERT INTO case_facts")
	if err != nil {
		t.Fatal(err)
	}
	defer batch.Close()
	for _, c := range complaints {
		if c.ID == uuid.Nil {
			c.ID = uuid.New()
		}
		if c.Kind == "" {
			c.Kind = "complaint"
		}
		if c.Gone {
			c.Kind = ""
		}
		if c.First.IsZero() {
			c.First = c.Deadline
		}
		err := batch.Append(c.ID, max(c.Version, 1), c.Kind, c.Category, c.Office, "", c.Department, c.Channel, false, c.Staff,
			c.Received, c.Received, optional(c.Deadline), optional(c.First), optional(c.Deadline), c.Extensions, c.LateExtension,
			optional(c.Answered), optional(c.Closed), c.Outcome, "", uint8(0), optional(c.Paused), uint16(0), "", c.MissedBefore)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
}

func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// run answers a report, or ends the test.
func (l *lab) run(t testing.TB, key string, f analytics.Filter) *analytics.Table {
	t.Helper()
	ctx := clickhouse.Context(context.Background())
	table, err := l.Run(ctx, key, f)
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	return table
}

// custom is a filter over days, as of a moment, without a comparison.
func custom(from, to, asOf string) analytics.Filter {
	return analytics.Filter{Period: analytics.PeriodCustom, From: from, To: to, Compare: analytics.CompareNone, CutOff: at(asOf)}
}

// cell is the cell of a measure in a row.
func cell(t testing.TB, table *analytics.Table, row analytics.Row, measure string) analytics.Cell {
	t.Helper()
	for i, c := range table.Columns {
		if c.Measure.Key == measure {
			return row.Cells[i]
		}
	}
	t.Fatalf("%s has no column %s", table.Report.Key, measure)
	return analytics.Cell{}
}

// row is the row with a key.
func row(t testing.TB, table *analytics.Table, key string) analytics.Row {
	t.Helper()
	for _, r := range table.Rows {
		if r.Key == key {
			return r
		}
	}
	t.Fatalf("%s has no row %q", table.Report.Key, key)
	return analytics.Row{}
}

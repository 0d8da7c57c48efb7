package analytics_test

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/analytics"
)

// advice is a row of consultations.
type advice struct {
	ID                                          uuid.UUID
	Version                                     uint64
	Moment                                      time.Time
	Topic, Service, Department, Office, Channel string
	Minutes                                     uint16
	Dropped                                     bool
	NoHour                                      bool // written before hours were kept
}

func (l *lab) advice(t testing.TB, all ...advice) {
	t.Helper()
	batch, err := l.ch.Insert.PrepareBatch(context.Background(), "INSERT INTO consultations")
	if err != nil {
		t.Fatal(err)
	}
	defer batch.Close()
	for _, a := range all {
		if a.ID == uuid.Nil {
			a.ID = uuid.New()
		}
		hour := new(uint8)
		*hour = uint8(a.Moment.Hour())
		if a.NoHour {
			hour = nil
		}
		err := batch.Append(a.ID, max(a.Version, 1), a.Moment, a.Moment, a.Topic, a.Service, a.Department, a.Office, a.Channel, a.Minutes, a.Dropped, hour)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
}

// talks is a consultation for each number of minutes, one every quarter of an hour.
func talks(a advice, minutes ...uint16) []advice {
	list := make([]advice, len(minutes))
	for i, m := range minutes {
		list[i] = a
		list[i].Minutes, list[i].Moment = m, a.Moment.Add(time.Duration(i)*15*time.Minute)
	}
	return list
}

func TestConsultations(t *testing.T) {
	l := newLab(t)
	slip := uuid.New()
	phone := advice{Moment: at("2026-03-02 09:00"), Topic: "prices", Service: "2079", Department: "grao", Office: "gradska", Channel: "phone"}
	desk := advice{Moment: at("2026-03-03 13:00"), Topic: "documents", Department: "mdt", Channel: "counter"}
	l.advice(t, talks(phone, 3, 4, 5, 6, 7, 8)...)
	l.advice(t, talks(desk, 30, 2)...)
	l.advice(t, advice{ID: slip, Moment: at("2026-03-04 10:00"), Topic: "prices", Channel: "phone", Minutes: 400})
	l.advice(t, advice{ID: slip, Version: 2, Moment: at("2026-03-04 10:00"), Topic: "prices", Channel: "phone", Minutes: 400, Dropped: true})
	l.advice(t, advice{Moment: at("2026-03-25 10:00"), Topic: "prices", Channel: "phone", Minutes: 9}) // after the cut-off
	f := custom("2026-03-01", "2026-03-31", "2026-03-20 12:00")
	table := l.run(t, "consultations_total", f)
	for measure, want := range map[string]float64{"consultations": 8, "consultation_phone": 6, "consultation_counter": 2, "consultation_median": 5.5, "consultation_minutes": 65} {
		c := cell(t, table, table.Total, measure)
		n := int64(8)
		if measure == "consultation_phone" || measure == "consultation_counter" {
			n = int64(want)
		}
		wantCell(t, measure, c, analytics.StateOK, want, n)
		if measure == "consultation_median" && (c.Low == nil || *c.Low != 2 || *c.High != 30) {
			t.Errorf("the interval of the median is %v to %v", c.Low, c.High)
		}
	}
	if table.Excluded["slip"] != 1 || len(table.Excluded) != 1 || !table.Freshness.Equal(at("2026-03-04 10:00")) {
		t.Errorf("excluded %v, as fresh as %v", table.Excluded, table.Freshness)
	}
	topics := l.run(t, "consultations_by_topic", f)
	if keys(topics) != "prices documents" {
		t.Errorf("topics %s", keys(topics))
	}
	wantCell(t, "share", cell(t, topics, row(t, topics, "prices"), "consultation_share"), analytics.StateOK, 0.75, 8)
	wantCell(t, "running share", cell(t, topics, row(t, topics, "documents"), "consultation_running"), analytics.StateOK, 1, 8)
	wantCell(t, "median of two", cell(t, topics, row(t, topics, "documents"), "consultation_median"), analytics.StateFew, hidden, 2)
	for report, want := range map[string]string{
		"consultations_by_channel": "phone counter", "consultations_by_department": "grao mdt", "consultations_by_office": "gradska ",
		"consultations_by_service": "2079 ", "consultations_by_hour": "09 10 13",
	} {
		if got := keys(l.run(t, report, f)); got != want {
			t.Errorf("%s: %q, want %q", report, got, want)
		}
	}
	f.Channels, f.Services = []string{"phone"}, []string{"2079"}
	narrow := l.run(t, "consultations_total", f)
	wantCell(t, "filtered", cell(t, narrow, narrow.Total, "consultations"), analytics.StateOK, 6, 6)
	if narrow.Excluded != nil {
		t.Errorf("the slip is of no service: %v", narrow.Excluded)
	}
}

// A consultation of a service that another one took the place of is one of that, and one whose hour was not kept says so.
func TestConsultationsOfAMappedServiceAndWithoutAnHour(t *testing.T) {
	l := newLab(t)
	l.advice(t, advice{Moment: at("2026-03-02 09:00"), Service: "old", Channel: "phone", Minutes: 1, NoHour: true})
	mapped := l.Mapped(func(context.Context) (from, to []string, err error) { return []string{"old"}, []string{"2079"}, nil })
	f := custom("2026-03-01", "2026-03-31", "2026-03-20 12:00")
	f.Services = []string{"2079"}
	for report, want := range map[string]string{"consultations_by_service": "2079", "consultations_by_hour": ""} {
		table, err := mapped.Run(t.Context(), report, f)
		if err != nil {
			t.Fatal(err)
		}
		if len(table.Rows) != 1 || table.Rows[0].Key != want {
			t.Errorf("%s: rows %q", report, keys(table))
		}
	}
}

// Counts and medians of months have an XmR range: of whole finished months, a month without a call among them, and not of the one in
// which the log was begun.
func TestNormalRangeOfConsultations(t *testing.T) {
	l := newLab(t)
	var all []advice
	for month := range 20 {
		n := 10 + month%2*4 // 10 and 14 in turn: every moving range is 4
		switch month {
		case 0:
			n = 1 // the log was begun on the seventh
		case 19:
			n = 40 // the running month
		}
		for i := range n {
			all = append(all, advice{Moment: at("2024-10-07 09:00").AddDate(0, month, 0).Add(time.Duration(i) * time.Minute), Channel: "phone", Minutes: uint16(4 + month%2)})
		}
	}
	l.advice(t, all...)
	f := custom("2026-01-01", "2026-05-31", "2026-05-20 12:00")
	table := l.run(t, "consultations_by_month", f)
	centre := float64(9*14+9*10) / 18
	for _, r := range table.Rows {
		if r.Normal == nil || math.Abs(r.Normal.Center-centre) > 1e-9 || math.Abs(r.Normal.Low-(centre-2.66*4)) > 1e-9 || math.Abs(r.Normal.High-(centre+2.66*4)) > 1e-9 {
			t.Fatalf("%s: %+v", r.Key, r.Normal)
		}
	}
	if last := table.Rows[4]; !last.Unfinished || *last.Cells[0].Value != 40 {
		t.Errorf("May: %+v", last)
	}
	length := l.run(t, "consultation_length_by_month", f)
	if n := length.Rows[0].Normal; n == nil || math.Abs(n.Center-4.5) > 1e-9 || math.Abs(n.High-(4.5+2.66)) > 1e-9 {
		t.Errorf("length: %+v", n)
	}
	f.To, f.CutOff = "2025-10-31", at("2025-10-31 18:00")
	f.From = "2025-01-01"
	for _, r := range l.run(t, "consultations_by_month", f).Rows {
		if r.Normal != nil {
			t.Fatalf("eleven whole months have a normal range: %+v", r)
		}
	}
}

func TestRowsOfConsultations(t *testing.T) {
	l := newLab(t)
	var all []advice
	for i := range 7 {
		all = append(all, advice{Moment: at(fmt.Sprintf("2026-03-0%d 09:00", 1+i%3)), Topic: "prices", Channel: []string{"phone", "counter"}[i%2], Minutes: 5})
	}
	l.advice(t, all...)
	seen := map[any]bool{}
	q := analytics.RowQuery{Filter: custom("2026-03-01", "2026-03-31", "2026-03-20 12:00"), Limit: 3}
	for range 3 {
		page, err := l.Rows(t.Context(), analytics.FactConsultations, q)
		if err != nil {
			t.Fatal(err)
		}
		for i := range page.Rows {
			seen[page.Named(i)["id"]] = true
		}
		q.Cursor = page.Next
	}
	if len(seen) != 7 || q.Cursor != "" {
		t.Errorf("%d rows, and a cursor %q", len(seen), q.Cursor)
	}
	q.Only, q.Limit = "counter", 10
	if page, err := l.Rows(t.Context(), analytics.FactConsultations, q); err != nil || len(page.Rows) != 3 {
		t.Errorf("at a desk: %v, %v", page, err)
	}
}

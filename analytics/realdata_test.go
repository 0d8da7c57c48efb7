package analytics_test

import (
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"harta/analytics"
	"harta/analytics/stats"
)

// realRecords reads the service requests of Los Angeles, first days of 2020, from the folder named by HARTA_REAL_DATA.
func realRecords(t *testing.T) []record {
	t.Helper()
	folder := os.Getenv("HARTA_REAL_DATA")
	if folder == "" && os.Getenv("CI") != "" {
		t.Fatal("HARTA_REAL_DATA has to name the folder with real data")
	}
	if folder == "" {
		t.Skip("HARTA_REAL_DATA names no folder with real data")
	}
	file, err := os.Open(filepath.Join(folder, "la311-2020.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows := csv.NewReader(file)
	header, err := rows.Read()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range header {
		column[name] = i
	}
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	outcomes := map[string]string{"Closed": "completed", "Cancelled": "withdrawn", "Referred Out": "forwarded", "Open": "open", "Pending": "pending"}
	var records []record
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return records
		}
		if err != nil {
			t.Fatal(err)
		}
		moment := func(name string) time.Time {
			if row[column[name]] == "" {
				return time.Time{}
			}
			m, err := time.ParseInLocation("1/2/06 15:04", row[column[name]], zone)
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		records = append(records, record{
			Number: row[column["srnumber"]], Service: row[column["requesttype"]], Channel: row[column["requestsource"]],
			Received: moment("createddate"), Finished: moment("closeddate"), Outcome: outcomes[row[column["status"]]],
		})
	}
}

// TestRealRecords reproduces figures worked out independently from the same file.
func TestRealRecords(t *testing.T) {
	records := realRecords(t)
	l := newLab(t)
	l.records(t, records...)
	f := custom("2020-01-01", "2020-01-31", "2020-09-01 12:00")

	ages := l.run(t, "closing_age", f)
	wantCell(t, "records", cell(t, ages, ages.Total, "records"), analytics.StateOK, 10_000, 10_000)
	wantCell(t, "without a closing date", cell(t, ages, ages.Total, "unclosed"), analytics.StateOK, 49, 49)
	wantCell(t, "closing age", cell(t, ages, ages.Total, "closing_age"), analytics.StateOK, 1.94375, 9951)

	durations := l.run(t, "duration_by_month", f)
	wantCell(t, "median", cell(t, durations, durations.Total, "median_days"), analytics.StateOK, 1.97153, 10_000)

	channels := l.run(t, "timeliness_by_channel", f)
	want := map[string]int64{"Call": 4548, "Mobile App": 2299, "Driver Self Report": 2088, "Self Service": 1014, "Email": 48, "Council's Office": 2, "Letter": 1}
	if len(channels.Rows) != len(want) {
		t.Errorf("channels %s", keys(channels))
	}
	for channel, n := range want {
		wantCell(t, channel, cell(t, channels, row(t, channels, channel), "records"), analytics.StateOK, float64(n), n)
	}
	if c := cell(t, channels, channels.Total, "in_time_share"); c.State != analytics.StateUnknown {
		t.Errorf("without any deadline the share in time is %s", c.State)
	}

	// With every closing as an end, whatever the outcome.
	var spans []stats.Span
	for _, r := range records {
		last := r.Finished
		if last.IsZero() {
			last = f.CutOff
		}
		spans = append(spans, stats.Span{Time: last.Sub(r.Received).Hours() / 24, Event: !r.Finished.IsZero(), Count: 1})
	}
	if median := stats.KaplanMeier(spans).Quantile(0.5).Value; median == nil || math.Abs(*median-1.9506944) > 1e-6 {
		t.Errorf("median with every closing as an end: %v", median)
	}
}

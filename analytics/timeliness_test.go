package analytics_test

import (
	"math"
	"testing"
	"time"

	"harta/analytics"
)

// day is a moment in 2026.
func day(month time.Month, day, hour int) time.Time {
	return time.Date(2026, month, day, hour, 0, 0, 0, sofia)
}

// desk is one month of a counter: two in time, one late, one open past its deadline, three open within it, and one of each kind
// that is counted apart.
func desk(month time.Month) []record {
	received, due := day(month, 5, 10), day(month, 19, 17)
	return []record{
		{Service: "a", Received: received, Due: due, Finished: day(month, 7, 10)},
		{Service: "a", Received: received, Due: due, Finished: due}, // to the second
		{Service: "a", Received: received, Due: due, Finished: day(month, 25, 10)},
		{Service: "b", Received: received, Due: due},
		{Service: "b", Received: received, Due: due.AddDate(0, 2, 0)},
		{Service: "b", Received: received, Due: due.AddDate(0, 2, 0), Outcome: "pending"},
		{Service: "b", Received: received, Due: due.AddDate(0, 2, 0), Finished: due.AddDate(0, 1, 10)}, // after the cut-off
		{Service: "c", Received: received},
		{Service: "c", Received: received, Finished: day(month, 8, 10)},
		{Service: "c", Received: received, Due: due, Finished: day(month, 6, 10), Outcome: "withdrawn"},
		{Service: "c", Received: received, Due: due, Finished: day(month, 6, 10), Outcome: "forwarded"},
		{Service: "c", Received: received, Due: due, Outcome: "completed"}, // nobody wrote when
		{Service: "c", Received: received, Due: due, Finished: day(month, 1, 10)},
	}
}

func TestTimeliness(t *testing.T) {
	l := newLab(t)
	l.records(t, desk(time.March)...)
	f := custom("2026-02-01", "2026-03-31", "2026-04-04 10:00")
	table := l.run(t, "timeliness_total", f)
	for measure, want := range map[string]float64{
		"records": 12, "in_time": 2, "late": 2, "open_in_time": 3, "no_deadline": 2, "undated": 1, "withdrawn": 1, "forwarded": 1,
	} {
		wantCell(t, measure, cell(t, table, table.Total, measure), analytics.StateOK, want, int64(want))
	}
	wantCell(t, "four decided", cell(t, table, table.Total, "in_time_share"), analytics.StateFew, hidden, 4)
	wantCell(t, "at least", cell(t, table, table.Total, "in_time_at_least"), analytics.StateOK, 2.0/7, 7)
	wantCell(t, "at most", cell(t, table, table.Total, "in_time_at_most"), analytics.StateOK, 5.0/7, 7)
	if e := table.Excluded; e["closed_before_receipt"] != 1 || e["undated"] != 1 || e["withdrawn"] != 1 || e["forwarded"] != 1 || e["no_deadline"] != 2 || len(e) != 5 {
		t.Errorf("excluded %v", e)
	}
	if !table.Total.Unfinished {
		t.Error("some are still within time")
	}

	backlog := l.run(t, "backlog_by_service", custom("2026-04-01", "2026-04-04", "2026-04-04 10:00"))
	b := row(t, backlog, "b")
	wantCell(t, "open", cell(t, backlog, b, "open"), analytics.StateOK, 4, 4)
	wantCell(t, "overdue", cell(t, backlog, b, "overdue"), analytics.StateOK, 1, 1)
	wantCell(t, "oldest", cell(t, backlog, b, "oldest_open_days"), analytics.StateOK, 30-1.0/24, 4) // a night was an hour short
	wantCell(t, "nothing open", cell(t, backlog, row(t, backlog, "a"), "oldest_open_days"), analytics.StateNone, hidden, 0)
	wantCell(t, "open in all", cell(t, backlog, backlog.Total, "open"), analytics.StateOK, 5, 5)
}

func TestStatesAddUpToRecords(t *testing.T) {
	l := newLab(t)
	l.records(t, desk(time.March)...)
	for _, asOf := range []string{"2026-03-05 10:00", "2026-03-07 09:00", "2026-03-19 17:00", "2026-03-30 00:00", "2026-09-01 00:00"} {
		table := l.run(t, "timeliness_states_by_month", custom("2026-03-01", "2026-03-31", asOf))
		sum := 0.0
		for _, state := range []string{"in_time", "late", "open_in_time", "no_deadline", "undated", "withdrawn", "forwarded"} {
			sum += *cell(t, table, table.Total, state).Value
		}
		if all := *cell(t, table, table.Total, "records").Value; sum != all || all != 12 {
			t.Errorf("as of %s the states add up to %v of %v", asOf, sum, all)
		}
	}
	table := l.run(t, "timeliness_total", custom("2026-03-01", "2026-03-31", "2026-03-05 12:00"))
	for measure, want := range map[string]float64{"open_in_time": 9, "no_deadline": 2, "undated": 1, "withdrawn": 0, "forwarded": 0} {
		wantCell(t, "two hours after receipt: "+measure, cell(t, table, table.Total, measure), analytics.StateOK, want, int64(want))
	}
	durations := l.run(t, "duration_by_service", custom("2026-03-01", "2026-03-31", "2026-09-01 00:00"))
	wantCell(t, "measured, without the impossible one", cell(t, durations, durations.Total, "clocked"), analytics.StateOK, 12, 12)
	table = l.run(t, "timeliness_total", custom("2026-03-01", "2026-03-31", "2026-03-05 09:00"))
	wantCell(t, "before receipt", cell(t, table, table.Total, "records"), analytics.StateNone, hidden, 0)
}

func TestMonthsBecomeFinal(t *testing.T) {
	l := newLab(t)
	received := day(time.March, 5, 10)
	for i := range 10 {
		l.records(t, record{Received: received, Due: day(time.May, 5, 10), Finished: received.AddDate(0, 0, 7*i)})
	}
	state := func(asOf string) (analytics.State, bool) {
		table := l.run(t, "timeliness_by_month", custom("2026-03-01", "2026-03-31", asOf))
		r := row(t, table, "2026-03")
		return cell(t, table, r, "in_time_share").State, r.Unfinished
	}
	if s, unfinished := state("2026-04-15 10:00"); s != analytics.StateOpen || !unfinished {
		t.Errorf("before the last deadline: %s %v", s, unfinished)
	}
	if s, unfinished := state("2026-05-05 10:01"); s != analytics.StateOK || unfinished {
		t.Errorf("after the last deadline: %s %v", s, unfinished)
	}
	table := l.run(t, "timeliness_by_month", custom("2026-03-01", "2026-03-31", "2026-05-05 10:01"))
	wantCell(t, "nine in time, one still open", cell(t, table, table.Total, "in_time_share"), analytics.StateOK, 0.9, 10)
}

func TestDurations(t *testing.T) {
	l := newLab(t)
	received := day(time.April, 1, 8)
	add := func(days float64, r record) {
		r.Received = received
		if days >= 0 {
			r.Finished = received.Add(time.Duration(days * 24 * float64(time.Hour)))
		}
		l.records(t, r)
	}
	// Times 1 2 3 4+ 5 6+ 7 8, two open: survival 9/10 8/10 7/10, then 5/6 of it, 3/4 of that ... below one half at 7 days.
	for _, d := range []float64{1, 2, 3, 5, 7, 8} {
		add(d, record{Service: "a"})
	}
	add(4, record{Service: "a", Outcome: "withdrawn"})
	add(6, record{Service: "a", Outcome: "forwarded"})
	add(-1, record{Service: "a"})
	add(-1, record{Service: "a"})
	f := custom("2026-04-01", "2026-04-30", "2026-04-20 08:00")
	table := l.run(t, "duration_by_service", f)
	a := row(t, table, "a")
	wantCell(t, "median", cell(t, table, a, "median_days"), analytics.StateOK, 7, 10)
	wantCell(t, "nine of ten", cell(t, table, a, "p90_days"), analytics.StateBeyond, hidden, 10)
	if c := cell(t, table, a, "median_days"); c.Low == nil || *c.Low != 1 || c.High != nil {
		t.Errorf("interval %v to %v", c.Low, c.High)
	}
	// As of the sixth day those that finish later are open: four of ten have ended at most.
	early := l.run(t, "duration_by_service", custom("2026-04-01", "2026-04-30", "2026-04-06 09:00"))
	wantCell(t, "early median", cell(t, early, row(t, early, "a"), "median_days"), analytics.StateBeyond, hidden, 10)

	ages := l.run(t, "closing_age", f)
	wantCell(t, "closing age", cell(t, ages, ages.Total, "closing_age"), analytics.StateOK, 4.5, 8)
	wantCell(t, "without a closing date", cell(t, ages, ages.Total, "unclosed"), analytics.StateOK, 2, 2)
}

func TestCorrectionsReplaceRecords(t *testing.T) {
	l := newLab(t)
	l.records(t, record{Number: "АУ-1", Received: day(time.March, 31, 10), Service: "a", Channel: "post"})
	l.records(t, record{Number: "АУ-2", Received: day(time.March, 31, 10), Service: "a", Channel: "post"})
	// The first one was received in April: a tombstone in March, the record in April.
	l.records(t, record{Number: "АУ-1", Version: 2, Deleted: true, Received: day(time.March, 31, 10)})
	l.records(t, record{Number: "АУ-1", Version: 2, Received: day(time.April, 1, 10), Service: "b", Channel: "email"})
	l.records(t, record{Number: "АУ-2", Version: 2, Received: day(time.March, 31, 10), Finished: day(time.April, 2, 10), Service: "a", Channel: "post"})
	table := l.run(t, "timeliness_by_month", custom("2026-03-01", "2026-04-30", "2026-06-01 10:00"))
	wantCell(t, "all", cell(t, table, table.Total, "records"), analytics.StateOK, 2, 2)
	wantCell(t, "March", cell(t, table, row(t, table, "2026-03"), "records"), analytics.StateOK, 1, 1)
	wantCell(t, "April", cell(t, table, row(t, table, "2026-04"), "records"), analytics.StateOK, 1, 1)
	channels := l.run(t, "timeliness_by_channel", custom("2026-03-01", "2026-04-30", "2026-06-01 10:00"))
	if got := keys(channels); got != "email post" {
		t.Errorf("channels %s", got)
	}
}

// TestCorrectionsWithinAMonth moves the day of receipt twice: no day of the month may still hold what was corrected, although the
// engine keeps the versions in parts of their own.
func TestCorrectionsWithinAMonth(t *testing.T) {
	l := newLab(t)
	if err := l.ch.Insert.Exec(t.Context(), "SYSTEM STOP MERGES records"); err != nil {
		t.Fatal(err)
	}
	for i, d := range []int{10, 25, 18} {
		l.records(t, record{Number: "АУ-1", Version: uint64(i + 1), Received: day(time.March, d, 10)})
	}
	l.records(t, record{Number: "АУ-2", Received: day(time.January, 8, 10)})
	l.records(t, record{Number: "АУ-2", Version: 2, Received: day(time.January, 20, 10)})
	l.records(t, record{Number: "АУ-2", Version: 3, Deleted: true, Received: day(time.January, 20, 10)})
	l.records(t, record{Number: "АУ-2", Version: 4, Received: day(time.March, 19, 10)})
	l.records(t, record{Number: "АУ-3", Received: day(time.March, 11, 10), Finished: day(time.March, 2, 10)}) // an error, corrected below
	l.records(t, record{Number: "АУ-3", Version: 2, Received: day(time.March, 1, 10), Finished: day(time.March, 2, 10)})
	for days, want := range map[[2]string]int64{
		{"2026-03-01", "2026-03-17"}: 1, {"2026-03-18", "2026-03-19"}: 2, {"2026-03-10", "2026-03-17"}: 0, {"2026-01-01", "2026-01-15"}: 0,
	} {
		table := l.run(t, "duration_by_month", custom(days[0], days[1], "2026-06-01 10:00"))
		records, clocked := cell(t, table, table.Total, "records"), cell(t, table, table.Total, "clocked")
		if records.N != want || clocked.N != want || len(table.Excluded) > 0 {
			t.Errorf("%v: %d records, %d of them measured, want %v; excluded %v", days, records.N, clocked.N, want, table.Excluded)
		}
	}
	all := custom("1990-01-01", "2026-04-30", "2026-06-01 10:00")
	all.Period = analytics.PeriodEverything
	if got := keys(l.run(t, "timeliness_by_month", all)); got != "2026-03 2026-04" {
		t.Errorf("all months with records: %s", got)
	}
}

// TestUndecidedMonthIsAGapInTheNormalRange has months of 12 and 16 in 20, one of them with an item still within time: its
// neighbours, which are alike, must not pass for a month and the next.
func TestUndecidedMonthIsAGapInTheNormalRange(t *testing.T) {
	l := newLab(t)
	var records []record
	for month := range 15 {
		received := at("2025-01-07 09:00").AddDate(0, month, 0)
		for i := range 20 {
			r := record{Received: received, Due: received.AddDate(0, 0, 7), Finished: received.AddDate(0, 0, 3)}
			if i >= 12+month%2*4 {
				r.Finished = received.AddDate(0, 0, 9)
			}
			records = append(records, r)
		}
		if month == 7 {
			records = append(records, record{Received: received, Due: received.AddDate(3, 0, 0)})
		}
	}
	l.records(t, records...)
	table := l.run(t, "timeliness_by_month", custom("2025-01-01", "2026-03-31", "2026-11-01 10:00"))
	band := table.Rows[0].Normal
	// Fourteen months count: eight of 12 and six of 16; neighbours differ by 4 in 20.
	if center := 192.0 / 280; band == nil || math.Abs(band.Center-center) > 1e-9 || math.Abs(band.Low-(center-3*0.2/1.128)) > 1e-9 {
		t.Errorf("normal range %+v", band)
	}
}

func TestNothingDecidedIsNotNoData(t *testing.T) {
	l := newLab(t)
	l.records(t, record{Received: day(time.March, 5, 10), Due: day(time.May, 5, 10)})
	table := l.run(t, "timeliness_by_month", custom("2026-02-01", "2026-03-31", "2026-04-01 10:00"))
	wantCell(t, "February", cell(t, table, row(t, table, "2026-02"), "in_time_share"), analytics.StateNone, hidden, 0)
	wantCell(t, "March", cell(t, table, row(t, table, "2026-03"), "in_time_share"), analytics.StateBeyond, hidden, 0)
}

func TestWorkloadIsComparedFromTheSameDistance(t *testing.T) {
	l := newLab(t)
	for i := range 3 {
		l.records(t, record{Department: "d", Received: day(time.March, 3+i, 10), Due: day(time.March, 20, 17), Finished: day(time.April, 9, 10)})
	}
	l.records(t, record{Department: "d", Received: day(time.April, 3, 10), Due: day(time.April, 20, 17)})
	f := custom("2026-04-01", "2026-04-30", "2026-05-05 10:00")
	f.Compare = analytics.ComparePrevious
	table := l.run(t, "backlog_by_department", f)
	r := row(t, table, "d")
	wantCell(t, "open now", r.Cells[0], analytics.StateOK, 1, 1)
	// On 5 April all three of March were open, although none is now.
	wantCell(t, "open then", r.Before[0], analytics.StateOK, 3, 3)
	if r.Change != nil {
		t.Errorf("a verdict on a stock: %+v", r.Change)
	}
}

func TestTimelinessVerdictWaitsForOpenItems(t *testing.T) {
	l := newLab(t)
	for i := range 100 {
		last, now := day(time.March, 2, 9).Add(time.Duration(i)*time.Minute), day(time.April, 2, 9).Add(time.Duration(i)*time.Minute)
		finished := last.AddDate(0, 0, 3)
		if i%3 == 0 {
			finished = last.AddDate(0, 0, 20)
		}
		l.records(t, record{Received: last, Due: last.AddDate(0, 0, 14), Finished: finished})
		if i < 60 {
			l.records(t, record{Received: now, Due: now.AddDate(0, 2, 0), Finished: now.AddDate(0, 0, 3)})
		} else {
			l.records(t, record{Received: now, Due: now.AddDate(0, 2, 0)})
		}
	}
	f := custom("2026-04-01", "2026-04-30", "2026-05-05 10:00")
	f.Compare = analytics.ComparePrevious
	change := l.run(t, "timeliness_total", f).Total.Change
	if change == nil || change.Verdict != analytics.VerdictTooEarly || math.Abs(change.Difference-0.34) > 1e-9 {
		t.Errorf("with forty still within time: %+v", change)
	}
	f.CutOff = at("2026-07-05 10:00") // all are decided: 60 of 100 against 66 of 100
	if change := l.run(t, "timeliness_total", f).Total.Change; change == nil || change.Verdict != analytics.VerdictNoChange {
		t.Errorf("when all are decided: %+v", change)
	}
}

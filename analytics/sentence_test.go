package analytics

import (
	"reflect"
	"testing"
)

// oneRow is a table with one row that shows one measure.
func oneRow(t *testing.T, report string, now, before *group) (*Table, Row) {
	t.Helper()
	r, ok := ReportByKey(report)
	if !ok {
		t.Fatal("no report")
	}
	m, _ := MeasureByKey(r.Headline)
	table := &Table{Report: r, Columns: []Column{{Measure: m}}}
	a := answer{report: r, columns: table.Columns, headline: m, now: &groups{total: now}}
	if before != nil {
		a.before = &groups{total: before}
	}
	return table, a.row(now, before)
}

func counts(pairs ...any) *group {
	g := &group{counts: map[string]int64{}, days: 365}
	for i := 0; i < len(pairs); i += 2 {
		g.counts[pairs[i].(string)] = int64(pairs[i+1].(int))
	}
	return g
}

func TestLevel(t *testing.T) {
	for _, c := range []struct {
		name, report string
		now          *group
		want         Sentence
	}{
		{"a share of fifty", "satisfaction_total", counts("satisfied", 36, "answers", 50),
			Sentence{"sentence.satisfied_share", map[string]any{"value": 72.0, "low": 58.0, "high": 83.0, "count": int64(50)}}},
		{"a share of two hundred", "satisfaction_total", counts("satisfied", 115, "answers", 200),
			Sentence{"sentence.satisfied_share", map[string]any{"value": 57.5, "low": 50.6, "high": 64.1, "count": int64(200)}}},
		{"a share that is not final", "timeliness_total", counts("in_time", 12, "decided", 17, "open_in_time", 3),
			Sentence{"sentence.in_time_share.open", map[string]any{"value": 71.0, "low": 47.0, "high": 87.0, "count": int64(17)}}},
		{"nothing decided", "timeliness_total", counts("records", 9, "open_in_time", 3), Sentence{"sentence.in_time_share.beyond", map[string]any{"count": int64(0)}}},
		{"few", "satisfaction_total", counts("satisfied", 3, "answers", 4), Sentence{"sentence.state.few", map[string]any{"count": int64(4)}}},
		{"none", "satisfaction_total", counts(), Sentence{"sentence.state.none", map[string]any{"count": int64(0)}}},
		{"no deadlines", "timeliness_total", counts("records", 9), Sentence{"sentence.state.unknown", map[string]any{"count": int64(0)}}},
		{"a count", "backlog_by_department", counts("open", 7), Sentence{"sentence.open", map[string]any{"count": int64(7)}}},
	} {
		table, row := oneRow(t, c.report, c.now, nil)
		if got := table.Level(row); !reflect.DeepEqual(bare(got), c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if s, ok := table.Movement(row); ok {
			t.Errorf("%s moves without a comparison: %v", c.name, s)
		}
	}
}

func TestLevelOfTimes(t *testing.T) {
	times := func(open int64) *group {
		g := counts()
		for day := int64(1); day <= 10; day++ {
			g.spans = append(g.spans, span{minutes: day * minutesPerDay, n: 1, ended: true, closed: true})
		}
		g.spans = append(g.spans, span{minutes: 30 * minutesPerDay, n: open})
		return g
	}
	for open, want := range map[int64]Sentence{
		1:  {"sentence.median_days", map[string]any{"count": 6.0, "low": 2.0, "high": 9.0, "n": int64(11)}},
		9:  {"sentence.median_days.unbounded", map[string]any{"count": 10.0, "low": 5.0, "n": int64(19)}},
		12: {"sentence.median_days.beyond", map[string]any{"count": int64(22)}},
	} {
		table, row := oneRow(t, "duration_by_month", times(open), nil)
		if got := table.Level(row); !reflect.DeepEqual(bare(got), want) {
			t.Errorf("with %d open: %v, want %v", open, got, want)
		}
	}
}

func TestMovement(t *testing.T) {
	for _, c := range []struct {
		name, report string
		now, before  *group
		want         Sentence
	}{
		{"up", "satisfaction_total", counts("satisfied", 56, "answers", 70), counts("satisfied", 48, "answers", 80),
			Sentence{"sentence.satisfied_share.up", map[string]any{"count": 20.0, "low": 5.0, "high": 33.0, "visible": 23.0}}},
		{"down is told by its size", "satisfaction_total", counts("satisfied", 48, "answers", 80), counts("satisfied", 56, "answers", 70),
			Sentence{"sentence.satisfied_share.down", map[string]any{"count": 20.0, "low": 5.0, "high": 33.0, "visible": 21.0}}},
		{"not seen", "satisfaction_total", counts("satisfied", 40, "answers", 50), counts("satisfied", 36, "answers", 50),
			Sentence{"sentence.satisfied_share.unseen_up", map[string]any{"count": 8.0, "low": -9.0, "high": 24.0, "visible": 28.0}}},
		{"not seen downwards", "satisfaction_total", counts("satisfied", 36, "answers", 50), counts("satisfied", 40, "answers", 50),
			Sentence{"sentence.satisfied_share.unseen_down", map[string]any{"count": 8.0, "low": -24.0, "high": 9.0, "visible": 27.0}}},
		{"seen and too small to matter", "satisfaction_total", counts("satisfied", 9300, "answers", 10000), counts("satisfied", 9560, "answers", 10000),
			Sentence{"sentence.satisfied_share.small_down", map[string]any{"count": 2.6, "low": 2.0, "high": 3.2, "visible": 2.0, "relevant": 5.0}}},
		{"the same", "satisfaction_total", counts("satisfied", 40, "answers", 50), counts("satisfied", 40, "answers", 50),
			Sentence{"sentence.satisfied_share.same", map[string]any{"count": 0.0, "low": -16.0, "high": 16.0, "visible": 27.0}}},
		{"few", "satisfaction_total", counts("satisfied", 4, "answers", 9), counts("satisfied", 40, "answers", 50), Sentence{Key: "sentence.few"}},
		{"too early", "timeliness_total", counts("in_time", 90, "decided", 100, "open_in_time", 80), counts("in_time", 60, "decided", 100), Sentence{Key: "sentence.too_early"}},
		{"half as many complaints", "complaints_by_month", counts("complaints", 30), counts("complaints", 60),
			Sentence{"sentence.complaints.down", map[string]any{"count": 50.0, "low": 21.0, "high": 69.0}}},
		{"a few more complaints", "complaints_by_month", counts("complaints", 14), counts("complaints", 10),
			Sentence{"sentence.complaints.unseen_up", map[string]any{"count": 40.0, "low": -42.0, "high": 252.0}}},
		{"surely more complaints, but only a tenth", "complaints_by_month", counts("complaints", 11_000), counts("complaints", 10_000),
			Sentence{"sentence.complaints.small_up", map[string]any{"count": 10.0, "low": 7.0, "high": 13.0}}},
		{"surely fewer complaints, but only a tenth", "complaints_by_month", counts("complaints", 9_000), counts("complaints", 10_000),
			Sentence{"sentence.complaints.small_down", map[string]any{"count": 10.0, "low": 7.0, "high": 13.0}}},
		{"complaints from none", "complaints_by_month", counts("complaints", 9), counts(), Sentence{"sentence.complaints.from_none", map[string]any{"count": int64(9)}}},
	} {
		table, row := oneRow(t, c.report, c.now, c.before)
		if got, ok := table.Movement(row); !ok || !reflect.DeepEqual(bare(got), c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestPairs(t *testing.T) {
	got := Sentence{"k", map[string]any{"low": 1.0, "count": int64(2)}}.Pairs()
	if !reflect.DeepEqual(got, []any{"count", int64(2), "low", 1.0}) {
		t.Errorf("pairs %v", got)
	}
}

// bare is a sentence whose figures are plain numbers.
func bare(s Sentence) Sentence {
	for name, v := range s.Params {
		if r, ok := v.(Rounded); ok {
			s.Params[name] = r.Value
		}
	}
	return s
}

func TestFiguresOfASentenceKeepTheirDecimals(t *testing.T) {
	table, row := oneRow(t, "satisfaction_total", counts("satisfied", 9300, "answers", 10000), nil)
	if got := table.Level(row).Params["value"]; got != (Rounded{93, 1}) {
		t.Errorf("93 %% of 10,000 is %v", got)
	}
	table, row = oneRow(t, "satisfaction_total", counts("satisfied", 30, "answers", 50), nil)
	if got := table.Level(row).Params["value"]; got != (Rounded{60, 0}) {
		t.Errorf("60 %% of 50 is %v", got)
	}
}

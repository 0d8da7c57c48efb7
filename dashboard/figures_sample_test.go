package dashboard

import (
	"harta/analytics"
	"time"
)

func value(x float64) *float64 { return &x }

// sampleTable is a small table of a report with every state in it, made by hand.
func sampleTable(key string) *analytics.Table {
	report, ok := analytics.ReportByKey(key)
	if !ok {
		return nil
	}
	cutOff := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	t := &analytics.Table{Report: report, CutOff: cutOff, Freshness: cutOff.Add(-time.Hour),
		Filter: analytics.Filter{Period: analytics.Period12Months, From: "2025-12-01", To: "2026-11-23", Compare: analytics.ComparePrevious, CutOff: cutOff}}
	for _, m := range report.Measures {
		measure, _ := analytics.MeasureByKey(m)
		t.Columns = append(t.Columns, analytics.Column{Measure: measure})
	}
	t.Total = sampleRow(t, "", 0)
	for i, k := range sampleKeys(report.Dimension) {
		t.Rows = append(t.Rows, sampleRow(t, k, i+1))
	}
	return t
}

func sampleKeys(dimension string) []string {
	switch dimension {
	case "total":
		return nil
	case "month":
		return []string{"2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"}
	case "hour":
		return []string{"08", "09", "10", "11", "12", "13"}
	case "score":
		return []string{"1", "2", "3", "4", "5"}
	default:
		return []string{"a", "b", "", "c", "d", "e"}
	}
}

// sampleRow is the i-th row: the second is without data, the third has too few answers (or a quantile not reached), the fifth
// is above its normal range, the sixth unfinished.
func sampleRow(t *analytics.Table, key string, i int) analytics.Row {
	r := analytics.Row{Key: key, Unfinished: i == 6}
	for _, c := range t.Columns {
		r.Cells = append(r.Cells, sampleCell(c.Measure, i))
		r.Before = append(r.Before, sampleCell(c.Measure, i+1))
	}
	verdicts := []analytics.Verdict{analytics.VerdictNoChange, analytics.VerdictBetter, analytics.VerdictFew, analytics.VerdictFew,
		analytics.VerdictWorse, analytics.VerdictDifferent, analytics.VerdictTooEarly}
	r.Change = &analytics.Change{Verdict: verdicts[i], Difference: 0.09, Low: value(-0.02), High: value(0.19), Visible: 0.11,
		Ratio: value(1.2), RatioLow: value(0.9), RatioHigh: value(1.5)}
	if t.Report.View == analytics.ViewTrend {
		r.Normal = &analytics.Band{Center: 0.7, Low: 0.62, High: 0.74}
	}
	return r
}

func sampleCell(m *analytics.Measure, i int) analytics.Cell {
	switch {
	case i == 2:
		return analytics.Cell{State: analytics.StateNone}
	case i == 3 && m.Unit == analytics.UnitDays:
		return analytics.Cell{State: analytics.StateBeyond, Low: value(13), N: 14}
	case i == 3 && m.Smallest > 0:
		return analytics.Cell{State: analytics.StateFew, N: 3}
	}
	switch m.Unit {
	case analytics.UnitShare:
		c := analytics.Cell{State: analytics.StateOK, Value: value(0.72), Low: value(0.583), High: value(0.826), N: 50}
		if i == 5 {
			*c.Value, *c.High = 0.8, 0.89
		}
		return c
	case analytics.UnitScore:
		return analytics.Cell{State: analytics.StateOK, Value: value(4.2), Low: value(4), High: value(4.4), N: 50}
	case analytics.UnitDays:
		return analytics.Cell{State: analytics.StateOK, Value: value(9), Low: value(4), High: value(12), N: 14}
	default:
		n := int64(10 * (7 - i))
		return analytics.Cell{State: analytics.StateOK, Value: value(float64(n)), N: n}
	}
}

package stats_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"harta/analytics/stats"
)

// bins makes a histogram of single values.
func bins(values ...float64) []stats.Bin {
	b := make([]stats.Bin, len(values))
	for i, v := range values {
		b[i] = stats.Bin{Value: v, Count: 1}
	}
	return b
}

// scores makes a histogram of the scores 1 to 5.
func scores(counts ...int64) []stats.Bin {
	b := make([]stats.Bin, len(counts))
	for i, n := range counts {
		b[i] = stats.Bin{Value: float64(i + 1), Count: n}
	}
	return b
}

func TestMeanOf(t *testing.T) {
	m, ok := stats.MeanOf(scores(2, 1, 4, 10, 13))
	if !ok || m.N != 30 || m.Interval == nil {
		t.Fatalf("mean = %+v", m)
	}
	near(t, "mean", m.Mean, 4.0333333333333, 1e-9)
	near(t, "sd", m.SD, 1.1591713250937, 1e-9)
	near(t, "low", m.Interval.Low, 3.6004916469893, 1e-9)
	near(t, "high", m.Interval.High, 4.4661750196773, 1e-9)
}

func TestMeanWithoutSpread(t *testing.T) {
	for name, b := range map[string][]stats.Bin{"one answer": scores(0, 0, 0, 1), "all equal": scores(0, 0, 0, 40)} {
		m, ok := stats.MeanOf(b)
		if !ok || m.Mean != 4 || m.SD != 0 || m.Interval != nil {
			t.Errorf("%s: %+v", name, m)
		}
		if d, ok := stats.Welch(m, m); ok {
			t.Errorf("%s: a difference %v of two means without spread", name, d)
		}
	}
	for name, b := range map[string][]stats.Bin{"nothing": nil, "zeros": scores(0, 0), "negative": {{Value: 1, Count: -1}}, "NaN": bins(math.NaN()), "infinity": bins(1, math.Inf(1))} {
		if m, ok := stats.MeanOf(b); ok {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func TestWelch(t *testing.T) {
	// Student's sleep data as R's t.test prints them: -3.3654832 0.2054832.
	one, _ := stats.MeanOf(bins(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0))
	two, _ := stats.MeanOf(bins(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4))
	d, ok := stats.Welch(one, two)
	if !ok {
		t.Fatal("no difference")
	}
	near(t, "estimate", d.Estimate, -1.58, 1e-9)
	near(t, "low", d.Low, -3.3654832307117, 1e-9)
	near(t, "high", d.High, 0.20548323071171, 1e-9)

	now, _ := stats.MeanOf(scores(2, 1, 4, 10, 13))
	before, _ := stats.MeanOf(scores(5, 6, 7, 8, 4))
	d, _ = stats.Welch(now, before)
	near(t, "low", d.Low, 0.39301040576741, 1e-9)
	near(t, "high", d.High, 1.6736562608993, 1e-9)
}

func TestMeanProperties(t *testing.T) {
	histogram := rapid.SliceOfN(rapid.Int64Range(0, 5000), 5, 5)
	rapid.Check(t, func(t *rapid.T) {
		a, okA := stats.MeanOf(scores(histogram.Draw(t, "now")...))
		b, okB := stats.MeanOf(scores(histogram.Draw(t, "before")...))
		if okA && (a.Mean < 1 || a.Mean > 5 || math.IsNaN(a.SD) || a.Interval != nil && !a.Interval.Contains(a.Mean)) {
			t.Fatalf("mean %+v", a)
		}
		if !okA || !okB {
			return
		}
		d, ok := stats.Welch(a, b)
		back, okBack := stats.Welch(b, a)
		if ok != okBack || math.Abs(d.Low+back.High) > 1e-12 || math.Abs(d.High+back.Low) > 1e-12 {
			t.Fatalf("not antisymmetric: %v, %v", d, back)
		}
		if ok && (!d.Contains(d.Estimate) || math.IsNaN(d.Low) || math.IsInf(d.High, 0)) {
			t.Fatalf("difference %v", d)
		}
	})
}

package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"harta/analytics/stats"
)

// waits makes spans of single items; a negative time is an open one.
func waits(times ...float64) []stats.Span {
	spans := make([]stats.Span, len(times))
	for i, t := range times {
		spans[i] = stats.Span{Time: math.Abs(t), Event: t >= 0, Count: 1}
	}
	return spans
}

// Freireich 1963: weeks of remission under 6-mercaptopurine and placebo, as printed in every textbook of survival analysis.
var (
	mercaptopurine = waits(6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35)
	placebo        = waits(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
)

func TestKaplanMeier(t *testing.T) {
	want := []stats.Step{
		{6, 21, 3, 0.857142857143, 0.619717955266, 0.951551747647},
		{7, 17, 1, 0.806722689076, 0.563146564622, 0.922809019203},
		{10, 15, 1, 0.752941176471, 0.5031995108, 0.889361835169},
		{13, 12, 1, 0.690196078431, 0.431610222486, 0.849065963349},
		{16, 11, 1, 0.627450980392, 0.367510855988, 0.804912189472},
		{22, 7, 1, 0.53781512605, 0.267778936767, 0.746790717635},
		{23, 6, 1, 0.448179271709, 0.188052005959, 0.680142628495},
	}
	c := stats.KaplanMeier(mercaptopurine)
	if c.N != 21 || c.Ended != 9 || len(c.Steps) != len(want) {
		t.Fatalf("curve %+v", c)
	}
	for i, w := range want {
		s := c.Steps[i]
		if s.Time != w.Time || s.AtRisk != w.AtRisk || s.Events != w.Events {
			t.Errorf("step %d: %+v", i, s)
		}
		near(t, "survival", s.Survival, w.Survival, 1e-9)
		near(t, "low", s.Low, w.Low, 1e-9)
		near(t, "high", s.High, w.High, 1e-9)
	}
	last := stats.KaplanMeier(placebo).Steps[11]
	if last.Survival != 0 || last.Low != 0 || last.High != 1 {
		t.Errorf("when nobody is left: %+v", last)
	}
	near(t, "placebo at 22", stats.KaplanMeier(placebo).Steps[10].Low, 0.00332446304253, 1e-9)
}

// limit is a limit for printing: -1 for one that is not reached.
func limit(x *float64) float64 {
	if x == nil {
		return -1
	}
	return *x
}

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		name             string
		spans            []stats.Span
		p                float64
		value, low, high float64
	}{
		{"6-MP: median 23, 13 to not reached", mercaptopurine, 0.5, 23, 13, -1},
		{"placebo: median 8, 4 to 11", placebo, 0.5, 8, 4, 11},
		{"6-MP: 90 % not reached", mercaptopurine, 0.9, -1, -1, -1},
		{"all open", waits(-3, -5, -31), 0.5, -1, -1, -1},
		{"nothing", nil, 0.5, -1, -1, -1},
		{"closed the same day", waits(0, 0, 0, 4), 0.5, 0, 0, -1},
		{"flat at one half gives the first time", waits(1, 2, 3, 4), 0.5, 2, 1, -1},
		{"an event comes before the censoring at the same time", waits(2, -2), 0.5, 2, 2, -1},
	} {
		q := stats.KaplanMeier(c.spans).Quantile(c.p)
		if limit(q.Value) != c.value || limit(q.Low) != c.low || limit(q.High) != c.high {
			t.Errorf("%s: %v (%v to %v)", c.name, limit(q.Value), limit(q.Low), limit(q.High))
		}
	}
}

func TestQuantileOfEvenNumbersIsNotLostToRounding(t *testing.T) {
	for n := 2; n <= 200; n += 2 {
		var spans []stats.Span
		for i := range n {
			spans = append(spans, stats.Span{Time: float64(i + 1), Event: true, Count: 1})
		}
		if median := stats.KaplanMeier(spans).Quantile(0.5).Value; median == nil || *median != float64(n/2) {
			t.Errorf("half of %d have ended at %d, not at %v", n, n/2, limit(median))
		}
	}
}

func TestSpansThatAreNoWaits(t *testing.T) {
	bad := []stats.Span{{-1, true, 1}, {math.NaN(), true, 1}, {math.Inf(1), true, 1}, {3, true, 0}, {3, true, -2}}
	if c := stats.KaplanMeier(bad); c.N != 0 || len(c.Steps) != 0 {
		t.Errorf("curve %+v", c)
	}
}

func TestKaplanMeierProperties(t *testing.T) {
	span := rapid.Custom(func(t *rapid.T) stats.Span {
		return stats.Span{Time: float64(rapid.IntRange(0, 40).Draw(t, "time")), Event: rapid.Bool().Draw(t, "event"), Count: rapid.Int64Range(1, 9).Draw(t, "count")}
	})
	rapid.Check(t, func(t *rapid.T) {
		spans := rapid.SliceOf(span).Draw(t, "spans")
		c := stats.KaplanMeier(spans)
		last := 1.0
		for _, s := range c.Steps {
			if math.IsNaN(s.Low+s.High+s.Survival) || s.Survival > last || s.Low < 0 || s.High > 1 || s.Low > s.Survival || s.High < s.Survival {
				t.Fatalf("step %+v after %v", s, last)
			}
			last = s.Survival
		}
		shuffled := slices.Clone(spans)
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if again := stats.KaplanMeier(shuffled); !slices.Equal(again.Steps, c.Steps) {
			t.Fatal("the order of the items matters")
		}
		q := c.Quantile(rapid.Float64Range(0.01, 0.99).Draw(t, "p"))
		if q.Value != nil && (q.Low == nil || *q.Low > *q.Value) || q.High != nil && (q.Value == nil || *q.High < *q.Value) {
			t.Fatalf("quantile %v (%v to %v)", limit(q.Value), limit(q.Low), limit(q.High))
		}
	})
}

func TestKaplanMeierWithoutOpenItemsIsTheEmpiricalShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.SliceOfN(rapid.IntRange(0, 30), 1, 60).Draw(t, "times")
		spans := make([]stats.Span, len(times))
		for i, x := range times {
			spans[i] = stats.Span{Time: float64(x), Event: true, Count: 1}
		}
		for _, s := range stats.KaplanMeier(spans).Steps {
			longer := 0
			for _, x := range times {
				if float64(x) > s.Time {
					longer++
				}
			}
			near(t, "survival", s.Survival, float64(longer)/float64(len(times)), 1e-12)
		}
	})
}

// TestOpenItemsAreNotForgotten repeats why closed-only medians are banned: with cases opened evenly over 60 days and a true median
// of 20 days, the curve finds it and the closed ones alone do not.
func TestOpenItemsAreNotForgotten(t *testing.T) {
	random := rand.New(rand.NewPCG(20, 60))
	var all []stats.Span
	var closed []stats.Bin
	for range 20_000 {
		seen := random.Float64() * 60
		takes := random.ExpFloat64() * 20 / math.Ln2
		all = append(all, stats.Span{Time: min(takes, seen), Event: takes <= seen, Count: 1})
		if takes <= seen {
			closed = append(closed, stats.Bin{Value: takes, Count: 1})
		}
	}
	q := stats.KaplanMeier(all).Quantile(0.5)
	near(t, "median", *q.Value, 20, 0.7)
	if *q.Low > 20 || *q.High < 20 {
		t.Errorf("the interval %v to %v misses 20", *q.Low, *q.High)
	}
	if biased, _ := stats.Percentile(closed, 0.5); biased > 16 {
		t.Errorf("closed items alone give %v, which is no warning", biased)
	}
}

package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"harta/analytics/stats"
)

func TestPercentile(t *testing.T) {
	ten := bins(3, 5, 7, 8, 8, 11, 13, 14, 20, 41)
	for _, c := range []struct {
		bins []stats.Bin
		p    float64
		want float64
	}{
		{ten, 0.5, 9.5},   // the median of an even number
		{ten, 0.9, 22.1},  // Excel: =PERCENTILE.INC(...;0.9)
		{ten, 0.25, 7.25}, // R: quantile(x, 0.25)
		{ten, 0, 3},
		{ten, 1, 41},
		{bins(7), 0.5, 7},
		{[]stats.Bin{{Value: 2, Count: 3}, {Value: 9, Count: 1}, {Value: 4, Count: 0}}, 0.9, 6.9},
	} {
		got, ok := stats.Percentile(c.bins, c.p)
		if !ok {
			t.Fatalf("no percentile of %v", c.bins)
		}
		near(t, "percentile", got, c.want, 1e-9)
	}
}

func TestNoPercentile(t *testing.T) {
	for name, c := range map[string]struct {
		bins []stats.Bin
		p    float64
	}{
		"nothing": {nil, 0.5}, "no counts": {scores(0, 0), 0.5}, "negative": {[]stats.Bin{{1, -1}, {2, 5}}, 0.5},
		"NaN": {bins(1, math.NaN()), 0.5}, "infinity": {bins(math.Inf(-1)), 0.5},
		"p above": {bins(1), 1.01}, "p below": {bins(1), -0.01}, "p NaN": {bins(1), math.NaN()},
	} {
		if x, ok := stats.Percentile(c.bins, c.p); ok {
			t.Errorf("%s: %v", name, x)
		}
	}
}

func TestMedianInterval(t *testing.T) {
	// Ranks of the two order statistics at 95 %: Conover 1999, table A3; n = 5 has none.
	for n, ranks := range map[int][2]float64{6: {1, 6}, 8: {1, 8}, 9: {2, 8}, 10: {2, 9}, 15: {4, 12}, 20: {6, 15}, 25: {8, 18}} {
		values := make([]float64, n)
		for i := range values {
			values[i] = float64(n - i)
		}
		i, ok := stats.MedianInterval(bins(values...))
		if !ok || i.Low != ranks[0] || i.High != ranks[1] {
			t.Errorf("n = %d: ranks %v to %v, want %v", n, i.Low, i.High, ranks)
		}
	}
	for _, few := range [][]stats.Bin{nil, bins(1), bins(1, 2, 3, 4, 5)} {
		if i, ok := stats.MedianInterval(few); ok {
			t.Errorf("an interval %v of %d values", i, len(few))
		}
	}
}

func TestPercentileProperties(t *testing.T) {
	bin := rapid.Custom(func(t *rapid.T) stats.Bin {
		return stats.Bin{Value: rapid.Float64Range(-1e6, 1e6).Draw(t, "value"), Count: rapid.Int64Range(0, 6).Draw(t, "count")}
	})
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOf(bin).Draw(t, "bins")
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		x, ok := stats.Percentile(b, p)
		if !ok {
			return
		}
		if more, _ := stats.Percentile(b, min(p+0.1, 1)); more < x-1e-6 {
			t.Fatalf("percentiles fall from %v to %v", x, more)
		}
		shuffled := slices.Clone(b)
		rand.New(rand.NewPCG(3, 4)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if again, _ := stats.Percentile(shuffled, p); again != x {
			t.Fatal("the order of the bins matters")
		}
		median, _ := stats.Percentile(b, 0.5)
		if i, ok := stats.MedianInterval(b); ok && !i.Contains(median) {
			t.Fatalf("the interval %v misses the median %v", i, median)
		}
	})
}

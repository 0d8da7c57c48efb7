package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"harta/analytics/stats"
)

// An interval is called 95 %: how often it really holds the truth is worked out here from the distribution itself where that can be
// done, and played with a fixed seed where it cannot.

// within says that a coverage lies where the method's authors have it.
func within(t *testing.T, what string, coverage, low, high float64) {
	t.Helper()
	if math.IsNaN(coverage) || coverage < low || coverage > high {
		t.Errorf("%s: covers %.2f %%, want %.1f to %.1f", what, 100*coverage, 100*low, 100*high)
	}
}

func TestWilsonCovers(t *testing.T) {
	for _, n := range []int64{5, 12, 30, 50, 200} {
		sum, points := 0.0, 0
		for p := 0.05; p < 0.96; p += 0.01 {
			covered := 0.0
			for k := range n + 1 {
				if i, _ := stats.Wilson(k, n); i.Contains(p) {
					covered += distuv.Binomial{N: float64(n), P: p}.Prob(float64(k))
				}
			}
			within(t, "Wilson at one share", covered, 0.86, 1)
			sum, points = sum+covered, points+1
		}
		within(t, "Wilson over all shares", sum/float64(points), 0.945, 0.97)
	}
}

func TestNewcombeCovers(t *testing.T) {
	const nNow, nBefore = 40, 25
	sum, points := 0.0, 0
	for p := 0.1; p < 0.95; p += 0.1 {
		for q := 0.1; q < 0.95; q += 0.1 {
			covered := 0.0
			for k := range int64(nNow + 1) {
				for m := range int64(nBefore + 1) {
					if d, _ := stats.Newcombe(k, nNow, m, nBefore); d.Contains(p - q) {
						covered += distuv.Binomial{N: nNow, P: p}.Prob(float64(k)) * distuv.Binomial{N: nBefore, P: q}.Prob(float64(m))
					}
				}
			}
			within(t, "Newcombe at one pair", covered, 0.92, 0.99)
			sum, points = sum+covered, points+1
		}
	}
	within(t, "Newcombe over all pairs", sum/float64(points), 0.945, 0.965)
}

// The exact ratio is never too narrow; how wide it is at worst, is its price.
func TestRateRatioCovers(t *testing.T) {
	for _, means := range [][2]float64{{3, 3}, {10, 5}, {30, 30}, {40, 15}} {
		covered, nothing := 0.0, 0.0
		for a := range int64(90) {
			for b := range int64(90) {
				p := distuv.Poisson{Lambda: means[0]}.Prob(float64(a)) * distuv.Poisson{Lambda: means[1]}.Prob(float64(b))
				r, ok := stats.RateRatio(a, 1, b, 1)
				switch {
				case !ok:
					nothing += p
				case !r.Excludes(means[0] / means[1]):
					covered += p
				}
			}
		}
		within(t, "ratio of rates", covered/(1-nothing), 0.95, 0.995)
	}
}

// The median's interval is the narrowest of its kind that reaches 95 %: with one rank less on either side it would not.
func TestMedianIntervalCovers(t *testing.T) {
	for n := 6; n <= 300; n++ {
		bins := make([]stats.Bin, n)
		for i := range bins {
			bins[i] = stats.Bin{Value: float64(i + 1), Count: 1}
		}
		i, ok := stats.MedianInterval(bins)
		if !ok || i.Low+i.High != float64(n+1) {
			t.Fatalf("of %d values: %v, %v", n, i, ok)
		}
		below := distuv.Binomial{N: float64(n), P: 0.5}
		if c := 1 - 2*below.CDF(i.Low-1); c < 0.95 {
			t.Errorf("of %d values: %v covers %.3f", n, i, c)
		}
		if c := 1 - 2*below.CDF(i.Low); c >= 0.95 {
			t.Errorf("of %d values: narrower than %v would do with %.3f", n, i, c)
		}
	}
}

// Scores are steps and lean to one side; the t interval has to bear that.
func TestMeanAndWelchCover(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 95))
	draw := func(n int, shares ...float64) stats.Mean {
		counts := make([]int64, len(shares))
		for range n {
			x, score := random.Float64(), 0
			for ; score < len(shares)-1 && x >= shares[score]; score++ {
				x -= shares[score]
			}
			counts[score]++
		}
		m, _ := stats.MeanOf(scores(counts...))
		return m
	}
	const rounds = 4000
	mean, welch := 0, 0
	for range rounds {
		now, before := draw(60, 0.1, 0.05, 0.1, 0.25, 0.5), draw(35, 0.05, 0.15, 0.3, 0.3, 0.2)
		if now.Interval.Contains(4) {
			mean++
		}
		if d, ok := stats.Welch(now, before); ok && d.Contains(4-3.45) {
			welch++
		}
	}
	within(t, "mean score", float64(mean)/rounds, 0.935, 0.965)
	within(t, "difference of means", float64(welch)/rounds, 0.935, 0.965)
}

// Half of the cases are still open or left for another reason when they are looked at.
func TestMedianWaitCovers(t *testing.T) {
	random := rand.New(rand.NewPCG(58, 84))
	const rounds = 2000
	covered := 0
	for range rounds {
		spans := make([]stats.Span, 80)
		for i := range spans {
			seen, takes := random.Float64()*60, random.ExpFloat64()*20/math.Ln2
			spans[i] = stats.Span{Time: min(takes, seen), Event: takes <= seen, Count: 1}
		}
		q := stats.KaplanMeier(spans).Quantile(0.5)
		if q.Low != nil && *q.Low <= 20 && (q.High == nil || *q.High >= 20) {
			covered++
		}
	}
	within(t, "median wait", float64(covered)/rounds, 0.93, 0.975)
}

// Stable counts lie outside their normal range about as rarely as three sigma say, also where the limits come from the same points.
func TestXmRRarelyCriesWolf(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 66))
	month := distuv.Poisson{Lambda: 20, Src: random}
	outside, all := 0, 0
	for range 1000 {
		counts := make([]float64, 24)
		for i := range counts {
			counts[i] = month.Rand()
		}
		x, ok := stats.XmROf(points(counts...))
		if !ok {
			t.Fatal("no limits")
		}
		for _, n := range counts {
			if all++; !x.Limits().Contains(n) {
				outside++
			}
		}
	}
	if share := float64(outside) / float64(all); share > 0.0055 || share < 0.002 {
		t.Errorf("%.2f %% of ordinary months lie outside", 100*share)
	}
}

// It is the same whether items come one by one, in heaps or in several deliveries.
func TestHeapsAreTheirItems(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for range 200 {
		var heaps, items []stats.Span
		var bins, ones []stats.Bin
		for range 1 + random.IntN(30) {
			s := stats.Span{Time: float64(random.IntN(12)), Event: random.IntN(3) > 0, Count: 1 + random.Int64N(6)}
			heaps, bins = append(heaps, s), append(bins, stats.Bin{Value: s.Time, Count: s.Count})
			for range s.Count {
				items, ones = append(items, stats.Span{Time: s.Time, Event: s.Event, Count: 1}), append(ones, stats.Bin{Value: s.Time, Count: 1})
			}
		}
		random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		a, b := stats.KaplanMeier(heaps), stats.KaplanMeier(items)
		if a.N != b.N || a.Ended != b.Ended || len(a.Steps) != len(b.Steps) {
			t.Fatalf("%+v and %+v", a, b)
		}
		for i := range a.Steps {
			if a.Steps[i] != b.Steps[i] {
				t.Fatalf("step %d: %+v and %+v", i, a.Steps[i], b.Steps[i])
			}
		}
		x, _ := stats.Percentile(bins, 0.9)
		if y, _ := stats.Percentile(ones, 0.9); x != y {
			t.Fatalf("percentiles %v and %v", x, y)
		}
		m, _ := stats.MeanOf(bins)
		if n, _ := stats.MeanOf(ones); m.N != n.N || math.Abs(m.Mean-n.Mean) > 1e-12 || math.Abs(m.SD-n.SD) > 1e-9 {
			t.Fatalf("means %+v and %+v", m, n)
		}
	}
}

package stats_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"harta/analytics/stats"
)

func TestRateRatio(t *testing.T) {
	// R's poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)) prints 0.8584264 4.2772659 and 1.971488.
	r, ok := stats.RateRatio(11, 800, 21, 3011)
	if !ok {
		t.Fatal("no ratio")
	}
	near(t, "ratio", *r.Value, 1.9714880952381, 1e-9)
	near(t, "low", r.Low, 0.85842640339164, 1e-9)
	near(t, "high", *r.High, 4.2772659436541, 1e-9)
	if r.Excludes(1) {
		t.Error("1 lies inside")
	}
	r, _ = stats.RateRatio(30, 365, 60, 366)
	near(t, "low", r.Low, 0.31221223640896, 1e-9)
	near(t, "high", *r.High, 0.78962527931265, 1e-9)
	if !r.Excludes(1) {
		t.Error("1 lies outside")
	}
}

func TestRateRatioFromAndToNothing(t *testing.T) {
	r, ok := stats.RateRatio(5, 30, 0, 30)
	if !ok || r.Value != nil || r.High != nil {
		t.Errorf("from none to 5: %+v", r)
	}
	near(t, "low", r.Low, 0.91635585731546, 1e-9)
	r, ok = stats.RateRatio(0, 30, 5, 30)
	if !ok || *r.Value != 0 || r.Low != 0 {
		t.Errorf("from 5 to none: %+v", r)
	}
	near(t, "high", *r.High, 1/0.91635585731546, 1e-9)
	for _, c := range []struct {
		a, b   int64
		ta, tb float64
	}{{0, 0, 1, 1}, {-1, 2, 1, 1}, {2, -1, 1, 1}, {1, 1, 0, 1}, {1, 1, 1, math.NaN()}} {
		if r, ok := stats.RateRatio(c.a, c.ta, c.b, c.tb); ok {
			t.Errorf("%v: %+v", c, r)
		}
	}
}

func TestRateRatioProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64Range(0, 5000).Draw(t, "now")
		b := rapid.Int64Range(0, 5000).Draw(t, "before")
		ta := rapid.Float64Range(1, 1000).Draw(t, "days now")
		tb := rapid.Float64Range(1, 1000).Draw(t, "days before")
		r, ok := stats.RateRatio(a, ta, b, tb)
		if !ok {
			return
		}
		if math.IsNaN(r.Low) || math.IsInf(r.Low, 0) || r.Value != nil && *r.Value < r.Low || r.High != nil && (*r.High < *r.Value || math.IsInf(*r.High, 0)) {
			t.Fatalf("%+v", r)
		}
		back, _ := stats.RateRatio(b, tb, a, ta)
		if a > 0 && b > 0 && math.Abs(r.Low**back.High-1) > 1e-6 {
			t.Fatalf("turned round, %v is not one through %v", r.Low, *back.High)
		}
	})
}

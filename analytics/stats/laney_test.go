package stats_test

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"harta/analytics/stats"
)

// months are 24 invented months; the eighth has no answers.
var months = []stats.Tally{
	{50, 79}, {45, 56}, {60, 87}, {38, 62}, {76, 90}, {57, 84}, {71, 87}, {0, 0}, {55, 73}, {28, 41}, {41, 69}, {79, 89},
	{30, 55}, {66, 81}, {38, 43}, {30, 50}, {28, 47}, {41, 63}, {43, 70}, {47, 55}, {49, 64}, {45, 74}, {40, 46}, {47, 76},
}

func TestLaney(t *testing.T) {
	l, ok := stats.LaneyOf(months)
	if !ok {
		t.Fatal("no limits")
	}
	near(t, "centre", l.Centre, 0.71641791044776, 1e-9)
	near(t, "sigma", l.Sigma, 2.5477297394729, 1e-9)
	i := l.Limits(79)
	near(t, "low", i.Low, 0.32881798741741, 1e-9)
	if i.High != 1 {
		t.Errorf("the upper limit is not cut: %v", i.High)
	}
}

func TestLaneyDropsBothRangesOfAGap(t *testing.T) {
	// Alternating shares of 40 and 60 in 100: every range of z is 4. The gap parts two equal neighbours, whose range of 0 would
	// pull the mean down.
	var points []stats.Tally
	for i := range 20 {
		points = append(points, stats.Tally{K: 40 + 20*int64(i%2), N: 100})
		if i == 9 {
			points = append(points, stats.Tally{})
			points = append(points, stats.Tally{K: 60, N: 100}, stats.Tally{K: 40, N: 100}, stats.Tally{K: 60, N: 100}, stats.Tally{K: 40, N: 100}, stats.Tally{})
		}
	}
	l, ok := stats.LaneyOf(points)
	if !ok {
		t.Fatal("no limits")
	}
	near(t, "sigma", l.Sigma, 4/1.128, 1e-9)
}

func TestNoLaney(t *testing.T) {
	same := func(n int, p stats.Tally) []stats.Tally {
		points := make([]stats.Tally, n)
		for i := range points {
			points[i] = p
		}
		return points
	}
	alone := same(26, stats.Tally{K: 50, N: 100})
	for i := 1; i < len(alone); i += 2 {
		alone[i] = stats.Tally{}
	}
	for name, points := range map[string][]stats.Tally{
		"twelve points":          same(12, stats.Tally{K: 50, N: 100}),
		"twelve points and gaps": append(same(12, stats.Tally{K: 50, N: 100}), same(9, stats.Tally{})...),
		"none":                   same(20, stats.Tally{K: 0, N: 100}),
		"all":                    same(20, stats.Tally{K: 100, N: 100}),
		"rare":                   same(20, stats.Tally{K: 4, N: 100}),
		"no neighbours":          alone,
		"impossible":             same(20, stats.Tally{K: 6, N: 5}),
		"nothing":                nil,
	} {
		if l, ok := stats.LaneyOf(points); ok {
			t.Errorf("%s: %+v", name, l)
		}
	}
}

func TestLaneyBelowTwentyPointsIsNotNarrowerThanChance(t *testing.T) {
	points := make([]stats.Tally, 19)
	for i := range points {
		points[i] = stats.Tally{K: 70, N: 100}
	}
	if l, _ := stats.LaneyOf(points); l.Sigma != 1 {
		t.Errorf("19 equal points: sigma %v", l.Sigma)
	}
	if l, _ := stats.LaneyOf(append(points, stats.Tally{K: 70, N: 100})); l.Sigma != 0 {
		t.Errorf("20 equal points: sigma %v", l.Sigma)
	}
}

// TestLaneyRarelyCriesWolf plays stable towns: one month in a thousand or so lies outside by chance.
func TestLaneyRarelyCriesWolf(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	outside, all := 0, 0
	for range 400 {
		points := make([]stats.Tally, 24)
		for i := range points {
			points[i].N = 60 + random.Int64N(80)
			for range points[i].N {
				if random.Float64() < 0.75 {
					points[i].K++
				}
			}
		}
		l, ok := stats.LaneyOf(points)
		if !ok {
			t.Fatal("no limits")
		}
		for _, p := range points {
			if all++; !l.Limits(p.N).Contains(float64(p.K) / float64(p.N)) {
				outside++
			}
		}
	}
	if share := float64(outside) / float64(all); share > 0.01 {
		t.Errorf("%.2f %% of ordinary months lie outside", 100*share)
	}
}

func TestLaneyProperties(t *testing.T) {
	tally := rapid.Custom(func(t *rapid.T) stats.Tally {
		n := rapid.Int64Range(0, 500).Draw(t, "n")
		return stats.Tally{K: rapid.Int64Range(0, n).Draw(t, "k"), N: n}
	})
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(tally, 0, 40).Draw(t, "points")
		l, ok := stats.LaneyOf(points)
		if !ok {
			return
		}
		small, large := l.Limits(10), l.Limits(1000)
		if !small.Contains(l.Centre) || small.Low < 0 || small.High > 1 || small.Width() < large.Width() {
			t.Fatalf("limits %v and %v", small, large)
		}
	})
}

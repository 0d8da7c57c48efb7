package analytics

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"harta/analytics/stats"
)

func TestVerdictOfShares(t *testing.T) {
	for _, c := range []struct {
		name        string
		better      Better
		now, before tally
		want        Verdict
	}{
		{"up 20 points of 70", BetterUp, tally{k: 56, n: 70}, tally{k: 48, n: 80}, VerdictBetter},
		{"the same where less is better", BetterDown, tally{k: 56, n: 70}, tally{k: 48, n: 80}, VerdictWorse},
		{"the same where neither is better", BetterNeither, tally{k: 56, n: 70}, tally{k: 48, n: 80}, VerdictDifferent},
		{"down", BetterUp, tally{k: 48, n: 80}, tally{k: 56, n: 70}, VerdictWorse},
		{"9 points of 50", BetterUp, tally{k: 40, n: 50}, tally{k: 36, n: 50}, VerdictNoChange},
		{"sure but only 4 points", BetterUp, tally{k: 7900, n: 10000}, tally{k: 7500, n: 10000}, VerdictNoChange},
		{"exactly 5 points and sure", BetterUp, tally{k: 8000, n: 10000}, tally{k: 7500, n: 10000}, VerdictBetter},
		{"wide interval", BetterUp, tally{k: 14, n: 20}, tally{k: 300, n: 1000}, VerdictFew},
		{"wide interval before", BetterUp, tally{k: 300, n: 1000}, tally{k: 14, n: 20}, VerdictFew},
		{"four answers", BetterUp, tally{k: 4, n: 4}, tally{k: 300, n: 1000}, VerdictFew},
		{"half are waiting", BetterUp, tally{k: 90, n: 100, waiting: 100}, tally{k: 70, n: 100}, VerdictTooEarly},
		{"too few waiting to matter", BetterUp, tally{k: 950, n: 1000, waiting: 3}, tally{k: 700, n: 1000}, VerdictBetter},
		{"a rise that late ones would undo", BetterUp, tally{k: 90, n: 100, waiting: 20}, tally{k: 75, n: 100}, VerdictTooEarly},
		{"a fall that timely ones would undo", BetterUp, tally{k: 70, n: 100, waiting: 100}, tally{k: 90, n: 100}, VerdictTooEarly},
		{"who waited then is known by now", BetterUp, tally{k: 90, n: 100, waiting: 5}, tally{k: 82, n: 100, waiting: 60}, VerdictNoChange},
	} {
		if got := changeOfShares(c.better, c.now, c.before); got == nil || got.Verdict != c.want {
			t.Errorf("%s: %+v, want %s", c.name, got, c.want)
		}
	}
}

func TestHiddenSharesHaveNoDifference(t *testing.T) {
	for _, pair := range [][2]tally{{{k: 1, n: 4}, {k: 30, n: 100}}, {{k: 30, n: 100}, {k: 1, n: 4}}} {
		if c := changeOfShares(BetterUp, pair[0], pair[1]); c.Difference != 0 || c.Low != nil || c.High != nil {
			t.Errorf("a difference of a hidden share: %+v", c)
		}
	}
	if c := changeOfShares(BetterUp, tally{}, tally{k: 1, n: 9}); c != nil {
		t.Errorf("a change from nothing: %+v", c)
	}
}

func TestSharesSayWhatWouldHaveBeenNoticed(t *testing.T) {
	c := changeOfShares(BetterUp, tally{k: 77, n: 100}, tally{k: 75, n: 100})
	if math.Abs(c.Visible-0.187043935811) > 1e-9 || math.Abs(c.Difference-0.02) > 1e-12 {
		t.Errorf("%+v", c)
	}
}

func TestVerdictIsTheSameFromTheOtherSide(t *testing.T) {
	other := map[Verdict]Verdict{VerdictBetter: VerdictWorse, VerdictWorse: VerdictBetter}
	draw := func(t *rapid.T, name string) tally {
		n := rapid.Int64Range(1, 400).Draw(t, name)
		return tally{k: rapid.Int64Range(0, n).Draw(t, name+" k"), n: n}
	}
	rapid.Check(t, func(t *rapid.T) {
		now, before := draw(t, "now"), draw(t, "before")
		there, back := changeOfShares(BetterUp, now, before), changeOfShares(BetterUp, before, now)
		want, turned := other[there.Verdict]
		if !turned {
			want = there.Verdict
		}
		if back.Verdict != want {
			t.Fatalf("%s there and %s back", there.Verdict, back.Verdict)
		}
	})
}

func TestVerdictOfEvents(t *testing.T) {
	for _, c := range []struct {
		name        string
		now, before int64
		want        Verdict
	}{
		{"half of sixty", 30, 60, VerdictDifferent},
		{"a few more", 14, 10, VerdictNoChange},
		{"sure but only a tenth", 11_000, 10_000, VerdictNoChange},
		{"from none to five", 5, 0, VerdictNoChange},
		{"from none to nine", 9, 0, VerdictDifferent},
	} {
		if got := changeOfEvents(c.now, 365, c.before, 365); got.Verdict != c.want {
			t.Errorf("%s: %s, want %s", c.name, got.Verdict, c.want)
		}
	}
	if c := changeOfEvents(0, 30, 0, 30); c != nil {
		t.Errorf("a change from nothing to nothing: %+v", c)
	}
	if c := changeOfEvents(31, 31, 28, 28); *c.Ratio != 1 || c.Verdict != VerdictNoChange {
		t.Errorf("one a day is one a day: %+v", c)
	}
}

func TestVerdictOfLevels(t *testing.T) {
	level := func(value, low, high float64) Cell {
		c := Cell{State: StateOK, Value: &value, Low: &low, N: 50}
		if high > 0 {
			c.High = &high
		}
		return c
	}
	for _, c := range []struct {
		name        string
		now, before Cell
		want        Verdict
	}{
		{"shorter", level(3, 2, 4), level(6, 5, 8), VerdictBetter},
		{"longer", level(6, 5, 8), level(3, 2, 4), VerdictWorse},
		{"the intervals touch", level(4, 3, 5), level(6, 5, 8), VerdictNoChange},
		{"no upper limit yet", level(3, 2, 0), level(6, 5, 8), VerdictNoChange},
		{"longer without an upper limit", level(9, 7, 0), level(3, 2, 4), VerdictWorse},
		{"surely longer, but not by a tenth", level(10.9, 10.8, 11), level(10, 9.9, 10.1), VerdictNoChange},
		{"twice as many minutes, written as the same", level(.02, .019, .021), level(.01, .009, .011), VerdictNoChange},
	} {
		if got := changeOfLevels(&Measure{Unit: UnitDays, Better: BetterDown}, c.now, c.before); got.Verdict != c.want {
			t.Errorf("%s: %s, want %s", c.name, got.Verdict, c.want)
		}
	}
	if c := changeOfLevels(&Measure{Unit: UnitDays, Better: BetterDown}, level(1, 1, 1), Cell{State: StateBeyond}); c != nil {
		t.Errorf("a change against what is not reached: %+v", c)
	}
}

func TestVerdictOfMeans(t *testing.T) {
	histogram := func(counts ...int64) []stats.Bin {
		g := group{counts: map[string]int64{}}
		for i, column := range []string{"score_1", "score_2", "score_3", "score_4", "score_5"} {
			g.counts[column] = counts[i]
		}
		return g.scores()
	}
	up := changeOfMeans(BetterUp, histogram(2, 1, 4, 10, 13), histogram(5, 6, 7, 8, 4))
	if up.Verdict != VerdictBetter || math.Abs(*up.Low-0.39301040576741) > 1e-9 {
		t.Errorf("%+v", up)
	}
	if c := changeOfMeans(BetterUp, histogram(10, 10, 10, 10, 10), histogram(10, 10, 10, 10, 11)); c.Verdict != VerdictNoChange {
		t.Errorf("%+v", c)
	}
	if c := changeOfMeans(BetterUp, histogram(0, 0, 0, 0, 4), histogram(10, 10, 10, 10, 11)); c.Verdict != VerdictFew || c.Low != nil {
		t.Errorf("%+v", c)
	}
	if c := changeOfMeans(BetterUp, histogram(0, 0, 0, 0, 9), histogram(0, 0, 0, 9, 0)); c != nil {
		t.Errorf("a test without spread: %+v", c)
	}
}

// TestVerdictRarelyErrs plays two equal periods: chance alone must not often speak.
func TestVerdictRarelyErrs(t *testing.T) {
	wrong, all := 0, 0
	for now := int64(0); now <= 200; now++ {
		for before := int64(0); before <= 200; before++ {
			p := math.Exp(binomial(200, now, 0.75) + binomial(200, before, 0.75))
			if p < 1e-9 {
				continue
			}
			all++
			if v := shareVerdict(BetterUp, tally{k: now, n: 200}, tally{k: before, n: 200}); v != VerdictNoChange {
				wrong += int(p * 1e9)
			}
		}
	}
	if share := float64(wrong) / 1e9; share > 0.06 || share < 0.02 || all == 0 {
		t.Errorf("%.1f %% of comparisons of equal periods find a change", 100*share)
	}
}

// binomial is the logarithm of a binomial probability.
func binomial(n, k int64, p float64) float64 {
	lgamma := func(x int64) float64 { v, _ := math.Lgamma(float64(x + 1)); return v }
	return lgamma(n) - lgamma(k) - lgamma(n-k) + float64(k)*math.Log(p) + float64(n-k)*math.Log(1-p)
}

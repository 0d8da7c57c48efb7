package stats_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"harta/analytics/stats"
)

// failer is a test or a property under test.
type failer interface {
	Helper()
	Errorf(format string, args ...any)
}

// near fails unless got is within tolerance of want.
func near(t failer, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

func TestWilson(t *testing.T) {
	// Newcombe 1998, table I; the further digits worked out with 30-digit arithmetic.
	for _, c := range []struct {
		k, n      int64
		low, high float64
	}{
		{81, 263, 0.25528851987827, 0.3662095769828},
		{15, 148, 0.062386399530736, 0.16048724172331},
		{0, 20, 0, 0.16112515805282},
		{1, 29, 0.0061132142927627, 0.1717552187932},
		{36, 50, 0.58334876304043, 0.82525829334089},
	} {
		i, ok := stats.Wilson(c.k, c.n)
		if !ok {
			t.Fatalf("no interval for %d/%d", c.k, c.n)
		}
		near(t, "low", i.Low, c.low, 1e-9)
		near(t, "high", i.High, c.high, 1e-9)
	}
}

func TestWilsonHasExactEnds(t *testing.T) {
	for _, n := range []int64{1, 3, 20, 49, 1_000_000_007} {
		none, _ := stats.Wilson(0, n)
		all, _ := stats.Wilson(n, n)
		if none.Low != 0 || all.High != 1 || none.High <= 0 || all.Low >= 1 {
			t.Errorf("n = %d: none %v, all %v", n, none, all)
		}
	}
}

func TestNoShare(t *testing.T) {
	for _, c := range [][2]int64{{0, 0}, {1, 0}, {-1, 5}, {6, 5}, {0, -3}} {
		if i, ok := stats.Wilson(c[0], c[1]); ok {
			t.Errorf("Wilson(%d, %d) = %v", c[0], c[1], i)
		}
		if d, ok := stats.Newcombe(c[0], c[1], 1, 2); ok {
			t.Errorf("Newcombe(%d/%d, 1/2) = %v", c[0], c[1], d)
		}
		if d, ok := stats.Newcombe(1, 2, c[0], c[1]); ok {
			t.Errorf("Newcombe(1/2, %d/%d) = %v", c[0], c[1], d)
		}
	}
}

func TestNewcombe(t *testing.T) {
	// Newcombe 1998b, table II, method 10; the further digits worked out with 30-digit arithmetic.
	for _, c := range []struct {
		k1, n1, k2, n2 int64
		low, high      float64
	}{
		{56, 70, 48, 80, 0.052431472402365, 0.33387265403691},
		{9, 10, 3, 10, 0.1705227239345, 0.80901797353549},
		{10, 10, 0, 20, 0.67908603714191, 1},
		{5, 56, 0, 29, -0.038137147903537, 0.19256001385511},
	} {
		d, ok := stats.Newcombe(c.k1, c.n1, c.k2, c.n2)
		if !ok {
			t.Fatal("no difference")
		}
		near(t, "estimate", d.Estimate, float64(c.k1)/float64(c.n1)-float64(c.k2)/float64(c.n2), 1e-15)
		near(t, "low", d.Low, c.low, 1e-9)
		near(t, "high", d.High, c.high, 1e-9)
	}
}

// tallies draws k of n with n from 1 up.
func tallies(t *rapid.T, name string) (k, n int64) {
	n = rapid.Int64Range(1, 100_000).Draw(t, name+" n")
	return rapid.Int64Range(0, n).Draw(t, name+" k"), n
}

func TestShareProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, n := tallies(t, "now")
		k2, n2 := tallies(t, "before")
		i, _ := stats.Wilson(k, n)
		if p := float64(k) / float64(n); !i.Contains(p) || i.Low < 0 || i.High > 1 {
			t.Fatalf("Wilson(%d, %d) = %v", k, n, i)
		}
		if more, ok := stats.Wilson(k+1, n); ok && (more.Low < i.Low || more.High < i.High) {
			t.Fatalf("Wilson falls from %d to %d of %d", k, k+1, n)
		}
		mirror, _ := stats.Wilson(n-k, n)
		if math.Abs(mirror.Low-(1-i.High)) > 1e-12 {
			t.Fatalf("Wilson is not symmetric at %d of %d", k, n)
		}
		d, _ := stats.Newcombe(k, n, k2, n2)
		back, _ := stats.Newcombe(k2, n2, k, n)
		if d.Low != -back.High || d.High != -back.Low || d.Estimate != -back.Estimate {
			t.Fatalf("the difference is not antisymmetric: %v and %v", d, back)
		}
		if !d.Contains(d.Estimate) || d.Low < -1 || d.High > 1 || math.IsNaN(d.Low+d.High) {
			t.Fatalf("Newcombe = %v", d)
		}
	})
}

func TestSmallestVisible(t *testing.T) {
	// Solutions of the power equation worked out with 30-digit arithmetic.
	for _, c := range []struct {
		before        float64
		nBefore, nNow int64
		up, down      float64
	}{
		{0.75, 50, 50, 0.198208567965, 0.269406912365},
		{0.75, 100, 100, 0.149707976859, 0.187043935811},
		{0.75, 200, 200, 0.110606873307, 0.129740454686},
		{0.75, 1000, 1000, 0.0521974833241, 0.0561019938414},
	} {
		v := stats.SmallestVisible(c.before, c.nBefore, c.nNow)
		if v.Up == nil || v.Down == nil {
			t.Fatalf("nothing is visible at n = %d", c.nNow)
		}
		near(t, "up", *v.Up, c.up, 1e-9)
		near(t, "down", *v.Down, c.down, 1e-9)
		near(t, "larger", v.Larger(), c.down, 1e-9)
	}
	near(t, "unequal samples", *stats.SmallestVisible(0.6, 40, 160).Up, 0.215405016092, 1e-9)
}

func TestSmallestVisibleAgreesWithSampleSizes(t *testing.T) {
	// R's power.prop.test: 70 to 80 % needs 293.15 answers a period, 80 to 85 % needs 905.4.
	for _, c := range []struct {
		before, change float64
		n              int64
	}{{0.7, 0.1, 294}, {0.8, 0.05, 906}} {
		if up := *stats.SmallestVisible(c.before, c.n, c.n).Up; up > c.change {
			t.Errorf("with %d answers only %v is visible", c.n, up)
		}
		if up := *stats.SmallestVisible(c.before, c.n-1, c.n-1).Up; up < c.change {
			t.Errorf("with %d answers already %v is visible", c.n-1, up)
		}
	}
}

func TestSmallestVisibleAtTheEnds(t *testing.T) {
	v := stats.SmallestVisible(1, 50, 50)
	if v.Up != nil || v.Down == nil {
		t.Errorf("from 100 %%: %v", v)
	}
	if v = stats.SmallestVisible(0.95, 10, 10); v.Up != nil {
		t.Errorf("ten answers cannot show a rise from 95 %%: %v", *v.Up)
	}
	for _, v := range []stats.Visible{stats.SmallestVisible(0.5, 0, 10), stats.SmallestVisible(0.5, 10, 0), stats.SmallestVisible(math.NaN(), 10, 10), stats.SmallestVisible(0.5, 1, 1)} {
		if v.Up != nil || v.Down != nil || v.Larger() != 0 {
			t.Errorf("something is visible: %v", v)
		}
	}
}

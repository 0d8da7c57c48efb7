package stats_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"harta/analytics/stats"
)

// flow is the individuals chart of the NIST/SEMATECH handbook, section 6.3.2.2: ten batches with centre 50.81, average moving range
// 1.8778 and limits 45.8159 and 55.8041 there, by 3/1.128 in place of 2.66.
var flow = []float64{49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1}

// points are values one after the other; NaN is a gap.
func points(values ...float64) []*float64 {
	list := make([]*float64, len(values))
	for i := range values {
		if !math.IsNaN(values[i]) {
			list[i] = &values[i]
		}
	}
	return list
}

func TestXmR(t *testing.T) {
	// Twice the same ten with a gap between: were the ranges at the gap counted, or the two ends taken for neighbours, it would not
	// be the published chart any more.
	x, ok := stats.XmROf(points(append(append(append([]float64{}, flow...), math.NaN()), flow...)...))
	if !ok {
		t.Fatal("no limits")
	}
	near(t, "centre", x.Centre, 50.81, 1e-9)
	near(t, "range", x.Range, 16.9/9, 1e-9)
	l := x.Limits()
	near(t, "low", l.Low, 45.8159, 1e-3)
	near(t, "high", l.High, 55.8041, 1e-3)
}

func TestXmRStaysAboveZero(t *testing.T) {
	x, ok := stats.XmROf(points(0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0))
	if l := x.Limits(); !ok || l.Low != 0 || l.High <= 9 {
		t.Errorf("%v, %v", l, ok)
	}
}

func TestNoXmR(t *testing.T) {
	alone := make([]float64, 26)
	for i := 1; i < len(alone); i += 2 {
		alone[i] = math.NaN()
	}
	for name, values := range map[string][]float64{
		"nothing": nil, "twelve points": append([]float64{1, 2}, flow...), "no neighbours": alone, "infinite": append([]float64{math.Inf(1), 1, 2, 3}, flow...),
	} {
		if x, ok := stats.XmROf(points(values...)); ok {
			t.Errorf("%s: %+v", name, x)
		}
	}
}

// Twice the values are twice the chart, and the order of time read backwards is the same chart.
func TestXmRScalesAndTurns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e6), 13, 40).Draw(t, "values")
		double, back := make([]float64, len(values)), make([]float64, len(values))
		for i, v := range values {
			double[i], back[len(values)-1-i] = 2*v, v
		}
		a, _ := stats.XmROf(points(values...))
		b, _ := stats.XmROf(points(double...))
		c, _ := stats.XmROf(points(back...))
		for _, p := range [][2]float64{{2 * a.Centre, b.Centre}, {2 * a.Range, b.Range}, {a.Centre, c.Centre}, {a.Range, c.Range}} {
			if math.Abs(p[0]-p[1]) > 1e-6 {
				t.Fatalf("%v and %v", p[0], p[1])
			}
		}
		if l := a.Limits(); l.Low > a.Centre || l.High < a.Centre {
			t.Fatalf("the centre %v lies outside %v", a.Centre, l)
		}
	})
}

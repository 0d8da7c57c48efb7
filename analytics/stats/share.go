package stats

import "math"

// Wilson is the score interval of a share of k in n, without continuity correction; exactly 0 at k = 0 and 1 at k = n. ok is
// false when there is no share: n is not positive or k lies outside 0..n.
// Source: Wilson 1927; Newcombe 1998, Statistics in Medicine 17:857, method 3.
func Wilson(k, n int64) (i Interval, ok bool) {
	if n <= 0 || k < 0 || k > n {
		return Interval{}, false
	}
	size := float64(n)
	p := float64(k) / size
	scale := 1 + Z*Z/size
	centre := (p + Z*Z/(2*size)) / scale
	half := Z * math.Sqrt(p*(1-p)/size+Z*Z/(4*size*size)) / scale
	// Rounding may push a limit past the estimate by one unit in the last place.
	i = Interval{Low: min(max(centre-half, 0), p), High: max(min(centre+half, 1), p)}
	if k == 0 {
		i.Low = 0
	}
	if k == n {
		i.High = 1
	}
	return i, true
}

// Newcombe is the difference of two independent shares, kNow/nNow minus kBefore/nBefore, with the interval that combines the two
// Wilson intervals by square-and-add. It is antisymmetric and holds at 0 and 100 %. ok is false when either share does not exist.
// Source: Newcombe 1998, Statistics in Medicine 17:873, method 10.
func Newcombe(kNow, nNow, kBefore, nBefore int64) (d Difference, ok bool) {
	now, okNow := Wilson(kNow, nNow)
	before, okBefore := Wilson(kBefore, nBefore)
	if !okNow || !okBefore {
		return Difference{}, false
	}
	p1, p2 := float64(kNow)/float64(nNow), float64(kBefore)/float64(nBefore)
	d.Estimate = p1 - p2
	d.Low = max(d.Estimate-math.Hypot(p1-now.Low, before.High-p2), -1)
	d.High = min(d.Estimate+math.Hypot(now.High-p1, p2-before.Low), 1)
	return d, true
}

// Visible is the smallest change from a share that two samples show with 80 % power at the 5 % level, upwards and downwards, as
// positive distances. A direction is nil when even 100 % or 0 % would not be enough.
type Visible struct {
	Up, Down *float64
}

// Larger is the larger of the distances that exist, zero when neither does: a change of this size is noticed either way.
func (v Visible) Larger() float64 {
	larger := 0.0
	for _, d := range []*float64{v.Up, v.Down} {
		if d != nil {
			larger = max(larger, *d)
		}
	}
	return larger
}

// SmallestVisible solves the power equation of the two-sided two-proportion test for the second share, given the share before and
// both sample sizes. Source: Fleiss, Levin and Paik 2003, section 4.3; with equal sizes it agrees with R's power.prop.test.
func SmallestVisible(before float64, nBefore, nNow int64) Visible {
	if nBefore <= 0 || nNow <= 0 || !(before >= 0 && before <= 1) {
		return Visible{}
	}
	return Visible{
		Up:   visibleDistance(before, 1, float64(nBefore), float64(nNow)),
		Down: visibleDistance(before, 0, float64(nBefore), float64(nNow)),
	}
}

// visibleDistance bisects between the share before and the end of the scale; the power grows with the distance.
func visibleDistance(p, end, nBefore, nNow float64) *float64 {
	enough := func(distance float64) bool {
		q := p + math.Copysign(distance, end-0.5)
		pooled := (p*nBefore + q*nNow) / (nBefore + nNow)
		need := Z*math.Sqrt(max(pooled*(1-pooled), 0)*(1/nBefore+1/nNow)) +
			zPower*math.Sqrt(p*(1-p)/nBefore+max(q*(1-q), 0)/nNow)
		return distance >= need
	}
	low, high := 0.0, math.Abs(end-p)
	if high == 0 || !enough(high) {
		return nil
	}
	for range 60 {
		if middle := (low + high) / 2; enough(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return &high
}

package stats

import "math"

// LaneySmallest is the number of points below which a share's trend gets no normal range.
const LaneySmallest = 13

// laneyFirm is the number of points from which an estimate of less than ordinary scatter is believed.
const laneyFirm = 20

// d2 is the expected range of two standard normal values, rounded as in the source of the chart.
const d2 = 1.128

// smallestCell is the expected count of either outcome below which three-sigma limits of a share mislead.
const smallestCell = 5

// Tally is k of n.
type Tally struct {
	K, N int64
}

// Laney is the normal range of a share's trend: limits for each point's own n, widened or narrowed by how much the points scatter
// beyond chance.
type Laney struct {
	Centre float64
	Sigma  float64 // sigma of the z values; 1 is ordinary binomial scatter
}

// LaneyOf computes the centre and the scatter of a p' chart from the points in the order of time. A point with n = 0 is a gap:
// both ranges that touch it are dropped. Below 20 points the scatter is not taken below 1. ok is false below 13 points with data,
// when all are 0 or all are 1, and when fewer than five of either outcome are expected in an average point.
// Source: Laney 2002, Quality Engineering 14:531.
func LaneyOf(points []Tally) (l Laney, ok bool) {
	var k, n, filled int64
	for _, p := range points {
		if p.N < 0 || p.K < 0 || p.K > p.N {
			return Laney{}, false
		}
		k, n = k+p.K, n+p.N
		if p.N > 0 {
			filled++
		}
	}
	if filled < LaneySmallest || min(k, n-k) < smallestCell*filled {
		return Laney{}, false
	}
	l.Centre = float64(k) / float64(n)
	var sum, ranges, last float64
	gap := true
	for _, p := range points {
		if p.N == 0 {
			gap = true
			continue
		}
		z := (float64(p.K)/float64(p.N) - l.Centre) / l.spread(p.N)
		if !gap {
			sum += math.Abs(z - last)
			ranges++
		}
		last, gap = z, false
	}
	if ranges == 0 {
		return Laney{}, false
	}
	l.Sigma = sum / ranges / d2
	if filled < laneyFirm {
		l.Sigma = max(l.Sigma, 1)
	}
	return l, true
}

// Limits are the three-sigma limits of a point with n items, cut to 0..1. n must be positive.
func (l Laney) Limits(n int64) Interval {
	half := 3 * l.spread(n) * l.Sigma
	return Interval{Low: max(l.Centre-half, 0), High: min(l.Centre+half, 1)}
}

// spread is the binomial standard deviation of a share of n items.
func (l Laney) spread(n int64) float64 {
	return math.Sqrt(l.Centre * (1 - l.Centre) / float64(n))
}

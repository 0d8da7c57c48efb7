package stats

import "math"

// XmRSmallest is the number of points below which a trend of counts or medians gets no normal range.
const XmRSmallest = 13

// natural is three sigma in average moving ranges: 3 / 1.128, rounded as the charts of Making Data Count have it.
const natural = 2.66

// XmR is the normal range of a trend of single values, such as counts and medians, by how much each differs from the one before.
type XmR struct {
	Centre float64
	Range  float64 // the average moving range
}

// XmROf computes the centre and the average moving range of an XmR chart from the points in the order of time. A point that is nil is a
// gap: both ranges that touch it are dropped. ok is false below 13 points with a value, for a value that is not finite, and when no
// two points stand side by side. Source: NHS England, Making Data Count; NHSRplotthedots.
func XmROf(points []*float64) (x XmR, ok bool) {
	var sum, ranges float64
	var filled int
	var last *float64
	for _, p := range points {
		if p == nil {
			last = nil
			continue
		}
		if math.IsNaN(*p) || math.IsInf(*p, 0) {
			return XmR{}, false
		}
		x.Centre += *p
		filled++
		if last != nil {
			sum += math.Abs(*p - *last)
			ranges++
		}
		last = p
	}
	if filled < XmRSmallest || ranges == 0 {
		return XmR{}, false
	}
	x.Centre /= float64(filled)
	x.Range = sum / ranges
	return x, true
}

// Limits are the natural limits of a point: a value on one of them is still inside. Counts and lengths are never below zero, and
// neither is the lower limit.
func (x XmR) Limits() Interval {
	half := natural * x.Range
	return Interval{Low: max(x.Centre-half, 0), High: x.Centre + half}
}

// Package stats holds the statistics of the house as pure functions of counts, histograms and durations. Everything is computed
// at 95 % confidence, two-sided, in float64; rounding is for those who show a number. A function that has no honest answer says
// so (ok is false, a limit is nil) and never returns NaN or an infinity.
package stats

// Z is the 97.5 % point of the standard normal distribution: the two-sided 95 % quantile.
const Z = 1.959963984540054

// zPower is the 80 % point of the standard normal distribution, for the smallest visible change.
const zPower = 0.8416212335729143

// Interval is a 95 % confidence interval, both ends included.
type Interval struct {
	Low, High float64
}

// Width is the distance between the two limits.
func (i Interval) Width() float64 { return i.High - i.Low }

// Contains says whether x lies inside the interval or on its edge.
func (i Interval) Contains(x float64) bool { return i.Low <= x && x <= i.High }

// Difference is an estimated change, now minus before, with its interval.
type Difference struct {
	Estimate float64
	Interval
}

// Bin is a value and how many times it occurs.
type Bin struct {
	Value float64
	Count int64
}

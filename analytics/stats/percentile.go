package stats

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Percentile is the type-7 quantile of a histogram (Excel's PERCENTILE.INC, R's default): linear between the two neighbouring
// order statistics, so that the median of an even number of values is the middle of the two central ones. ok is false for an
// empty histogram, a negative count, a value that is not finite, or p outside 0..1. Source: Hyndman and Fan 1996.
func Percentile(bins []Bin, p float64) (x float64, ok bool) {
	sorted, n, ok := sortedBins(bins)
	if !ok || n == 0 || !(p >= 0 && p <= 1) {
		return 0, false
	}
	position := float64(n-1) * p
	rank := int64(position)
	low, high := ranked(sorted, rank), ranked(sorted, min(rank+1, n-1))
	return low + (position-float64(rank))*(high-low), true
}

// MedianInterval is the distribution-free interval of a median between two order statistics; its confidence is at least 95 %. ok
// is false below six values, where no two of them reach it, and for a histogram that Percentile refuses.
// Source: Conover 1999, section 3.2.
func MedianInterval(bins []Bin) (i Interval, ok bool) {
	sorted, n, ok := sortedBins(bins)
	if !ok || n == 0 {
		return Interval{}, false
	}
	// The largest rank j (from 1) with P(fewer than j of n values lie below the median) <= 2.5 %.
	half := distuv.Binomial{N: float64(n), P: 0.5}
	low, high := int64(0), n/2
	for low < high {
		if j := (low + high + 1) / 2; half.CDF(float64(j-1)) <= 0.025 {
			low = j
		} else {
			high = j - 1
		}
	}
	if low == 0 {
		return Interval{}, false
	}
	return Interval{Low: ranked(sorted, low-1), High: ranked(sorted, n-low)}, true
}

// sortedBins returns the bins in the order of their values, and how many values they hold.
func sortedBins(bins []Bin) (sorted []Bin, n int64, ok bool) {
	for _, b := range bins {
		if b.Count < 0 || math.IsNaN(b.Value) || math.IsInf(b.Value, 0) {
			return nil, 0, false
		}
		n += b.Count
	}
	sorted = slices.Clone(bins)
	slices.SortFunc(sorted, func(a, b Bin) int { return cmp.Compare(a.Value, b.Value) })
	return sorted, n, true
}

// ranked is the value with the given rank, counted from zero.
func ranked(sorted []Bin, rank int64) float64 {
	for _, b := range sorted {
		if rank < b.Count {
			return b.Value
		}
		rank -= b.Count
	}
	return sorted[len(sorted)-1].Value
}

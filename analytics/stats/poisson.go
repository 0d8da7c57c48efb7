package stats

import "gonum.org/v1/gonum/stat/distuv"

// Ratio compares two rates, now through before. Value and High are nil when nothing happened before: the ratio has no upper end.
type Ratio struct {
	Value *float64
	Low   float64
	High  *float64
}

// Excludes says whether the interval leaves the value x out.
func (r Ratio) Excludes(x float64) bool {
	return r.Low > x || (r.High != nil && *r.High < x)
}

// RateRatio is the exact comparison of two Poisson counts over their exposures (days, services handled), conditional on their sum
// by Clopper and Pearson. ok is false when nothing happened in either period or an exposure is not positive. It takes the events
// as independent; where they come in clusters the interval is too narrow.
// Source: Przyborowski and Wilenski 1940; Clopper and Pearson 1934.
func RateRatio(now int64, exposureNow float64, before int64, exposureBefore float64) (r Ratio, ok bool) {
	if now < 0 || before < 0 || now+before == 0 || !(exposureNow > 0) || !(exposureBefore > 0) {
		return Ratio{}, false
	}
	scale := exposureBefore / exposureNow
	a, b := float64(now), float64(before)
	if now > 0 {
		low := distuv.Beta{Alpha: a, Beta: b + 1}.Quantile(0.025)
		r.Low = low / (1 - low) * scale
	}
	if before > 0 {
		value := a / b * scale
		high := distuv.Beta{Alpha: a + 1, Beta: b}.Quantile(0.975)
		high = high / (1 - high) * scale
		r.Value, r.High = &value, &high
	}
	return r, true
}

package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Mean is an average with its spread.
type Mean struct {
	N    int64
	Mean float64
	SD   float64 // sample standard deviation (n - 1); 0 when n is 1 or all values are equal
	// Interval is Student's t interval; nil when it does not exist: a single value, or all values equal.
	Interval *Interval
}

// MeanOf is the mean of a histogram. ok is false when it is empty or holds a negative count or a value that is not finite.
func MeanOf(bins []Bin) (m Mean, ok bool) {
	var sum float64
	for _, b := range bins {
		if b.Count < 0 || math.IsNaN(b.Value) || math.IsInf(b.Value, 0) {
			return Mean{}, false
		}
		m.N += b.Count
		sum += b.Value * float64(b.Count)
	}
	if m.N == 0 {
		return Mean{}, false
	}
	n := float64(m.N)
	m.Mean = sum / n
	if m.N == 1 {
		return m, true
	}
	var squares float64
	for _, b := range bins {
		squares += (b.Value - m.Mean) * (b.Value - m.Mean) * float64(b.Count)
	}
	m.SD = math.Sqrt(squares / (n - 1))
	if m.SD > 0 {
		half := tQuantile(n-1) * m.SD / math.Sqrt(n)
		m.Interval = &Interval{Low: m.Mean - half, High: m.Mean + half}
	}
	return m, true
}

// Welch is the difference of two means, now minus before, with unequal variances and the Welch-Satterthwaite degrees of freedom.
// ok is false when either sample has fewer than two values or neither varies.
// Source: Welch 1947, Biometrika 34:28.
func Welch(now, before Mean) (d Difference, ok bool) {
	if now.N < 2 || before.N < 2 {
		return Difference{}, false
	}
	n1, n2 := float64(now.N), float64(before.N)
	v1, v2 := now.SD*now.SD/n1, before.SD*before.SD/n2
	if !(v1+v2 > 0) {
		return Difference{}, false
	}
	df := (v1 + v2) * (v1 + v2) / (v1*v1/(n1-1) + v2*v2/(n2-1))
	half := tQuantile(df) * math.Sqrt(v1+v2)
	d.Estimate = now.Mean - before.Mean
	d.Interval = Interval{Low: d.Estimate - half, High: d.Estimate + half}
	return d, true
}

// tQuantile is the 97.5 % point of Student's t with df degrees of freedom.
func tQuantile(df float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(0.975)
}

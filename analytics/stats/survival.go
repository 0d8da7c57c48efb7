package stats

import (
	"cmp"
	"math"
	"slices"
)

// Span is how long Count items have been waiting. Event is true when the wait ended with what is measured, false when the item
// is still waiting or left for another reason (right-censored).
type Span struct {
	Time  float64
	Event bool
	Count int64
}

// Step is a moment at which a Kaplan-Meier curve falls.
type Step struct {
	Time     float64
	AtRisk   int64
	Events   int64
	Survival float64 // share still waiting just after Time
	Low      float64
	High     float64
}

// Curve is a Kaplan-Meier curve: the share of items still waiting, with open items counted as long as they were seen.
type Curve struct {
	N     int64 // all items
	Ended int64 // those whose wait ended with the event
	Steps []Step
}

// KaplanMeier computes the product-limit curve; at equal times events come before censoring. The limits of each step are
// Greenwood's with the log-log transformation, which stays in 0..1. Spans with a negative or not finite time or a count that is
// not positive are no waits and are left out.
// Source: Kaplan and Meier 1958; Greenwood 1926; Kalbfleisch and Prentice 2002, section 1.4.
func KaplanMeier(spans []Span) Curve {
	waits := make([]Span, 0, len(spans))
	var c Curve
	for _, s := range spans {
		if s.Count > 0 && s.Time >= 0 && !math.IsInf(s.Time, 0) {
			waits = append(waits, s)
			c.N += s.Count
		}
	}
	slices.SortFunc(waits, func(a, b Span) int { return cmp.Compare(a.Time, b.Time) })
	atRisk, survival, greenwood := c.N, 1.0, 0.0
	for i := 0; i < len(waits); {
		t, events, leaving := waits[i].Time, int64(0), int64(0)
		for ; i < len(waits) && waits[i].Time == t; i++ {
			leaving += waits[i].Count
			if waits[i].Event {
				events += waits[i].Count
			}
		}
		if events > 0 {
			d, n := float64(events), float64(atRisk)
			survival *= 1 - d/n
			if atRisk > events {
				greenwood += d / (n * (n - d))
			}
			c.Ended += events
			c.Steps = append(c.Steps, step(t, atRisk, events, survival, greenwood))
		}
		atRisk -= leaving
	}
	return c
}

// step adds the limits to a point of the curve. Where the last item at risk ended, the variance does not exist and the limits are
// the widest possible.
func step(t float64, atRisk, events int64, survival, greenwood float64) Step {
	s := Step{Time: t, AtRisk: atRisk, Events: events, Survival: survival, High: 1}
	if atRisk == events {
		s.Survival = 0
		return s
	}
	spread := Z * math.Sqrt(greenwood) / math.Log(survival) // negative
	s.Low = math.Pow(survival, math.Exp(-spread))
	s.High = math.Pow(survival, math.Exp(spread))
	return s
}

// Quantile is a quantile of a waiting time. Each part is nil when the curve does not reach it.
type Quantile struct {
	Value, Low, High *float64
}

// curveTolerance absorbs the rounding of the running product, so that a curve which is exactly at 1 - p counts as there.
const curveTolerance = 1e-9

// Quantile is the first time at which at least the share p of the items have ended, 0 < p < 1; the limits are where the same
// horizontal line meets the two limit curves. A curve that is flat exactly at 1 - p gives the first such time, where R gives the
// middle of the flat piece. Source: Brookmeyer and Crowley 1982.
func (c Curve) Quantile(p float64) Quantile {
	var q Quantile
	line := 1 - p + curveTolerance
	for i := range c.Steps {
		s := &c.Steps[i]
		if q.Low == nil && s.Low <= line {
			q.Low = &s.Time
		}
		if q.Value == nil && s.Survival <= line {
			q.Value = &s.Time
		}
		if s.High <= line {
			q.High = &s.Time
			break
		}
	}
	return q
}

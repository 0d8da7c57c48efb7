package analytics

import (
	"math"

	"harta/analytics/stats"
)

const (
	// relevantShare is the smallest change of a share that is worth a verdict: 5 points.
	relevantShare = 0.05
	// relevantRatio is the smallest change of a count of events that is worth a verdict: a quarter more, or a fifth less.
	relevantRatio = 1.25
	// relevantLevel is the smallest change of a waiting time that is worth a verdict, as a part of what it was: a tenth. A change of
	// less than relevantDays, which would be written as none, is never worth one, and neither is one of less than relevantMinutes.
	relevantLevel, relevantDays, relevantMinutes = 0.10, 0.1, 1.0
	// relevantScore is the smallest change of a mean score that is worth a verdict, on the scale from 1 to 5.
	relevantScore = 0.2
	// vague is the width of a share's interval beyond which there is no verdict: 30 points.
	vague = 0.30
)

// tally is a share's k of n, and how many items are waiting to come into n.
type tally struct {
	k, n, waiting int64
}

// changeOfShares compares two shares by Newcombe's interval. Items still waiting could turn the verdict: where it would be another
// if all of them came into the share, or none, it is too early. The period before is seen from the same distance and what waited
// then is taken to have gone like the rest. Where a share is hidden, so is the change.
func changeOfShares(better Better, now, before tally) *Change {
	d, ok := stats.Newcombe(now.k, now.n, before.k, before.n)
	if !ok {
		return nil
	}
	if now.n < smallestGroup || before.n < smallestGroup {
		return &Change{Verdict: VerdictFew}
	}
	c := &Change{
		Verdict:    shareVerdict(better, now, before),
		Difference: d.Estimate, Low: &d.Low, High: &d.High,
		Visible: stats.SmallestVisible(float64(before.k)/float64(before.n), before.n, now.n).Larger(),
		seen:    !d.Contains(0),
	}
	if c.Verdict == VerdictFew {
		return c
	}
	none, all := shareVerdict(better, now.settled(0), before), shareVerdict(better, now.settled(now.waiting), before)
	if none != c.Verdict || all != c.Verdict {
		c.Verdict = VerdictTooEarly
	}
	return c
}

// settled is the tally if so many of the waiting items came into k and the others did not.
func (t tally) settled(in int64) tally {
	return tally{k: t.k + in, n: t.n + t.waiting}
}

// shareVerdict is the house's rule on two final shares.
func shareVerdict(better Better, now, before tally) Verdict {
	d, ok := stats.Newcombe(now.k, now.n, before.k, before.n)
	if !ok || now.vague() || before.vague() {
		return VerdictFew
	}
	if d.Contains(0) || math.Abs(d.Estimate) < relevantShare {
		return VerdictNoChange
	}
	return direction(better, d.Estimate)
}

// Vague says that the interval of a share is too wide for a verdict to rest on it.
func (c Cell) Vague() bool {
	return c.Low != nil && c.High != nil && *c.High-*c.Low > vague
}

// vague says that the sample is too small for any verdict.
func (t tally) vague() bool {
	i, ok := stats.Wilson(t.k, t.n)
	return !ok || t.n < smallestGroup || i.Width() > vague
}

// changeOfMeans compares two mean scores by Welch's interval.
func changeOfMeans(better Better, now, before []stats.Bin) *Change {
	a, okNow := stats.MeanOf(now)
	b, okBefore := stats.MeanOf(before)
	if !okNow || !okBefore {
		return nil
	}
	if a.N < smallestGroup || b.N < smallestGroup {
		return &Change{Verdict: VerdictFew}
	}
	d, ok := stats.Welch(a, b)
	if !ok {
		return nil
	}
	c := &Change{Verdict: VerdictNoChange, Difference: d.Estimate, Low: &d.Low, High: &d.High, seen: !d.Contains(0)}
	if c.seen && math.Abs(d.Estimate) >= relevantScore {
		c.Verdict = direction(better, d.Estimate)
	}
	return c
}

// changeOfEvents compares two counts by the exact ratio of their rates per day. Counts have no better direction without the
// volume behind them, so the verdict is different or no change visible. The events count as independent.
func changeOfEvents(now int64, daysNow float64, before int64, daysBefore float64) *Change {
	r, ok := stats.RateRatio(now, daysNow, before, daysBefore)
	if !ok {
		return nil
	}
	c := &Change{
		Verdict:    VerdictNoChange,
		Difference: float64(now - before),
		Ratio:      r.Value, RatioLow: &r.Low, RatioHigh: r.High,
		seen: r.Excludes(1),
	}
	relevant := r.Value == nil || *r.Value >= relevantRatio || *r.Value <= 1/relevantRatio
	if c.seen && relevant {
		c.Verdict = VerdictDifferent
	}
	return c
}

// changeOfLevels compares two medians or other quantiles: they differ only if their intervals have no point in common, which is
// stricter than an interval of the difference would be. A change that is sure and small is no change. Without both values there is
// no verdict.
func changeOfLevels(m *Measure, now, before Cell) *Change {
	if now.Value == nil || before.Value == nil {
		return nil
	}
	above := now.Low != nil && before.High != nil && *now.Low > *before.High
	below := before.Low != nil && now.High != nil && *before.Low > *now.High
	c := &Change{Verdict: VerdictNoChange, Difference: *now.Value - *before.Value, seen: above || below}
	least := relevantDays
	if m.Unit == UnitMinutes {
		least = relevantMinutes
	}
	if c.seen && math.Abs(c.Difference) >= max(least, relevantLevel**before.Value) {
		c.Verdict = direction(m.Better, c.Difference)
	}
	return c
}

// direction is the verdict on a change that is there.
func direction(better Better, difference float64) Verdict {
	switch {
	case better == BetterNeither:
		return VerdictDifferent
	case (difference > 0) == (better == BetterUp):
		return VerdictBetter
	default:
		return VerdictWorse
	}
}

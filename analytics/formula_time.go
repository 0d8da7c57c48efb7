package analytics

import "harta/analytics/stats"

// waiting is a quantile of the waiting time by Kaplan-Meier: open items count for as long as they have waited, items that left
// without being finished until they left.
type waiting struct{ p float64 }

func (f waiting) cell(g, _ *group) Cell {
	curve := g.waiting()
	if curve.N == 0 {
		return Cell{State: StateNone}
	}
	q := curve.Quantile(f.p)
	if q.Value == nil {
		return Cell{State: StateBeyond, Low: q.Low, N: curve.N}
	}
	return Cell{State: StateOK, Value: q.Value, Low: q.Low, High: q.High, N: curve.N}
}

func (f waiting) change(m *Measure, now, before side) *Change {
	return changeOfLevels(m, m.figure(now.group, now.total), m.figure(before.group, before.total))
}

// clocked is the number of items behind the durations.
type clocked struct{}

func (clocked) cell(g, _ *group) Cell {
	if g.empty {
		return Cell{State: StateNone}
	}
	n := g.clocked()
	return known(float64(n), n)
}

func (clocked) change(*Measure, side, side) *Change { return nil }

// median is the middle length of what has ended, in units of so many minutes, with its interval by order statistics. Over items of
// which some are still open it does not say how long people wait: those are not in it.
type median struct{ unit float64 }

func (f median) cell(g, _ *group) Cell {
	closings := g.closings(f.unit)
	middle, ok := stats.Percentile(closings, 0.5)
	if !ok {
		return Cell{State: StateNone}
	}
	var n int64
	for _, b := range closings {
		n += b.Count
	}
	c := known(middle, n)
	if i, ok := stats.MedianInterval(closings); ok {
		c.Low, c.High = &i.Low, &i.High
	}
	return c
}

func (median) change(m *Measure, now, before side) *Change {
	return changeOfLevels(m, m.figure(now.group, now.total), m.figure(before.group, before.total))
}

// sum is what a number of items took together, in the unit of the column.
type sum struct{ column, of string }

func (f sum) cell(g, _ *group) Cell {
	if g.empty {
		return Cell{State: StateNone}
	}
	return known(float64(g.counts[f.column]), g.counts[f.of])
}

func (sum) change(*Measure, side, side) *Change { return nil }

// oldest is how long the oldest open item has been waiting.
type oldest struct{ of string }

func (f oldest) cell(g, _ *group) Cell {
	n := g.counts[f.of]
	if n == 0 {
		return Cell{State: StateNone}
	}
	return known(float64(g.counts["oldest_minutes"])/minutesPerDay, n)
}

func (oldest) change(*Measure, side, side) *Change { return nil }

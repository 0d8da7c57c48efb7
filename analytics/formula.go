package analytics

import "harta/analytics/stats"

// formula turns what a query counted into a figure, and two of them into a change. A formula that has no verdict on a change
// returns nil.
type formula interface {
	cell(g, total *group) Cell
	change(m *Measure, now, before side) *Change
}

// side is one of the two periods of a comparison: a group and the total it belongs to.
type side struct {
	group, total *group
}

// figure computes a measure's cell and hides what a small group must not tell.
func (m *Measure) figure(g, total *group) Cell {
	c := m.formula.cell(g, total)
	if m.Unit == UnitCount && m.Of != "" && c.Value != nil {
		// What a group answered has the size of the group as its n.
		if c.N = g.counts[m.Of]; c.N == 0 {
			return Cell{State: StateNone}
		}
	}
	hideable := c.State == StateOK || c.State == StateOpen || c.State == StateBeyond && c.N > 0
	if hideable && c.N < m.Smallest {
		return Cell{State: StateFew, N: c.N}
	}
	return c
}

// counted is a plain count of a column.
type counted struct {
	column string
	flow   bool // events of a period, which two periods may be compared by
}

// count is a number of items: a state at the cut-off or a part of a whole. It is shown without a verdict on its change.
func count(column string) formula { return counted{column: column} }

// events is a number of things that happened in the period.
func events(column string) formula { return counted{column: column, flow: true} }

func (f counted) cell(g, _ *group) Cell {
	if g.empty {
		return Cell{State: StateNone}
	}
	n := g.counts[f.column]
	return known(float64(n), n)
}

func (f counted) change(m *Measure, now, before side) *Change {
	if !f.flow || now.group.empty || before.group.empty {
		return nil
	}
	return changeOfEvents(now.group.counts[f.column], now.group.days, before.group.counts[f.column], before.group.days)
}

// proportion is a share of one column in another, with its Wilson interval.
type proportion struct {
	part, of string
	// waiting, when set, is the column of items that may still come into either: while there are any, the share is not final.
	waiting string
}

// share is a share that new facts alone can change.
func share(part, of string) formula { return proportion{part: part, of: of} }

// pending is a share among the items already decided, not final while others are waiting.
func pending(part, decided, waiting string) formula {
	return proportion{part: part, of: decided, waiting: waiting}
}

func (f proportion) cell(g, _ *group) Cell {
	k, n := g.counts[f.part], g.counts[f.of]
	c, ok := shareCell(k, n)
	if !ok {
		return f.undecided(g)
	}
	if f.waiting != "" && g.counts[f.waiting] > 0 {
		c.State = StateOpen
	}
	return c
}

// undecided is the cell of a share that does not exist: for want of items, of decided ones, or of any that could be decided.
func (f proportion) undecided(g *group) Cell {
	switch {
	case g.empty || f.waiting == "" || g.none():
		return Cell{State: StateNone}
	case g.counts[f.waiting] > 0:
		return Cell{State: StateBeyond}
	}
	return Cell{State: StateUnknown}
}

func (f proportion) change(m *Measure, now, before side) *Change {
	return changeOfShares(m.Better, f.tally(now.group), f.tally(before.group))
}

// tally reads the share's counts from a group.
func (f proportion) tally(g *group) tally {
	t := tally{k: g.counts[f.part], n: g.counts[f.of]}
	if f.waiting != "" {
		t.waiting = g.counts[f.waiting]
	}
	return t
}

// portion is a group's share in the total.
type portion struct{ column string }

// part is how much of the whole falls to the group.
func part(column string) formula { return portion{column} }

func (f portion) cell(g, total *group) Cell {
	c, ok := shareCell(g.counts[f.column], total.counts[f.column])
	if !ok {
		return Cell{State: StateNone}
	}
	if g == total {
		c.Low, c.High = nil, nil // the whole is the whole
	}
	return c
}

func (f portion) change(m *Measure, now, before side) *Change {
	if now.group == now.total {
		return nil
	}
	of := func(s side) tally { return tally{k: s.group.counts[f.column], n: s.total.counts[f.column]} }
	return changeOfShares(m.Better, of(now), of(before))
}

// portionCount is how many of the total are the group's.
type portionCount struct{ column string }

// among is a group's number in the total: what hides a small group is how many were asked, not how many said so.
func among(column string) formula { return portionCount{column} }

func (f portionCount) cell(g, total *group) Cell {
	n := total.counts[f.column]
	if n == 0 {
		return Cell{State: StateNone}
	}
	return known(float64(g.counts[f.column]), n)
}

func (portionCount) change(*Measure, side, side) *Change { return nil }

// runningPortion is the share in the total of the group and of all larger ones.
type runningPortion struct{ column string }

// running is the line of a Pareto chart.
func running(column string) formula { return runningPortion{column} }

func (f runningPortion) cell(g, total *group) Cell {
	n := total.counts[f.column]
	if n == 0 {
		return Cell{State: StateNone}
	}
	k := g.running
	if g == total {
		k = n
	}
	return known(float64(k)/float64(n), n)
}

func (runningPortion) change(*Measure, side, side) *Change { return nil }

// bound is one end of what a share can still become: parts of all items that have a deadline.
type bound struct {
	of    string
	parts []string
}

func (f bound) cell(g, _ *group) Cell {
	n := g.counts[f.of]
	if n == 0 && !g.empty {
		return Cell{State: StateUnknown}
	}
	if n == 0 {
		return Cell{State: StateNone}
	}
	var k int64
	for _, p := range f.parts {
		k += g.counts[p]
	}
	return known(float64(k)/float64(n), n)
}

func (bound) change(*Measure, side, side) *Change { return nil }

// mean is the mean score with its t interval.
type mean struct{}

func (mean) cell(g, _ *group) Cell {
	m, ok := stats.MeanOf(g.scores())
	if !ok {
		return Cell{State: StateNone}
	}
	c := known(m.Mean, m.N)
	if m.Interval != nil {
		c.Low, c.High = &m.Interval.Low, &m.Interval.High
	}
	return c
}

func (mean) change(m *Measure, now, before side) *Change {
	return changeOfMeans(m.Better, now.group.scores(), before.group.scores())
}

// known is a cell with a value and nothing doubtful about it.
func known(value float64, n int64) Cell {
	return Cell{State: StateOK, Value: &value, N: n}
}

// shareCell is k in n with its Wilson interval.
func shareCell(k, n int64) (Cell, bool) {
	i, ok := stats.Wilson(k, n)
	if !ok {
		return Cell{}, false
	}
	c := known(float64(k)/float64(n), n)
	c.Low, c.High = &i.Low, &i.High
	return c, true
}

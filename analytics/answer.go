package analytics

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// answer puts what was counted into the rows of a table.
type answer struct {
	report      *Report
	columns     []Column
	headline    *Measure
	now, before *groups // before is nil without a comparison
}

// scores are the rows of a distribution, also those that nobody chose.
var scores = []string{"1", "2", "3", "4", "5"}

// put fills the total and the rows of the table.
func (a *answer) put(t *Table, w window) {
	a.now.settle(w, a.report.Fact)
	if a.before != nil {
		a.before.settle(*w.before, a.report.Fact)
	}
	t.Total = a.row(a.now.total, a.beforeTotal())
	t.Total.Unfinished = t.Total.Unfinished || w.running("")
	t.Rows = []Row{}
	if a.report.Dimension == "total" {
		return
	}
	keys := a.keys(w)
	shown, earlier := make([]*group, len(keys)), make([]*group, len(keys))
	for i, key := range keys {
		shown[i], earlier[i] = a.group(key, w), a.groupBefore(key, w)
	}
	if a.report.View == ViewPareto {
		a.accumulate(shown)
		if a.before != nil {
			a.accumulate(earlier)
		}
	}
	for i, g := range shown {
		row := a.row(g, earlier[i])
		if a.report.Dimension == "month" {
			row.Unfinished = row.Unfinished || w.running(g.key)
		}
		t.Rows = append(t.Rows, row)
	}
}

// keys are the rows in their order: months and scores without holes in their own order, other groups by falling size. A group
// that only the comparison period has is a row too, because vanishing is a change.
func (a *answer) keys(w window) []string {
	switch a.report.Dimension {
	case "month":
		return w.months()
	case "score":
		return scores
	}
	all := maps.Clone(a.now.byKey)
	if a.before != nil {
		for key, g := range a.before.byKey {
			if _, ok := all[key]; !ok && !a.report.Backlog {
				all[key] = g
			}
		}
	}
	if a.report.Dimension == "hour" {
		return slices.Sorted(maps.Keys(all))
	}
	if a.report.Dimension == "reason" {
		maps.DeleteFunc(all, func(key string, _ *group) bool { return !a.chosen(key) })
	}
	size := func(key string) int64 {
		if g, ok := a.now.byKey[key]; ok {
			if f, ok := a.headline.formula.(portion); ok {
				return g.counts[f.column]
			}
			return a.headline.formula.cell(g, a.now.total).N
		}
		return -1
	}
	return slices.SortedFunc(maps.Keys(all), func(x, y string) int {
		return cmp.Or(cmp.Compare(size(y), size(x)), strings.Compare(x, y))
	})
}

// chosen says whether anybody of whom the headline speaks chose a reason, now or before: each face has its own, and those of the
// others are no rows.
func (a *answer) chosen(key string) bool {
	f, ok := a.headline.formula.(portion)
	for _, gs := range []*groups{a.now, a.before} {
		if gs == nil {
			continue
		}
		if g, held := gs.byKey[key]; held && (!ok || g.counts[f.column] > 0) {
			return true
		}
	}
	return false
}

// group finds what was counted for a row. Where nothing was, complaints and consultations are none from the first one on; for answers
// and records it is more likely that the data are missing.
func (a *answer) group(key string, w window) *group {
	g, ok := a.now.byKey[key]
	if !ok {
		g = &group{key: key, counts: map[string]int64{}, empty: a.empty(key, w)}
	}
	g.days = a.days(key, w)
	return g
}

// groupBefore finds what was counted for the row's group in the comparison period; nil without one.
func (a *answer) groupBefore(key string, w window) *group {
	if a.before == nil {
		return nil
	}
	if a.report.Dimension == "month" {
		var ok bool
		if key, ok = w.monthBefore(key); !ok {
			return nil
		}
	}
	g, ok := a.before.byKey[key]
	if !ok {
		g = &group{key: key, counts: map[string]int64{}, empty: a.empty(key, *w.before)}
	}
	g.days = a.days(key, *w.before)
	return g
}

// empty says whether a group without facts is a gap rather than a zero.
func (a *answer) empty(key string, w window) bool {
	switch {
	case a.report.Dimension == "score" && a.now.total.counts[a.report.Fact.people()] > 0:
		return false
	case !a.report.Fact.events():
		return true
	case a.report.Dimension == "month":
		return !w.begun(key)
	}
	return !w.begun("")
}

// days is the exposure of a row.
func (a *answer) days(key string, w window) float64 {
	if a.report.Dimension == "month" {
		return w.days(key)
	}
	return w.days("")
}

// accumulate gives each group the running count of the headline over it and all larger ones of its own period.
func (a *answer) accumulate(groups []*group) {
	var sum int64
	size := func(g *group) int64 { return g.counts[a.report.Headline] }
	for _, g := range slices.SortedFunc(slices.Values(groups), func(x, y *group) int {
		return cmp.Or(cmp.Compare(size(y), size(x)), strings.Compare(x.key, y.key))
	}) {
		sum += size(g)
		g.running = sum
	}
}

func (a *answer) beforeTotal() *group {
	if a.before == nil {
		return nil
	}
	return a.before.total
}

// row computes the cells of a group, those of the period before and the change of the headline.
func (a *answer) row(now, before *group) Row {
	row := Row{Key: now.key, Unfinished: a.unfinished(now), Cells: a.cells(side{now, a.now.total})}
	if before == nil {
		return row
	}
	row.Before = a.cells(side{before, a.before.total})
	row.Change = a.headline.formula.change(a.headline, side{now, a.now.total}, side{before, a.before.total})
	return row
}

// cells are the figures of a group. How often a score was chosen is what people answered: it stays hidden while all of them together
// are fewer than a group that may be shown.
func (a *answer) cells(s side) []Cell {
	cells := make([]Cell, len(a.columns))
	all := s.total.counts[a.report.Fact.people()]
	for i, c := range a.columns {
		cells[i] = c.Measure.figure(s.group, s.total)
		if a.report.Dimension == "score" && s.group != s.total && cells[i].Value != nil && all < smallestGroup {
			cells[i] = Cell{State: StateFew, N: all}
		}
	}
	return cells
}

// unfinished says that some of the group's items may still turn late and so change the headline. How many items there were is
// known at once, whatever becomes of them.
func (a *answer) unfinished(g *group) bool {
	return a.headline.Unit != UnitCount && (g.counts["open_in_time"] > 0 || g.counts["case_waiting"] > 0)
}

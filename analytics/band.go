package analytics

import (
	"context"

	"harta/analytics/stats"
	"harta/internal/charter"
)

// bandMonths is how far back the normal range of a trend looks, also when fewer months are shown.
const bandMonths = 24

// normal gives the normal range of a month; false: it has none.
type normal func(*group) (Band, bool)

// band adds the normal range to the months of a trend: of a share by how many answered in the month, of a count or a median alike for
// all. It is computed from the finished months of two years up to the period's end, or of the whole period when that is longer; a
// month that is still running, or whose items are, has limits but no part in them: it is a gap. A month of which the period shows only
// a part has the limits of a share by the part's own n; of counts and medians it has none, because theirs are of whole months.
func (r *Reporter) band(ctx context.Context, t *Table, w window, shown answer) error {
	period := w
	if t.Report.View != ViewTrend || t.Report.Dimension != "month" || !ranged(t.headline().formula) {
		return nil
	}
	if start := charter.NewDate(w.to.Year, w.to.Month, 1).AddMonths(1 - bandMonths); start.Before(w.from) {
		w.from = start
	}
	counted, err := r.facts.count(ctx, t.Report, w)
	if err != nil {
		return err
	}
	history := answer{report: t.Report, columns: t.Columns, headline: t.headline(), now: counted}
	of, ok := history.normal(w)
	if !ok {
		return nil
	}
	_, share := t.headline().formula.(proportion)
	for i := range t.Rows {
		month := t.Rows[i].Key
		if !share && !period.whole(month) && !period.running(month) {
			continue
		}
		if band, ok := of(shown.group(month, period)); ok {
			t.Rows[i].Normal = &band
		}
	}
	return nil
}

// ranged says whether there is a method for the normal range of a figure.
func ranged(f formula) bool {
	switch f := f.(type) {
	case proportion, waiting, median:
		return true
	case counted:
		return f.flow
	}
	return false
}

// normal chooses the method: p' for shares, whose months have their own n, XmR for counts and medians.
func (a *answer) normal(w window) (normal, bool) {
	if share, ok := a.headline.formula.(proportion); ok {
		return a.shareRange(share, w)
	}
	return a.levelRange(w)
}

// shareRange is the range by Laney's p' chart.
func (a *answer) shareRange(share proportion, w window) (normal, bool) {
	var points []stats.Tally
	for _, month := range w.months() {
		var point stats.Tally
		if g, ok := a.now.byKey[month]; ok && !w.running(month) {
			if tally := share.tally(g); tally.waiting == 0 {
				point = stats.Tally{K: tally.k, N: tally.n}
			}
		}
		points = append(points, point)
	}
	limits, ok := stats.LaneyOf(points)
	return func(g *group) (Band, bool) {
		n := share.tally(g).n
		if n == 0 {
			return Band{}, false
		}
		l := limits.Limits(n)
		return Band{Center: limits.Centre, Low: l.Low, High: l.High}, true
	}, ok
}

// levelRange is the range by an XmR chart of whole months: a month of which only a part was counted has no part in it.
func (a *answer) levelRange(w window) (normal, bool) {
	var points []*float64
	for _, month := range w.months() {
		g := a.group(month, w)
		var point *float64
		if w.whole(month) && !w.running(month) && !a.unfinished(g) {
			point = a.headline.figure(g, a.now.total).Value
		}
		points = append(points, point)
	}
	limits, ok := stats.XmROf(points)
	l := limits.Limits()
	return func(g *group) (Band, bool) {
		return Band{Center: limits.Centre, Low: l.Low, High: l.High}, !g.empty
	}, ok
}

package analytics

import (
	"context"

	"harta/analytics/stats"
	"harta/internal/charter"
)

// bandMonths is how far back the normal range of a trend looks, also when fewer months are shown.
const bandMonths = 24

// band adds the normal range to the months of a trend of a share. It is computed from the finished months of two years up to the
// period's end, or of the whole period when that is longer; a month that is still running, or whose items are, has limits but no
// part in them: it is a gap.
func (r *Reporter) band(ctx context.Context, t *Table, w window) error {
	share, ok := t.headline().formula.(proportion)
	if !ok || t.Report.View != ViewTrend || t.Report.Dimension != "month" {
		return nil
	}
	if start := charter.NewDate(w.to.Year, w.to.Month, 1).AddMonths(1 - bandMonths); start.Before(w.from) {
		w.from = start
	}
	history, err := r.facts.count(ctx, t.Report, w)
	if err != nil {
		return err
	}
	var points []stats.Tally
	for _, month := range w.months() {
		var point stats.Tally
		if g, ok := history.byKey[month]; ok && !w.running(month) {
			if tally := share.tally(g); tally.waiting == 0 {
				point = stats.Tally{K: tally.k, N: tally.n}
			}
		}
		points = append(points, point)
	}
	limits, ok := stats.LaneyOf(points)
	if !ok {
		return nil
	}
	for i := range t.Rows {
		if g, ok := history.byKey[t.Rows[i].Key]; ok && share.tally(g).n > 0 {
			l := limits.Limits(share.tally(g).n)
			t.Rows[i].Normal = &Band{Center: limits.Centre, Low: l.Low, High: l.High}
		}
	}
	return nil
}

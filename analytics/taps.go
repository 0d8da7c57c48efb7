package analytics

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Taps are how many people answered at one kiosk or place on one day.
type Taps struct {
	Counted  int64 // whose answers count
	Excluded int64 // whose answers are kept and do not count
}

// TapsToday counts today's answers by the id of the kiosk or place. One without any is missing.
func (r *Reporter) TapsToday(ctx context.Context) (map[string]Taps, error) {
	today := r.charter.Calendar.CivilDay(r.clock())
	taps := map[string]Taps{}
	err := r.facts.each(ctx, "answers_by_kiosk", []any{clickhouse.Named("day", today.String())}, func(rows driver.Rows) error {
		var screen string
		var counted, excluded uint64
		if err := rows.Scan(&screen, &counted, &excluded); err != nil {
			return err
		}
		taps[screen] = Taps{Counted: int64(counted), Excluded: int64(excluded)}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("analytics: today's taps: %w", err)
	}
	return taps, nil
}

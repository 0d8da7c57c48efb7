package analytics

import (
	"context"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// clockDays is how far back kiosks with wrong clocks are looked for.
const clockDays = 30

// Quality counts what is wrong with the data.
type Quality struct {
	NoDeadline uint64 // records without a deadline
	Undated    uint64 // records that are closed without a date
	Unmapped   uint64 // records of services that are in no catalogue
	Clocks     uint64 // kiosks whose clock was wrong in the last 30 days
}

// WrongClock is a kiosk whose clock was wrong in the last 30 days.
type WrongClock struct {
	Kiosk   string // its id
	Answers uint64 // whose moment was put right, or is that of their receipt
	Latest  time.Time
}

// WrongClocks lists the kiosks whose clock was wrong in the last 30 days, those with most answers first.
func (r *Reporter) WrongClocks(ctx context.Context) (list []WrongClock, err error) {
	since := r.clock().AddDate(0, 0, -clockDays).Format(time.DateOnly)
	err = r.facts.each(ctx, "quality_clocks", []any{clickhouse.Named("since", since)}, func(rows driver.Rows) error {
		var c WrongClock
		err := rows.Scan(&c.Kiosk, &c.Answers, &c.Latest)
		list = append(list, c)
		return err
	})
	return list, err
}

// Quality counts what is wrong with the data now.
func (r *Reporter) Quality(ctx context.Context) (q Quality, err error) {
	since := r.clock().AddDate(0, 0, -clockDays).Format(time.DateOnly)
	err = r.facts.each(ctx, "quality", []any{clickhouse.Named("since", since)}, func(rows driver.Rows) error {
		return rows.Scan(&q.NoDeadline, &q.Undated, &q.Unmapped, &q.Clocks)
	})
	return q, err
}

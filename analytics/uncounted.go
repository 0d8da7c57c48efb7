package analytics

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
)

// UncountedMost is how many rows Uncounted gives at once.
const UncountedMost = 1000

// UncountedFilter chooses among the answers that are kept and not counted.
type UncountedFilter struct {
	From, To charter.Date // civil days, both included
	Kiosks   []string     // ids of kiosks and places; none: all
	Reasons  []string     // burst, closed, spam, officer; none: all
}

// UncountedCount is how many responses of one screen and day do not count for one reason.
type UncountedCount struct {
	Day     charter.Date `json:"day"`
	Kiosk   string       `json:"kiosk"` // id of the kiosk or place; empty: an answer that came another way
	Channel string       `json:"channel"`
	Reason  string       `json:"reason"`
	N       int64        `json:"n"`
}

// UncountedAnswer is one answer that is kept and not counted.
type UncountedAnswer struct {
	Day        charter.Date `json:"day"`
	Response   uuid.UUID    `json:"response"`
	Moment     time.Time    `json:"moment"`   // when the person answered, in the municipality's time zone
	Received   time.Time    `json:"received"` // when the server got it
	Question   string       `json:"question"`
	Score      int          `json:"score"`
	Office     string       `json:"office"`
	Channel    string       `json:"channel"`
	Kiosk      string       `json:"kiosk"`
	Reason     string       `json:"reason"`
	MomentNote string       `json:"moment_note"` // why the moment is not the page's own; empty: it is
}

// UncountedCounts counts the answers that are kept and not counted: the newest day first, then by screen, channel and reason.
// Days that are none are the fault.Invalid "period_ends_before_start" on "to".
func (r *Reporter) UncountedCounts(ctx context.Context, f UncountedFilter) ([]UncountedCount, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	var counts []UncountedCount
	err := r.facts.each(ctx, "uncounted", f.arguments(), func(rows driver.Rows) error {
		var day time.Time
		var n uint64
		var c UncountedCount
		if err := rows.Scan(&day, &c.Kiosk, &c.Channel, &c.Reason, &n); err != nil {
			return err
		}
		c.Day, c.N = charter.NewDate(day.UTC().Date()), int64(n)
		counts = append(counts, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("analytics: uncounted answers: %w", err)
	}
	return counts, nil
}

// Uncounted gives n answers (at most UncountedMost) that are kept and not counted, the newest first, without the first skip ones.
// The fault is that of UncountedCounts.
func (r *Reporter) Uncounted(ctx context.Context, f UncountedFilter, skip, n int) ([]UncountedAnswer, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	n = min(max(n, 0), UncountedMost)
	args := append(f.arguments(), clickhouse.Named("limit", n), clickhouse.Named("skip", max(skip, 0)))
	var list []UncountedAnswer
	err := r.facts.each(ctx, "uncounted_rows", args, func(rows driver.Rows) error {
		var day time.Time
		var score uint8
		var a UncountedAnswer
		err := rows.Scan(&day, &a.Response, &a.Moment, &a.Received, &a.Question, &score, &a.Office, &a.Channel, &a.Kiosk, &a.Reason, &a.MomentNote)
		if err != nil {
			return err
		}
		a.Day, a.Score = charter.NewDate(day.UTC().Date()), int(score)
		a.Moment, a.Received = a.Moment.In(r.charter.Location()), a.Received.In(r.charter.Location())
		list = append(list, a)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("analytics: uncounted answers: %w", err)
	}
	return list, nil
}

func (f UncountedFilter) check() error {
	if f.From.IsZero() || f.To.Before(f.From) {
		return fault.Invalid("to", "period_ends_before_start", fault.Params{"from": f.From.String(), "to": f.To.String()})
	}
	return nil
}

func (f UncountedFilter) arguments() []any {
	return []any{
		clickhouse.Named("from", f.From.String()), clickhouse.Named("to", f.To.String()),
		clickhouse.Named("kiosks", list(f.Kiosks)), clickhouse.Named("reasons", list(f.Reasons)),
	}
}

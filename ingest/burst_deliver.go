package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/uuid"

	"harta/internal/store"
)

// deliverAnswers delivers responses and judges, by what is held and by the batch itself, which taps are part of a burst: those
// of the batch arrive so, those held already get a new version first. Coming to the same end when repeated, since the rule
// looks at moments alone.
func (l *Loader) deliverAnswers(ctx context.Context, items []waitingItem) (done settled, err error) {
	batch := make([]arriving, 0, len(items))
	for _, it := range items {
		a := arriving{item: it}
		if a.day, err = a.read(); err != nil {
			l.log.Error("an accepted item cannot be read and is kept apart", "kind", it.Kind, "id", it.ID, "err", err)
			done.refused = append(done.refused, rejected{seq: it.Seq, reason: err.Error()})
			continue
		}
		batch = append(batch, a)
	}
	if err := l.judge(ctx, batch); err != nil {
		return done, err
	}
	parcels := make([]parcel, 0, len(batch))
	for _, a := range batch {
		rows, err := a.answered.rows(a.day)
		if err != nil {
			l.log.Error("an accepted item cannot be read and is kept apart", "kind", a.item.Kind, "id", a.item.ID, "err", err)
			done.refused = append(done.refused, rejected{seq: a.item.Seq, reason: err.Error()})
			continue
		}
		// The token tells the verdict too: with another one these are other rows, which an old token must not swallow.
		body := string(a.item.Payload) + a.Reason
		parcels = append(parcels, parcel{seq: a.item.Seq, id: a.item.ID, body: body, rows: rows})
	}
	err = l.deliver(ctx, insertAnswers, parcels, &done)
	return done, err
}

// arriving is a response on its way into the table.
type arriving struct {
	item waitingItem
	answered
	day time.Time
}

// read decodes the item and gives its civil day.
func (a *arriving) read() (time.Time, error) {
	if err := a.answered.decode(a.item.Payload); err != nil {
		return time.Time{}, fmt.Errorf("decode response: %w", err)
	}
	day, err := time.Parse(time.DateOnly, a.Day)
	if err != nil {
		return time.Time{}, fmt.Errorf("decode response: %w", err)
	}
	return day, nil
}

// screen is what the judgement needs of one kiosk: the taps that arrive, and the rule. Where the rule of a kiosk has changed, the
// latest one that arrives judges; a change is for taps from then on.
type screen struct {
	rule BurstRule
	taps []tapAt
}

// judge marks the arriving taps that are part of a burst, and writes those held already that have become so. Taps whose moment is not
// known take no part: those of a day with a wrong clock all have the moment at which they arrived.
func (l *Loader) judge(ctx context.Context, batch []arriving) error {
	screens := make(map[string]*screen)
	var from, to time.Time
	for _, a := range batch {
		if a.Burst == nil || momentUnknown(a.MomentNote) {
			continue
		}
		s := screens[a.Kiosk]
		if s == nil {
			s = &screen{}
			screens[a.Kiosk] = s
		}
		s.rule = a.Burst.orDefault()
		s.taps = append(s.taps, tapAt{a.ID, a.Moment})
		if first := a.Moment.Add(-s.rule.Window); from.IsZero() || first.Before(from) {
			from = first
		}
		if last := a.Moment.Add(s.rule.Window); last.After(to) {
			to = last
		}
	}
	if len(screens) == 0 {
		return nil
	}
	held, err := l.tapsNear(ctx, slices.Sorted(maps.Keys(screens)), from, to)
	if err != nil {
		return err
	}
	burst := make(map[uuid.UUID]bool)
	for kiosk, s := range screens {
		maps.Copy(burst, s.rule.bursts(append(s.taps, held[kiosk]...)))
	}
	for i := range batch {
		if a := &batch[i]; burst[a.ID] {
			delete(burst, a.ID)
			if a.Counted {
				a.Counted, a.Reason, a.answered.Version = false, ReasonBurst, arrivalVersion+burstStep
			}
		}
	}
	return l.uncount(ctx, slices.Collect(maps.Keys(burst)), days{}.around(from).around(to))
}

// tapsNear gives the taps held of some kiosks between two moments.
func (l *Loader) tapsNear(ctx context.Context, kiosks []string, from, to time.Time) (map[string][]tapAt, error) {
	ctx, cancel := context.WithTimeout(ctx, store.WriteWithin)
	defer cancel()
	args := append(days{}.around(from).around(to).args(), clickhouse.Named("kiosks", kiosks),
		clickhouse.DateNamed("from", from.UTC(), clickhouse.MilliSeconds), clickhouse.DateNamed("to", to.UTC(), clickhouse.MilliSeconds))
	rows, err := l.ch.Insert.Query(ctx, query("taps_near"), args...)
	if err != nil {
		return nil, fmt.Errorf("read taps: %w", err)
	}
	defer rows.Close()
	near := make(map[string][]tapAt)
	for rows.Next() {
		var kiosk string
		var t tapAt
		if err := rows.Scan(&kiosk, &t.id, &t.moment); err != nil {
			return nil, fmt.Errorf("read taps: %w", err)
		}
		near[kiosk] = append(near[kiosk], t)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read taps: %w", err)
	}
	return near, nil
}

// uncount gives a new version to held taps that have become part of a burst. What does not count already stays as it is, and so
// does what an officer decided.
func (l *Loader) uncount(ctx context.Context, ids []uuid.UUID, within days) error {
	held, err := wholeAnswers(ctx, l.ch.Insert, ids, within)
	if err != nil {
		return err
	}
	held = slices.DeleteFunc(held, func(a heldAnswer) bool { return !a.counted || a.version > automaticMost })
	for i := range held {
		held[i].version += burstStep
		held[i].counted, held[i].reason = false, ReasonBurst
	}
	return insertHeld(ctx, l.ch, held)
}

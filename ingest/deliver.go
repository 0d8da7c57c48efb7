package ingest

import (
	"context"
	"errors"
	"strconv"
)

// parcel is one deliverable thing: the rows it becomes and where it came from.
type parcel struct {
	seq  int64
	id   string
	body string // what the token is made of
	rows [][]any
	item *Item // given whole when it is not in the spool
}

// settled is the result of a delivery: each parcel is in one of the lists, or in none when the delivery stopped before it.
type settled struct {
	delivered []int64
	refused   []rejected
}

func (s settled) count() int { return len(s.delivered) + len(s.refused) }

// deliverSpool delivers one batch of a kind and settles it in the spool.
func (l *Loader) deliverSpool(ctx context.Context, f fact) (int, error) {
	items, err := l.spool.next(ctx, f.kind, batchItems, batchBytes)
	if err != nil || len(items) == 0 {
		return 0, err
	}
	deliver := f.deliver
	if deliver == nil {
		deliver = func(ctx context.Context, items []waitingItem) (settled, error) { return l.deliverRows(ctx, f, items) }
	}
	done, err := deliver(ctx, items)
	// What the server confirmed is settled even when the delivery stopped half way, and even when ctx has ended meanwhile.
	return done.count(), errors.Join(err, l.spool.settle(context.WithoutCancel(ctx), done.delivered, done.refused))
}

// deliverRows is the delivery of a fact whose items become rows of one table.
func (l *Loader) deliverRows(ctx context.Context, f fact, items []waitingItem) (done settled, err error) {
	parcels := make([]parcel, 0, len(items))
	for _, it := range items {
		rows, err := f.rows(it.Payload)
		if err != nil {
			l.log.Error("an accepted item cannot be read and is kept apart", "kind", it.Kind, "id", it.ID, "err", err)
			done.refused = append(done.refused, rejected{seq: it.Seq, reason: err.Error()})
			continue
		}
		parcels = append(parcels, parcel{seq: it.Seq, id: it.ID, body: string(it.Payload), rows: rows})
	}
	err = l.deliver(ctx, f.insert, parcels, &done)
	return done, err
}

// deliver inserts parcels in one batch. A batch refused for its content is halved until the parcel at fault is alone. An error
// is one of transport or of the server's state: the parcels not in done wait for the next attempt.
func (l *Loader) deliver(ctx context.Context, statement string, parcels []parcel, done *settled) error {
	if len(parcels) == 0 {
		return nil
	}
	tok := newToken(statement)
	var rows [][]any
	for _, p := range parcels {
		tok.add(strconv.FormatInt(p.seq, 10), p.id, p.body)
		rows = append(rows, p.rows...)
	}
	err := insertBatch(ctx, l.ch.Insert, statement, tok.String(), rows)
	switch {
	case err == nil:
		for _, p := range parcels {
			done.delivered = append(done.delivered, p.seq)
		}
		return nil
	case !refusedForContent(err):
		return err
	case len(parcels) == 1:
		l.log.Error("ClickHouse refuses an item for its content; it is kept apart", "id", parcels[0].id, "err", err)
		done.refused = append(done.refused, rejected{seq: parcels[0].seq, item: parcels[0].item, reason: err.Error()})
		return nil
	}
	half := len(parcels) / 2
	if err := l.deliver(ctx, statement, parcels[:half], done); err != nil {
		return err
	}
	return l.deliver(ctx, statement, parcels[half:], done)
}

package ingest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"
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
	items, err := l.spool.next(ctx, f.kind, batchItems, cmp.Or(f.most, batchBytes))
	if err != nil || len(items) == 0 {
		return 0, err
	}
	deliver := f.deliver
	if deliver == nil {
		deliver = func(ctx context.Context, items []waitingItem) (settled, error) { return l.deliverRows(ctx, f, items) }
	}
	began := time.Now()
	done, err := deliver(ctx, items)
	l.meter.Delivered(f.kind, len(done.delivered), len(done.refused), time.Since(began), err)
	// What the server confirmed is settled even when the delivery stopped half way, and even when ctx has ended meanwhile.
	return done.count(), errors.Join(err, l.spool.settle(context.WithoutCancel(ctx), items, done))
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

// maxSuspects is how many parcels in a row may be refused alone, for a reason that does not name the rows, before it is
// believed that the server takes nothing at all.
const maxSuspects = 8

// deliver inserts parcels in one batch. A batch refused for its content is halved until the parcel at fault is alone. An error
// is one of transport or of the server's state: the parcels not in done wait for the next attempt.
func (l *Loader) deliver(ctx context.Context, statement string, parcels []parcel, done *settled) error {
	if len(parcels) == 0 {
		return nil
	}
	a := &attempt{loader: l, statement: statement, done: done}
	if err := a.send(ctx, parcels); err != nil {
		return err
	}
	return a.judge()
}

// attempt is one try to deliver a batch, and what it has taught about the server so far.
type attempt struct {
	loader    *Loader
	statement string
	done      *settled
	taken     bool      // the server took some of the batch
	inRow     int       // suspects since it last did
	suspects  []suspect // refused alone, for a reason that may be theirs or the server's
}

type suspect struct {
	parcel parcel
	err    error
}

// send inserts parcels, in halves where the whole is refused.
func (a *attempt) send(ctx context.Context, parcels []parcel) error {
	err := a.insert(ctx, parcels)
	switch {
	case err == nil:
		a.taken, a.inRow = true, 0
		for _, p := range parcels {
			a.done.delivered = append(a.done.delivered, p.seq)
		}
		return nil
	case !refusedForContent(err) && passing(err):
		return err
	case len(parcels) > 1:
		half := len(parcels) / 2
		if err := a.send(ctx, parcels[:half]); err != nil {
			return err
		}
		return a.send(ctx, parcels[half:])
	case refusedForContent(err):
		a.refuse(suspect{parcels[0], err})
		return nil
	}
	a.suspects = append(a.suspects, suspect{parcels[0], err})
	if a.inRow++; a.inRow >= maxSuspects {
		return err
	}
	return nil
}

func (a *attempt) insert(ctx context.Context, parcels []parcel) error {
	tok := newToken(a.statement)
	rows := make([][]any, 0, len(parcels))
	for _, p := range parcels {
		tok.add(strconv.FormatInt(p.seq, 10), p.id, p.body)
		rows = append(rows, p.rows...)
	}
	return insertBatch(ctx, a.loader.ch, a.statement, tok.String(), rows)
}

// judge decides on the suspects. A parcel that the server refuses alone while it takes the parcels around it is refused for
// what it is, whatever the server's words; where it took nothing, the reason may be the server's, and nothing is given up.
func (a *attempt) judge() error {
	if len(a.suspects) == 0 {
		return nil
	}
	if !a.taken {
		return a.suspects[0].err
	}
	for _, s := range a.suspects {
		a.refuse(s)
	}
	return nil
}

func (a *attempt) refuse(s suspect) {
	a.loader.log.Error("ClickHouse refuses an item; it is kept apart", "id", s.parcel.id, "err", s.err)
	a.done.refused = append(a.done.refused, rejected{seq: s.parcel.seq, item: s.parcel.item, reason: s.err.Error()})
}

// seqs are the sequence numbers of everything that is settled.
func (s settled) seqs() []int64 {
	seqs := slices.Clone(s.delivered)
	for _, r := range s.refused {
		seqs = append(seqs, r.seq)
	}
	return seqs
}

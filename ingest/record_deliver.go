package ingest

import (
	"context"
	"fmt"

	"github.com/google/uuid"
)

// deliverAtOnce is how many records of the spool are decided on together. To look them up costs ClickHouse about the same for one as
// for thousands.
const deliverAtOnce = 24_000

// deliver brings records from the spool into ClickHouse, some thousands at a time. Repeating it is harmless: what is held by then
// is found unchanged.
func (d *Records) deliver(ctx context.Context, items []waitingItem) (done settled, err error) {
	spelt := spellings{}
	for len(items) > 0 {
		var batch []*sentRecord
		n := 0
		var unreadable []rejected
		for ; n < len(items) && len(batch) < deliverAtOnce; n++ {
			list, err := readSent(items[n].Payload, spelt)
			if err != nil {
				d.log.Error("accepted records cannot be read and are kept apart", "id", items[n].ID, "err", err)
				unreadable = append(unreadable, rejected{seq: items[n].Seq, reason: err.Error()})
				continue
			}
			batch = append(batch, list...)
		}
		var refused []rejected
		if err := d.write(ctx, batch, &refused); err != nil {
			return done, err
		}
		done.refused = append(append(done.refused, refused...), unreadable...)
		for _, it := range items[:n] {
			if !hasSeq(unreadable, it.Seq) {
				done.delivered = append(done.delivered, it.Seq)
			}
		}
		items = items[n:]
	}
	return done, nil
}

func hasSeq(list []rejected, seq int64) bool {
	for _, r := range list {
		if r.seq == seq {
			return true
		}
	}
	return false
}

// write decides on arrivals and puts them down. What ClickHouse refuses for its content is halved until the record at fault is
// alone; it goes to refused, whole, and the others go on. An error is one of transport or of the server's state.
func (d *Records) write(ctx context.Context, batch []*sentRecord, refused *[]rejected) error {
	if len(batch) == 0 {
		return nil
	}
	err := d.writeAll(ctx, batch)
	switch {
	case err == nil:
		for _, a := range batch {
			d.pending.arrived(a.id, a.Version)
		}
		return nil
	case !refusedForContent(err):
		return err
	case len(batch) == 1:
		a := batch[0]
		d.log.Error("ClickHouse refuses a record for its content; it is kept apart", "source", a.Source, "err", err)
		payload, encodeErr := appendSent(nil, a)
		if encodeErr != nil {
			return encodeErr
		}
		id := fmt.Sprintf("%s/%s/%d", a.Source, a.version.Number, a.Version)
		*refused = append(*refused, rejected{item: &Item{Kind: kindRecords, ID: id, Payload: payload}, reason: err.Error()})
		return nil
	}
	half := len(batch) / 2
	if err := d.write(ctx, batch[:half], refused); err != nil {
		return err
	}
	return d.write(ctx, batch[half:], refused)
}

// writeAll decides on arrivals in their order and puts them down through the importer's ledger. Nobody else decides meanwhile:
// two who look at the same state would both think theirs the latest.
func (d *Records) writeAll(ctx context.Context, batch []*sentRecord) error {
	d.im.deciding.Lock()
	defer d.im.deciding.Unlock()
	if !d.versions { // the first time in the life of the program
		if err := d.im.readLastVersion(ctx); err != nil {
			return err
		}
		d.versions = true
	}
	type sender struct {
		source string
		key    uuid.UUID
	}
	var order []sender
	groups := map[sender][]*sentRecord{}
	for _, a := range batch {
		s := sender{a.Source, a.Key}
		if groups[s] == nil {
			order = append(order, s)
		}
		groups[s] = append(groups[s], a)
	}
	for _, s := range order {
		l := &ledger{ch: d.im.ch, source: s.source, importID: s.key, next: d.im.nextVersion, clock: d.im.clock}
		if err := l.takeInOrder(ctx, groups[s]); err != nil {
			return err
		}
	}
	return nil
}

// takeInOrder decides on versions one after the other, each beside what the one before it left, and holds the last of each record.
func (l *ledger) takeInOrder(ctx context.Context, arrivals []*sentRecord) error {
	numbers := make([]string, len(arrivals))
	for i, a := range arrivals {
		numbers[i] = a.version.Number
	}
	state, err := l.current(ctx, numbers)
	if err != nil {
		return err
	}
	p := l.newPuts(len(arrivals))
	latest := make(map[string]*version, len(arrivals))
	for _, a := range arrivals {
		v, cur := a.version, state[a.version.Number]
		if before := latest[v.Number]; before != nil {
			cur = &held{sourceVersion: before.sourceVersion, content: before.content, importID: l.importID, day: before.day}
		}
		j := judged{version: v, verdict: decide(v, cur, true), held: cur}
		p.tell(j)
		if j.changes() {
			latest[v.Number] = v
		}
	}
	for _, a := range arrivals {
		if latest[a.version.Number] == a.version {
			p.hold(a.version, state[a.version.Number])
		}
	}
	return l.write(ctx, p.inserts())
}

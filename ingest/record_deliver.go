package ingest

import (
	"context"
	"fmt"
)

// The measures of a delivery, in bytes.
const (
	recordsRound  = 6 << 20  // of the spool's payloads, packed: read from it together
	recordsAtOnce = 4 << 20  // unpacked: understood and looked up together, some 10,000 records
	recordsPut    = 12 << 20 // unpacked: put down together
)

// deliver brings records from the spool into ClickHouse, many thousands at a time. Repeating it is harmless: what is held by then is
// found unchanged. While some are decided on and put down the next are read.
func (d *Records) deliver(ctx context.Context, items []waitingItem) (done settled, err error) {
	batches, stop := d.readAhead(ctx, items)
	defer stop()
	put := newRecordPut(d)
	defer func() { put.end() }()
	down := func() error {
		err := put.down(ctx, &done)
		if refusedForContent(err) {
			put.end()
			err = d.apart(ctx, put.batches, &done)
		}
		put.end()
		put = newRecordPut(d)
		return err
	}
	for b := range batches {
		earlier, mixed := put.meets(b)
		if earlier || mixed || put.size >= d.putBytes {
			if err := down(); err != nil {
				return done, err
			}
			_, mixed = put.meets(b)
		}
		var err error
		if !mixed {
			err = put.take(ctx, b)
		}
		if mixed || refusedForContent(err) {
			put.end()
			err = d.apart(ctx, append(put.batches, b), &done)
			put = newRecordPut(d)
		}
		if err != nil {
			return done, err
		}
	}
	if err := ctx.Err(); err != nil {
		return done, err
	}
	err = down() // before done is looked at
	return done, err
}

// apart delivers batches by themselves, so that what ClickHouse refuses is found.
func (d *Records) apart(ctx context.Context, batches []readRecords, done *settled) error {
	for _, b := range batches {
		if b.records == nil {
			b = d.read(b.items, spellings{})
		}
		var refused []rejected
		if err := d.write(ctx, b.records, &refused); err != nil {
			return err
		}
		done.refused = append(done.refused, refused...)
		b.settle(done)
	}
	return nil
}

// readRecords are records that are looked up together, and the items in which they came.
type readRecords struct {
	items      []waitingItem
	records    []*sentRecord
	unreadable []rejected
}

// settle adds the items to done.
func (b readRecords) settle(done *settled) {
	done.refused = append(done.refused, b.unreadable...)
	for _, it := range b.items {
		if !hasSeq(b.unreadable, it.Seq) {
			done.delivered = append(done.delivered, it.Seq)
		}
	}
}

func hasSeq(list []rejected, seq int64) bool {
	for _, r := range list {
		if r.seq == seq {
			return true
		}
	}
	return false
}

// readAhead reads what is looked up together, ahead of what is taken.
func (d *Records) readAhead(ctx context.Context, items []waitingItem) (batches <-chan readRecords, stop func()) {
	spelt := spellings{}
	return ahead(ctx, func(context.Context) (readRecords, bool) {
		n := 0
		for size := 0; n < len(items) && size < d.atOnce; n++ {
			size += sentSize(items[n].Payload)
		}
		b := d.read(items[:n], spelt)
		items = items[n:]
		return b, n > 0
	})
}

// read reads the records of some items. What cannot be read is kept apart.
func (d *Records) read(items []waitingItem, spelt spellings) readRecords {
	b := readRecords{items: items}
	for _, it := range items {
		list, err := readSent(it.Payload, spelt)
		if err != nil {
			d.log.Error("accepted records cannot be read and are kept apart", "id", it.ID, "err", err)
			b.unreadable = append(b.unreadable, rejected{seq: it.Seq, reason: err.Error()})
			continue
		}
		b.records = append(b.records, list...)
	}
	return b
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
	if err := d.knowVersions(ctx); err != nil {
		return err
	}
	order, groups := bySender(batch)
	for _, s := range order {
		if err := d.ledger(s).takeInOrder(ctx, groups[s]); err != nil {
			return err
		}
	}
	return nil
}

// knowVersions looks up the last version of the records, the first time in the life of the program. It is called under deciding.
func (d *Records) knowVersions(ctx context.Context) error {
	if d.versions {
		return nil
	}
	err := d.im.readLastVersion(ctx)
	d.versions = err == nil
	return err
}

func (d *Records) ledger(s sender) *ledger {
	return &ledger{ch: d.im.ch, source: s.source, importID: s.key, next: d.im.nextVersion, clock: d.im.clock}
}

// takeInOrder decides on versions and puts them down.
func (l *ledger) takeInOrder(ctx context.Context, arrivals []*sentRecord) error {
	p := l.newPuts(len(arrivals))
	if err := l.judgeInOrder(ctx, arrivals, p); err != nil {
		return err
	}
	return l.write(ctx, p.inserts())
}

// judgeInOrder decides on versions one after the other, each beside what the one before it left, and adds to p what follows: of each
// record the last is held.
func (l *ledger) judgeInOrder(ctx context.Context, arrivals []*sentRecord, p *puts) error {
	numbers := make([]string, len(arrivals))
	for i, a := range arrivals {
		numbers[i] = a.version.Number
	}
	state, err := l.current(ctx, numbers)
	if err != nil {
		return err
	}
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
	return nil
}

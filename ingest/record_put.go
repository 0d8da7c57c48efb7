package ingest

import (
	"context"

	"github.com/google/uuid"
)

// sender is who speaks for which system.
type sender struct {
	source string
	key    uuid.UUID
}

// bySender gathers records by their senders, in the order in which those came first.
func bySender(records []*sentRecord) (order []sender, groups map[sender][]*sentRecord) {
	groups = map[sender][]*sentRecord{}
	for _, a := range records {
		s := sender{a.Source, a.Key}
		if groups[s] == nil {
			order = append(order, s)
		}
		groups[s] = append(groups[s], a)
	}
	return order, groups
}

// recordPut gathers what several batches of records leave: what arrived is put down batch by batch, what is held from then on all at
// once. An insert of the latter leaves a part in every month that it touches, and to write a part costs more than a thousand rows.
// Until it is down nobody else may decide, and no later batch may speak of a record that is in it. It begins with the first batch.
type recordPut struct {
	door    *Records
	begun   bool
	batches []readRecords // without their records
	size    int           // bytes of the payloads, unpacked
	puts    map[sender]*puts
	order   []sender
	of      map[recordKey]meeting
	arrived []arrivedRecord
}

// meeting is where a record was met in a put.
type meeting struct {
	batch  int
	sender sender
}

type arrivedRecord struct {
	id      recordKey
	version int64
}

func newRecordPut(d *Records) *recordPut {
	return &recordPut{door: d, puts: map[sender]*puts{}, of: map[recordKey]meeting{}}
}

// meets says whether a batch speaks of a record that an earlier one has spoken of, and whether two senders speak of the same in it.
func (p *recordPut) meets(b readRecords) (earlier, mixed bool) {
	for _, a := range b.records {
		here := meeting{len(p.batches), sender{a.Source, a.Key}}
		before, met := p.of[a.id]
		switch {
		case !met:
			p.of[a.id] = here
		case before.batch != here.batch:
			earlier = true
		case before.sender != here.sender:
			mixed = true
		}
	}
	return earlier, mixed
}

// take decides on a batch that meets nothing.
func (p *recordPut) take(ctx context.Context, b readRecords) error {
	if !p.begun {
		p.door.im.deciding.Lock()
		p.begun = true
	}
	if err := p.door.knowVersions(ctx); err != nil {
		return err
	}
	order, groups := bySender(b.records)
	for _, s := range order {
		l := p.door.ledger(s)
		at := p.puts[s]
		if at == nil {
			at = l.newPuts(len(groups[s]))
			p.puts[s], p.order = at, append(p.order, s)
		}
		if err := l.judgeInOrder(ctx, groups[s], at); err != nil {
			return err
		}
		if err := l.write(ctx, at.takeVersions(len(groups[s]))); err != nil {
			return err
		}
	}
	for _, a := range b.records {
		p.arrived = append(p.arrived, arrivedRecord{a.id, a.Version})
	}
	for _, it := range b.items {
		p.size += sentSize(it.Payload)
	}
	b.records = nil
	p.batches = append(p.batches, b)
	return nil
}

// down puts down what is held from now on, and adds what is settled by it to done.
func (p *recordPut) down(ctx context.Context, done *settled) error {
	for _, s := range p.order {
		if err := p.door.ledger(s).write(ctx, p.puts[s].inserts()); err != nil {
			return err
		}
	}
	for _, a := range p.arrived {
		p.door.pending.arrived(a.id, a.version)
	}
	for _, b := range p.batches {
		b.settle(done)
	}
	return nil
}

// end lets others decide. It may be called again.
func (p *recordPut) end() {
	if p.begun {
		p.begun = false
		p.door.im.deciding.Unlock()
	}
}

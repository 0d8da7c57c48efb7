package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"harta/internal/fault"
)

// kindRecords is the spool's kind of service records that came one by one from another program, a few hundred to an item: one
// commit for each record would make a stream of a million last for hours.
const kindRecords = "records"

// The measures of a stream.
const (
	chunkBytes  = 192 << 10       // of records in one item of the spool
	sentFrame   = 300             // bytes of a record in the spool beside its own JSON, at most
	lookWithin  = 2 * time.Second // for what ClickHouse holds; a door never waits longer for an answer that is a courtesy
	lookAgain   = 5 * time.Second // after ClickHouse did not answer
	sourcesMost = 20              // systems that one stream may speak for
)

// Records is the door for service records that another program sends. It follows the rule of files: of two versions of a record
// the greater wins, whichever came first.
type Records struct {
	spool   *Spool
	im      *Importer // with whose files it shares the ledger
	log     *slog.Logger
	pending *pending
	blind   atomic.Int64 // until this moment, in nanoseconds, ClickHouse is not asked

	atOnce, putBytes int  // see recordsAtOnce, recordsPut
	versions         bool // the importer knows the last version of the records; guarded by its deciding
}

// NewRecords makes the door and lets the loader deliver what comes through it.
func NewRecords(spool *Spool, im *Importer, l *Loader) *Records {
	d := &Records{spool: spool, im: im, log: im.log, pending: newPending(), atOnce: recordsAtOnce, putBytes: recordsPut}
	l.handle(fact{kind: kindRecords, deliver: d.deliver, most: recordsRound})
	return d
}

// RecordStream takes the records of one request.
type RecordStream struct {
	door  *Records
	key   uuid.UUID
	judge recordJudge
	names map[string]*resolver // by source
	fresh int                  // names that this stream added to the catalogue
	cells *cells               // of the record that is read, for what its names say of the catalogue
}

// noFile stands for the file of records that came in none.
var noFile = &source{}

// Stream begins a request. key is the id of the API key, under which the history keeps what arrives; source names the sending
// system of every record that does not name its own.
func (d *Records) Stream(key uuid.UUID, source string) *RecordStream {
	return &RecordStream{
		door: d, key: key, names: map[string]*resolver{},
		judge: recordJudge{charter: d.im.charter, now: d.im.clock(), source: source, spelt: spellings{}},
		cells: &cells{reader: newRowReader(&Profile{}, noFile, d.im.clock(), 0), row: &row{}},
	}
}

// Take understands a block of entries and stores what is new about them under one fsync. It answers for every entry, in their
// order. With an error nothing of the block is promised to be stored, and sending it again is safe.
func (s *RecordStream) Take(ctx context.Context, block []Entry) ([]Outcome, error) {
	out := make([]Outcome, len(block))
	arrivals := make([]*sentRecord, len(block))
	for i, e := range block {
		var err error
		if arrivals[i], out[i], err = s.understand(ctx, e); err != nil {
			return nil, err
		}
	}
	known := s.door.known(ctx, arrivals)
	fresh := map[recordKey]lastSent{}
	var store []*sentRecord
	for i, a := range arrivals {
		if a == nil {
			continue
		}
		last, ok := fresh[a.id]
		if !ok {
			last, ok = known[a.id]
		}
		if out[i] = compare(a, last, ok); out[i].Status == StatusAccepted || out[i].Status == StatusOlder {
			store = append(store, a)
		}
		if out[i].Status == StatusAccepted {
			fresh[a.id] = lastSent{a.version.sourceVersion, markOf(a.version.content)}
		}
	}
	if err := s.door.store(ctx, store); err != nil {
		return nil, err
	}
	s.door.pending.add(fresh)
	return out, nil
}

// compare says what becomes of a record beside the last version that is known. It is the rule of decide, but for one thing: the
// sender that says the same version twice with different content is told so, because a file's later line may correct an earlier
// one and a retry may not.
func compare(a *sentRecord, last lastSent, known bool) Outcome {
	o := Outcome{Line: a.Line, ID: a.version.Number, Status: StatusAccepted}
	switch {
	case !known:
	case a.version.sourceVersion < last.version:
		o.Status = StatusOlder
	case a.version.sourceVersion > last.version:
	case markOf(a.version.content) == last.content:
		o.Status = StatusAlready
	default:
		return reject(a.Line, a.version.Number, fault.Conflict("record_version_conflict", nil))
	}
	return o
}

// understand reads an entry and finds its names in the catalogue; an unknown one is added, unmapped, as with files. With an
// outcome of StatusRejected there is no sentRecord.
func (s *RecordStream) understand(ctx context.Context, e Entry) (*sentRecord, Outcome, error) {
	source, v, wrong := s.judge.read(e)
	number := ""
	if v != nil {
		number = clip(v.Number)
	}
	if wrong != nil {
		return nil, reject(e.Line, number, wrong), nil
	}
	names, ok := s.names[source]
	if !ok {
		if len(s.names) >= sourcesMost {
			return nil, reject(e.Line, number, fault.Invalid("source", "sources_too_many", fault.Params{"limit": sourcesMost})), nil
		}
		names = newResolver(s.door.im.reg, s.door.im.charter.Calendar, streamProfile(source))
		s.names[source] = names
	}
	if wrong, err := s.resolve(ctx, names, v); wrong != nil || err != nil {
		return nil, reject(e.Line, number, wrong), err
	}
	a := &sentRecord{
		Source: source, Key: s.key, Line: e.Line, Version: v.sourceVersion, Day: v.day.Format(time.DateOnly), Due: v.due,
		Record: v.payload, version: v, id: keyOfRecord(source, v.Number),
	}
	return a, Outcome{}, nil
}

// streamProfile says how the names of a stream are treated: as those of a file whose profile creates what it does not know.
func streamProfile(source string) *Profile {
	return &Profile{
		ID: source, Services: Unknown{Unknown: wordCreate}, Places: Unknown{Unknown: wordCreate}, Deadline: Deadline{Missing: wordTerm},
	}
}

// resolve fills in the ids of the catalogue. A stream that adds absurdly many names has taken another field for the names.
func (s *RecordStream) resolve(ctx context.Context, names *resolver, v *version) (*fault.Error, error) {
	if s.fresh >= maxNewNames {
		return fault.Invalid(string(FieldService), "stream_names_too_many", fault.Params{"limit": maxNewNames}), nil
	}
	one := s.cells.row
	one.Errors, one.Notes = nil, nil
	if err := names.resolve(ctx, s.cells, v); err != nil {
		return nil, err
	}
	s.fresh += len(one.Notes)
	if len(one.Errors) > 0 {
		e := one.Errors[0]
		return fault.Invalid(e.Column, e.Code, e.Params), nil
	}
	return nil, nil
}

// known gathers the last version of each record: of those that wait in the spool, then of those ClickHouse holds. The order
// matters: what leaves the first list meanwhile is already in the second.
func (d *Records) known(ctx context.Context, arrivals []*sentRecord) map[recordKey]lastSent {
	known := map[recordKey]lastSent{}
	numbers := map[string][]string{}
	for _, a := range arrivals {
		if a == nil {
			continue
		}
		if last, ok := d.pending.find(a.id); ok {
			known[a.id] = last
		}
		numbers[a.Source] = append(numbers[a.Source], a.version.Number)
	}
	now := d.im.clock()
	if d.im.ch == nil || now.UnixNano() < d.blind.Load() {
		return known
	}
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	for _, source := range slices.Sorted(maps.Keys(numbers)) {
		state, err := (&ledger{ch: d.im.ch, source: source}).current(ctx, numbers[source])
		if err != nil {
			d.log.Warn("records are accepted without a look at what is held", "err", err)
			d.blind.Store(now.Add(lookAgain).UnixNano())
			return known
		}
		for number, h := range state {
			id := keyOfRecord(source, number)
			if last, ok := known[id]; !ok || last.version < h.sourceVersion {
				known[id] = lastSent{h.sourceVersion, markOf(h.content)}
			}
		}
	}
	return known
}

// store puts arrivals into the spool, many to an item. Each item has an id of its own: whether a record came before is decided
// record by record.
func (d *Records) store(ctx context.Context, arrivals []*sentRecord) error {
	if len(arrivals) == 0 {
		return nil
	}
	var items []Item
	room := make([]byte, 0, chunkBytes) // of every item in turn: what is kept is the packed payload
	for len(arrivals) > 0 {
		payload, n := room[:0], 0
		for ; n < len(arrivals) && (n == 0 || len(payload)+len(arrivals[n].Record)+sentFrame < chunkBytes); n++ {
			var err error
			if payload, err = appendSent(payload, arrivals[n]); err != nil {
				return fmt.Errorf("encode record: %w", err)
			}
			payload = append(payload, '\n')
		}
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("make an id: %w", err)
		}
		items = append(items, Item{Kind: kindRecords, ID: id.String(), Payload: packSent(payload), FirstWins: true})
		arrivals = arrivals[n:]
	}
	_, err := d.spool.PutAll(ctx, items)
	return err
}

package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"harta/internal/register"
)

const insertCaseFacts = `INSERT INTO case_facts (case_id, version, kind, category, office, service, department, channel,
	anonymous, concerns_staff, received, received_day, deadline, first_deadline, legal_deadline, extensions, late_extension,
	answered, closed, outcome, ground, reopenings, paused, paused_days, verdict, missed_before)`

// kindCaseFact names a refused case fact among the rejected items; put back into the queue, it is delivered from the spool.
const kindCaseFact = "case_fact"

// deliverOutbox delivers one batch of the register's case facts. The register forgets them only when the server has them or the
// spool keeps them among the rejected.
func (l *Loader) deliverOutbox(ctx context.Context) (int, error) {
	if l.outbox == nil {
		return 0, nil
	}
	items, err := l.outbox.Outbox(ctx, 0, batchItems)
	if err != nil || len(items) == 0 {
		return 0, err
	}
	var done settled
	parcels := map[register.FactKind][]parcel{}
	for _, it := range items {
		p, err := packed(it)
		if err != nil {
			l.log.Error("a fact of the register cannot be delivered and is kept apart", "id", p.id, "err", err)
			done.refused = append(done.refused, rejected{seq: p.seq, item: p.item, reason: err.Error()})
			continue
		}
		parcels[it.Kind] = append(parcels[it.Kind], p)
	}
	err = errors.Join(
		l.deliverKind(ctx, kindCaseFact, insertCaseFacts, parcels[register.CaseFacts], &done),
		l.deliverKind(ctx, kindConsultation, insertConsultations, parcels[register.ConsultationFacts], &done))
	after := context.WithoutCancel(ctx)
	if keepErr := l.spool.settle(after, nil, settled{refused: done.refused}); keepErr != nil {
		return 0, errors.Join(err, keepErr)
	}
	if seqs := done.seqs(); len(seqs) > 0 {
		err = errors.Join(err, l.outbox.OutboxDelivered(after, seqs))
	}
	return done.count(), err
}

// deliverKind delivers the parcels of one kind.
func (l *Loader) deliverKind(ctx context.Context, kind, insert string, parcels []parcel, done *settled) error {
	if len(parcels) == 0 {
		return nil
	}
	delivered, refused, began := len(done.delivered), len(done.refused), time.Now()
	err := l.deliver(ctx, insert, parcels, done)
	l.meter.Delivered(kind, len(done.delivered)-delivered, len(done.refused)-refused, time.Since(began), err)
	return err
}

// packed gives the parcel of a fact. With an error it has no rows and may be kept apart as it is.
func packed(it register.OutboxItem) (parcel, error) {
	switch it.Kind {
	case register.CaseFacts:
		return casePacked(it)
	case register.ConsultationFacts:
		return consultationPacked(it)
	}
	id := fmt.Sprint(it.Seq)
	return parcel{seq: it.Seq, id: id, item: &Item{Kind: string(it.Kind), ID: id}}, fmt.Errorf("unknown kind of fact %q", it.Kind)
}

// casePacked gives the parcel of a case fact.
func casePacked(it register.OutboxItem) (parcel, error) {
	f := it.Fact
	id := fmt.Sprintf("%s/%d", f.CaseID, f.Version)
	body, err := json.Marshal(f)
	p := parcel{seq: it.Seq, id: id, body: string(body), item: &Item{Kind: kindCaseFact, ID: id, Payload: body}}
	if err != nil {
		return p, fmt.Errorf("encode case fact: %w", err)
	}
	p.rows, err = caseRows(body)
	return p, err
}

// caseRows gives the one row of a case fact.
func caseRows(body []byte) ([][]any, error) {
	var f register.CaseFact
	if err := json.Unmarshal(body, &f); err != nil {
		return nil, fmt.Errorf("decode case fact: %w", err)
	}
	day, err := time.Parse(time.DateOnly, f.ReceivedDay)
	if err != nil {
		return nil, fmt.Errorf("case fact: %w", err)
	}
	return [][]any{{
		f.CaseID, f.Version, f.Kind, f.Category, f.Office, f.Service, f.Department, f.Channel, f.Anonymous, f.ConcernsStaff,
		f.Received, day, f.Deadline, f.FirstDeadline, f.LegalDeadline, f.Extensions, f.LateExtension,
		f.Answered, f.Closed, f.Outcome, f.Ground, f.Reopenings, f.Paused, f.PausedDays, f.Verdict, f.MissedBefore,
	}}, nil
}

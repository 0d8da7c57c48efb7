package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"harta/internal/register"
)

const insertCaseFacts = `INSERT INTO case_facts (case_id, version, kind, category, office, service, department, channel,
	anonymous, concerns_staff, received, received_day, deadline, first_deadline, legal_deadline, extensions, late_extension,
	answered, closed, outcome, ground, reopenings)`

// kindCaseFact names a refused case fact among the rejected items.
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
	parcels := make([]parcel, len(items))
	for i, it := range items {
		if parcels[i], err = casePacked(it); err != nil {
			return 0, err
		}
	}
	var done settled
	err = l.deliver(ctx, insertCaseFacts, parcels, &done)
	after := context.WithoutCancel(ctx)
	if keepErr := l.spool.settle(after, nil, done.refused); keepErr != nil {
		return 0, errors.Join(err, keepErr)
	}
	seqs := slices.Clone(done.delivered)
	for _, r := range done.refused {
		seqs = append(seqs, r.seq)
	}
	if len(seqs) > 0 {
		err = errors.Join(err, l.outbox.OutboxDelivered(after, seqs))
	}
	return done.count(), err
}

func casePacked(it register.OutboxItem) (parcel, error) {
	f := it.Fact
	body, err := json.Marshal(f)
	if err != nil {
		return parcel{}, fmt.Errorf("encode case fact: %w", err)
	}
	day, err := time.Parse(time.DateOnly, f.ReceivedDay)
	if err != nil {
		return parcel{}, fmt.Errorf("case fact %s: %w", f.CaseID, err)
	}
	id := fmt.Sprintf("%s/%d", f.CaseID, f.Version)
	return parcel{
		seq: it.Seq, id: id, body: string(body),
		item: &Item{Kind: kindCaseFact, ID: id, Payload: body},
		rows: [][]any{{
			f.CaseID, f.Version, f.Kind, f.Category, f.Office, f.Service, f.Department, f.Channel, f.Anonymous, f.ConcernsStaff,
			f.Received, day, f.Deadline, f.FirstDeadline, f.LegalDeadline, f.Extensions, f.LateExtension,
			f.Answered, f.Closed, f.Outcome, f.Ground, f.Reopenings,
		}},
	}, nil
}

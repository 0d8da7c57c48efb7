package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"harta/internal/store"
)

// CaseFact is a case as the figures know it, without identity: one row of the table case_facts, whose columns the tags name.
type CaseFact struct {
	CaseID        uuid.UUID  `ch:"case_id" json:"case_id"` // unrelated to the citizen's number
	Version       uint64     `ch:"version" json:"version"` // number of the event; the greatest wins
	Kind          string     `ch:"kind" json:"kind"`
	Category      string     `ch:"category" json:"category"`
	Office        string     `ch:"office" json:"office"`
	Service       string     `ch:"service" json:"service"`
	Department    string     `ch:"department" json:"department"`
	Channel       string     `ch:"channel" json:"channel"`
	Anonymous     bool       `ch:"anonymous" json:"anonymous"`
	ConcernsStaff bool       `ch:"concerns_staff" json:"concerns_staff"`
	Received      time.Time  `ch:"received" json:"received"`
	ReceivedDay   string     `ch:"received_day" json:"received_day"` // civil day, 2006-01-02
	Deadline      *time.Time `ch:"deadline" json:"deadline"`
	FirstDeadline *time.Time `ch:"first_deadline" json:"first_deadline"`
	LegalDeadline *time.Time `ch:"legal_deadline" json:"legal_deadline"`
	Extensions    uint8      `ch:"extensions" json:"extensions"`
	LateExtension bool       `ch:"late_extension" json:"late_extension"`
	Answered      *time.Time `ch:"answered" json:"answered"`
	Closed        *time.Time `ch:"closed" json:"closed"`
	Outcome       string     `ch:"outcome" json:"outcome"`
	Ground        string     `ch:"ground" json:"ground"`
	Reopenings    uint8      `ch:"reopenings" json:"reopenings"`
	Paused        *time.Time `ch:"paused" json:"paused"`
	PausedDays    uint16     `ch:"paused_days" json:"paused_days"`
	Verdict       string     `ch:"verdict" json:"verdict"`
	MissedBefore  bool       `ch:"missed_before" json:"missed_before"`
}

// FactKind says what a fact in the outbox is about.
type FactKind string

// The kinds of fact in the outbox.
const (
	CaseFacts         FactKind = "case_fact"
	ConsultationFacts FactKind = "consultation"
)

// OutboxItem is a fact that waits for delivery.
type OutboxItem struct {
	Seq  int64 // grows with every command, in the order of the commits
	Kind FactKind
	// Fact or Consultation is the fact, by the kind.
	Fact         CaseFact
	Consultation ConsultationFact
}

// factOf takes from a case what the figures may know.
func (r *Register) factOf(c CaseRow) CaseFact {
	return CaseFact{
		CaseID: c.factID, Version: uint64(c.Version), Kind: c.Kind, Category: c.Category, Office: c.Office, Service: c.Service,
		Department: c.Department, Channel: c.Channel, Anonymous: c.Anonymous, ConcernsStaff: c.ConcernsStaff,
		Received: c.Received, ReceivedDay: r.charter.Calendar.CivilDay(c.Received).String(),
		Deadline: c.Deadline, FirstDeadline: c.FirstDeadline, LegalDeadline: c.LegalDeadline,
		Extensions: uint8(min(c.Extensions, 255)), LateExtension: c.LateExtension,
		Answered: c.Answered, Closed: c.Closed, Outcome: c.Outcome, Ground: c.Ground, Reopenings: uint8(min(c.Reopenings, 255)),
		Paused: c.Paused, PausedDays: uint16(min(c.PausedDays, 65535)), Verdict: c.Verdict, MissedBefore: c.MissedBefore,
	}
}

// addFact puts the case as it stands now into the outbox, in the transaction of the command.
func (r *Register) addFact(ctx context.Context, tx *sql.Tx, c CaseRow) error {
	return putOutbox(ctx, tx, CaseFacts, r.factOf(c))
}

// putOutbox puts any fact into the outbox.
func putOutbox(ctx context.Context, tx *sql.Tx, kind FactKind, what any) error {
	fact, err := json.Marshal(what)
	if err != nil {
		return err
	}
	seq, err := next(ctx, tx, "outbox")
	if err != nil {
		return err
	}
	return exec(ctx, tx, "INSERT INTO outbox (seq, kind, fact) VALUES ($1, $2, $3)", seq, kind, string(fact))
}

// Outbox gives up to n facts that wait for delivery, the oldest first, beginning after the given sequence number.
func (r *Register) Outbox(ctx context.Context, after int64, n int) ([]OutboxItem, error) {
	rows, err := r.db.QueryContext(ctx, "SELECT seq, kind, fact FROM outbox WHERE seq > $1 ORDER BY seq LIMIT $2", after, n)
	if err != nil {
		return nil, fmt.Errorf("read outbox: %w", err)
	}
	var items []OutboxItem
	err = each(rows, func(rows *sql.Rows) error {
		var item OutboxItem
		var fact string
		if err := rows.Scan(&item.Seq, &item.Kind, &fact); err != nil {
			return err
		}
		var into any = &item.Fact
		if item.Kind == ConsultationFacts {
			into = &item.Consultation
		}
		err := json.Unmarshal([]byte(fact), into)
		items = append(items, item)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read outbox: %w", err)
	}
	return items, nil
}

// OutboxDelivered forgets the facts that arrived. Only these: others may have been written meanwhile.
func (r *Register) OutboxDelivered(ctx context.Context, seqs []int64) error {
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		forget, err := tx.PrepareContext(ctx, "DELETE FROM outbox WHERE seq = $1")
		if err != nil {
			return err
		}
		defer forget.Close()
		for _, seq := range seqs {
			if _, err := forget.ExecContext(ctx, seq); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("clear outbox: %w", err)
	}
	return nil
}

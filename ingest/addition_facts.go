package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

const insertReasons = `INSERT INTO answer_reasons (day, response_id, reason, version, moment, received, hour, question, score,
	office, service, department, channel, kiosk, language)`

const insertComments = `INSERT INTO comments (day, response_id, version, moment, received, question, score, text, masked, insult,
	office, service, department, channel, kiosk, language)`

// read decodes an addition and gives its civil day.
func (p *added) read(payload []byte) (time.Time, error) {
	if err := json.Unmarshal(payload, p); err != nil {
		return time.Time{}, fmt.Errorf("decode addition: %w", err)
	}
	day, err := time.Parse(time.DateOnly, p.Day)
	if err != nil {
		return time.Time{}, fmt.Errorf("decode addition: %w", err)
	}
	withdrawn := p.Score == 0 && p.Text == "" && len(p.Gone) > 0 // of an answer that stands no more
	if !withdrawn && (p.Score < 1 || p.Score > 5) {
		return time.Time{}, fmt.Errorf("decode addition: score %d", p.Score)
	}
	return day, nil
}

// reasonRows gives one row for each reason.
func reasonRows(payload []byte) ([][]any, error) {
	var p added
	day, err := p.read(payload)
	if err != nil {
		return nil, err
	}
	rows := make([][]any, len(p.Reasons))
	for i, reason := range p.Reasons {
		rows[i] = []any{day, p.ID, reason, arrivalVersion, p.Moment, p.Received, uint8(p.Hour), p.Question, uint8(p.Score),
			p.Office, p.Service, p.Department, p.Channel, p.Kiosk, p.Language}
	}
	return rows, nil
}

// commentRows gives the row of a comment, if there is one, and of each day on which it no longer stands one without a text.
func commentRows(payload []byte) ([][]any, error) {
	var p added
	day, err := p.read(payload)
	if err != nil {
		return nil, err
	}
	var rows [][]any
	row := func(day time.Time, text string, masked []string, insult bool) {
		rows = append(rows, []any{day, p.ID, max(p.Version, arrivalVersion), p.Moment, p.Received, p.Question, uint8(p.Score), text, masked, insult,
			p.Office, p.Service, p.Department, p.Channel, p.Kiosk, p.Language})
	}
	if p.Text != "" || len(p.Gone) == 0 {
		row(day, p.Text, append([]string{}, p.Masked...), p.Insult)
	}
	for _, gone := range p.Gone {
		day, err := time.Parse(time.DateOnly, gone)
		if err != nil {
			return nil, fmt.Errorf("decode addition: %w", err)
		}
		row(day, "", []string{}, false)
	}
	return rows, nil
}

// deliverServices writes the service that a person named afterwards into the answer that is held. The answer was accepted with
// the service or before it; where it still waits, so does the service.
func (l *Loader) deliverServices(ctx context.Context, items []waitingItem) (done settled, err error) {
	named := make(map[uuid.UUID]added, len(items))
	var ids []uuid.UUID
	var within days
	for _, it := range items {
		var p added
		if _, err := p.read(it.Payload); err != nil {
			l.log.Error("an accepted item cannot be read and is kept apart", "kind", it.Kind, "id", it.ID, "err", err)
			done.refused = append(done.refused, rejected{seq: it.Seq, reason: err.Error()})
			continue
		}
		named[p.ID] = p
		ids = append(ids, p.ID)
		// The answer may have come by itself with another moment than the addition had, within the bounds of both.
		within = within.around(p.Received.Add(-2 * momentBefore)).around(p.Received)
	}
	held, err := wholeAnswers(ctx, l.ch.Insert, ids, within)
	if err != nil {
		return done, err
	}
	found := make(map[uuid.UUID]bool, len(held))
	var changed []heldAnswer
	for _, a := range held {
		found[a.id] = true
		if p := named[a.id]; a.version <= arrivalVersion+burstStep {
			a.version += serviceStep
			a.service, a.department = p.Service, p.Department
			changed = append(changed, a)
		}
	}
	if err := insertHeld(ctx, l.ch, changed); err != nil {
		return done, err
	}
	err = l.settleServices(ctx, items, named, found, &done)
	return done, err
}

// settleServices sorts out which services are dealt with. One whose answer neither is held nor waits belongs to an answer that
// was refused, and is kept apart like it.
func (l *Loader) settleServices(ctx context.Context, items []waitingItem, named map[uuid.UUID]added, found map[uuid.UUID]bool, done *settled) error {
	for _, it := range items {
		id, err := uuid.Parse(it.ID)
		if err != nil || named[id].ID != id {
			continue // refused already
		}
		if found[id] {
			done.delivered = append(done.delivered, it.Seq)
			continue
		}
		waits, err := l.spool.waits(ctx, kindResponse, it.ID)
		if err != nil {
			return err
		}
		if !waits {
			l.log.Error("a service belongs to no answer and is kept apart", "id", it.ID)
			done.refused = append(done.refused, rejected{seq: it.Seq, reason: "the answer it belongs to was refused"})
		}
	}
	return nil
}

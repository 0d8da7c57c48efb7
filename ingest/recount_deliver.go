package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// decision is the spool's payload of an officer's decision on one response. A program before this one wrote the whole answer, of which
// these are the members that count.
type decision struct {
	ID      uuid.UUID `json:"id"`
	Day     string    `json:"day"` // on which the answer lay when it was decided on
	Counted bool      `json:"counted"`
	Reason  string    `json:"reason,omitempty"`
}

// anyDay are all days on which an answer may lie.
var anyDay = days{
	first: time.Date(firstYear, time.January, 1, 0, 0, 0, 0, time.UTC),
	last:  time.Date(2149, time.January, 1, 0, 0, 0, 0, time.UTC), // the engine's days end in this year
}

// deliverRecounts writes decisions into the answers as they are held now, whatever they said when the officer saw them: a correction that
// came between keeps its words and its place, and the decision is about them. The new version is the next one behind what is held, so
// that a correction still on its way is greater, as it is greater than the version that it corrects; it takes the decision over. Of an
// answer that does not stand any more there is nothing to decide.
func (l *Loader) deliverRecounts(ctx context.Context, items []waitingItem) (done settled, err error) {
	last := make(map[uuid.UUID]decision, len(items))
	var within days
	for _, it := range items {
		var d decision
		day, err := d.read(it.Payload)
		if err != nil {
			l.log.Error("an accepted item cannot be read and is kept apart", "kind", it.Kind, "id", it.ID, "err", err)
			done.refused = append(done.refused, rejected{seq: it.Seq, reason: err.Error()})
			continue
		}
		last[d.ID] = d
		within = within.around(day)
		done.delivered = append(done.delivered, it.Seq)
	}
	held, err := l.heldAnywhere(ctx, last, within)
	if err != nil {
		return settled{refused: done.refused}, err
	}
	for i := range held {
		a := &held[i]
		a.version = max(a.version, automaticMost) + 1
		a.counted, a.reason = last[a.id].Counted, last[a.id].Reason
	}
	if err := insertHeld(ctx, l.ch, held); err != nil {
		return settled{refused: done.refused}, err
	}
	return done, nil
}

// heldAnywhere reads the answers that were decided on: within the days on which they lay, and those that a correction has moved since
// wherever they lie now.
func (l *Loader) heldAnywhere(ctx context.Context, decided map[uuid.UUID]decision, within days) ([]heldAnswer, error) {
	ids := make([]uuid.UUID, 0, len(decided))
	for id := range decided {
		ids = append(ids, id)
	}
	held, err := wholeAnswers(ctx, l.ch.Insert, ids, within)
	if err != nil {
		return nil, err
	}
	found := make(map[uuid.UUID]bool, len(ids))
	for _, a := range held {
		found[a.id] = true
	}
	var moved []uuid.UUID
	for _, id := range ids {
		if !found[id] {
			moved = append(moved, id)
		}
	}
	elsewhere, err := wholeAnswers(ctx, l.ch.Insert, moved, anyDay)
	return append(held, elsewhere...), err
}

// read decodes a decision and gives the civil day of its answer.
func (d *decision) read(payload []byte) (time.Time, error) {
	if err := json.Unmarshal(payload, d); err != nil {
		return time.Time{}, fmt.Errorf("decode recount: %w", err)
	}
	day, err := time.Parse(time.DateOnly, d.Day)
	if err != nil {
		return time.Time{}, fmt.Errorf("decode recount: %w", err)
	}
	return day, nil
}

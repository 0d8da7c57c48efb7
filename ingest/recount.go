package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/store"
)

// kindRecount is the spool's kind of officers' decisions on answers.
const kindRecount = "recount"

// RecountMost is how many responses one decision may be about.
const RecountMost = 1000

// Recount is an officer's decision that answers count, or that they do not.
type Recount struct {
	Responses []uuid.UUID  // at most RecountMost
	From, To  charter.Date // civil days between which the answers lie, both included
	Counted   bool
	Reason    string // why they do not count: one of the Reason constants; empty when they count
	By        string // id of the user
	Note      string // why the officer decided so, for the audit trail; no personal data
}

// Held reads what was delivered. *store.ClickHouse gives one with HeldIn.
type Held interface {
	whole(ctx context.Context, ids []uuid.UUID, within days) ([]heldAnswer, error)
}

// HeldIn reads answers from a ClickHouse.
func HeldIn(ch *store.ClickHouse) Held { return heldIn{ch} }

type heldIn struct{ ch *store.ClickHouse }

func (h heldIn) whole(ctx context.Context, ids []uuid.UUID, within days) ([]heldAnswer, error) {
	return wholeAnswers(ctx, h.ch.Insert, ids, within)
}

// Audit remembers who decided what. *access.Access does.
type Audit interface {
	Audit(ctx context.Context, who, what, subject string, details map[string]any) error
}

// Recount decides on answers and says how many responses it found. It returns when the decision is on disk and in the audit
// trail; the figures follow with the next delivery. Nothing automatic undoes it, nor does a correction of what was said; a later decision
// does. It writes also what seems to be so already, since an earlier decision may still be on its way. Faults: "recount_empty", "recount_many", "recount_reason"; Unavailable "clickhouse_away".
func (r *Responses) Recount(ctx context.Context, d Recount) (found int, err error) {
	if err := d.check(); err != nil {
		return 0, err
	}
	if r.office.Held == nil || r.office.Audit == nil {
		return 0, fault.New(fault.KindUnavailable, "clickhouse_away", nil)
	}
	within := days{}.around(d.From.In(r.charter.Location())).around(d.To.In(r.charter.Location()))
	held, err := r.office.Held.whole(ctx, d.Responses, within)
	if err != nil {
		if passing(err) {
			err = fmt.Errorf("%w: %w", fault.New(fault.KindUnavailable, "clickhouse_away", nil), err)
		}
		return 0, err
	}
	items, ids, err := d.items(held)
	if err != nil || len(items) == 0 {
		return 0, err
	}
	// The trace comes first: a decision without one would be worse than a trace of a decision that the disk then refused.
	details := map[string]any{"counted": d.Counted, "reason": d.Reason, "was": reasonsOf(held), "responses": ids, "note": d.Note}
	if err := r.office.Audit.Audit(ctx, d.By, "answers.recount", fmt.Sprintf("%s/%s", d.From, d.To), details); err != nil {
		return 0, err
	}
	_, err = r.spool.PutAll(ctx, items)
	if err != nil {
		return 0, err
	}
	return len(ids), nil
}

// reasonsOf are the reasons that answers had for not counting, each once, so that a decision can be taken back as it was.
func reasonsOf(held []heldAnswer) []string {
	reasons := []string{}
	for _, a := range held {
		if a.reason != "" && !slices.Contains(reasons, a.reason) {
			reasons = append(reasons, a.reason)
		}
	}
	slices.Sort(reasons)
	return reasons
}

func (d Recount) check() error {
	switch {
	case len(d.Responses) == 0:
		return fault.Invalid("responses", "recount_empty", nil)
	case len(d.Responses) > RecountMost:
		return fault.Invalid("responses", "recount_many", fault.Params{"limit": RecountMost})
	case d.Counted != (d.Reason == ""), !slices.Contains([]string{"", ReasonBurst, ReasonClosed, ReasonFormer, ReasonSpam, ReasonOfficer}, d.Reason):
		return fault.Invalid("reason", "recount_reason", nil)
	case d.From.IsZero() || d.To.Before(d.From):
		return fault.Invalid("from", "recount_days", nil)
	}
	return nil
}

// items are the decision response by response, and the responses that it found.
func (d Recount) items(held []heldAnswer) (items []Item, ids []string, err error) {
	for _, a := range held {
		id := a.id.String()
		if slices.Contains(ids, id) {
			continue
		}
		payload, err := json.Marshal(decision{ID: a.id, Day: a.day.Format(time.DateOnly), Counted: d.Counted, Reason: d.Reason})
		if err != nil {
			return nil, nil, fmt.Errorf("encode recount: %w", err)
		}
		items = append(items, Item{Kind: kindRecount, ID: id + "/" + uuid.NewString(), Payload: payload, FirstWins: true})
		ids = append(ids, id)
	}
	return items, ids, nil
}

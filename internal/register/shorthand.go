package register

import (
	"context"
	"slices"
	"time"
)

// The commands in their short form, for callers who take the case as it is; Do has the form with the version a person saw. by is
// the id of the user, at the moment it was done, zero meaning now.

// Answer records the written answer to a case and closes it. With an outcome that is no answer (withdrawn, not_examined) it closes the case without one, as Close does, and text is the note.
func (r *Register) Answer(ctx context.Context, number, by string, at time.Time, outcome, ground, text string) error {
	if slices.Contains(closings, outcome) {
		return r.Close(ctx, number, by, at, outcome, ground, text)
	}
	return r.Do(ctx, Order{Number: number, By: by, At: at, Command: Answer{Outcome: outcome, Text: text}})
}

// Close ends a case without an answer: withdrawn, or not_examined with its ground.
func (r *Register) Close(ctx context.Context, number, by string, at time.Time, outcome, ground, note string) error {
	return r.Do(ctx, Order{Number: number, By: by, At: at, Command: Closing{Outcome: outcome, Ground: ground, Note: note}})
}

// Extend records the notice that a case takes longer, with its reason and the final date.
func (r *Register) Extend(ctx context.Context, number, by string, at time.Time, reason string, until time.Time) error {
	return r.Do(ctx, Order{Number: number, By: by, At: at, Command: Extension{Reason: reason, Until: until}})
}

// Triage records whether an anonymous case threatens the health or security of citizens.
func (r *Register) Triage(ctx context.Context, number, by string, at time.Time, danger bool, note string) error {
	return r.Do(ctx, Order{Number: number, By: by, At: at, Command: Triage{Danger: danger, Note: note}})
}

// Erase makes everything that a closed case says about people unreadable for ever, by destroying its keys. The case itself, its
// dates and its outcome stay.
func (r *Register) Erase(ctx context.Context, number, by string, at time.Time) error {
	return r.Do(ctx, Order{Number: number, By: by, At: at, Command: Erasure{}})
}

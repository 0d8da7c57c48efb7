package register

import (
	"context"
	"database/sql"
	"time"

	"harta/internal/fault"
)

// Merging ends a case because another one is about the same, which goes on. A duplicate is never counted as answered.
type Merging struct {
	Into string // number of the other case
	Note string // for the office, may be empty
}

func (m Merging) apply(o office, c *CaseRow, at time.Time) (deed, error) {
	var f faults
	note := tidyText(m.Note)
	f.atMost("note", "case_note", note, TextMax)
	other, err := m.target(o, c)
	if told, is := fault.As(err); is {
		f.add("into", told.Code, told.Params)
	} else if err != nil {
		return deed{}, err
	}
	if err := f.err(); err != nil {
		return deed{}, err
	}
	late := c.Overdue(at)
	days, err := c.close(o, at, outcomeDuplicate, "")
	if err != nil {
		return deed{}, err
	}
	c.DuplicateOf = other.Number
	number := c.Number
	return deed{
		kind: EventMerged, words: note, details: Details{Outcome: outcomeDuplicate, Number: other.Number, Late: late, Days: days},
		also: func(ctx context.Context, tx *sql.Tx, r *Register, e Event) error {
			joined := Event{Kind: EventJoined, By: e.By, At: e.At, Details: Details{Number: number}}
			_, err := r.record(ctx, tx, other, other, joined, "")
			return err
		},
	}, nil
}

// target finds the case that goes on. It may be closed already, but not a duplicate itself: then the one it repeats is meant.
func (m Merging) target(o office, c *CaseRow) (CaseRow, error) {
	number, err := CheckNumber(m.Into)
	if err != nil {
		return CaseRow{}, err
	}
	if number == c.Number {
		return CaseRow{}, fault.Invalid("into", "case_merge_itself", nil)
	}
	other, err := o.find(number)
	if err != nil {
		return CaseRow{}, err
	}
	if err := other.mustStand(); err != nil {
		return CaseRow{}, err
	}
	if other.DuplicateOf != "" {
		return CaseRow{}, fault.Invalid("into", "case_merge_duplicate", fault.Params{"number": other.DuplicateOf})
	}
	return other, nil
}

// Forwarding ends a case because another institution is competent. It is never counted as answered.
type Forwarding struct {
	Institution string // its name; no person's
	Text        string // of the notice to the citizen, may be empty
}

func (w Forwarding) apply(o office, c *CaseRow, at time.Time) (deed, error) {
	var f faults
	institution, text := tidyLine(w.Institution), tidyText(w.Text)
	f.length("institution", "case_institution", institution, InstitutionMax)
	f.atMost("note", "case_note", text, TextMax)
	if err := f.err(); err != nil {
		return deed{}, err
	}
	late := c.Overdue(at)
	days, err := c.close(o, at, outcomeForwarded, "")
	if err != nil {
		return deed{}, err
	}
	return deed{
		kind: EventForwarded, words: text, details: Details{Outcome: outcomeForwarded, Institution: institution, Late: late, Days: days},
	}, nil
}

// Reopening opens a closed case again, by whoever finds that it is not settled. Its clock runs anew from that moment.
type Reopening struct {
	Reason string
}

func (p Reopening) apply(o office, c *CaseRow, at time.Time) (deed, error) {
	if err := c.mustBeReopenable(); err != nil {
		return deed{}, err
	}
	var f faults
	reason := tidyText(p.Reason)
	f.length("reason", "case_reopening_reason", reason, TextMax)
	if err := f.err(); err != nil {
		return deed{}, err
	}
	c.reopen(o, at)
	return deed{kind: EventReopened, words: reason}, nil
}

// mustBeReopenable refuses a case that is open, and one of which nobody can read any more what it is about.
func (c *CaseRow) mustBeReopenable() error {
	switch {
	case c.Open():
		return fault.Conflict("case_open", nil)
	case c.past.erased:
		return fault.Conflict("case_erased", nil)
	}
	return nil
}

// reopen starts the case's clock anew. An answer that came too late stays one: MissedBefore remembers it.
func (c *CaseRow) reopen(o office, at time.Time) {
	c.MissedBefore = c.MissedBefore || (c.Answered != nil && c.Deadline != nil && c.Answered.After(*c.Deadline))
	c.Answered, c.Closed, c.Outcome, c.Ground, c.DuplicateOf = nil, nil, "", "", ""
	c.Reopenings++
	c.PausedDays = 0
	c.past.begin(at)
	c.reckon(o)
}

// The citizen's verdicts on an answer.
const (
	verdictSolved    = "solved"
	verdictNotSolved = "not_solved"
)

// CitizenVerdict is what the citizen says of the written answer. "Not solved" opens the case again while the charter's term for
// that runs, and is only recorded afterwards. Its order has no By.
type CitizenVerdict struct {
	Solved bool
	Text   string   // may be empty
	Files  []string // ids of stored files
}

func (v CitizenVerdict) apply(o office, c *CaseRow, at time.Time) (deed, error) {
	if c.Open() || c.Answered == nil {
		return deed{}, fault.Conflict("case_not_answered", nil)
	}
	var f faults
	text := tidyText(v.Text)
	f.atMost("message", "case_message", text, TextMax)
	if err := f.err(); err != nil {
		return deed{}, err
	}
	verdict := verdictNotSolved
	if v.Solved {
		verdict = verdictSolved
	}
	if c.Verdict == verdict {
		return deed{}, fault.Conflict("case_verdict_known", nil)
	}
	reopens := !v.Solved && !c.past.erased && !at.After(c.ReopenBy(o.Charter))
	if reopens {
		c.reopen(o, at)
	}
	c.Verdict = verdict
	return deed{kind: EventVerdict, words: text, details: Details{Verdict: verdict, Reopened: reopens}, files: v.Files}, nil
}

// CitizenMessage is what the citizen adds to a case, an open or a closed one. Its order has no By.
type CitizenMessage struct {
	Text  string
	Files []string // ids of stored files
}

func (m CitizenMessage) apply(_ office, _ *CaseRow, _ time.Time) (deed, error) {
	var f faults
	text := tidyText(m.Text)
	f.length("message", "case_message", text, TextMax)
	if err := f.err(); err != nil {
		return deed{}, err
	}
	return deed{kind: EventMessage, words: text, files: m.Files}, nil
}

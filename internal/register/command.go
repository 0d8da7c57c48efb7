package register

import (
	"slices"
	"time"

	"harta/internal/charter"
	"harta/internal/fault"
)

// The outcomes that mean a written answer, and those that end a case without one. Withdrawn, duplicate and forwarded cases are
// never counted as answered.
var (
	answers  = []string{"upheld", "partly", "not_upheld"}
	closings = []string{"withdrawn", "duplicate", "forwarded", "not_examined"}
)

// kindsWithoutVerdict have nothing that could be upheld; their answer needs no outcome.
var kindsWithoutVerdict = []string{"enquiry", "desk_enquiry", "praise"}

const (
	outcomeNotExamined = "not_examined"
	groundAnonymous    = "anonymous"
)

// Answer is the written answer to a case; it closes it.
type Answer struct {
	Outcome string // upheld, partly, not_upheld; may be empty for an enquiry or praise, which has nothing to uphold
	Text    string // of the answer
}

func (a Answer) apply(o office, c *CaseRow, at time.Time) (deed, error) {
	var f faults
	text := tidyText(a.Text)
	f.length("answer", "case_answer", text, TextMax)
	if !slices.Contains(answers, a.Outcome) && (a.Outcome != "" || !slices.Contains(kindsWithoutVerdict, c.Kind)) {
		f.add("outcome", "case_outcome_unknown", fault.Params{"outcome": a.Outcome})
	}
	if err := f.err(); err != nil {
		return deed{}, err
	}
	late := c.Overdue(at)
	if err := c.close(o, at, a.Outcome, ""); err != nil {
		return deed{}, err
	}
	c.Answered = &at
	return deed{kind: EventAnswered, words: text, details: Details{Outcome: a.Outcome, Late: late}}, nil
}

// Closing ends a case without an answer.
type Closing struct {
	Outcome string // withdrawn, duplicate, forwarded, not_examined
	Ground  string // of not examining: anonymous, insulting, protected_data, older_than_two_years; else empty
	Note    string // for the office, may be empty
}

func (k Closing) apply(o office, c *CaseRow, at time.Time) (deed, error) {
	var f faults
	note := tidyText(k.Note)
	f.atMost("note", "case_note", note, TextMax)
	if !slices.Contains(closings, k.Outcome) {
		f.add("outcome", "case_outcome_unknown", fault.Params{"outcome": k.Outcome})
	}
	_, known := o.Ground(k.Ground)
	switch {
	case k.Outcome == outcomeNotExamined && !known:
		f.add("ground", "case_ground_missing", nil)
	case k.Outcome != outcomeNotExamined && k.Ground != "":
		f.add("ground", "case_ground_needless", nil)
	case k.Ground == groundAnonymous && !c.Anonymous:
		f.add("ground", "case_ground_signed", nil)
	case k.Ground == groundAnonymous && c.Danger:
		f.add("ground", "case_ground_danger", nil)
	}
	if err := f.err(); err != nil {
		return deed{}, err
	}
	late := c.Overdue(at)
	if err := c.close(o, at, k.Outcome, k.Ground); err != nil {
		return deed{}, err
	}
	return deed{kind: EventClosed, words: note, details: Details{Outcome: k.Outcome, Ground: k.Ground, Late: late}}, nil
}

// Extension is the written notice that a case takes longer: the reasons, and the final date. One sent after the deadline then
// in force moves it too, but is marked late for ever.
type Extension struct {
	Reason string
	// Until lies on the final date; the new deadline is the end of the office's hours on it.
	Until time.Time
}

func (x Extension) apply(o office, c *CaseRow, at time.Time) (deed, error) {
	if err := c.mustBeOpen(); err != nil {
		return deed{}, err
	}
	if err := c.mustBeExtendable(o); err != nil {
		return deed{}, err
	}
	var f faults
	reason := tidyText(x.Reason)
	f.length("reason", "case_reason", reason, TextMax)
	until := x.Until
	if until.IsZero() {
		f.add("until", "case_until_missing", nil)
	} else {
		until = o.Calendar.Closing(o.Calendar.CivilDay(until))
		if !until.After(*c.Deadline) || !until.After(at) {
			f.add("until", "case_until_not_later", fault.Params{"deadline": *c.Deadline})
		}
		if latest := c.latest(o); !latest.IsZero() && until.After(latest) {
			f.add("until", "case_until_too_late", fault.Params{"latest": latest})
		}
	}
	if err := f.err(); err != nil {
		return deed{}, err
	}
	late := at.After(*c.Deadline)
	c.LateExtension = c.LateExtension || late
	c.Extensions++
	c.Deadline = some(until)
	return deed{kind: EventExtended, words: reason, details: Details{Until: c.Deadline, Late: late}}, nil
}

// mustBeExtendable refuses a case without a clock, and one whose limit neither charter nor law lets anybody extend.
func (c *CaseRow) mustBeExtendable(o office) error {
	if c.Deadline == nil {
		return fault.Conflict("case_without_deadline", nil)
	}
	clock, runs := o.ClockFor(c.Kind, c.ConcernsStaff)
	if !runs {
		return nil // the charter has changed since; what it allowed then is not known
	}
	limit := clock.Charter
	if limit == nil {
		limit = clock.Legal
	}
	if limit != nil && !limit.Extendable {
		return fault.Conflict("case_not_extendable", nil)
	}
	return nil
}

// latest is how far the deadline may be moved at most, zero: as far as the notice says.
func (c *CaseRow) latest(o office) time.Time {
	clock, runs := o.ClockFor(c.Kind, c.ConcernsStaff)
	if !runs {
		return time.Time{}
	}
	return o.Calendar.Latest(clock, c.Received)
}

// Triage is the look at an anonymous case that the charter demands: does it threaten the health or security of citizens? If so,
// it is examined like a signed one, and its clock runs from its receipt.
type Triage struct {
	Danger bool
	Note   string // may be empty
}

func (t Triage) apply(o office, c *CaseRow, at time.Time) (deed, error) {
	if err := c.mustBeOpen(); err != nil {
		return deed{}, err
	}
	if !c.needsTriage(o) {
		return deed{}, fault.Conflict("case_needs_no_triage", nil)
	}
	if c.Danger {
		return deed{}, fault.Conflict("case_danger_known", nil)
	}
	var f faults
	note := tidyText(t.Note)
	f.atMost("note", "case_note", note, TextMax)
	if err := f.err(); err != nil {
		return deed{}, err
	}
	c.Triaged, c.Danger = &at, t.Danger
	if clock, runs := o.ClockFor(c.Kind, c.ConcernsStaff); t.Danger && runs {
		dues := o.Calendar.Dues(clock, c.Received)
		c.Deadline, c.FirstDeadline, c.LegalDeadline = some(dues.Due), some(dues.Due), some(dues.Legal)
	}
	return deed{kind: EventTriaged, words: note, details: Details{Danger: t.Danger}}, nil
}

// needsTriage says whether the charter asks for a triage of this case.
func (c *CaseRow) needsTriage(o office) bool {
	kind, _ := o.Kind(c.Kind)
	return c.Anonymous && kind.Anonymous == charter.AnonymousTriage
}

// mustBeOpen refuses what can no longer be done.
func (c *CaseRow) mustBeOpen() error {
	if !c.Open() {
		return fault.Conflict("case_closed", fault.Params{"at": *c.Closed})
	}
	return nil
}

// close ends the case. An anonymous one that nobody looked at for danger stays open.
func (c *CaseRow) close(o office, at time.Time, outcome, ground string) error {
	if err := c.mustBeOpen(); err != nil {
		return err
	}
	if c.needsTriage(o) && c.Triaged == nil {
		return fault.Conflict("case_needs_triage", nil)
	}
	c.Closed, c.Outcome, c.Ground = &at, outcome, ground
	return nil
}

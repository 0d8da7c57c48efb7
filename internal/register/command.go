package register

import (
	"slices"
	"time"

	"harta/internal/charter"
	"harta/internal/fault"
)

// The outcomes that mean a written answer, and those with which a Closing ends a case without one. A duplicate is merged, and a
// case for somebody else is forwarded. None of these is ever counted as answered.
var (
	answers  = []string{"upheld", "partly", "not_upheld"}
	closings = []string{outcomeWithdrawn, outcomeNotExamined}
)

// kindsWithoutVerdict have nothing that could be upheld; their answer needs no outcome.
var kindsWithoutVerdict = []string{"enquiry", "desk_enquiry", "praise"}

const (
	outcomeWithdrawn   = "withdrawn"
	outcomeNotExamined = "not_examined"
	outcomeDuplicate   = "duplicate"
	outcomeForwarded   = "forwarded"
	groundAnonymous    = "anonymous"
	groundOld          = "older_than_two_years"
)

// oldAfter is how long ago a breach must lie so that nobody proceeds on it (АПК, чл. 111, ал. 4), in years.
const oldAfter = 2

// Answer is the written answer to a case; it closes it.
type Answer struct {
	Outcome string // upheld, partly, not_upheld; may be empty for an enquiry or praise, which has nothing to uphold
	Text    string // of the answer
	// Files are the ids of stored files that go with it: the answer as it was signed, and what it refers to.
	Files []string
	// Elsewhere says that the answer itself lies in another register: its text may be absent.
	Elsewhere bool
}

func (a Answer) apply(o office, c *CaseRow, at time.Time) (deed, error) {
	var f faults
	text := tidyText(a.Text)
	f.words("answer", "case_answer", text, a.Elsewhere)
	if !slices.Contains(answers, a.Outcome) && (a.Outcome != "" || !slices.Contains(kindsWithoutVerdict, c.Kind)) {
		f.add("outcome", "case_outcome_unknown", fault.Params{"outcome": a.Outcome})
	}
	if err := f.err(); err != nil {
		return deed{}, err
	}
	late := c.Overdue(at)
	days, err := c.close(o, at, a.Outcome, "")
	if err != nil {
		return deed{}, err
	}
	c.Answered = &at
	return deed{kind: EventAnswered, words: text, details: Details{Outcome: a.Outcome, Late: late, Days: days}, files: a.Files}, nil
}

// words checks a text that must be there unless it lies in another register.
func (f *faults) words(field, code, text string, elsewhere bool) {
	if elsewhere {
		f.atMost(field, code, text, TextMax)
		return
	}
	f.length(field, code, text, TextMax)
}

// Closing ends a case without an answer.
type Closing struct {
	Outcome string // withdrawn, not_examined
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
	case k.Ground == groundOld && c.recent(o):
		f.add("ground", "case_ground_recent", nil)
	}
	if err := f.err(); err != nil {
		return deed{}, err
	}
	late := c.Overdue(at)
	days, err := c.close(o, at, k.Outcome, k.Ground)
	if err != nil {
		return deed{}, err
	}
	return deed{kind: EventClosed, words: note, details: Details{Outcome: k.Outcome, Ground: k.Ground, Late: late, Days: days}}, nil
}

// recent says whether the day that a case is about is known and lies less than two years before its receipt.
func (c *CaseRow) recent(o office) bool {
	return !c.IncidentOn.IsZero() && c.IncidentOn.AddMonths(12*oldAfter).After(o.Calendar.CivilDay(c.Received))
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
	if !c.NeedsTriage(o.Charter) {
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
	if t.Danger {
		c.reckon(o)
	}
	return deed{kind: EventTriaged, words: note, details: Details{Danger: t.Danger}}, nil
}

// NeedsTriage says whether the charter asks for a triage of this case, whether or not it has had one.
func (c *CaseRow) NeedsTriage(ch *charter.Charter) bool {
	kind, _ := ch.Kind(c.Kind)
	return c.Anonymous && kind.Anonymous == charter.AnonymousTriage
}

// mustBeOpen refuses what can no longer be done.
func (c *CaseRow) mustBeOpen() error {
	if !c.Open() {
		return fault.Conflict("case_closed", fault.Params{"at": *c.Closed})
	}
	return nil
}

// close ends the case, and a pause with it, whose days it gives. An anonymous one that nobody looked at for danger stays open.
func (c *CaseRow) close(o office, at time.Time, outcome, ground string) (days int, err error) {
	if err := c.mustBeOpen(); err != nil {
		return 0, err
	}
	if c.NeedsTriage(o.Charter) && c.Triaged == nil {
		return 0, fault.Conflict("case_needs_triage", nil)
	}
	days = c.endPause(o, at)
	c.Closed, c.Outcome, c.Ground, c.Verdict = &at, outcome, ground, ""
	return days, nil
}

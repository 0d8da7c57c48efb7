package register

import (
	"slices"
	"time"

	"harta/internal/charter"
	"harta/internal/fault"
)

// Extension is the written notice that a case takes longer: the reasons, and the final date. One sent after the deadline then
// in force moves it too, but is marked late for ever.
type Extension struct {
	Reason string
	// Until lies on the final date; the new deadline is the end of the office's hours on it.
	Until time.Time
	// Elsewhere says that the notice lies in another register: its reasons may be absent.
	Elsewhere bool
}

func (x Extension) apply(o office, c *CaseRow, at time.Time) (deed, error) {
	if err := c.mustBeOpen(); err != nil {
		return deed{}, err
	}
	if c.Paused != nil {
		return deed{}, fault.Conflict("case_paused", nil)
	}
	if err := c.mustBeExtendable(o); err != nil {
		return deed{}, err
	}
	var f faults
	reason := tidyText(x.Reason)
	f.words("reason", "case_reason", reason, x.Elsewhere)
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
	return o.Calendar.Latest(clock, c.past.started, c.past.pauses...)
}

// waitingFor lists whom a case may wait for while its clock stands still.
var waitingFor = []string{"citizen", "institution"}

// Pause stops the clock of a case while the office waits. One begun after the deadline stops nothing any more.
type Pause struct {
	For  string // citizen, institution
	Text string // what is waited for
}

func (p Pause) apply(_ office, c *CaseRow, at time.Time) (deed, error) {
	if err := c.mustBeOpen(); err != nil {
		return deed{}, err
	}
	switch {
	case c.Paused != nil:
		return deed{}, fault.Conflict("case_paused", nil)
	case c.Deadline == nil:
		return deed{}, fault.Conflict("case_without_deadline", nil)
	}
	var f faults
	text := tidyText(p.Text)
	f.length("waiting", "case_waiting", text, TextMax)
	if !slices.Contains(waitingFor, p.For) {
		f.add("for", "case_waiting_for_unknown", nil)
	}
	if err := f.err(); err != nil {
		return deed{}, err
	}
	late := c.Overdue(at)
	c.Paused, c.PausedFor = &at, p.For
	return deed{kind: EventPaused, words: text, details: Details{For: p.For, Late: late}}, nil
}

// Resumption lets the clock of a paused case run again; the deadline moves by the paused days.
type Resumption struct {
	Note string // may be empty
}

func (s Resumption) apply(o office, c *CaseRow, at time.Time) (deed, error) {
	if err := c.mustBeOpen(); err != nil {
		return deed{}, err
	}
	if c.Paused == nil {
		return deed{}, fault.Conflict("case_not_paused", nil)
	}
	var f faults
	note := tidyText(s.Note)
	f.atMost("note", "case_note", note, TextMax)
	if err := f.err(); err != nil {
		return deed{}, err
	}
	days := c.endPause(o, at)
	return deed{kind: EventResumed, words: note, details: Details{Days: days}}, nil
}

// endPause lets the clock run again, if it stood still, and gives the civil days for which it did.
func (c *CaseRow) endPause(o office, at time.Time) int {
	if c.Paused == nil {
		return 0
	}
	days := o.Calendar.CivilDay(*c.Paused).DaysUntil(o.Calendar.CivilDay(at))
	c.past.pauses = append(slices.Clone(c.past.pauses), charter.Pause{From: *c.Paused, To: at})
	c.Paused, c.PausedFor = nil, ""
	c.PausedDays += days
	c.reckon(o)
	return days
}

// reckon computes the deadlines anew from the clock, the pauses and the last extension. A kind that the charter no longer knows
// a clock for keeps the deadlines it has. The day that another register gave stands in for the charter's term whatever the case is
// called later, as long as any term runs: the sender was told of it. How far an extension may go the law says in either case.
func (c *CaseRow) reckon(o office) {
	if !c.timed(o) {
		c.Deadline, c.FirstDeadline, c.LegalDeadline = nil, nil, nil
		return
	}
	clock, known := o.ClockFor(c.Kind, c.ConcernsStaff)
	if !known {
		return
	}
	dues := o.Calendar.Dues(clock, c.past.started, c.past.pauses...)
	if !c.past.given.IsZero() && !dues.Due.IsZero() {
		dues.Due = o.Calendar.Postpone(o.Calendar.Closing(c.past.given), c.past.started, c.past.pauses...)
	}
	c.FirstDeadline, c.LegalDeadline = some(dues.Due), some(dues.Legal)
	c.Deadline = c.FirstDeadline
	if c.past.until.IsZero() || c.Deadline == nil {
		return
	}
	if extended := o.Calendar.Postpone(c.past.until, c.past.noticed, c.past.pauses...); extended.After(*c.Deadline) {
		c.Deadline = some(extended)
	}
}

// timed says whether the case has a clock at all: an unsigned one of a kind that is not examined unsigned has none, unless health
// or security is threatened.
func (c *CaseRow) timed(o office) bool {
	kind, _ := o.Kind(c.Kind)
	return !c.Anonymous || c.Danger || kind.Anonymous == charter.AnonymousAllowed
}

package register

import (
	"slices"
	"strconv"
	"time"

	"harta/internal/charter"
)

// past is what the commands must know of a case's history.
type past struct {
	started time.Time       // when the clock began to run: the receipt, or the last reopening
	pauses  []charter.Pause // that are over, since the clock began
	given   charter.Date    // by another register, for the time since the clock began; zero: the charter's term says it
	// until and noticed are the final date of the last extension since the clock began, and when it was sent; zero: none.
	until, noticed time.Time
	last           time.Time // moment of the last event that others cannot come before
	erased         bool
}

// unordered are the kinds of event that say nothing of the clock or the state. Something else may have been done before one of
// them and be written down after it: an answer that was posted on Friday, after a note of Monday.
var unordered = []EventKind{EventAcknowledged, EventCategorised, EventAssigned, EventNoted, EventLetter, EventJoined, EventMessage,
	EventCorrected}

// pastOf tells a case's history from its events.
func pastOf(events []Event) *past {
	p := new(past)
	var paused time.Time
	for _, e := range events {
		if !slices.Contains(unordered, e.Kind) {
			p.last = e.At
		}
		switch {
		case e.Kind == EventSubmitted:
			p.started, p.given = e.At, e.Details.Given
		case e.Kind == EventReopened, e.Details.Reopened:
			p.begin(e.At)
		case e.Kind == EventExtended && e.Details.Until != nil:
			p.until, p.noticed = *e.Details.Until, e.At
		case e.Kind == EventPaused:
			paused = e.At
		case !paused.IsZero() && slices.Contains(unpausing, e.Kind):
			p.pauses, paused = append(p.pauses, charter.Pause{From: paused, To: e.At}), time.Time{}
		case e.Kind == EventErased, e.Kind == EventTakenBack:
			p.erased = true
		}
	}
	return p
}

// begin lets the clock run anew: what was waited for, extended to or given by another register was for the time before.
func (p *past) begin(at time.Time) {
	p.started, p.pauses, p.given, p.until, p.noticed = at, nil, charter.Date{}, time.Time{}, time.Time{}
}

// unpausing are the kinds of event that end a pause: the office goes on, or the case ends.
var unpausing = []EventKind{EventResumed, EventAnswered, EventClosed, EventMerged, EventForwarded}

// columns gives what commands may change of a case, by the column's name, as texts.
func (c CaseRow) columns() map[string]string {
	moment := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.Format(time.RFC3339Nano)
	}
	return map[string]string{
		"kind": c.Kind, "category": c.Category, "office": c.Office, "service": c.Service, "department": c.Department,
		"concerns_staff": strconv.FormatBool(c.ConcernsStaff), "assignee": c.Assignee,
		"deadline": moment(c.Deadline), "first_deadline": moment(c.FirstDeadline), "legal_deadline": moment(c.LegalDeadline),
		"extensions": strconv.Itoa(c.Extensions), "late_extension": strconv.FormatBool(c.LateExtension),
		"paused": moment(c.Paused), "paused_for": c.PausedFor, "paused_days": strconv.Itoa(c.PausedDays),
		"triaged": moment(c.Triaged), "danger": strconv.FormatBool(c.Danger), "acknowledged": moment(c.Acknowledged),
		"answered": moment(c.Answered), "closed": moment(c.Closed), "outcome": c.Outcome, "ground": c.Ground,
		"reopenings": strconv.Itoa(c.Reopenings), "duplicate_of": c.DuplicateOf, "verdict": c.Verdict,
		"missed_before": strconv.FormatBool(c.MissedBefore), "channel": c.Channel, "incident_on": c.IncidentOn.String(),
	}
}

// replaced gives the columns in which a case differs from what it was before, with their values of then.
func replaced(before, after CaseRow) map[string]string {
	was, now := before.columns(), after.columns()
	for name, value := range was {
		if now[name] == value {
			delete(was, name)
		}
	}
	if len(was) == 0 {
		return nil
	}
	return was
}

package dashboard

import (
	"time"

	"harta/internal/register"
	"harta/internal/text"
)

// caseClock says how a case stands with its deadline.
type caseClock struct {
	Words    string
	Kind     string // for the badge: empty, "change" for what is near, "concern" for what is overdue, "ok" for what was in time
	Deadline *time.Time
}

// soonDays is how many working days before its deadline a case stands out.
const soonDays = 3

// inState says whether an open case belongs to a state of the list.
func (s *Server) inState(row register.CaseRow, state string, now time.Time) bool {
	if !row.Open() {
		return state == "closed"
	}
	calendar := s.charter.Calendar
	today := calendar.CivilDay(now)
	switch state {
	case "open":
		return true
	case "overdue":
		return row.Overdue(now)
	case "unclocked":
		return row.Deadline == nil
	case "paused":
		return row.Paused != nil
	}
	if row.Deadline == nil || row.Paused != nil || row.Overdue(now) {
		return false
	}
	due := calendar.CivilDay(*row.Deadline)
	switch state {
	case "today":
		return due == today
	case "week": // to the end of Sunday
		weekday := (int(today.Weekday()) + 6) % 7
		return !due.After(today.AddDays(6 - weekday))
	}
	return false
}

// caseClock words how a case stands. Before the deadline working days count, because only they are left to work in; after it,
// every day that the citizen waits.
func (s *Server) caseClock(words *text.Printer, row register.CaseRow, now time.Time) caseClock {
	clock := caseClock{Deadline: row.Deadline}
	calendar := s.charter.Calendar
	today := calendar.CivilDay(now)
	switch {
	case !row.Open():
		return closedClock(words, row)
	case row.Deadline == nil && row.NeedsTriage(s.charter) && row.Triaged == nil:
		clock.Words, clock.Kind = words.T("cases.clock.triage"), "change"
	case row.Deadline == nil:
		clock.Words = words.T("cases.clock.none")
	case row.Paused != nil && !row.Overdue(now):
		clock.Words, clock.Kind = words.T("cases.clock.paused_today"), "change"
		if days := calendar.CivilDay(*row.Paused).DaysUntil(today); days > 0 {
			clock.Words = words.T("cases.clock.paused", "count", days)
		}
		clock.Deadline = nil // it moves with every day of the pause
	case row.Overdue(now):
		late := calendar.CivilDay(*row.Deadline).DaysUntil(today)
		clock.Kind = "concern"
		clock.Words = words.T("cases.clock.overdue", "count", late)
		if late == 0 {
			clock.Words = words.T("cases.clock.overdue_today")
		}
	default:
		left := calendar.WorkingDays(today, calendar.CivilDay(*row.Deadline))
		clock.Words = words.T("cases.clock.left", "count", left)
		if left == 0 {
			clock.Words = words.T("cases.clock.today")
		}
		if left <= soonDays {
			clock.Kind = "change"
		}
	}
	return clock
}

// closedClock words how a case ended: only a written answer is one in time or late.
func closedClock(words *text.Printer, row register.CaseRow) caseClock {
	clock := caseClock{Deadline: row.Deadline}
	switch {
	case row.TakenBack():
		clock.Words, clock.Kind, clock.Deadline = words.T("cases.taken_back"), "concern", nil
	case row.Answered == nil:
		clock.Words = words.T("cases.clock.closed")
	case row.Deadline == nil:
		clock.Words = words.T("cases.clock.answered")
	case row.Answered.After(*row.Deadline):
		clock.Words, clock.Kind = words.T("cases.clock.answered_late"), "concern"
	case row.Extensions > 0 && row.FirstDeadline != nil && row.Answered.After(*row.FirstDeadline):
		clock.Words, clock.Kind = words.T("cases.clock.answered_extended"), "ok"
	default:
		clock.Words, clock.Kind = words.T("cases.clock.answered_in_time"), "ok"
	}
	return clock
}

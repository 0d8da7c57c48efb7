package dashboard

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/analytics"
	"harta/ingest"
	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/text"
)

const (
	recountAction    = "answers.recount" // what the audit trail calls a decision
	decisionsListed  = 20
	decisionsKept    = 200 // how far back a decision may be taken back from the page
	recountNoteMax   = 300 // characters
	undoneNotePrefix = "undo "
)

// uncountedGroup is what belongs together: answers of one screen, for one reason, that follow each other closely.
type uncountedGroup struct {
	ID          string // of its first answer
	Screen      string
	Reason      string
	From, To    charter.Date
	First, Last time.Time // moments
	Clocks      string    // from the first to the last
	Rows        []uncountedRow
	Note        string
	Wrong       bool // what was typed here could not be done
}

// uncountedRow is one answer.
type uncountedRow struct {
	ID     string
	Clock  string // time of day to the second
	Score  int
	Noted  bool // the moment is not the page's own
	Picked bool
}

// uncountedGroups puts answers, the newest first, into groups. Answers to several questions of one response are one row.
func (s *Server) uncountedGroups(words *text.Printer, rows []analytics.UncountedAnswer, screens screenNames, typed *typedRestore) []uncountedGroup {
	var groups []uncountedGroup
	var last analytics.UncountedAnswer
	for _, a := range rows {
		n := len(groups)
		if n > 0 && a.Response == last.Response {
			continue
		}
		if n == 0 || !together(last, a) {
			groups = append(groups, uncountedGroup{
				ID: a.Response.String(), Screen: screens.name(a.Kiosk, a.Channel), Reason: words.T("excluded." + a.Reason), To: a.Day, Last: a.Moment,
			})
			n++
		}
		g := &groups[n-1]
		g.From, g.First = a.Day, a.Moment
		g.Clocks = clocksBetween(g.First, g.Last)
		row := uncountedRow{ID: a.Response.String(), Clock: a.Moment.Format(time.TimeOnly), Score: a.Score, Noted: a.MomentNote != ""}
		if typed != nil && typed.Group == g.ID {
			g.Note, g.Wrong = typed.Note, true
			row.Picked = slices.Contains(typed.Picked, row.ID)
		}
		g.Rows = append(g.Rows, row)
		last = a
	}
	return groups
}

// clocksBetween tells the time of day of two moments of a day, once where it is the same.
func clocksBetween(first, last time.Time) string {
	from, to := first.Format(time.TimeOnly), last.Format(time.TimeOnly)
	if from == to {
		return from
	}
	return from + " – " + to
}

// together says whether an answer belongs to the group of the one that came after it.
func together(later, a analytics.UncountedAnswer) bool {
	return a.Response == later.Response || a.Kiosk == later.Kiosk && a.Channel == later.Channel && a.Reason == later.Reason &&
		a.Day == later.Day && later.Moment.Sub(a.Moment) <= burstPause
}

// endOfGroup is where a page of about n answers ends without cutting a group in two.
func endOfGroup(rows []analytics.UncountedAnswer, n int) int {
	if len(rows) <= n {
		return len(rows)
	}
	for n < len(rows) && together(rows[n-1], rows[n]) {
		n++
	}
	return n
}

// restoreAnswers makes answers count: those that were picked, or a whole group.
func (s *Server) restoreAnswers(c *fiber.Ctx, session access.Session) error {
	field := func(name string) string { return strings.ToValidUTF8(c.FormValue(name), "\uFFFD") }
	filter, wrong := s.readUncounted(field)
	typed := &typedRestore{Group: field("group"), Note: strings.TrimSpace(field("note")), Picked: fieldValues(c, "picked")}
	d := ingest.Recount{Counted: true, By: session.User.ID, Note: typed.Note}
	wrong = append(wrong, checkNote(typed.Note)...)
	ids := typed.Picked
	if field("what") == "all" {
		ids = fieldValues(c, "all")
	}
	var bad fault.List
	d.Responses, bad = responseIDs(ids)
	wrong = append(wrong, bad...)
	if d.From, d.To, bad = daysOf(field("first"), field("last")); len(bad) > 0 {
		wrong = append(wrong, bad...)
	}
	if len(wrong) > 0 {
		return s.renderUncounted(c, fiber.StatusUnprocessableEntity, filter, wrong, typed)
	}
	return s.decide(c, d, filter, typed, "restored")
}

// decide does what was decided and goes back to the list, which follows within seconds.
func (s *Server) decide(c *fiber.Ctx, d ingest.Recount, filter uncountedFilter, typed *typedRestore, done string) error {
	found, err := s.options.Responses.Recount(c.UserContext(), d)
	if err != nil {
		wrong, err := asList(err)
		if err != nil {
			return err
		}
		return s.renderUncounted(c, fiber.StatusUnprocessableEntity, filter, wrong, typed)
	}
	v := url.Values{"done": {done}, "found": {strconv.Itoa(found)}}
	return c.Redirect(filter.query(filter.Skip)+"&"+v.Encode(), fiber.StatusSeeOther)
}

// checkNote wants a reason, and a short one.
func checkNote(note string) fault.List {
	switch n := utf8.RuneCountInString(note); {
	case !strings.ContainsFunc(note, func(r rune) bool { return r > ' ' && strconv.IsGraphic(r) }):
		return fault.List{fault.Invalid("note", "recount_note_missing", nil)}
	case n > recountNoteMax:
		return fault.List{fault.Invalid("note", "recount_note_long", fault.Params{"max": recountNoteMax, "length": n})}
	}
	return nil
}

// responseIDs reads the ids of responses, each once.
func responseIDs(texts []string) ([]uuid.UUID, fault.List) {
	var ids []uuid.UUID
	for _, t := range texts {
		id, err := uuid.Parse(t)
		if err != nil {
			return nil, fault.List{fault.Invalid("responses", "recount_id", nil)}
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, fault.List{fault.Invalid("responses", "recount_empty", nil)}
	}
	return ids, nil
}

// daysOf reads the days between which a decision's answers lie.
func daysOf(first, last string) (from, to charter.Date, wrong fault.List) {
	from, err := charter.ParseDate(first)
	to, also := charter.ParseDate(last)
	if err != nil || also != nil || from.Before(firstUncountedDay) || to.Before(from) || from.DaysUntil(to) > 366 {
		return from, to, fault.List{fault.Invalid("from", "recount_days", nil)}
	}
	return from, to, nil
}

// decision is one that was taken, with what it takes to take it back.
type decision struct {
	Seq     int64
	At      time.Time
	By      string
	Counted bool
	N       int
	Note    string
	Undoing bool // it took another one back
}

// decisions lists the latest ones.
func (s *Server) decisions(ctx context.Context, words *text.Printer) ([]decision, error) {
	rows, err := s.options.Trail.AuditOf(ctx, recountAction, decisionsListed)
	if err != nil {
		return nil, err
	}
	people, err := s.peopleNames(ctx)
	if err != nil {
		return nil, err
	}
	var list []decision
	for _, row := range rows {
		d := decision{Seq: row.Seq, At: row.Moment, By: people[row.Who], N: len(wordsOf(row.Details["responses"]))}
		d.Counted, _ = row.Details["counted"].(bool)
		d.Note, _ = row.Details["note"].(string)
		if of, undoing := strings.CutPrefix(d.Note, undoneNotePrefix); undoing {
			d.Undoing, d.Note = true, words.T("uncounted.undo_of", "number", of)
		}
		list = append(list, d)
	}
	return list, nil
}

// undoDecision takes a decision back, by another decision: what was restored does not count again, for the reason it had.
func (s *Server) undoDecision(c *fiber.Ctx, session access.Session) error {
	filter, _ := s.readUncounted(func(name string) string { return strings.ToValidUTF8(c.FormValue(name), "\uFFFD") })
	seq, err := strconv.ParseInt(c.FormValue("seq"), 10, 64)
	if err != nil {
		return fault.NotFound("recount_unknown", nil)
	}
	rows, err := s.options.Trail.AuditOf(c.UserContext(), recountAction, decisionsKept)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rows, func(r access.AuditRow) bool { return r.Seq == seq })
	if i < 0 {
		return fault.NotFound("recount_unknown", nil)
	}
	d := ingest.Recount{By: session.User.ID, Note: undoneNotePrefix + strconv.FormatInt(seq, 10)}
	counted, _ := rows[i].Details["counted"].(bool)
	d.Counted = !counted
	if !d.Counted {
		d.Reason = reasonBefore(rows[i].Details)
	}
	var wrong fault.List
	if d.Responses, wrong = responseIDs(wordsOf(rows[i].Details["responses"])); len(wrong) > 0 {
		return wrong
	}
	first, last, _ := strings.Cut(rows[i].Subject, "/")
	if d.From, d.To, wrong = daysOf(first, last); len(wrong) > 0 {
		return wrong
	}
	return s.decide(c, d, filter, nil, "undone")
}

// reasonBefore is why answers did not count before they were restored; an officer's decision where they had several reasons.
func reasonBefore(details map[string]any) string {
	if was := wordsOf(details["was"]); len(was) == 1 {
		return was[0]
	}
	return ingest.ReasonOfficer
}

// wordsOf reads a list of texts from what was kept as JSON.
func wordsOf(value any) []string {
	list, _ := value.([]any)
	var words []string
	for _, v := range list {
		if w, ok := v.(string); ok {
			words = append(words, w)
		}
	}
	return words
}

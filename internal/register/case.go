package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/store"
)

// CaseRow is a case without identity and without any text. A moment that has not come is nil.
type CaseRow struct {
	Number  string
	Version int64 // the number of the last event

	Kind          string
	Category      string
	Office        string
	Service       string
	Department    string
	Channel       string
	Language      string
	Anonymous     bool
	ConcernsStaff bool
	IncidentOn    charter.Date // zero: not told

	Received      time.Time
	Deadline      *time.Time // in force now, extensions included; nil: no clock runs
	FirstDeadline *time.Time // before any extension
	LegalDeadline *time.Time // by the law, kept beside the charter's
	Extensions    int
	LateExtension bool // an extension was sent after the deadline then in force

	Triaged *time.Time // an anonymous case was looked at for danger to health or security
	Danger  bool       // and there was one

	Incoming string // the office's own incoming number, empty: none
	Assignee string // id of the user who works on it, empty: nobody yet

	Paused     *time.Time // since when the clock stands still, nil: it runs
	PausedFor  string     // citizen or institution, empty: it runs
	PausedDays int        // civil days of ended pauses since the clock last began to run

	Acknowledged *time.Time // receipt notice sent, which is never an answer
	Answered     *time.Time // written answer
	Verdict      string     // what the citizen says of the answer: solved, not_solved, empty: nothing
	Closed       *time.Time
	Outcome      string // empty while open
	Ground       string // why it was not examined
	Reopenings   int
	// DuplicateOf is the number of the case that this one repeats, empty: none.
	DuplicateOf string
	// MissedBefore says that the case was reopened after an answer that came too late.
	MissedBefore bool

	factID uuid.UUID // under which the figures know the case
	past   *past     // read for commands only
}

// Open says whether the case waits for something.
func (c CaseRow) Open() bool { return c.Closed == nil }

// Overdue says whether the case is open past its deadline. While its clock stands still no deadline passes.
func (c CaseRow) Overdue(now time.Time) bool {
	if c.Paused != nil && c.Paused.Before(now) {
		now = *c.Paused
	}
	return c.Open() && c.Deadline != nil && c.Deadline.Before(now)
}

// ReopenBy is the moment until which the citizen's "not solved" opens an answered case again, by the charter's term; zero: it is
// only recorded.
func (c CaseRow) ReopenBy(ch *charter.Charter) time.Time {
	if c.Answered == nil {
		return time.Time{}
	}
	return ch.Calendar.Deadline(*c.Answered, ch.ReopenWithin)
}

// Case is a case with everything that was done about it.
type Case struct {
	CaseRow
	Events []Event
}

// CaseFilter says which cases a list shows; the zero filter shows all.
type CaseFilter struct {
	Department string
	Kind       string
	Open       bool      // only open ones
	Overdue    time.Time // only those that are open past their deadline at this moment
	DueBefore  time.Time // only open ones whose deadline is before this moment
	Closed     bool      // only closed ones
	Assignee   string    // only those of one user
	Category   string
	Incoming   string // only those whose incoming number begins so, however it is spaced
	Limit      int    // rows at most, 0: all
	Offset     int    // rows left out at the beginning
}

// Cases lists cases without identity: open ones by deadline, then closed ones, the newest first.
func (r *Register) Cases(ctx context.Context, f CaseFilter) ([]CaseRow, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = 1<<31 - 1
	}
	due := f.DueBefore
	if due.IsZero() || (!f.Overdue.IsZero() && f.Overdue.Before(due)) {
		due = f.Overdue
	}
	var dueMs int64
	if !due.IsZero() {
		dueMs = store.Millis(due)
	}
	rows, err := r.db.QueryContext(ctx, query("cases"), f.Department, f.Kind, f.Open, !due.IsZero(), dueMs,
		f.Closed, f.Assignee, f.Category, incomingKey(f.Incoming), limit, f.Offset)
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	var cases []CaseRow
	err = each(rows, func(rows *sql.Rows) error {
		c, err := scanCase(rows)
		cases = append(cases, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return cases, nil
}

// Case gives one case with its events. A sealed case is as unknown here as one that never was: fault.NotFound "case_unknown".
func (r *Register) Case(ctx context.Context, number string) (Case, error) {
	number, err := CheckNumber(number)
	if err != nil {
		return Case{}, err
	}
	row, err := findCase(ctx, r.db, number)
	if err != nil {
		return Case{}, err
	}
	events, err := readEvents(ctx, r.db, number)
	if err != nil {
		return Case{}, fmt.Errorf("read events: %w", err)
	}
	return Case{CaseRow: row, Events: events}, nil
}

// findCase reads one case.
func findCase(ctx context.Context, db reader, number string) (CaseRow, error) {
	c, err := scanCase(db.QueryRowContext(ctx, query("case_by_number"), number))
	if errors.Is(err, sql.ErrNoRows) {
		return CaseRow{}, fault.NotFound("case_unknown", nil)
	}
	if err != nil {
		return CaseRow{}, fmt.Errorf("read case: %w", err)
	}
	return c, nil
}

func scanCase(row scanner) (CaseRow, error) {
	var c CaseRow
	var factID, incident string
	var received int64
	var deadline, first, legal, triaged, answered, closed, paused, acknowledged sql.NullInt64
	err := row.Scan(&c.Number, &factID, &c.Version, &c.Kind, &c.Category, &c.Office, &c.Service, &c.Department, &c.Channel,
		&c.Language, &c.Anonymous, &c.ConcernsStaff, &incident, &received, &deadline, &first, &legal, &c.Extensions,
		&c.LateExtension, &triaged, &c.Danger, &answered, &closed, &c.Outcome, &c.Ground, &c.Reopenings,
		&c.Incoming, &c.Assignee, &paused, &c.PausedFor, &c.PausedDays, &acknowledged, &c.DuplicateOf, &c.Verdict, &c.MissedBefore)
	if err != nil {
		return CaseRow{}, err
	}
	if c.factID, err = uuid.Parse(factID); err != nil {
		return CaseRow{}, fmt.Errorf("fact id of case %s: %w", c.Number, err)
	}
	if err := c.IncidentOn.UnmarshalText([]byte(incident)); err != nil {
		return CaseRow{}, fmt.Errorf("incident of case %s: %w", c.Number, err)
	}
	c.Received = store.Moment(received)
	c.Deadline, c.FirstDeadline, c.LegalDeadline = nullMoment(deadline), nullMoment(first), nullMoment(legal)
	c.Triaged, c.Answered, c.Closed = nullMoment(triaged), nullMoment(answered), nullMoment(closed)
	c.Paused, c.Acknowledged = nullMoment(paused), nullMoment(acknowledged)
	return c, nil
}

// insertCase stores a new case with its locked text. year is the one in which its incoming number, if it has one, was given.
func insertCase(ctx context.Context, tx *sql.Tx, c CaseRow, year int, submission uuid.UUID, body []byte) error {
	return exec(ctx, tx, query("case_add"), c.Number, c.factID.String(), c.Version, c.Kind, c.Category, c.Office, c.Service,
		c.Department, c.Channel, c.Language, c.Anonymous, c.ConcernsStaff, c.IncidentOn.String(), store.Millis(c.Received),
		nullMillis(c.Deadline), nullMillis(c.FirstDeadline), nullMillis(c.LegalDeadline), c.Extensions, c.LateExtension,
		nullMillis(c.Triaged), c.Danger, nullMillis(c.Answered), nullMillis(c.Closed), c.Outcome, c.Ground, c.Reopenings, body, submission.String(),
		c.Incoming, incomingKey(c.Incoming), year)
}

// updateCase stores what a command changed, unless somebody else raised the version meanwhile: then changed is false.
func updateCase(ctx context.Context, tx *sql.Tx, c CaseRow) (changed bool, err error) {
	done, err := tx.ExecContext(ctx, query("case_update"), c.Number, c.Version-1, c.Version, nullMillis(c.Deadline),
		nullMillis(c.FirstDeadline), nullMillis(c.LegalDeadline), c.Extensions, c.LateExtension, nullMillis(c.Triaged), c.Danger,
		nullMillis(c.Answered), nullMillis(c.Closed), c.Outcome, c.Ground, c.Reopenings,
		c.Kind, c.Category, c.Office, c.Service, c.Department, c.ConcernsStaff, c.Assignee,
		nullMillis(c.Paused), c.PausedFor, c.PausedDays, nullMillis(c.Acknowledged), c.DuplicateOf, c.Verdict, c.MissedBefore)
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n == 1, err
}

package dashboard

import (
	"context"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/ingest"
	"harta/internal/access"
	"harta/internal/register"
	"harta/internal/text"
)

// Loader moves what was accepted into ClickHouse. *ingest.Loader is one.
type Loader interface {
	Freshness(ctx context.Context) (ingest.Freshness, error)
}

// Spool keeps what was accepted until it is delivered, and what ClickHouse refused. *ingest.Spool is one.
type Spool interface {
	WaitingByKind() map[string]int64
	// Rejected and Dismissed give the latest n refused items that are open and that are not.
	Rejected(ctx context.Context, n int) ([]ingest.RejectedItem, error)
	Dismissed(ctx context.Context, n int) ([]ingest.RejectedItem, error)
	// RejectedByNumber, Retry and Dismiss give NotFound "rejected_unknown" for an item that is not (or no more) there.
	RejectedByNumber(ctx context.Context, n int64) (ingest.RejectedItem, error)
	Retry(ctx context.Context, n int64) error
	Dismiss(ctx context.Context, n int64, reason string) error
}

// Auditor keeps the trail of who did what. *access.Access is one.
type Auditor interface {
	Audit(ctx context.Context, who, what, subject string, details map[string]any) error
}

const (
	intakePath = "/intake"
	// rejectedShown and dismissedShown are how many refused items the page lists.
	rejectedShown  = 100
	dismissedShown = 20
)

// intakePage tells how it stands with what was accepted.
type intakePage struct {
	Page
	Now       time.Time
	State     ingest.Freshness
	Oldest    string // how long the oldest item has waited, in words; empty if none waits
	Away      string // for how long ClickHouse has not answered, in words; empty while it does
	Kinds     []kindWaiting
	Rejected  []rejectedRow
	More      bool // there are more than shown
	Dismissed []rejectedRow
	Unseen    register.UnseenAside // what was set aside, and nobody looked at, and is about to be erased
}

// Lost says whether ClickHouse has not answered once since the program started.
func (p *intakePage) Lost() bool { return p.State.Reached.IsZero() }

// kindWaiting is how much waits of one kind.
type kindWaiting struct {
	Name  string
	Count int64
}

// rejectedRow is a line of a list of refused items.
type rejectedRow struct {
	ingest.RejectedItem
	Name string // of the kind
	Href string
}

// intakeRoutes mounts the administrator's view of the spool.
func (s *Server) intakeRoutes(app fiber.Router) {
	app.Get(intakePath, s.signedIn(access.Administer, s.showIntake))
	s.rejectedRoutes(app)
}

func (s *Server) showIntake(c *fiber.Ctx, _ access.Session) error {
	ctx := c.UserContext()
	state, err := s.options.Loader.Freshness(ctx)
	if err != nil {
		return err
	}
	page := &intakePage{Page: s.newPage(c, "intake.title"), Now: s.clock(), State: state}
	page.Scripts = []string{"live.js"}
	if state.Waiting > 0 {
		page.Oldest = lasting(page.Words, ageOf(state.Oldest, page.Now))
	}
	if !state.AwaySince.IsZero() {
		page.Away = lasting(page.Words, ageOf(state.AwaySince, page.Now))
	}
	page.Kinds = s.kindsWaiting(page.Words)
	if err := s.fillRejected(ctx, page); err != nil {
		return err
	}
	if page.Unseen, err = s.options.Aside.UnseenAside(ctx); err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "intake.html", page)
}

func (s *Server) kindsWaiting(p *text.Printer) []kindWaiting {
	var kinds []kindWaiting
	for kind, n := range s.options.Spool.WaitingByKind() {
		kinds = append(kinds, kindWaiting{Name: kindName(p, kind), Count: n})
	}
	slices.SortFunc(kinds, func(a, b kindWaiting) int { return int(b.Count - a.Count) })
	return kinds
}

func (s *Server) fillRejected(ctx context.Context, page *intakePage) error {
	open, err := s.options.Spool.Rejected(ctx, rejectedShown)
	if err != nil {
		return err
	}
	page.Rejected = rejectedRows(page.Words, open)
	page.More = page.State.Rejected > int64(len(open))
	closed, err := s.options.Spool.Dismissed(ctx, dismissedShown)
	page.Dismissed = rejectedRows(page.Words, closed)
	return err
}

func rejectedRows(p *text.Printer, items []ingest.RejectedItem) []rejectedRow {
	rows := make([]rejectedRow, len(items))
	for i, it := range items {
		rows[i] = rejectedRow{RejectedItem: it, Name: kindName(p, it.Kind), Href: rejectedPath(it.N)}
	}
	return rows
}

// kindName words what an item of the spool is; a kind without words goes by its own name.
func kindName(p *text.Printer, kind string) string {
	switch kind {
	case "response":
		return p.T("intake.kind.response")
	case "comment":
		return p.T("intake.kind.comment")
	case "reasons":
		return p.T("intake.kind.reasons")
	case "service":
		return p.T("intake.kind.service")
	case "records":
		return p.T("intake.kind.records")
	case "recount":
		return p.T("intake.kind.recount")
	case "case_fact":
		return p.T("intake.kind.case_fact")
	}
	return kind
}

// lasting words a length of time roughly, as one speaks of a delay.
func lasting(p *text.Printer, d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return p.T("intake.seconds", "count", int(d.Seconds()))
	case d < 2*time.Hour:
		return p.T("intake.minutes", "count", int(d.Minutes()))
	case d < 48*time.Hour:
		return p.T("intake.hours", "count", int(d.Hours()))
	}
	return p.T("common.days", "count", int(d.Hours()/24))
}

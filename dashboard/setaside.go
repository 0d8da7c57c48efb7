package dashboard

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// Aside is what was set aside, and the letters that could not be sent: what waits for an officer beside the cases themselves.
// *register.Register keeps both.
type Aside interface {
	ListAside(ctx context.Context, q register.AsideQuery) (rows []register.SetAsideRow, more bool, err error)
	CountAside(ctx context.Context, since charter.Date) ([]register.SetAsideCount, error)
	CountDismissed(ctx context.Context, since charter.Date) (map[register.Suspicion]int, error)
	UnseenAside(ctx context.Context) (register.UnseenAside, error)
	AsideText(ctx context.Context, number, by string) (register.AsideWords, error)
	OpenAsideFile(ctx context.Context, number, id, by string) (register.OpenedFile, error)
	Restore(ctx context.Context, number, by string) error
	DismissAside(ctx context.Context, numbers []string, by string) (n int, err error)
	RecallAside(ctx context.Context, numbers []string, by string) (n int, err error)
	AsideDays(ctx context.Context) (int, error)
	SetAsideDays(ctx context.Context, days int, by string) error
	FailedNotices(ctx context.Context) ([]register.FailedNotice, error)
	NoticeAgain(ctx context.Context, id int64, by string) error
}

const (
	asidePath  = "/setaside"
	asideShown = 50 // rows on a page
)

// asideRoutes mounts the page of what was set aside.
func (s *Server) asideRoutes(app fiber.Router) {
	app.Get(asidePath, s.signedIn(access.WriteCases, s.showAside))
	app.Post(asidePath+"/days", s.signedIn(access.WriteCases, s.setAsideDays))
	app.Post(asidePath+"/notices/:id", s.signedIn(access.WriteCases, s.noticeAgain))
	app.Post(asidePath+"/marks", s.signedIn(access.WriteCases, s.markAside))
	app.Post(asidePath+"/:number", s.signedIn(access.WriteCases, s.decideAside))
	app.Post(asidePath+"/:number/file", s.signedIn(access.WriteCases, s.asideFile))
}

// asideLine is one thing that was set aside.
type asideLine struct {
	register.SetAsideRow
	Kind     string
	Why      string
	ErasedOn time.Time
	By       string // who said that it is no message from a person; empty: nobody did
	Read     bool   // its words were asked for
	Text     string
	Sender   string
	Files    []register.StoredFile
}

// asideSum counts what was set aside for one reason.
type asideSum struct {
	Why             string
	Aside, Restored int64
	Dismissed       int64
	Erased          int64
}

// noticeLine is a letter that could not be sent.
type noticeLine struct {
	register.FailedNotice
	Why string
}

// asidePage lists what waits.
type asidePage struct {
	Page
	View     asideView
	Tabs     []asideTab
	Reasons  []choice
	Unseen   register.UnseenAside // what nobody looked at and is about to be erased
	Lines    []asideLine
	Newer    string // address of the page before, empty on the first
	Older    string // address of the next page, empty on the last
	Sums     []asideSum
	Notices  []noticeLine
	Restored string // the number that was just restored
	Marked   string // what was just said of how many, in words
	Days     string // for how many it is kept, as typed
	Saved    bool   // the days, just now
	DaysMin  int
	DaysMax  int
	DaysSlip string // what is wrong with the days, in words
}

// officeWide refuses clerks of one department: what was set aside belongs to no department yet.
func officeWide(session access.Session) error {
	if session.User.Department != "" {
		return fault.New(fault.KindForbidden, "not_allowed", nil)
	}
	return nil
}

func (s *Server) showAside(c *fiber.Ctx, session access.Session) error {
	if err := officeWide(session); err != nil {
		return err
	}
	page, err := s.asidePage(c)
	if err != nil {
		return err
	}
	page.Restored, page.Saved = c.Query("restored"), c.Query("saved") != ""
	for _, did := range []string{"dismissed", "recalled"} {
		if n, err := strconv.Atoi(c.Query(did)); err == nil && n >= 0 {
			page.Marked = page.Words.T("aside.done_"+did, "count", n)
		}
	}
	return s.render(c, fiber.StatusOK, "setaside.html", page)
}

// asidePage lists what waits, without a word of it.
func (s *Server) asidePage(c *fiber.Ctx) (*asidePage, error) {
	ctx := c.UserContext()
	view, err := readAsideView(c)
	if err != nil {
		return nil, err
	}
	days, err := s.options.Aside.AsideDays(ctx)
	if err != nil {
		return nil, err
	}
	page := &asidePage{Page: s.newPage(c, "aside.title"), View: view, Days: strconv.Itoa(days), DaysMin: register.AsideDaysMin, DaysMax: register.AsideDaysMax}
	if err := s.listAside(ctx, page, days); err != nil {
		return nil, err
	}
	if page.Sums, err = s.asideSums(ctx, page); err != nil {
		return nil, err
	}
	notices, err := s.options.Aside.FailedNotices(ctx)
	for _, n := range notices {
		page.Notices = append(page.Notices, noticeLine{FailedNotice: n, Why: page.Words.T("aside.notice_" + n.Reason)})
	}
	return page, err
}

// asideSums counts the last year by reason.
func (s *Server) asideSums(ctx context.Context, page *asidePage) ([]asideSum, error) {
	since := s.charter.Calendar.CivilDay(s.clock().AddDate(-1, 0, 0))
	counts, err := s.options.Aside.CountAside(ctx, since)
	if err != nil {
		return nil, err
	}
	dismissed, err := s.options.Aside.CountDismissed(ctx, since)
	if err != nil {
		return nil, err
	}
	var sums []asideSum
	for _, reason := range suspicions() {
		sum := asideSum{Why: page.Words.T("aside.why_" + string(reason)), Dismissed: int64(dismissed[reason])}
		for _, count := range counts {
			if count.Reason == reason {
				sum.Aside, sum.Restored = sum.Aside+int64(count.Aside), sum.Restored+int64(count.Restored)
				sum.Erased += int64(count.Erased)
			}
		}
		if sum.Aside > 0 {
			sums = append(sums, sum)
		}
	}
	return sums, nil
}

// setAsideDays sets for how long it is kept.
func (s *Server) setAsideDays(c *fiber.Ctx, session access.Session) error {
	if err := officeWide(session); err != nil {
		return err
	}
	days, err := strconv.Atoi(strings.TrimSpace(c.FormValue("days")))
	if err != nil {
		days = 0 // which is none of the numbers that may be chosen
	}
	err = s.options.Aside.SetAsideDays(c.UserContext(), days, session.User.ID)
	if !isInvalid(err) {
		if err != nil {
			return err
		}
		return c.Redirect(asidePath+"?saved=1", fiber.StatusSeeOther)
	}
	page, failed := s.asidePage(c)
	if failed != nil {
		return failed
	}
	f, _ := fault.As(err)
	page.Days, page.DaysSlip = validText(c.FormValue("days")), page.Words.Fault(f)
	return s.render(c, fiber.StatusUnprocessableEntity, "setaside.html", page)
}

// noticeAgain lets a letter be tried again.
func (s *Server) noticeAgain(c *fiber.Ctx, session access.Session) error {
	if err := officeWide(session); err != nil {
		return err
	}
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return fault.NotFound("notice_unknown", nil)
	}
	if err := s.options.Aside.NoticeAgain(c.UserContext(), id, session.User.ID); err != nil {
		return err
	}
	return c.Redirect(asidePath, fiber.StatusSeeOther)
}

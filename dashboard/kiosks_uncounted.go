package dashboard

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/ingest"
	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
)

// Trail tells what was done of one kind, the newest first. *access.Access does.
type Trail interface {
	AuditOf(ctx context.Context, what string, n int) ([]access.AuditRow, error)
}

const (
	uncountedDays   = 30  // the period shown unless another is asked for, in days
	uncountedListed = 200 // answers on one page, and more where its last group goes on
	// burstPause is the longest pause, between answers of one screen, within what the page shows as one group.
	burstPause = 2 * time.Minute
)

// uncountedReasons are why answers do not count.
func uncountedReasons() []string {
	return []string{ingest.ReasonBurst, ingest.ReasonClosed, ingest.ReasonFormer, ingest.ReasonSpam, ingest.ReasonOfficer}
}

// uncountedFilter is what the address asks for.
type uncountedFilter struct {
	From, To charter.Date
	Kiosk    string
	Reason   string
	Skip     int
}

// query writes the filter as an address, with the rows it leaves out.
func (f uncountedFilter) query(skip int) string {
	v := url.Values{"from": {f.From.String()}, "to": {f.To.String()}}
	if f.Kiosk != "" {
		v.Set("kiosk", f.Kiosk)
	}
	if f.Reason != "" {
		v.Set("reason", f.Reason)
	}
	if skip > 0 {
		v.Set("skip", strconv.Itoa(skip))
	}
	return uncountedPath + "?" + v.Encode()
}

func (f uncountedFilter) analytics() analytics.UncountedFilter {
	a := analytics.UncountedFilter{From: f.From, To: f.To}
	if f.Kiosk != "" {
		a.Kiosks = []string{f.Kiosk}
	}
	if f.Reason != "" {
		a.Reasons = []string{f.Reason}
	}
	return a
}

// firstUncountedDay is the earliest day asked for: no answer is older, and databases differ on what lies long before.
var firstUncountedDay = charter.NewDate(2000, time.January, 1)

// readUncounted reads the filter from the address, or from the form that carries it along. What is wrong is a fault at its field,
// and the period shown is then the usual one.
func (s *Server) readUncounted(field func(name string) string) (uncountedFilter, fault.List) {
	today := s.today()
	f := uncountedFilter{From: today.AddDays(1 - uncountedDays), To: today, Kiosk: field("kiosk"), Reason: field("reason")}
	var wrong fault.List
	for _, day := range []struct {
		name string
		date *charter.Date
	}{{"from", &f.From}, {"to", &f.To}} {
		typed := field(day.name)
		if typed == "" {
			continue
		}
		d, err := charter.ParseDate(typed)
		if err != nil || d.Before(firstUncountedDay) || d.After(today) {
			wrong = append(wrong, fault.Invalid(day.name, "uncounted_day", fault.Params{"first": firstUncountedDay, "last": today}))
			continue
		}
		*day.date = d
	}
	if f.To.Before(f.From) {
		wrong = append(wrong, fault.Invalid("to", "recount_days", nil))
		f.From = f.To
	}
	if f.Reason != "" && !slices.Contains(uncountedReasons(), f.Reason) {
		wrong = append(wrong, fault.Invalid("reason", "uncounted_reason", nil))
		f.Reason = ""
	}
	if len(f.Kiosk) > 64 {
		wrong = append(wrong, fault.Invalid("kiosk", "kiosk_unknown", nil))
		f.Kiosk = ""
	}
	if skip, err := strconv.Atoi(field("skip")); err == nil {
		f.Skip = min(max(skip, 0), 1_000_000)
	}
	return f, wrong
}

// uncounted shows the answers that are kept and not counted.
func (s *Server) uncounted(c *fiber.Ctx, _ access.Session) error {
	filter, wrong := s.readUncounted(func(name string) string { return c.Query(name) })
	status := fiber.StatusOK
	if len(wrong) > 0 {
		status = fiber.StatusUnprocessableEntity
	}
	return s.renderUncounted(c, status, filter, wrong, nil)
}

// typedRestore is what was typed in the form of one group, kept when it cannot be done.
type typedRestore struct {
	Group  string // id of the group's first answer
	Note   string
	Picked []string
}

// uncountedPage shows numbers first, then the answers themselves in groups, then what was decided.
type uncountedPage struct {
	Page
	Tabs      []NavItem
	Filter    uncountedFilter
	Kiosks    []choice
	Reasons   []choice
	Errors    []formError
	Looking   bool // what is wrong was asked for, and not done
	Totals    []uncountedTotal
	Counts    []uncountedCount
	Groups    []uncountedGroup
	Newest    string // the first page
	Older     string
	Decisions []decision
	Done      string // "restored" or "undone", with how many
	Found     int
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *uncountedPage) ErrorAt(field string) *formError { return errorAt(p.Errors, field) }

// uncountedTotal is how many do not count for one reason.
type uncountedTotal struct {
	Reason string
	N      int64
}

// uncountedCount is how many of one screen and day do not count for one reason.
type uncountedCount struct {
	Day    string
	Screen string
	Reason string
	N      int64
	Path   string // the same, alone
}

// renderUncounted shows the page. typed is what was typed in a group that could not be restored.
func (s *Server) renderUncounted(c *fiber.Ctx, status int, f uncountedFilter, wrong fault.List, typed *typedRestore) error {
	ctx := c.UserContext()
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	screens, err := s.screenNames(c, names)
	if err != nil {
		return err
	}
	page := &uncountedPage{Page: s.newPage(c, "uncounted.title"), Filter: f}
	page.Tabs = screenTabs(page.Words, uncountedPath)
	page.Looking = isRead(c)
	page.Errors = uncountedErrors(page.Words.Fault, wrong, typed)
	page.Kiosks = screens.choices(f.Kiosk)
	for _, why := range uncountedReasons() {
		page.Reasons = append(page.Reasons, choice{Value: why, Label: page.Words.T("excluded." + why), Chosen: why == f.Reason})
	}
	counts, err := s.options.Reports.UncountedCounts(ctx, f.analytics())
	if err != nil {
		return err
	}
	page.count(counts, f, screens)
	rows, err := s.options.Reports.Uncounted(ctx, f.analytics(), f.Skip, analytics.UncountedMost)
	if err != nil {
		return err
	}
	if f.Skip > 0 {
		page.Newest = f.query(0)
	}
	if n := endOfGroup(rows, uncountedListed); n < len(rows) {
		rows, page.Older = rows[:n], f.query(f.Skip+n)
	} else if n == analytics.UncountedMost {
		page.Older = f.query(f.Skip + n)
	}
	page.Groups = s.uncountedGroups(page.Words, rows, screens, typed)
	if page.Decisions, err = s.decisions(ctx, page.Words); err != nil {
		return err
	}
	if done := c.Query("done"); status == fiber.StatusOK && slices.Contains([]string{"restored", "undone"}, done) {
		page.Done = done
		page.Found, _ = strconv.Atoi(c.Query("found"))
	}
	return s.render(c, status, "kiosks_uncounted.html", page)
}

// uncountedErrors words faults. Those of a group's form lead to that form.
func uncountedErrors(word func(*fault.Error) string, wrong fault.List, typed *typedRestore) []formError {
	var list []formError
	for _, f := range wrong {
		e := formError{Message: word(f)}
		switch {
		case typed != nil && typed.Group != "":
			e.Field = "note-" + typed.Group
		case slices.Contains([]string{"from", "to", "kiosk", "reason"}, f.Field):
			e.Field = f.Field
		}
		list = append(list, e)
	}
	return list
}

// count puts the numbers on the page.
func (p *uncountedPage) count(counts []analytics.UncountedCount, f uncountedFilter, screens screenNames) {
	totals := map[string]int64{}
	for _, n := range counts {
		totals[n.Reason] += n.N
		one := f
		one.From, one.To, one.Kiosk, one.Reason = n.Day, n.Day, n.Kiosk, n.Reason
		p.Counts = append(p.Counts, uncountedCount{
			Day: n.Day.String(), Screen: screens.name(n.Kiosk, n.Channel), Reason: p.Words.T("excluded." + n.Reason), N: n.N, Path: one.query(0),
		})
	}
	for _, why := range uncountedReasons() {
		if totals[why] > 0 {
			p.Totals = append(p.Totals, uncountedTotal{Reason: p.Words.T("excluded." + why), N: totals[why]})
		}
	}
}

// asList gives the faults of an error as a list, or the error itself when it has none.
func asList(err error) (fault.List, error) {
	var list fault.List
	if errors.As(err, &list) {
		return list, nil
	}
	if f, ok := fault.As(err); ok && f.Kind == fault.KindInvalid {
		return fault.List{f}, nil
	}
	return nil, err
}

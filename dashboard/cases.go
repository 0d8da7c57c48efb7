package dashboard

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
)

// Cases is the register of what citizens write. *register.Register is one.
type Cases interface {
	// Submit registers a case; what is wrong with the input is a fault.List.
	Submit(ctx context.Context, s register.Submission) (register.Receipt, error)
	Cases(ctx context.Context, f register.CaseFilter) ([]register.CaseRow, error)
	Case(ctx context.Context, number string) (register.Case, error)
	// Text, EventText and Contact read what a person wrote or who they are, and leave an entry in the audit trail.
	Text(ctx context.Context, number, by string) (string, error)
	EventText(ctx context.Context, number string, version int64, by string) (string, error)
	Contact(ctx context.Context, number, by string) (register.Contact, error)
}

const (
	casesPath    = "/cases"
	casesPerPage = 100
)

// caseTab is one of the ways to look at the list.
type caseTab struct {
	Key     string
	Label   string
	Href    string
	Count   int
	Counted bool
	Current bool
}

// caseLine is a row of the list.
type caseLine struct {
	Number   string
	Href     string
	Kind     string
	Category string
	Place    string // service, or office, or department
	Received time.Time
	Clock    caseClock
	State    string
}

// casesPage is the list with its clocks.
type casesPage struct {
	Page
	Tabs        []caseTab
	Departments []choice
	Department  string // set when the reader works with one department only
	State       string
	Lines       []caseLine
	Total       int
	Newer       string // address of the page before, empty on the first
	Older       string // address of the next page, empty on the last
}

// caseRoutes mounts the register of cases.
func (s *Server) caseRoutes(app fiber.Router) {
	app.Get(casesPath, s.signedIn(access.ViewCases, s.cases))
	app.Get(casesPath+"/:number", s.signedIn(access.ViewCases, s.showCase))
	app.Post(casesPath+"/:number", s.signedIn(access.ViewCases, s.readCase))
}

// caseStates are the ways to look at the list, in their order on the page.
func caseStates() []string {
	return []string{"open", "overdue", "today", "week", "unclocked", "closed"}
}

// cases lists the cases of a state and department.
func (s *Server) cases(c *fiber.Ctx, session access.Session) error {
	department := session.User.Department
	if department == "" {
		department = c.Query("department")
	}
	state := c.Query("state", "open")
	if !known(caseStates(), state) {
		return fault.Invalid("state", "case_state_unknown", nil)
	}
	at, err := strconv.Atoi(c.Query("page", "1"))
	if err != nil || at < 1 || at > 1_000_000 {
		return fault.Invalid("page", "page_number", nil)
	}
	open, err := s.options.Cases.Cases(c.UserContext(), register.CaseFilter{Department: department, Open: true})
	if err != nil {
		return err
	}
	page := &casesPage{Page: s.newPage(c, "cases.title"), State: state, Department: session.User.Department}
	now := s.clock()
	page.Tabs = s.caseTabs(page, open, department, now)
	rows, more, err := s.casesOf(c.UserContext(), open, state, department, at, now)
	if err != nil {
		return err
	}
	names, err := s.caseNames(c)
	if err != nil {
		return err
	}
	for _, row := range rows {
		page.Lines = append(page.Lines, s.caseLine(names, row, now))
	}
	page.Departments = names.departments(department)
	page.paginate(at, more, department)
	return s.render(c, fiber.StatusOK, "cases.html", page)
}

func known(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// casesOf gives one page of the rows in a state. Closed ones stand behind all open ones in the register's order.
func (s *Server) casesOf(ctx context.Context, open []register.CaseRow, state, department string, at int, now time.Time) (rows []register.CaseRow, more bool, err error) {
	first := (at - 1) * casesPerPage
	if state == "closed" {
		rows, err = s.options.Cases.Cases(ctx, register.CaseFilter{
			Department: department, Limit: casesPerPage + 1, Offset: len(open) + first,
		})
		if len(rows) > casesPerPage {
			return rows[:casesPerPage], true, err
		}
		return rows, false, err
	}
	for _, row := range open {
		if s.inState(row, state, now) {
			rows = append(rows, row)
		}
	}
	rows = rows[min(first, len(rows)):]
	if len(rows) > casesPerPage {
		return rows[:casesPerPage], true, nil
	}
	return rows, false, nil
}

// caseTabs counts the open cases by state.
func (s *Server) caseTabs(page *casesPage, open []register.CaseRow, department string, now time.Time) []caseTab {
	var tabs []caseTab
	for _, state := range caseStates() {
		tab := caseTab{
			Key: state, Label: page.Words.T("cases.state." + state), Href: casesAddress(state, department, 1),
			Current: state == page.State, Counted: state != "closed",
		}
		for _, row := range open {
			if tab.Counted && s.inState(row, state, now) {
				tab.Count++
			}
		}
		tabs = append(tabs, tab)
	}
	return tabs
}

// casesAddress is the address of a list; what is the default is left out.
func casesAddress(state, department string, at int) string {
	q := url.Values{}
	if state != "open" {
		q.Set("state", state)
	}
	if department != "" {
		q.Set("department", department)
	}
	if at > 1 {
		q.Set("page", strconv.Itoa(at))
	}
	if len(q) == 0 {
		return casesPath
	}
	return casesPath + "?" + q.Encode()
}

func (p *casesPage) paginate(at int, more bool, department string) {
	if at > 1 {
		p.Newer = casesAddress(p.State, department, at-1)
	}
	if more {
		p.Older = casesAddress(p.State, department, at+1)
	}
}

// caseLine words a row.
func (s *Server) caseLine(names caseNames, row register.CaseRow, now time.Time) caseLine {
	return caseLine{
		Number: row.Number, Href: casesPath + "/" + row.Number, Kind: names.kind(row.Kind), Category: names.category(row.Category),
		Place: names.place(row), Received: row.Received, Clock: s.caseClock(names.words, row, now), State: names.state(row),
	}
}

package dashboard

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
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

// caseStates are the ways to look at the list, in their order on the page.
func caseStates() []string {
	return []string{"open", "overdue", "today", "week", "paused", "unclocked", "closed"}
}

// casesFilter is what the address of a list says.
type casesFilter struct {
	State      string
	Department string
	Assignee   string // id of a user, or "me"
	Kind       string
	Search     string // an incoming number or its beginning
	Page       int    // from 1

	assignee string // id of the user that Assignee means
}

// assigneeMe is the reader in an address, so that a link to "mine" is everybody's own.
const assigneeMe = "me"

// readCasesFilter reads the address. A reader with one department has no choice of it.
func (s *Server) readCasesFilter(c *fiber.Ctx, user access.User) (casesFilter, error) {
	f := casesFilter{
		State: c.Query("state", "open"), Department: c.Query("department"), Assignee: c.Query("assignee"), Kind: c.Query("kind"),
		Search: strings.ToValidUTF8(strings.TrimSpace(c.Query("q")), "\uFFFD"),
	}
	if user.Department != "" {
		f.Department = user.Department
	}
	f.assignee = f.Assignee
	if f.Assignee == assigneeMe {
		f.assignee = user.ID
	}
	if !known(caseStates(), f.State) {
		return f, fault.Invalid("state", "case_state_unknown", nil)
	}
	var err error
	if f.Page, err = strconv.Atoi(c.Query("page", "1")); err != nil || f.Page < 1 || f.Page > 1_000_000 {
		return f, fault.Invalid("page", "page_number", nil)
	}
	return f, nil
}

func known(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// register puts the filter into the register's words.
func (f casesFilter) register(r register.CaseFilter) register.CaseFilter {
	r.Department, r.Kind, r.Assignee, r.Incoming = f.Department, f.Kind, f.assignee, f.Search
	return r
}

// address is the address of the list with this filter; what is the default is left out.
func (f casesFilter) address() string {
	q := url.Values{}
	for name, value := range map[string]string{
		"state": f.State, "department": f.Department, "assignee": f.Assignee, "kind": f.Kind, "q": f.Search,
	} {
		if value != "" && (name != "state" || value != "open") {
			q.Set(name, value)
		}
	}
	if f.Page > 1 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	if len(q) == 0 {
		return casesPath
	}
	return casesPath + "?" + q.Encode()
}

// in gives the same filter for another state, from its first page.
func (f casesFilter) in(state string) casesFilter {
	f.State, f.Page = state, 1
	return f
}

// Set says whether more than the state is chosen.
func (f casesFilter) Set() bool { return f.Assignee != "" || f.Kind != "" || f.Search != "" }

// caseTabs counts the open cases by state.
func (s *Server) caseTabs(page *casesPage, open []register.CaseRow, now time.Time) []caseTab {
	var tabs []caseTab
	for _, state := range caseStates() {
		tab := caseTab{
			Key: state, Label: page.Words.T("cases.state." + state), Href: page.Filter.in(state).address(),
			Current: state == page.Filter.State, Counted: state != "closed",
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

func (p *casesPage) paginate(more bool) {
	f := p.Filter
	if f.Page > 1 {
		f.Page--
		p.Newer, f.Page = f.address(), f.Page+1
	}
	if more {
		f.Page++
		p.Older = f.address()
	}
}

// fillCasesFilter lists what can be chosen.
func (s *Server) fillCasesFilter(ctx context.Context, page *casesPage, names naming, user access.User) error {
	page.Departments = names.departments(page.Filter.Department)
	for _, k := range s.charter.Kinds {
		if !k.Sealed && k.ID != kindService {
			page.Kinds = append(page.Kinds, choice{Value: k.ID, Label: k.Label.In(names.lang), Chosen: k.ID == page.Filter.Kind})
		}
	}
	people, err := s.caseWorkers(ctx, page.Filter.Department)
	if err != nil {
		return err
	}
	page.Assignees = append(page.Assignees, choice{Value: assigneeMe, Label: names.words.T("cases.mine"), Chosen: page.Filter.Assignee == assigneeMe})
	for _, p := range people {
		if p.ID != user.ID {
			page.Assignees = append(page.Assignees, choice{Value: p.ID, Label: p.Name, Chosen: p.ID == page.Filter.Assignee})
		}
	}
	return nil
}

// caseWorkers lists those who may work on cases of a department: its own people and those who work with all.
func (s *Server) caseWorkers(ctx context.Context, department string) ([]access.User, error) {
	users, err := s.options.People.Users(ctx)
	if err != nil {
		return nil, err
	}
	var workers []access.User
	for _, u := range users {
		if u.Active && u.Can(access.WriteCases) && (department == "" || u.Department == "" || u.Department == department) {
			workers = append(workers, u)
		}
	}
	return workers, nil
}

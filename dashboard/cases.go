package dashboard

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/register"
)

// Cases is the register of what citizens write. *register.Register is one.
type Cases interface {
	// Submit registers a case; what is wrong with the input is a fault.List.
	Submit(ctx context.Context, s register.Submission) (register.Receipt, error)
	// Do carries out a command on one case; somebody else having been faster is the fault.Conflict "case_changed".
	Do(ctx context.Context, o register.Order) error
	Cases(ctx context.Context, f register.CaseFilter) ([]register.CaseRow, error)
	Case(ctx context.Context, number string) (register.Case, error)
	// JudgeTexts says of which cases judge marks the citizen's text, without showing any of it and without an audit entry.
	JudgeTexts(ctx context.Context, numbers []string, judge func(text string) bool) (map[string]bool, error)
	// Text, EventText and Contact read what a person wrote or who they are, and leave an entry in the audit trail.
	Text(ctx context.Context, number, by string) (string, error)
	EventText(ctx context.Context, number string, version int64, by string) (string, error)
	Contact(ctx context.Context, number, by string) (register.Contact, error)
	// Attachments lists the files of a case, and OpenAttachment reads one and leaves an entry in the audit trail.
	Attachments(ctx context.Context, number string) ([]register.Attachment, error)
	OpenAttachment(ctx context.Context, number, id, by string) (register.OpenedFile, error)
	// PutConsultation keeps a consultation or a correction of one; Consultations lists those of a day.
	PutConsultation(ctx context.Context, c register.Consultation) error
	Consultations(ctx context.Context, day charter.Date, department string) ([]register.Consultation, error)
}

const (
	casesPath    = "/cases"
	newCasePath  = "/cases/new"
	casesPerPage = 100
)

// caseRoutes mounts the register of cases.
func (s *Server) caseRoutes(app fiber.Router) {
	app.Get(casesPath, s.signedIn(access.ViewCases, s.cases))
	app.Get(newCasePath, s.signedIn(access.WriteCases, s.newCase))
	app.Post(newCasePath, s.signedIn(access.WriteCases, s.registerCase))
	app.Get(casesPath+"/:number", s.signedIn(access.ViewCases, s.showCase))
	app.Post(casesPath+"/:number", s.signedIn(access.ViewCases, s.readCase))
	app.Post(casesPath+"/:number/file", s.signedIn(access.ViewCases, s.openCaseFile))
	app.Post(casesPath+"/:number/letter", s.signedIn(access.WriteCases, s.letter))
	app.Post(casesPath+"/:number/letter/keep", s.signedIn(access.WriteCases, s.keepLetter))
	app.Post(casesPath+"/:number/letter/print", s.signedIn(access.ViewCases, s.printLetter))
	app.Post(casesPath+"/:number/:act", s.signedIn(access.WriteCases, s.actOnCase))
}

// caseLine is a row of the list.
type caseLine struct {
	Number   string
	Incoming string
	Href     string
	Kind     string
	Category string
	Place    string // service, or office, or department
	Assignee string // name of who works on it, empty: nobody yet
	Received time.Time
	Clock    caseClock
	State    string
	Insult   bool // the list of insults flags what the citizen wrote
}

// casesPage is the list with its clocks.
type casesPage struct {
	Page
	Tabs        []caseTab
	Filter      casesFilter
	Departments []choice
	Own         bool // the reader works with one department only
	Assignees   []choice
	Kinds       []choice
	Lines       []caseLine
	Newer       string // address of the page before, empty on the first
	Older       string // address of the next page, empty on the last
	Gone        string // number of a case that has just left the reader's list
	Done        string // that a case has just been sealed
}

// cases lists the cases of a filter. A whole case number in the search leads to the case itself.
func (s *Server) cases(c *fiber.Ctx, session access.Session) error {
	f, err := s.readCasesFilter(c, session.User)
	if err != nil {
		return err
	}
	if number, err := register.CheckNumber(f.Search); err == nil && s.seesCase(c.UserContext(), session.User, number) {
		return c.Redirect(casesPath+"/"+number, fiber.StatusSeeOther)
	}
	open, err := s.options.Cases.Cases(c.UserContext(), f.register(register.CaseFilter{Open: true}))
	if err != nil {
		return err
	}
	page := &casesPage{Page: s.newPage(c, "cases.title"), Filter: f, Own: session.User.Department != "", Gone: c.Query("gone")}
	page.Scripts = []string{"cases.js"}
	if c.Query("done") == sealKey {
		page.Done = doneWords(page.Words, sealKey)
	}
	if _, err := register.CheckNumber(page.Gone); err != nil {
		page.Gone = ""
	}
	now := s.clock()
	page.Tabs = s.caseTabs(page, open, now)
	rows, more, err := s.casesOf(c.UserContext(), open, f, now)
	if err != nil {
		return err
	}
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	insults := s.insultsIn(c, rows)
	for _, row := range rows {
		line := s.caseLine(names, row, now)
		line.Insult = insults[row.Number]
		page.Lines = append(page.Lines, line)
	}
	if err := s.fillCasesFilter(c.UserContext(), page, names, session.User); err != nil {
		return err
	}
	page.paginate(more)
	return s.render(c, fiber.StatusOK, "cases.html", page)
}

// seesCase says whether a case is there and the user's to see. A sealed one is not.
func (s *Server) seesCase(ctx context.Context, user access.User, number string) bool {
	found, err := s.options.Cases.Case(ctx, number)
	return err == nil && sees(user, found.CaseRow)
}

// sees says whether a case is the user's to see: whoever works with one department sees its cases alone.
func sees(user access.User, row register.CaseRow) bool {
	return user.Department == "" || user.Department == row.Department
}

// casesOf gives one page of the rows in a state.
func (s *Server) casesOf(ctx context.Context, open []register.CaseRow, f casesFilter, now time.Time) (rows []register.CaseRow, more bool, err error) {
	first := (f.Page - 1) * casesPerPage
	if f.State == "closed" {
		rows, err = s.options.Cases.Cases(ctx, f.register(register.CaseFilter{Closed: true, Limit: casesPerPage + 1, Offset: first}))
		if len(rows) > casesPerPage {
			return rows[:casesPerPage], true, err
		}
		return rows, false, err
	}
	for _, row := range open {
		if s.inState(row, f.State, now) {
			rows = append(rows, row)
		}
	}
	rows = rows[min(first, len(rows)):]
	if len(rows) > casesPerPage {
		return rows[:casesPerPage], true, nil
	}
	return rows, false, nil
}

// caseLine words a row.
func (s *Server) caseLine(names naming, row register.CaseRow, now time.Time) caseLine {
	return caseLine{
		Number: row.Number, Incoming: row.Incoming, Href: casesPath + "/" + row.Number, Kind: names.kind(row.Kind),
		Category: names.category(row.Category), Place: names.place(row), Assignee: names.people[row.Assignee], Received: row.Received,
		Clock: s.caseClock(names.words, row, now), State: names.state(row),
	}
}

package dashboard

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
)

// caseEvent is one thing that was done, in words.
type caseEvent struct {
	Version int64
	At      time.Time
	By      string // empty: the citizen
	Deed    string
	Detail  string
	Late    bool
	Words   string // what was written with it, once it is read
}

// casePage is one case. Text and contact are there only after they were asked for.
type casePage struct {
	Page
	Case       register.Case
	Line       caseLine
	Office     string
	Service    string
	Department string
	Channel    string
	Events     []caseEvent
	Read       string // "text" or "contact": what was asked for
	Text       string
	Contact    register.Contact
}

// HasWords says whether something was written at an event, an answer or a reason.
func (p *casePage) HasWords() bool {
	for _, e := range p.Case.Events {
		if e.HasWords {
			return true
		}
	}
	return false
}

// showCase shows what was done about a case, without a word of what was written.
func (s *Server) showCase(c *fiber.Ctx, session access.Session) error {
	page, err := s.casePage(c, session)
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "case.html", page)
}

// The two things of a case that are read on purpose only.
const (
	readText    = "text"
	readContact = "contact"
)

// readCase shows the case with its text or with its contact. Reading is a command, so that it is a deed of a person and not of a
// browser that looks ahead; the register writes it down.
func (s *Server) readCase(c *fiber.Ctx, session access.Session) error {
	page, err := s.casePage(c, session)
	if err != nil {
		return err
	}
	page.Read = c.FormValue("read")
	switch page.Read {
	case readText:
		err = s.fillTexts(c.UserContext(), page, session.User.ID)
	case readContact:
		page.Contact, err = s.options.Cases.Contact(c.UserContext(), page.Case.Number, session.User.ID)
	default:
		err = fault.Invalid("read", "case_read_unknown", nil)
	}
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "case.html", page)
}

// fillTexts reads what the citizen wrote and what was written back.
func (s *Server) fillTexts(ctx context.Context, page *casePage, by string) (err error) {
	if page.Text, err = s.options.Cases.Text(ctx, page.Case.Number, by); err != nil {
		return err
	}
	for i, e := range page.Case.Events {
		if !e.HasWords {
			continue
		}
		if page.Events[i].Words, err = s.options.Cases.EventText(ctx, page.Case.Number, e.Version, by); err != nil {
			return err
		}
	}
	return nil
}

// casePage finds the case in the address. To a clerk of one department other departments' cases are unknown.
func (s *Server) casePage(c *fiber.Ctx, session access.Session) (*casePage, error) {
	found, err := s.options.Cases.Case(c.UserContext(), c.Params("number"))
	if err != nil {
		return nil, err
	}
	if own := session.User.Department; own != "" && found.Department != own {
		return nil, fault.NotFound("case_unknown", nil)
	}
	names, err := s.caseNames(c)
	if err != nil {
		return nil, err
	}
	people, err := s.peopleNames(c.UserContext())
	if err != nil {
		return nil, err
	}
	page := &casePage{
		Page: s.newPage(c, "cases.number_title", "number", found.Number), Case: found, Line: s.caseLine(names, found.CaseRow, s.clock()),
		Office: names.office(found.Office), Service: names.service(found.Service), Department: names.department(found.Department),
		Channel: names.channel(found.Channel),
	}
	for _, e := range found.Events {
		page.Events = append(page.Events, names.event(e, people))
	}
	return page, nil
}

// event words what was done.
func (n caseNames) event(e register.Event, people map[string]string) caseEvent {
	out := caseEvent{Version: e.Version, At: e.At, By: people[e.By], Deed: n.words.T("cases.event." + string(e.Kind)), Late: e.Details.Late}
	switch {
	case e.Kind == register.EventExtended && e.Details.Until != nil:
		out.Detail = n.words.T("cases.until", "date", n.words.Date(*e.Details.Until))
	case e.Kind == register.EventTriaged && e.Details.Danger:
		out.Detail = n.words.T("cases.danger")
	case e.Kind == register.EventTriaged:
		out.Detail = n.words.T("cases.no_danger")
	case e.Details.Ground != "":
		out.Detail = n.outcome(e.Details.Outcome) + ": " + n.ground(e.Details.Ground)
	case e.Details.Outcome != "":
		out.Detail = n.outcome(e.Details.Outcome)
	}
	return out
}

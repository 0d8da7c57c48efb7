package dashboard

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// caseEvent is one thing that was done, in words.
type caseEvent struct {
	Version int64
	At      time.Time
	By      string // empty: the citizen
	Deed    string
	Detail  string
	Late    bool
	Other   string // number of the other case of a merger
	Words   string // what was written with it, once it is read
	Files   []register.Attachment
	Letter  bool // its words are a letter that can be printed again
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
	textState
	Contact  register.Contact
	Held     bool // the contact was asked for by somebody who does not work on the case, and is not shown yet
	Assignee string
	Acts     []actView
	Letters  []choice  // templates that fit
	Race     *raceNote // what somebody else did while this reader wrote
	Done     string    // the act that has just been done
	ReopenBy time.Time // until when the citizen can open the case again

	names naming
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

// way is a way to reach a person.
type way struct{ Label, Value string }

// Reach lists the ways to reach the sender, once they were asked for.
func (p *casePage) Reach() []way { return reach(p.Words, p.Contact) }

// reach lists the ways of a contact that are there.
func reach(words *text.Printer, c register.Contact) []way {
	var list []way
	for _, w := range []way{
		{words.T("act.new.email"), c.Email}, {words.T("act.new.phone"), c.Phone}, {words.T("act.new.address"), c.Address},
		{words.T("cases.reach"), c.Contact},
	} {
		if w.Value != "" {
			list = append(list, w)
		}
	}
	return list
}

// showCase shows what was done about a case, without a word of what was written.
func (s *Server) showCase(c *fiber.Ctx, session access.Session) error {
	page, err := s.casePage(c, session)
	if err != nil {
		return err
	}
	page.Done = doneWords(page.Words, c.Query("done"))
	if err := s.fillActs(c, page, nil); err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "case.html", page)
}

// doneWords says what has just been done; empty for what nobody can have done.
func doneWords(words *text.Printer, key string) string {
	acts := caseActs()
	if key == "new" || key == "letter" || slices.ContainsFunc(acts, func(a caseAct) bool { return a.key == key }) {
		return words.T("act." + key + ".done")
	}
	return ""
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
	case readText, readWhole:
		err = s.readTexts(c.UserContext(), page, session.User)
	case readContact:
		err = s.readContact(c, page, session.User)
	default:
		err = fault.Invalid("read", "case_read_unknown", nil)
	}
	if err != nil {
		return err
	}
	if err := s.fillActs(c, page, nil); err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "case.html", page)
}

// readContact reads who sent the case. Of somebody else's case it has to be asked for once more.
func (s *Server) readContact(c *fiber.Ctx, page *casePage, user access.User) error {
	may, err := s.mayRead(c, page, user, readContact)
	if err != nil {
		return err
	}
	if page.Held = !may; page.Held {
		page.Read = ""
		return nil
	}
	page.Contact, err = s.options.Cases.Contact(c.UserContext(), page.Case.Number, user.ID)
	return err
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
	if !sees(session.User, found.CaseRow) {
		return nil, fault.NotFound("case_unknown", nil)
	}
	names, err := s.naming(c)
	if err != nil {
		return nil, err
	}
	page := &casePage{
		Page: s.newPage(c, "cases.number_title", "number", found.Number), Case: found, Line: s.caseLine(names, found.CaseRow, s.clock()),
		Office: names.office(found.Office), Service: names.service(found.Service), Department: names.department(found.Department),
		Channel: names.channel(found.Channel), Assignee: names.people[found.Assignee], ReopenBy: found.ReopenBy(s.charter), names: names,
	}
	if err := names.addKeys(c.UserContext(), s.options.Keys); err != nil {
		return nil, err
	}
	for _, e := range found.Events {
		page.Events = append(page.Events, names.event(e))
	}
	files, err := s.options.Cases.Attachments(c.UserContext(), found.Number)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if i := int(f.Version) - 1; i >= 0 && i < len(page.Events) {
			page.Events[i].Files = append(page.Events[i].Files, f)
		}
	}
	return page, nil
}

// event words what was done.
func (n naming) event(e register.Event) caseEvent {
	out := caseEvent{Version: e.Version, At: e.At, By: n.people[e.By], Deed: n.words.T("cases.event." + string(e.Kind)), Late: e.Details.Late}
	out.Detail, out.Letter = n.eventDetail(e), e.Kind == register.EventLetter || e.Kind == register.EventAcknowledged
	if e.Kind == register.EventMerged || e.Kind == register.EventJoined {
		out.Other = e.Details.Number
	}
	return out
}

// eventDetail words the particulars of an event.
func (n naming) eventDetail(e register.Event) string {
	d := e.Details
	switch e.Kind {
	case register.EventExtended:
		if d.Until != nil {
			return n.words.T("cases.until", "date", n.words.Date(*d.Until))
		}
	case register.EventTriaged:
		if d.Danger {
			return n.words.T("cases.danger")
		}
		return n.words.T("cases.no_danger")
	case register.EventAssigned:
		return joined(" – ", n.department(d.Department), n.people[d.Assignee])
	case register.EventCategorised, register.EventCorrected:
		return n.categorised(d)
	case register.EventPaused:
		return n.words.T("cases.waits_for_" + d.For)
	case register.EventResumed:
		return n.words.T("cases.paused_for", "count", d.Days)
	case register.EventForwarded:
		return d.Institution
	case register.EventVerdict:
		if d.Reopened {
			return n.words.T("cases.verdict_reopened")
		}
		return n.words.T("cases.verdict_" + d.Verdict)
	case register.EventLetter:
		return n.letter(d.Letter)
	case register.EventErased:
		if d.Ground == "" {
			return ""
		}
		return n.words.T("act.erased_" + d.Ground)
	case register.EventSubmitted, register.EventAcknowledged, register.EventNoted, register.EventMerged, register.EventJoined,
		register.EventReopened, register.EventMessage, register.EventSealed, register.EventTakenBack:
		return ""
	}
	if d.Ground != "" {
		return n.outcome(d.Outcome) + ": " + n.ground(d.Ground)
	}
	if d.Outcome != "" {
		return n.outcome(d.Outcome)
	}
	return ""
}

// categorised says what a case is from then on, and what its deadline was before, if that changed.
func (n naming) categorised(d register.Details) string {
	what := joined(" · ", n.kind(d.Kind), n.category(d.Category), n.service(d.Service))
	if was, err := time.Parse(time.RFC3339Nano, d.Was["deadline"]); err == nil {
		return n.words.T("cases.deadline_was", "what", what, "date", n.words.Date(was))
	}
	return what
}

// joined puts together what is not empty.
func joined(between string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), between)
}

package dashboard

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// Sealed is the register of suspicions of corruption and of whistle-blowers' reports. *register.Register is one.
type Sealed interface {
	Sealed(ctx context.Context) ([]register.SealedRow, error)
	// SealedCase opens a case and leaves an entry in the audit trail.
	SealedCase(ctx context.Context, number, by string) (register.SealedCase, error)
	// DoSealed carries out a command; somebody else having been faster is the fault.Conflict "sealed_changed".
	DoSealed(ctx context.Context, o register.SealedOrder) error
	OpenSealedFile(ctx context.Context, number, id, by string) (register.OpenedFile, error)
}

// sealedPage lists the sealed cases.
type sealedPage struct {
	Page
	Rows []sealedLine
}

// sealedLine is a row of the list, with its clock in words.
type sealedLine struct {
	register.SealedRow
	Words string
	Kind  string // for the badge, as of a case's clock
}

// sealedCasePage is a sealed case as it came.
type sealedCasePage struct {
	Page
	Case      register.SealedCase
	Kind      string
	Category  string
	Office    string
	Service   string
	Channel   string
	Received  time.Time
	ConfirmBy time.Time
	Deadline  time.Time
	Reach     []way
	Events    []sealedEvent
	Past      []caseEvent     // before it was sealed
	Readings  []sealedReading // who read it then
	View      actView
	Done      bool
}

// sealedEvent is one thing that was done, in words.
type sealedEvent struct {
	Deed, Detail, By, Text string
	At                     time.Time
}

// sealedReading is a look at a case before it was sealed.
type sealedReading struct {
	By string
	At time.Time
}

// sealedRoutes mounts the sealed register. A case is opened by a command that carries its number: opening is a deed that is
// recorded, and the number stays out of the browser's history.
func (s *Server) sealedRoutes(app fiber.Router) {
	app.Get("/sealed", s.signedIn(access.ViewSealed, s.sealedList))
	app.Post("/sealed", s.signedIn(access.ViewSealed, s.openSealed))
	app.Post("/sealed/act", s.signedIn(access.ViewSealed, s.actOnSealed))
	app.Post("/sealed/file", s.signedIn(access.ViewSealed, s.sealedFile))
}

func (s *Server) sealedList(c *fiber.Ctx, _ access.Session) error {
	rows, err := s.options.Sealed.Sealed(c.UserContext())
	if err != nil {
		return err
	}
	page := &sealedPage{Page: s.newPage(c, "cases.sealed_title")}
	for _, row := range rows {
		line := sealedLine{SealedRow: row}
		line.Words, line.Kind = s.sealedClock(page.Words, row)
		page.Rows = append(page.Rows, line)
	}
	return s.render(c, fiber.StatusOK, "sealed.html", page)
}

// sealedClock says what a sealed case waits for: the confirmation of its receipt, the feedback, its end.
func (s *Server) sealedClock(words *text.Printer, row register.SealedRow) (sentence, kind string) {
	now := s.clock()
	switch {
	case row.Closed != nil:
		return words.T("sealed.closed"), ""
	case row.Confirmed == nil && !row.ConfirmBy.IsZero() && row.ConfirmBy.Before(now):
		return words.T("sealed.confirm_late", "date", words.Date(row.ConfirmBy)), "concern"
	case row.Confirmed == nil && !row.ConfirmBy.IsZero():
		return words.T("sealed.confirm_by", "date", words.Date(row.ConfirmBy)), "change"
	case row.Feedback == nil && !row.Deadline.IsZero() && row.Deadline.Before(now):
		return words.T("sealed.feedback_late", "date", words.Date(row.Deadline)), "concern"
	case row.Feedback == nil && !row.Deadline.IsZero():
		return words.T("sealed.feedback_by", "date", words.Date(row.Deadline)), ""
	}
	return words.T("sealed.in_work"), ""
}

// openSealed opens one case.
func (s *Server) openSealed(c *fiber.Ctx, session access.Session) error {
	page, err := s.sealedPage(c, session)
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "sealed_case.html", page)
}

// sealedPage reads the case whose number the form carries; the register writes the reading down.
func (s *Server) sealedPage(c *fiber.Ctx, session access.Session) (*sealedCasePage, error) {
	opened, err := s.options.Sealed.SealedCase(c.UserContext(), c.FormValue("number"), session.User.ID)
	if err != nil {
		return nil, err
	}
	names, err := s.naming(c)
	if err != nil {
		return nil, err
	}
	if err := names.addKeys(c.UserContext(), s.options.Keys); err != nil {
		return nil, err
	}
	sent := opened.Submission
	page := &sealedCasePage{
		Page: s.newPage(c, "cases.number_title", "number", opened.Number), Case: opened,
		Kind: names.kind(sent.Kind), Category: names.category(sent.Category), Office: names.office(sent.Office),
		Service: names.service(sent.Service), Channel: names.channel(sent.Channel),
		Received: sent.ReceivedAt, ConfirmBy: opened.ConfirmBy, Deadline: opened.Deadline,
		Reach: reach(names.words, register.Contact{Email: sent.Email, Phone: sent.Phone, Address: sent.Address, Contact: sent.Contact}),
	}
	for _, e := range opened.Events {
		page.Events = append(page.Events, names.sealedEvent(e))
	}
	for _, p := range opened.Past {
		event := names.event(p.Event)
		event.Words = p.Words
		page.Past = append(page.Past, event)
	}
	for _, r := range opened.Readings {
		if by := names.people[r.By]; by != "" { // the others are notices, which nobody reads here
			page.Readings = append(page.Readings, sealedReading{By: by, At: r.At})
		}
	}
	if opened.State.Closed == nil {
		page.View = s.sealedAct(opened).view(&actContext{names: names, today: s.charter.Calendar.CivilDay(s.clock())}, nil)
	}
	return page, nil
}

// sealedEvent words one thing that was done about a sealed case, or that came to it.
func (n naming) sealedEvent(e register.SealedEvent) sealedEvent {
	out := sealedEvent{Deed: n.words.T("sealed.event." + string(e.Deed)), By: n.people[e.By], Text: e.Text, At: e.At}
	if e.Sent != nil {
		f := e.Sent.Facts
		out.Detail = joined(" · ", n.kind(f.Kind), n.category(f.Category), n.office(f.Office), n.service(f.Service), n.department(f.Department), n.channel(f.Channel))
		if !f.IncidentOn.IsZero() {
			out.Detail = joined(" · ", out.Detail, n.words.T("sealed.incident_on", "date", n.words.Date(f.IncidentOn.In(n.charter.Location()))))
		}
	}
	return out
}

// sealedAct is the form of what can be done about a sealed case.
func (s *Server) sealedAct(opened register.SealedCase) caseAct {
	return caseAct{key: "sealed", inputs: []actInput{
		{name: "deed", kind: inputRadio, choices: func(a *actContext) []choice {
			var list []choice
			for _, deed := range []register.SealedDeed{register.SealedConfirmed, register.SealedNoted, register.SealedFeedback, register.SealedClosed} {
				if deed != register.SealedConfirmed || opened.State.Confirmed == nil {
					list = append(list, choice{Value: string(deed), Label: a.names.words.T("sealed.do." + string(deed))})
				}
			}
			return list
		}},
		area("text").withHint(), dated("at"),
	}}
}

// actOnSealed carries out a command. The case's number travels in the form, so that no address, log or history knows it; the
// answer is the case itself, as it stands then.
func (s *Server) actOnSealed(c *fiber.Ctx, session access.Session) error {
	typed := map[string]string{}
	for _, name := range []string{"deed", "text", "at"} {
		typed[name] = strings.ToValidUTF8(c.FormValue(name), "\uFFFD")
	}
	values := &actValues{typed: typed, zone: s.charter.Calendar}
	version, err := strconv.ParseInt(c.FormValue("version"), 10, 64)
	order := register.SealedOrder{
		Number: c.FormValue("number"), Version: version, By: session.User.ID, On: values.date("at"), Deed: register.SealedDeed(typed["deed"]), Text: typed["text"],
	}
	switch {
	case err != nil:
		err = fault.List{fault.Invalid("version", "act_version", nil)}
	case len(values.faults) > 0:
		err = values.faults
	default:
		err = s.options.Sealed.DoSealed(c.UserContext(), order)
	}
	if f, is := fault.As(err); is && f.Kind == fault.KindNotFound {
		return err
	}
	status, faults := fiber.StatusOK, fault.List(nil)
	if err != nil {
		status, faults = s.refusal(c, err)
	}
	page, err := s.sealedPage(c, session)
	if err != nil {
		return err
	}
	page.Done = len(faults) == 0
	if len(faults) > 0 {
		names, err := s.naming(c)
		if err != nil {
			return err
		}
		page.View = s.sealedAct(page.Case).view(&actContext{names: names, today: s.charter.Calendar.CivilDay(s.clock())}, typed)
		page.View.blame(names, faults)
	}
	return s.render(c, status, "sealed_case.html", page)
}

// sealedFile sends a file of a sealed case as a download.
func (s *Server) sealedFile(c *fiber.Ctx, session access.Session) error {
	f, err := s.options.Sealed.OpenSealedFile(c.UserContext(), c.FormValue("number"), c.FormValue("file"), session.User.ID)
	if err != nil {
		return err
	}
	return sendFile(c, f)
}

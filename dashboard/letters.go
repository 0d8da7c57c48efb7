package dashboard

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// letterTemplates are the letters that the office writes, in their order on the page. Their words are the messages
// "letter.<id>.body", with the case's facts filled in; the last four are the grounds of not examining.
var letterTemplates = []string{"receipt", "extension", "answer", "forwarding", "anonymous", "insulting", "protected_data", "older_than_two_years"}

// letterPage is a letter before it is sent: its text can be changed.
type letterPage struct {
	Page
	Case   register.CaseRow
	ID     string // of the template
	Name   string
	Text   string
	Office charter.Municipality
	Errors []formError
	Race   bool // the case has changed since
}

// sentLetterPage is a letter as it is kept, ready to print.
type sentLetterPage struct {
	Page
	Number string
	Text   string
	Office charter.Municipality
	// Language is the letter's, which need not be the reader's.
	Language text.Lang
}

// letter names a letter's template.
func (n naming) letter(id string) string {
	if !slices.Contains(letterTemplates, id) {
		return ""
	}
	return n.words.T("letter." + id + ".name")
}

// letterChoices lists the templates that fit a case as it stands.
func letterChoices(n naming, c register.Case) []choice {
	var list []choice
	for _, id := range letterTemplates {
		if letterFits(id, c) {
			list = append(list, choice{Value: id, Label: n.letter(id)})
		}
	}
	return list
}

// letterFits says whether a letter can be written about a case. About an unsigned one there is nobody to write to: only the paper for
// the file is left that says why it is not examined, once somebody has found that nobody's health or security is threatened.
func letterFits(id string, c register.Case) bool {
	row := c.CaseRow
	if row.Anonymous || id == "anonymous" {
		return row.Anonymous && id == "anonymous" && row.Triaged != nil && !row.Danger
	}
	switch id {
	case "receipt":
		return row.Acknowledged == nil && row.Open()
	case "extension":
		return slices.ContainsFunc(sinceReopening(c.Events), func(e register.Event) bool { return e.Kind == register.EventExtended })
	case "forwarding":
		return row.Outcome == "forwarded"
	case "answer":
		return row.Open() || row.Answered != nil
	}
	return true
}

// letter shows a template filled in. It names the sender and may quote the answer, so it is asked for by a command, and the register
// writes the readings down.
func (s *Server) letter(c *fiber.Ctx, session access.Session) error {
	page, err := s.casePage(c, session)
	if err != nil {
		return err
	}
	id := c.FormValue("template")
	if !slices.Contains(letterTemplates, id) {
		return fault.Invalid("template", "letter_unknown", nil)
	}
	if may, err := s.mayRead(c, page, session.User, heldLetter); err != nil {
		return err
	} else if !may {
		return s.hold(c, page, heldLetter, "template")
	}
	written, err := s.composeLetter(c.UserContext(), page, id, session.User.ID)
	if err != nil {
		return err
	}
	return s.renderLetter(c, fiber.StatusOK, page, id, written, nil)
}

// composeLetter fills a template with the facts of the case, in the language of the case.
func (s *Server) composeLetter(ctx context.Context, page *casePage, id, by string) (string, error) {
	row := page.Case.CaseRow
	words := s.letterWords(row)
	lang := string(words.Lang())
	contact, err := s.options.Cases.Contact(ctx, row.Number, by)
	if err != nil {
		return "", err
	}
	kind, _ := s.charter.Kind(row.Kind)
	facts := []any{
		"number", row.Number, "incoming", row.Incoming, "received", words.Date(row.Received), "today", words.Date(s.clock()),
		"kind", strings.ToLower(kind.Label.In(lang)), "yours", words.T("letter.yours." + yours(row.Kind)), "name", contact.Name, "address", contact.Address, "municipality", s.charter.Municipality.Name.In(lang),
		"deadline", "", "until", "", "reason", "", "answer", "", "institution", "",
	}
	set := func(name string, value string) {
		facts[slices.IndexFunc(facts, func(f any) bool { return f == name })+1] = value
	}
	// While the clock stands still the deadline moves, and one that has passed is no promise.
	if row.Deadline != nil && row.Paused == nil && row.Deadline.After(s.clock()) {
		set("deadline", words.Date(*row.Deadline))
	}
	if err := s.letterDetails(ctx, page.Case, by, words, set); err != nil {
		return "", err
	}
	body := words.T("letter."+id+".body", facts...)
	return words.T("letter.frame", append(facts, "body", body)...), nil
}

// yours is how a letter calls what its reader sent, by the message "letter.yours.<yours>": it may have come by telephone.
func yours(kind string) string {
	if slices.Contains([]string{"complaint", "signal", "proposal", "praise", "enquiry", "desk_enquiry", "whistleblower"}, kind) {
		return kind
	}
	return "other"
}

// sinceReopening are the events of the term that runs: what was extended, answered or forwarded before a case was opened again is not
// what a letter of today tells.
func sinceReopening(events []register.Event) []register.Event {
	for i, e := range slices.Backward(events) {
		if e.Kind == register.EventReopened || e.Details.Reopened {
			return events[i+1:]
		}
	}
	return events
}

// letterDetails fills in what the last fitting event says: the reasons and date of the extension, the answer, the other institution.
func (s *Server) letterDetails(ctx context.Context, c register.Case, by string, words *text.Printer, set func(name, value string)) error {
	for _, e := range sinceReopening(c.Events) {
		name := map[register.EventKind]string{register.EventExtended: "reason", register.EventAnswered: "answer"}[e.Kind]
		if e.Details.Institution != "" {
			set("institution", e.Details.Institution)
		}
		if e.Details.Until != nil {
			set("until", words.Date(*e.Details.Until))
		}
		if name == "" {
			continue
		}
		said, err := s.options.Cases.EventText(ctx, c.Number, e.Version, by)
		if err != nil {
			return err
		}
		set(name, said)
	}
	return nil
}

// letterWords speaks the language of the case, Bulgarian where it is one that letters are not written in.
func (s *Server) letterWords(row register.CaseRow) *text.Printer {
	if row.Language == string(text.EN) {
		return s.words[text.EN]
	}
	return s.words[text.BG]
}

func (s *Server) renderLetter(c *fiber.Ctx, status int, page *casePage, id, written string, faults fault.List) error {
	view := &letterPage{
		Page: s.newPage(c, "letter.title", "name", page.names.letter(id)), Case: page.Case.CaseRow, ID: id, Name: page.names.letter(id), Text: written,
		Office: s.charter.Municipality,
	}
	for _, f := range faults {
		e := formError{Message: view.Words.Fault(f)}
		if f.Field == "letter" {
			e.Field = "letter"
		}
		view.Race = view.Race || f.Code == "case_changed"
		view.Errors = append(view.Errors, e)
	}
	return s.render(c, status, "letter.html", view)
}

// keepLetter keeps the letter as it was sent, with an event of the case, and shows it for printing. A receipt notice is marked as one;
// no letter answers anything by itself.
func (s *Server) keepLetter(c *fiber.Ctx, session access.Session) error {
	id, written := c.FormValue("template"), strings.ToValidUTF8(c.FormValue("letter"), "\uFFFD")
	page, err := s.casePage(c, session)
	if err != nil {
		var texts []typedText
		if written != "" {
			texts = []typedText{{ID: "letter", Label: s.printer(c).T("letter.text"), Text: written}}
		}
		return s.refuseGone(c, err, texts)
	}
	if !slices.Contains(letterTemplates, id) {
		return fault.Invalid("template", "letter_unknown", nil)
	}
	version, err := strconv.ParseInt(c.FormValue("version"), 10, 64)
	if err != nil || version < 1 {
		return s.renderLetter(c, fiber.StatusUnprocessableEntity, page, id, written, fault.List{fault.Invalid("version", "act_version", nil)})
	}
	order := register.Order{Number: page.Case.Number, Version: version, By: session.User.ID, Command: register.Letter{Template: id, Text: written}}
	if id == "receipt" {
		order.Command = register.Acknowledgement{Text: written}
	}
	if err := s.options.Cases.Do(c.UserContext(), order); err != nil {
		status, faults := s.refusal(c, err)
		return s.renderLetter(c, status, page, id, written, faults)
	}
	return s.renderSentLetter(c, page, written)
}

// printLetter shows a letter that was sent before, as it was sent.
func (s *Server) printLetter(c *fiber.Ctx, session access.Session) error {
	page, err := s.casePage(c, session)
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(c.FormValue("event"), 10, 64)
	letters := []register.EventKind{register.EventLetter, register.EventAcknowledged}
	if err != nil || version < 1 || version > int64(len(page.Case.Events)) || !slices.Contains(letters, page.Case.Events[version-1].Kind) {
		return fault.NotFound("event_unknown", nil)
	}
	if may, err := s.mayRead(c, page, session.User, heldLetter); err != nil {
		return err
	} else if !may {
		return s.hold(c, page, heldLetter, "event")
	}
	written, err := s.options.Cases.EventText(c.UserContext(), page.Case.Number, version, session.User.ID)
	if err != nil {
		return err
	}
	return s.renderSentLetter(c, page, written)
}

func (s *Server) renderSentLetter(c *fiber.Ctx, page *casePage, written string) error {
	view := &sentLetterPage{
		Page: s.newPage(c, "letter.sent_title", "number", page.Case.Number), Number: page.Case.Number, Text: written, Office: s.charter.Municipality,
		Language: s.letterWords(page.Case.CaseRow).Lang(),
	}
	return s.render(c, fiber.StatusOK, "letter_sent.html", view)
}

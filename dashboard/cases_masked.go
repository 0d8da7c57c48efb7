package dashboard

import (
	"context"
	"log/slog"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/guard"
	"harta/internal/register"
)

// worksOn says whether somebody is an officer of a case: it is theirs, it is their department's, or nobody has been given it yet. Everybody
// else who may see the case reads its texts masked and neither its contact, its letters nor its files, unless they ask for more.
func worksOn(user access.User, row register.CaseRow) bool {
	return row.Assignee == "" || row.Assignee == user.ID || user.Department != "" && user.Department == row.Department
}

// readWhole asks for the texts of a case as they were written, by somebody who does not work on it. It has an entry of its own in the
// audit trail.
const readWhole = "whole"

// auditWhole is that entry.
const auditWhole = "case.whole.read"

// wholeField is the field with which somebody who does not work on a case says that a contact, a letter or a file is needed all the same.
const wholeField = "whole"

// mayRead says whether somebody is to read something of a case as it is, which of somebody else's case is a deed of its own: it has to be
// asked for on purpose, and is recorded before anything is read. what names the thing in the audit trail.
func (s *Server) mayRead(c *fiber.Ctx, page *casePage, user access.User, what string) (bool, error) {
	if worksOn(user, page.Case.CaseRow) {
		return true, nil
	}
	if c.FormValue(wholeField) == "" {
		return false, nil
	}
	return true, s.recordWhole(c.UserContext(), user, page.Case.Number, what)
}

// recordWhole writes down that somebody reads what is somebody else's to work on.
func (s *Server) recordWhole(ctx context.Context, user access.User, number, what string) error {
	return s.options.Audit.Audit(ctx, user.ID, auditWhole, number, map[string]any{"what": what})
}

// heldPage asks somebody whether a letter or a file of a case that is not theirs is needed all the same.
type heldPage struct {
	Page
	Number string
	What   string      // heldLetter or heldFile
	Action string      // where the same is asked for again
	Fields []sentField // that say what it is
}

// sentField is a field of a form with what was sent in it.
type sentField struct{ Name, Value string }

// What is held back on a page of its own.
const (
	heldLetter = "letter"
	heldFile   = "file"
)

// hold asks whether what was asked for is needed all the same. The fields are those of the form that asked.
func (s *Server) hold(c *fiber.Ctx, page *casePage, what string, fields ...string) error {
	held := &heldPage{Page: s.newPage(c, "cases.held_title"), Number: page.Case.Number, What: what, Action: c.Path()}
	for _, name := range fields {
		held.Fields = append(held.Fields, sentField{name, c.FormValue(name)})
	}
	return s.render(c, fiber.StatusOK, "case_held.html", held)
}

// readTexts fills the texts of a case: whole for those who work on it and for those who ask on purpose, else masked.
func (s *Server) readTexts(ctx context.Context, page *casePage, user access.User) error {
	own := worksOn(user, page.Case.CaseRow)
	if page.Read == readWhole {
		page.Read = readText
		if !own {
			own = true
			if err := s.recordWhole(ctx, user, page.Case.Number, readText); err != nil {
				return err
			}
		}
	}
	if err := s.fillTexts(ctx, page, user.ID); err != nil {
		return err
	}
	result := s.options.Guard.Mask(page.Text)
	page.Flags = result.Flags()
	if own {
		return nil
	}
	page.Text = result.Text
	page.Masked = len(result.Found) > 0
	for i := range page.Events {
		event := s.options.Guard.Mask(page.Events[i].Words)
		page.Events[i].Words = event.Text
		page.Masked = page.Masked || len(event.Found) > 0
	}
	return nil
}

// textState is what is known of a case's texts once they are read.
type textState struct {
	Flags  guard.Flags // of what the citizen wrote
	Masked bool        // something is hidden from this reader
}

// insultsIn says which of the rows of a list hold an insult, by the list of insults that holds now and not by the one of the day on
// which they came, so that the list and the case's own page never disagree. The flag is a help: where it cannot be had the list is
// shown without it.
func (s *Server) insultsIn(c *fiber.Ctx, rows []register.CaseRow) map[string]bool {
	if len(rows) == 0 {
		return nil
	}
	numbers := make([]string, len(rows))
	for i, row := range rows {
		numbers[i] = row.Number
	}
	flagged, err := s.options.Cases.JudgeTexts(c.UserContext(), numbers, s.options.Guard.Insult)
	if err != nil {
		s.log.LogAttrs(c.UserContext(), slog.LevelError, "cases are listed without some flags",
			slog.String("request", requestID(c)), slog.Any("error", err))
	}
	return flagged
}

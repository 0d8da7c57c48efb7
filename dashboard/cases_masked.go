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
// else who may see the case reads its texts masked, unless they ask for more.
func worksOn(user access.User, row register.CaseRow) bool {
	return row.Assignee == "" || row.Assignee == user.ID || user.Department != "" && user.Department == row.Department
}

// readWhole asks for the texts of a case as they were written, by somebody who does not work on it. It has an entry of its own in the
// audit trail.
const readWhole = "whole"

// auditWhole is that entry.
const auditWhole = "case.whole.read"

// readTexts fills the texts of a case: whole for those who work on it and for those who ask on purpose, else masked.
func (s *Server) readTexts(ctx context.Context, page *casePage, user access.User) error {
	own := worksOn(user, page.Case.CaseRow)
	if page.Read == readWhole {
		page.Read = readText
		if !own {
			own = true
			if err := s.options.Audit.Audit(ctx, user.ID, auditWhole, page.Case.Number, nil); err != nil {
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

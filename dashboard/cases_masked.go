package dashboard

import (
	"context"

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

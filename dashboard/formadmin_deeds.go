package dashboard

import (
	"cmp"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
)

// saveLede sets what is said under a form's heading.
func (s *Server) saveLede(c *fiber.Ctx, session access.Session) error {
	kind := c.Params("kind")
	lede := readLabel(c, "lede", nil)
	if kind == register.FormSurvey {
		return fiber.ErrNotFound
	}
	return s.changeForms(c, session, register.SetLede{Form: kind, Lede: lede}, formKindsPath+"/"+url.PathEscape(kind), "", func(status int, wrong fault.List) error {
		return s.renderFormKind(c, status, lede, wrong)
	})
}

// moveEntry moves an entry of a list or a field of a form by one place.
func (s *Server) moveEntry(c *fiber.Ctx, session access.Session) error {
	list := cmp.Or(c.Params("list"), c.Params("kind"))
	return s.changeForms(c, session, register.Move{List: list, ID: c.Params("id"), Up: c.FormValue("up") != ""}, s.listPath(c), c.Params("id"), s.listAgain(c))
}

// retireEntry takes an entry out of what is offered, or brings it back.
func (s *Server) retireEntry(c *fiber.Ctx, session access.Session) error {
	change := register.Retire{List: c.Params("list"), ID: c.Params("id"), Back: c.FormValue("back") != ""}
	return s.changeForms(c, session, change, s.listPath(c), c.Params("id"), s.listAgain(c))
}

// listPath is the page of the list or form that the address is about.
func (s *Server) listPath(c *fiber.Ctx) string {
	if list := c.Params("list"); list != "" {
		return formListsPath + "/" + url.PathEscape(list)
	}
	return formKindsPath + "/" + url.PathEscape(c.Params("kind"))
}

// listAgain shows the list or form of the address with what is wrong.
func (s *Server) listAgain(c *fiber.Ctx) func(int, fault.List) error {
	return func(status int, wrong fault.List) error {
		if list := c.Params("list"); list != "" {
			return s.renderFormList(c, status, list, wrong)
		}
		return s.renderFormKind(c, status, nil, wrong)
	}
}

// changeForms makes a change in the draft and goes on to a page, at the entry with the id; what is refused is shown by again.
func (s *Server) changeForms(c *fiber.Ctx, session access.Session, change register.Change, path, id string, again func(int, fault.List) error) error {
	err := s.options.Forms.ChangeDraft(c.UserContext(), session.User.ID, revisionOf(c), change)
	if err != nil {
		wrong, status, err := faultsOf(err)
		if err != nil {
			return err
		}
		return again(status, wrong)
	}
	path += "?done=saved"
	if id != "" {
		path += "#e-" + url.PathEscape(id)
	}
	return c.Redirect(path, fiber.StatusSeeOther)
}

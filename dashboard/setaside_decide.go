package dashboard

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
)

// decideAside shows the words of what was set aside, or makes a case of it. Both are deeds of a person, which the register writes down.
func (s *Server) decideAside(c *fiber.Ctx, session access.Session) error {
	if err := officeWide(session); err != nil {
		return err
	}
	view, err := readAsideView(c)
	if err != nil {
		return err
	}
	number := c.Params("number")
	switch c.FormValue("do") {
	case "restore":
		if err := s.options.Aside.Restore(c.UserContext(), number, session.User.ID); err != nil {
			return err
		}
		return c.Redirect(withQuery(asidePath+view.Query(), url.Values{"restored": {number}}), fiber.StatusSeeOther)
	case "read":
		return s.readAside(c, session, number)
	}
	return fault.Invalid("do", "bad_request", nil)
}

// readAside shows one of the list with its words. The list is made before, for what was read is no longer among what nobody looked at.
func (s *Server) readAside(c *fiber.Ctx, session access.Session, number string) error {
	page, err := s.asidePage(c)
	if err != nil {
		return err
	}
	sent, err := s.options.Aside.AsideText(c.UserContext(), number, session.User.ID)
	if err != nil {
		return err
	}
	for i := range page.Lines {
		line := &page.Lines[i]
		if line.Number != number {
			continue
		}
		line.Read, line.Text, line.Files = true, sent.Text, sent.Stored
		if !sent.Anonymous {
			line.Sender = sent.Name
		}
	}
	return s.render(c, fiber.StatusOK, "setaside.html", page)
}

// asideFile gives a file of what was set aside, so that an officer sees it before deciding.
func (s *Server) asideFile(c *fiber.Ctx, session access.Session) error {
	if err := officeWide(session); err != nil {
		return err
	}
	file, err := s.options.Aside.OpenAsideFile(c.UserContext(), c.Params("number"), c.FormValue("file"), session.User.ID)
	if err != nil {
		return err
	}
	return sendAttachment(c, file)
}

// markAside says of several that they are no messages from people, or takes that back: of those that were chosen, or of all on the page.
func (s *Server) markAside(c *fiber.Ctx, session access.Session) error {
	if err := officeWide(session); err != nil {
		return err
	}
	view, err := readAsideView(c)
	if err != nil {
		return err
	}
	var mark func() (int, error)
	did := ""
	chosen := func(name string) []string {
		list := fieldValues(c, name)
		return list[:min(len(list), asideShown)]
	}
	by := session.User.ID
	switch c.FormValue("do") {
	case "dismiss":
		did, mark = "dismissed", func() (int, error) { return s.options.Aside.DismissAside(c.UserContext(), chosen("number"), by) }
	case "dismiss_all":
		did, mark = "dismissed", func() (int, error) { return s.options.Aside.DismissAside(c.UserContext(), chosen("shown"), by) }
	case "recall":
		did, mark = "recalled", func() (int, error) { return s.options.Aside.RecallAside(c.UserContext(), chosen("number"), by) }
	default:
		return fault.Invalid("do", "bad_request", nil)
	}
	n, err := mark()
	if err != nil {
		return err
	}
	return c.Redirect(withQuery(asidePath+view.Query(), url.Values{did: {strconv.Itoa(n)}}), fiber.StatusSeeOther)
}

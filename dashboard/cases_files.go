package dashboard

import (
	"net/url"
	"path/filepath"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/register"
)

// openCaseFile sends a file of a case as a download; the register writes the reading down.
func (s *Server) openCaseFile(c *fiber.Ctx, session access.Session) error {
	page, err := s.casePage(c, session)
	if err != nil {
		return err
	}
	if may, err := s.mayRead(c, page, session.User, heldFile); err != nil {
		return err
	} else if !may {
		return s.hold(c, page, heldFile, "file")
	}
	f, err := s.options.Cases.OpenAttachment(c.UserContext(), page.Case.Number, c.FormValue("file"), session.User.ID)
	if err != nil {
		return err
	}
	return sendFile(c, f)
}

// sendFile sends a file that somebody attached, always as a download and never as a page of ours. Names travel twice: plain for old
// browsers, and as RFC 5987 says for all others.
func sendFile(c *fiber.Ctx, f register.OpenedFile) error {
	plain := "file" + filepath.Ext(f.Name)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+plain+`"; filename*=UTF-8''`+url.PathEscape(f.Name))
	c.Set(fiber.HeaderContentType, f.MediaType)
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	return c.Send(f.Content)
}

package dashboard

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/register"
)

// Sealed is the register of suspicions of corruption and of whistle-blowers' reports. *register.Register is one.
type Sealed interface {
	Sealed(ctx context.Context) ([]register.SealedRow, error)
	// SealedCase opens a case and leaves an entry in the audit trail.
	SealedCase(ctx context.Context, number, by string) (register.SealedCase, error)
}

// sealedPage lists the sealed cases.
type sealedPage struct {
	Page
	Rows []register.SealedRow
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
}

// sealedRoutes mounts the sealed register. A case is opened by a command that carries its number: opening is a deed that is
// recorded, and the number stays out of the browser's history.
func (s *Server) sealedRoutes(app fiber.Router) {
	app.Get("/sealed", s.signedIn(access.ViewSealed, s.sealedList))
	app.Post("/sealed", s.signedIn(access.ViewSealed, s.sealedCase))
}

func (s *Server) sealedList(c *fiber.Ctx, _ access.Session) error {
	rows, err := s.options.Sealed.Sealed(c.UserContext())
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "sealed.html", &sealedPage{Page: s.newPage(c, "cases.sealed_title"), Rows: rows})
}

// sealedCase opens one case.
func (s *Server) sealedCase(c *fiber.Ctx, session access.Session) error {
	opened, err := s.options.Sealed.SealedCase(c.UserContext(), c.FormValue("number"), session.User.ID)
	if err != nil {
		return err
	}
	names, err := s.caseNames(c)
	if err != nil {
		return err
	}
	sent := opened.Submission
	page := &sealedCasePage{
		Page: s.newPage(c, "cases.number_title", "number", opened.Number), Case: opened,
		Kind: names.kind(sent.Kind), Category: names.category(sent.Category), Office: names.office(sent.Office),
		Service: names.service(sent.Service), Channel: names.channel(sent.Channel),
		Received: sent.ReceivedAt, ConfirmBy: opened.ConfirmBy, Deadline: opened.Deadline,
	}
	return s.render(c, fiber.StatusOK, "sealed_case.html", page)
}

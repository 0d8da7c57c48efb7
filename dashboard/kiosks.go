package dashboard

import (
	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/register"
	"harta/internal/text"
)

// kioskRow is a line of the list of kiosks.
type kioskRow struct {
	ID         string
	Name       string
	Office     string
	Department string
	Service    string
	Question   string
	Active     bool
}

// kiosksPage lists the enrolled kiosks.
type kiosksPage struct {
	Page
	Rows    []kioskRow
	Address *kioskAddress // nil unless one was asked for
}

// kioskAddress is the address of one kiosk, shown because somebody asked for it.
type kioskAddress struct {
	Name string
	Path string
	Link string // the whole address, for the kiosk's browser
}

// kioskListRoutes mounts the list of kiosks.
func (s *Server) kioskListRoutes(app fiber.Router) {
	app.Get("/kiosks", s.signedIn(access.ManageKiosks, s.kiosks))
	app.Post("/kiosks/:id/address", s.signedIn(access.ManageKiosks, s.kioskAddress))
}

func (s *Server) kiosks(c *fiber.Ctx, _ access.Session) error {
	page, err := s.kioskList(c)
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "kiosks.html", page)
}

// kioskAddress shows the secret address of one kiosk. It is a command and not a link, because the audit trail keeps it.
func (s *Server) kioskAddress(c *fiber.Ctx, session access.Session) error {
	token, err := s.options.Kiosks.KioskAddress(c.UserContext(), c.Params("id"), session.User.ID)
	if err != nil {
		return err
	}
	page, err := s.kioskList(c)
	if err != nil {
		return err
	}
	for _, row := range page.Rows {
		if row.ID == c.Params("id") {
			path := kioskPath(register.Kiosk{Token: token})
			page.Address = &kioskAddress{Name: row.Name, Path: path, Link: s.front.address(c) + path}
		}
	}
	return s.render(c, fiber.StatusOK, "kiosks.html", page)
}

// kioskList reads the list.
func (s *Server) kioskList(c *fiber.Ctx) (*kiosksPage, error) {
	list, err := s.options.Kiosks.Kiosks(c.UserContext())
	if err != nil {
		return nil, err
	}
	names, err := s.caseNames(c)
	if err != nil {
		return nil, err
	}
	page := &kiosksPage{Page: s.newPage(c, "admin.kiosks_title")}
	for _, k := range list {
		page.Rows = append(page.Rows, kioskRow{
			ID: k.ID, Name: k.Name, Office: names.office(k.Office), Department: names.department(k.Department),
			Service: names.service(k.Service), Question: s.questionName(k.Question, page.Lang), Active: k.Active,
		})
	}
	return page, nil
}

// questionName is a question's short name, or its id when the charter has it no more.
func (s *Server) questionName(id string, lang text.Lang) string {
	if q, ok := s.charter.Question(id); ok {
		return q.Label.In(string(lang))
	}
	return id
}

// address is the scheme and host under which people reach the server.
func (f front) address(c *fiber.Ctx) string {
	scheme := "http"
	if f.secure() {
		scheme = "https"
	}
	return scheme + "://" + f.host(c)
}

package dashboard

import (
	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/text"
)

// kioskRow is a line of the list of kiosks.
type kioskRow struct {
	Name       string
	Office     string
	Department string
	Service    string
	Question   string
	Path       string
	Link       string // the whole address, for the kiosk's browser
	Active     bool
}

// kiosksPage lists the enrolled kiosks.
type kiosksPage struct {
	Page
	Rows []kioskRow
}

// kioskListRoutes mounts the list of kiosks.
func (s *Server) kioskListRoutes(app fiber.Router) {
	app.Get("/kiosks", s.signedIn(access.ManageKiosks, s.kiosks))
}

func (s *Server) kiosks(c *fiber.Ctx, _ access.Session) error {
	list, err := s.options.Kiosks.Kiosks(c.UserContext())
	if err != nil {
		return err
	}
	names, err := s.caseNames(c)
	if err != nil {
		return err
	}
	page := &kiosksPage{Page: s.newPage(c, "admin.kiosks_title")}
	for _, k := range list {
		row := kioskRow{
			Name: k.Name, Office: names.office(k.Office), Department: names.department(k.Department), Service: names.service(k.Service),
			Question: s.questionName(k.Question, page.Lang), Path: kioskPath(k), Link: s.front.address(c) + kioskPath(k), Active: k.Active,
		}
		page.Rows = append(page.Rows, row)
	}
	return s.render(c, fiber.StatusOK, "kiosks.html", page)
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

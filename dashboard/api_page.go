package dashboard

import (
	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/charter"
)

// apiPage tells how the API is used, with the words and the address of this house.
type apiPage struct {
	Page
	Address   string // of the API
	Example   string // of a record
	Answer    string // example of an answer
	Channels  []idName
	Questions []idName
}

// idName is an id of the charter and what it is called.
type idName struct{ ID, Name string }

// apiPageRoutes mounts the page; who gives keys reads it.
func (s *Server) apiPageRoutes(app fiber.Router) {
	app.Get("/api", s.signedIn(access.Administer, s.showAPI))
}

func (s *Server) showAPI(c *fiber.Ctx, _ access.Session) error {
	page := &apiPage{
		Page: s.newPage(c, "api.title"), Address: s.front.address(c) + apiRoot,
		Example: `{"number": "АУ-1204", "version": 1, "service_number": "2079", "channel": "counter", "received": "2026-05-04T09:30:00+03:00"}`,
		Answer:  `{"number": "17", "moment": "2026-05-04T09:30:00+03:00", "channel": "counter", "scores": {"overall": 5}}`,
	}
	lang := string(page.Lang)
	name := func(id string, l charter.Label) idName { return idName{id, l.In(lang)} }
	for _, ch := range s.charter.Channels {
		page.Channels = append(page.Channels, name(ch.ID, ch.Label))
	}
	for _, q := range s.charter.Vocabulary().Questions {
		page.Questions = append(page.Questions, name(q.ID, q.Label))
	}
	return s.render(c, fiber.StatusOK, "api.html", page)
}

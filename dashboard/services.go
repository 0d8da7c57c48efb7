package dashboard

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// ServicePast tells what a service was before. *register.Register is one.
type ServicePast interface {
	ServicePast(ctx context.Context, id string) ([]register.PastService, error)
}

const servicesPath = "/services"

// servicesPage is the catalogue of services.
type servicesPage struct {
	Page
	Services []serviceView
}

// servicePage is one service with what it was before.
type servicePage struct {
	Page
	Service serviceView
	Past    []pastView
}

// serviceView is a service in the reader's words.
type serviceView struct {
	ID, Name, Other    string // Other is the name in the other language
	Department         string
	Terms, Prices      []string
	Former             []string
	From, To           string // civil days, empty: open
	Ended, Later, Open bool   // not offered any more; not yet; offered without limits
	Unmapped           bool
}

// pastView is what a service was until a moment.
type pastView struct {
	serviceView
	Until time.Time
	By    string
}

// serviceRoutes mounts the catalogue of services.
func (s *Server) serviceRoutes(app fiber.Router) {
	app.Get(servicesPath, s.signedIn(access.Import, s.showServices))
	app.Get(servicesPath+"/:id", s.signedIn(access.Import, s.showService))
}

// showServices lists the services.
func (s *Server) showServices(c *fiber.Ctx, _ access.Session) error {
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	page := &servicesPage{Page: s.newPage(c, "services.title")}
	today := s.charter.Calendar.CivilDay(s.clock())
	for _, v := range names.catalogue.Services() {
		page.Services = append(page.Services, names.serviceView(v, today))
	}
	return s.render(c, fiber.StatusOK, "services.html", page)
}

// showService shows a service and what it was.
func (s *Server) showService(c *fiber.Ctx, _ access.Session) error {
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	service, ok := names.catalogue.Service(c.Params("id"))
	if !ok {
		return fault.NotFound("no_such_service", fault.Params{"service": c.Params("id")})
	}
	past, err := s.options.ServicePast.ServicePast(c.UserContext(), service.ID)
	if err != nil {
		return err
	}
	today := s.charter.Calendar.CivilDay(s.clock())
	page := &servicePage{Page: s.newPage(c, "services.title"), Service: names.serviceView(service, today)}
	for _, p := range past {
		page.Past = append(page.Past, pastView{names.serviceView(p.Service, today), p.Until, names.people[p.By]})
	}
	return s.render(c, fiber.StatusOK, "service.html", page)
}

// serviceView words a service.
func (n naming) serviceView(v register.Service, today charter.Date) serviceView {
	view := serviceView{
		ID: v.ID, Name: v.Name.In(n.lang), Department: n.department(v.Department), Former: v.FormerNames, Unmapped: v.Unmapped,
		From: v.ValidFrom.String(), To: v.ValidTo.String(),
		Ended: !v.ValidTo.IsZero() && today.After(v.ValidTo), Later: today.Before(v.ValidFrom), Open: v.ValidFrom.IsZero() && v.ValidTo.IsZero(),
	}
	other := "en"
	if n.lang == "en" {
		other = "bg"
	}
	if name := v.Name[other]; name != view.Name {
		view.Other = name
	}
	for _, speed := range n.charter.OrderSpeeds {
		if t, ok := v.Term(speed.ID); ok {
			view.Terms = append(view.Terms, n.words.T("services.at", "speed", speed.Label.In(n.lang), "what", n.term(t)))
		}
	}
	view.Prices = n.prices(v)
	return view
}

// prices words the prices of a service: one for all speeds, and those that differ.
func (n naming) prices(v register.Service) []string {
	var list []string
	for _, p := range v.Prices {
		if p.OrderSpeed == "" {
			list = append(list, n.price(p.Cents))
		}
	}
	for _, speed := range n.charter.OrderSpeeds {
		for _, p := range v.Prices {
			if p.OrderSpeed == speed.ID {
				list = append(list, n.words.T("services.at", "speed", speed.Label.In(n.lang), "what", n.price(p.Cents)))
			}
		}
	}
	return list
}

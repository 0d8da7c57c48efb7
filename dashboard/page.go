package dashboard

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/text"
)

// Page is what the frame around every page needs. A page's own struct embeds it by value and adds what its template shows.
type Page struct {
	Lang         text.Lang
	Words        *text.Printer
	Title        string // of the page alone, in the reader's language
	Municipality string
	Theme        Theme
	User         *access.User // nil when nobody is signed in
	CSRF         string       // the session's form token: <input type="hidden" name="csrf" value="{{.CSRF}}">
	Topics       []NavItem
	Work         []NavItem
	Settings     []NavItem
	Here         string   // path and query of this page, for the switches that come back to it
	Scripts      []string // built scripts the page needs besides the common one, such as "chart.js"
	Robots       bool     // a public page that search engines may list
}

// NavItem is a link of the frame.
type NavItem struct {
	Href    string
	Label   string
	Current bool
}

// place is an entry of the navigation: shown to those who may go there.
type place struct {
	path, key string
	needs     access.Permission
}

// topics are the questions everybody who is signed in may ask.
func topics() []place {
	return []place{
		{"/", "nav.overview", access.ViewDashboard},
		{"/satisfaction", "nav.satisfaction", access.ViewDashboard},
		{"/timeliness", "nav.timeliness", access.ViewDashboard},
		{"/complaints", "nav.complaints", access.ViewDashboard},
		{"/consultations", "nav.consultations", access.ViewDashboard},
	}
}

// work is where the office's own business is done.
func work() []place {
	return []place{
		{"/cases", "nav.cases", access.ViewCases},
		{asidePath, "nav.setaside", access.WriteCases},
		{consultationsPath, "nav.consultation_log", access.WriteCases},
		{surveysPath, "nav.surveys", access.GiveSurveys},
		{"/sealed", "nav.sealed", access.ViewSealed},
		{"/import", "nav.import", access.Import},
		{"/quality", "nav.quality", access.Import},
		{uncountedPath, "nav.uncounted", access.ManageKiosks},
	}
}

// settings is where the office decides how its doors work; most of it is set up once and looked at now and then.
func settings() []place {
	return []place{
		{kiosksPath, "nav.kiosks", access.ManageKiosks},
		{placesPath, "nav.places", access.ManageKiosks},
		{formAdminPath, "nav.forms", access.EditForms},
		{servicesPath, "nav.services", access.Import},
		{intakePath, "nav.intake", access.Administer},
		{"/keys", "nav.keys", access.Administer},
		{insultsPath, "nav.insults", access.EditWords},
	}
}

// newPage fills the frame for the visitor. The title is the message of the given key.
func (s *Server) newPage(c *fiber.Ctx, titleKey string, kv ...any) Page {
	p := s.printer(c)
	page := Page{
		Lang:         p.Lang(),
		Words:        p,
		Title:        p.T(titleKey, kv...),
		Municipality: s.charter.Municipality.Name.In(string(p.Lang())),
		Theme:        s.theme(c),
		Here:         here(c),
	}
	if session, ok := sessionOf(c); ok {
		page.User = &session.User
		page.CSRF = session.CSRF
		page.Topics = navigation(p, c.Path(), session.User.Role, topics())
		page.Work = navigation(p, c.Path(), session.User.Role, work())
		page.Settings = navigation(p, c.Path(), session.User.Role, settings())
	}
	return page
}

// navigation words the places a role may go to and marks the one the reader is at.
func navigation(p *text.Printer, path string, role access.Role, places []place) []NavItem {
	var items []NavItem
	for _, pl := range places {
		if access.Can(role, pl.needs) {
			items = append(items, NavItem{Href: pl.path, Label: p.T(pl.key), Current: pl.path == path})
		}
	}
	return items
}

// here is the path and query of the request, without the one-time choice of language that would undo a switch.
func here(c *fiber.Ctx) string {
	u, err := url.ParseRequestURI(c.OriginalURL())
	if err != nil || c.Method() != fiber.MethodGet {
		return localPath(c.Path())
	}
	q := u.Query()
	q.Del("lang")
	u.RawQuery = q.Encode()
	return localPath(u.RequestURI())
}

// frame lets render reach the frame of any page that embeds it.
func (p *Page) frame() *Page { return p }

package dashboard

import (
	"context"
	"log/slog"

	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/register"
	"harta/internal/text"
)

// KioskOffice is what the office does with its kiosks and the places with a QR code. by is the id of the user who does it; a
// version is the one the person saw. *register.Register is one.
type KioskOffice interface {
	Kiosks(ctx context.Context) ([]register.Kiosk, error)
	Kiosk(ctx context.Context, id string) (register.Kiosk, error)
	PutKiosk(ctx context.Context, k register.Kiosk, by string) (register.Kiosk, error)
	RotateKiosk(ctx context.Context, id string, version int64, by string) (register.Kiosk, error)
	RevokeKiosk(ctx context.Context, id string, version int64, by string) error
	// KioskAddress tells a kiosk's token, which the audit trail shows.
	KioskAddress(ctx context.Context, id, by string) (token string, err error)

	Places(ctx context.Context) ([]register.Place, error)
	Place(ctx context.Context, id string) (register.Place, error)
	PutPlace(ctx context.Context, p register.Place, by string) (register.Place, error)
	RotatePlace(ctx context.Context, id string, version int64, by string) (register.Place, error)
}

// Where the office looks after its kiosks and QR codes.
const (
	kiosksPath = "/kiosks"
	placesPath = "/places"
	// uncountedPath shows the answers that are kept and not counted.
	uncountedPath = "/uncounted"
)

// screenRow is a line of the list of kiosks or of places.
type screenRow struct {
	ID     string
	Name   string
	Office string
	About  string // department or service; empty: the office as a whole
	State  screenState
	Taps   analytics.Taps // today's
	Code   string         // of a place
}

// screensPage lists kiosks or places.
type screensPage struct {
	Page
	Tabs     []NavItem
	Rows     []screenRow
	NoCounts bool // today's answers cannot be read just now
}

// kioskListRoutes mounts the office's pages of kiosks and places.
func (s *Server) kioskListRoutes(app fiber.Router) {
	may := func(h func(*fiber.Ctx, access.Session) error) fiber.Handler {
		return s.signedIn(access.ManageKiosks, h)
	}
	app.Get(kiosksPath, may(s.listKiosks))
	app.Get(kiosksPath+"/new", may(s.newKiosk))
	app.Post(kiosksPath, may(s.saveKiosk))
	app.Get(kiosksPath+"/:id", may(s.showKioskSettings))
	app.Post(kiosksPath+"/:id", may(s.saveKiosk))
	app.Post(kiosksPath+"/:id/address", may(s.showKioskAddress))
	app.Post(kiosksPath+"/:id/rotate", may(s.rotateKiosk))
	app.Post(kiosksPath+"/:id/revoke", may(s.revokeKiosk))

	app.Get(placesPath, may(s.listPlaces))
	app.Get(placesPath+"/new", may(s.newPlace))
	app.Post(placesPath, may(s.savePlace))
	app.Get(placesPath+"/:id", may(s.showPlace))
	app.Post(placesPath+"/:id", may(s.savePlace))
	app.Post(placesPath+"/:id/rotate", may(s.rotatePlace))
	app.Get(placesPath+"/:id/poster", may(s.poster))
	app.Get(placesPath+"/:id/qr.svg", may(s.placeQR))

	app.Get(uncountedPath, may(s.uncounted))
	app.Post(uncountedPath+"/restore", may(s.restoreAnswers))
	app.Post(uncountedPath+"/undo", may(s.undoDecision))
}

// screenTabs lead from one list to the other.
func screenTabs(words *text.Printer, path string) []NavItem {
	return []NavItem{
		{Href: kiosksPath, Label: words.T("screens.kiosks"), Current: path == kiosksPath},
		{Href: placesPath, Label: words.T("screens.places"), Current: path == placesPath},
		{Href: uncountedPath, Label: words.T("uncounted.tab"), Current: path == uncountedPath},
	}
}

func (s *Server) listKiosks(c *fiber.Ctx, _ access.Session) error {
	list, err := s.options.Kiosks.Kiosks(c.UserContext())
	if err != nil {
		return err
	}
	page, names, taps, err := s.screensPage(c, kiosksPath, "screens.kiosks_title")
	if err != nil {
		return err
	}
	were := s.clocksThatWere(c.UserContext())
	for _, k := range list {
		state := s.kioskState(k)
		state.Was = were[k.ID]
		page.Rows = append(page.Rows, screenRow{
			ID: k.ID, Name: k.Name, Office: names.office(k.Office), About: names.about(k.Department, k.Service),
			State: state, Taps: taps[k.ID],
		})
	}
	return s.render(c, fiber.StatusOK, "kiosks.html", page)
}

func (s *Server) listPlaces(c *fiber.Ctx, _ access.Session) error {
	list, err := s.options.Kiosks.Places(c.UserContext())
	if err != nil {
		return err
	}
	page, names, taps, err := s.screensPage(c, placesPath, "screens.places_title")
	if err != nil {
		return err
	}
	for _, p := range list {
		page.Rows = append(page.Rows, screenRow{
			ID: p.ID, Name: p.Name.In(string(page.Lang)), Office: names.office(p.Office), About: names.about(p.Department, p.Service),
			State: s.openState(p.Hours, p.Active), Taps: taps[p.ID], Code: groupedCode(p.Code),
		})
	}
	return s.render(c, fiber.StatusOK, "kiosks_places.html", page)
}

// screensPage makes the frame of a list, with the names and today's counts its rows want. Facts that are away take the counts from
// the page and nothing else.
func (s *Server) screensPage(c *fiber.Ctx, path, title string) (*screensPage, naming, map[string]analytics.Taps, error) {
	names, err := s.naming(c)
	if err != nil {
		return nil, names, nil, err
	}
	page := &screensPage{Page: s.newPage(c, title), Tabs: screenTabs(names.words, path)}
	taps, err := s.options.Reports.TapsToday(c.UserContext())
	if err != nil {
		s.log.LogAttrs(c.UserContext(), slog.LevelWarn, "today's taps not read", slog.Any("error", err))
		page.NoCounts = true
	}
	return page, names, taps, nil
}

// about says what a kiosk or place is about as narrowly as is known; empty: the office as a whole.
func (n naming) about(department, service string) string {
	switch {
	case service != "":
		return n.service(service)
	case department != "":
		return n.department(department)
	}
	return ""
}

// officeSpan are the office hours of the charter.
func officeSpan(cal *charter.Calendar) register.Span {
	hours := cal.Hours()
	return register.Span{Opens: hours.Opens, Closes: hours.Closes}
}

// address is the scheme and host under which people reach the server.
func (f front) address(c *fiber.Ctx) string {
	scheme := "http"
	if f.secure() {
		scheme = "https"
	}
	return scheme + "://" + f.host(c)
}

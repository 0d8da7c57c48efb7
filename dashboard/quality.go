package dashboard

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
)

// qualityImports is how many of the latest imports are looked through for rejected rows.
const qualityImports = 50

// qualityItem is one kind of flaw: how often it is there, where to see it, what to do.
type qualityItem struct {
	Title, Help, Link, LinkText string
	Count                       int64
}

// closedEarly is the code of refused rows that say a service was finished before it was asked for.
const closedEarly = "finished_before_received"

// ServiceMapping says which service of the catalogue an unknown one is, and why rows were refused. *register.Register is one.
type ServiceMapping interface {
	MapService(ctx context.Context, id, target, by string) error
	RejectedByCode(ctx context.Context) ([]register.RejectedBy, error)
}

// qualityPage shows what is wrong with the data.
type qualityPage struct {
	Page
	Items    []qualityItem
	Unmapped []register.Service
	Services []choice // of the catalogue, to map to
	Mapped   []mappedService
	Clocks   []wrongClock
	Rejected []rejectedImport
	Mapping  string // the service that the form is about
	Errors   []formError
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *qualityPage) ErrorAt(field string) *formError { return errorAt(p.Errors, field) }

// mappedService is a service that somebody has mapped.
type mappedService struct{ ID, Name, Target string }

// wrongClock is a kiosk whose clock was wrong.
type wrongClock struct {
	Name    string
	Answers int64
	Latest  time.Time
}

// rejectedImport is an import some of whose rows were refused.
type rejectedImport struct {
	ID, File string
	Rejected int64
}

// qualityRoutes mounts the page on the quality of the data.
func (s *Server) qualityRoutes(app fiber.Router) {
	app.Get("/quality", s.signedIn(access.Import, func(c *fiber.Ctx, _ access.Session) error {
		return s.quality(c, fiber.StatusOK, "", "", nil)
	}))
	app.Post("/quality/services", s.signedIn(access.Import, s.mapService))
}

// mapService says which service of the catalogue an unknown one is, or takes that back.
func (s *Server) mapService(c *fiber.Ctx, session access.Session) error {
	id, target := c.FormValue("service"), c.FormValue("target")
	var wrong fault.List
	if c.FormValue("undo") != "" {
		target = ""
	} else if target == "" {
		wrong = fault.List{fault.Invalid("target", "service_missing", nil)}
	}
	if wrong == nil {
		err := s.options.Mapping.MapService(c.UserContext(), id, target, session.User.ID)
		if err == nil {
			return c.Redirect("/quality#services-title", fiber.StatusSeeOther)
		}
		if !errors.As(err, &wrong) {
			return err
		}
	}
	return s.quality(c, fiber.StatusUnprocessableEntity, id, target, wrong)
}

func (s *Server) quality(c *fiber.Ctx, status int, mapping, target string, wrong fault.List) error {
	q, err := s.options.Rows.Quality(c.UserContext())
	if err != nil {
		return err
	}
	page := &qualityPage{Page: s.newPage(c, "quality.title"), Mapping: mapping}
	page.Errors = wordErrors(page.Words, wrong, []string{"service", "target"})
	if err := s.fillQuality(c.UserContext(), page, q); err != nil {
		return err
	}
	if err := s.fillServices(c.UserContext(), page, target); err != nil {
		return err
	}
	if err := s.fillClocks(c.UserContext(), page); err != nil {
		return err
	}
	return s.render(c, status, "quality.html", page)
}

// fillServices lists the services that came under unknown names and those that they may be.
func (s *Server) fillServices(ctx context.Context, page *qualityPage, target string) error {
	cat, err := s.options.Catalogue.Catalogue(ctx)
	if err != nil {
		return err
	}
	lang := string(page.Lang)
	for _, v := range cat.Services() {
		if v.Unmapped {
			page.Unmapped = append(page.Unmapped, v)
		} else {
			page.Services = append(page.Services, choice{Value: v.ID, Label: v.Name.In(lang), Chosen: v.ID == target})
		}
	}
	for _, v := range cat.Mapped() {
		to, _ := cat.Service(v.MappedTo)
		page.Mapped = append(page.Mapped, mappedService{v.ID, v.Name.In(lang), to.Name.In(lang)})
	}
	return nil
}

// fillClocks names the kiosks whose clock was wrong.
func (s *Server) fillClocks(ctx context.Context, page *qualityPage) error {
	clocks, err := s.options.Rows.WrongClocks(ctx)
	if err != nil {
		return err
	}
	kiosks, err := s.options.Kiosks.Kiosks(ctx)
	if err != nil {
		return err
	}
	names := make(map[string]string, len(kiosks))
	for _, k := range kiosks {
		names[k.ID] = k.Name
	}
	for _, k := range clocks {
		page.Clocks = append(page.Clocks, wrongClock{cmp.Or(names[k.Kiosk], k.Kiosk), int64(k.Answers), k.Latest})
	}
	return nil
}

func (s *Server) fillQuality(ctx context.Context, page *qualityPage, q analytics.Quality) error {
	w := page.Words
	page.Items = []qualityItem{
		{w.T("quality.unmapped"), w.T("quality.unmapped_help"), "/records?only=unmapped&period=all", w.T("quality.show"), int64(q.Unmapped)},
		{w.T("quality.no_deadline"), w.T("quality.no_deadline_help"), "/records?only=no_deadline&period=all", w.T("quality.show"), int64(q.NoDeadline)},
		{w.T("quality.undated"), w.T("quality.undated_help"), "/records?only=undated&period=all", w.T("quality.show"), int64(q.Undated)},
		{w.T("quality.clocks"), w.T("quality.clocks_help"), "#clocks-title", w.T("quality.show_kiosks"), int64(q.Clocks)},
	}
	reasons, err := s.options.Mapping.RejectedByCode(ctx)
	if err != nil {
		return err
	}
	early := qualityItem{Title: w.T("quality.early"), Help: w.T("quality.early_help"), Link: "#rejected-title", LinkText: w.T("quality.show_imports")}
	for _, r := range reasons {
		if r.Code == closedEarly {
			early.Count = r.Rows
		}
	}
	page.Items = append(page.Items, early)
	imports, err := s.options.Imports.Imports(ctx, qualityImports)
	if err != nil {
		return err
	}
	for _, im := range imports {
		if im.Counts.Rejected > 0 {
			page.Rejected = append(page.Rejected, rejectedImport{im.ID.String(), im.File, im.Counts.Rejected})
		}
	}
	return nil
}

package dashboard

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/internal/access"
	"harta/internal/register"
)

// qualityImports is how many of the latest imports are looked through for rejected rows.
const qualityImports = 50

// qualityItem is one kind of flaw: how often it is there, where to see it, what to do.
type qualityItem struct {
	Title, Help, Link, LinkText string
	Count                       int64
}

// qualityPage shows what is wrong with the data.
type qualityPage struct {
	Page
	Items    []qualityItem
	Unmapped []register.Service
	Rejected []rejectedImport
}

// rejectedImport is an import some of whose rows were refused.
type rejectedImport struct {
	ID, File string
	Rejected int64
}

// qualityRoutes mounts the page on the quality of the data.
func (s *Server) qualityRoutes(app fiber.Router) {
	app.Get("/quality", s.signedIn(access.Import, s.quality))
}

func (s *Server) quality(c *fiber.Ctx, _ access.Session) error {
	q, err := s.options.Rows.Quality(c.UserContext())
	if err != nil {
		return err
	}
	page := &qualityPage{Page: s.newPage(c, "quality.title")}
	if err := s.fillQuality(c.UserContext(), page, q); err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "quality.html", page)
}

func (s *Server) fillQuality(ctx context.Context, page *qualityPage, q analytics.Quality) error {
	w := page.Words
	page.Items = []qualityItem{
		{w.T("quality.unmapped"), w.T("quality.unmapped_help"), "/records?only=unmapped&period=all", w.T("quality.show"), int64(q.Unmapped)},
		{w.T("quality.no_deadline"), w.T("quality.no_deadline_help"), "/records?only=no_deadline&period=all", w.T("quality.show"), int64(q.NoDeadline)},
		{w.T("quality.undated"), w.T("quality.undated_help"), "/records?only=undated&period=all", w.T("quality.show"), int64(q.Undated)},
		{w.T("quality.clocks"), w.T("quality.clocks_help"), "/kiosks", w.T("quality.show_kiosks"), int64(q.Clocks)},
	}
	catalogue, err := s.options.Catalogue.Catalogue(ctx)
	if err != nil {
		return err
	}
	for _, service := range catalogue.Services() {
		if service.Unmapped {
			page.Unmapped = append(page.Unmapped, service)
		}
	}
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

package dashboard

import (
	"errors"
	"log/slog"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
)

// figurePage is what every page with figures has: the frame, the filter, and how fresh the data are.
type figurePage struct {
	Page
	Filter filterBar
	Data   dataNote
}

// dataNote says which moment the figures speak of. Late marks data that are older than usual.
type dataNote struct {
	CutOff    time.Time
	Freshness time.Time
	Pinned    bool
	Late      bool
}

// usualAge is how old the newest fact may be before a reader is told: a long weekend passes without a word.
const usualAge = 4 * 24 * time.Hour

// asking is one request for figures: under which filter, with which names, in whose words.
type asking struct {
	filter    analytics.Filter
	faults    []*fault.Error // what is wrong with the filter; no figure is made then
	params    url.Values     // as they were typed
	catalogue *register.Catalogue
	viewer    viewer
}

// ask reads the filter of a request. A wrong filter is no error: its page is shown with the reason at the field.
func (s *Server) ask(c *fiber.Ctx, session access.Session) (*asking, error) {
	params, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		return nil, fault.Invalid("", "bad_request", nil)
	}
	names, err := s.naming(c)
	if err != nil {
		return nil, err
	}
	if names.screens, err = s.screenNames(c, names); err != nil {
		return nil, err
	}
	a := &asking{params: params, catalogue: names.catalogue}
	a.filter, err = analytics.ParseFilter(params, s.clock(), s.charter.Calendar)
	if a.faults, err = filterFaults(err); err != nil {
		return nil, err
	}
	a.faults = append(a.faults, s.unknownIDs(params, names.catalogue)...)
	a.viewer = viewer{names: names, forms: forms{words: names.words}, exports: access.Can(session.User.Role, access.Export)}
	if len(a.faults) > 0 {
		a.viewer.links = typedFilterLinks(c.Path(), params)
	} else {
		a.viewer.links = newFilterLinks(c.Path(), params, a.filter, names.words)
	}
	return a, nil
}

// newFigurePage makes the common part of a page with figures. Figures without a freshness are still figures.
func (s *Server) newFigurePage(c *fiber.Ctx, a *asking, titleKey string, kv ...any) figurePage {
	p := figurePage{Page: s.newPage(c, titleKey, kv...), Filter: s.filterBar(a)}
	p.Scripts = []string{"chart.js"}
	if len(a.faults) > 0 {
		return p
	}
	fresh, err := s.options.Reports.Freshness(c.UserContext())
	if err != nil {
		s.log.LogAttrs(c.UserContext(), slog.LevelError, "freshness not read", slog.Any("error", err))
	}
	p.Data = dataNote{CutOff: a.filter.CutOff, Freshness: fresh, Pinned: a.viewer.links.pinned,
		Late: !a.viewer.links.pinned && !fresh.IsZero() && a.filter.CutOff.Sub(fresh) > usualAge}
	return p
}

// status is the page's: a filter that could not be read is the reader's mistake.
func (a *asking) status() int {
	if len(a.faults) > 0 {
		return fiber.StatusBadRequest
	}
	return fiber.StatusOK
}

// filterFaults takes the faults of a filter out of an error; what is no fault stays an error.
func filterFaults(err error) ([]*fault.Error, error) {
	if err == nil {
		return nil, nil
	}
	var list fault.List
	if errors.As(err, &list) {
		return list, nil
	}
	if f, ok := fault.As(err); ok {
		return []*fault.Error{f}, nil
	}
	return nil, err
}

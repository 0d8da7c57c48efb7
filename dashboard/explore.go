package dashboard

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/internal/access"
	"harta/internal/fault"
)

// paramSort is the column that the table of an explore page is sorted by: a measure, with "-" before it for falling.
const paramSort = "sort"

// explorePage is one report whole: every group, every column, what each means and what was left out.
type explorePage struct {
	figurePage
	Figure      figure
	Headline    *headlineCard // of a report without groups
	Definitions []definition
	Excluded    []string
	Topic       NavItem
	Others      []NavItem // the reports of the topic
}

// definition says what a measure means.
type definition struct {
	Label, Help string
}

// explore answers the page of one report.
func (s *Server) explore(c *fiber.Ctx, session access.Session) error {
	report, ok := analytics.ReportByKey(c.Params("report"))
	if !ok {
		return fault.NotFound("report_unknown", fault.Params{"report": c.Params("report")})
	}
	a, err := s.ask(c, session)
	if err != nil {
		return err
	}
	page := &explorePage{figurePage: s.newFigurePage(c, a, "report."+report.Key)}
	page.Topic = NavItem{Href: a.viewer.links.elsewhere("/" + string(report.Topic)), Label: page.Words.T("topic." + string(report.Topic))}
	for _, r := range analytics.ReportsOf(report.Topic) {
		page.Others = append(page.Others, NavItem{Href: a.viewer.links.elsewhere("/explore/" + r.Key),
			Label: page.Words.T("report." + r.Key), Current: r.Key == report.Key})
	}
	if len(a.faults) == 0 {
		a.viewer.fillExplore(page, report, s.answer(c.UserContext(), report.Key, a.filter), a.params.Get(paramSort))
		page.Filter.Excel = page.Figure.Links.Excel
	}
	return s.render(c, a.status(), "explore.html", page)
}

// fillExplore words the report in the order the reader asked for.
func (v viewer) fillExplore(page *explorePage, report *analytics.Report, a answer, by string) {
	if a.err == nil {
		page.Definitions = v.definitions(a.table)
		page.Excluded = v.excluded(a.table)
		a.table = sorted(a.table, by)
	}
	if report.View == analytics.ViewHeadline {
		card := v.headline(report.Key, a)
		page.Headline, page.Figure = &card, card.figure
		return
	}
	page.Figure = v.figureOf(report.Key, a, 0)
	page.Figure.Open = true
	if a.err == nil && !ordered(report) {
		v.addSortLinks(page.Figure.View, by)
	}
}

// definitions are the measures of a table in words, each once.
func (v viewer) definitions(t *analytics.Table) []definition {
	var out []definition
	for _, col := range t.Columns {
		out = append(out, definition{v.measureLabel(col.Measure), v.names.words.T("measure." + col.Measure.Key + ".help")})
	}
	return out
}

// excluded words what the table leaves out, with how many.
func (v viewer) excluded(t *analytics.Table) []string {
	var out []string
	for _, reason := range slices.Sorted(maps.Keys(t.Excluded)) {
		out = append(out, v.names.words.T("excluded."+reason)+" "+dash+" "+v.names.words.Int(t.Excluded[reason]))
	}
	return out
}

// ordered says whether the rows of a report have an order of their own, as months do.
func ordered(r *analytics.Report) bool {
	d, ok := analytics.DimensionByKey(r.Dimension)
	return ok && d.Ordered
}

// sorted is a table with its rows in another order: by a measure, groups without a figure last. A measure the table does not
// have, or rows with an order of their own, leave it as it is.
func sorted(t *analytics.Table, by string) *analytics.Table {
	measure, falling := strings.CutPrefix(by, "-")
	i := columnOf(t, measure)
	if i < 0 || ordered(t.Report) {
		return t
	}
	out := *t
	out.Rows = slices.Clone(t.Rows)
	slices.SortStableFunc(out.Rows, func(a, b analytics.Row) int {
		x, y := at(a.Cells, i), at(b.Cells, i)
		switch {
		case !shown(x) && !shown(y):
			return 0
		case !shown(x):
			return 1
		case !shown(y):
			return -1
		case falling:
			return cmp.Compare(*y.Value, *x.Value)
		default:
			return cmp.Compare(*x.Value, *y.Value)
		}
	})
	return &out
}

// addSortLinks makes the heads of figures links that sort by them: first falling, then the other way round.
func (v viewer) addSortLinks(view *tableView, by string) {
	for k := range view.Heads {
		h := &view.Heads[k]
		if h.Part != partValue {
			continue
		}
		next := "-" + h.Measure
		switch by {
		case next:
			h.Sorted, next = "descending", h.Measure
		case h.Measure:
			h.Sorted = "ascending"
		}
		params := v.links.values()
		params.Set(paramSort, next)
		h.Sort = address(v.links.path, params)
	}
}

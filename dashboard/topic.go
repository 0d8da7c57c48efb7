package dashboard

import (
	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/internal/access"
)

// mostGroups is how many groups a figure of a topic page shows; the figure's own page has them all.
const mostGroups = 10

// topicPage is one subject in depth: its headline and every report of the catalogue that belongs to it.
type topicPage struct {
	figurePage
	Lede     string
	Headline *headlineCard
	Figures  []figure
	Others   []headlineCard // further headline reports, such as the quality of the data
}

// topic answers the page of a topic.
func (s *Server) topic(topic analytics.Topic) func(*fiber.Ctx, access.Session) error {
	return func(c *fiber.Ctx, session access.Session) error {
		a, err := s.ask(c, session)
		if err != nil {
			return err
		}
		page := &topicPage{figurePage: s.newFigurePage(c, a, "topic."+string(topic)),
			Lede: a.viewer.names.words.T("topic." + string(topic) + ".lede")}
		if a.viewer.exports && len(a.faults) == 0 {
			page.Filter.Excel = a.viewer.links.pinnedElsewhere("/workbook/" + string(topic) + ".xlsx")
		}
		if len(a.faults) == 0 {
			s.fillTopic(c, a, page, analytics.ReportsOf(topic))
		}
		return s.render(c, a.status(), "topic.html", page)
	}
}

// fillTopic runs the reports of a topic and puts each where its view belongs: the first headline on top, the others below, and
// the figures between them in the order of the catalogue.
func (s *Server) fillTopic(c *fiber.Ctx, a *asking, page *topicPage, reports []*analytics.Report) {
	keys := make([]string, len(reports))
	for i, r := range reports {
		keys[i] = r.Key
	}
	answers := s.answers(c.UserContext(), a.filter, keys)
	for _, r := range reports {
		if r.View != analytics.ViewHeadline {
			page.Figures = append(page.Figures, a.viewer.figureOf(r.Key, answers[r.Key], mostGroups))
			continue
		}
		card := a.viewer.headline(r.Key, answers[r.Key])
		if page.Headline == nil {
			page.Headline = &card
		} else {
			page.Others = append(page.Others, card)
		}
	}
}

// Wide says whether a figure takes the whole width: time needs room.
func (f figure) Wide() bool {
	r, ok := analytics.ReportByKey(f.Key)
	return ok && r.View == analytics.ViewTrend
}

package dashboard

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/internal/access"
	"harta/internal/charter"
)

// overviewPage says in ten seconds how the town stands: one sentence, three topics, what needs attention now, the promises.
type overviewPage struct {
	figurePage
	Whole    string
	Cards    []topicCard
	Promises []promiseView
	Overdue  attention
	Late     attention
}

// topicCard is one topic on the overview: its headline and how it went over the months.
type topicCard struct {
	headlineCard
	Name  string
	Href  string
	Trend figure
}

// overviewTopic names the reports that stand for a topic on the overview.
type overviewTopic struct {
	topic        analytics.Topic
	total, trend string
}

func overviewTopics() []overviewTopic {
	return []overviewTopic{
		{analytics.TopicSatisfaction, "satisfaction_total", "satisfaction_by_month"},
		{analytics.TopicTimeliness, "timeliness_total", "timeliness_by_month"},
		{analytics.TopicComplaints, "complaints_total", "complaints_by_month"},
	}
}

// The reports behind what needs attention.
const (
	caseBacklogReport   = "complaints_backlog_by_department"
	recordBacklogReport = "backlog_by_department"
	lateServicesReport  = "timeliness_by_service"
)

// overview answers the first page.
func (s *Server) overview(c *fiber.Ctx, session access.Session) error {
	a, err := s.ask(c, session)
	if err != nil {
		return err
	}
	page := &overviewPage{figurePage: s.newFigurePage(c, a, "overview.title")}
	if len(a.faults) == 0 {
		if err := s.fillOverview(c, a, page); err != nil {
			return err
		}
	}
	if a.viewer.exports && len(a.faults) == 0 {
		page.Filter.Excel = a.viewer.links.pinnedElsewhere("/workbook/all.xlsx")
	}
	return s.render(c, a.status(), "overview.html", page)
}

// fillOverview runs the reports of the overview, each once, and words what they say.
func (s *Server) fillOverview(c *fiber.Ctx, a *asking, page *overviewPage) error {
	last, err := charter.ParseDate(a.filter.To)
	if err != nil {
		return err
	}
	keys := append(promiseReports(), caseBacklogReport, recordBacklogReport, lateServicesReport)
	for _, t := range overviewTopics() {
		keys = append(keys, t.total, t.trend)
	}
	slices.Sort(keys)
	answers := s.answers(c.UserContext(), a.filter, slices.Compact(keys)) // each once
	v := a.viewer
	for _, t := range overviewTopics() {
		page.Cards = append(page.Cards, v.topicCard(t, answers))
	}
	page.Whole = v.whole(a.filter, answers)
	page.Promises = v.promises(answers, last)
	page.Overdue = v.overdue(answers[caseBacklogReport], answers[recordBacklogReport])
	page.Late = v.lateServices(answers[lateServicesReport])
	return nil
}

// topicCard words one topic.
func (v viewer) topicCard(t overviewTopic, answers map[string]answer) topicCard {
	card := topicCard{headlineCard: v.headline(t.total, answers[t.total]), Name: v.names.words.T("topic." + string(t.topic)),
		Href: v.links.elsewhere("/" + string(t.topic)), Trend: v.figureOf(t.trend, answers[t.trend], 0)}
	if a := answers[t.trend]; a.err == nil {
		card.Trend.Chart = v.chartOf(a.table, card.Trend.View, true)
	}
	return card
}

// whole is the overview's sentence: the three figures, and what the verdicts say about them.
func (v viewer) whole(f analytics.Filter, answers map[string]answer) string {
	var sentences []string
	for _, t := range overviewTopics() {
		sentences = append(sentences, v.topicSentence(t, answers[t.total]))
	}
	return strings.Join(append(sentences, v.verdictSentence(f, answers)), " ")
}

// topicSentence is what the whole says about a topic, or why it says nothing.
func (v viewer) topicSentence(t overviewTopic, a answer) string {
	w, key := v.names.words, "overview.sentence."+string(t.topic)
	if a.err != nil {
		return w.T(key + ".failed")
	}
	i := headlineColumn(a.table)
	c := at(a.table.Total.Cells, i)
	if !shown(c) {
		return w.T(key+".missing", "state", v.forms.why(c))
	}
	return w.T(key, "figure", v.forms.value(a.table.Columns[i].Measure.Unit, *c.Value, c.N))
}

// verdictSentence says how the topics compare, the topics of one verdict together; "" without a comparison.
func (v viewer) verdictSentence(f analytics.Filter, answers map[string]answer) string {
	w := v.names.words
	topics := make(map[analytics.Verdict][]string)
	var order []analytics.Verdict
	for _, t := range overviewTopics() {
		a := answers[t.total]
		if a.err != nil || a.table.Total.Change == nil {
			continue
		}
		verdict := a.table.Total.Change.Verdict
		if topics[verdict] == nil {
			order = append(order, verdict)
		}
		topics[verdict] = append(topics[verdict], w.T("overview.short."+string(t.topic)))
	}
	if len(order) == 0 {
		return ""
	}
	if len(order) == 1 && len(topics[order[0]]) == len(overviewTopics()) {
		return w.T("summary.groups."+string(f.Compare), "list", w.T("verdict."+string(order[0])))
	}
	parts := make([]string, len(order))
	for i, verdict := range order {
		parts[i] = w.List(topics[verdict]) + " " + dash + " " + w.T("verdict."+string(verdict))
	}
	return w.T("summary.groups."+string(f.Compare), "list", strings.Join(parts, "; "))
}

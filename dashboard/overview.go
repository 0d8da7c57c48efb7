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
	keys := []string{caseBacklogReport, recordBacklogReport, lateServicesReport}
	for _, t := range overviewTopics() {
		keys = append(keys, t.total, t.trend)
	}
	answers := s.answers(c.UserContext(), a.filter, keys)
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
		return w.T(key+".missing", "state", v.forms.missing(c))
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

// attention is a short list of what cannot wait, worst first.
type attention struct {
	Items  []attentionItem
	Note   string // what the list is about
	None   string // what an empty list means
	Failed string
	Link   string // to the whole list
	Left   int    // more of them
}

// attentionItem is one line: who, what, how much.
type attentionItem struct {
	Name, Text, Link string
	weight           float64
}

// mostAttention is how many lines a list has: more than five are read by nobody.
const mostAttention = 5

// overdue lists the departments with overdue complaints and services.
func (v viewer) overdue(cases, records answer) attention {
	for _, a := range []answer{cases, records} {
		if a.err != nil {
			return attention{Failed: v.failure(a.err)}
		}
	}
	items := make(map[string]*attentionItem)
	v.addOverdue(items, cases.table, "case_overdue", "case_oldest_days")
	v.addOverdue(items, records.table, "overdue", "oldest_open_days")
	out := attention{Link: v.links.elsewhere("/explore/" + caseBacklogReport), None: v.names.words.T("overview.overdue.none")}
	for _, item := range items {
		out.Items = append(out.Items, *item)
	}
	return out.worstFirst()
}

// addOverdue adds what a backlog says about each department.
func (v viewer) addOverdue(items map[string]*attentionItem, t *analytics.Table, count, age string) {
	i, oldest := columnOf(t, count), columnOf(t, age)
	for _, r := range t.Rows {
		c := at(r.Cells, i)
		if !shown(c) || *c.Value == 0 {
			continue
		}
		item := items[r.Key]
		if item == nil {
			item = &attentionItem{Name: v.names.of(t.Report.Dimension, r.Key), Link: v.links.drill(t.Report.Dimension, r.Key)}
			items[r.Key] = item
		} else {
			item.Text += "; "
		}
		item.Text += v.items(count, int64(*c.Value))
		if a := at(r.Cells, oldest); shown(a) && t.Report.Fact == analytics.FactCases {
			item.Text += " (" + v.names.words.T("attention.oldest", "days", v.names.words.Days(*a.Value)) + ")"
		}
		item.weight += *c.Value
	}
}

// lateServices lists the services that are for certain under the target of the promise, the lowest share first.
func (v viewer) lateServices(a answer) attention {
	if a.err != nil {
		return attention{Failed: v.failure(a.err)}
	}
	t := a.table
	i := headlineColumn(t)
	target, ok := v.target("services_in_time")
	out := attention{Link: v.links.elsewhere("/explore/" + t.Report.Key), None: v.names.words.T("overview.late.none"),
		Note: v.names.words.T("overview.late.text", "target", v.forms.value(analytics.UnitShare, target, 0))}
	for _, r := range t.Rows {
		c := at(r.Cells, i)
		if !ok || !shown(c) || c.High == nil || *c.High >= target {
			continue
		}
		out.Items = append(out.Items, attentionItem{Name: v.names.of(t.Report.Dimension, r.Key), Text: v.forms.cell(analytics.UnitShare, c),
			Link: v.links.drill(t.Report.Dimension, r.Key), weight: -*c.Value})
	}
	return out.worstFirst()
}

// target is the share that a measure of the charter is held against.
func (v viewer) target(measure string) (float64, bool) {
	for _, p := range v.names.charter.Promises {
		if p.Measure.Key == measure && p.Target.Kind == charter.TargetShare {
			return p.Target.Share, true
		}
	}
	return 0, false
}

// worstFirst orders a list and keeps its head; the rest is counted.
func (a attention) worstFirst() attention {
	slices.SortFunc(a.Items, func(x, y attentionItem) int {
		switch {
		case x.weight > y.weight:
			return -1
		case x.weight < y.weight:
			return 1
		default:
			return strings.Compare(x.Name, y.Name)
		}
	})
	if len(a.Items) > mostAttention {
		a.Left = len(a.Items) - mostAttention
		a.Items = a.Items[:mostAttention]
	}
	return a
}

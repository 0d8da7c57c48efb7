package dashboard

import (
	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/internal/access"
)

// apiReport is one report that may be asked for.
type apiReport struct {
	Key       string   `json:"key"`
	Title     string   `json:"title"`
	Topic     string   `json:"topic"`
	Fact      string   `json:"fact"`
	Dimension string   `json:"dimension"`
	Measures  []string `json:"measures"`
	Href      string   `json:"href"`
}

// apiParameter is a parameter of every report and of the rows.
type apiParameter struct {
	Name   string   `json:"name"`
	Values []string `json:"values,omitempty"`
	Repeat bool     `json:"repeat,omitempty"`
}

// apiParameters are the parameters by which reports and rows are narrowed.
var apiParameters = []apiParameter{
	{Name: "period", Values: []string{"month", "last_month", "quarter", "year", "12m", "24m", "all", "custom"}},
	{Name: "from"}, {Name: "to"}, {Name: "compare", Values: []string{"previous", "year", "none"}}, {Name: "asof"},
	{Name: "department", Repeat: true}, {Name: "service", Repeat: true}, {Name: "office", Repeat: true}, {Name: "channel", Repeat: true},
}

// apiReports lists the reports.
func (s *Server) apiReports(c *fiber.Ctx, _ access.Key) error {
	words := s.printer(c)
	list := make([]apiReport, 0, len(analytics.Reports()))
	for _, r := range analytics.Reports() {
		list = append(list, apiReport{Key: r.Key, Title: words.T("report." + r.Key), Topic: string(r.Topic), Fact: string(r.Fact),
			Dimension: r.Dimension, Measures: r.Measures, Href: apiRoot + "/reports/" + r.Key})
	}
	return c.JSON(fiber.Map{"reports": list, "parameters": apiParameters})
}

// apiReport answers one report with the figures of the dashboard: what a small group must not tell is hidden here as there.
func (s *Server) apiReport(c *fiber.Ctx, _ access.Key) error {
	return s.reportJSON(c, access.Session{User: access.User{Role: access.Officer}})
}

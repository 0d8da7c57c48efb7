package dashboard

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/text"
)

// reportBody is a report for machines: the Table with the words beside the keys. The numbers are those of the page.
type reportBody struct {
	Report    reportHead       `json:"report"`
	Filter    filterBody       `json:"filter"`
	Language  text.Lang        `json:"language"`
	CutOff    time.Time        `json:"cut_off"`
	Freshness *time.Time       `json:"freshness,omitempty"`
	Columns   []columnBody     `json:"columns"`
	Rows      []rowBody        `json:"rows"`
	Total     rowBody          `json:"total"`
	Excluded  map[string]int64 `json:"excluded,omitempty"`
	Summary   string           `json:"summary"`
	Link      string           `json:"link"` // the page that always shows these figures
}

type reportHead struct {
	*analytics.Report
	Title string `json:"title"`
}

type filterBody struct {
	analytics.Filter
	Words string `json:"words"`
}

type columnBody struct {
	*analytics.Measure
	Label string `json:"label"`
	Help  string `json:"help"`
}

type rowBody struct {
	analytics.Row
	Label string `json:"label"`
}

// reportJSON answers one report as JSON. Everything that is wrong is an error with a code, a field and a sentence.
func (s *Server) reportJSON(c *fiber.Ctx, session access.Session) error {
	key := c.Params("report")
	if _, ok := analytics.ReportByKey(key); !ok {
		return fault.NotFound("report_unknown", fault.Params{"report": key})
	}
	a, err := s.ask(c, session)
	if err != nil {
		return err
	}
	if len(a.faults) > 0 {
		return a.faults[0]
	}
	answer := s.answer(c.UserContext(), key, a.filter)
	if answer.err != nil {
		return answer.err
	}
	a.viewer.links.path = "/explore/" + key
	return c.JSON(a.viewer.body(answer.table, s.filterBar(a).Summary))
}

// body words a Table for machines.
func (v viewer) body(t *analytics.Table, filterWords string) reportBody {
	view := v.view(t)
	body := reportBody{
		Report:   reportHead{t.Report, view.Title},
		Filter:   filterBody{t.Filter, filterWords},
		Language: v.names.words.Lang(),
		CutOff:   t.CutOff,
		Rows:     make([]rowBody, len(t.Rows)),
		Total:    rowBody{t.Total, view.Total.Label},
		Excluded: t.Excluded,
		Summary:  view.Summary,
		Link:     v.links.permanent(),
	}
	if !t.Freshness.IsZero() {
		body.Freshness = &t.Freshness
	}
	for _, col := range t.Columns {
		body.Columns = append(body.Columns, columnBody{col.Measure, v.names.words.T("measure." + col.Measure.Key),
			v.names.words.T("measure." + col.Measure.Key + ".help")})
	}
	for i, r := range t.Rows {
		body.Rows[i] = rowBody{r, view.Rows[i].Label}
	}
	return body
}

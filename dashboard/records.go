package dashboard

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/internal/access"
)

// recordsPerPage is the number of records on a page of the list.
const recordsPerPage = 50

// recordRow is a line of the list of records.
type recordRow struct {
	Href, Source, Number, Service, Department, Outcome string
	Received, Due, Finished                            *time.Time
}

// recordsPage lists service records.
type recordsPage struct {
	Page
	Only  string // a part of the records, empty: all
	Rows  []recordRow
	Next  string // address of the next page, empty on the last
	First string // address of the first page, empty on the first
}

// records lists what came last first: it is what an officer looks for, and a flaw of yesterday can still be put right.
func (s *Server) records(c *fiber.Ctx, _ access.Session) error {
	query, err := s.rowQuery(c)
	if err != nil {
		return err
	}
	query.Limit, query.Newest = recordsPerPage, true
	rows, err := s.options.Rows.Rows(c.UserContext(), analytics.FactRecords, query)
	if err != nil {
		return err
	}
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	page := &recordsPage{Page: s.newPage(c, "record.list"), Only: query.Only}
	for i := range rows.Rows {
		r := rows.Named(i)
		text := func(name string) string { t, _ := r[name].(string); return t }
		at := func(name string) *time.Time { t, _ := r[name].(*time.Time); return t }
		received, _ := r["received"].(time.Time)
		page.Rows = append(page.Rows, recordRow{
			Href: recordPath(text("source"), text("number")), Source: text("source"), Number: text("number"), Service: names.service(text("service")),
			Department: names.department(text("department")), Outcome: page.Words.T("record.outcome_" + text("outcome")),
			Received: &received, Due: at("due"), Finished: at("finished"),
		})
	}
	page.paginate(c, query.Cursor, rows.Next)
	return s.render(c, fiber.StatusOK, "records.html", page)
}

// paginate gives the addresses of the first page and of the next one, with the filter that the list has.
func (p *recordsPage) paginate(c *fiber.Ctx, cursor, next string) {
	params, _ := url.ParseQuery(string(c.Request().URI().QueryString())) // read before, see rowQuery
	address := func(cursor string) string {
		params.Del("cursor")
		if cursor != "" {
			params.Set("cursor", cursor)
		}
		return strings.TrimSuffix("/records?"+params.Encode(), "?")
	}
	if next != "" {
		p.Next = address(next)
	}
	if cursor != "" {
		p.First = address("")
	}
}

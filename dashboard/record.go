package dashboard

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/analytics"
	"harta/ingest"
	"harta/internal/access"
	"harta/internal/fault"
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
	Only string // a part of the records, empty: all
	Rows []recordRow
	Next string // address of the next page
}

// recordRoutes mounts the records behind the figures.
func (s *Server) recordRoutes(app fiber.Router) {
	app.Get("/records", s.signedIn(access.Import, s.records))
	app.Get("/record", s.signedIn(access.Import, func(c *fiber.Ctx, _ access.Session) error {
		return s.showRecord(c, fiber.StatusOK, &recordPage{Source: c.Query("source"), Number: c.Query("number")})
	}))
	app.Post("/record", s.signedIn(access.Import, s.correctRecord))
}

func (s *Server) records(c *fiber.Ctx, _ access.Session) error {
	query, err := s.rowQuery(c)
	if err != nil {
		return err
	}
	query.Limit = recordsPerPage
	rows, err := s.options.Rows.Rows(c.UserContext(), analytics.FactRecords, query)
	if err != nil {
		return err
	}
	names, err := s.caseNames(c)
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
	if rows.Next != "" {
		params, _ := url.ParseQuery(string(c.Request().URI().QueryString()))
		params.Set("cursor", rows.Next)
		page.Next = "/records?" + params.Encode()
	}
	return s.render(c, fiber.StatusOK, "records.html", page)
}

// recordPath is the address of a record. Its number may hold any letter, so it stands in the query.
func recordPath(source, number string) string {
	return "/record?" + url.Values{"source": {source}, "number": {number}}.Encode()
}

// recordPage is one record with everything that ever arrived about it, and the form that puts it right.
type recordPage struct {
	Page
	Source, Number string
	Versions       []recordVersion
	Held           *recordVersion
	Form           ingest.Correction
	Services       []choice
	Channels       []choice
	Speeds         []choice
	Outcomes       []choice
	Errors         []formError
	faults         fault.List
}

// recordVersion is a version in words.
type recordVersion struct {
	ingest.RecordVersion
	ServiceLabel, DepartmentLabel, OutcomeLabel, From string
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *recordPage) ErrorAt(field string) *formError {
	for i := range p.Errors {
		if p.Errors[i].Field == field {
			return &p.Errors[i]
		}
	}
	return nil
}

// correctRecord puts a record right by hand and goes back to it.
func (s *Server) correctRecord(c *fiber.Ctx, session access.Session) error {
	by, err := uuid.Parse(session.User.ID)
	if err != nil {
		return err
	}
	seen, err := strconv.ParseInt(c.FormValue("seen"), 10, 64)
	if err != nil {
		return fault.Conflict("record_changed", nil)
	}
	f := ingest.Correction{
		Source: c.FormValue("source"), Number: c.FormValue("number"), Seen: seen, By: by, Reason: c.FormValue("reason"),
		Service: c.FormValue("service"), Channel: c.FormValue("channel"), OrderSpeed: c.FormValue("order_speed"), Outcome: c.FormValue("outcome"),
		Received: c.FormValue("received"), Due: c.FormValue("due"), Finished: c.FormValue("finished"),
	}
	page := &recordPage{Source: f.Source, Number: f.Number, Form: f}
	audit := func(ctx context.Context, what string, version int64) error {
		return s.options.Audit.Audit(ctx, session.User.ID, what, f.Source+"/"+f.Number, map[string]any{"version": version})
	}
	// The entry is kept before the change: no change is without one.
	err = s.options.Records.Correct(c.UserContext(), f, func(ctx context.Context, version int64) error {
		return audit(ctx, "record.correct", version)
	})
	unconfirmed := new(ingest.Unconfirmed)
	switch {
	case errors.As(err, &page.faults):
		return s.showRecord(c, fiber.StatusUnprocessableEntity, page)
	case errors.As(err, &unconfirmed):
		return errors.Join(err, audit(context.WithoutCancel(c.UserContext()), "record.correct.unconfirmed", unconfirmed.Version))
	case err != nil:
		return err
	}
	return c.Redirect(recordPath(f.Source, f.Number), fiber.StatusSeeOther)
}

func (s *Server) showRecord(c *fiber.Ctx, status int, page *recordPage) error {
	history, err := s.options.Records.History(c.UserContext(), page.Source, page.Number)
	if err != nil {
		return err
	}
	names, err := s.caseNames(c)
	if err != nil {
		return err
	}
	from, err := s.originNames(c)
	if err != nil {
		return err
	}
	page.Page = s.newPage(c, "record.title", "number", page.Number)
	for _, f := range page.faults {
		page.Errors = append(page.Errors, formError{Field: f.Field, Message: page.Words.Fault(f)})
	}
	for _, v := range history {
		one := recordVersion{v, names.service(v.Service), names.department(v.Department), page.Words.T("record.outcome_" + v.Outcome), from[v.By.String()]}
		page.Versions = append(page.Versions, one)
		if v.Held {
			page.Held = &one
		}
	}
	if page.Held == nil {
		return s.render(c, status, "record.html", page)
	}
	if page.Form.Number == "" {
		page.Form = s.formOf(page.Held.RecordVersion)
	}
	return s.render(c, status, "record.html", s.offer(page))
}

// formOf fills the form with what counts now.
func (s *Server) formOf(v ingest.RecordVersion) ingest.Correction {
	at := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.In(s.charter.Location()).Format("2006-01-02T15:04")
	}
	return ingest.Correction{Number: v.Number, Seen: v.Version, Service: v.Service, Channel: v.Channel, OrderSpeed: v.OrderSpeed, Outcome: v.Outcome,
		Received: at(&v.Received), Due: at(v.Due), Finished: at(v.Finished)}
}

// offer fills the lists of the form.
func (s *Server) offer(page *recordPage) *recordPage {
	lang := string(page.Lang)
	cat, err := s.options.Catalogue.Catalogue(s.base)
	if err == nil {
		for _, v := range cat.Services() {
			page.Services = append(page.Services, choice{Value: v.ID, Label: v.Name.In(lang), Chosen: v.ID == page.Form.Service})
		}
	}
	page.Channels = append(page.Channels, choice{Value: "", Label: page.Words.T("record.unstated"), Chosen: page.Form.Channel == ""})
	for _, v := range s.charter.Channels {
		page.Channels = append(page.Channels, choice{Value: v.ID, Label: v.Label.In(lang), Chosen: v.ID == page.Form.Channel})
	}
	for _, v := range s.charter.OrderSpeeds {
		page.Speeds = append(page.Speeds, choice{Value: v.ID, Label: v.Label.In(lang), Chosen: v.ID == page.Form.OrderSpeed})
	}
	for _, id := range ingest.Outcomes() {
		page.Outcomes = append(page.Outcomes, choice{Value: id, Label: page.Words.T("record.outcome_" + id), Chosen: id == page.Form.Outcome})
	}
	return page
}

// originNames names what versions came from: imports by their file, keys and people by their name.
func (s *Server) originNames(c *fiber.Ctx) (map[string]string, error) {
	names, err := s.peopleNames(c.UserContext())
	if err != nil {
		return nil, err
	}
	keys, err := s.options.Keys.Keys(c.UserContext())
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		names[k.ID] = k.Name
	}
	imports, err := s.options.Imports.Imports(c.UserContext(), 1000)
	if err != nil {
		return nil, err
	}
	for _, im := range imports {
		names[im.ID.String()] = im.File
	}
	return names, nil
}

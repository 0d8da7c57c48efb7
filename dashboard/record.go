package dashboard

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/text"
)

// recordRoutes mounts the records behind the figures.
func (s *Server) recordRoutes(app fiber.Router) {
	app.Get("/records", s.signedIn(access.Import, s.records))
	app.Get("/record", s.signedIn(access.Import, func(c *fiber.Ctx, _ access.Session) error {
		return s.showRecord(c, fiber.StatusOK, &recordPage{Source: c.Query("source"), Number: c.Query("number"), Done: correctionDone[c.Query("done")]}, nil)
	}))
	app.Post("/record", s.signedIn(access.Import, s.correctRecord))
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
	Theirs         []differing // what somebody else has saved meanwhile and this form says otherwise
	Done           string      // key of what became of a correction that was just made
}

// correctionDone gives the message for what became of a correction.
var correctionDone = map[string]string{"corrected": "record.done", "later": "record.done_later"}

// recordVersion is a version in words.
type recordVersion struct {
	ingest.RecordVersion
	VersionLabel, ServiceLabel, DepartmentLabel, OutcomeLabel, From string
}

// momentVersions are versions that are moments, in microseconds: no counter of a source comes as far.
var momentVersions = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// versionLabel is a source's version as a person reads it.
func versionLabel(words *text.Printer, version int64) string {
	if version < momentVersions {
		return strconv.FormatInt(version, 10)
	}
	return words.DateTime(time.UnixMicro(version))
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *recordPage) ErrorAt(field string) *formError { return errorAt(p.Errors, field) }

// recordFields are the fields of a correction, in the order of the page.
func recordFields() []string {
	return []string{"service", "channel", "order_speed", "received", "due", "finished", "outcome", "reason"}
}

// correctRecord puts a record right by hand and goes back to it. Whatever goes wrong, the form comes back as it was typed; after a
// conflict beside what counts now, so that who has seen it can save again.
func (s *Server) correctRecord(c *fiber.Ctx, session access.Session) error {
	by, err := uuid.Parse(session.User.ID)
	if err != nil {
		return err
	}
	seen, err := strconv.ParseInt(c.FormValue("seen"), 10, 64)
	if err != nil {
		seen = -1 // no version: it conflicts with every real one
	}
	field := func(name string) string { return validText(c.FormValue(name)) }
	f := ingest.Correction{
		Source: field("source"), Number: field("number"), Seen: seen, By: by, Reason: field("reason"),
		Service: field("service"), Channel: field("channel"), OrderSpeed: field("order_speed"), Outcome: field("outcome"),
		Received: field("received"), Due: field("due"), Finished: field("finished"),
	}
	audit := func(ctx context.Context, what string, version int64) error {
		return s.options.Audit.Audit(ctx, session.User.ID, what, f.Source+"/"+f.Number, map[string]any{"version": version})
	}
	// The entry is kept before the change: no change is without one.
	later, err := s.options.Records.Correct(c.UserContext(), f, func(ctx context.Context, version int64) error {
		return audit(ctx, "record.correct", version)
	})
	if unconfirmed := new(ingest.Unconfirmed); errors.As(err, &unconfirmed) {
		return errors.Join(err, audit(context.WithoutCancel(c.UserContext()), "record.correct.unconfirmed", unconfirmed.Version))
	}
	if err != nil {
		wrong, status, err := faultsOf(err)
		if err != nil {
			return err
		}
		return s.showRecord(c, status, &recordPage{Source: f.Source, Number: f.Number, Form: f}, wrong)
	}
	done := "corrected"
	if later {
		done = "later"
	}
	return c.Redirect(recordPath(f.Source, f.Number)+"&done="+done, fiber.StatusSeeOther)
}

// showRecord shows a record, and the form that puts it right with what is wrong with it.
func (s *Server) showRecord(c *fiber.Ctx, status int, page *recordPage, wrong fault.List) error {
	history, err := s.options.Records.History(c.UserContext(), page.Source, page.Number)
	if err != nil {
		return err
	}
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	from, err := s.originNames(c)
	if err != nil {
		return err
	}
	page.Page = s.newPage(c, "record.title", "number", page.Number)
	page.Errors = wordErrors(page.Words, wrong, recordFields())
	for _, v := range history {
		one := recordVersion{v, versionLabel(page.Words, v.Version), names.service(v.Service), names.department(v.Department), page.Words.T("record.outcome_" + v.Outcome), from[v.By.String()]}
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
	if status == fiber.StatusConflict {
		page.Theirs = s.correctedOtherwise(names, page.Held.RecordVersion, page.Form)
		page.Form.Seen = page.Held.Version
	}
	s.offer(page, names)
	return s.render(c, status, "record.html", page)
}

// correctedOtherwise says what counts now where the form says otherwise.
func (s *Server) correctedOtherwise(names naming, held ingest.RecordVersion, typed ingest.Correction) []differing {
	words, now := names.words, s.formOf(held)
	at := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return words.DateTime(*t)
	}
	channel, _ := s.charter.Channel(held.Channel)
	speed, _ := s.charter.OrderSpeed(held.OrderSpeed)
	var list []differing
	for _, part := range []struct{ key, theirs, ours, words string }{
		{"service", now.Service, typed.Service, names.service(held.Service)},
		{"channel", now.Channel, typed.Channel, channel.Label.In(names.lang)},
		{"speed", now.OrderSpeed, typed.OrderSpeed, speed.Label.In(names.lang)},
		{"received", now.Received, typed.Received, words.DateTime(held.Received)},
		{"due", now.Due, typed.Due, at(held.InForce)},
		{"finished", now.Finished, typed.Finished, at(held.Finished)},
		{"outcome", now.Outcome, typed.Outcome, words.T("record.outcome_" + held.Outcome)},
	} {
		if part.theirs != part.ours {
			list = append(list, differing{Label: words.T("record." + part.key), Words: part.words})
		}
	}
	return list
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
func (s *Server) offer(page *recordPage, names naming) {
	lang := names.lang
	page.Services = names.services(page.Form.Service)
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

package dashboard

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// Surveys are the one-time links after a service. *register.Register keeps them.
type Surveys interface {
	NewSurveyLink(ctx context.Context, l register.SurveyLink) (secret string, sent register.Sent, err error)
	SurveyByToken(ctx context.Context, token string) (register.SurveyLink, error)
	SurveyUsed(ctx context.Context, token string) error
	SurveyLinks(ctx context.Context, before time.Time, limit int) ([]register.MadeLink, error)
}

// surveyPath is where a one-time link leads; its secret follows.
const surveyPath = "/s"

// questionOverall is the question that a comment stands beside; every survey asks it.
const questionOverall = "overall"

// How much comes by the survey in a minute. What is above the measure of people is taken and set aside as a flood, where an officer
// finds it; only what no hall of people could send is refused. A one-time link gives one answer and is never a flood.
const (
	surveyEach = 30  // answers from one address that count
	surveyAll  = 240 // answers that count, from wherever they come
	surveyMost = 600 // requests from one address
)

// typedSurvey is what was answered, as it was.
type typedSurvey struct {
	ID      string
	Scores  map[string]string // by question
	Office  string
	Service string
	Comment string
}

// surveyRoutes mounts the survey: open to everybody, and by a one-time link.
func (s *Server) surveyRoutes(app fiber.Router) {
	tries := newLimit(surveyMost, time.Minute, s.clock)
	flood := newFloods(surveyEach, surveyAll, s.clock)
	send := func(c *fiber.Ctx) error { return s.sendSurvey(c, flood) }
	within := func(c *fiber.Ctx) error {
		if ok, wait := tries.allow(s.front.network(c)); !ok {
			return s.notFollowed(c, tooMany(c, wait))
		}
		return c.Next()
	}
	app.Get(formPath(register.FormSurvey), s.showSurvey)
	app.Post(formPath(register.FormSurvey), within, send)
	app.Get(surveyPath+"/:token", s.showSurvey)
	app.Post(surveyPath+"/:token", within, send)
}

// surveyLink finds the link of the address; without one the survey is open to everybody.
func (s *Server) surveyLink(c *fiber.Ctx) (link register.SurveyLink, linked bool, err error) {
	token := c.Params("token")
	if token == "" {
		return link, false, nil
	}
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	link, err = s.options.Surveys.SurveyByToken(c.UserContext(), token)
	return link, true, err
}

func (s *Server) showSurvey(c *fiber.Ctx) error {
	link, linked, err := s.surveyLink(c)
	switch {
	case err != nil:
		return s.noSurvey(c, err)
	case linked && link.Used != nil:
		return s.thankForSurvey(c)
	}
	return s.renderSurvey(c, fiber.StatusOK, link, s.options.Citizens.Definition(), typedSurvey{ID: uuid.NewString()}, nil)
}

// noSurvey explains a link that asks nothing any more, and gives back what was written to it.
func (s *Server) noSurvey(c *fiber.Ctx, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.KindNotFound {
		return err
	}
	words := s.words[citizenLang(c, formLangs())]
	page := &followNote{Page: s.citizenPage(words.Lang(), words.T("survey.closed_title")), Text: words.Fault(f), Typed: s.unsent(c)}
	return s.render(c, fiber.StatusNotFound, "follow_note.html", page)
}

func (s *Server) thankForSurvey(c *fiber.Ctx) error {
	words := s.words[citizenLang(c, formLangs())]
	page := &followNote{Page: s.citizenPage(words.Lang(), words.T("survey.thanks_title")), Text: words.T("survey.thanks")}
	return s.render(c, fiber.StatusOK, "follow_note.html", page)
}

// sendSurvey takes the answers. A link that was used says thanks again and changes nothing.
func (s *Server) sendSurvey(c *fiber.Ctx, flood *floods) error {
	link, linked, err := s.surveyLink(c)
	switch {
	case err != nil:
		return s.noSurvey(c, err)
	case linked && link.Used != nil:
		return s.thankForSurvey(c)
	}
	asked := s.definitionAsked(c)
	typed := typedSurvey{ID: c.FormValue("id"), Office: c.FormValue("office"), Service: c.FormValue("service"),
		Comment: validText(c.FormValue("comment")), Scores: map[string]string{}}
	for _, q := range s.questionsOf(asked) {
		typed.Scores[q.ID] = c.FormValue("q_" + q.ID)
	}
	if c.FormValue("show") != "" {
		return s.renderSurvey(c, fiber.StatusOK, link, asked, typed, nil)
	}
	response, wrong := s.surveyResponse(c, link, linked, asked, typed)
	if len(wrong) == 0 {
		response.Spam = !linked && flood.spam(register.FormSurvey, s.front.network(c), response.ID)
		err = s.acceptSurvey(c.UserContext(), response, typed.Comment)
	}
	if err != nil || len(wrong) > 0 {
		return s.refuseSurvey(c, link, asked, typed, wrong, err)
	}
	if linked {
		if err := s.options.Surveys.SurveyUsed(c.UserContext(), c.Params("token")); err != nil {
			s.logCitizenError(c, err) // the answer is safe, and its id keeps it from counting twice
		}
	}
	return s.thankForSurvey(c)
}

// acceptSurvey stores the answers and what was written beside them, both or neither: the first answer counts, so that one whose comment
// is refused must not be stored before it comes back mended.
func (s *Server) acceptSurvey(ctx context.Context, r ingest.Response, comment string) (err error) {
	if strings.TrimSpace(comment) == "" {
		_, err = s.options.Responses.Accept(ctx, r)
	} else {
		_, err = s.options.Responses.Add(ctx, ingest.Addition{Response: r, Beside: questionOverall, Comment: comment})
	}
	return err
}

// questionsOf are the questions that a definition asks today.
func (s *Server) questionsOf(d register.Definition) []charter.Question {
	return d.SurveyQuestions(s.charter.Calendar.CivilDay(s.clock()))
}

// surveyResponse reads the answers. Questions may be left out, but for those the form requires.
func (s *Server) surveyResponse(c *fiber.Ctx, link register.SurveyLink, linked bool, asked register.Definition, typed typedSurvey) (ingest.Response, fault.List) {
	var wrong fault.List
	lang := citizenLang(c, formLangs())
	r := ingest.Response{Moment: s.clock(), Channel: webChannel, Form: asked.Version, Language: string(lang),
		Office: typed.Office, Service: typed.Service, Scores: map[string]int{}}
	if linked {
		r.ID, r.Office, r.Service, r.Department = link.ResponseID, link.Office, link.Service, link.Department
		r.OrderSpeed, r.Record = link.OrderSpeed, link.Record
	} else if id, err := uuid.Parse(typed.ID); err != nil {
		wrong = append(wrong, fault.Invalid("id", "form_renewed", nil))
	} else {
		r.ID = id
		wrong = append(wrong, s.surveyPlace(c.UserContext(), &r)...)
	}
	form, _ := asked.Form(register.FormSurvey)
	for _, q := range s.questionsOf(asked) {
		field, _ := form.Field(q.ID)
		score, err := strconv.Atoi(typed.Scores[q.ID])
		switch {
		case typed.Scores[q.ID] == "" && field.Required:
			wrong = append(wrong, fault.Invalid("q_"+q.ID, "survey_missing", nil))
		case typed.Scores[q.ID] == "":
		case err != nil || score < 1 || score > 5:
			wrong = append(wrong, fault.Invalid("q_"+q.ID, "survey_missing", nil))
		default:
			r.Scores[q.ID] = score
		}
	}
	return r, wrong
}

// surveyPlace checks where and for what, and finds the department of the service.
func (s *Server) surveyPlace(ctx context.Context, r *ingest.Response) fault.List {
	cat, err := s.options.Catalogue.Catalogue(ctx)
	if err != nil {
		return fault.List{fault.New(fault.KindUnavailable, "form_not_saved", nil)}
	}
	var wrong fault.List
	if _, known := cat.Office(r.Office); r.Office != "" && !known {
		wrong = append(wrong, fault.Invalid("office", "no_such_office", fault.Params{"office": r.Office}))
	}
	service, known := cat.Service(r.Service)
	if r.Service != "" && !known {
		wrong = append(wrong, fault.Invalid("service", "no_such_service", fault.Params{"service": r.Service}))
	}
	r.Department = service.Department
	return wrong
}

// refuseSurvey shows the survey again as it was answered, with what is wrong.
func (s *Server) refuseSurvey(c *fiber.Ctx, link register.SurveyLink, asked register.Definition, typed typedSurvey, wrong fault.List, err error) error {
	if _, bad := uuid.Parse(typed.ID); bad != nil {
		typed.ID = uuid.NewString()
	}
	if err == nil {
		return s.renderSurvey(c, fiber.StatusUnprocessableEntity, link, asked, typed, wrong)
	}
	status, f := classify(err)
	if list := slipsOf(err); list != nil {
		return s.renderSurvey(c, fiber.StatusUnprocessableEntity, link, asked, typed, list)
	}
	if status >= fiber.StatusInternalServerError {
		s.logCitizenError(c, err)
		f = fault.New(fault.KindUnavailable, "form_not_saved", nil)
	}
	if f.Kind == fault.KindInvalid {
		status = fiber.StatusUnprocessableEntity
	}
	return s.renderSurvey(c, status, link, asked, typed, fault.List{f})
}

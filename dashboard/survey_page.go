package dashboard

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"harta/ingest"
	"harta/internal/fault"
	"harta/internal/register"
)

// askedQuestion is a question with its scale.
type askedQuestion struct {
	ID, Text, Low, High string
	Required            bool
	Scores              []choice
	Error               *formError
}

// surveyPage asks how it was.
type surveyPage struct {
	Page
	Languages  []formLang
	Action     string
	Form       typedSurvey
	Version    int64 // of the forms by which it asks
	Questions  []askedQuestion
	About      string // the service a link is for, empty without one
	Linked     bool
	Offices    []choice
	Services   []choiceGroup
	CommentMax int
	Errors     []formError
	Preview    *previewBar // an officer looks at it; nil: it is asked
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *surveyPage) ErrorAt(field string) *formError { return errorAt(p.Errors, field) }

// Slips counts the errors that can be mended at a field.
func (p *surveyPage) Slips() int { return slips(p.Errors) }

// renderSurvey shows the survey of a definition.
func (s *Server) renderSurvey(c *fiber.Ctx, status int, link register.SurveyLink, d register.Definition, typed typedSurvey, wrong fault.List) error {
	page, err := s.drawSurvey(c, d, link, typed, wrong)
	if err != nil {
		return err
	}
	return s.render(c, status, "survey.html", page)
}

// drawSurvey puts the survey of a definition together.
func (s *Server) drawSurvey(c *fiber.Ctx, d register.Definition, link register.SurveyLink, typed typedSurvey, wrong fault.List) (*surveyPage, error) {
	lang := citizenLang(c, formLangs())
	words := s.words[lang]
	path := formPath(register.FormSurvey)
	if token := c.Params("token"); token != "" {
		path = surveyPath + "/" + token
	}
	page := &surveyPage{
		Page: s.citizenPage(lang, words.T("survey.title")), Action: inLang(path, lang, formLangs()), Form: typed, Version: d.Version, CommentMax: ingest.RemarkMax,
		Linked: c.Params("token") != "",
	}
	page.Scripts = []string{"form.js"}
	for _, l := range formLangs() {
		if l != lang {
			page.Languages = append(page.Languages, formLang{Lang: l, Name: s.words[l].T("kiosk.language"), Action: inLang(path, l, formLangs())})
		}
	}
	cat, err := s.options.Catalogue.Catalogue(c.UserContext())
	if err != nil {
		return nil, err
	}
	if service, ok := cat.Service(link.Service); ok {
		page.About = service.Name.In(string(lang))
	}
	for _, o := range cat.Offices() {
		page.Offices = append(page.Offices, choice{Value: o.ID, Label: o.Name.In(string(lang)), Chosen: o.ID == typed.Office})
	}
	page.Services = serviceChoices(cat, lang, typed.Service, s.charter.Calendar.CivilDay(s.clock()))
	questions := s.questionsOf(d)
	order := make([]string, 0, len(questions)+3)
	for _, q := range questions {
		order = append(order, "q_"+q.ID)
	}
	page.Errors = wordErrors(words, wrong, append(order, "office", "service", "comment"))
	form, _ := d.Form(register.FormSurvey)
	for _, q := range questions {
		field, _ := form.Field(q.ID)
		asked := askedQuestion{
			ID: q.ID, Text: q.Text.In(string(lang)), Low: q.Low.In(string(lang)), High: q.High.In(string(lang)),
			Required: field.Required, Error: page.ErrorAt("q_" + q.ID),
		}
		for score := 1; score <= 5; score++ {
			value := strconv.Itoa(score)
			asked.Scores = append(asked.Scores, choice{Value: value, Label: value, Chosen: typed.Scores[q.ID] == value})
		}
		page.Questions = append(page.Questions, asked)
	}
	return page, nil
}

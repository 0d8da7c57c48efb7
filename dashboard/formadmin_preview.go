package dashboard

import (
	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/register"
)

// previewBar stands over a form that an officer looks at.
type previewBar struct {
	Back      string
	Draft     bool // what is shown is being prepared
	Languages []NavItem
}

// previewForm shows a form of the draft as citizens will see it. Nothing can be sent from it.
func (s *Server) previewForm(c *fiber.Ctx, _ access.Session) error {
	d, err := s.options.Forms.Draft(c.UserContext())
	if err != nil {
		return err
	}
	form, ok := d.Form(c.Params("kind"))
	if !ok {
		return fiber.ErrNotFound
	}
	bar := &previewBar{Back: formAdminPath, Draft: d.Open}
	lang := citizenLang(c, formLangs())
	for _, l := range formLangs() {
		bar.Languages = append(bar.Languages, NavItem{
			Href: inLang(formAdminPath+"/preview/"+form.Kind, l, formLangs()), Label: s.languageName(string(l)), Current: l == lang,
		})
	}
	if form.Kind == register.FormSurvey {
		page, err := s.drawSurvey(c, d.Definition, register.SurveyLink{}, typedSurvey{}, nil)
		if err != nil {
			return err
		}
		page.Preview, page.Languages = bar, nil
		return s.render(c, fiber.StatusOK, "survey.html", page)
	}
	page, err := s.drawForm(c, form, d.Vocabulary, typedForm{Sender: signedForm}, nil)
	if err != nil {
		return err
	}
	page.Preview, page.Languages, page.Robots = bar, nil, false
	return s.render(c, fiber.StatusOK, "form.html", page)
}

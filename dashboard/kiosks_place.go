package dashboard

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// placePath is the public address of a place.
func placePath(p register.Place) string { return "/q/" + p.Code }

// groupedCode shows a place's code as people copy it best, in two halves: 7kmp-w3xq. It is found either way.
func groupedCode(code string) string {
	half := len(code) / 2
	return code[:half] + "-" + code[half:]
}

// newPlace shows the form of a new place. People answer also at home after their visit, so it is open at any time unless somebody
// chooses otherwise.
func (s *Server) newPlace(c *fiber.Ctx, _ access.Session) error {
	form := s.emptyScreenForm()
	form.Hours = typedAlways
	return s.renderPlace(c, fiber.StatusOK, register.Place{}, form, nil)
}

func (s *Server) showPlace(c *fiber.Ctx, _ access.Session) error {
	p, err := s.options.Kiosks.Place(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return s.renderPlace(c, fiber.StatusOK, p, s.placeForm(p), nil)
}

// placeForm is the form of a place as it is stored.
func (s *Server) placeForm(p register.Place) screenForm {
	q, _ := s.charter.Question(p.Question)
	f := screenFormOf(p.Screen, p.Version, q)
	f.Name, f.NameEN, f.Office, f.Department = p.Name["bg"], p.Name["en"], p.Office, p.Department
	f.Service, f.Question, f.Active = p.Service, p.Question, p.Active
	return f
}

// savePlace adds a place or changes one. Whatever goes wrong, the form comes back as it was typed.
func (s *Server) savePlace(c *fiber.Ctx, session access.Session) error {
	ctx, id, form := c.UserContext(), c.Params("id"), readScreenForm(c)
	var stored register.Place
	if id != "" {
		var err error
		if stored, err = s.options.Kiosks.Place(ctx, id); err != nil {
			return err
		}
	}
	screen, wrong := form.screen()
	if len(wrong) > 0 {
		return s.renderPlace(c, fiber.StatusUnprocessableEntity, stored, form, wrong)
	}
	p := register.Place{
		ID: id, Name: charter.Label{"bg": form.Name, "en": form.NameEN}, Office: form.Office, Department: form.Department,
		Service: form.Service, Question: form.Question, Active: form.Active, Screen: screen,
	}
	done := "added"
	if id != "" {
		p.Version, done = form.version(), "saved"
	}
	put, err := s.options.Kiosks.PutPlace(ctx, p, session.User.ID)
	if err != nil {
		wrong, status, err := faultsOf(err)
		if err != nil {
			return err
		}
		return s.renderPlace(c, status, stored, form, wrong)
	}
	return c.Redirect(placesPath+"/"+put.ID+"?done="+done, fiber.StatusSeeOther)
}

// rotatePlace gives a place a new code.
func (s *Server) rotatePlace(c *fiber.Ctx, session access.Session) error {
	id := c.Params("id")
	_, err := s.options.Kiosks.RotatePlace(c.UserContext(), id, screenForm{Version: c.FormValue("version")}.version(), session.User.ID)
	if err == nil {
		return c.Redirect(placesPath+"/"+id+"?done=rotated", fiber.StatusSeeOther)
	}
	wrong, status, err := faultsOf(err)
	if err != nil {
		return err
	}
	p, err := s.options.Kiosks.Place(c.UserContext(), id)
	if err != nil {
		return err
	}
	return s.renderPlace(c, status, p, s.placeForm(p), wrong)
}

// renderPlace is renderKiosk for places, whose address is public and stands beside the form.
func (s *Server) renderPlace(c *fiber.Ctx, status int, p register.Place, form screenForm, wrong fault.List) error {
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	page := &screenPage{
		Page: s.newPage(c, "screens.place_new"), Place: true, List: placesPath, Action: placesPath, ID: p.ID, Form: form,
		Errors: wordErrors(names.words, wrong, screenFields()),
	}
	if p.ID != "" {
		page.Name = p.Name.In(names.lang)
		page.Title, page.Action, page.State, page.Done = page.Name, placesPath+"/"+p.ID, s.openState(p.Hours, p.Active), doneOf(c)
		page.Code = groupedCode(p.Code)
		s.fillTaps(c.UserContext(), page)
		if page.Address, err = s.screenAddress(c, placePath(p)); err != nil {
			return err
		}
		if status == fiber.StatusConflict {
			page.Theirs = s.differences(names, s.placeForm(p), form)
			page.Form.Version = strconv.FormatInt(p.Version, 10)
		}
	}
	s.fillScreenChoices(page, names)
	return s.render(c, status, "kiosks_edit.html", page)
}

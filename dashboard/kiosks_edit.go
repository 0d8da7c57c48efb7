package dashboard

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
)

// newKiosk shows the form of a kiosk that is not enrolled yet.
func (s *Server) newKiosk(c *fiber.Ctx, _ access.Session) error {
	return s.renderKiosk(c, fiber.StatusOK, register.Kiosk{}, s.emptyScreenForm(), nil, nil)
}

// showKioskSettings shows one kiosk.
func (s *Server) showKioskSettings(c *fiber.Ctx, _ access.Session) error {
	k, err := s.options.Kiosks.Kiosk(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return s.renderKiosk(c, fiber.StatusOK, k, s.kioskForm(k), nil, nil)
}

// kioskForm is the form of a kiosk as it is stored.
func (s *Server) kioskForm(k register.Kiosk) screenForm {
	q, _ := s.charter.Question(k.Question)
	f := screenFormOf(k.Screen, k.Version, q)
	f.Name, f.Office, f.Department, f.Service, f.Question, f.Active = k.Name, k.Office, k.Department, k.Service, k.Question, k.Active
	return f
}

// saveKiosk enrols a kiosk or changes one. Whatever goes wrong, the form comes back as it was typed.
func (s *Server) saveKiosk(c *fiber.Ctx, session access.Session) error {
	ctx, id, form := c.UserContext(), c.Params("id"), readScreenForm(c)
	var stored register.Kiosk
	if id != "" {
		var err error
		if stored, err = s.options.Kiosks.Kiosk(ctx, id); err != nil {
			return err
		}
	}
	screen, wrong := form.screen()
	if len(wrong) > 0 {
		return s.renderKiosk(c, fiber.StatusUnprocessableEntity, stored, form, wrong, nil)
	}
	k := register.Kiosk{
		ID: id, Name: form.Name, Office: form.Office, Department: form.Department, Service: form.Service, Question: form.Question,
		Active: form.Active, Screen: screen,
	}
	done := "enrolled"
	if id != "" {
		k.Version, done = form.version(), "saved"
	}
	put, err := s.options.Kiosks.PutKiosk(ctx, k, session.User.ID)
	if err != nil {
		wrong, status, err := faultsOf(err)
		if err != nil {
			return err
		}
		return s.renderKiosk(c, status, stored, form, wrong, nil)
	}
	return c.Redirect(kiosksPath+"/"+put.ID+"?done="+done, fiber.StatusSeeOther)
}

// showKioskAddress shows the secret address of one kiosk. It is a command and not a link, because the audit trail keeps it.
func (s *Server) showKioskAddress(c *fiber.Ctx, session access.Session) error {
	k, err := s.options.Kiosks.Kiosk(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	if k.Token, err = s.options.Kiosks.KioskAddress(c.UserContext(), k.ID, session.User.ID); err != nil {
		return err
	}
	address, err := s.screenAddress(c, kioskPath(k))
	if err != nil {
		return err
	}
	return s.renderKiosk(c, fiber.StatusOK, k, s.kioskForm(k), nil, address)
}

// rotateKiosk gives a kiosk a new address.
func (s *Server) rotateKiosk(c *fiber.Ctx, session access.Session) error {
	return s.changeAddress(c, "rotated", func(id string, version int64) error {
		_, err := s.options.Kiosks.RotateKiosk(c.UserContext(), id, version, session.User.ID)
		return err
	})
}

// revokeKiosk takes a kiosk's address back.
func (s *Server) revokeKiosk(c *fiber.Ctx, session access.Session) error {
	return s.changeAddress(c, "revoked", func(id string, version int64) error {
		return s.options.Kiosks.RevokeKiosk(c.UserContext(), id, version, session.User.ID)
	})
}

// changeAddress does something to a kiosk's address. When somebody else has changed the kiosk meanwhile, it is shown as it is now.
func (s *Server) changeAddress(c *fiber.Ctx, done string, change func(id string, version int64) error) error {
	id := c.Params("id")
	err := change(id, screenForm{Version: c.FormValue("version")}.version())
	if err == nil {
		return c.Redirect(kiosksPath+"/"+id+"?done="+done, fiber.StatusSeeOther)
	}
	wrong, status, err := faultsOf(err)
	if err != nil {
		return err
	}
	k, err := s.options.Kiosks.Kiosk(c.UserContext(), id)
	if err != nil {
		return err
	}
	return s.renderKiosk(c, status, k, s.kioskForm(k), wrong, nil)
}

// renderKiosk shows the form as it was typed, with what is wrong, beside the kiosk as it is stored. After a conflict the form
// carries the present version, so that who has seen the differences can save again.
func (s *Server) renderKiosk(c *fiber.Ctx, status int, k register.Kiosk, form screenForm, wrong fault.List, address *screenAddress) error {
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	page := &screenPage{
		Page: s.newPage(c, "screens.kiosk_new"), List: kiosksPath, Action: kiosksPath, ID: k.ID, Name: k.Name, Form: form,
		Errors: wordErrors(names.words, wrong, screenFields()), Address: address,
	}
	if k.ID != "" {
		page.Title, page.Action, page.State, page.Done = k.Name, kiosksPath+"/"+k.ID, s.kioskState(k), doneOf(c)
		s.fillTaps(c.UserContext(), page)
		page.State.Was = s.clocksThatWere(c.UserContext())[k.ID]
		if status == fiber.StatusConflict {
			page.Theirs = s.differences(names, s.kioskForm(k), form)
			page.Form.Version = strconv.FormatInt(k.Version, 10)
		}
	}
	if k.RevokedAt != nil {
		people, err := s.peopleNames(c.UserContext())
		if err != nil {
			return err
		}
		page.Revoked = &revocation{At: *k.RevokedAt, By: people[k.RevokedBy]}
	}
	s.fillScreenChoices(page, names)
	return s.render(c, status, "kiosks_edit.html", page)
}

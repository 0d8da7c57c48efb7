package dashboard

import (
	"github.com/gofiber/fiber/v2"
)

// followNote is a page of one message.
type followNote struct {
	Page
	Text  string
	Lost  bool        // a lost link can be asked for
	Typed []typedText // what could not be taken
}

// lostPage asks where a lost link shall be sent.
type lostPage struct {
	Page
	Languages []LangLink
	Action    string
	Email     string
	Errors    []formError
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *lostPage) ErrorAt(field string) *formError { return errorAt(p.Errors, field) }

// Slips counts the errors that can be mended at a field.
func (p *lostPage) Slips() int { return slips(p.Errors) }

// showLost asks for the address.
func (s *Server) showLost(c *fiber.Ctx) error {
	if !s.options.Mail {
		return fiber.ErrNotFound
	}
	return s.renderLost(c, fiber.StatusOK, "", nil)
}

// sendLost queues the letter. The answer is the same whether or not the address is known.
func (s *Server) sendLost(c *fiber.Ctx, tries *limit) error {
	if !s.options.Mail {
		return fiber.ErrNotFound
	}
	email := validText(c.FormValue("email"))
	if ok, wait := tries.allow(s.front.network(c)); !ok {
		return s.renderLost(c, fiber.StatusTooManyRequests, email, tooMany(c, wait))
	}
	lang := citizenLang(c, formLangs())
	if err := s.options.Citizens.LostLinks(c.UserContext(), email, string(lang)); err != nil {
		if slipsOf(err) == nil {
			return err
		}
		return s.renderLost(c, fiber.StatusUnprocessableEntity, email, err)
	}
	words := s.words[lang]
	page := &followNote{Page: s.citizenPage(lang, words.T("follow.lost_done_title")), Text: words.T("follow.lost_done")}
	return s.render(c, fiber.StatusOK, "follow_note.html", page)
}

func (s *Server) renderLost(c *fiber.Ctx, status int, email string, wrong error) error {
	lang := citizenLang(c, formLangs())
	words := s.words[lang]
	path := lostPath
	page := &lostPage{
		Page: s.citizenPage(lang, words.T("follow.lost_title")), Languages: s.langLinks(path, formLangs(), lang),
		Action: inLang(path, lang, formLangs()), Email: email,
	}
	if list := slipsOf(wrong); list != nil {
		page.Errors = wordErrors(words, list, []string{"email"})
	} else if wrong != nil {
		_, f := classify(wrong)
		page.Errors = []formError{{Message: words.Fault(f)}}
	}
	return s.render(c, status, "follow_lost.html", page)
}

package dashboard

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// followPath is where a citizen follows a case; the link's secret follows. Who knows the secret is the sender: there is no account
// and no cookie, and the address is told to nobody.
const followPath = "/c"

// lostPath is where a lost link is asked for.
const lostPath = followPath + "/lost"

// Limits for one address in a minute, and for lost links in ten.
const (
	followTries = 60
	lostTries   = 5
	lostWithin  = 10 * time.Minute
)

// secretAddress says whether a path holds a secret of the one who has it: of a case's sender, or of somebody asked about a service.
// Its page lets the browser tell nobody where it comes from, and older browsers then say "null" for the place a form comes from. No
// other site's page can post to an address that it does not know, so that is enough.
func secretAddress(path string) bool {
	return strings.HasPrefix(path, followPath+"/") && path != lostPath || strings.HasPrefix(path, surveyPath+"/")
}

// followRoutes mounts the citizen's own page of a case.
func (s *Server) followRoutes(app fiber.Router) {
	tries := newLimit(followTries, time.Minute, s.clock)
	lost := newLimit(lostTries, lostWithin, s.clock)
	// Not as Use: a prefix of one letter is also the beginning of the office's own addresses.
	first := func(c *fiber.Ctx) error {
		if secretAddress(c.Path()) {
			c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
		}
		c.Set("X-Robots-Tag", "noindex, nofollow")
		if ok, wait := tries.allow(s.front.network(c)); !ok {
			return s.notFollowed(c, tooMany(c, wait))
		}
		return c.Next()
	}
	app.Get(lostPath, first, s.showLost)
	app.Post(lostPath, first, func(c *fiber.Ctx) error { return s.sendLost(c, lost) })
	app.Get(followPath+"/:token", first, s.follow)
	app.Post(followPath+"/:token", first, s.answerCase)
	app.Get(followPath+"/:token/files/:id", first, s.followFile)
}

// followAddress is a whole address, as it is written into a letter.
func followAddress(base, token, lang string) string {
	return base + inLang(followPath+"/"+token, text.Lang(lang), formLangs())
}

// followedEvent is one thing that was done, in the words for its sender.
type followedEvent struct {
	At     time.Time
	Own    bool // the citizen did it
	Deed   string
	Detail string
	Words  string
	Files  []followedFile
}

// followedFile is a file of the case.
type followedFile struct {
	Href  string
	Label string
	Size  int64
}

// followPage is the citizen's own page of a case.
type followPage struct {
	Page
	Languages []LangLink
	Action    string
	Case      register.Followed
	Kind      string
	Category  string
	State     string
	Deadline  string // in words; empty: no clock runs, or the case is closed
	Events    []followedEvent
	Verdict   bool   // the citizen may say whether it is solved
	ReopenBy  string // until when "not solved" opens the case again, in words; empty: it is only recorded
	Said      string // what the citizen said of the answer before, in words
	Done      string // what was just taken, in words
	Typed     followTyped
	Errors    []formError
	TextMax   int
	Office    charter.Municipality
}

// followTyped is what was typed.
type followTyped struct {
	Verdict string
	Message string
	Reason  string // beside "not solved"
	Files   []register.StoredFile
}

// FileField is the field of files beside a message.
func (p *followPage) FileField() fileField {
	return newFileField(p.Words.T("form.files"), filesHint(p.Words), p.Typed.Files, p.ErrorAt("files"))
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *followPage) ErrorAt(field string) *formError { return errorAt(p.Errors, field) }

// Slips counts the errors that the citizen can mend at a field.
func (p *followPage) Slips() int { return slips(p.Errors) }

// linked finds the case that the link in the address is for.
func (s *Server) linked(c *fiber.Ctx) (string, error) {
	return s.options.Citizens.LinkedCase(c.UserContext(), c.Params("token"))
}

// follow shows how a case stands.
func (s *Server) follow(c *fiber.Ctx) error {
	number, err := s.linked(c)
	if err != nil {
		return s.unfollowed(c, err)
	}
	return s.renderFollow(c, fiber.StatusOK, number, followTyped{}, nil)
}

// notFollowed gives back what was written to a page that is asked for too often; without any it is the error.
func (s *Server) notFollowed(c *fiber.Ctx, err error) error {
	typed := s.unsent(c)
	if typed == nil {
		return err
	}
	words := s.words[citizenLang(c, formLangs())]
	status, f := classify(err)
	page := &followNote{Page: s.citizenPage(words.Lang(), words.T(titleOf(status))), Text: words.Fault(f), Typed: typed}
	return s.render(c, status, "follow_note.html", page)
}

// unsent is what a citizen has written into a page of ours that could not take it.
func (s *Server) unsent(c *fiber.Ctx) (list []typedText) {
	if isRead(c) || !s.fromOwnPage(c) {
		return nil
	}
	words := s.words[citizenLang(c, formLangs())]
	for _, field := range []typedText{{ID: "message", Label: "follow.message_text"}, {ID: "reason", Label: "follow.reason"}, {ID: "comment", Label: "survey.comment"}} {
		if field.Text = validText(c.FormValue(field.ID)); strings.TrimSpace(field.Text) != "" {
			field.Label = words.T(field.Label)
			list = append(list, field)
		}
	}
	return list
}

// unfollowed explains a link that leads to no case, and gives back what was written to it: the case may have left while somebody wrote.
func (s *Server) unfollowed(c *fiber.Ctx, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.KindNotFound {
		return err
	}
	lang := citizenLang(c, formLangs())
	words := s.words[lang]
	status, title := fiber.StatusNotFound, "follow.unknown_title"
	switch f.Code {
	case "link_waits":
		status, title = fiber.StatusOK, "follow.waits_title"
	case "link_erased":
		status, title = fiber.StatusGone, "follow.erased_title"
	}
	page := &followNote{Page: s.citizenPage(lang, words.T(title)), Text: words.Fault(f), Lost: status == fiber.StatusNotFound && s.options.Mail, Typed: s.unsent(c)}
	return s.render(c, status, "follow_note.html", page)
}

// answerCase takes the citizen's verdict or message.
func (s *Server) answerCase(c *fiber.Ctx) error {
	number, err := s.linked(c)
	if err != nil {
		return s.unfollowed(c, err)
	}
	typed := followTyped{Verdict: c.FormValue("verdict"), Message: validText(c.FormValue("message")), Reason: validText(c.FormValue("reason"))}
	files, err := s.takeFiles(c)
	typed.Files = files
	if err == nil {
		err = s.options.Citizens.Do(c.UserContext(), register.Order{
			Number: number, Version: formVersion(c.FormValue("version")), Command: typed.command(),
		})
	}
	if err != nil {
		return s.refuseAnswer(c, number, typed, err)
	}
	done := "message"
	if typed.Verdict != "" {
		done = typed.Verdict
	}
	back := inLang(followPath+"/"+c.Params("token"), citizenLang(c, formLangs()), formLangs())
	return c.Redirect(withQuery(back, url.Values{"done": {done}}), fiber.StatusSeeOther)
}

// command is what the citizen wants done.
func (t followTyped) command() register.Command {
	var ids []string
	for _, f := range t.Files {
		ids = append(ids, f.ID)
	}
	switch t.Verdict {
	case "solved":
		return register.CitizenVerdict{Solved: true}
	case "not_solved":
		return register.CitizenVerdict{Text: t.Reason, Files: ids}
	}
	return register.CitizenMessage{Text: t.Message, Files: ids}
}

// refuseAnswer shows the page again with what was typed and what is wrong.
func (s *Server) refuseAnswer(c *fiber.Ctx, number string, typed followTyped, err error) error {
	if list := slipsOf(err); list != nil {
		return s.renderFollow(c, fiber.StatusUnprocessableEntity, number, typed, list)
	}
	status, f := classify(err)
	switch {
	case f.Code == "case_unknown": // since a moment ago
		return s.unfollowed(c, fault.NotFound("link_unknown", nil))
	case status >= fiber.StatusInternalServerError:
		s.logCitizenError(c, err)
		f = fault.New(fault.KindUnavailable, "form_not_saved", nil)
	case f.Code == "case_changed":
		f = fault.Conflict("follow_changed", nil) // who in the office did what is not told
	}
	return s.renderFollow(c, status, number, typed, fault.List{f})
}

// followFile gives a file that the citizen sent, or that came with an answer.
func (s *Server) followFile(c *fiber.Ctx) error {
	number, err := s.linked(c)
	if err != nil {
		return s.unfollowed(c, err)
	}
	followed, err := s.options.Citizens.Follow(c.UserContext(), number)
	if err != nil {
		return err
	}
	files, err := s.options.Citizens.Attachments(c.UserContext(), number)
	if err != nil {
		return err
	}
	own := slices.ContainsFunc(files, func(a register.Attachment) bool {
		return a.ID == c.Params("id") && slices.ContainsFunc(followed.Events, func(e register.FollowedEvent) bool { return e.Version == a.Version })
	})
	if !own {
		return fault.NotFound("file_unknown", nil)
	}
	file, err := s.options.Citizens.OpenAttachment(c.UserContext(), number, c.Params("id"), "")
	if err != nil {
		return err
	}
	return sendAttachment(c, file)
}

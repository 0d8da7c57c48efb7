package dashboard

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// renderFollow shows the citizen's page of a case, with what was typed and what is wrong with it.
func (s *Server) renderFollow(c *fiber.Ctx, status int, number string, typed followTyped, wrong fault.List) error {
	followed, err := s.options.Citizens.Follow(c.UserContext(), number)
	if err != nil {
		return err
	}
	lang := citizenLang(c, formLangs())
	words := s.words[lang]
	path := followPath + "/" + c.Params("token")
	page := &followPage{
		Page: s.citizenPage(lang, words.T("follow.title", "number", number)), Languages: s.langLinks(path, formLangs(), lang),
		Action: inLang(path, lang, formLangs()), Case: followed, Typed: typed, TextMax: register.TextMax,
		Office: s.charter.Municipality,
		Errors: wordErrors(words, wrong, []string{"message", "reason", "files"}),
	}
	page.Scripts = []string{"form.js"}
	if kind, ok := s.charter.Kind(followed.Kind); ok {
		page.Kind = kind.Label.In(string(lang))
	}
	if category, ok := s.charter.Category(followed.Category); ok {
		page.Category = category.Label.In(string(lang))
	}
	page.State = s.followState(words, followed)
	if followed.Deadline != nil && followed.Open() && followed.Paused == nil {
		page.Deadline = s.dateInWords(words, "form.done_by", *followed.Deadline)
	}
	s.offerVerdict(page)
	if done := c.Query("done"); c.Method() == fiber.MethodGet && done != "" {
		page.Done = tookWords(words, done, followed.Open())
	}
	if err := s.fillFollowed(c, page); err != nil {
		return err
	}
	return s.render(c, status, "follow.html", page)
}

// offerVerdict says whether the citizen may judge the answer, and what follows.
func (s *Server) offerVerdict(page *followPage) {
	f := page.Case
	switch f.CaseRow.Verdict {
	case "solved", "not_solved":
		page.Said = page.Words.T("follow.said_" + f.CaseRow.Verdict)
	}
	page.Verdict = !f.Open() && f.Answered != nil
	if by := f.ReopenBy(s.charter); page.Verdict && !f.Erased && s.clock().Before(by) {
		page.ReopenBy = s.dateInWords(page.Words, "form.done_by", by)
	}
}

// followState says in one sentence how a case stands.
func (s *Server) followState(words *text.Printer, f register.Followed) string {
	switch {
	case f.Open() && f.Paused != nil:
		return words.T("follow.state_paused")
	case f.Open() && lastTurn(f) == register.EventExtended:
		return words.T("follow.state_extended")
	case f.Open() && f.Reopenings > 0:
		return words.T("follow.state_reopened")
	case f.Open():
		return words.T("follow.state_open")
	case f.Answered != nil:
		return words.T("follow.state_answered", "date", words.Date(*f.Answered))
	}
	outcome, _ := s.charter.Outcome(f.Outcome)
	state := words.T("follow.state_closed", "outcome", strings.ToLower(outcome.Label.In(string(words.Lang()))))
	if ground, ok := s.charter.Ground(f.Ground); ok {
		state += " " + words.T("follow.state_ground", "ground", ground.Label.In(string(words.Lang())))
	}
	return state
}

// lastTurn is what happened last to the deadline of an open case: an extension, or that the case was opened again, which begins a new
// term and ends what was extended before. Empty: neither.
func lastTurn(f register.Followed) register.EventKind {
	for _, e := range slices.Backward(f.Events) {
		switch {
		case e.Kind == register.EventExtended:
			return register.EventExtended
		case e.Kind == register.EventReopened, e.Kind == register.EventVerdict && e.Details.Reopened:
			return register.EventReopened
		}
	}
	return ""
}

// tookWords says what was just taken.
func tookWords(words *text.Printer, done string, open bool) string {
	switch {
	case done == "message":
		return words.T("follow.done_message")
	case done == "solved":
		return words.T("follow.done_solved")
	case done == "not_solved" && open:
		return words.T("follow.done_reopened")
	case done == "not_solved":
		return words.T("follow.done_recorded")
	}
	return ""
}

// fillFollowed words what was done, with the files that belong to it.
func (s *Server) fillFollowed(c *fiber.Ctx, page *followPage) error {
	files, err := s.options.Citizens.Attachments(c.UserContext(), page.Case.Number)
	if err != nil {
		return err
	}
	for _, e := range page.Case.Events {
		event := followedEvent{
			At: e.At, Own: e.Kind == register.EventSubmitted || e.Kind == register.EventVerdict || e.Kind == register.EventMessage,
			Deed: page.Words.T("follow.event_" + string(e.Kind)), Words: e.Words,
		}
		switch {
		case e.Details.Until != nil:
			event.Detail = page.Words.T("follow.until", "date", page.Words.Date(*e.Details.Until))
		case e.Details.Institution != "":
			event.Detail = e.Details.Institution
		case e.Details.Verdict != "":
			event.Detail = page.Words.T("follow.said_" + e.Details.Verdict)
		case e.Details.Outcome != "":
			outcome, _ := s.charter.Outcome(e.Details.Outcome)
			event.Detail = outcome.Label.In(string(page.Lang))
		}
		for _, a := range files {
			if a.Version == e.Version {
				event.Files = append(event.Files, followedFile{
					Href:  followPath + "/" + c.Params("token") + "/files/" + a.ID,
					Label: page.Words.T("follow.file_" + fileWord(a.MediaType)), Size: a.Size,
				})
			}
		}
		page.Events = append(page.Events, event)
	}
	return nil
}

// fileWord is by what a type of file is called.
func fileWord(media string) string {
	switch {
	case media == "application/pdf":
		return "pdf"
	case strings.HasPrefix(media, "image/"):
		return "picture"
	case media == "text/plain":
		return "text"
	}
	return "document"
}

// validText makes text of bytes that may be none.
func validText(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

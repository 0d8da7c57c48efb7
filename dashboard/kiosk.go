package dashboard

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// Kiosks knows the enrolled screens. *register.Register is one.
type Kiosks interface {
	// KioskByToken gives fault.NotFound "kiosk_unknown" or "kiosk_inactive" for a screen that may not ask.
	KioskByToken(ctx context.Context, token string) (register.Kiosk, error)
	Kiosks(ctx context.Context) ([]register.Kiosk, error)
	// KioskAddress tells a kiosk's token for the user with the id by, which the audit trail shows.
	KioskAddress(ctx context.Context, id, by string) (token string, err error)
}

// Responses is the door for citizens' answers. *ingest.Responses is one.
type Responses interface {
	// Accept returns when the answer is safe; already is true for a repeat, which changes nothing.
	Accept(ctx context.Context, r ingest.Response) (already bool, err error)
}

const (
	// kioskTaps is how many taps one kiosk may send in a minute: one a second, far more than a queue of people makes.
	kioskTaps = 60
	// kioskThanksTime is how long a kiosk says thanks, and kioskErrorTime how long it shows what went wrong, in seconds.
	kioskThanksTime = 4
	kioskErrorTime  = 8
)

// kioskChannel is the charter's channel of every tap.
const kioskChannel = "kiosk"

// face is one of the five buttons.
type face struct {
	Score int
	Word  string
}

// kioskPage is the question.
type kioskPage struct {
	Page
	Question  string
	Faces     []face // from the worst to the best
	ID        string // of the answer, unless a script makes one at the tap
	Action    string
	Home      string // this kiosk in the default language
	Languages []LangLink
	Wait      int // seconds that the thanks stay
}

// kioskNote is a page with one sentence: the thanks, or what went wrong.
type kioskNote struct {
	Page
	Home   string // where to go on; empty where nothing can be tapped
	Detail string
}

// kioskRoutes mounts the kiosk. It stands before anybody is identified.
func (s *Server) kioskRoutes(app fiber.Router) {
	taps := newLimit(kioskTaps, time.Minute, s.clock)
	app.Get("/k/:token", s.kioskDoor(s.showKiosk))
	app.Post("/k/:token", s.kioskDoor(func(c *fiber.Ctx, k register.Kiosk) error {
		// By kiosk and not by person: behind one address may stand every screen of the town hall.
		if ok, wait := taps.allow(k.ID); !ok {
			return tooMany(c, wait)
		}
		return s.tap(c, k)
	}))
	app.Get("/k/:token/thanks", s.kioskDoor(s.kioskThanks))
}

// kioskDoor finds the kiosk of the address and turns every error into a page that a person at a kiosk understands, and that
// goes back to the question by itself: nobody stands behind the screen to press a button.
func (s *Server) kioskDoor(h func(*fiber.Ctx, register.Kiosk) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		k, err := s.options.Kiosks.KioskByToken(c.UserContext(), c.Params("token"))
		if err != nil {
			return s.kioskError(c, "", err)
		}
		if err := h(c, k); err != nil {
			return s.kioskError(c, kioskPath(k), err)
		}
		return nil
	}
}

func kioskPath(k register.Kiosk) string { return "/k/" + k.Token }

// showKiosk asks the question.
func (s *Server) showKiosk(c *fiber.Ctx, k register.Kiosk) error {
	q, ok := s.charter.Question(k.Question)
	if !ok || len(q.Faces) == 0 {
		return fault.NotFound("kiosk_without_question", nil)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	lang := citizenLang(c, text.Public())
	page := &kioskPage{
		Page:      s.citizenPage(lang, q.Kiosk.In(string(lang))),
		Question:  q.Kiosk.In(string(lang)),
		Faces:     faces(q, lang),
		ID:        id.String(),
		Action:    inLang(kioskPath(k), lang, text.Public()),
		Home:      kioskPath(k),
		Languages: s.langLinks(kioskPath(k), text.Public(), lang),
		Wait:      kioskThanksTime,
	}
	page.Scripts = []string{"kiosk.js"}
	return s.render(c, fiber.StatusOK, "kiosk.html", page)
}

func faces(q charter.Question, lang text.Lang) []face {
	out := make([]face, len(q.Faces))
	for i, word := range q.Faces {
		out[i] = face{Score: i + 1, Word: word.In(string(lang))}
	}
	return out
}

// tap takes an answer. A page without a script cannot know the moment of the tap, only that of its own making, which may be
// hours ago: it sends none, and the moment of receipt counts.
func (s *Server) tap(c *fiber.Ctx, k register.Kiosk) error {
	id, err := uuid.Parse(c.FormValue("id"))
	if err != nil || id == uuid.Nil {
		return fault.Invalid("id", "id_missing", nil)
	}
	raw := c.FormValue("score")
	if raw == "" {
		return fault.Invalid("score", "score_missing", nil)
	}
	score, err := strconv.Atoi(raw)
	if err != nil {
		return fault.Invalid("score", "score_out_of_range", fault.Params{"score": 0})
	}
	moment, err := time.Parse(time.RFC3339, c.FormValue("moment"))
	if err != nil {
		moment = time.Time{}
	}
	lang := citizenLang(c, text.Public())
	_, err = s.options.Responses.Accept(c.UserContext(), ingest.Response{
		ID: id, Moment: moment, Office: k.Office, Service: k.Service, Department: k.Department, Channel: kioskChannel, Kiosk: k.ID,
		Language: string(lang), Scores: map[string]int{k.Question: score},
	})
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return c.SendStatus(fiber.StatusNoContent)
	}
	return c.Redirect(inLang(kioskPath(k)+"/thanks", lang, text.Public()), fiber.StatusSeeOther)
}

// kioskThanks says thanks and goes back to the question in the default language, by a header, since there may be no script.
func (s *Server) kioskThanks(c *fiber.Ctx, k register.Kiosk) error {
	lang := citizenLang(c, text.Public())
	page := &kioskNote{Page: s.citizenPage(lang, s.words[lang].T("kiosk.thanks")), Home: kioskPath(k)}
	refresh(c, kioskThanksTime, page.Home)
	return s.render(c, fiber.StatusOK, "kiosk_thanks.html", page)
}

// refresh makes the browser go on to a page of ours after some seconds.
func refresh(c *fiber.Ctx, seconds int, path string) {
	c.Set("Refresh", strconv.Itoa(seconds)+"; url="+path)
}

package dashboard

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/text"
)

// How long a kiosk waits for people, in seconds.
const (
	kioskThanksTime = 4  // it says thanks
	kioskErrorTime  = 8  // it shows what went wrong
	kioskOffTime    = 60 // it is switched off, until it asks whether it still is
	kioskIdleTime   = 20 // nobody touches what they may add, or a language nobody reads
	kioskReadTime   = 90 // the same on a page without a script, which cannot see whether somebody writes
)

// face is one of the five buttons.
type face struct {
	Score int
	Word  string
}

// kioskPage is the question.
type kioskPage struct {
	Page
	Place     string // the name of the place; empty at a kiosk
	Question  string
	Faces     []face // from the worst to the best
	ID        string // of the answer, unless a script makes one at the tap
	Version   int64  // of the forms that the page asks by
	Action    string
	Home      string // this booth in the language shown first
	Languages []LangLink
	Wait      int // seconds that the thanks stay
	Idle      int // seconds after which an untouched screen goes back
	Dark      bool
	Closed    *closedNote // nil while it is open
	Changes   time.Time   // when it opens or closes next; zero: not within a month
	Left      int64       // milliseconds until then: the clock of a screen may be wrong
	More      *moreForm   // what may be added after the tap; nil: nothing
	Manifest  string      // address of what a tablet needs to install the kiosk; empty at a place
}

// closedNote says that the place is closed.
type closedNote struct {
	Opens time.Time // zero: not within a month
}

// moreForm is what a person may add after the tap.
type moreForm struct {
	Action   string
	ID       string // of the answer; empty where a script knows it
	Version  int64  // of the forms that the page was made by
	Score    int    // zero where a script knows it
	Reasons  []chip
	Services []option
	Comment  bool
	Typed    string // the comment as it was typed
	Most     int    // characters of the comment
	Error    *fault.Error
}

// chip is one reason that may be chosen.
type chip struct {
	ID, Label string
	Faces     string // the scores beside which it is offered, by spaces
	Checked   bool
}

// option is one service that may be chosen.
type option struct {
	ID, Name string
	Checked  bool
}

// kioskNote is a page with one sentence: the thanks, or what went wrong.
type kioskNote struct {
	Page
	Home   string // where to go on; empty where nothing can be tapped
	Detail string
	More   *moreForm
}

// showKiosk asks the question.
func (s *Server) showKiosk(c *fiber.Ctx, b booth) error {
	q, ok := s.charter.Question(b.Question)
	if !ok || len(q.Faces) == 0 {
		return fault.NotFound("kiosk_without_question", nil)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	s.noteSeen(c, b, nil)
	offered := b.languages()
	lang := citizenLang(c, offered)
	page := &kioskPage{
		Page:      s.citizenPage(lang, q.Kiosk.In(string(lang))),
		Place:     b.Name,
		Question:  q.Kiosk.In(string(lang)),
		Faces:     faces(q, lang),
		ID:        id.String(),
		Version:   s.options.Citizens.Definition().Version,
		Action:    inLang(b.Home, lang, offered),
		Home:      b.Home,
		Languages: s.langLinks(b.Home, offered, lang),
		Wait:      kioskThanksTime,
		Idle:      kioskIdleTime,
	}
	page.Closed, page.Changes = s.closed(b)
	page.Left = page.Changes.Sub(s.clock()).Milliseconds()
	if page.More, err = s.moreForm(c, b, lang, 0); err != nil {
		return err
	}
	if b.Channel == kioskChannel {
		page.Manifest = b.Home + "/kiosk.webmanifest"
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

// closed says whether the booth is closed now, and when that changes.
func (s *Server) closed(b booth) (*closedNote, time.Time) {
	now, cal := s.clock(), s.charter.Calendar
	if !b.Hours.Open(cal, now) {
		opens, ok := b.Hours.NextOpening(cal, now)
		if !ok {
			return &closedNote{}, time.Time{}
		}
		return &closedNote{Opens: opens}, opens
	}
	_, closes, _ := b.Hours.On(cal, cal.CivilDay(now))
	return nil, closes
}

// moreForm gives what may be added to an answer with the score; zero leaves the choice among the faces to the page.
func (s *Server) moreForm(c *fiber.Ctx, b booth, lang text.Lang, score int) (*moreForm, error) {
	if !b.Second.Any() {
		return nil, nil
	}
	f := &moreForm{Action: inLang(b.Home+"/more", lang, b.languages()), Score: score, Comment: b.Second.Comment, Most: ingest.RemarkMax,
		Version: s.options.Citizens.Definition().Version}
	today := s.charter.Calendar.CivilDay(s.clock())
	if b.Second.Reasons {
		for _, r := range s.charter.Vocabulary().Reasons {
			if r.Offered(today) && (score == 0 || r.For(score)) {
				f.Reasons = append(f.Reasons, chip{ID: r.ID, Label: r.Label.In(string(lang)), Faces: numbers(r.Faces)})
			}
		}
	}
	if b.Second.Service && b.Service == "" {
		cat, err := s.options.Catalogue.Catalogue(c.UserContext())
		if err != nil {
			return nil, err
		}
		for _, id := range b.Services {
			if service, ok := cat.Service(id); ok {
				f.Services = append(f.Services, option{ID: id, Name: service.Name.In(string(lang))})
			}
		}
	}
	if len(f.Reasons) == 0 && len(f.Services) == 0 && !f.Comment {
		return nil, nil
	}
	return f, nil
}

func numbers(list []int) string {
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, " ")
}

// kioskThanks says thanks and goes back to the question in the language shown first, by a header, since there may be no script.
// With the answer's id and score in the address it offers what may be added to it.
func (s *Server) kioskThanks(c *fiber.Ctx, b booth) error {
	score, err := strconv.Atoi(c.Query("score"))
	id, idErr := uuid.Parse(c.Query("id"))
	if err != nil || score < 1 || score > 5 || idErr != nil {
		return s.thank(c, b, fiber.StatusOK, nil)
	}
	more, err := s.moreForm(c, b, citizenLang(c, b.languages()), score)
	if err != nil {
		return err
	}
	if more != nil {
		more.ID = id.String()
	}
	return s.thank(c, b, fiber.StatusOK, more)
}

func (s *Server) thank(c *fiber.Ctx, b booth, status int, more *moreForm) error {
	lang := citizenLang(c, b.languages())
	page := &kioskNote{Page: s.citizenPage(lang, s.words[lang].T("kiosk.thanks")), Home: b.Home, More: more}
	wait := kioskThanksTime
	if more != nil {
		wait = kioskReadTime
	}
	refresh(c, wait, page.Home)
	return s.render(c, status, "kiosk_thanks.html", page)
}

// refresh makes the browser go on to a page of ours after some seconds.
func refresh(c *fiber.Ctx, seconds int, path string) {
	c.Set("Refresh", strconv.Itoa(seconds)+"; url="+path)
}

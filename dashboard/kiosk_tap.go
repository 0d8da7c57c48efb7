package dashboard

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/fault"
	"harta/internal/text"
)

// What may come in a minute. A kiosk's taps are judged by their moments later; here it is only kept from filling the disk: one
// request a second is far more than a queue of people makes, and a kiosk that was without network sends many taps in one. A
// public link is for everybody, and behind one address may stand a whole hall: what is above its measure is taken and set aside
// as a flood, where an officer finds it, and only what no hall could send is refused.
const (
	kioskTaps   = 60  // requests of one kiosk
	placeEach   = 30  // answers from one address by one link that count
	placeAll    = 120 // answers by one link that count, from wherever they come
	addressMost = 600 // requests from one address by all links
)

// tapped is a tap as a form or a queue says it.
type tapped struct {
	ID     uuid.UUID
	Score  int
	Moment time.Time     // zero: the page could not know it
	Sent   time.Time     // what the page's clock shows now; zero: it did not say
	Age    time.Duration // how long ago that was, by a clock that nobody sets; zero: not known
	Lang   text.Lang
	Form   int64 // version of the forms that the page was made by; 0: it did not say
}

// response makes the answer of a tap.
func (s *Server) response(c *fiber.Ctx, b booth, t tapped) ingest.Response {
	screen, about := b.Screen, b.About // and not the whole booth, which would have to outlive the call
	r := ingest.Response{
		ID: t.ID, Moment: t.Moment, Sent: t.Sent, Age: t.Age, Office: b.Office, Service: b.Service, Department: b.Department, Channel: b.Channel,
		Kiosk: b.ID, Language: string(t.Lang), Form: s.asked(t.Form), Scores: map[string]int{b.Question: t.Score},
		Open: func(at time.Time) bool {
			_, hours := screen.At(about, at)
			return hours.Open(s.charter.Calendar, at)
		},
		Stood: func(at time.Time) (office, service, department string) {
			then, _ := screen.At(about, at)
			return then.Office, then.Service, then.Department
		},
		Burst: ingest.BurstRule{Most: b.Burst.Taps, Window: b.Burst.Within}, Former: b.Former,
	}
	if b.Channel == placeChannel && b.Former == nil { // by a former code nobody uses up what counts by the one that holds
		r.Spam = s.floods.spam(b.ID, s.front.network(c), t.ID)
	}
	return r
}

// formTap reads a tap from a form. A page without a script cannot know the moment of the tap, only that of its own making, which
// may be hours ago: it sends none, and the moment of receipt counts.
func formTap(c *fiber.Ctx, b booth) (tapped, error) {
	t := tapped{Lang: citizenLang(c, b.languages()), Form: formVersion(c.FormValue("version"))}
	var err error
	if t.ID, err = readID(c.FormValue("id")); err != nil {
		return t, err
	}
	raw := c.FormValue("score")
	if raw == "" {
		return t, fault.Invalid("score", "score_missing", nil)
	}
	if t.Score, err = strconv.Atoi(raw); err != nil {
		return t, fault.Invalid("score", "score_out_of_range", fault.Params{"score": 0})
	}
	t.Moment, t.Sent = readMoment(c.FormValue("moment")), readMoment(c.FormValue("now"))
	return t, nil
}

func readID(text string) (uuid.UUID, error) {
	id, err := uuid.Parse(text)
	if err != nil || len(text) != 36 || id == uuid.Nil {
		return uuid.Nil, fault.Invalid("id", "id_missing", nil)
	}
	return id, nil
}

// readMoment reads a moment; what is none is the zero time, for which the server's own stands in.
func readMoment(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return moment
}

// readAge reads an age; what is none is not known.
func readAge(ms int64) time.Duration {
	if ms < 0 || ms > math.MaxInt64/int64(time.Millisecond) {
		return 0
	}
	return time.Duration(ms) * time.Millisecond
}

// tap takes an answer from a form.
func (s *Server) tap(c *fiber.Ctx, b booth) error {
	t, err := formTap(c, b)
	if err != nil {
		return err
	}
	if _, err := s.options.Responses.Accept(c.UserContext(), s.response(c, b, t)); err != nil {
		return err
	}
	s.noteSeen(c, b, skewOf(t.Sent, s.clock()))
	if wantsJSON(c) {
		return c.SendStatus(fiber.StatusNoContent)
	}
	address := inLang(b.Home+"/thanks", t.Lang, b.languages())
	if b.Second.Any() {
		address = withQuery(address, url.Values{"id": {t.ID.String()}, "score": {strconv.Itoa(t.Score)}})
	}
	return c.Redirect(address, fiber.StatusSeeOther)
}

// withQuery adds parameters to an address of ours.
func withQuery(address string, add url.Values) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	q := u.Query()
	for name, values := range add {
		q[name] = values
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// added is what a form or a queue adds to a tap.
type added struct {
	Reasons []string
	Service string
	Comment string
}

// addition makes what the door takes of a tap and what is added to it. What the booth does not offer, nor did lately, is refused.
func (s *Server) addition(c *fiber.Ctx, b booth, t tapped, a added) (ingest.Addition, error) {
	second, services := b.Offered(s.clock())
	switch {
	case len(a.Reasons) > 0 && !second.Reasons:
		return ingest.Addition{}, fault.Invalid("reasons", "reason_unknown", fault.Params{"reason": ""})
	case a.Comment != "" && !second.Comment:
		return ingest.Addition{}, fault.Invalid("comment", "comments_closed", nil)
	case a.Service != "" && (!second.Service || !slices.Contains(services, a.Service)):
		return ingest.Addition{}, fault.Invalid("service", "service_not_offered", nil)
	}
	add := ingest.Addition{Response: s.response(c, b, t), Reasons: a.Reasons, Service: a.Service, Comment: a.Comment}
	if len(a.Reasons) > 0 {
		add.Asked = s.definitionBy(c, t.Form).Vocabulary.Reasons
	}
	if a.Service == "" {
		return add, nil
	}
	cat, err := s.options.Catalogue.Catalogue(c.UserContext())
	if err != nil {
		return add, err
	}
	if service, ok := cat.Service(a.Service); ok {
		add.Department = service.Department
	}
	return add, nil
}

// addMore takes what a person adds to an answer, from a form. What was typed comes back with an error.
func (s *Server) addMore(c *fiber.Ctx, b booth) error {
	t, err := formTap(c, b)
	if err != nil {
		return err
	}
	form := added{Service: c.FormValue("service"), Comment: c.FormValue("comment")}
	for _, value := range c.Request().PostArgs().PeekMulti("reason") {
		form.Reasons = append(form.Reasons, string(value))
	}
	add, err := s.addition(c, b, t, form)
	if err == nil {
		_, err = s.options.Responses.Add(c.UserContext(), add)
	}
	if f, ok := fault.As(err); ok && f.Field == "comment" && !wantsJSON(c) {
		return s.typedAgain(c, b, t, form, f)
	}
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return c.SendStatus(fiber.StatusNoContent)
	}
	return c.Redirect(inLang(b.Home+"/thanks", t.Lang, b.languages()), fiber.StatusSeeOther)
}

// typedAgain shows the form as it was sent, with what is wrong.
func (s *Server) typedAgain(c *fiber.Ctx, b booth, t tapped, form added, wrong *fault.Error) error {
	more, err := s.moreForm(c, b, t.Lang, t.Score)
	if err != nil || more == nil {
		return wrong
	}
	more.ID, more.Version, more.Typed, more.Error = t.ID.String(), t.Form, form.Comment, wrong
	for i := range more.Reasons {
		more.Reasons[i].Checked = slices.Contains(form.Reasons, more.Reasons[i].ID)
	}
	for i := range more.Services {
		more.Services[i].Checked = more.Services[i].ID == form.Service
	}
	return s.thank(c, b, fiber.StatusBadRequest, more)
}

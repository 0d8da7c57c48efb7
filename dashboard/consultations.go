package dashboard

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

const consultationsPath = "/consultations/new"

// consultationLine is a row of the day's list.
type consultationLine struct {
	ID       string
	Version  int64
	At       time.Time
	Topic    string
	Place    string // service and office
	Channel  string
	Minutes  int
	By       string
	Chosen   bool // it is the one being corrected
	EditHref string
}

// Minutes64 is the minutes as the template's number form takes them.
func (l consultationLine) Minutes64() int64 { return int64(l.Minutes) }

// consultationsPage is the one screen of the quick log: what was asked, how long it took, and the day's list.
type consultationsPage struct {
	Page
	View    actView
	ID      string
	Version int64 // of the one that is corrected, 0: a new one
	Day     string
	Today   bool
	Lines   []consultationLine
	Minutes int // of the day, together
	Saved   bool
}

// consultationRoutes mounts the quick log.
func (s *Server) consultationRoutes(app fiber.Router) {
	app.Get(consultationsPath, s.signedIn(access.WriteCases, s.consultations))
	app.Post(consultationsPath, s.signedIn(access.WriteCases, s.putConsultation))
}

// consultationInputs are what is asked for: two choices, a number, and two that most days keep their value.
func consultationInputs() []actInput {
	return []actInput{
		{name: "topic", kind: inputRadio, choices: func(a *actContext) []choice {
			var list []choice
			for _, t := range a.names.charter.Topics {
				list = append(list, choice{Value: t.ID, Label: t.Label.In(a.names.lang)})
			}
			return list
		}},
		{name: "channel", kind: inputRadio, start: func(*actContext) string { return "phone" }, choices: func(a *actContext) []choice {
			return []choice{{Value: "phone", Label: a.names.channel("phone")}, {Value: "counter", Label: a.names.channel("counter")}}
		}},
		{name: "minutes", kind: inputNumber, start: func(*actContext) string { return "5" }},
		aboutService(),
		atOffice(),
	}
}

// consultations shows the log of a day, with the form for a new one or, when the address names one of the list, for a correction.
func (s *Server) consultations(c *fiber.Ctx, session access.Session) error {
	typed := map[string]string{"channel": c.Query("channel", "phone"), "office": c.Query("office"), "minutes": "5", "topic": "", "service": ""}
	page, list, err := s.consultationsPage(c, session)
	if err != nil {
		return err
	}
	page.ID, page.Saved = uuid.NewString(), c.Query("saved") == "1"
	if i := slices.IndexFunc(list, func(k register.Consultation) bool { return k.ID.String() == c.Query("edit") }); i >= 0 {
		k := list[i]
		page.ID, page.Version, page.Lines[i].Chosen = k.ID.String(), k.Version, true
		typed = map[string]string{
			"topic": k.Topic, "channel": k.Channel, "minutes": strconv.Itoa(k.Minutes), "service": k.Service, "office": k.Office,
		}
	}
	return s.renderConsultations(c, fiber.StatusOK, page, typed, nil)
}

// putConsultation keeps a new consultation, a correction, or takes a slip back.
func (s *Server) putConsultation(c *fiber.Ctx, session access.Session) error {
	typed := map[string]string{}
	for _, in := range consultationInputs() {
		typed[in.name] = strings.ToValidUTF8(c.FormValue(in.name), "\uFFFD")
	}
	k, err := s.readConsultation(c, session.User, typed)
	if err == nil {
		err = s.options.Cases.PutConsultation(c.UserContext(), k)
	}
	if err == nil {
		q := url.Values{"saved": {"1"}, "channel": {k.Channel}}
		if k.Office != "" {
			q.Set("office", k.Office)
		}
		if k.Version > 0 && c.Query("day") != "" {
			q.Set("day", c.Query("day"))
		}
		return c.Redirect(consultationsPath+"?"+q.Encode(), fiber.StatusSeeOther)
	}
	status, faults := s.refusal(c, err)
	page, _, err := s.consultationsPage(c, session)
	if err != nil {
		return err
	}
	page.ID, page.Version = k.ID.String(), k.Version
	return s.renderConsultations(c, status, page, typed, faults)
}

// readConsultation reads the form. A number of minutes that is none is refused by its field, as the register would.
func (s *Server) readConsultation(c *fiber.Ctx, user access.User, typed map[string]string) (register.Consultation, error) {
	k := register.Consultation{
		Topic: typed["topic"], Channel: typed["channel"], Service: typed["service"], Office: typed["office"], Department: user.Department,
		Dropped: c.FormValue("drop") != "", By: user.ID,
	}
	var err error
	if k.ID, err = uuid.Parse(c.FormValue("id")); err != nil {
		k.ID = uuid.New()
		return k, fault.List{fault.Invalid("id", "consultation_id", nil)}
	}
	if v := c.FormValue("version"); v != "" {
		if k.Version, err = strconv.ParseInt(v, 10, 64); err != nil || k.Version < 0 {
			k.Version = 0
			return k, fault.List{fault.Invalid("version", "consultation_id", nil)}
		}
	}
	k.Minutes, err = strconv.Atoi(strings.TrimSpace(typed["minutes"]))
	if err != nil {
		k.Minutes = 0
	}
	return k, nil
}

// refusal gives the status and the faults of a form that cannot be carried out; what is not the person's doing is logged.
func (s *Server) refusal(c *fiber.Ctx, err error) (int, fault.List) {
	var list fault.List
	if errors.As(err, &list) {
		return fiber.StatusUnprocessableEntity, list
	}
	status, f := classify(err)
	if status >= fiber.StatusInternalServerError {
		s.logCitizenError(c, err)
		return fiber.StatusServiceUnavailable, fault.List{fault.New(fault.KindUnavailable, "act_not_done", nil)}
	}
	if f.Kind == fault.KindInvalid {
		status = fiber.StatusUnprocessableEntity
	}
	return status, fault.List{f}
}

// consultationsPage reads the list of the day in the address, today's when it names none.
func (s *Server) consultationsPage(c *fiber.Ctx, session access.Session) (*consultationsPage, []register.Consultation, error) {
	names, err := s.naming(c)
	if err != nil {
		return nil, nil, err
	}
	today := s.charter.Calendar.CivilDay(s.clock())
	values := &actValues{typed: map[string]string{"day": c.Query("day")}}
	day := values.date("day")
	if len(values.faults) > 0 {
		return nil, nil, values.faults[0]
	}
	if day.IsZero() || day.After(today) {
		day = today
	}
	list, err := s.options.Cases.Consultations(c.UserContext(), day, session.User.Department)
	if err != nil {
		return nil, nil, err
	}
	page := &consultationsPage{Page: s.newPage(c, "consultations.title"), Day: day.String(), Today: day == today}
	page.Scripts = []string{"cases.js"}
	for _, k := range list {
		page.Minutes += k.Minutes
		page.Lines = append(page.Lines, consultationLine{
			ID: k.ID.String(), Version: k.Version, At: k.Moment, Topic: names.topic(k.Topic), Place: joined(" · ", names.service(k.Service), names.office(k.Office)),
			Channel: names.channel(k.Channel), Minutes: k.Minutes, By: names.people[k.By],
			EditHref: consultationsPath + "?" + dayQuery(day, today) + "edit=" + k.ID.String(),
		})
	}
	return page, list, nil
}

// dayQuery keeps a day that is not today in an address.
func dayQuery(day, today charter.Date) string {
	if day == today {
		return ""
	}
	return "day=" + day.String() + "&"
}

func (s *Server) renderConsultations(c *fiber.Ctx, status int, page *consultationsPage, typed map[string]string, faults fault.List) error {
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	about := actContext{names: names, today: s.charter.Calendar.CivilDay(s.clock())}
	page.View = caseAct{key: "consultation", inputs: consultationInputs()}.view(&about, typed)
	page.View.blame(names, faults)
	return s.render(c, status, "consultations.html", page)
}

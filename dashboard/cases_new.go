package dashboard

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/guard"
	"harta/internal/register"
)

// newCasePage is the form in which a clerk writes down a case that came by post, by phone or in person.
type newCasePage struct {
	Page
	View      actView
	ID        string // made by the page, so that a double click is one case
	Anonymous bool
	Sealed    bool // the receipt: the case went into the sealed register
	Number    string
}

// officeChannels are the ways on which something reaches the office itself.
var officeChannels = []string{"post", "counter", "phone", "email", "eservice", "institution"}

// newCaseInputs are what is asked for, in the order in which a letter is read.
func newCaseInputs() []actInput {
	first := func(a *actContext) []choice { return []choice{{Label: a.names.words.T("act.choose")}} }
	return []actInput{
		{
			name: "channel", kind: inputSelect, start: func(*actContext) string { return "post" },
			choices: func(a *actContext) []choice {
				var list []choice
				for _, id := range officeChannels {
					if _, known := a.names.charter.Channel(id); known {
						list = append(list, choice{Value: id, Label: a.names.channel(id)})
					}
				}
				return list
			},
		},
		dated("received_at").withHint(),
		line("incoming").maybe().withHint(),
		{name: "kind", kind: inputSelect, choices: func(a *actContext) []choice {
			list := first(a)
			for _, k := range a.names.charter.Kinds {
				if k.ID != kindService {
					list = append(list, choice{Value: k.ID, Label: k.Label.In(a.names.lang)})
				}
			}
			return list
		}},
		{name: "category", kind: inputSelect, hinted: true, choices: func(a *actContext) []choice {
			list := first(a)
			for _, c := range a.names.charter.Vocabulary().Categories {
				if c.Offered(a.today) {
					list = append(list, choice{Value: c.ID, Label: c.Label.In(a.names.lang)})
				}
			}
			return list
		}},
		aboutService(),
		{name: "department", kind: inputSelect, optional: true, hinted: true, choices: func(a *actContext) []choice {
			return append(none(a), a.names.departments("")...)
		}},
		atOffice(),
		{name: "incident_on", kind: inputDate, optional: true, hinted: true},
		area("text").withHint(),
		{name: "sender", kind: inputRadio, start: func(*actContext) string { return signedForm }, choices: func(a *actContext) []choice {
			return []choice{
				{Value: signedForm, Label: a.names.words.T("act.signed")}, {Value: anonymousForm, Label: a.names.words.T("act.unsigned")},
			}
		}},
		line("name"), line("address").maybe().withHint(), line("phone").maybe(), line("email").maybe(),
		{name: "language", kind: inputSelect, start: func(*actContext) string { return "bg" }, choices: func(a *actContext) []choice {
			return []choice{{Value: "bg", Label: a.names.words.T("act.language_bg")}, {Value: "en", Label: a.names.words.T("act.language_en")}}
		}},
	}
}

// newCase shows the empty form.
func (s *Server) newCase(c *fiber.Ctx, session access.Session) error {
	return s.renderNewCase(c, session, fiber.StatusOK, uuid.NewString(), nil, nil)
}

// registerCase writes the case down. Whatever goes wrong, the form comes back as it was typed.
func (s *Server) registerCase(c *fiber.Ctx, session access.Session) error {
	typed := map[string]string{}
	for _, in := range newCaseInputs() {
		typed[in.name] = strings.ToValidUTF8(c.FormValue(in.name), "\uFFFD")
	}
	values := &actValues{typed: typed, zone: s.charter.Calendar}
	id, err := uuid.Parse(c.FormValue("id"))
	if err != nil {
		id = uuid.New()
		values.faults = append(values.faults, fault.Invalid("id", "form_renewed", nil))
	}
	submission := s.writtenDown(values, session.User)
	submission.ID = id
	if len(values.faults) > 0 {
		return s.renderNewCase(c, session, fiber.StatusUnprocessableEntity, id.String(), typed, values.faults)
	}
	receipt, err := s.options.Cases.Submit(c.UserContext(), submission)
	if err != nil {
		return s.refuseNewCase(c, session, id.String(), typed, err)
	}
	if receipt.Sealed {
		page := &newCasePage{Page: s.newPage(c, "cases.new_title"), Sealed: true, Number: receipt.Number}
		return s.render(c, fiber.StatusCreated, "case_new.html", page)
	}
	if !s.seesCase(c.UserContext(), session.User, receipt.Number) {
		return c.Redirect(casesPath+"?gone="+receipt.Number, fiber.StatusSeeOther)
	}
	return c.Redirect(casesPath+"/"+receipt.Number+"?done=new", fiber.StatusSeeOther)
}

// writtenDown is the submission that a clerk's form describes. Of a day in the past nobody knows the hour: the opening of the
// office stands for it. Today's receipt is now.
func (s *Server) writtenDown(v *actValues, user access.User) register.Submission {
	day := v.date("received_at")
	if day.IsZero() && len(v.faults) == 0 {
		v.faults = append(v.faults, fault.Invalid("received_at", "act_date_missing", nil))
	}
	if sender := v.text("sender"); sender != signedForm && sender != anonymousForm {
		v.faults = append(v.faults, fault.Invalid("sender", "form_sender_missing", nil))
	}
	if !slices.Contains(officeChannels, v.text("channel")) {
		v.faults = append(v.faults, fault.Invalid("channel", "no_such_channel", nil))
	}
	if guard.InNumber(v.text("incoming")) { // it is shown to everybody who sees the list of cases, and is not locked
		v.faults = append(v.faults, fault.Invalid("incoming", "personal_data_in_name", nil))
	}
	return register.Submission{
		Kind: v.text("kind"), Category: v.text("category"), Office: v.text("office"), Service: v.text("service"), Department: v.text("department"),
		Channel: v.text("channel"), Text: v.text("text"), Name: v.text("name"), Address: v.text("address"), Phone: v.text("phone"),
		Email: v.text("email"), Anonymous: v.text("sender") == anonymousForm, Language: v.text("language"),
		ReceivedAt: s.receivedOn(day), IncidentOn: v.date("incident_on"), Incoming: v.text("incoming"), By: user.ID,
	}
}

// receivedOn is the moment of a receipt of which only the day is known.
func (s *Server) receivedOn(day charter.Date) time.Time {
	calendar, now := s.charter.Calendar, s.clock()
	if day == calendar.CivilDay(now) {
		return now
	}
	return calendar.Opening(day)
}

// refuseNewCase shows the form as it was typed with what is wrong.
func (s *Server) refuseNewCase(c *fiber.Ctx, session access.Session, id string, typed map[string]string, err error) error {
	var list fault.List
	if errors.As(err, &list) {
		return s.renderNewCase(c, session, fiber.StatusUnprocessableEntity, id, typed, list)
	}
	status, f := classify(err)
	if status >= fiber.StatusInternalServerError {
		s.logCitizenError(c, err)
		f = fault.New(fault.KindUnavailable, "act_not_done", nil)
		status = fiber.StatusServiceUnavailable
	} else if f.Kind == fault.KindInvalid {
		status = fiber.StatusUnprocessableEntity
	}
	return s.renderNewCase(c, session, status, id, typed, fault.List{f})
}

func (s *Server) renderNewCase(c *fiber.Ctx, session access.Session, status int, id string, typed map[string]string, faults fault.List) error {
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	about := actContext{names: names, today: s.charter.Calendar.CivilDay(s.clock())}
	about.row.Department = session.User.Department
	page := &newCasePage{Page: s.newPage(c, "cases.new_title"), ID: id}
	page.View = caseAct{key: "new", inputs: newCaseInputs()}.view(&about, typed)
	for i := range page.View.Fields {
		if page.View.Fields[i].Name == "received_at" {
			page.View.Fields[i].Latest = about.today.String()
		}
	}
	told := make(fault.List, 0, len(faults))
	for _, f := range faults {
		f = toClerk(f)
		if f.Field == "contact" { // asked for in three fields here, of which the address is the first
			f = fault.Invalid("address", f.Code, f.Params)
		}
		told = append(told, f)
	}
	page.View.blame(names, told)
	if len(faults) > 0 {
		page.Title = page.Words.T("form.error_title", "title", page.Title)
	}
	return s.render(c, status, "case_new.html", page)
}

// toClerk says a fault of a submission to the clerk who writes it down: the register's own words speak to the sender.
func toClerk(f *fault.Error) *fault.Error {
	switch f.Code {
	case "no_such_kind":
		return fault.Invalid(f.Field, "desk_kind_missing", nil)
	case "form_sender_missing":
		return fault.Invalid(f.Field, "desk_sender_missing", nil)
	case "case_text_missing":
		return fault.Invalid(f.Field, "desk_text_missing", nil)
	case "case_text_long":
		return fault.Invalid(f.Field, "desk_text_long", fault.Params{"length": f.Params["length"], "max": f.Params["max"]})
	case "case_name_missing":
		return fault.Invalid(f.Field, "desk_name_missing", nil)
	case "case_contact_missing":
		return fault.Invalid(f.Field, "desk_contact_missing", nil)
	default:
		return f
	}
}

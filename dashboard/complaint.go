package dashboard

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// complaintPath is where a citizen complains.
const complaintPath = "/f/complaint"

// complaintTries is how many complaints one address may send in a minute: behind one address may sit a whole library.
const complaintTries = 20

const (
	kindComplaint    = "complaint"
	complaintChannel = "web"
)

// The two answers to "how shall we reach you".
const (
	signedComplaint    = "named"
	anonymousComplaint = "anonymous"
)

// complaintLangs are the languages of the form, the default first.
func complaintLangs() []text.Lang { return []text.Lang{text.BG, text.EN} }

// complaintForm is what was typed, as it was typed.
type complaintForm struct {
	ID       string // made by the page, so that a double click is one complaint
	Category string
	Office   string
	Service  string
	Text     string
	Sender   string // signedComplaint or anonymousComplaint
	Name     string
	Contact  string
	Website  string // the trap: people do not see it, programs that fill in every field do
}

// complaintRoutes mounts the form. It stands before anybody is identified. There is no address for the receipt: it is the answer
// to the sending itself, so that no number and no deadline stands in the history of a computer that others use too. Loading it
// again sends the same form with the same id, which gives the same receipt.
func (s *Server) complaintRoutes(app fiber.Router) {
	tries := newLimit(complaintTries, time.Minute, s.clock)
	app.Get(complaintPath, s.showComplaint)
	app.Post(complaintPath, func(c *fiber.Ctx) error {
		if ok, wait := tries.allow(s.front.remote(c)); !ok {
			return s.refuseComplaint(c, readComplaint(c), tooMany(c, wait))
		}
		return s.sendComplaint(c)
	})
}

// showComplaint shows the empty form.
func (s *Server) showComplaint(c *fiber.Ctx) error {
	id, err := uuid.NewRandom()
	if err != nil {
		return err
	}
	return s.renderComplaint(c, fiber.StatusOK, complaintForm{ID: id.String(), Sender: signedComplaint}, nil)
}

// readComplaint takes what was typed. Bytes that are no text become a replacement character, so that they can be shown again.
func readComplaint(c *fiber.Ctx) complaintForm {
	field := func(name string) string { return strings.ToValidUTF8(c.FormValue(name), "\uFFFD") }
	return complaintForm{
		ID: field("id"), Category: field("category"), Office: field("office"), Service: field("service"), Text: field("text"),
		Sender: field("sender"), Name: field("name"), Contact: field("contact"), Website: field("website"),
	}
}

// sendComplaint registers the complaint and gives the receipt. Whatever goes wrong, the form comes back as it was typed.
func (s *Server) sendComplaint(c *fiber.Ctx) error {
	form := readComplaint(c)
	lang := citizenLang(c, complaintLangs())
	if wrong := form.check(); len(wrong) > 0 {
		return s.refuseComplaint(c, form, wrong)
	}
	submission := form.submission(lang)
	receipt, err := s.options.Cases.Submit(c.UserContext(), submission)
	if err != nil {
		return s.refuseComplaint(c, form, err)
	}
	return s.renderReceipt(c, receipt, submission)
}

// check finds what only this form can get wrong; everything else is checked by the register.
func (f complaintForm) check() fault.List {
	var wrong fault.List
	if f.Website != "" {
		wrong = append(wrong, fault.Invalid("website", "form_trap", nil))
	}
	if _, err := uuid.Parse(f.ID); err != nil {
		wrong = append(wrong, fault.Invalid("id", "form_renewed", nil))
	}
	if f.Sender != signedComplaint && f.Sender != anonymousComplaint {
		wrong = append(wrong, fault.Invalid("sender", "form_sender_missing", nil))
	}
	return wrong
}

// submission is the complaint for the register.
func (f complaintForm) submission(lang text.Lang) register.Submission {
	return register.Submission{
		ID: uuid.MustParse(f.ID), Kind: kindComplaint, Category: f.Category, Office: f.Office, Service: f.Service,
		Channel: complaintChannel, Text: f.Text, Name: f.Name, Contact: f.Contact, Anonymous: f.Sender == anonymousComplaint,
		Language: string(lang),
	}
}

// refuseComplaint shows the form again with what is wrong. A page whose id cannot be used gets a new one, and the
// trap is always shown empty, so that sending once more works.
func (s *Server) refuseComplaint(c *fiber.Ctx, form complaintForm, err error) error {
	if _, bad := uuid.Parse(form.ID); bad != nil {
		form.ID = uuid.NewString()
	}
	var list fault.List
	if errors.As(err, &list) {
		return s.renderComplaint(c, fiber.StatusUnprocessableEntity, form, list)
	}
	status, f := classify(err)
	switch {
	case status >= fiber.StatusInternalServerError:
		s.logCitizenError(c, err)
		f = fault.New(fault.KindUnavailable, "form_not_saved", nil)
	case f.Kind == fault.KindInvalid:
		status = fiber.StatusUnprocessableEntity
	}
	return s.renderComplaint(c, status, form, fault.List{f})
}

// complaintFields is the order of the fields on the page, in which errors are listed.
func complaintFields() []string {
	return []string{"category", "office", "service", "text", "sender", "name", "contact"}
}

// byField sorts faults as their fields stand on the page; those of no visible field come first.
func byField(list fault.List) fault.List {
	order := complaintFields()
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b *fault.Error) int {
		return slices.Index(order, a.Field) - slices.Index(order, b.Field)
	})
	return list
}

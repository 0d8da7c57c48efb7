package dashboard

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// Citizens is what the citizens' pages ask of the register. *register.Register is one.
type Citizens interface {
	Definition() register.Definition
	DefinitionOf(ctx context.Context, version int64) (register.Definition, error)
	Check(ctx context.Context, s register.Submission) error
	Submit(ctx context.Context, s register.Submission) (register.Receipt, error)
	SetAside(ctx context.Context, s register.Submission, reason register.Suspicion) (register.Receipt, error)
	StoreFile(ctx context.Context, name string, content io.Reader) (register.StoredFile, error)
	PendingFiles(ctx context.Context, ids []string) ([]register.StoredFile, error)
	FormStamp(at time.Time) string
	StampedAt(stamp string) (at time.Time, ok bool)

	NewLink(ctx context.Context, number string) (string, error)
	LinkedCase(ctx context.Context, token string) (string, error)
	LostLinks(ctx context.Context, address, language string) error
	Follow(ctx context.Context, number string) (register.Followed, error)
	Attachments(ctx context.Context, number string) ([]register.Attachment, error)
	OpenAttachment(ctx context.Context, number, id, by string) (register.OpenedFile, error)
	Do(ctx context.Context, o register.Order) error
}

// formsPath is where citizens write; the kind of what they send follows.
const formsPath = "/f"

// formTries is how many forms one address may send in a minute: behind one address may sit a whole library.
const formTries = 20

const (
	kindComplaint = "complaint"
	kindPraise    = "praise"
	webChannel    = "web"
)

// The two answers to "how shall we reach you".
const (
	signedForm    = "named"
	anonymousForm = "anonymous"
)

// formLangs are the languages of the forms, the default first.
func formLangs() []text.Lang { return []text.Lang{text.BG, text.EN} }

// formRoutes mounts the forms. They stand before anybody is identified. There is no address for the receipt: it is the answer to the
// sending itself, so that no number and no deadline stands in the history of a computer that others use too. Loading it again sends
// the same form with the same id, which gives the same receipt.
func (s *Server) formRoutes(app fiber.Router) {
	tries := newLimit(formTries, time.Minute, s.clock)
	judge := newFormJudge(s.options.Citizens, s.clock)
	app.Get(formsPath+"/:kind", s.showForm)
	app.Post(formsPath+"/:kind", func(c *fiber.Ctx) error {
		asked := s.definitionAsked(c)
		form, err := caseForm(c, asked)
		if err != nil {
			return err
		}
		typed := readForm(c, form)
		typed.Version = asked.Version
		if ok, wait := tries.allow(s.front.network(c)); !ok {
			return s.refuseForm(c, form, typed, tooMany(c, wait))
		}
		return s.sendForm(c, form, typed, judge)
	})
}

// caseForm finds the form in the address.
func caseForm(c *fiber.Ctx, d register.Definition) (register.Form, error) {
	form, ok := d.Form(c.Params("kind"))
	if !ok || form.Kind == register.FormSurvey {
		return register.Form{}, fiber.ErrNotFound
	}
	return form, nil
}

// formPath is the address of a kind's form.
func formPath(kind string) string { return formsPath + "/" + kind }

// showForm shows the empty form.
func (s *Server) showForm(c *fiber.Ctx) error {
	now := s.options.Citizens.Definition()
	form, err := caseForm(c, now)
	if err != nil {
		return err
	}
	id, err := uuid.NewRandom()
	if err != nil {
		return err
	}
	typed := typedForm{
		ID: id.String(), Stamp: s.options.Citizens.FormStamp(s.clock()), Sender: signedForm,
		Version: now.Version, Notify: s.options.Mail,
	}
	if form.Kind == kindPraise {
		typed.Sender, typed.Notify = anonymousForm, false
	}
	return s.renderForm(c, fiber.StatusOK, form, typed, nil)
}

// readForm takes what was typed. Bytes that are no text become a replacement character, so that they can be shown again.
func readForm(c *fiber.Ctx, form register.Form) typedForm {
	field := func(name string) string { return strings.ToValidUTF8(c.FormValue(name), "\uFFFD") }
	typed := typedForm{
		ID: field("id"), Stamp: field("stamp"), Category: field("category"),
		Office: field("office"), Service: field("service"), Incident: field("incident_on"), Text: field("text"), Sender: field("sender"),
		Name: field("name"), Email: field("email"), Phone: field("phone"), Address: field("address"), Notify: field("notify") != "",
		Website: field("website"), Own: map[string]string{},
	}
	for _, f := range form.Fields {
		if f.Type != register.TypeStandard {
			typed.Own[f.ID] = field(f.ID)
		}
	}
	return typed
}

// sendForm registers what was sent and gives the receipt. Whatever goes wrong, the form comes back as it was typed, with the files
// that were uploaded.
func (s *Server) sendForm(c *fiber.Ctx, form register.Form, typed typedForm, judge *formJudge) error {
	files, err := s.takeFiles(c)
	typed.Files = files
	if err != nil && !isInvalid(err) {
		return s.refuseForm(c, form, typed, err)
	}
	if c.FormValue("show") != "" { // another language, or files to be listed: nothing is sent
		return s.renderForm(c, fiber.StatusOK, form, typed, slipsOf(err))
	}
	wrong := append(typed.check(form), slipsOf(err)...)
	submission := typed.submission(form, citizenLang(c, formLangs()))
	if len(wrong) > 0 { // everything that is wrong is told at once
		return s.refuseForm(c, form, typed, append(wrong, slipsOf(s.options.Citizens.Check(c.UserContext(), submission))...))
	}
	receipt, err := s.submit(c, submission, judge.suspect(s.front.network(c), typed))
	if err != nil {
		return s.refuseForm(c, form, typed, err)
	}
	if !receipt.Already {
		judge.note(s.front.network(c), typed)
	}
	return s.renderReceipt(c, receipt, submission)
}

// submit registers a submission, or sets it aside under a suspicion.
func (s *Server) submit(c *fiber.Ctx, submission register.Submission, suspicion register.Suspicion) (register.Receipt, error) {
	if suspicion != register.SuspectNothing {
		return s.options.Citizens.SetAside(c.UserContext(), submission, suspicion)
	}
	return s.options.Citizens.Submit(c.UserContext(), submission)
}

// refuseForm shows the form again with what is wrong. A page whose id cannot be used gets a new one, so that sending once more works.
func (s *Server) refuseForm(c *fiber.Ctx, form register.Form, typed typedForm, err error) error {
	if _, bad := uuid.Parse(typed.ID); bad != nil {
		typed.ID = uuid.NewString()
	}
	if list := slipsOf(err); list != nil {
		return s.renderForm(c, fiber.StatusUnprocessableEntity, form, typed, list)
	}
	status, f := classify(err)
	switch {
	case status >= fiber.StatusInternalServerError:
		s.logCitizenError(c, err)
		f = fault.New(fault.KindUnavailable, "form_not_saved", nil)
	case f.Kind == fault.KindInvalid:
		status = fiber.StatusUnprocessableEntity
	}
	return s.renderForm(c, status, form, typed, fault.List{f})
}

// slipsOf gives the list of faults in an error, nil where there is none.
func slipsOf(err error) fault.List {
	var list fault.List
	if errors.As(err, &list) {
		return list
	}
	return nil
}

// isInvalid says whether an error is about what was sent.
func isInvalid(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == fault.KindInvalid
}

// byField sorts faults as their fields stand on the page; those of no visible field come first.
func byField(list fault.List, order []string) fault.List {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b *fault.Error) int {
		return slices.Index(order, a.Field) - slices.Index(order, b.Field)
	})
	return list
}

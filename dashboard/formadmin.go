package dashboard

import (
	"context"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// FormOffice is what the office does with its forms: a draft is changed step by step and published as the next version. by is the id of
// the user, seen the revision of the draft that the person saw. *register.Register is one.
type FormOffice interface {
	Draft(ctx context.Context) (register.Draft, error)
	ChangeDraft(ctx context.Context, by string, seen int64, change register.Change) error
	PublishDraft(ctx context.Context, by string, seen int64, why string) error
	DropDraft(ctx context.Context, by string, seen int64) error
	Definitions(ctx context.Context, before int64, limit int) ([]register.Definition, error)
}

// Where the office looks after its forms.
const (
	formAdminPath = "/forms"
	formListsPath = formAdminPath + "/lists" // a list of the vocabulary follows
	formKindsPath = formAdminPath + "/kinds" // a form follows
	// newEntry stands for the id of what is not there yet; ids have no hyphens.
	newEntry = "new-entry"
)

// versionsPerPage is how many versions the history shows at once.
const versionsPerPage = 20

// draftFrame is what every page of the office's forms shows of the draft.
type draftFrame struct {
	Page
	Revision int64
	Changes  int  // in the draft that are not published
	Overview bool // the page tells of the changes itself
	Done     string
	Errors   []formError
	Theirs   []differing // how it stands in the draft, where that is not what was typed

	draft register.Draft
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *draftFrame) ErrorAt(field string) *formError { return errorAt(p.Errors, field) }

// formLink is an entry of the lists of the overview.
type formLink struct{ Href, Label, Note string }

// formVersionLine is a version in the history.
type formVersionLine struct {
	Version   int64
	Published time.Time
	By, Why   string
	First     bool
	Changes   []differenceLine
}

// formAdminPage is the overview.
type formAdminPage struct {
	draftFrame
	Open     bool
	Next     int64 // number of the version that the draft becomes
	Touched  time.Time
	Editor   string
	Draft    []differenceLine
	Previews []NavItem
	Why      string // as typed
	Kinds    []formLink
	Lists    []formLink
	History  []formVersionLine
	Older    string
}

// formAdminRoutes mounts the office's pages of forms.
func (s *Server) formAdminRoutes(app fiber.Router) {
	may := func(h func(*fiber.Ctx, access.Session) error) fiber.Handler { return s.signedIn(access.EditForms, h) }
	app.Get(formAdminPath, may(func(c *fiber.Ctx, _ access.Session) error {
		return s.renderFormAdmin(c, fiber.StatusOK, "", nil)
	}))
	app.Post(formAdminPath+"/publish", may(s.publishForms))
	app.Post(formAdminPath+"/drop", may(s.dropForms))
	app.Get(formAdminPath+"/preview/:kind", may(s.previewForm))

	app.Get(formListsPath+"/:list", may(s.showFormList))
	app.Get(formListsPath+"/:list/:id", may(s.showEntry))
	app.Post(formListsPath+"/:list/:id", may(s.saveEntry))
	app.Post(formListsPath+"/:list/:id/move", may(s.moveEntry))
	app.Post(formListsPath+"/:list/:id/retire", may(s.retireEntry))

	app.Get(formKindsPath+"/:kind", may(s.showFormKind))
	app.Post(formKindsPath+"/:kind", may(s.saveLede))
	app.Get(formKindsPath+"/:kind/:id", may(s.showEntry))
	app.Post(formKindsPath+"/:kind/:id", may(s.saveEntry))
	app.Post(formKindsPath+"/:kind/:id/move", may(s.moveEntry))
}

// revisionOf reads the revision that the person saw; what is none is older than every real one, so that it conflicts.
func revisionOf(c *fiber.Ctx) int64 {
	n, err := strconv.ParseInt(c.FormValue("revision"), 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// newDraftFrame reads the draft for a page.
func (s *Server) newDraftFrame(c *fiber.Ctx, titleKey string) (draftFrame, error) {
	d, err := s.options.Forms.Draft(c.UserContext())
	if err != nil {
		return draftFrame{}, err
	}
	frame := draftFrame{Page: s.newPage(c, titleKey), Revision: d.Revision, Done: formDeed(c), draft: d}
	if d.Open {
		frame.Changes = len(register.Compare(s.inForce(), d.Definition))
	}
	return frame, nil
}

// inForce is what citizens are asked now.
func (s *Server) inForce() register.Definition { return s.options.Citizens.Definition() }

// formDeed reads what the address says has just been done.
func formDeed(c *fiber.Ctx) string {
	switch done := c.Query("done"); done {
	case "saved", "published", "dropped":
		return done
	}
	return ""
}

// refuse words what is wrong with what was sent, in the order of the fields.
func (p *draftFrame) refuse(wrong fault.List, order []string) {
	p.Errors = wordErrors(p.Words, wrong, order)
	p.Done = ""
}

func (s *Server) renderFormAdmin(c *fiber.Ctx, status int, why string, wrong fault.List) error {
	frame, err := s.newDraftFrame(c, "formadmin.title")
	if err != nil {
		return err
	}
	people, err := s.peopleNames(c.UserContext())
	if err != nil {
		return err
	}
	d := frame.draft
	page := &formAdminPage{draftFrame: frame, Open: d.Open, Next: d.Version + 1, Touched: d.Touched, Editor: people[d.Editor], Why: why}
	page.Overview = true
	page.refuse(wrong, []string{"why"})
	if len(wrong) == 0 {
		page.Done = formDeed(c)
	}
	if d.Open {
		changes := register.Compare(s.inForce(), d.Definition)
		page.Draft = differenceLines(page.Words, changes)
		page.Previews = previewsOf(page.Words, d.Definition, changes)
	}
	s.fillFormLists(page)
	if err := s.fillHistory(c, page, people); err != nil {
		return err
	}
	return s.render(c, status, "formadmin.html", page)
}

// fillFormLists lists what can be changed.
func (s *Server) fillFormLists(page *formAdminPage) {
	words, v := page.Words, page.draft.Vocabulary
	today := s.charter.Calendar.CivilDay(s.clock())
	for _, form := range page.draft.Forms {
		shown := 0
		for _, f := range form.Fields {
			if f.Shown && (form.Kind != register.FormSurvey || offersQuestion(v, f.ID, today)) {
				shown++
			}
		}
		note := words.T("formadmin.fields_count", "count", shown)
		if form.Kind == register.FormSurvey {
			note = words.T("formadmin.questions_count", "count", shown)
		}
		page.Kinds = append(page.Kinds, formLink{formKindsPath + "/" + form.Kind, formName(words, form.Kind), note})
	}
	for _, list := range formLists() {
		offered := 0
		for _, row := range listRows(v, list, words.Lang()) {
			if !row.Retired {
				offered++
			}
		}
		page.Lists = append(page.Lists, formLink{formListsPath + "/" + list, words.T("formadmin.list_" + list), words.T("formadmin.entries_count", "count", offered)})
	}
}

// offersQuestion says whether a question of the survey is asked on the day.
func offersQuestion(v charter.Vocabulary, id string, on charter.Date) bool {
	for _, q := range v.Questions {
		if q.ID == id {
			return q.Offered(on)
		}
	}
	return false
}

// formLists are the lists of the vocabulary, in the order of the pages.
func formLists() []string {
	return []string{register.ListCategories, register.ListQuestions, register.ListReasons}
}

// formName is the name of a form.
func formName(words *text.Printer, kind string) string {
	if kind == register.FormSurvey {
		return words.T("formadmin.survey")
	}
	return words.T("form.title." + kind)
}

// fillHistory tells of the versions that there were, the newest first, each with what it changed.
func (s *Server) fillHistory(c *fiber.Ctx, page *formAdminPage, people map[string]string) error {
	before, _ := strconv.ParseInt(c.Query("before"), 10, 64) // what is none begins with the newest
	list, err := s.options.Forms.Definitions(c.UserContext(), max(before, 0), versionsPerPage+1)
	if err != nil {
		return err
	}
	for i, d := range list {
		if i == versionsPerPage {
			page.Older = formAdminPath + "?before=" + strconv.FormatInt(list[i-1].Version, 10) + "#history-title"
			break
		}
		line := formVersionLine{Version: d.Version, Published: d.Published, By: people[d.By], Why: d.Why, First: d.Version == 1}
		if i+1 < len(list) {
			line.Changes = differenceLines(page.Words, register.Compare(list[i+1], d))
		}
		page.History = append(page.History, line)
	}
	return nil
}

// publishForms puts the draft in force. Whatever goes wrong, the reason stays typed.
func (s *Server) publishForms(c *fiber.Ctx, session access.Session) error {
	why := validText(c.FormValue("why"))
	err := s.options.Forms.PublishDraft(c.UserContext(), session.User.ID, revisionOf(c), why)
	if err != nil {
		wrong, status, err := faultsOf(err)
		if err != nil {
			return err
		}
		return s.renderFormAdmin(c, status, why, wrong)
	}
	return c.Redirect(formAdminPath+"?done=published", fiber.StatusSeeOther)
}

// dropForms forgets the draft.
func (s *Server) dropForms(c *fiber.Ctx, session access.Session) error {
	if err := s.options.Forms.DropDraft(c.UserContext(), session.User.ID, revisionOf(c)); err != nil {
		wrong, status, err := faultsOf(err)
		if err != nil {
			return err
		}
		return s.renderFormAdmin(c, status, "", wrong)
	}
	return c.Redirect(formAdminPath+"?done=dropped", fiber.StatusSeeOther)
}

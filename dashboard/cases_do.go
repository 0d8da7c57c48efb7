package dashboard

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
)

// actField is an input as it stands on the page.
type actField struct {
	ID, Name, Label, Hint, Value string
	Kind                         inputKind
	Optional                     bool
	Choices                      []choice
	Max                          int    // characters, 0: no counter
	Latest                       string // last day that can be chosen, empty: any
	Accept                       string // endings of files for the browser's dialogue
	Files                        []register.StoredFile
	Error                        *formError
}

// actView is the form of an act.
type actView struct {
	Key    string
	Open   bool // it is the one that was sent and came back
	Files  bool // files may come with it
	Fields []actField
	Errors []formError
}

// raceNote says what somebody else did while a form was being filled in.
type raceNote struct {
	By   string // empty: the citizen
	Deed string
	At   string
}

// sentAct is a form that could not be carried out, as it was typed.
type sentAct struct {
	act    caseAct
	typed  map[string]string
	files  []register.StoredFile
	faults fault.List
}

// actOnCase carries out an act. What cannot be done comes back with everything that was typed; where somebody else was faster,
// with what they did, on the case as it is now.
func (s *Server) actOnCase(c *fiber.Ctx, session access.Session) error {
	key := c.Params("act")
	i := slices.IndexFunc(caseActs(), func(a caseAct) bool { return a.key == key })
	if i < 0 || !caseActs()[i].allowed(session.User) {
		return fault.NotFound("page_not_found", nil)
	}
	sent := sentAct{act: caseActs()[i], typed: map[string]string{}}
	for _, in := range sent.act.inputs {
		sent.typed[in.name] = strings.ToValidUTF8(c.FormValue(in.name), "\uFFFD")
	}
	page, err := s.casePage(c, session)
	if err != nil {
		return s.refuseGone(c, err, sent.written(s.printer(c)))
	}
	if sent.act.takesFiles() {
		sent.files, err = s.takeFiles(c)
	}
	if sent.faults = slipsOf(err); sent.faults != nil || err == nil {
		err = s.carryOut(c, session.User, page.Case, &sent)
	}
	if err != nil {
		return s.refuseAct(c, session, sent, err)
	}
	if key == sealKey { // the number stays out of the address: nobody here is to know it any more
		return c.Redirect(casesPath+"?done="+key, fiber.StatusSeeOther)
	}
	number := page.Case.Number
	if !s.seesCase(c.UserContext(), session.User, number) {
		return c.Redirect(casesPath+"?gone="+url.QueryEscape(number), fiber.StatusSeeOther)
	}
	return c.Redirect(casesPath+"/"+number+"?done="+key, fiber.StatusSeeOther)
}

// carryOut turns what was typed into an order.
func (s *Server) carryOut(c *fiber.Ctx, user access.User, found register.Case, sent *sentAct) error {
	values := &actValues{typed: sent.typed, zone: s.charter.Calendar, faults: sent.faults}
	for _, f := range sent.files {
		values.files = append(values.files, f.ID)
	}
	order := register.Order{Number: found.Number, By: user.ID, On: values.date("at"), Command: sent.act.command(values)}
	version, err := strconv.ParseInt(c.FormValue("version"), 10, 64)
	if err != nil || version < 1 {
		values.faults = append(values.faults, fault.Invalid("version", "act_version", nil))
	}
	order.Version = version
	if err := s.checkAct(c, user, order.Command); err != nil {
		return err
	}
	if len(values.faults) > 0 {
		return values.faults
	}
	return s.options.Cases.Do(c.UserContext(), order)
}

// checkAct refuses what the register cannot know to be wrong: an assignee who may not work on the case, and a case of another
// department to merge into, which is unknown to this user.
func (s *Server) checkAct(c *fiber.Ctx, user access.User, command register.Command) error {
	switch a := command.(type) {
	case register.Assignment:
		if a.Assignee == "" {
			return nil
		}
		workers, err := s.caseWorkers(c.UserContext(), a.Department)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(workers, func(u access.User) bool { return u.ID == a.Assignee }) {
			return fault.List{fault.Invalid("assignee", "act_assignee", nil)}
		}
	case register.Merging:
		if number, err := register.CheckNumber(a.Into); err == nil && !s.seesCase(c.UserContext(), user, number) {
			return fault.List{fault.Invalid("into", "case_unknown", nil)}
		}
	}
	return nil
}

// refuseAct shows the case as it is now, with the form as it was typed.
func (s *Server) refuseAct(c *fiber.Ctx, session access.Session, sent sentAct, err error) error {
	status, f := classify(err)
	if status >= fiber.StatusInternalServerError {
		s.logCitizenError(c, err)
		f = fault.New(fault.KindUnavailable, "act_not_done", nil)
		status = fiber.StatusServiceUnavailable
	}
	sent.faults = fault.List{f}
	var list fault.List
	if errors.As(err, &list) {
		sent.faults = list
	}
	if f.Kind == fault.KindInvalid {
		status = fiber.StatusUnprocessableEntity
	}
	page, err := s.casePage(c, session)
	if err != nil { // it has left since a moment ago
		return s.refuseGone(c, err, sent.written(s.printer(c)))
	}
	page.Title = page.Words.T("form.error_title", "title", page.Title)
	if f.Code == "case_changed" {
		page.Race = page.race(f)
		sent.faults = nil
	}
	if err := s.fillActs(c, page, &sent); err != nil {
		return err
	}
	return s.render(c, status, "case.html", page)
}

// race words who was faster.
func (p *casePage) race(f *fault.Error) *raceNote {
	note := &raceNote{}
	kind, _ := f.Params["event"].(string)
	for i, e := range p.Case.Events {
		if string(e.Kind) == kind { // the last of them: the fault tells of the last event
			note = &raceNote{By: p.Events[i].By, Deed: p.Events[i].Deed, At: p.Words.DateTime(e.Recorded)}
		}
	}
	return note
}

// fillActs puts the forms of what can be done now on the page. The one that came back is there even when it can no longer be
// done, so that what was typed is not lost.
func (s *Server) fillActs(c *fiber.Ctx, page *casePage, sent *sentAct) error {
	if page.User == nil || !page.User.Can(access.WriteCases) || page.Case.TakenBack() || page.Case.Erased() {
		return nil
	}
	workers, err := s.caseWorkers(c.UserContext(), "")
	if err != nil {
		return err
	}
	page.Letters = letterChoices(page.names, page.Case)
	about := actContext{row: page.Case.CaseRow, names: page.names, workers: workers, today: s.charter.Calendar.CivilDay(s.clock())}
	for _, act := range caseActs() {
		if !act.allowed(*page.User) {
			continue
		}
		if sent != nil && sent.act.key == act.key {
			about.files = sent.files
			view := act.view(&about, sent.typed)
			view.Open = true
			view.blame(page.names, sent.faults)
			page.Acts = append(page.Acts, view)
		} else if act.possible(about) {
			page.Acts = append(page.Acts, act.view(&about, nil))
		}
	}
	return nil
}

// allowed says whether the act is one for the user, who may work on cases.
func (a caseAct) allowed(user access.User) bool { return a.needs == "" || user.Can(a.needs) }

// view is the form of an act, as it was typed or as it begins.
func (a caseAct) view(about *actContext, typed map[string]string) actView {
	view := actView{Key: a.key, Files: a.takesFiles()}
	words := about.names.words
	for _, in := range a.inputs {
		f := actField{
			ID: a.key + "-" + in.name, Name: in.name, Kind: in.kind, Label: words.T("act." + a.key + "." + in.name), Optional: in.optional,
		}
		if in.hinted {
			f.Hint = words.T("act." + a.key + "." + in.name + "_hint")
		}
		if in.kind == inputArea {
			f.Max = register.TextMax
		}
		if in.kind == inputFiles {
			f.Label, f.Hint = words.T("form.files"), words.T("form.files_hint", "files", register.FilesMax, "mb", register.FileMax>>20, "all", formBytes>>20)
			f.Accept, f.Files = strings.Join(register.FileEndings(), ","), about.files
		}
		if in.kind == inputDate && in.name == "at" {
			f.Latest = about.today.String()
		}
		if in.start != nil {
			f.Value = in.start(about)
		}
		if typed != nil {
			f.Value = typed[in.name]
		}
		if in.choices != nil {
			f.Choices = in.choices(about)
			for i := range f.Choices {
				f.Choices[i].Chosen = f.Choices[i].Value == f.Value
			}
		}
		view.Fields = append(view.Fields, f)
	}
	return view
}

// blame puts faults at their fields; those of no field stand above the form alone.
func (v *actView) blame(names naming, faults fault.List) {
	for _, f := range faults {
		e := formError{Message: names.words.Fault(f)}
		for i := range v.Fields {
			if v.Fields[i].Name == f.Field {
				e.Field = v.Fields[i].ID
				v.Fields[i].Error = &e
			}
		}
		v.Errors = append(v.Errors, e)
	}
}

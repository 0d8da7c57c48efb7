package dashboard

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// formRow is an entry of a list, or a field of a form, that can be moved and changed.
type formRow struct {
	ID      string
	Name    string
	About   string
	Badges  []string
	Nested  bool
	Retired bool
	First   bool // of those beside which it stands
	Last    bool

	Edit, Move, Retire string // addresses; Move and Retire may be empty
	CSRF               string
	Revision           int64

	beside string // what it stands among
}

// formListPage is a list of the vocabulary, or a form with its fields.
type formListPage struct {
	draftFrame
	Lede        string
	Kind        string // of a form whose introduction can be changed; empty: none
	Standard    string // the introduction's standard words
	LedeWords   []wordInput
	RowsTitle   string
	RowsHint    string
	Rows        []formRow
	Retired     []formRow
	Add         *NavItem
	PreviewHref string
}

// listRows are the entries of a list, the narrower categories under their wider one.
func listRows(v charter.Vocabulary, list string, lang text.Lang) []formRow {
	var rows []formRow
	in := func(l charter.Label) string { return l.In(string(lang)) }
	switch list {
	case register.ListCategories:
		rows = categoryRows(v.Categories, in)
	case register.ListQuestions:
		for _, q := range v.Questions {
			rows = append(rows, formRow{ID: q.ID, Name: in(q.Label), About: in(q.Text), Retired: !q.Retired.IsZero()})
		}
	case register.ListReasons:
		for _, r := range v.Reasons {
			rows = append(rows, formRow{ID: r.ID, Name: in(r.Label), Retired: !r.Retired.IsZero()})
		}
	}
	for i := range rows {
		if rows[i].Retired {
			rows[i].beside += " retired"
		}
	}
	return rows
}

// categoryRows draws the tree. One whose wider category nobody knows stands on top.
func categoryRows(all []charter.Category, in func(charter.Label) string) []formRow {
	var rows []formRow
	var add func(parent string, depth int)
	add = func(parent string, depth int) {
		for _, c := range all {
			if c.Parent == parent && depth <= len(all) {
				rows = append(rows, formRow{ID: c.ID, Name: in(c.Label), About: in(c.Help), Nested: depth > 0, Retired: !c.Retired.IsZero(), beside: parent})
				add(c.ID, depth+1)
			}
		}
	}
	add("", 0)
	return rows
}

// questionsInOrder sorts questions as the survey asks them.
func questionsInOrder(rows []formRow, d register.Definition) {
	survey, _ := d.Form(register.FormSurvey)
	at := func(id string) int {
		return slices.IndexFunc(survey.Fields, func(f register.Field) bool { return f.ID == id })
	}
	slices.SortStableFunc(rows, func(a, b formRow) int { return cmp.Compare(at(a.ID), at(b.ID)) })
}

func (s *Server) showFormList(c *fiber.Ctx, _ access.Session) error {
	return s.renderFormList(c, fiber.StatusOK, c.Params("list"), nil)
}

// renderFormList shows a list of the vocabulary, with what is wrong with what was just asked.
func (s *Server) renderFormList(c *fiber.Ctx, status int, list string, wrong fault.List) error {
	if !slices.Contains(formLists(), list) {
		return fiber.ErrNotFound
	}
	frame, err := s.newDraftFrame(c, "formadmin.list_"+list)
	if err != nil {
		return err
	}
	page := &formListPage{draftFrame: frame, PreviewHref: formAdminPath + "/preview/" + previewOfList(list)}
	words := page.Words
	if len(wrong) > 0 {
		page.refuse(wrong, nil)
	}
	page.Lede, page.RowsTitle = words.T("formadmin.list_lede_"+list), words.T("formadmin.offered")
	page.Add = &NavItem{Href: formListsPath + "/" + list + "/" + newEntry, Label: words.T("formadmin.add_" + list)}
	rows := listRows(page.draft.Vocabulary, list, words.Lang())
	if list == register.ListQuestions {
		questionsInOrder(rows, page.draft.Definition)
	}
	for i := range rows {
		row := &rows[i]
		path := formListsPath + "/" + list + "/" + row.ID
		row.Edit, row.Move, row.Retire = path, path+"/move", path+"/retire"
		row.Badges = s.entryBadges(words, page.draft, list, row.ID)
		if list == register.ListQuestions && row.ID == questionOverall {
			row.Retire = ""
		}
	}
	page.fillRows(rows)
	return s.render(c, status, "formadmin_list.html", page)
}

// previewOfList is the form that shows a list best.
func previewOfList(list string) string {
	if list == register.ListCategories {
		return kindComplaint
	}
	return register.FormSurvey
}

// fillRows puts rows on the page, what is retired apart.
func (p *formListPage) fillRows(rows []formRow) {
	for i := range rows {
		row := &rows[i]
		row.CSRF, row.Revision = p.CSRF, p.Revision
		beside := func(other formRow) bool { return other.beside == row.beside }
		row.First = !slices.ContainsFunc(rows[:i], beside)
		row.Last = !slices.ContainsFunc(rows[i+1:], beside)
	}
	for _, row := range rows {
		if row.Retired {
			row.Move, row.Nested = "", false
			p.Retired = append(p.Retired, row)
		} else {
			p.Rows = append(p.Rows, row)
		}
	}
}

// entryBadges says what is special about an entry: that it is new or changed in the draft, whom it concerns, when it is offered.
func (s *Server) entryBadges(words *text.Printer, d register.Draft, list, id string) []string {
	var badges []string
	for _, x := range register.Compare(s.inForce(), d.Definition) {
		if x.List == list && x.ID == id && d.Open {
			badges = append(badges, words.T("formadmin.unpublished"))
			break
		}
	}
	switch list {
	case register.ListCategories:
		for _, c := range d.Vocabulary.Categories {
			if c.ID == id && c.Restricted {
				badges = append(badges, words.T("formadmin.restricted"))
			}
			if c.ID == id && c.ConcernsStaff {
				badges = append(badges, words.T("formadmin.staff_badge"))
			}
		}
	case register.ListReasons:
		for _, r := range d.Vocabulary.Reasons {
			if r.ID == id {
				badges = append(badges, words.T("formadmin.faces_badge", "faces", strings.Join(facesOf(r.Faces), ", ")))
			}
		}
	}
	return badges
}

func (s *Server) showFormKind(c *fiber.Ctx, _ access.Session) error {
	return s.renderFormKind(c, fiber.StatusOK, nil, nil)
}

// renderFormKind shows a form with its fields. lede is what was typed, nil: as it is in the draft.
func (s *Server) renderFormKind(c *fiber.Ctx, status int, lede charter.Label, wrong fault.List) error {
	frame, err := s.newDraftFrame(c, "formadmin.title")
	if err != nil {
		return err
	}
	kind := c.Params("kind")
	form, ok := frame.draft.Form(kind)
	if !ok {
		return fiber.ErrNotFound
	}
	page := &formListPage{draftFrame: frame, PreviewHref: formAdminPath + "/preview/" + kind}
	words := page.Words
	page.Title, page.RowsTitle = formName(words, kind), words.T("formadmin.fields")
	if len(wrong) > 0 {
		page.refuse(wrong, []string{"lede"})
	}
	if kind == register.FormSurvey {
		page.Lede, page.RowsTitle = words.T("formadmin.survey_lede"), words.T("formadmin.list_questions")
		page.Add = &NavItem{Href: formListsPath + "/" + register.ListQuestions + "/" + newEntry, Label: words.T("formadmin.add_questions")}
	} else {
		page.Lede, page.RowsHint = words.T("formadmin.kind_lede"), words.T("formadmin.fields_hint")
		page.Add = &NavItem{Href: formKindsPath + "/" + kind + "/" + newEntry, Label: words.T("formadmin.add_field")}
		page.Kind, page.Standard = kind, words.T("form.lede."+kind)
		if lede == nil {
			lede = form.Lede
		}
		page.LedeWords = s.wordInputs(words, "lede", lede, formPartLangs(kind))
	}
	page.fillRows(s.fieldRows(page, form))
	return s.render(c, status, "formadmin_list.html", page)
}

// fieldRows are the fields of a form. A retired question is looked after in the list of questions.
func (s *Server) fieldRows(page *formListPage, form register.Form) []formRow {
	var rows []formRow
	today := s.charter.Calendar.CivilDay(s.clock())
	for _, f := range form.Fields {
		if f.Type == register.TypeScore && !offersQuestion(page.draft.Vocabulary, f.ID, today) {
			continue
		}
		path := formKindsPath + "/" + form.Kind + "/" + f.ID
		row := formRow{ID: f.ID, Name: s.nameOfField(page.Words, page.draft, f), About: f.Hint.In(string(page.Lang)), Edit: path, Move: path + "/move"}
		row.Badges = append(row.Badges, page.Words.T("formadmin.asked_"+askingOf(f)))
		rows = append(rows, row)
	}
	return rows
}

// nameOfField is what a field is called in the office: a question by its short name.
func (s *Server) nameOfField(words *text.Printer, d register.Draft, f register.Field) string {
	for _, q := range d.Vocabulary.Questions {
		if f.Type == register.TypeScore && q.ID == f.ID {
			return q.Label.In(string(words.Lang()))
		}
	}
	return fieldName(words, f.ID, f.Label.In(string(words.Lang())))
}

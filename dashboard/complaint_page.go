package dashboard

import (
	"context"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// choice is an entry of a list to choose from.
type choice struct {
	Value, Label, Help string
	Chosen             bool
	Nested             bool // belongs under the one before
	Sealed             bool // goes to the integrity officer alone
}

// choiceGroup is a part of a list, under a heading.
type choiceGroup struct {
	Label   string
	Choices []choice
}

// formError is one thing to mend: an entry of the summary and a line at the field.
type formError struct {
	Field   string // id of the element on the page, empty when none is to blame
	Message string
}

// complaintPage is the form.
type complaintPage struct {
	Page
	Form       complaintForm
	Action     string
	Languages  []LangLink
	Categories []choice
	Offices    []choice
	Services   []choiceGroup
	Deadline   string // of a signed complaint sent now, in words; empty: the charter promises none
	TextMax    int
	Errors     []formError
	Office     charter.Municipality
}

// Anonymous says which answer is chosen.
func (p *complaintPage) Anonymous() bool { return p.Form.Sender == anonymousComplaint }

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *complaintPage) ErrorAt(field string) *formError {
	for i := range p.Errors {
		if p.Errors[i].Field == field {
			return &p.Errors[i]
		}
	}
	return nil
}

// Slips counts the errors that the citizen can mend at a field.
func (p *complaintPage) Slips() int {
	n := 0
	for _, e := range p.Errors {
		if e.Field != "" {
			n++
		}
	}
	return n
}

// renderComplaint shows the form as it was typed, with what is wrong.
func (s *Server) renderComplaint(c *fiber.Ctx, status int, form complaintForm, wrong fault.List) error {
	lang := citizenLang(c, complaintLangs())
	words := s.words[lang]
	page := &complaintPage{
		Page: s.citizenPage(lang, words.T("form.title")), Form: form, TextMax: register.TextMax, Office: s.charter.Municipality,
		Action: inLang(complaintPath, lang, complaintLangs()), Languages: s.langLinks(complaintPath, complaintLangs(), lang),
	}
	page.Robots = true
	page.Scripts = []string{"form.js"}
	for _, f := range byField(wrong) {
		e := formError{Message: words.Fault(f)}
		if slices.Contains(complaintFields(), f.Field) {
			e.Field = f.Field
		}
		page.Errors = append(page.Errors, e)
	}
	if len(wrong) > 0 {
		page.Title = words.T("form.error_title", "title", page.Title)
	}
	if err := s.fillChoices(c.UserContext(), page); err != nil {
		return err
	}
	if clock, runs := s.charter.ClockFor(kindComplaint, true); runs {
		page.Deadline = s.dateInWords(words, "form.date_in_words", s.charter.Calendar.Dues(clock, s.clock()).Due)
	}
	return s.render(c, status, "complaint.html", page)
}

// fillChoices lists what the catalogue and the charter offer today.
func (s *Server) fillChoices(ctx context.Context, page *complaintPage) error {
	cat, err := s.options.Catalogue.Catalogue(ctx)
	if err != nil {
		return err
	}
	today := s.charter.Calendar.CivilDay(s.clock())
	page.Categories = categoryChoices(s.charter.Vocabulary().Categories, page.Lang, page.Form.Category, today)
	for _, o := range cat.Offices() {
		page.Offices = append(page.Offices, choice{Value: o.ID, Label: o.Name.In(string(page.Lang)), Chosen: o.ID == page.Form.Office})
	}
	page.Services = serviceChoices(cat, page.Lang, page.Form.Service, today)
	return nil
}

// categoryChoices lists the categories of today, each followed by its narrower ones.
func categoryChoices(all []charter.Category, lang text.Lang, chosen string, today charter.Date) []choice {
	var list []choice
	var add func(parent string, depth int)
	add = func(parent string, depth int) {
		for _, c := range all {
			if c.Parent != parent || !c.Offered(today) {
				continue
			}
			list = append(list, choice{
				Value: c.ID, Label: c.Label.In(string(lang)), Help: c.Help.In(string(lang)),
				Chosen: c.ID == chosen, Nested: depth > 0, Sealed: c.Restricted,
			})
			add(c.ID, depth+1)
		}
	}
	add("", 0)
	return list
}

// serviceChoices lists the services offered today by department. What imports met under unknown names is not offered to citizens.
func serviceChoices(cat *register.Catalogue, lang text.Lang, chosen string, today charter.Date) []choiceGroup {
	groups := make(map[string][]choice)
	for _, v := range cat.Services() {
		if v.Unmapped || v.ValidFrom.After(today) || (!v.ValidTo.IsZero() && v.ValidTo.Before(today)) {
			continue
		}
		groups[v.Department] = append(groups[v.Department], choice{Value: v.ID, Label: v.Name.In(string(lang)), Chosen: v.ID == chosen})
	}
	var list []choiceGroup
	for _, d := range cat.Departments() {
		if len(groups[d.ID]) > 0 {
			list = append(list, choiceGroup{Label: d.Name.In(string(lang)), Choices: groups[d.ID]})
		}
	}
	if len(groups[""]) > 0 {
		list = append(list, choiceGroup{Choices: groups[""]})
	}
	return list
}

// dateInWords writes a civil day as people say it. The message puts weekday, day and month together.
func (s *Server) dateInWords(words *text.Printer, key string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	d := s.charter.Calendar.CivilDay(t)
	return words.T(key, "weekday", words.Weekday(d.Weekday()), "day", d.Day, "month", words.Month(d.String()[:len("2006-01")]))
}

// receiptPage is what the citizen takes away.
type receiptPage struct {
	Page
	Languages []LangLink
	Number    string
	Received  time.Time
	Deadline  string // in words; empty: no clock runs
	Sealed    bool
	Anonymous bool
	Already   bool
	Office    charter.Municipality
}

// renderReceipt shows the number, the deadline and what happens next. A repeat is no new case and says so.
func (s *Server) renderReceipt(c *fiber.Ctx, r register.Receipt, sent register.Submission) error {
	lang := citizenLang(c, complaintLangs())
	words := s.words[lang]
	page := &receiptPage{
		Page: s.citizenPage(lang, words.T("form.done_title")), Number: r.Number, Received: s.clock(),
		Sealed: r.Sealed, Anonymous: sent.Anonymous, Already: r.Already,
		Office: s.charter.Municipality,
	}
	page.Scripts = []string{"form.js"}
	status := fiber.StatusCreated
	if r.Already {
		status = fiber.StatusOK
	}
	if r.HasDeadline {
		page.Deadline = s.dateInWords(words, "form.done_by", r.Deadline)
	}
	return s.render(c, status, "complaint_done.html", page)
}

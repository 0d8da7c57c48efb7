package dashboard

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/ingest"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// screenPage is the form of a kiosk or of a place, and beside it what is known of the one that is stored.
type screenPage struct {
	Page
	Place  bool
	List   string // address of the list it belongs to
	Action string // where the form goes
	ID     string // empty: a new one
	Name   string // as it is stored
	Form   screenForm
	Errors []formError
	Theirs []differing // what somebody else has saved meanwhile and this form says otherwise

	Offices, Departments, Questions, Languages []choice
	Services, Offered                          []choiceGroup // which one it is about, and which ones to choose from
	Days                                       []weekField
	OfficeHours                                string
	ServicesMax                                int
	Burst                                      ingest.BurstRule // of a kiosk that has none of its own

	Done     string // what has just been done: a key of screenDeeds
	State    screenState
	Taps     analytics.Taps
	NoCounts bool
	Revoked  *revocation
	Address  *screenAddress
	Code     string // of a place, in groups
}

// weekField is a weekday's line in the form.
type weekField struct {
	N             int // as time.Weekday counts
	Name          string
	Opens, Closes string
}

// differing is a part of the form that somebody else has saved with other words.
type differing struct{ Label, Words string }

// revocation says who took a kiosk's address back.
type revocation struct {
	At time.Time
	By string
}

// screenAddress is the address of a kiosk or place, to be read, copied and scanned.
type screenAddress struct {
	Path     string
	Link     string // the whole address
	QR       qrImage
	Loopback bool // nobody but this machine can open it
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *screenPage) ErrorAt(field string) *formError { return errorAt(p.Errors, field) }

// BurstSeconds is the window of the common burst rule.
func (p *screenPage) BurstSeconds() int { return int(p.Burst.Window / time.Second) }

// DayError is what is wrong with a weekday's hours.
func (p *screenPage) DayError(day int) *formError { return p.ErrorAt("hours_" + strconv.Itoa(day)) }

// screenFields is the order of the fields on the page, in which errors are listed.
func screenFields() []string {
	return []string{"name", "name_bg", "name_en", "office", "department", "service", "question", "languages", "language", "hours",
		"hours_1", "hours_2", "hours_3", "hours_4", "hours_5", "hours_6", "hours_0", "second_service", "services", "burst_taps", "burst_within"}
}

// faultsOf takes the faults a form can show out of an error, and the status they answer with. Anything else comes back as it is.
func faultsOf(err error) (wrong fault.List, status int, rest error) {
	var list fault.List
	if errors.As(err, &list) {
		return list, fiber.StatusUnprocessableEntity, nil
	}
	f, ok := fault.As(err)
	switch {
	case ok && f.Kind == fault.KindInvalid:
		return fault.List{f}, fiber.StatusUnprocessableEntity, nil
	case ok && f.Kind == fault.KindConflict:
		return fault.List{f}, fiber.StatusConflict, nil
	}
	return nil, 0, err
}

// screenDeeds are what a page can say has just been done.
func screenDeeds() []string { return []string{"enrolled", "added", "saved", "rotated", "revoked"} }

// doneOf reads what the address says has just been done.
func doneOf(c *fiber.Ctx) string {
	if done := c.Query("done"); slices.Contains(screenDeeds(), done) {
		return done
	}
	return ""
}

// fillScreenChoices lists what can be chosen in the form.
func (s *Server) fillScreenChoices(page *screenPage, names naming) {
	f := &page.Form
	page.ServicesMax, page.Burst = register.KioskServicesMax, ingest.DefaultBurstRule()
	page.Offices = names.offices(f.Office)
	page.Departments = names.departments(f.Department)
	page.Services = names.serviceGroups(s.today(), func(id string) bool { return id == f.Service })
	page.Offered = names.serviceGroups(s.today(), func(id string) bool { return slices.Contains(f.Services, id) })
	question, _ := s.charter.Question(f.Question)
	for _, q := range s.kioskQuestions() {
		page.Questions = append(page.Questions, choice{Value: q.ID, Label: q.Kiosk.In(names.lang), Chosen: q.ID == f.Question})
	}
	for _, lang := range languagesOf(question) {
		page.Languages = append(page.Languages, choice{Value: lang, Label: s.languageName(lang), Chosen: slices.Contains(f.Languages, lang)})
	}
	for n := range 7 {
		day := (n + 1) % 7 // the week begins on Monday
		page.Days = append(page.Days, weekField{
			N: day, Name: names.words.Weekday(time.Weekday(day)), Opens: f.Days[day].Opens, Closes: f.Days[day].Closes,
		})
	}
	page.OfficeHours = spanInWords(officeSpan(s.charter.Calendar))
}

// languageName is a language's name in the language itself.
func (s *Server) languageName(lang string) string {
	if words, ok := s.words[text.Lang(lang)]; ok {
		return words.T("kiosk.language")
	}
	return lang
}

// today is the civil day on the municipality's calendar.
func (s *Server) today() charter.Date { return s.charter.Calendar.CivilDay(s.clock()) }

// kioskQuestions are the charter's questions that can be asked with faces.
func (s *Server) kioskQuestions() []charter.Question {
	return slices.DeleteFunc(slices.Clone(s.charter.Vocabulary().Questions), func(q charter.Question) bool { return len(q.Faces) == 0 })
}

// emptyScreenForm is the form of a new kiosk or place.
func (s *Server) emptyScreenForm() screenForm {
	f := screenForm{Active: true, Language: string(text.BG), Hours: typedOffice}
	if questions := s.kioskQuestions(); len(questions) > 0 {
		f.Question, f.Languages = questions[0].ID, languagesOf(questions[0])
	}
	return f
}

// serviceGroups lists the services offered today by department, and those chosen already even if they are offered no more.
func (n naming) serviceGroups(today charter.Date, chosen func(id string) bool) []choiceGroup {
	groups := make(map[string][]choice)
	for _, v := range n.catalogue.Services() {
		over := v.Unmapped || v.ValidFrom.After(today) || (!v.ValidTo.IsZero() && v.ValidTo.Before(today))
		if over && !chosen(v.ID) {
			continue
		}
		groups[v.Department] = append(groups[v.Department], choice{Value: v.ID, Label: v.Name.In(n.lang), Chosen: chosen(v.ID)})
	}
	var list []choiceGroup
	for _, d := range n.catalogue.Departments() {
		if len(groups[d.ID]) > 0 {
			list = append(list, choiceGroup{Label: d.Name.In(n.lang), Choices: groups[d.ID]})
		}
	}
	if len(groups[""]) > 0 {
		list = append(list, choiceGroup{Label: n.words.T("screens.other_services"), Choices: groups[""]})
	}
	return list
}

// differences says what is stored otherwise than the form says.
func (s *Server) differences(names naming, stored, typed screenForm) []differing {
	theirs, ours := s.described(names, stored), s.described(names, typed)
	var list []differing
	for i, part := range theirs {
		if part.Words != ours[i].Words {
			list = append(list, part)
		}
	}
	return list
}

// described puts a whole form into words, part by part, always the same parts in the same order.
func (s *Server) described(names naming, f screenForm) []differing {
	words := names.words
	yes := func(on bool) string {
		if on {
			return words.T("screens.yes")
		}
		return words.T("screens.no")
	}
	each := func(ids []string, name func(string) string) string {
		var list []string
		for _, id := range ids {
			list = append(list, name(id))
		}
		return words.List(list)
	}
	hours := words.T("screens.hours_"+f.Hours, "hours", spanInWords(officeSpan(s.charter.Calendar)))
	for n := range f.Days {
		if d := f.Days[n]; f.Hours == typedOwn && d != (typedSpan{}) {
			hours += ", " + words.WeekdayShort(time.Weekday(n)) + " " + d.Opens + "–" + d.Closes
		}
	}
	return []differing{
		{words.T("screens.name"), f.Name},
		{words.T("screens.name_en"), f.NameEN},
		{words.T("screens.office"), names.office(f.Office)},
		{words.T("screens.department"), names.department(f.Department)},
		{words.T("screens.service"), names.service(f.Service)},
		{words.T("screens.question"), names.question(f.Question)},
		{words.T("screens.active"), yes(f.Active)},
		{words.T("screens.languages"), each(f.Languages, s.languageName)},
		{words.T("screens.language"), s.languageName(f.Language)},
		{words.T("screens.hours_title"), hours},
		{words.T("screens.second_reasons"), yes(f.Reasons)},
		{words.T("screens.second_service"), yes(f.Choice)},
		{words.T("screens.second_comment"), yes(f.Comment)},
		{words.T("screens.services"), each(f.Services, names.service)},
		{words.T("screens.burst_taps"), f.BurstTaps},
		{words.T("screens.burst_within"), f.BurstWithin},
	}
}

// fillTaps puts today's counts beside the form.
func (s *Server) fillTaps(ctx context.Context, page *screenPage) {
	taps, err := s.options.Reports.TapsToday(ctx)
	page.Taps, page.NoCounts = taps[page.ID], err != nil
}

// screenAddress is the whole address of a path, with its QR code.
func (s *Server) screenAddress(c *fiber.Ctx, path string) (*screenAddress, error) {
	a := &screenAddress{Path: path, Link: s.front.address(c) + path, Loopback: isLoopback(hostname(s.front.host(c)))}
	var err error
	a.QR, err = newQR(a.Link)
	return a, err
}

// hostname is a host without its port and brackets.
func hostname(host string) string {
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		host = host[:i]
	}
	return strings.Trim(host, "[]")
}

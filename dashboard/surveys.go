package dashboard

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/guard"
	"harta/internal/register"
	"harta/internal/text"
)

// surveysPath is where the office makes one-time links.
const surveysPath = "/surveys"

// surveysPerPage is how many links the list shows at once.
const surveysPerPage = 50

// surveyDays are the spans, in days, for which a link may be open; the second is chosen unless said otherwise.
func surveyDays() []string { return []string{"7", "30", "90", "180"} }

// typedLink is what was typed about a link.
type typedLink struct {
	Record, Service, Office, Speed string
	Days                           string
	Format, Language               string
}

// surveyRow is a link in the list.
type surveyRow struct {
	Made, Expires time.Time
	About         string // the service
	Where         string // the office
	Record        string
	By            string
	State         string // used, open or expired
	Used          *time.Time
}

// surveysPage makes links and lists those that were made.
type surveysPage struct {
	Page
	Form      typedLink
	Services  []choiceGroup
	Offices   []choice
	Speeds    []choice
	Days      []choice
	Formats   []choice
	Languages []choice
	Rows      []surveyRow
	Older     string
	Errors    []formError
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *surveysPage) ErrorAt(field string) *formError { return errorAt(p.Errors, field) }

// surveyOfficeRoutes mounts the office's page of one-time links.
func (s *Server) surveyOfficeRoutes(app fiber.Router) {
	app.Get(surveysPath, s.signedIn(access.GiveSurveys, func(c *fiber.Ctx, _ access.Session) error {
		return s.renderSurveys(c, fiber.StatusOK, typedLink{Days: surveyDays()[1], Format: slipFormats()[0].Key, Language: string(text.BG)}, nil)
	}))
	app.Post(surveysPath, s.signedIn(access.GiveSurveys, s.makeSurvey))
	app.Post(surveysPath+"/slip", s.signedIn(access.GiveSurveys, s.slipAgain))
}

// makeSurvey makes a link and shows its slip: the page is the answer to the form itself, since nothing keeps the secret.
func (s *Server) makeSurvey(c *fiber.Ctx, session access.Session) error {
	field := func(name string) string { return strings.TrimSpace(validText(c.FormValue(name))) }
	typed := typedLink{
		Record: field("record"), Service: field("service"), Office: field("office"), Speed: field("order_speed"), Days: field("days"),
		Format: field("format"), Language: field("in"),
	}
	link, wrong := s.surveyOf(c, typed)
	if len(wrong) > 0 {
		return s.renderSurveys(c, fiber.StatusUnprocessableEntity, typed, wrong)
	}
	link.By = session.User.ID
	token, _, err := s.options.Surveys.NewSurveyLink(c.UserContext(), link)
	if err != nil {
		wrong, status, err := faultsOf(err)
		if err != nil {
			return err
		}
		return s.renderSurveys(c, status, typed, wrong)
	}
	return s.renderSlip(c, token, link, typed.Format, text.Lang(typed.Language))
}

// surveyOf reads what was typed. A record that has arrived says itself what it is about; one that is still to come needs a service.
func (s *Server) surveyOf(c *fiber.Ctx, typed typedLink) (register.SurveyLink, fault.List) {
	var wrong fault.List
	link := register.SurveyLink{Record: typed.Record, Service: typed.Service, Office: typed.Office, OrderSpeed: typed.Speed}
	days, err := strconv.Atoi(typed.Days)
	if err != nil || !slices.Contains(surveyDays(), typed.Days) {
		wrong = append(wrong, fault.Invalid("days", "survey_expires", nil))
	}
	link.Expires = s.clock().AddDate(0, 0, days)
	if !slices.ContainsFunc(slipFormats(), func(f posterFormat) bool { return f.Key == typed.Format }) {
		wrong = append(wrong, fault.Invalid("format", "poster_format", nil))
	}
	if !slices.Contains(posterLangs(), text.Lang(typed.Language)) {
		wrong = append(wrong, fault.Invalid("in", "no_such_language", nil))
	}
	if typed.Record == "" {
		if typed.Service == "" {
			wrong = append(wrong, fault.Invalid("record", "survey_about", nil))
		}
		return link, wrong
	}
	if guard.InNumber(typed.Record) { // the answer takes it to the figures
		return link, append(wrong, fault.Invalid("record", "personal_data_in_name", nil))
	}
	rec, found, err := s.options.Rows.RecordByNumber(c.UserContext(), typed.Record)
	switch {
	case err != nil && typed.Service == "": // the facts are away: the service must be said by hand
		s.logCitizenError(c, err)
		wrong = append(wrong, fault.Invalid("service", "survey_record_unread", nil))
	case err == nil && found:
		link.Service, link.Department, link.Office, link.OrderSpeed = s.known(c, rec.Service), "", rec.Office, rec.OrderSpeed
	case typed.Service == "":
		wrong = append(wrong, fault.Invalid("service", "survey_record_new", nil))
	}
	return link, wrong
}

// known is a service's id if the catalogue has it, and empty otherwise.
func (s *Server) known(c *fiber.Ctx, service string) string {
	cat, err := s.options.Catalogue.Catalogue(c.UserContext())
	if err != nil {
		return ""
	}
	if _, ok := cat.Service(service); !ok {
		return ""
	}
	return service
}

// renderSurveys shows the form as it was typed, and the links that were made.
func (s *Server) renderSurveys(c *fiber.Ctx, status int, typed typedLink, wrong fault.List) error {
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	page := &surveysPage{Page: s.newPage(c, "surveys.title"), Form: typed}
	page.Errors = wordErrors(page.Words, wrong, []string{"record", "service", "office", "order_speed", "days", "format", "in"})
	s.fillSurveyChoices(page, names)
	var before time.Time
	if ms, err := strconv.ParseInt(c.Query("before"), 10, 64); err == nil && ms > 0 {
		before = time.UnixMilli(ms)
	}
	links, err := s.options.Surveys.SurveyLinks(c.UserContext(), before, surveysPerPage+1)
	if err != nil {
		return err
	}
	for i, l := range links {
		if i == surveysPerPage {
			page.Older = surveysPath + "?before=" + strconv.FormatInt(links[i-1].Made.UnixMilli(), 10) + "#list-title"
			break
		}
		page.Rows = append(page.Rows, s.surveyRow(names, l))
	}
	return s.render(c, status, "surveys.html", page)
}

// surveyRow words a link of the list.
func (s *Server) surveyRow(names naming, l register.MadeLink) surveyRow {
	row := surveyRow{Made: l.Made, Expires: l.Expires, Record: l.Record, By: names.people[l.By], Used: l.Used, State: "open"}
	if l.Service != "" {
		row.About = names.service(l.Service)
	}
	if l.Office != "" {
		row.Where = names.office(l.Office)
	}
	switch {
	case l.Used != nil:
		row.State = "used"
	case !l.Expires.After(s.clock()):
		row.State = "expired"
	}
	return row
}

// fillSurveyChoices lists what can be chosen in the form.
func (s *Server) fillSurveyChoices(page *surveysPage, names naming) {
	f, words := page.Form, page.Words
	page.Services = serviceChoices(names.catalogue, page.Lang, f.Service, s.today())
	page.Offices = names.offices(f.Office)
	for _, v := range s.charter.OrderSpeeds {
		page.Speeds = append(page.Speeds, choice{Value: v.ID, Label: v.Label.In(names.lang), Chosen: v.ID == f.Speed})
	}
	for _, d := range surveyDays() {
		n, _ := strconv.Atoi(d) // of the list above
		page.Days = append(page.Days, choice{Value: d, Label: words.T("surveys.days", "count", n), Chosen: d == f.Days})
	}
	for _, format := range slipFormats() {
		page.Formats = append(page.Formats, choice{Value: format.Key, Label: words.T("surveys.format_" + format.Key), Chosen: format.Key == f.Format})
	}
	for _, l := range posterLangs() {
		page.Languages = append(page.Languages, choice{Value: string(l), Label: s.languageName(string(l)), Chosen: string(l) == f.Language})
	}
}

// slipFormats lists the papers of a slip.
func slipFormats() []posterFormat {
	return []posterFormat{
		{Key: "a6", Page: "poster-a6.css", Copies: 1},
		{Key: "receipt", Page: "poster-receipt.css", Copies: 1},
	}
}

// slipPage is the slip of a link, and above it, on the screen alone, what can be chosen.
type slipPage struct {
	Page
	Back      string
	Token     string
	Format    posterFormat
	Formats   []choice
	Languages []choice
	QR        qrImage
	Address   string // the link itself
	Typed     string // as it stands on paper
	About     string
	Until     string // civil day
	Loopback  bool
}

// slipAgain shows the slip of a link just made on another paper or in another language. The secret comes back from the page, in the
// body, so that it stands in no address.
func (s *Server) slipAgain(c *fiber.Ctx, _ access.Session) error {
	token := strings.Clone(c.FormValue("token"))
	link, err := s.options.Surveys.SurveyByToken(c.UserContext(), token)
	if err != nil {
		return err
	}
	format, lang := c.FormValue("format"), text.Lang(c.FormValue("in"))
	if !slices.ContainsFunc(slipFormats(), func(f posterFormat) bool { return f.Key == format }) {
		return fault.Invalid("format", "poster_format", nil)
	}
	if !slices.Contains(posterLangs(), lang) {
		return fault.Invalid("in", "no_such_language", nil)
	}
	return s.renderSlip(c, token, link, strings.Clone(format), lang)
}

// renderSlip shows the slip of a link, ready to be printed. It speaks its own language, and so does the page around it.
func (s *Server) renderSlip(c *fiber.Ctx, token string, link register.SurveyLink, format string, lang text.Lang) error {
	cat, err := s.options.Catalogue.Catalogue(c.UserContext())
	if err != nil {
		return err
	}
	page := &slipPage{Page: s.newPage(c, "surveys.slip_title"), Back: surveysPath, Token: token, Loopback: isLoopback(hostname(s.front.host(c)))}
	page.Lang, page.Words = lang, s.words[lang]
	page.Title = page.Words.T("surveys.slip_title")
	page.Municipality = s.charter.Municipality.Name.In(string(lang))
	for _, f := range slipFormats() {
		if f.Key == format {
			page.Format = f
		}
		page.Formats = append(page.Formats, choice{Value: f.Key, Label: page.Words.T("surveys.format_" + f.Key), Chosen: f.Key == format})
	}
	for _, l := range posterLangs() {
		page.Languages = append(page.Languages, choice{Value: string(l), Label: s.languageName(string(l)), Chosen: l == lang})
	}
	page.Address = s.front.address(c) + inLang(surveyPath+"/"+token, lang, formLangs())
	page.Typed = strings.TrimPrefix(page.Address, "https://")
	if page.QR, err = newQR(page.Address); err != nil {
		return err
	}
	if service, ok := cat.Service(link.Service); ok {
		page.About = service.Name.In(string(lang))
	}
	page.Until = s.charter.Calendar.CivilDay(link.Expires).String()
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	return s.render(c, fiber.StatusOK, "surveys_slip.html", page)
}

package dashboard

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// posterFormat is how a poster is printed.
type posterFormat struct {
	Key    string
	Page   string // the style sheet that sets the size of the paper
	Copies int    // on one sheet
}

// posterFormats lists the formats, the first being the one shown unless another is asked for.
func posterFormats() []posterFormat {
	return []posterFormat{
		{Key: "a4", Page: "poster-a4.css", Copies: 1},
		{Key: "a6", Page: "poster-a6.css", Copies: 1},
		{Key: "sheet", Page: "poster-a4.css", Copies: 4},
	}
}

// posterPage is a poster, and above it, on the screen alone, what can be chosen.
type posterPage struct {
	Page
	Back      string
	Format    posterFormat
	Formats   []NavItem
	Languages []NavItem
	Copies    []poster
	Loopback  bool
	Off       bool // the place takes no answers
}

// poster is one copy.
type poster struct {
	Municipality string
	Question     string
	Faces        []face
	QR           qrImage
	Address      string // as people type it
	Name         string
	Office       string
}

// posterLangs are the languages of posters.
func posterLangs() []text.Lang { return []text.Lang{text.BG, text.EN} }

// poster shows the poster of a place, ready to be printed. Its language is the reader's own unless the address names one.
func (s *Server) poster(c *fiber.Ctx, _ access.Session) error {
	p, err := s.options.Kiosks.Place(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	format, lang, err := posterChoice(c)
	if err != nil {
		return err
	}
	q, ok := s.charter.Question(p.Question)
	if !ok || len(q.Faces) == 0 {
		return fault.NotFound("kiosk_without_question", nil)
	}
	cat, err := s.options.Catalogue.Catalogue(c.UserContext())
	if err != nil {
		return err
	}
	path := placePath(p)
	if string(lang) != p.FirstLanguage() {
		path += "?" + citizenLangKey + "=" + string(lang)
	}
	code, err := newQR(s.front.address(c) + path)
	if err != nil {
		return err
	}
	office, _ := cat.Office(p.Office)
	one := poster{
		Municipality: s.charter.Municipality.Name.In(string(lang)), Question: q.Kiosk.In(string(lang)), Faces: faces(q, lang), QR: code,
		Address: typedAddress(s.front.address(c), p), Name: p.Name.In(string(lang)), Office: office.Name.In(string(lang)),
	}
	return s.renderPoster(c, p, format, lang, one)
}

// posterChoice reads the format and the language of a poster from the address.
func posterChoice(c *fiber.Ctx) (posterFormat, text.Lang, error) {
	format, found := posterFormats()[0], c.Query("format") == ""
	for _, f := range posterFormats() {
		if f.Key == c.Query("format") {
			format, found = f, true
		}
	}
	if !found {
		return format, "", fault.Invalid("format", "poster_format", nil)
	}
	switch lang := text.Lang(c.Query("in")); lang {
	case "", text.BG:
		return format, text.BG, nil
	case text.EN:
		return format, lang, nil
	}
	return format, "", fault.Invalid("in", "no_such_language", nil)
}

// typedAddress is the address as it stands on paper. Browsers go to https by themselves, so that scheme is left out.
func typedAddress(house string, p register.Place) string {
	return strings.TrimPrefix(house, "https://") + "/q/" + groupedCode(p.Code)
}

func (s *Server) renderPoster(c *fiber.Ctx, p register.Place, format posterFormat, lang text.Lang, one poster) error {
	page := &posterPage{
		Page: s.newPage(c, "screens.poster_title", "name", one.Name), Back: placesPath + "/" + p.ID, Format: format,
		Loopback: isLoopback(hostname(s.front.host(c))), Off: !p.Active,
	}
	page.Lang, page.Words = lang, s.words[lang] // the poster speaks its own language, and so does the page around it
	page.Title = page.Words.T("screens.poster_title", "name", one.Name)
	path := page.Back + "/poster?format="
	for _, f := range posterFormats() {
		page.Formats = append(page.Formats, NavItem{
			Href: path + f.Key + "&in=" + string(lang), Label: page.Words.T("screens.poster_" + f.Key), Current: f.Key == format.Key,
		})
	}
	for _, l := range posterLangs() {
		page.Languages = append(page.Languages, NavItem{
			Href: path + format.Key + "&in=" + string(l), Label: s.languageName(string(l)), Current: l == lang,
		})
	}
	for range format.Copies {
		page.Copies = append(page.Copies, one)
	}
	return s.render(c, fiber.StatusOK, "kiosks_poster.html", page)
}

// placeQR gives the bare code as a drawing, for leaflets of the office's own making.
func (s *Server) placeQR(c *fiber.Ctx, _ access.Session) error {
	p, err := s.options.Kiosks.Place(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	code, err := newQR(s.front.address(c) + placePath(p))
	if err != nil {
		return err
	}
	c.Attachment("qr-" + p.ID + ".svg") // sets the type by the name
	return c.SendString(code.svg())
}

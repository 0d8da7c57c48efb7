package dashboard

import (
	"mime/multipart"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Somebody writes for an hour, and the session has ended meanwhile, or somebody signed in anew in another tab. Such a form is never
// acted on, but what was typed is given back, with a way to send it again. The page shows what came with the request and nothing else.

// typedBackPage is a form that was refused because of who sent it, as it was typed.
type typedBackPage struct {
	Page
	Why    string      // signedOut, signedInAnew or notAllowedHere
	SignIn string      // where to sign in
	Action string      // where it was sent
	Texts  []typedText // by the names of their fields
	Others []sentField // chosen beside the texts
	Files  *fileField  // files that may come with the form
	Lost   bool        // files came and were not kept
}

// Why a form was refused, as its words are called.
const (
	signedOut      = "signed_out"
	signedInAnew   = "signed_in_anew"
	notAllowedHere = "not_allowed"
)

// refuseTyped answers a form whose sender is not signed in, or that was made in another session, or is not the sender's to send: with
// what was typed, or with the error where nothing was. Only a browser that says that one of our own pages sent the form gets it back.
func (s *Server) refuseTyped(c *fiber.Ctx, err error) error {
	if isRead(c) || wantsJSON(c) || !s.fromOwnPage(c) {
		return err
	}
	page := &typedBackPage{Action: localPath(c.OriginalURL())}
	sent := sentValues(c)
	lines, short := s.lineFields(c)
	for _, field := range append(s.textFields(c), lines...) {
		if field.Text = strings.ToValidUTF8(sent.Get(field.ID), "\uFFFD"); field.Text != "" {
			page.Texts = append(page.Texts, field)
		}
	}
	page.Others = otherFields(sent, page.Texts)
	status, f := classify(err)
	if len(page.Texts) == 0 && (!short || !chosen(page.Others) || f.Code == "not_allowed") {
		return err
	}
	switch {
	case f.Code == "not_allowed":
		page.Why = notAllowedHere
	case status == fiber.StatusUnauthorized:
		page.Why, page.SignIn = signedOut, "/login"+nextQuery(pageOfForm(c.Path()))
	default:
		page.Why = signedInAnew
	}
	page.Page = s.newPage(c, "back.title")
	page.takeFiles(c)
	return s.render(c, status, "typed_back.html", page)
}

// fromOwnPage says whether the browser itself tells that a page of ours sent the form. sameSite is content with a request of no page.
func (s *Server) fromOwnPage(c *fiber.Ctx) bool {
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	return c.Get(fiber.HeaderOrigin) != "" && s.sameSite(c)
}

// takeFiles offers to choose the files again, where the form takes some.
func (p *typedBackPage) takeFiles(c *fiber.Ctx) {
	if !staffFiles(c.Path()) {
		return
	}
	field := newFileField(p.Words.T("form.files"), filesHint(p.Words), nil, nil)
	p.Files = &field
	p.Lost = filesLeft(c) != nil
	if sent, err := c.MultipartForm(); err == nil {
		p.Lost = p.Lost || slices.ContainsFunc(sent.File["files"], func(f *multipart.FileHeader) bool { return f.Size > 0 || f.Filename != "" })
	}
}

// sentValues are the fields of a form, however it was sent.
func sentValues(c *fiber.Ctx) url.Values {
	values := url.Values{}
	if sent, err := c.MultipartForm(); err == nil {
		for name, all := range sent.Value {
			values[name] = all
		}
		return values
	}
	c.Request().PostArgs().VisitAll(func(name, value []byte) { values.Add(string(name), string(value)) })
	return values
}

// otherFields are the fields that were sent beside the texts, but the token, of which the page has its own, and files not chosen.
func otherFields(sent url.Values, texts []typedText) []sentField {
	var list []sentField
	for name, all := range sent {
		if name == "csrf" || name == "files" || slices.ContainsFunc(texts, func(t typedText) bool { return t.ID == name }) {
			continue
		}
		for _, value := range all {
			list = append(list, sentField{name, strings.ToValidUTF8(value, "\uFFFD")})
		}
	}
	slices.SortStableFunc(list, func(a, b sentField) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// chosen says whether somebody has chosen any of the fields: a page fills some in by itself.
func chosen(fields []sentField) bool {
	return slices.ContainsFunc(fields, func(f sentField) bool { return f.Value != "" && f.Name != "version" && f.Name != "id" })
}

// pageOfForm is the page on which a form stood, as far as its own address tells. The number of a sealed case is in no address.
func pageOfForm(path string) string {
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if len(parts) > 1 && "/"+parts[0] == casesPath {
		return localPath("/" + parts[0] + "/" + parts[1])
	}
	return localPath("/" + parts[0])
}

package dashboard

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"harta/internal/text"
)

// preferenceAge is how long a browser remembers a language or a theme.
const preferenceAge = 365 * 24 * time.Hour

// Theme is how the reader wants the colours; empty follows the system.
type Theme string

// The themes.
const (
	ThemeSystem Theme = ""
	ThemeLight  Theme = "light"
	ThemeDark   Theme = "dark"
)

// DarkMedia is the media query under which the dark colours apply; empty when they never do. Paper is always light.
func (t Theme) DarkMedia() string {
	switch t {
	case ThemeDark:
		return "screen"
	case ThemeLight:
		return ""
	}
	return "screen and (prefers-color-scheme: dark)"
}

// preferenceRoutes mounts the switches of the frame.
func (s *Server) preferenceRoutes(app fiber.Router) {
	app.Post("/preferences", s.setPreferences)
}

// setPreferences remembers a language or a theme in the browser and goes back. It tells nothing about the person, so it needs no
// session; citizens' pages do not use it and stay without cookies.
func (s *Server) setPreferences(c *fiber.Ctx) error {
	if lang := text.Lang(c.FormValue("lang")); slices.Contains(text.Staff(), lang) {
		s.remember(c, "lang", string(lang))
	}
	switch t := c.FormValue("theme"); Theme(t) {
	case ThemeLight, ThemeDark:
		s.remember(c, "theme", t)
	default:
		if t == "system" {
			s.dropCookie(c, "theme")
		}
	}
	return c.Redirect(localPath(c.FormValue("next")), fiber.StatusSeeOther)
}

// remember keeps a preference in the browser.
func (s *Server) remember(c *fiber.Ctx, name, value string) {
	cookie := s.newCookie(name, value)
	cookie.Expires = s.clock().Add(preferenceAge)
	c.Cookie(cookie)
}

// theme reads the reader's wish.
func (s *Server) theme(c *fiber.Ctx) Theme {
	switch t := Theme(c.Cookies(s.cookieName("theme"))); t {
	case ThemeLight, ThemeDark:
		return t
	}
	return ThemeSystem
}

// printer chooses the reader's language among the dashboard's: the one in the address, else the remembered one, else Bulgarian.
// The browser's own setting does not count: many of the office's machines speak English. A program's wish in Accept-Language does.
func (s *Server) printer(c *fiber.Ctx) *text.Printer {
	if forPrograms(c) {
		return s.words[text.Choose(text.Staff(), c.Query("lang"), c.Get(fiber.HeaderAcceptLanguage))]
	}
	return s.words[text.Choose(text.Staff(), c.Query("lang"), c.Cookies(s.cookieName("lang")))]
}

// longestPath is the longest address that is carried through a form, in bytes.
const longestPath = 2048

// localPath lets through an address of this site only: a path with its query. Anything else, such as another host or what a
// browser could take for one, becomes the overview.
func localPath(next string) string {
	if !strings.HasPrefix(next, "/") || len(next) > longestPath {
		return "/"
	}
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" || strings.Contains(u.Path, "//") || strings.ContainsFunc(u.Path, unsafeInPath) {
		return "/"
	}
	local := url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.Query().Encode()}
	return local.RequestURI()
}

// unsafeInPath finds what browsers drop from addresses or read as a slash.
func unsafeInPath(r rune) bool { return r == '\\' || unicode.IsControl(r) }

// nextQuery carries an address through the login; the overview needs no carrying.
func nextQuery(next string) string {
	if next == "/" {
		return ""
	}
	return "?" + url.Values{"next": {next}}.Encode()
}

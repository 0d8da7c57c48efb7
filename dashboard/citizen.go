package dashboard

import (
	"log/slog"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/fault"
	"harta/internal/text"
)

// Citizens' pages, the kiosk and the forms, are answered before anybody asks who the visitor is: they read no cookie and set
// none. The language is the one in the address, and nothing else is known about the reader.

// citizenLangKey is the query parameter that names the language.
const citizenLangKey = "lang"

// citizenLang chooses the language of a citizen's page among those it is offered in; the first is the default.
func citizenLang(c *fiber.Ctx, offered []text.Lang) text.Lang {
	return text.Choose(offered, c.Query(citizenLangKey))
}

// citizenPage fills the frame of a page for a citizen. Dark colours follow the system.
func (s *Server) citizenPage(lang text.Lang, title string) Page {
	return Page{
		Lang:         lang,
		Words:        s.words[lang],
		Title:        title,
		Municipality: s.charter.Municipality.Name.In(string(lang)),
		Theme:        ThemeSystem,
	}
}

// LangLink is a link to the same page in another language.
type LangLink struct {
	Lang    text.Lang
	Name    string // of the language, in the language itself
	Href    string
	Current bool
}

// langLinks are the languages of a page at the path. The default one needs no parameter.
func (s *Server) langLinks(path string, offered []text.Lang, current text.Lang) []LangLink {
	links := make([]LangLink, len(offered))
	for i, l := range offered {
		links[i] = LangLink{Lang: l, Name: s.words[l].T("kiosk.language"), Href: inLang(path, l, offered), Current: l == current}
	}
	return links
}

// inLang gives the address of a path in a language.
func inLang(path string, lang text.Lang, offered []text.Lang) string {
	if lang == offered[0] {
		return path
	}
	return path + "?" + citizenLangKey + "=" + string(lang)
}

// tooMany refuses a command for a while and says for how long, in words and to the browser.
func tooMany(c *fiber.Ctx, wait time.Duration) error {
	seconds := int64(wait.Seconds()) + 1
	c.Set(fiber.HeaderRetryAfter, strconv.FormatInt(seconds, 10))
	return fault.New(fault.KindTooMany, "too_many_requests", fault.Params{"count": seconds})
}

// logCitizenError keeps an internal error of a citizen's page, which the reader is told of in a neutral sentence.
func (s *Server) logCitizenError(c *fiber.Ctx, err error) {
	s.log.LogAttrs(c.UserContext(), slog.LevelError, "request failed",
		slog.String("request", requestID(c)), slog.String("route", c.Route().Path), slog.Any("error", err))
}

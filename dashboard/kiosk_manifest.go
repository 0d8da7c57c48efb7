package dashboard

import (
	"encoding/json"
	"fmt"

	"github.com/gofiber/fiber/v2"
)

// The colours of an installed kiosk's window before its page has any: those of paper and accent in tokens.css.
const (
	kioskPaper  = "#f4f6f7"
	kioskAccent = "#0b5563"
)

// webManifest is what a browser asks for to install a page (W3C, Web Application Manifest).
type webManifest struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	ShortName  string    `json:"short_name"`
	Lang       string    `json:"lang"`
	Start      string    `json:"start_url"`
	Scope      string    `json:"scope"`
	Display    string    `json:"display"`
	Background string    `json:"background_color"`
	Theme      string    `json:"theme_color"`
	Icons      []webIcon `json:"icons"`
}

type webIcon struct {
	Source string `json:"src"`
	Sizes  string `json:"sizes"`
	Type   string `json:"type"`
}

// kioskManifest lets a tablet install its kiosk, which then fills the screen. It begins in the language shown first. Only kiosks
// have one: nobody who passes by a poster is asked to install anything.
func (s *Server) kioskManifest(c *fiber.Ctx, b booth) error {
	lang := b.languages()[0]
	mark, err := s.assets.url("mark.svg")
	if err != nil {
		return err
	}
	words := s.words[lang]
	body, err := json.Marshal(webManifest{
		ID: b.Home, Name: words.T("kiosk.app_name", "municipality", s.charter.Municipality.Name.In(string(lang))),
		ShortName: words.T("kiosk.app"), Lang: string(lang), Start: b.Home, Scope: b.Home, Display: "fullscreen",
		Background: kioskPaper, Theme: kioskAccent, Icons: []webIcon{{Source: mark, Sizes: "any", Type: "image/svg+xml"}},
	})
	if err != nil {
		return fmt.Errorf("encode the kiosk's manifest: %w", err)
	}
	c.Set(fiber.HeaderContentType, "application/manifest+json; charset=utf-8")
	return c.Send(body)
}

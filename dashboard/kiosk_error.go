package dashboard

import (
	"github.com/gofiber/fiber/v2"

	"harta/internal/text"
)

// kioskFaults are the faults that a person at a kiosk is told about in words of their own, by code. All others are one sentence:
// nothing was counted, please try again.
func kioskFaults() map[string]string {
	return map[string]string{
		"kiosk_unknown":          "kiosk.error.unknown",
		"kiosk_inactive":         "kiosk.error.inactive",
		"kiosk_without_question": "kiosk.error.inactive",
		"score_out_of_range":     "kiosk.error.score",
		"score_missing":          "kiosk.error.score",
		"id_missing":             "kiosk.error.page",
		"too_many_requests":      "kiosk.error.busy",
		"spool_full":             "kiosk.error.busy",
		"disk_full":              "kiosk.error.busy",
	}
}

// kioskError shows what went wrong in the reader's language. home is the kiosk's address, empty when there is no such kiosk.
func (s *Server) kioskError(c *fiber.Ctx, home string, err error) error {
	status, f := classify(err)
	if status >= fiber.StatusInternalServerError {
		s.logCitizenError(c, err)
	}
	key, known := kioskFaults()[f.Code]
	if !known {
		key = "kiosk.error.other"
	}
	lang := citizenLang(c, text.Public())
	words := s.words[lang]
	if wantsJSON(c) {
		body := errorBody{Code: f.Code, Field: f.Field, Message: words.T(key), Request: requestID(c)}
		return c.Status(status).JSON(fiber.Map{"error": body})
	}
	title := words.T("kiosk.error.title")
	if isRead(c) { // nobody has rated yet
		title = words.T("kiosk.error.closed")
	}
	page := &kioskNote{Page: s.citizenPage(lang, title), Home: home, Detail: words.T(key)}
	if home != "" {
		refresh(c, kioskErrorTime, home)
	}
	return s.render(c, status, "kiosk_error.html", page)
}

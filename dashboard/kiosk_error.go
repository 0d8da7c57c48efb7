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
		"place_unknown":          "kiosk.error.place_unknown",
		"place_inactive":         "kiosk.error.place_inactive",
		"remark_long":            "kiosk.error.remark",
		"remark_malformed":       "kiosk.error.remark",
		"score_out_of_range":     "kiosk.error.score",
		"score_missing":          "kiosk.error.score",
		"id_missing":             "kiosk.error.page",
		"too_many_requests":      "kiosk.error.busy",
		"spool_full":             "kiosk.error.busy",
		"disk_full":              "kiosk.error.busy",
	}
}

// kioskError shows what went wrong in the reader's language. The booth is the zero value when there is none at the address.
func (s *Server) kioskError(c *fiber.Ctx, b booth, err error) error {
	status, f := classify(err)
	if status >= fiber.StatusInternalServerError {
		s.logCitizenError(c, err)
	}
	key, known := kioskFaults()[f.Code]
	if !known {
		key = "kiosk.error.other"
	}
	offered := text.Public()
	if b.Home != "" {
		offered = b.languages()
	}
	lang := citizenLang(c, offered)
	words := s.words[lang]
	if wantsJSON(c) {
		body := errorBody{Code: f.Code, Field: f.Field, Message: words.T(key), Request: requestID(c)}
		return c.Status(status).JSON(fiber.Map{"error": body})
	}
	title := words.T("kiosk.error.title")
	if isRead(c) { // nobody has rated yet
		title = words.T("kiosk.error.closed")
	}
	page := &kioskNote{Page: s.citizenPage(lang, title), Home: b.Home, Detail: words.T(key)}
	switch {
	case b.Home != "":
		refresh(c, kioskErrorTime, b.Home)
	case switchedOff(f.Code):
		refresh(c, kioskOffTime, boothPath(c))
	}
	return s.render(c, status, "kiosk_error.html", page)
}

// switchedOff says whether a fault is about a booth that somebody may switch on again. Nobody walks to every screen then, so its page
// comes back by itself.
func switchedOff(code string) bool { return code == "kiosk_inactive" || code == "place_inactive" }

// boothPath is the path of the booth's page in the language shown first, as the address names it.
func boothPath(c *fiber.Ctx) string {
	if token := c.Params("token"); token != "" {
		return "/k/" + token
	}
	return "/q/" + c.Params("place")
}

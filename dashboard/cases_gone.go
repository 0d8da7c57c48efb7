package dashboard

import (
	"github.com/gofiber/fiber/v2"

	"harta/internal/fault"
	"harta/internal/text"
)

// typedText is something that somebody has written.
type typedText struct {
	ID, Label, Text string
	Line            bool // it is a line, not a text
}

// goneCasePage gives back what was written about a case that is no longer the writer's to see: somebody has given it to another
// department meanwhile. It says nothing about the case, and is the same for a number that never was one.
type goneCasePage struct {
	Page
	Texts []typedText
}

// refuseGone answers a form about a case that the sender does not see: with what was written, or with the error where nothing was.
func (s *Server) refuseGone(c *fiber.Ctx, err error, texts []typedText) error {
	if f, is := fault.As(err); !is || f.Code != "case_unknown" || len(texts) == 0 {
		return err
	}
	return s.render(c, fiber.StatusNotFound, "case_gone.html", &goneCasePage{Page: s.newPage(c, "cases.gone_title"), Texts: texts})
}

// written lists the texts of a form that are not empty.
func (a sentAct) written(words *text.Printer) []typedText {
	var texts []typedText
	for _, in := range a.act.inputs {
		if said := a.typed[in.name]; said != "" && (in.kind == inputArea || in.kind == inputLine) {
			texts = append(texts, typedText{ID: in.name, Label: words.T("act." + a.act.key + "." + in.name), Text: said})
		}
	}
	return texts
}

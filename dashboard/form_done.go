package dashboard

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

// receiptPage is what the citizen takes away.
type receiptPage struct {
	Page
	Kind      string
	Number    string
	Received  time.Time
	Deadline  string   // in words; empty: no clock runs
	Link      string   // where the case can be followed, whole; empty: it cannot
	Code      *qrImage // the link, for paper
	Files     int64
	Notify    bool
	Sealed    bool
	SetAside  bool
	Anonymous bool
	Already   bool
	Office    charter.Municipality
}

// renderReceipt shows the number, the deadline, the link and what happens next. A repeat is no new case and says so.
func (s *Server) renderReceipt(c *fiber.Ctx, r register.Receipt, sent register.Submission) error {
	lang := citizenLang(c, formLangs())
	words := s.words[lang]
	page := &receiptPage{
		Page: s.citizenPage(lang, words.T("form.done_title."+sent.Kind)), Kind: sent.Kind, Number: r.Number, Received: s.clock(),
		Sealed: r.Sealed, SetAside: r.SetAside, Anonymous: sent.Anonymous, Already: r.Already, Files: int64(len(sent.Files)),
		Notify: sent.Notify && !sent.Anonymous && s.options.Mail, Office: s.charter.Municipality,
	}
	page.Scripts = []string{"form.js"}
	status := fiber.StatusCreated
	if r.Already {
		status = fiber.StatusOK
	}
	if r.HasDeadline {
		page.Deadline = s.dateInWords(words, "form.done_by", r.Deadline)
	}
	if !r.Sealed {
		page.Link = s.followLink(c, r.Number, sent.Language)
		if code, err := newQR(page.Link); page.Link != "" && err == nil { // on paper the link stands in letters too
			page.Code = &code
		}
	}
	return s.render(c, status, "form_done.html", page)
}

// followLink is the whole address under which the sender follows a case. The case is registered already: a link that cannot be made is
// no reason to say otherwise, and can be asked for later.
func (s *Server) followLink(c *fiber.Ctx, number, lang string) string {
	token, err := s.options.Citizens.NewLink(c.UserContext(), number)
	if err != nil {
		if f, ok := fault.As(err); !ok || f.Kind != fault.KindNotFound {
			s.logCitizenError(c, err)
		}
		return ""
	}
	return followAddress(s.front.address(c), token, lang)
}

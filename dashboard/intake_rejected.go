package dashboard

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"harta/ingest"
	"harta/internal/access"
	"harta/internal/fault"
)

// payloadShown bounds the part of a payload that stands on the page, in bytes; the download has all of it.
const payloadShown = 16 << 10

// rejectedPage shows one refused item and takes the decision about it.
type rejectedPage struct {
	Page
	Item    ingest.RejectedItem
	Name    string // of the kind
	Path    string
	Payload string // as far as it is shown
	Cut     bool   // there is more of it
	Reason  string // of the dismissal, as typed
	Wrong   *reasonError
}

// reasonError is what is wrong with the reason of a dismissal, in words.
type reasonError struct{ Field, Message string }

func rejectedPath(n int64) string { return intakePath + "/rejected/" + strconv.FormatInt(n, 10) }

// rejectedRoutes mounts the refused items.
func (s *Server) rejectedRoutes(app fiber.Router) {
	const path = intakePath + "/rejected/:n"
	app.Get(path, s.signedIn(access.Administer, s.showRejected))
	app.Get(path+"/payload", s.signedIn(access.Administer, s.rejectedPayload))
	app.Post(path+"/retry", s.signedIn(access.Administer, s.retryRejected))
	app.Post(path+"/dismiss", s.signedIn(access.Administer, s.dismissRejected))
}

// rejectedItem finds the item of the address.
func (s *Server) rejectedItem(c *fiber.Ctx) (ingest.RejectedItem, error) {
	n, err := strconv.ParseInt(c.Params("n"), 10, 64)
	if err != nil || n <= 0 {
		return ingest.RejectedItem{}, fault.NotFound("rejected_unknown", nil)
	}
	return s.options.Spool.RejectedByNumber(c.UserContext(), n)
}

func (s *Server) showRejected(c *fiber.Ctx, _ access.Session) error {
	it, err := s.rejectedItem(c)
	if err != nil {
		return err
	}
	return s.renderRejected(c, fiber.StatusOK, it, "", nil)
}

func (s *Server) renderRejected(c *fiber.Ctx, status int, it ingest.RejectedItem, reason string, wrong error) error {
	page := &rejectedPage{Page: s.newPage(c, "intake.rejected_title"), Item: it, Path: rejectedPath(it.N), Reason: reason}
	page.Name = kindName(page.Words, it.Kind)
	page.Payload, page.Cut = readable(it.Payload)
	if wrong != nil {
		page.Wrong = &reasonError{Field: "reason", Message: page.Words.Error(wrong)}
	}
	return s.render(c, status, "intake_rejected.html", page)
}

// readable sets JSON in lines and cuts what is too long for a page.
func readable(payload []byte) (shown string, cut bool) {
	var b bytes.Buffer
	if json.Indent(&b, payload, "", "  ") == nil {
		payload = b.Bytes()
	}
	if len(payload) > payloadShown {
		end := payloadShown
		for end > 0 && !utf8.RuneStart(payload[end]) {
			end--
		}
		payload, cut = payload[:end], true
	}
	return string(bytes.ToValidUTF8(payload, []byte("\uFFFD"))), cut
}

// rejectedPayload gives the payload as it was accepted, byte for byte.
func (s *Server) rejectedPayload(c *fiber.Ctx, session access.Session) error {
	it, err := s.rejectedItem(c)
	if err != nil {
		return err
	}
	if err := s.auditRejected(c, session, "intake.rejected.download", it, nil); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="rejected-`+strconv.FormatInt(it.N, 10)+`.json"`)
	c.Set(fiber.HeaderContentType, fiber.MIMEOctetStream)
	return c.Send(it.Payload)
}

func (s *Server) retryRejected(c *fiber.Ctx, session access.Session) error {
	it, err := s.rejectedItem(c)
	if err != nil {
		return err
	}
	if err := s.auditRejected(c, session, "intake.rejected.retry", it, nil); err != nil {
		return err
	}
	if err := s.options.Spool.Retry(c.UserContext(), it.N); err != nil {
		return err
	}
	return c.Redirect(intakePath, fiber.StatusSeeOther)
}

// dismissRejected takes an item off the list for a reason. A reason that will not do comes back as it was typed.
func (s *Server) dismissRejected(c *fiber.Ctx, session access.Session) error {
	it, err := s.rejectedItem(c)
	if err != nil {
		return err
	}
	reason := c.FormValue("reason")
	err = s.options.Spool.Dismiss(c.UserContext(), it.N, reason)
	if f, ok := fault.As(err); ok && f.Field == "reason" {
		return s.renderRejected(c, fiber.StatusUnprocessableEntity, it, string(bytes.ToValidUTF8([]byte(reason), []byte("\uFFFD"))), err)
	}
	if err != nil {
		return err
	}
	if err := s.auditRejected(c, session, "intake.rejected.dismiss", it, map[string]any{"reason": reason}); err != nil {
		return err
	}
	return c.Redirect(intakePath, fiber.StatusSeeOther)
}

func (s *Server) auditRejected(c *fiber.Ctx, session access.Session, what string, it ingest.RejectedItem, details map[string]any) error {
	all := map[string]any{"kind": it.Kind, "id": it.ID}
	for k, v := range details {
		all[k] = v
	}
	return s.options.Audit.Audit(c.UserContext(), session.User.ID, what, strconv.FormatInt(it.N, 10), all)
}

package dashboard

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"harta/internal/fault"
)

// Somebody who chose too large a file has typed a complaint as well. A form whose files have no room is therefore read as it comes:
// its fields are kept, its files are not, and it comes back as it was typed. The script warns before; this is for browsers without it.

// formReadMost is the size up to which that is done, in bytes. Whatever is larger is not read at all.
const formReadMost = 256 << 20

// leftHeader marks a form whose files are left out, with the code of the fault that says why. It is taken off what clients send.
const leftHeader = "Harta-Files-Left"

// leaveFiles has the server hand a form over as a stream: by its type alone it would read all the files first.
func leaveFiles(h *fasthttp.RequestHeader, why string) {
	kind := string(h.ContentType())
	if len(h.MultipartFormBoundary()) == 0 || h.ContentLength() > formReadMost {
		return
	}
	h.Set(leftHeader, why+" "+kind)
	h.SetContentType(fiber.MIMEOctetStream)
}

// holdFields reads the fields of a form without its files, and gives the request on as a form of these fields.
func (s *Server) holdFields(c *fiber.Ctx, body *pacedBody) error {
	why, kind, _ := strings.Cut(c.Get(leftHeader), " ")
	_, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return fiber.ErrBadRequest
	}
	fields, err := readFields(multipart.NewReader(body, params["boundary"]))
	body.finish(c)
	if err != nil {
		return err
	}
	request := c.Request()
	request.Header.SetContentType(fiber.MIMEApplicationForm)
	request.SetBodyRaw([]byte(fields.Encode()))
	c.Locals(keyFilesLeft, fault.Invalid("files", why, fault.Params{"mb": formBytes >> 20}))
	return c.Next()
}

// readFields reads the fields of a form, at most bodyBytes of them, and passes over its files.
func readFields(parts *multipart.Reader) (url.Values, error) {
	fields := url.Values{}
	room := int64(bodyBytes)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return fields, nil
		}
		if err != nil {
			return nil, unreadable(err)
		}
		if part.FileName() != "" || part.FormName() == "" {
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, room+1))
		if err != nil {
			return nil, unreadable(err)
		}
		room -= int64(len(value) + len(part.FormName()))
		if room < 0 {
			return nil, fiber.ErrRequestEntityTooLarge
		}
		fields.Add(part.FormName(), string(value))
	}
}

// unreadable tells a form that is none from a sender that is too slow or gone.
func unreadable(err error) error {
	var known *fiber.Error
	if _, ok := fault.As(err); ok || errors.As(err, &known) {
		return err
	}
	return fiber.ErrBadRequest
}

// filesLeft says why the files of a form were left out, nil when they were not.
func filesLeft(c *fiber.Ctx) *fault.Error {
	left, _ := c.Locals(keyFilesLeft).(*fault.Error)
	return left
}

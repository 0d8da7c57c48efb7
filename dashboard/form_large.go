package dashboard

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"harta/internal/fault"
	"harta/internal/register"
)

// Somebody who chose too large a file has typed a complaint as well. A form with large files is therefore read as it comes: its fields
// are kept, and its files too while there is room for them; without room it comes back as it was typed. The script warns before; this
// is for browsers without it.

// formReadMost is the size up to which that is done, in bytes. Whatever is larger is not read at all.
const formReadMost = 256 << 20

// leftHeader marks a form that is read as it comes, with the code of the fault that says why its files are left out, or filesWanted. It
// is taken off what clients send.
const leftHeader = "Harta-Files-Left"

// filesWanted marks a form whose files are small enough.
const filesWanted = "wanted"

// formFile is a file that came with a form.
type formFile struct {
	name string
	open func() (io.ReadCloser, error)
}

// leaveFiles has the server hand a form over as a stream: by its type alone it would read all the files first.
func leaveFiles(h *fasthttp.RequestHeader, why string) {
	kind := string(h.ContentType())
	if len(h.MultipartFormBoundary()) == 0 || h.ContentLength() > formReadMost {
		return
	}
	h.Set(leftHeader, why+" "+kind)
	h.SetContentType(fiber.MIMEOctetStream)
}

// holdForm reads a form with large files, and gives the request on as a form of its fields, with the files beside them where there is
// room for them until the answer.
func (s *Server) holdForm(c *fiber.Ctx, body *pacedBody) error {
	why, kind, _ := strings.Cut(c.Get(leftHeader), " ")
	_, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return fiber.ErrBadRequest
	}
	body.most = formTime
	filesMost := 0
	if why == filesWanted {
		why = "form_files_busy"
		if leave, ok := s.roomForForm(c); ok {
			defer leave()
			why, filesMost = "", register.FilesMax+1 // one too many is told
		}
	}
	fields, files, err := readParts(multipart.NewReader(body, params["boundary"]), filesMost)
	body.finish(c)
	if err != nil {
		return err
	}
	request := c.Request()
	request.Header.SetContentType(fiber.MIMEApplicationForm)
	request.SetBodyRaw([]byte(fields.Encode()))
	c.Locals(keyFiles, files)
	if why != "" {
		c.Locals(keyFilesLeft, fault.Invalid("files", why, fault.Params{"mb": formBytes >> 20}))
	}
	return s.within(pageTime)(c) // the time it took to come is not the page's
}

// roomForForm takes a place among the forms with files for the sender of this one. Nobody needs one for a case by a link that leads to
// none.
func (s *Server) roomForForm(c *fiber.Ctx) (leave func(), ok bool) {
	if staffFiles(c.Path()) { // which bodyConfig lets nobody but them come by
		return s.forms.forStaff()
	}
	if secret := ownCase(c.Path()); secret != "" {
		if _, err := s.options.Citizens.LinkedCase(c.UserContext(), secret); err != nil {
			return nil, false // the page itself says why
		}
	}
	return s.forms.forCitizen(s.front.network(c))
}

// readParts reads the fields of a form, at most bodyBytes of them, and at most so many of its files; it passes over the others.
func readParts(parts *multipart.Reader, filesMost int) (url.Values, []formFile, error) {
	fields, files := url.Values{}, []formFile(nil)
	room := int64(bodyBytes)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return fields, files, nil
		}
		if err != nil {
			return nil, nil, unreadable(err)
		}
		if part.FileName() != "" && part.FormName() == "files" && len(files) < filesMost {
			content, err := io.ReadAll(part)
			if err != nil {
				return nil, nil, unreadable(err)
			}
			files = append(files, formFile{part.FileName(), func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }})
		}
		if part.FileName() != "" || part.FormName() == "" {
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, room+1))
		if err != nil {
			return nil, nil, unreadable(err)
		}
		room -= int64(len(value) + len(part.FormName()))
		if room < 0 {
			return nil, nil, fiber.ErrRequestEntityTooLarge
		}
		fields.Add(part.FormName(), string(value))
	}
}

// filesOf gives the files that came with a form. A place for a file where nothing was chosen is none.
func filesOf(c *fiber.Ctx) []formFile {
	if files, held := c.Locals(keyFiles).([]formFile); held {
		return files
	}
	sent, err := c.MultipartForm()
	if err != nil { // a form without files
		return nil
	}
	var files []formFile
	for _, header := range sent.File["files"] {
		if header.Filename != "" || header.Size > 0 {
			files = append(files, formFile{header.Filename, func() (io.ReadCloser, error) { return header.Open() }})
		}
	}
	return files
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

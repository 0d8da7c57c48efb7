package dashboard

import (
	"crypto/subtle"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"harta/internal/access"
	"harta/internal/fault"
)

// contentPolicy lets a page use this server's own files and nothing else: no inline script or style, no frame, no other host.
const contentPolicy = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// strictTransport asks browsers to come back over TLS only, for a year.
const strictTransport = "max-age=31536000"

// secureHeaders sets the headers that protect every response.
func (s *Server) secureHeaders(c *fiber.Ctx) error {
	s.setHeaders(c)
	return c.Next()
}

// protection are the headers of every response, by their canonical names.
var protection = [...]struct{ name, value []byte }{
	{[]byte(fiber.HeaderContentSecurityPolicy), []byte(contentPolicy)},
	{[]byte(fiber.HeaderXContentTypeOptions), []byte("nosniff")},
	{[]byte(fiber.HeaderXFrameOptions), []byte("DENY")},
	{[]byte(fiber.HeaderReferrerPolicy), []byte("same-origin")},
	{[]byte("Cross-Origin-Opener-Policy"), []byte("same-origin")},
	{[]byte("Cross-Origin-Resource-Policy"), []byte("same-origin")},
	{[]byte("Permissions-Policy"), []byte("camera=(), geolocation=(), microphone=(), payment=(), usb=()")},
	{[]byte(fiber.HeaderCacheControl), []byte("no-store")},
}

// setHeaders sets them. A page may hold what only its reader may see, so nothing is kept in caches unless its handler says
// otherwise. The referrer stays within the house: with no-referrer browsers would send "Origin: null" with our own forms.
func (s *Server) setHeaders(c *fiber.Ctx) {
	for _, h := range &protection {
		c.Response().Header.SetCanonical(h.name, h.value)
	}
	if s.front.secure() {
		c.Set(fiber.HeaderStrictTransportSecurity, strictTransport)
	}
}

// refuseEncoding refuses compressed requests: a few kilobytes could grow to gigabytes in memory.
func refuseEncoding(c *fiber.Ctx) error {
	if encoding := c.Get(fiber.HeaderContentEncoding); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return fiber.ErrUnsupportedMediaType
	}
	return c.Next()
}

// refuseCrossSite refuses commands that another site's page sends in the visitor's name. Browsers say where a request comes from
// in Sec-Fetch-Site, older ones in Origin; a request with neither comes from no browser and carries nobody's cookies unasked.
func (s *Server) refuseCrossSite(c *fiber.Ctx) error {
	if isRead(c) || s.sameSite(c) {
		return c.Next()
	}
	return fault.New(fault.KindForbidden, "cross_site", nil)
}

// sameSite says whether a command comes from a page of ours, or from no page at all.
func (s *Server) sameSite(c *fiber.Ctx) bool {
	switch c.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return true
	case "":
	default:
		return false
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" || origin == "null" && secretAddress(c.Path()) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, s.front.host(c))
}

// isRead says whether the request's method promises to change nothing.
func isRead(c *fiber.Ctx) bool {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return true
	}
	return false
}

// checkToken refuses a form that does not carry the session's token, in the field "csrf" or the header X-CSRF-Token.
func checkToken(c *fiber.Ctx, session access.Session) error {
	token := c.Get("X-CSRF-Token")
	if token == "" {
		token = c.FormValue("csrf")
	}
	if !session.Allows(token) {
		return fault.New(fault.KindForbidden, "form_expired", nil)
	}
	return nil
}

// equalSecrets compares in constant time; an empty secret equals nothing.
func equalSecrets(a, b string) bool {
	return b != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// acceptUploads lets signed-in people send bodies up to the upload limit to a path. Everybody else, and every other path, stays
// within the size of a form.
func (s *Server) acceptUploads(path string) { s.uploads[path] = true }

// tooLargeHeader marks a request whose body is larger than it may be. It is taken off what clients send.
const tooLargeHeader = "Harta-Too-Large"

// bodyPolicy decides, before the body is read, how large it may be and how long it may take to come. The server would wait for the
// beginning of any stream, and would read the files of a multipart form whatever their size; so a body that says itself that it is
// too large is left unread, and the connection ends with holdBody's refusal.
func (s *Server) bodyPolicy(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	h.Del(tooLargeHeader)
	h.Del(leftHeader)
	h.Del(lengthHeader)
	path, _, _ := strings.Cut(string(h.RequestURI()), "?")
	config := s.bodyConfig(h, path)
	if h.ContentLength() > max(config.MaxRequestBodySize, bodyBytes) && !s.streams[path] && len(h.Peek(leftHeader)) == 0 {
		h.SetContentLength(0)
		h.SetConnectionClose()
		h.Set(tooLargeHeader, "yes")
	}
	if strings.HasPrefix(path, apiRoot+"/") {
		leaveBody(h)
	}
	return config
}

// lengthHeader keeps the length of a body that is left unread. It is taken off what clients send.
const lengthHeader = "Harta-Length"

// leaveBody has the server read nothing of a body before the request is routed. It would read the first thousands of bytes, or all the
// files of a form, from whoever sends them; and one that breaks off within them it would answer without knowing any more to whom. It
// leaves chunks alone, so that is what the body is called until takeUpBody.
func leaveBody(h *fasthttp.RequestHeader) {
	if n := h.ContentLength(); n > 0 {
		h.Set(lengthHeader, strconv.Itoa(n))
		h.SetContentLength(-1)
	}
}

// takeUpBody gives a body that was left unread its length again.
func takeUpBody(h *fasthttp.RequestHeader) {
	if n, err := strconv.Atoi(string(h.Peek(lengthHeader))); err == nil {
		h.Del(lengthHeader)
		h.SetContentLength(n)
	}
}

// bodyConfig gives signed-in people who upload more room and time than others, and has forms with files read as they come.
func (s *Server) bodyConfig(h *fasthttp.RequestHeader, path string) fasthttp.RequestConfig {
	if h.IsPost() && (s.carriesFiles(path) || staffFiles(path) && s.isSignedIn(h)) {
		filesPolicy(h)
		return fasthttp.RequestConfig{}
	}
	if h.IsPost() && staffFiles(path) && h.ContentLength() > bodyBytes {
		leaveFiles(h, "form_large") // of a session that has ended: what was typed is given back, files are not taken
	}
	// A body of unknown length is gathered in memory; browsers always say how long a form is.
	if !h.IsPost() || !s.uploads[path] || h.ContentLength() < 0 || !s.isSignedIn(h) {
		return fasthttp.RequestConfig{}
	}
	return fasthttp.RequestConfig{
		MaxRequestBodySize: s.options.UploadLimit,
		ReadTimeout:        uploadTime,
		WriteTimeout:       uploadTime + time.Minute,
	}
}

// isSignedIn says whether a request comes from somebody who is signed in, before anything but its header was read.
func (s *Server) isSignedIn(h *fasthttp.RequestHeader) bool {
	_, ok := s.lookUp(s.base, string(h.Cookie(s.sessionCookie())))
	return ok
}

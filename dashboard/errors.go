package dashboard

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/internal/fault"
)

// errorPage shows one sentence on what went wrong and what can be done.
type errorPage struct {
	Page
	Status  int
	Message string
	Request string // the request's number in the log, to be quoted to whoever runs the house; empty where nothing is wrong with it
}

// errorBody is what a machine gets instead of the page.
type errorBody struct {
	Code    string `json:"code"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
	Request string `json:"request"`
}

// handleError is the only place where an error becomes a response. Faults are worded for the reader; everything else is logged
// whole and shown as one neutral sentence.
func (s *Server) handleError(c *fiber.Ctx, err error) error {
	status, f := classify(err)
	if status >= fiber.StatusInternalServerError {
		s.log.LogAttrs(c.UserContext(), slog.LevelError, "request failed",
			slog.String("request", requestID(c)), slog.String("route", c.Route().Path), slog.Any("error", err))
	}
	clearResponse(c)
	s.setHeaders(c)
	setRetryAfter(c, f)
	if f.Kind == fault.KindUnknown {
		c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	}
	p := s.printer(c)
	if wantsJSON(c) {
		body := errorBody{Code: f.Code, Field: f.Field, Message: p.Fault(f), Request: requestID(c)}
		return c.Status(status).JSON(fiber.Map{"error": body})
	}
	if status == fiber.StatusUnauthorized && isRead(c) {
		return c.Redirect("/login"+nextQuery(here(c)), fiber.StatusSeeOther)
	}
	page := &errorPage{Page: s.newPage(c, titleOf(status)), Status: status, Message: p.Fault(f)}
	if status >= fiber.StatusInternalServerError {
		page.Request = requestID(c)
	}
	if err := s.render(c, status, "error.html", page); err != nil {
		s.log.LogAttrs(c.UserContext(), slog.LevelError, "error page failed", slog.Any("error", err))
		return c.Status(status).SendString(p.Fault(f))
	}
	return nil
}

// setRetryAfter tells machines how many seconds to wait, where a fault says so.
func setRetryAfter(c *fiber.Ctx, f *fault.Error) {
	for _, name := range []string{"seconds", "count"} {
		if seconds, ok := f.Params[name].(int); ok && f.Kind == fault.KindTooMany {
			c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds))
		}
	}
}

// clearResponse drops what a handler prepared before it failed: a page's type and length, a download's name.
func clearResponse(c *fiber.Ctx) {
	c.Response().ResetBody()
	for _, h := range []string{fiber.HeaderContentDisposition, fiber.HeaderContentEncoding, fiber.HeaderETag,
		fiber.HeaderLastModified, fiber.HeaderLocation} {
		c.Response().Header.Del(h)
	}
}

// classify finds the status of an error and the fault to word.
func classify(err error) (int, *fault.Error) {
	if f, ok := fault.As(err); ok {
		return statusOf(f), f
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fiber.StatusServiceUnavailable, fault.New(fault.KindUnavailable, "took_too_long", nil)
	}
	var e *fiber.Error
	if errors.As(err, &e) {
		return fromFiber(e.Code)
	}
	return fiber.StatusInternalServerError, fault.New(0, "internal", nil)
}

// statusOf gives the HTTP status of a fault.
func statusOf(f *fault.Error) int {
	switch f.Kind {
	case fault.KindInvalid:
		return fiber.StatusBadRequest
	case fault.KindUnknown:
		return fiber.StatusUnauthorized
	case fault.KindNotFound:
		return fiber.StatusNotFound
	case fault.KindConflict:
		return fiber.StatusConflict
	case fault.KindForbidden:
		return fiber.StatusForbidden
	case fault.KindTooLarge:
		return fiber.StatusRequestEntityTooLarge
	case fault.KindTooMany:
		return fiber.StatusTooManyRequests
	case fault.KindUnavailable:
		return fiber.StatusServiceUnavailable
	}
	return fiber.StatusInternalServerError
}

// fromFiber words the errors that the server's own machinery raises before or instead of a handler.
func fromFiber(status int) (int, *fault.Error) {
	switch status {
	case fiber.StatusUnauthorized:
		return status, fault.New(fault.KindForbidden, "login_required", nil)
	case fiber.StatusNotFound:
		return status, fault.NotFound("page_not_found", nil)
	case fiber.StatusMethodNotAllowed:
		return status, fault.New(fault.KindInvalid, "method_not_allowed", nil)
	case fiber.StatusRequestTimeout:
		return status, fault.New(fault.KindInvalid, "request_timeout", nil)
	case fiber.StatusRequestEntityTooLarge:
		return status, fault.New(fault.KindTooLarge, "too_large", nil)
	case fiber.StatusUnsupportedMediaType:
		return status, fault.New(fault.KindInvalid, "encoding_refused", nil)
	case fiber.StatusRequestHeaderFieldsTooLarge:
		return status, fault.New(fault.KindTooLarge, "headers_too_large", nil)
	}
	if status >= 400 && status < 500 {
		return fiber.StatusBadRequest, fault.New(fault.KindInvalid, "bad_request", nil)
	}
	return fiber.StatusInternalServerError, fault.New(0, "internal", nil)
}

// titleOf names the heading of an error page.
func titleOf(status int) string {
	switch status {
	case fiber.StatusNotFound:
		return "error.not_found"
	case fiber.StatusForbidden, fiber.StatusUnauthorized:
		return "error.forbidden"
	case fiber.StatusConflict:
		return "error.conflict"
	case fiber.StatusRequestEntityTooLarge:
		return "error.too_large"
	case fiber.StatusTooManyRequests:
		return "error.too_many"
	case fiber.StatusServiceUnavailable:
		return "error.unavailable"
	}
	if status < fiber.StatusInternalServerError {
		return "error.bad_request"
	}
	return "error.internal"
}

// wantsJSON says whether the answer is for a machine: the address ends in .json or is the API's, or JSON is asked for and HTML is not.
func wantsJSON(c *fiber.Ctx) bool {
	accept := c.Get(fiber.HeaderAccept)
	return strings.HasSuffix(c.Path(), ".json") || forPrograms(c) ||
		(strings.Contains(accept, fiber.MIMEApplicationJSON) && !strings.Contains(accept, fiber.MIMETextHTML))
}

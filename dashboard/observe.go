package dashboard

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
)

// localKey names what a request carries with it.
type localKey uint8

const (
	keyRequest localKey = iota + 1
	keySession
	keyToken
	keyBody
	keyFiles
	keyFilesLeft
)

// observe stands around every handler: it numbers the request, gives it a time limit, turns a panic into an error, an error
// into a response, and writes one line to the log. The line names the route and not the address, because addresses may hold a
// kiosk's secret or a citizen's case number; nor does it tell a length, by which the receipt of a sealed case could be known.
func (s *Server) observe(c *fiber.Ctx) error {
	start := s.clock()
	id := newRequestID()
	c.Locals(keyRequest, id)
	c.Set(fiber.HeaderXRequestID, id)
	ctx, cancel := context.WithTimeout(s.base, pageTime)
	defer cancel()
	c.SetUserContext(ctx)
	if err := guarded(c); err != nil {
		if err := s.handleError(c, err); err != nil {
			return err
		}
	}
	advisePatience(c)
	took := s.clock().Sub(start)
	s.metrics.answeredOne(c, took)
	s.log.LogAttrs(ctx, slog.LevelInfo, "request",
		slog.String("request", id),
		slog.String("method", c.Method()),
		slog.String("route", c.Route().Path),
		slog.Int("status", c.Response().StatusCode()),
		slog.Duration("took", took))
	return nil
}

// patience is how many seconds whoever met a part that is away should wait, unless the fault knows better: a full disk or a
// database that restarts is not mended sooner.
const patience = "30"

// advisePatience tells machines when to come back, on whichever page the door has said that it is closed.
func advisePatience(c *fiber.Ctx) {
	if c.Response().StatusCode() == fiber.StatusServiceUnavailable && len(c.Response().Header.Peek(fiber.HeaderRetryAfter)) == 0 {
		c.Set(fiber.HeaderRetryAfter, patience)
	}
}

// guarded runs the rest of the chain and gives a panic back as an error with the place it came from.
func guarded(c *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return c.Next()
}

// within gives the handlers after it another time limit than a page's.
func (s *Server) within(d time.Duration) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx, cancel := context.WithTimeout(s.base, d)
		defer cancel()
		c.SetUserContext(ctx)
		return c.Next()
	}
}

// newRequestID makes a number that is short enough to be read out on the telephone.
func newRequestID() string {
	var b [5]byte
	_, _ = rand.Read(b[:]) // never fails: package crypto/rand ends the program instead
	return hex.EncodeToString(b[:])
}

// requestID returns the request's number, or nothing for a request that was refused before it got one.
func requestID(c *fiber.Ctx) string {
	id, _ := c.Locals(keyRequest).(string)
	return id
}

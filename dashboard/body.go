package dashboard

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"harta/internal/fault"
)

// The pace that a streamed body must keep. Only the time spent waiting for the sender counts.
const (
	pauseMost  = 30 * time.Second // without a single byte
	paceAfter  = time.Minute      // of waiting, from which on
	paceLeast  = 256              // bytes a second must have come on average
	farewell   = 16 << 20         // bytes of a refused body that are still read, so that the sender gets to read the refusal
	farewellIn = time.Second
)

// holdBody reads the body of a request, which the server hands over as a stream, into memory: at most as much as a form may have,
// for the server itself sets no limit to a stream. A path of streams reads it as it comes; what it leaves unread must not be taken
// for the next request, so the connection ends.
func (s *Server) holdBody(c *fiber.Ctx) error {
	request := c.Request()
	takeUpBody(&request.Header)
	if c.Get(tooLargeHeader) != "" {
		return fiber.ErrRequestEntityTooLarge
	}
	if !request.IsBodyStream() {
		return c.Next()
	}
	body := newPacedBody(c)
	if c.Get(leftHeader) != "" {
		return s.holdForm(c, body)
	}
	if s.streams[c.Path()] {
		c.Locals(keyBody, body)
		defer body.finish(c)
		return c.Next()
	}
	held, err := wholeBody(body, request.Header.ContentLength())
	switch {
	case err != nil:
		body.finish(c)
		return err
	case len(held) > bodyBytes:
		body.finish(c)
		return fiber.ErrRequestEntityTooLarge
	}
	request.SetBodyRaw(held)
	return c.Next()
}

// smallForm is how many bytes get their place before they have come.
const smallForm = 4 << 10

// wholeBody reads a form that says it has so many bytes; negative: it did not say. What is longer than a form may be is not read to its end.
func wholeBody(body io.Reader, length int) ([]byte, error) {
	if length < 0 || length > smallForm {
		return io.ReadAll(io.LimitReader(body, bodyBytes+1))
	}
	held := make([]byte, length)
	_, err := io.ReadFull(body, held)
	return held, err
}

// pacedBody is a request's body that must come at a pace: a connection that trickles would otherwise hold its place for ever.
type pacedBody struct {
	stream io.Reader
	conn   net.Conn
	length int64 // as the sender said; negative: it comes in chunks
	read   int64
	waited time.Duration
	most   time.Duration // of waiting; 0: as long as it comes at the pace
	ended  bool
}

func newPacedBody(c *fiber.Ctx) *pacedBody {
	length := int64(c.Request().Header.ContentLength())
	return &pacedBody{stream: c.Context().RequestBodyStream(), conn: c.Context().Conn(), length: length}
}

// Read reads some more. A sender that is too slow gives fiber.ErrRequestTimeout, one that went away the fault "body_cut".
func (b *pacedBody) Read(p []byte) (int, error) {
	if b.ended {
		return 0, io.EOF
	}
	began := time.Now() // the network's clock, not the house's
	pause := pauseMost
	if b.most > 0 {
		pause = min(pause, b.most-b.waited)
	}
	_ = b.conn.SetReadDeadline(began.Add(pause))
	n, err := b.stream.Read(p)
	b.read += int64(n)
	b.waited += time.Since(began)
	switch {
	case errors.Is(err, io.EOF):
		if b.cut() { // the server's stream ends without an error when the connection does, and half a complaint is none
			return n, bodyCut()
		}
		b.ended = true
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, fasthttp.ErrTimeout):
		return n, fiber.ErrRequestTimeout
	case err != nil:
		return n, bodyCut()
	case b.waited > paceAfter && b.read < int64(b.waited.Seconds()*paceLeast):
		return n, fiber.ErrRequestTimeout
	}
	return n, err
}

// cut says whether a stream that has ended did so before the body: fewer bytes came than the sender said, or chunks without the last
// one, which ends a body before the connection ends.
func (b *pacedBody) cut() bool {
	if b.length >= 0 {
		return b.read < b.length
	}
	conn, ok := b.conn.(interface{ ended() bool })
	return ok && conn.ended()
}

func bodyCut() error { return fault.New(fault.KindInvalid, "body_cut", nil) }

// finish ends the connection after the response when the body was not read to its end. A little more is read before, because a
// sender whose data are left lying gets a reset instead of the response.
func (b *pacedBody) finish(c *fiber.Ctx) {
	if b.ended {
		return
	}
	c.Response().Header.SetConnectionClose()
	_ = b.conn.SetReadDeadline(time.Now().Add(farewellIn))
	n, err := io.CopyN(io.Discard, b.stream, farewell)
	if n < farewell && errors.Is(err, io.EOF) {
		b.ended = true
	}
}

// bodyOf gives the body of a request to a path of streams.
func bodyOf(c *fiber.Ctx) io.Reader {
	if b, ok := c.Locals(keyBody).(*pacedBody); ok {
		return b
	}
	return bytes.NewReader(c.BodyRaw())
}

package dashboard

import (
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/internal/fault"
)

// window counts an address's requests in the current and the previous span of time.
type window struct {
	start           time.Time
	current, before int
}

// limit counts requests by address over a sliding span of time: the previous span counts with the share of it that the sliding
// one still covers. Counts live in memory, since a restart that forgets a minute of them hurts nobody.
type limit struct {
	max     int
	span    time.Duration
	clock   func() time.Time
	mu      sync.Mutex
	windows map[string]*window
	swept   time.Time
}

// newLimit allows max requests an address in each span.
func newLimit(max int, span time.Duration, clock func() time.Time) *limit {
	return &limit{max: max, span: span, clock: clock, windows: make(map[string]*window), swept: clock()}
}

// allow counts a request and says whether it is within the limit; if not, how long to wait. Refused requests are not counted, so
// that patience is always rewarded.
func (l *limit) allow(address string) (ok bool, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock()
	l.sweep(now)
	w := l.windows[address]
	if w == nil {
		w = &window{start: now}
		l.windows[address] = w
	}
	switch age := now.Sub(w.start); {
	case age >= 2*l.span:
		*w = window{start: now}
	case age >= l.span:
		*w = window{start: w.start.Add(l.span), before: w.current}
	}
	left := l.span - now.Sub(w.start)
	if float64(w.current)+float64(w.before)*float64(left)/float64(l.span) >= float64(l.max) {
		return false, left
	}
	w.current++
	return true, 0
}

// sweep forgets addresses that have been quiet, once in a span.
func (l *limit) sweep(now time.Time) {
	if now.Sub(l.swept) < l.span {
		return
	}
	l.swept = now
	for address, w := range l.windows {
		if now.Sub(w.start) >= 2*l.span {
			delete(l.windows, address)
		}
	}
}

// limited lets an address through at most max times a minute.
func (s *Server) limited(max int) fiber.Handler {
	l := newLimit(max, time.Minute, s.clock)
	return func(c *fiber.Ctx) error {
		if ok, wait := l.allow(s.front.network(c)); !ok {
			return fault.New(fault.KindTooMany, "too_many_requests", fault.Params{"count": int(wait.Seconds()) + 1})
		}
		return c.Next()
	}
}

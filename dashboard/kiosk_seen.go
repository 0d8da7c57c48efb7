package dashboard

import (
	"log/slog"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/ingest"
)

// A kiosk that was heard of is noted rarely: the office wants to know that it lives, not each of its taps. A clock that is off by
// something else than before is told at once.
const (
	seenEvery  = 5 * time.Minute
	skewNotice = 30 * time.Second
)

// seen remembers what was noted of each kiosk last.
type seen struct {
	mu    sync.Mutex
	notes map[string]seenNote
}

type seenNote struct {
	at   time.Time
	skew *time.Duration
}

// due says whether there is something to note of a kiosk, and takes it for noted.
func (n *seen) due(id string, now time.Time, skew *time.Duration) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	last, known := n.notes[id]
	news := skew != nil && (last.skew == nil || (*skew-*last.skew).Abs() > skewNotice)
	if known && !news && now.Sub(last.at) < seenEvery {
		return false
	}
	if n.notes == nil {
		n.notes = make(map[string]seenNote)
	}
	if skew == nil {
		skew = last.skew
	}
	n.notes[id] = seenNote{at: now, skew: skew}
	return true
}

// noteSeen keeps that a kiosk was heard of. A failure is the office's loss and not the citizen's, so it is only logged.
func (s *Server) noteSeen(c *fiber.Ctx, b booth, skew *time.Duration) {
	now := s.clock()
	if b.Channel != kioskChannel || b.Former != nil || !s.seen.due(b.ID, now, skew) {
		return
	}
	if err := s.options.Kiosks.NoteKioskSeen(c.UserContext(), b.ID, now, skew); err != nil {
		s.log.LogAttrs(c.UserContext(), slog.LevelError, "a kiosk that was heard of could not be noted",
			slog.String("kiosk", b.ID), slog.Any("error", err))
	}
}

// skewOf is by how much the clock of a page is fast; nil when the page did not say.
func skewOf(sent, now time.Time) *time.Duration {
	if sent.IsZero() {
		return nil
	}
	skew := ingest.Skew(sent, now)
	return &skew
}

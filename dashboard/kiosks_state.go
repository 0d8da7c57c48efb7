package dashboard

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"harta/internal/register"
	"harta/internal/text"
)

// screenState says whether a kiosk or place takes answers now, and what a kiosk told of itself.
type screenState struct {
	Kind  string     // one of the constants below
	Opens time.Time  // when a closed one opens next; zero: not within a month
	Seen  *time.Time // when a kiosk was last heard of; nil: never
	Skew  time.Duration
	Wrong bool   // the clock is wrong by more than people would shrug at
	Was   uint64 // answers of late whose moments had to be put right, since the clock was wrong when they were given
}

// The states of a kiosk or place.
const (
	screenOpen    = "open"
	screenClosed  = "closed"  // outside its hours
	screenOff     = "off"     // switched off
	screenRevoked = "revoked" // its address was taken back
)

// clockTolerance is how wrong a kiosk's clock may be without a word: its taps then carry moments that mislead nobody.
const clockTolerance = 2 * time.Minute

// kioskState is the state of a kiosk now.
func (s *Server) kioskState(k register.Kiosk) screenState {
	state := s.openState(k.Hours, k.Active)
	if k.RevokedAt != nil {
		state = screenState{Kind: screenRevoked}
	}
	state.Seen = k.Seen.At
	if k.Seen.Skew != nil {
		state.Skew = *k.Seen.Skew
		state.Wrong = state.Skew.Abs() > clockTolerance
	}
	return state
}

// clocksThatWere gives by kiosk how many answers of late came by a wrong clock. A clock that was set right since tells no more of
// itself. Facts that are away take this from the page and nothing else.
func (s *Server) clocksThatWere(ctx context.Context) map[string]uint64 {
	list, err := s.options.Rows.WrongClocks(ctx)
	if err != nil {
		s.log.LogAttrs(ctx, slog.LevelWarn, "wrong clocks not read", slog.Any("error", err))
	}
	answers := make(map[string]uint64, len(list))
	for _, k := range list {
		answers[k.Kiosk] = k.Answers
	}
	return answers
}

// openState is what hours and switch say of now.
func (s *Server) openState(h register.Hours, active bool) screenState {
	now := s.clock()
	switch {
	case !active:
		return screenState{Kind: screenOff}
	case h.Open(s.charter.Calendar, now):
		return screenState{Kind: screenOpen}
	}
	state := screenState{Kind: screenClosed}
	state.Opens, _ = h.NextOpening(s.charter.Calendar, now)
	return state
}

// ClockInWords says by how much the clock is wrong, in the words of the page.
func (st screenState) ClockInWords(words *text.Printer) string {
	by := st.Skew.Abs()
	var amount string
	switch {
	case by < 2*time.Minute:
		amount = words.T("screens.seconds", "count", int(by.Round(time.Second)/time.Second))
	case by < 2*time.Hour:
		amount = words.T("screens.minutes", "count", int(by.Round(time.Minute)/time.Minute))
	case by < 48*time.Hour:
		amount = words.T("screens.hours", "count", int(by.Round(time.Hour)/time.Hour))
	default:
		amount = words.T("screens.days", "count", int(by.Round(24*time.Hour)/(24*time.Hour)))
	}
	switch {
	case by < time.Second:
		return words.T("screens.clock_right")
	case st.Skew > 0:
		return words.T("screens.clock_fast", "by", amount)
	}
	return words.T("screens.clock_slow", "by", amount)
}

// clockFace writes minutes after midnight as a time field does: "08:30".
func clockFace(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// spanInWords writes hours as people do: "8:30–17:30".
func spanInWords(span register.Span) string {
	return fmt.Sprintf("%d:%02d–%d:%02d", span.Opens/60, span.Opens%60, span.Closes/60, span.Closes%60)
}

package ingest

import "time"

// The bounds of the moment a page may claim. A kiosk may have been without network for weeks; its clock may run fast a little.
const (
	momentBefore = 30 * 24 * time.Hour
	momentAfter  = 5 * time.Minute
)

// skewTolerated is how far a page's clock may be off before its moments are set right by it. The way of a request over a bad
// network is within it.
const skewTolerated = 5 * time.Minute

// Why the moment of an answer is not the one its page claimed, as the fact's column moment_note says it.
const (
	MomentShifted  = "shifted"   // set right by what the page's clock was wrong by when it sent the answer, or by the answer's age
	MomentMissing  = "missing"   // the page claimed none: the server's moment
	MomentTooOld   = "too_old"   // more than thirty days ago: the server's moment
	MomentTooEarly = "too_early" // not yet, by more than five minutes: the server's moment
)

// settleMoment decides when a person answered. Claimed and sent are by the page's clock, received by ours. A page whose clock is
// wrong tells by how much, since it says what the clock shows while it sends; its moments are shifted by that, so that the taps
// of a screen that lost the time with its network still lie as far apart as they were made. What is out of bounds then is
// the server's moment. The note is empty when the claimed moment holds.
//
// A clock that was set between the tap and the sending tells nothing of that. The age, if the page knows it, does: it is counted by a
// clock that nobody sets, though one that may stand still while a device sleeps. So no tap is younger than its age, and where the
// claimed moment says so, or is out of bounds, the age gives the moment.
func settleMoment(claimed, sent, received time.Time, age time.Duration) (moment time.Time, note string) {
	if claimed.IsZero() {
		return received, MomentMissing
	}
	if skew := Skew(sent, received); skew.Abs() > skewTolerated {
		claimed, note = claimed.Add(-skew), MomentShifted
	}
	outside := claimed.Before(received.Add(-momentBefore)) || claimed.After(received.Add(momentAfter))
	if aged := received.Add(-age); age > 0 && age <= momentBefore && (outside || claimed.After(aged.Add(skewTolerated))) {
		return aged, MomentShifted
	}
	switch {
	case claimed.Before(received.Add(-momentBefore)):
		return received, MomentTooOld
	case claimed.After(received.Add(momentAfter)):
		return received, MomentTooEarly
	}
	return claimed, note
}

// momentUnknown says that an answer's moment is the server's because the page's own cannot be right. Such answers may have been
// given at any time, however close together they arrive: neither the hours nor the pace of a screen can be judged by it.
func momentUnknown(note string) bool { return note == MomentTooOld || note == MomentTooEarly }

// Skew is by how much a page's clock is ahead of ours (negative: behind), from what it showed when it sent something and when we
// got it. It includes the time on the way. A page that did not say has none, and neither has a clock that shows no year of ours.
func Skew(sent, received time.Time) time.Duration {
	if sent.IsZero() || sent.Year() < 1970 || sent.Year() > 2200 {
		return 0
	}
	return sent.Sub(received)
}

package register

import (
	"context"
	"testing"
	"time"

	"harta/internal/charter"
)

// A kiosk that was moved, and its hours changed, is for a moment before what it was then.
func TestBoothRemembersWhatItWasAbout(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	h.must(h.PutOffice(ctx, Office{ID: "annex", Name: charter.Label{"bg": "Пристройка", "en": "Annex"}}))
	k := h.enrol()
	if len(k.Before) != 0 {
		t.Errorf("a new kiosk was something before: %+v", k.Before)
	}
	first, start := k.About(), h.now
	k.Name = "Друго име"
	k, err := h.PutKiosk(ctx, k, "u1")
	h.must(err)
	if len(k.Before) != 0 {
		t.Errorf("another name makes no other kiosk: %+v", k.Before)
	}
	h.now = start.Add(time.Hour)
	k.Office = "annex"
	k, err = h.PutKiosk(ctx, k, "u1")
	h.must(err)
	h.now = start.Add(2 * time.Hour)
	k.Hours = Hours{Kind: HoursAlways}
	k, err = h.PutKiosk(ctx, k, "u1")
	h.must(err)
	moved := k.About()
	for _, c := range []struct {
		after time.Duration
		about About
		hours HoursKind
	}{
		{0, first, HoursOffice}, {time.Hour - 1, first, HoursOffice}, {time.Hour, moved, HoursOffice},
		{2*time.Hour - 1, moved, HoursOffice}, {2 * time.Hour, moved, HoursAlways}, {9 * time.Hour, moved, HoursAlways},
	} {
		if about, hours := k.At(k.About(), start.Add(c.after)); about != c.about || hours.Kind != c.hours {
			t.Errorf("after %v it is about %+v in the hours %q, want %+v in %q", c.after, about, hours.Kind, c.about, c.hours)
		}
	}
	h.now = start.Add(2*time.Hour + formerFor + time.Millisecond)
	k.Office = first.Office
	k, err = h.PutKiosk(ctx, k, "u1")
	h.must(err)
	if len(k.Before) != 1 {
		t.Errorf("what no tap can be of any more is remembered: %+v", k.Before)
	}
}

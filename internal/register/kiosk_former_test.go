package register

import (
	"context"
	"testing"
	"time"
)

// A kiosk is known by its former addresses for thirty days, and by how it lost them; by its own it is no former one.
func TestFormerAddresses(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	first := h.enrol()
	start := h.now
	_, err := h.KioskByFormerToken(ctx, first.Token)
	wantFault(t, err, "kiosk_unknown")
	second, err := h.RotateKiosk(ctx, "k1", 0, "u")
	h.must(err)
	h.now = start.Add(24 * time.Hour)
	h.must(h.RevokeKiosk(ctx, "k1", 0, "u"))
	h.now = start.Add(48 * time.Hour)
	third, err := h.RotateKiosk(ctx, "k1", 0, "u")
	h.must(err)
	for name, c := range map[string]struct {
		token   string
		ended   time.Time
		revoked bool
	}{"rotated": {first.Token, start, false}, "revoked": {second.Token, start.Add(24 * time.Hour), true}} {
		got, err := h.KioskByFormerToken(ctx, c.token)
		if err != nil || got.Kiosk.ID != "k1" || got.Kiosk.Token != "" || !got.Ended.Equal(c.ended) || got.Revoked != c.revoked {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if _, err := h.KioskByToken(ctx, c.token); err == nil {
			t.Errorf("%s: the address opens the page", name)
		}
	}
	for _, token := range []string{third.Token, "", "x", hashOfToken(first.Token)} {
		_, err := h.KioskByFormerToken(ctx, token)
		wantFault(t, err, "kiosk_unknown")
	}
	h.now = start.Add(formerFor + time.Minute)
	_, err = h.KioskByFormerToken(ctx, first.Token)
	wantFault(t, err, "kiosk_unknown")
	_, err = h.RotateKiosk(ctx, "k1", 0, "u")
	h.must(err)
	var kept int
	h.must(h.db.QueryRow("SELECT count(*) FROM kiosk_former_tokens").Scan(&kept))
	if kept != 2 { // the one taken back and the third
		t.Errorf("%d former addresses are kept", kept)
	}
}

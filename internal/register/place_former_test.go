package register

import (
	"context"
	"testing"
	"time"

	"harta/internal/charter"
)

// A place is known by its former codes for thirty days, and by its own it is no former one.
func TestFormerCodes(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	start := h.now
	first, err := h.PutPlace(ctx, Place{ID: "desk", Name: charter.Label{"bg": "Гише"}, Office: "kasi", Question: "overall", Active: true}, "u")
	h.must(err)
	_, err = h.PlaceByFormerCode(ctx, first.Code)
	wantFault(t, err, "place_unknown")
	second, err := h.RotatePlace(ctx, "desk", 0, "u")
	h.must(err)
	h.now = start.Add(24 * time.Hour)
	third, err := h.RotatePlace(ctx, "desk", 0, "u")
	h.must(err)
	for _, code := range []string{first.Code, second.Code, " " + first.Code[:4] + "-" + first.Code[4:]} {
		got, err := h.PlaceByFormerCode(ctx, code)
		if err != nil || got.ID != "desk" || got.Code != third.Code {
			t.Errorf("%q: %+v, %v", code, got, err)
		}
		_, err = h.PlaceByCode(ctx, code)
		wantFault(t, err, "place_unknown")
	}
	for _, code := range []string{third.Code, "", "x"} {
		_, err := h.PlaceByFormerCode(ctx, code)
		wantFault(t, err, "place_unknown")
	}
	third.Active = false
	off, err := h.PutPlace(ctx, third, "u")
	h.must(err)
	_, err = h.PlaceByFormerCode(ctx, first.Code)
	wantFault(t, err, "place_inactive")
	off.Active = true
	_, err = h.PutPlace(ctx, off, "u")
	h.must(err)
	h.now = start.Add(formerFor + time.Minute)
	_, err = h.PlaceByFormerCode(ctx, first.Code)
	wantFault(t, err, "place_unknown")
	_, err = h.RotatePlace(ctx, "desk", 0, "u")
	h.must(err)
	var kept int
	h.must(h.db.QueryRow("SELECT count(*) FROM place_former_codes").Scan(&kept))
	if kept != 2 { // the second and the third
		t.Errorf("%d former codes are kept", kept)
	}
}

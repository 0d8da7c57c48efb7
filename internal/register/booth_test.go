package register

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"harta/internal/fault"
)

// code is the code of a fault; empty without one.
func code(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	return ""
}

// Two programs on one register: what the one changes it knows at once, the other after boothsLook at the latest. Whatever was
// asked before, both give the same answers as a program that was just started.
func TestKeptBoothsAreExact(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	other, fresh := h.again(testKey), h.again(testKey)
	tick := time.Unix(0, 0)
	h.booths.ticks = func() time.Time { return tick }
	other.booths.ticks = h.booths.ticks
	programs := []*Register{h.Register, other}
	k := h.enrol()
	p, err := h.PutPlace(ctx, Place{Name: map[string]string{"bg": "Гише"}, Office: k.Office, Question: "overall", Active: true,
		Screen: Screen{Hours: Hours{Kind: HoursAlways}}}, "u")
	h.must(err)
	tokens, codes := []string{k.Token, "unknown"}, []string{p.Code, "unknown"}

	runs := 0 // the commits of this test are on the disk like all others: not too many of them
	rapid.Check(t, func(t *rapid.T) {
		if runs++; runs > 25 {
			return
		}
		asked := rapid.SampledFrom(programs)
		t.Repeat(map[string]func(*rapid.T){
			"switch the kiosk": func(t *rapid.T) {
				now, err := h.Kiosk(ctx, k.ID)
				h.must(err)
				now.Active = !now.Active
				_, err = asked.Draw(t, "program").PutKiosk(ctx, now, "u")
				h.must(err)
			},
			"rotate the kiosk": func(t *rapid.T) {
				now, err := asked.Draw(t, "program").RotateKiosk(ctx, k.ID, 0, "u")
				h.must(err)
				tokens = append(tokens, now.Token)
			},
			"revoke the kiosk": func(t *rapid.T) { h.must(asked.Draw(t, "program").RevokeKiosk(ctx, k.ID, 0, "u")) },
			"switch the place": func(t *rapid.T) {
				now, err := h.Place(ctx, p.ID)
				h.must(err)
				now.Active = !now.Active
				_, err = asked.Draw(t, "program").PutPlace(ctx, now, "u")
				h.must(err)
			},
			"rotate the place": func(t *rapid.T) {
				now, err := asked.Draw(t, "program").RotatePlace(ctx, p.ID, 0, "u")
				h.must(err)
				codes = append(codes, now.Code)
			},
			"ask": func(t *rapid.T) {
				_, _ = asked.Draw(t, "program").KioskByToken(ctx, rapid.SampledFrom(tokens).Draw(t, "token"))
				_, _ = asked.Draw(t, "program").PlaceByCode(ctx, rapid.SampledFrom(codes).Draw(t, "code"))
			},
			"": func(t *rapid.T) {
				tick = tick.Add(boothsLook)
				fresh.booths.forget()
				token, placeCode := rapid.SampledFrom(tokens).Draw(t, "token"), rapid.SampledFrom(codes).Draw(t, "code")
				want, wantErr := fresh.KioskByToken(ctx, token)
				_, wantPlace := fresh.PlaceByCode(ctx, placeCode)
				for i, program := range programs {
					got, err := program.KioskByToken(ctx, token)
					_, place := program.PlaceByCode(ctx, placeCode)
					if got.Version != want.Version || got.Token != want.Token || code(err) != code(wantErr) || code(place) != code(wantPlace) {
						t.Fatalf("program %d: %+v, %v, %v; want %+v, %v, %v", i, got, err, place, want, wantErr, wantPlace)
					}
				}
			},
		})
	})
}

// The program that makes a change does not wait for its next look.
func TestOwnChangesHoldAtOnce(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	h.booths.ticks = func() time.Time { return time.Unix(0, 0) }
	k := h.enrol()
	if _, err := h.KioskByToken(ctx, k.Token); err != nil {
		t.Fatal(err)
	}
	h.must(h.RevokeKiosk(ctx, k.ID, 0, "u"))
	_, err := h.KioskByToken(ctx, k.Token)
	wantFault(t, err, "kiosk_inactive")
}

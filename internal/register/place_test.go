package register

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"harta/internal/charter"
)

func label(bg string) charter.Label { return charter.Label{"bg": bg} }

func TestPlaceLife(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	given := Place{
		Name: charter.Label{"bg": "Гише  „Каса“ ", "en": "Cash desk"}, Office: "kasi", Question: "overall", Active: true,
		Screen: Screen{
			Languages: []string{"bg", "tr"}, Language: "tr", Services: []string{"2079"}, Second: Second{Reasons: true, Service: true, Comment: true},
			Hours: Hours{Kind: HoursOwn, Week: [7]Span{time.Saturday: {Opens: 600, Closes: 840}}}, Burst: Burst{Taps: 9, Within: time.Minute},
		},
	}
	p, err := h.PutPlace(ctx, given, "u1")
	h.must(err)
	if p.ID != "gishe-kasa" || p.Name["bg"] != "Гише „Каса“" || !reflect.DeepEqual(p.Screen, given.Screen) {
		t.Errorf("place %+v", p)
	}
	if len(p.Code) != codeLength || strings.Trim(p.Code, codeLetters) != "" {
		t.Errorf("code %q", p.Code)
	}
	for _, typed := range []string{p.Code, strings.ToUpper(p.Code), " " + p.Code[:4] + "-" + p.Code[4:] + " ", p.Code[:4] + "–" + p.Code[4:]} {
		if got, err := h.PlaceByCode(ctx, typed); err != nil || !reflect.DeepEqual(got, p) {
			t.Errorf("by %q: %+v, %v", typed, got, err)
		}
	}
	_, err = h.PlaceByCode(ctx, "")
	wantFault(t, err, "place_unknown")
	_, err = h.Place(ctx, "x")
	wantFault(t, err, "place_unknown")

	old := p
	p.Active = false
	p, err = h.PutPlace(ctx, p, "u2")
	h.must(err)
	if p.Code != old.Code {
		t.Error("a change made the posters worthless")
	}
	_, err = h.PlaceByCode(ctx, p.Code)
	wantFault(t, err, "place_inactive")
	_, err = h.PutPlace(ctx, old, "u3")
	wantFault(t, err, "place_changed")
	_, err = h.RotatePlace(ctx, p.ID, old.Version, "u3")
	wantFault(t, err, "place_changed")
	rotated, err := h.RotatePlace(ctx, p.ID, p.Version, "u2")
	h.must(err)
	_, err = h.PlaceByCode(ctx, old.Code)
	wantFault(t, err, "place_unknown")
	if list, err := h.Places(ctx); err != nil || len(list) != 1 || !reflect.DeepEqual(list[0], rotated) {
		t.Errorf("places %+v, %v", list, err)
	}
	if trail := h.trail(p.ID); !slices.Equal(trail, []string{"place.add u1", "place.change u2", "place.rotate u2"}) {
		t.Errorf("audit trail %v", trail)
	}
}

func TestPutPlaceRefuses(t *testing.T) {
	h := openHall(t)
	long := strings.Repeat("я", KioskNameMax+1)
	many := slices.Repeat([]string{"2079"}, KioskServicesMax+1)
	_, err := h.PutPlace(context.Background(), Place{
		Name: charter.Label{"en": long}, Office: "kasi", Question: "overall",
		Screen: Screen{Languages: []string{"tr", "de"}, Services: many, Hours: Hours{Kind: "never"}},
	}, "u1")
	want := []string{"name_bg=place_name_missing", "name_en=place_name_long", "languages=no_such_language", "language=kiosk_language_not_offered",
		"services=kiosk_services_many", "services=no_such_service", "hours=kiosk_hours_kind"}
	if got := codes(t, err); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestNewCode(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		code := newCode()
		if len(code) != codeLength || strings.ContainsAny(code, "01oil") || seen[code] {
			t.Fatalf("code %q", code)
		}
		seen[code] = true
	}
}

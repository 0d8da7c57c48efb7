package register

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"harta/internal/charter"
	"harta/internal/store"
)

// enrol makes a kiosk for tests.
func (h *hall) enrol() Kiosk {
	h.t.Helper()
	k, err := h.PutKiosk(context.Background(), Kiosk{
		ID: "k1", Name: "Фоайе", Office: "kasi", Department: "grao", Service: "2079", Question: "overall", Active: true,
	}, "u1")
	h.must(err)
	return k
}

// trail lists the actions on a subject in the audit trail, in order.
func (h *hall) trail(subject string) []string {
	h.t.Helper()
	rows, err := h.db.Query("SELECT action || ' ' || actor FROM audit WHERE subject = $1 ORDER BY seq", subject)
	h.must(err)
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		h.must(rows.Scan(&s))
		list = append(list, s)
	}
	h.must(rows.Err())
	return list
}

func TestKioskLife(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	k := h.enrol()
	if len(k.Token) != 26 || strings.Trim(k.Token, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		t.Errorf("token %q", k.Token)
	}
	got, err := h.KioskByToken(ctx, k.Token)
	if err != nil || !reflect.DeepEqual(got, k) {
		t.Errorf("by token: %+v, %v; want %+v", got, err, k)
	}
	first := k.Token
	k.Name, k.Active = " Вход \u0000 1", false
	if k, err = h.PutKiosk(ctx, k, "u2"); err != nil || k.Name != "Вход 1" || k.Token != "" || k.Version != 2 {
		t.Errorf("changed: %+v, %v", k, err)
	}
	_, err = h.KioskByToken(ctx, first)
	wantFault(t, err, "kiosk_inactive")
	for _, wrong := range []string{"", "x", strings.ToUpper(first), first + "a", hashOfToken(first)} {
		_, err := h.KioskByToken(ctx, wrong)
		wantFault(t, err, "kiosk_unknown")
	}
	if token, err := h.KioskAddress(ctx, "k1", "u3"); err != nil || token != first {
		t.Errorf("address %q, %v", token, err)
	}
	k.Active = true
	k, err = h.PutKiosk(ctx, k, "u2")
	h.must(err)
	rotated, err := h.RotateKiosk(ctx, "k1", k.Version, "u2")
	h.must(err)
	_, err = h.KioskByToken(ctx, first)
	wantFault(t, err, "kiosk_unknown")
	if _, err = h.KioskByToken(ctx, rotated.Token); err != nil {
		t.Errorf("the new address: %v", err)
	}
	h.must(h.RevokeKiosk(ctx, "k1", rotated.Version, "u4"))
	_, err = h.KioskByToken(ctx, rotated.Token)
	wantFault(t, err, "kiosk_inactive")
	_, err = h.KioskAddress(ctx, "k1", "u3")
	wantFault(t, err, "kiosk_inactive")
	list, err := h.Kiosks(ctx)
	if err != nil || len(list) != 1 || list[0].RevokedAt == nil || !list[0].RevokedAt.Equal(h.now) || list[0].RevokedBy != "u4" || list[0].Token != "" {
		t.Errorf("kiosks %+v, %v", list, err)
	}
	again, err := h.RotateKiosk(ctx, "k1", 0, "u2")
	if err != nil || again.RevokedAt != nil {
		t.Errorf("in use again: %+v, %v", again, err)
	}
	want := []string{"kiosk.enrol u1", "kiosk.change u2", "kiosk.address.read u3", "kiosk.change u2", "kiosk.rotate u2", "kiosk.revoke u4", "kiosk.rotate u2"}
	if trail := h.trail("k1"); !slices.Equal(trail, want) {
		t.Errorf("audit trail %v, want %v", trail, want)
	}
}

// The audit trail says which fields a change was about, and never what is in them.
func TestAuditNamesChangedFields(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	k := h.enrol()
	token := k.Token
	k.Name, k.Active, k.Second.Comment, k.Burst.Taps = "Вход", false, true, 9
	k, err := h.PutKiosk(ctx, k, "u2")
	h.must(err)
	_, err = h.PutKiosk(ctx, k, "u2") // as it is
	h.must(err)
	p, err := h.PutPlace(ctx, Place{ID: "q1", Name: charter.Label{"bg": "Гише"}, Office: "kasi", Question: "overall", Active: true}, "u1")
	h.must(err)
	p.Name["en"], p.Service, p.Hours.Kind = "Desk", "2079", HoursAlways
	_, err = h.PutPlace(ctx, p, "u2")
	h.must(err)
	want := []string{`kiosk.enrol {}`, `kiosk.change {"fields":["name","active","second","burst"]}`, `kiosk.change {}`,
		`place.add {}`, `place.change {"fields":["name","service","hours"]}`}
	rows, err := h.db.Query("SELECT action || ' ' || details FROM audit WHERE subject IN ('k1', 'q1') ORDER BY seq")
	h.must(err)
	defer rows.Close()
	var got []string
	for rows.Next() {
		var s string
		h.must(rows.Scan(&s))
		got = append(got, s)
		if strings.Contains(s, token) || strings.Contains(s, "Вход") {
			t.Errorf("the trail holds what is none of its business: %s", s)
		}
	}
	h.must(rows.Err())
	if !slices.Equal(got, want) {
		t.Errorf("the trail holds\n%v\nwant\n%v", got, want)
	}
}

func TestKioskConflict(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	seen := h.enrol()
	_, err := h.PutKiosk(ctx, seen, "u1")
	h.must(err)
	_, err = h.PutKiosk(ctx, seen, "u2")
	wantFault(t, err, "kiosk_changed")
	_, err = h.RotateKiosk(ctx, "k1", seen.Version, "u2")
	wantFault(t, err, "kiosk_changed")
	wantFault(t, h.RevokeKiosk(ctx, "k1", seen.Version, "u2"), "kiosk_changed")
	wantFault(t, h.RevokeKiosk(ctx, "k9", 0, "u2"), "kiosk_unknown")
}

// The database alone opens no kiosk: it holds neither the token nor anything it can be computed from without the master key.
func TestKioskTokenIsNotStored(t *testing.T) {
	h := openHall(t)
	k := h.enrol()
	var token, locked string
	h.must(h.db.QueryRow("SELECT token, token_locked FROM kiosks").Scan(&token, &locked))
	if strings.Contains(token+locked, k.Token) || strings.Contains(string(bytesOf(locked)), k.Token) {
		t.Error("the token lies bare in the database")
	}
}

// An older program kept tokens bare; its kiosks keep their addresses.
func TestBareTokensAreLocked(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	h.enrol()
	old := newToken()
	_, err := h.db.Exec("UPDATE kiosks SET token = $1, token_locked = '', screen = '{}'", old)
	h.must(err)
	for range 2 { // the second opening finds nothing to do
		h.Register = h.again(testKey)
	}
	if k, err := h.KioskByToken(ctx, old); err != nil || k.ID != "k1" {
		t.Errorf("by the old address: %+v, %v", k, err)
	}
	if token, err := h.KioskAddress(ctx, "k1", "u1"); err != nil || token != old {
		t.Errorf("address %q, %v", token, err)
	}
	var bare int
	h.must(h.db.QueryRow("SELECT count(*) FROM kiosks WHERE token = $1", old).Scan(&bare))
	if bare != 0 {
		t.Error("the token still lies bare in the database")
	}
}

func TestKioskIDs(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	for _, want := range []string{"gishe-5", "gishe-5-2", "gishe-5-3"} {
		k, err := h.PutKiosk(ctx, Kiosk{Name: "Гише 5", Office: "kasi", Question: "overall"}, "u1")
		h.must(err)
		if k.ID != want {
			t.Errorf("id %q, want %q", k.ID, want)
		}
	}
	_, err := h.PutPlace(ctx, Place{ID: "gishe-5-2", Name: label("Гише 5"), Office: "kasi", Question: "overall"}, "u1")
	wantFault(t, err, "kiosk_id_taken")
}

func TestKioskSeen(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	if k := h.enrol(); k.Seen.At != nil || k.Seen.Skew != nil {
		t.Errorf("seen %+v", k.Seen)
	}
	fast := 3 * time.Minute
	h.must(h.NoteKioskSeen(ctx, "k1", h.now, &fast))
	later := h.now.Add(time.Minute)
	h.must(h.NoteKioskSeen(ctx, "k1", later, nil))
	slow := -time.Hour
	h.must(h.NoteKioskSeen(ctx, "k1", h.now.Add(-time.Hour), &slow)) // came late
	k, err := h.Kiosk(ctx, "k1")
	h.must(err)
	if !k.Seen.At.Equal(later) || *k.Seen.Skew != fast || !k.Seen.SkewAt.Equal(store.Moment(store.Millis(h.now))) {
		t.Errorf("seen at %v, skew %v of %v", k.Seen.At, k.Seen.Skew, k.Seen.SkewAt)
	}
	if k.Version != 1 {
		t.Error("being seen is no change that a person makes")
	}
}

func TestPutKioskRefuses(t *testing.T) {
	h := openHall(t)
	_, err := h.PutKiosk(context.Background(), Kiosk{
		ID: "K 1", Name: "\u200b", Office: "x", Department: "x", Service: "x", Question: "x",
		Screen: Screen{Services: []string{"2079", "2079"}, Second: Second{Service: true}, Hours: Hours{Kind: HoursOwn}, Burst: Burst{Taps: 1, Within: -1}},
	}, "u1")
	want := []string{"name=kiosk_name_missing", "id=catalogue_id_form", "office=no_such_office", "department=no_such_department",
		"service=no_such_service", "question=no_such_question", "language=kiosk_language_not_offered", "services=no_such_service",
		"second_service=kiosk_service_known", "hours=kiosk_hours_never", "burst_taps=kiosk_burst_taps", "burst_within=kiosk_burst_within"}
	if got := codes(t, err); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

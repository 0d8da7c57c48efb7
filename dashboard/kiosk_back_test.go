package dashboard

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/access"
	"harta/internal/register"
)

// A screen that believed in another year until it had its network again: every tap counts, whatever the hour at which it sends them,
// and the office is told of the clock. Where the page still lives, the moment is not lost either.
func TestClockThatWasSet(t *testing.T) {
	d := testDoors(t)
	kiosk, err := d.reg.PutKiosk(t.Context(), register.Kiosk{ID: "hall", Name: "Зала", Office: "gradska", Question: "overall", Active: true,
		Screen: register.Screen{Hours: register.Hours{Kind: register.HoursOwn, Week: [7]register.Span{time.Saturday: {Opens: 600, Closes: 780}}}}}, "o")
	must(t, err)
	var items []string
	for i := range 12 {
		moment := time.Date(2015, 1, 1, 0, 10+3*i, 0, 0, time.UTC).Format(time.RFC3339)
		items = append(items, fmt.Sprintf(`{"kind":"tap","id":%q,"score":5,"moment":%q,"lang":"bg"}`, uuid.NewString(), moment))
	}
	saturday := testNow.Add(-47 * time.Hour) // testNow is 11:00 on a Monday
	items = append(items, fmt.Sprintf(`{"kind":"tap","id":%q,"score":1,"moment":"2015-01-01T01:00:00Z","age":%d}`, uuid.NewString(), testNow.Sub(saturday).Milliseconds()))
	d.browser().queue(kioskPath(kiosk), fmt.Sprintf(`{"now":%q,"items":[%s]}`, testNow.Format(time.RFC3339), strings.Join(items, ","))).receipts(t)
	for query, n := range map[string]uint64{
		"counted AND moment_note = 'too_old' AND score = 5":                                                12,
		"counted AND moment_note = 'shifted' AND score = 1 AND day = '2026-11-21' AND toHour(moment) = 10": 1,
	} {
		if got := d.count("SELECT count() FROM answers FINAL WHERE " + query); got != n {
			t.Errorf("%s: %d, want %d", query, got, n)
		}
	}
	officer := d.signedInAs(access.Officer)
	if page := officer.get("/kiosks"); !strings.Contains(page.Text, "часовникът е бил неточен") {
		t.Error("the list does not tell of the clock")
	}
	if page := officer.get("/kiosks/hall"); !strings.Contains(page.Text, "13 оценки дойдоха с неверен момент") {
		t.Error("the kiosk's page does not tell of the clock")
	}
}

// A screen that is switched off asks again by itself whether it still is; one that is nobody's does not.
func TestSwitchedOffScreensComeBack(t *testing.T) {
	d := testDoors(t)
	_, place := d.hall()
	place.Active = false
	_, err := d.reg.PutPlace(t.Context(), place, "o")
	must(t, err)
	off, b := kioskPath(d.off), d.browser()
	for path, want := range map[string]string{
		off: "60; url=" + off, off + "?lang=en": "60; url=" + off, off + "/thanks": "60; url=" + off, "/q/" + place.Code: "60; url=/q/" + place.Code,
		"/k/none": "", "/q/none": "",
	} {
		if r := b.get(path); r.StatusCode != http.StatusNotFound || r.Header.Get("Refresh") != want {
			t.Errorf("%s: status %d, refresh %q, want %q", path, r.StatusCode, r.Header.Get("Refresh"), want)
		} else if r.Header.Get(boothHeader) == "" {
			t.Errorf("%s: a screen's worker takes the answer for that of a proxy", path)
		}
	}
	k, err := d.reg.Kiosk(t.Context(), d.off.ID)
	must(t, err)
	k.Active = true
	_, err = d.reg.PutKiosk(t.Context(), k, "o")
	must(t, err)
	if r := b.get(off); r.StatusCode != http.StatusOK || r.Header.Get(boothHeader) == "" {
		t.Errorf("switched on again: status %d, headers %v", r.StatusCode, r.Header)
	}
}

// A page that is open, or without network, learns late that the screen offers something no more: what was added on it is taken.
func TestOfferThatChanged(t *testing.T) {
	d := testDoors(t)
	kiosk, place := d.hall()
	kiosk.Second, kiosk.Services = register.Second{Service: true}, []string{"2130"}
	_, err := d.reg.PutKiosk(t.Context(), kiosk, "o")
	must(t, err)
	place.Second, place.Services = register.Second{}, nil
	_, err = d.reg.PutPlace(t.Context(), place, "o")
	must(t, err)
	for _, home := range []string{kioskPath(kiosk), "/q/" + place.Code} {
		more := item("more", uuid.NewString(), 2, `,"reasons":["waiting"],"service":"2079","comment":"Чаках цял час."`)
		if r := d.browser().queue(home, `{"now":"","items":[`+more+`]}`).receipts(t); r[0].State != itemTaken {
			t.Errorf("%s: %+v", home, r)
		}
		if page := d.browser().get(home); strings.Contains(page.Text, `name="reason"`) || strings.Contains(page.Text, "2079") {
			t.Errorf("%s goes on offering what it does not", home)
		}
	}
	if n := d.count("SELECT count() FROM comments FINAL WHERE text LIKE 'Чаках%' AND service = '2079'"); n != 2 {
		t.Errorf("%d comments, want 2", n)
	}
	never := item("more", uuid.NewString(), 2, `,"service":"1988"`)
	if r := d.browser().queue(kioskPath(kiosk), `{"now":"","items":[`+never+`]}`).receipts(t); r[0].State != itemRefused {
		t.Errorf("a service that never was offered: %+v", r)
	}
}

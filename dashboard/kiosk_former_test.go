package dashboard

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/register"
)

// tapAt is a tap of a queue made some time after the test's now.
func tapAt(after time.Duration) string {
	return fmt.Sprintf(`{"kind":"tap","id":%q,"score":5,"moment":%q,"lang":"bg"}`, uuid.NewString(), testNow.Add(after).Format(time.RFC3339))
}

// What waits on a screen whose address was changed is taken, and counts when it was tapped before; what waits on one whose address
// was taken back is kept for an officer. Nobody can open either, and the page is told that it is over.
func TestQueueOfAFormerAddress(t *testing.T) {
	d := testDoors(t)
	always := register.Screen{Hours: register.Hours{Kind: register.HoursAlways}}
	for _, c := range []struct {
		id              string
		deed            func(id string) error
		counted, former uint64
	}{
		{"moved", func(id string) error { _, err := d.reg.RotateKiosk(t.Context(), id, 0, "o"); return err }, 1, 2},
		{"lost", func(id string) error { return d.reg.RevokeKiosk(t.Context(), id, 0, "o") }, 0, 3},
		{"lost-moved", func(id string) error {
			if err := d.reg.RevokeKiosk(t.Context(), id, 0, "o"); err != nil {
				return err
			}
			_, err := d.reg.RotateKiosk(t.Context(), id, 0, "o")
			return err
		}, 0, 3},
	} {
		k, err := d.reg.PutKiosk(t.Context(), register.Kiosk{ID: c.id, Name: c.id, Office: "gradska", Question: "overall", Active: true, Screen: always}, "o")
		must(t, err)
		must(t, c.deed(c.id))
		b, home := d.browser(), kioskPath(k)
		// Before the change, after it, and at a moment that nobody knows.
		body := `{"now":"","items":[` + strings.Join([]string{tapAt(-time.Hour), tapAt(time.Minute), tapAt(-9999 * time.Hour)}, ",") + `]}`
		for range 2 {
			r := b.queue(home, body)
			states := []string{}
			for _, one := range r.receipts(t) {
				states = append(states, one.State)
			}
			if !slices.Equal(states, []string{itemTaken, itemTaken, itemTaken}) || !strings.Contains(r.Text, `"former":true`) {
				t.Errorf("%s: %s", c.id, r.Text)
			}
		}
		for query, want := range map[string]uint64{
			"counted": c.counted, "NOT counted AND reason = 'former'": c.former,
		} {
			if n := d.count("SELECT count() FROM answers FINAL WHERE kiosk = '" + c.id + "' AND " + query); n != want {
				t.Errorf("%s: %d answers are %s, want %d", c.id, n, query, want)
			}
		}
		for _, path := range []string{home, home + "/thanks", home + "/worker.js"} {
			if r := b.get(path); r.StatusCode != http.StatusNotFound {
				t.Errorf("%s: status %d", path, r.StatusCode)
			}
		}
		if r := b.post(home, nil); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: a form was taken with status %d", c.id, r.StatusCode)
		}
		if seen, err := d.reg.Kiosk(t.Context(), c.id); err != nil || seen.Seen.At != nil {
			t.Errorf("%s: a screen that is not the kiosk's any more passes for it: %+v, %v", c.id, seen.Seen, err)
		}
	}
	if r := d.browser().queue("/k/none", `{"now":"","items":[`+tapAt(0)+`]}`); r.StatusCode != http.StatusNotFound {
		t.Errorf("an address that never was: status %d", r.StatusCode)
	}
	if r := d.browser().queue(kioskPath(d.off), `{"now":"","items":[`+tapAt(0)+`]}`); r.StatusCode != http.StatusNotFound {
		t.Errorf("a kiosk that is switched off: status %d", r.StatusCode)
	}
}

// What waits on a phone whose place has got another code is taken and kept for an officer, whatever moment it claims: a code is changed
// because it is misused. It uses up nothing of what counts by the new one, and nobody can open the old one.
func TestQueueOfAFormerCode(t *testing.T) {
	d := testDoors(t)
	always := register.Screen{Hours: register.Hours{Kind: register.HoursAlways}}
	p, err := d.reg.PutPlace(t.Context(), register.Place{ID: "misused", Name: charter.Label{"bg": "Гише"}, Office: "gradska", Question: "overall", Active: true, Screen: always}, "o")
	must(t, err)
	now, err := d.reg.RotatePlace(t.Context(), p.ID, 0, "o")
	must(t, err)
	b, home := d.browser(), placePath(p)
	items := []string{tapAt(-time.Hour), tapAt(time.Minute)}
	for range placeEach {
		items = append(items, tapAt(-time.Hour))
	}
	body := `{"now":"","items":[` + strings.Join(items, ",") + `]}`
	for range 2 {
		r := b.queue(home, body)
		for _, one := range r.receipts(t) {
			if one.State != itemTaken {
				t.Fatalf("%+v: %s", one, r.Text)
			}
		}
		if !strings.Contains(r.Text, `"former":true`) {
			t.Errorf("the page is not told that it is over: %s", r.Text)
		}
	}
	if r := b.queue(placePath(now), `{"now":"","items":[`+tapAt(0)+`]}`); r.StatusCode != http.StatusOK || strings.Contains(r.Text, "former") {
		t.Errorf("the new code: status %d, %s", r.StatusCode, r.Text)
	}
	for query, want := range map[string]uint64{"counted": 1, "NOT counted AND reason = 'former'": uint64(len(items))} {
		if n := d.count("SELECT count() FROM answers FINAL WHERE kiosk = 'misused' AND " + query); n != want {
			t.Errorf("%d answers are %s, want %d", n, query, want)
		}
	}
	for _, path := range []string{home, home + "/thanks", home + "/worker.js"} {
		if r := b.get(path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
	}
	if r := b.post(home, nil); r.StatusCode != http.StatusNotFound {
		t.Errorf("a form was taken with status %d", r.StatusCode)
	}
	if r := b.queue("/q/zzzzzzzz", `{"now":"","items":[`+tapAt(0)+`]}`); r.StatusCode != http.StatusNotFound {
		t.Errorf("a code that never was: status %d", r.StatusCode)
	}
}

// What waits on a screen while its kiosk is moved and its hours change is counted where it was tapped, and judged by the hours of then.
func TestQueueOfAMovedKiosk(t *testing.T) {
	d := testDoors(t)
	must(t, d.reg.PutOffice(t.Context(), register.Office{ID: "annex", Name: charter.Label{"bg": "Пристройка", "en": "Annex"}}))
	always := register.Screen{Hours: register.Hours{Kind: register.HoursAlways}}
	k, err := d.reg.PutKiosk(t.Context(), register.Kiosk{ID: "moved", Name: "Преместен", Office: "gradska", Service: "2079", Department: "grao",
		Question: "overall", Active: true, Screen: always}, "o")
	must(t, err)
	home := kioskPath(k)
	k.Office, k.Service, k.Department, k.Hours = "annex", "2130", "mdt", register.Hours{Kind: register.HoursOwn, Week: [7]register.Span{{Opens: 1, Closes: 2}}}
	_, err = d.reg.PutKiosk(t.Context(), k, "o")
	must(t, err)
	body := `{"now":"","items":[` + strings.Join([]string{tapAt(-time.Hour), tapAt(time.Minute), tapAt(-9999 * time.Hour)}, ",") + `]}`
	if r := d.browser().queue(home, body); strings.Count(r.Text, itemTaken) != 3 {
		t.Fatal(r.Text)
	}
	for query, want := range map[string]uint64{
		"office = 'gradska' AND service = '2079' AND department = 'grao' AND counted":                        1, // before
		"office = 'annex' AND service = '2130' AND department = 'mdt' AND NOT counted AND reason = 'closed'": 1, // after
		"office = 'annex' AND counted": 1, // at a moment that nobody knows
	} {
		if n := d.count("SELECT count() FROM answers FINAL WHERE kiosk = 'moved' AND " + query); n != want {
			t.Errorf("%d answers with %s, want %d", n, query, want)
		}
	}
}

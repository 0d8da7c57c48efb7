package town

import (
	"regexp"
	"testing"

	"harta/internal/charter"
)

// The catalogue is whole: every name in two languages, every reference known, every term countable.
func TestCatalogue(t *testing.T) {
	if len(departments) != 8 || len(offices) != 4 || len(kiosks) != 6 || len(services) < 30 {
		t.Errorf("%d departments, %d offices, %d kiosks, %d services", len(departments), len(offices), len(kiosks), len(services))
	}
	seen := map[string]bool{"": true}
	named := func(id string, name charter.Label) {
		if seen[id] || name["bg"] == "" || name["en"] == "" {
			t.Errorf("%q %v: known already, or without a name", id, name)
		}
		seen[id] = true
	}
	for _, d := range departments {
		named(d.ID, d.Name)
	}
	for _, o := range offices {
		named(o.ID, o.Name)
	}
	number := regexp.MustCompile(`^[12]\d{3}$`)
	for i := range services {
		s := services[i].entry()
		named(s.ID, s.Name)
		if !number.MatchString(s.ID) || !seen[s.Department] || len(s.Terms) == 0 || s.Terms[0].OrderSpeed != speedOrdinary {
			t.Errorf("%s: number, department or terms are wrong: %+v", s.ID, s)
		}
		for _, term := range s.Terms {
			if !term.Valid() {
				t.Errorf("%s: term %+v", s.ID, term)
			}
		}
	}
	for _, k := range kiosks {
		if seen[k.id] || !seen[k.office] || !seen[k.department] || !seen[k.service] {
			t.Errorf("kiosk %+v: known already, or stands nowhere", k)
		}
		seen[k.id] = true
	}
	for _, p := range places {
		if seen[p.id] || !seen[p.office] || !seen[p.department] || !seen[p.service] {
			t.Errorf("place %+v: known already, or hangs nowhere", p)
		}
		seen[p.id] = true
	}
}

// A season bends the year and does not make more or less work of it.
func TestSeasons(t *testing.T) {
	for name, s := range map[string]season{"even": evenSeason, "tax": taxSeason, "building": buildingSeason, "school": schoolSeason, "town": townSeason} {
		var sum float64
		for _, share := range s {
			sum += share
		}
		near(t, name, sum/12, 1, .06)
	}
}

// What people write matches the town: a matter for every category, and nobody's slots left open.
func TestLetters(t *testing.T) {
	t.Parallel()
	town := testTown(t, 4)
	known := map[string]bool{}
	for _, c := range town.charter.Categories {
		known[c.ID] = true
		if len(matters[c.ID]) == 0 {
			t.Errorf("nobody writes about %s", c.ID)
		}
	}
	written := map[string]int{}
	signed := map[bool]int{}
	for c := range town.cases() {
		if !known[c.Category] {
			t.Errorf("%s: no category %q", c.name, c.Category)
		}
		if slot.MatchString(c.Text) || c.Text == "" || c.Anonymous != (c.Name == "" && c.Contact == "") {
			t.Errorf("%s: %q by %q, %q", c.name, c.Text, c.Name, c.Contact)
		}
		written[c.Category]++
		signed[egn.MatchString(c.Text)]++
		before := c.ReceivedAt
		for _, s := range c.steps {
			if inHours(t, town, "a step", s.at); s.at.Before(before) || !town.past(s.at) {
				t.Errorf("%s: step at %v after %v", c.name, s.at, before)
			}
			before = s.at
		}
	}
	if len(written) != len(town.charter.Categories) {
		t.Errorf("only these categories were written about: %v", written)
	}
	if signed[true] < 50 {
		t.Errorf("%d letters with a personal number in the text", signed[true])
	}
	personal := 0
	for a := range town.answers() {
		if slot.MatchString(a.comment) {
			t.Errorf("comment %q", a.comment)
		}
		if egn.MatchString(a.comment) {
			personal++
		}
	}
	if personal < 20 {
		t.Errorf("%d comments with a personal number", personal)
	}
}

var (
	slot = regexp.MustCompile(`[{}]`)
	egn  = regexp.MustCompile(`\b\d{10}\b`)
)

// The check digit as other programs compute it: the weighted sum modulo 11, ten becoming zero.
func TestPersonalNumbers(t *testing.T) {
	d := testTown(t, 1).dice("people")
	for range 500 {
		p := newPerson(d)
		sum := 0
		for i, c := range p.egn[:9] {
			sum += int(c-'0') * (1 << (i + 1) % 11) // the weights are the powers of two modulo 11
		}
		if check := sum % 11 % 10; len(p.egn) != 10 || int(p.egn[9]-'0') != check {
			t.Fatalf("%s: check digit is not %d", p.egn, check)
		}
		if year, month := p.egn[:2], p.egn[2:4]; year < "70" || month < "21" || month > "32" {
			t.Fatalf("%s: somebody of this birthday may live", p.egn)
		}
		if serial := p.egn[6:9]; serial < "926" || serial > "999" {
			t.Fatalf("%s: a real district", p.egn)
		}
		if woman := p.name[len(p.name)-2:] == "а"; woman != ((p.egn[8]-'0')%2 == 1) {
			t.Fatalf("%s, %s: the number is of the other sex", p.name, p.egn)
		}
	}
}

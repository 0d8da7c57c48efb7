package town

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"harta/internal/charter"
)

// noon is a last moment within a working day, so that the last day is cut.
var noon = charter.NewDate(2026, time.November, 23)

func testCharter(t testing.TB) *charter.Charter {
	t.Helper()
	ch, err := charter.Default()
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

func testTown(t testing.TB, seed uint64) *Town {
	t.Helper()
	ch := testCharter(t)
	return New(seed, noon.In(ch.Location()).Add(12*time.Hour), ch)
}

// digest is a fingerprint of everything a town tells.
func digest(t *testing.T, town *Town) string {
	t.Helper()
	h := sha256.New()
	if _, err := town.writeRecords(h, UTF8, town.records(registry)); err != nil {
		t.Fatal(err)
	}
	out := json.NewEncoder(h)
	for a := range town.answers() {
		if err := out.Encode([]any{a.Response, a.comment}); err != nil {
			t.Fatal(err)
		}
	}
	for c := range town.cases() {
		if err := out.Encode(c.Submission); err != nil {
			t.Fatal(err)
		}
		for _, s := range c.steps {
			fmt.Fprintln(h, s.what, s.at, s.outcome, s.ground, s.text, s.until, s.threat)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestSameSeedSameTown(t *testing.T) {
	t.Parallel()
	first := digest(t, testTown(t, 1))
	if again := digest(t, testTown(t, 1)); again != first {
		t.Error("the same seed told another story the second time")
	}
	if other := digest(t, testTown(t, 2)); other == first {
		t.Error("another seed told the same story")
	}
}

// An earlier moment of the same day tells the same story and only stops earlier.
func TestDayIsCutNotRetold(t *testing.T) {
	t.Parallel()
	ch := testCharter(t)
	midday := New(7, noon.In(ch.Location()).Add(12*time.Hour), ch)
	evening := New(7, noon.In(ch.Location()).Add(20*time.Hour), ch)
	received := func(town *Town) (all []string) {
		for r := range town.records(registry) {
			all = append(all, r.number+r.received.String()+r.due.String()+r.service.id)
		}
		return all
	}
	before, after := received(midday), received(evening)
	if len(after) <= len(before) || !slices.Equal(before, after[:len(before)]) {
		t.Errorf("the story until midday (%d requests) is not the beginning of that until evening (%d)", len(before), len(after))
	}
}

func TestVolumes(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		town := testTown(t, seed)
		counts := map[string]int{}
		for r := range town.records(registry) {
			counts["records"]++
			counts["record "+r.outcome]++
			counts["record "+r.channel]++
			counts["record "+r.speed]++
			if r.finished.IsZero() && r.late(town.until) {
				counts["record overdue"]++
			}
		}
		for a := range town.answers() {
			counts["answers"]++
			counts["answer "+a.Channel]++
			if a.comment != "" {
				counts["comments"]++
			}
		}
		for c := range town.cases() {
			count(counts, town, c)
		}
		for _, w := range []struct {
			what        string
			least, most int
		}{
			{"records", 35_000, 46_000}, {"record open", 60, 500}, {"record pending", 3, 60}, {"record overdue", 5, 100},
			{"record withdrawn", 300, 700}, {"record forwarded", 150, 400}, {"record eservice", 3000, 8000}, {"record express", 1500, 4000},
			{"answers", 80_000, 120_000}, {"answer kiosk", 55_000, 80_000}, {"answer qr", 10_000, 25_000}, {"answer web", 10_000, 25_000},
			{"comments", 2000, 5000},
			{"cases", 1050, 1350}, {"case sealed", 3, 30}, {"case anonymous", 50, 200}, {"case open", 20, 120}, {"case overdue", 3, 30},
			{"case extended", 40, 160}, {"case extended late", 8, 50}, {"case withdrawn", 15, 70}, {"case not_examined", 50, 200},
			{"case answered late", 30, 150},
		} {
			if n := counts[w.what]; n < w.least || n > w.most {
				t.Errorf("seed %d: %s: %d, want %d to %d", seed, w.what, n, w.least, w.most)
			}
		}
	}
}

// count adds a case to the counts of what happens to cases.
func count(counts map[string]int, town *Town, c *letterCase) {
	counts["cases"]++
	if c.Anonymous {
		counts["case anonymous"]++
	}
	if c.sealed() {
		counts["case sealed"]++
		return
	}
	due, over := town.dueOf(c), false
	for _, s := range c.steps {
		switch s.what {
		case deedExtend:
			counts["case extended"]++
			if s.at.After(due) {
				counts["case extended late"]++
			}
			due = s.until
		case deedAnswer:
			over = true
			if s.at.After(due) {
				counts["case answered late"]++
			}
		case deedMerge, deedForward:
			over = true
		case deedClose:
			over = true
			counts["case "+s.outcome]++
		}
	}
	if !over {
		counts["case open"]++
		if town.until.After(due) {
			counts["case overdue"]++
		}
	}
}

// What happens at a counter happens while the office is open; only the web knows holidays and nights.
func TestCalendarIsRespected(t *testing.T) {
	t.Parallel()
	town := testTown(t, 3)
	atNight, onHolidays := 0, 0
	for r := range town.records(registry) {
		if r.channel != channelEService && r.channel != channelEmail {
			inHours(t, town, "a request at a counter", r.received)
		} else if !town.calendar.IsWorking(town.calendar.CivilDay(r.received)) {
			onHolidays++
		}
		if !r.finished.IsZero() && r.finished.Before(r.received) {
			t.Fatalf("%s finished %v before it was received %v", r.number, r.finished, r.received)
		}
		if day := town.calendar.CivilDay(r.finished); !r.finished.IsZero() && !town.calendar.IsWorking(day) {
			t.Fatalf("%s finished on %v, when nobody works", r.number, day)
		}
		if r.due.Before(r.received) || r.changed.Before(r.received) || !town.past(r.changed) {
			t.Fatalf("%s: due %v or changed %v do not fit its receipt %v", r.number, r.due, r.changed, r.received)
		}
	}
	for a := range town.answers() {
		if a.Channel != channelWeb {
			inHours(t, town, "an answer by "+a.Channel, a.Moment)
		} else if hour := town.calendar.Hour(a.Moment); hour < 7 || hour > 20 {
			atNight++
		}
		if a.Received.Before(a.Moment) || !town.past(a.Received) {
			t.Fatalf("answered %v, received %v", a.Moment, a.Received)
		}
	}
	if atNight < 500 || onHolidays < 500 {
		t.Errorf("the web sleeps: %d answers at night, %d requests on days off", atNight, onHolidays)
	}
}

func inHours(t *testing.T, town *Town, what string, moment time.Time) {
	t.Helper()
	if !town.calendar.InOfficeHours(moment) {
		t.Fatalf("%s at %v, when the office is closed", what, moment.In(town.location))
	}
}

// The busiest months and days are those people know.
func TestRhythm(t *testing.T) {
	t.Parallel()
	town := testTown(t, 5)
	var tax, all, onDay [13]float64
	for r := range town.records(registry) {
		if r.received.Year() != 2025 {
			continue
		}
		month := int(r.received.In(town.location).Month())
		if all[month]++; r.service.id == serviceTaxValue {
			tax[month]++
		}
		onDay[r.received.In(town.location).Weekday()]++
	}
	if tax[3] < 2*tax[7] {
		t.Errorf("tax values: %v in March, %v in July: no spring peak", tax[3], tax[7])
	}
	if all[8] > .85*all[10] {
		t.Errorf("%v requests in August, %v in October: no summer dip", all[8], all[10])
	}
	if onDay[time.Monday] < 1.25*onDay[time.Friday] || onDay[time.Sunday] > .3*onDay[time.Friday] {
		t.Errorf("week from Sunday: %v", onDay[:7])
	}
}

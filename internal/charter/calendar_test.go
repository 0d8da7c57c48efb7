package charter

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"
)

// TestDaysInPlace compares every day off in place of a holiday, 2017 to 2035, with a table worked out from the law.
func TestDaysInPlace(t *testing.T) {
	f, err := os.Open("testdata/days_in_place.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	c := mustDefault(t).Calendar
	want := make(map[Date]bool)
	for _, row := range rows {
		holiday := mustDate(t, row[0])
		if got := holiday.Weekday().String()[:3]; got != row[1] {
			t.Errorf("the table is wrong: %s is a %s", holiday, got)
		}
		want[mustDate(t, row[3])] = true
	}
	got := make(map[Date]bool)
	for y := 2017; y <= 2035; y++ {
		official := officialDays(c, y)
		for d := range c.rules.year(y) {
			if !official[d] {
				got[d] = true
			}
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("days off in place of holidays:\n got %v\nwant %v", sorted(got), sorted(want))
	}
}

// TestOfficialHolidaysAgainstDateHolidays compares the fixed holidays and Easter with the npm package date-holidays.
func TestOfficialHolidaysAgainstDateHolidays(t *testing.T) {
	out, err := exec.Command("node", "testdata/holidays.cjs").Output()
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("node with the package date-holidays is needed: run npm ci (%v)", err)
		}
		t.Skip("node or the package date-holidays is absent: run npm ci to compare the holidays with it")
	}
	var years map[int]struct {
		Easter Date
		Days   []Date
	}
	if err := json.Unmarshal(out, &years); err != nil {
		t.Fatal(err)
	}
	if len(years) != 19 {
		t.Fatalf("%d years, want 2017 to 2035", len(years))
	}
	c := mustDefault(t).Calendar
	for y, theirs := range years {
		if got := c.EasterSunday(y); got != theirs.Easter {
			t.Errorf("Easter %d: %s, the package says %s", y, got, theirs.Easter)
		}
		ours := officialDays(c, y)
		if holySaturday := theirs.Easter.AddDays(-1); holySaturday != NewDate(y, time.May, 1) {
			if !ours[holySaturday] {
				t.Errorf("%s, the Saturday of Easter, is no holiday", holySaturday)
			}
			delete(ours, holySaturday) // the package leaves it out
		}
		days := make(map[Date]bool)
		for _, d := range theirs.Days {
			days[d] = true
		}
		if !maps.Equal(ours, days) {
			t.Errorf("%d:\n ours %v\ntheirs %v", y, sorted(ours), sorted(days))
		}
	}
}

// officialDays gives the holidays of a year without those off in their place.
func officialDays(c *Calendar, year int) map[Date]bool {
	days := make(map[Date]bool)
	for _, h := range c.rules.holidays {
		for _, d := range h.in(year) {
			days[d] = true
		}
	}
	return days
}

func sorted(set map[Date]bool) []Date { return slices.SortedFunc(maps.Keys(set), Date.Compare) }

// TestPublishedWorkingDays compares with the numbers of working days that Bulgarian newspapers print at New Year.
func TestPublishedWorkingDays(t *testing.T) {
	c := mustDefault(t).Calendar
	for _, y := range []struct {
		year, days int
		months     map[time.Month]int
	}{
		{2018, 249, nil},
		{2020, 250, map[time.Month]int{time.May: 18, time.July: 23}},
		{2021, 249, map[time.Month]int{time.March: 22, time.May: 17, time.June: 22, time.July: 22, time.August: 22, time.November: 22}},
		{2022, 248, map[time.Month]int{time.April: 19, time.May: 19, time.August: 23, time.December: 19}},
		{2023, 248, map[time.Month]int{time.April: 18, time.August: 23, time.December: 18}},
		{2024, 251, map[time.Month]int{time.May: 19, time.July: 23, time.September: 19, time.October: 23, time.December: 19}},
		{2026, 248, map[time.Month]int{time.May: 18, time.July: 23}},
	} {
		if got := c.WorkingDays(NewDate(y.year-1, 12, 31), NewDate(y.year, 12, 31)); got != y.days {
			t.Errorf("%d has %d working days, published are %d", y.year, got, y.days)
		}
		for m, want := range y.months {
			if got := c.WorkingDays(NewDate(y.year, m, 0), NewDate(y.year, m+1, 0)); got != want {
				t.Errorf("%s %d has %d working days, published are %d", m, y.year, got, want)
			}
		}
	}
}

func TestHolidayNames(t *testing.T) {
	c := mustDefault(t).Calendar
	for _, k := range []struct {
		day, name string
		working   bool
	}{
		{"2026-03-03", "Liberation Day", false},
		{"2022-12-26", "Christmas", false},
		{"2022-12-28", "Day off in place of Christmas", false},
		{"2021-05-04", "Day off in place of Labour Day", false},
		{"2024-05-06", "Easter", false}, // St George's Day falls on Easter Monday
		{"2024-05-07", "", true},
		{"2025-12-31", "Day off for the introduction of the euro", false},
		{"2026-11-01", "", false},       // a Sunday, and a holiday of the schools alone
		{"2027-11-01", "", true},        // the same on a Monday
		{"2016-09-17", "", true},        // a Saturday worked by decision
		{"2016-05-02", "Easter", false}, // moves began in 2017: 1 May 2016 was Easter Sunday
		{"2016-05-03", "", true},
	} {
		d := mustDate(t, k.day)
		name, ok := c.Holiday(d)
		if k.working {
			name = nil
		}
		if ok != (k.name != "") || name.In("en") != k.name || c.IsWorking(d) != k.working {
			t.Errorf("%s: %q (%v), working %v; want %q, %v", d, name.In("en"), ok, c.IsWorking(d), k.name, k.working)
		}
	}
}

// TestMovesAcrossTheYear uses a calendar with a holiday on 31 December: on a Saturday it moves over New Year's Day.
func TestMovesAcrossTheYear(t *testing.T) {
	c := testCalendar(
		Holiday{ID: "eve", Days: []YearDay{{time.December, 31}}, Moves: true, Label: Label{"bg": "31"}},
		Holiday{ID: "new_year", Days: []YearDay{{time.January, 1}}, Moves: true, Label: Label{"bg": "1"}},
		Holiday{ID: "leap", Days: []YearDay{{time.February, 29}}, Label: Label{"bg": "29"}, From: NewDate(2024, 1, 1), To: NewDate(2027, 1, 1)},
	)
	// 31.12.2022 is a Saturday, 01.01.2023 a Sunday: Monday and Tuesday are off.
	for day, working := range map[string]bool{
		"2022-12-30": true, "2023-01-02": false, "2023-01-03": false, "2023-01-04": true,
		"2024-02-29": false, "2028-02-29": true, "2023-03-01": true,
	} {
		if got := c.IsWorking(mustDate(t, day)); got != working {
			t.Errorf("%s working: %v", day, got)
		}
	}
}

func TestExceptionsSpeakForTheirDayAlone(t *testing.T) {
	c := mustDefault(t).Calendar
	monday, tuesday := mustDate(t, "2026-09-07"), mustDate(t, "2026-09-08") // the 7th is off in place of Sunday the 6th
	changed := c.WithExceptions([]Exception{{Date: monday, Working: true}})
	if !changed.IsWorking(monday) || !changed.IsWorking(tuesday) {
		t.Error("an exception that makes a day working moved its holiday on")
	}
	if _, ok := changed.Holiday(monday); ok {
		t.Error("a working day still carries a holiday's name")
	}
	if c.IsWorking(monday) {
		t.Error("WithExceptions changed the calendar it was called on")
	}
	if got := changed.Exceptions(); len(got) != 1 || changed.IsWorking(mustDate(t, "2025-12-31")) == false {
		t.Errorf("the exceptions given before are still there: %v", got)
	}
}

func TestCivilDayAndHour(t *testing.T) {
	c := mustDefault(t).Calendar
	late := time.Date(2026, 7, 1, 22, 30, 0, 0, time.UTC)
	if c.CivilDay(late).String() != "2026-07-02" || c.Hour(late) != 1 {
		t.Errorf("%s %d", c.CivilDay(late), c.Hour(late))
	}
}

// testCalendar is a calendar of the given holidays in Sofia, 8:30 to 17:30, with roll-forward.
func testCalendar(holidays ...Holiday) *Calendar {
	loc, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		panic(err) // the zones are linked in
	}
	return &Calendar{
		rules:    &holidayRules{holidays: holidays, movesFrom: NewDate(2017, 1, 1)},
		hours:    OfficeHours{Opens: 510, Closes: 1050},
		location: loc,
		roll:     true,
	}
}

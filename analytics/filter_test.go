package analytics_test

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"harta/analytics"
	"harta/internal/charter"
	"harta/internal/fault"
)

func calendar(t testing.TB) *charter.Calendar {
	t.Helper()
	c, err := charter.Default()
	if err != nil {
		t.Fatal(err)
	}
	return c.Calendar
}

// parse reads a link's query as of a moment.
func parse(t testing.TB, query, now string) (analytics.Filter, error) {
	t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return analytics.ParseFilter(v, at(now), calendar(t))
}

func TestPeriods(t *testing.T) {
	const now = "2026-11-23 12:00"
	for _, c := range []struct{ query, now, from, to, before, until string }{
		{"", now, "2025-12-01", "2026-11-23", "2024-12-01", "2025-11-23"},
		{"period=12m&compare=year", now, "2025-12-01", "2026-11-23", "2024-12-01", "2025-11-23"},
		{"period=month", now, "2026-11-01", "2026-11-23", "2026-10-01", "2026-10-23"},
		{"period=month", "2026-03-30 09:00", "2026-03-01", "2026-03-30", "2026-02-01", "2026-02-28"},
		{"period=month", "2026-04-30 09:00", "2026-04-01", "2026-04-30", "2026-03-01", "2026-03-31"},
		{"period=month&compare=year", "2024-02-29 09:00", "2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28"},
		{"period=last_month", now, "2026-10-01", "2026-10-31", "2026-09-01", "2026-09-30"},
		{"period=last_month", "2026-01-05 09:00", "2025-12-01", "2025-12-31", "2025-11-01", "2025-11-30"},
		{"period=quarter", now, "2026-10-01", "2026-11-23", "2026-07-01", "2026-08-23"},
		{"period=quarter", "2026-01-01 09:00", "2026-01-01", "2026-01-01", "2025-10-01", "2025-10-01"},
		{"period=year", now, "2026-01-01", "2026-11-23", "2025-01-01", "2025-11-23"},
		{"period=24m", now, "2024-12-01", "2026-11-23", "2022-12-01", "2024-11-23"},
		{"from=2026-03-01&to=2026-04-30", now, "2026-03-01", "2026-04-30", "2026-01-01", "2026-02-28"},
		{"from=2026-03-10&to=2026-03-19", now, "2026-03-10", "2026-03-19", "2026-02-28", "2026-03-09"},
		{"period=custom&from=2026-03-10&to=2026-03-19&compare=year", now, "2026-03-10", "2026-03-19", "2025-03-10", "2025-03-19"},
		// Midnight belongs to the municipality's day, not to UTC's.
		{"period=month", "2026-11-01 00:30", "2026-11-01", "2026-11-01", "2026-10-01", "2026-10-01"},
	} {
		f, err := parse(t, c.query, c.now)
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
			continue
		}
		before, ok := f.Comparison()
		if got := [4]string{f.From, f.To, before.From, before.To}; !ok || got != [4]string{c.from, c.to, c.before, c.until} {
			t.Errorf("%q on %s: %v, want %v", c.query, c.now, got, [4]string{c.from, c.to, c.before, c.until})
		}
	}
}

func TestNoComparison(t *testing.T) {
	for _, query := range []string{"compare=none", "period=all", "period=all&compare=year"} {
		f, err := parse(t, query, "2026-11-23 12:00")
		if err != nil {
			t.Fatal(err)
		}
		if before, ok := f.Comparison(); ok {
			t.Errorf("%s is compared with %v", query, before)
		}
	}
	if before, ok := custom("1990-01-01", "2039-12-31", "2026-11-23 12:00").Comparison(); ok {
		t.Errorf("compared with %v", before)
	}
}

func TestComparisonIsSeenFromTheSameDistance(t *testing.T) {
	for _, c := range []struct{ query, now, asOf string }{
		{"period=last_month", "2026-11-23 12:00", "2026-10-23 12:00"},
		{"period=12m", "2026-06-15 08:30", "2025-06-15 08:30"},
		{"from=2026-03-10&to=2026-03-19", "2026-03-20 10:00", "2026-03-10 10:00"},
		{"period=month", "2026-03-30 23:59", "2026-02-28 23:59"},
	} {
		f, err := parse(t, c.query, c.now)
		if err != nil {
			t.Fatal(err)
		}
		before, _ := f.Comparison()
		if !before.CutOff.Equal(at(c.asOf)) {
			t.Errorf("%s is seen as of %v, want %s", c.query, before.CutOff, c.asOf)
		}
	}
}

func TestBadFilters(t *testing.T) {
	many := "department=" + strings.Join(strings.Split(strings.Repeat("x", 300), ""), "&department=")
	for i := range 300 {
		many += "&department=d" + strings.Repeat("i", i)
	}
	for query, want := range map[string]string{
		"period=fortnight":                      "period unknown_period",
		"compare=yesterday":                     "compare unknown_comparison",
		"from=2026-05-01&to=2026-04-30":         "to period_ends_before_start",
		"from=2026-05-01&to=2026-02-30":         "to bad_date",
		"from=03.05.2026&to=2026-05-05":         "from bad_date",
		"period=custom":                         "from day_missing,to day_missing",
		"from=2026-05-01":                       "to day_missing",
		"from=1066-10-14&to=2026-01-01":         "from date_out_of_range",
		"from=1990-01-01&to=2045-01-01":         "to period_too_long",
		"asof=yesterday":                        "asof bad_moment",
		"asof=2030-01-01T00:00:00Z":             "asof moment_out_of_range",
		"service=" + strings.Repeat("x", 201):   "service bad_id",
		"office=a%00b":                          "office bad_id",
		many:                                    "department too_many_ids",
		"period=x&compare=y&asof=z":             "asof bad_moment,compare unknown_comparison,period unknown_period",
		"period=12m&from=rubbish&to=%00garbage": "",
	} {
		_, err := parse(t, query, "2026-11-23 12:00")
		if got := faults(err); got != want {
			t.Errorf("%.60s: %q, want %q", query, got, want)
		}
	}
}

// faults lists fields and codes of an error.
func faults(err error) string {
	list, ok := err.(fault.List)
	if !ok {
		f, ok := fault.As(err)
		if !ok {
			return ""
		}
		list = fault.List{f}
	}
	var all []string
	for _, f := range list {
		all = append(all, f.Field+" "+f.Code)
	}
	slices.Sort(all)
	return strings.Join(all, ",")
}

func TestFilterReadsLists(t *testing.T) {
	f, err := parse(t, "service=2079&service=&service=2079&service=x-1&office=%D0%A6%D0%B5%D0%BD%D1%82%D1%8A%D1%80%20%27%22", "2026-11-23 12:00")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(f.Services, []string{"2079", "x-1"}) || !slices.Equal(f.Offices, []string{`Център '"`}) {
		t.Errorf("services %q, offices %q", f.Services, f.Offices)
	}
}

func TestFilterSurvivesItsLink(t *testing.T) {
	cal := calendar(t)
	id := rapid.StringMatching(`[а-яa-z0-9'"&=; -]{1,12}`)
	day := rapid.Custom(func(t *rapid.T) charter.Date {
		return charter.NewDate(2015, 1, 1).AddDays(rapid.IntRange(0, 6000).Draw(t, "day"))
	})
	rapid.Check(t, func(t *rapid.T) {
		v := url.Values{
			"period":     {rapid.SampledFrom(analytics.Periods()).Draw(t, "period")},
			"compare":    {string(rapid.SampledFrom(analytics.Comparisons()).Draw(t, "compare"))},
			"department": rapid.SliceOfN(id, 0, 4).Draw(t, "departments"),
			"service":    rapid.SliceOfN(id, 0, 4).Draw(t, "services"),
			"channel":    rapid.SliceOfN(id, 0, 4).Draw(t, "channels"),
			"office":     rapid.SliceOfN(id, 0, 4).Draw(t, "offices"),
		}
		from := day.Draw(t, "from")
		v.Set("from", from.String())
		v.Set("to", from.AddDays(rapid.IntRange(0, 900).Draw(t, "days")).String())
		now := time.UnixMicro(rapid.Int64Range(1.4e15, 2e15).Draw(t, "now"))
		f, err := analytics.ParseFilter(v, now, cal)
		if err != nil {
			t.Fatal(err)
		}
		link, err := url.ParseQuery(f.Values().Encode())
		if err != nil {
			t.Fatal(err)
		}
		later := now.Add(time.Duration(rapid.Int64Range(0, 1e17).Draw(t, "later")))
		again, err := analytics.ParseFilter(link, later, cal)
		if err != nil {
			t.Fatal(err)
		}
		if !again.CutOff.Equal(f.CutOff) {
			t.Fatalf("as of %v became %v", f.CutOff, again.CutOff)
		}
		again.CutOff = f.CutOff
		if !reflect.DeepEqual(f, again) {
			t.Fatalf("%+v became %+v", f, again)
		}
		if before, ok := f.Comparison(); ok && (before.To >= f.From && f.Compare == analytics.ComparePrevious || before.CutOff.After(f.CutOff)) {
			t.Fatalf("%+v is compared with %+v", f, before)
		}
	})
}

func FuzzParseFilter(f *testing.F) {
	for _, seed := range []string{"", "period=12m&compare=year", "from=2026-01-01&to=2026-01-31&asof=2026-02-01T00:00:00Z", "service=%FF&office=%00", "asof=0000-01-01T00:00:00Z"} {
		f.Add(seed)
	}
	cal := calendar(f)
	f.Fuzz(func(t *testing.T, query string) {
		v, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		filter, err := analytics.ParseFilter(v, at("2026-11-23 12:00"), cal)
		if err != nil {
			if faults(err) == "" {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		if filter.From > filter.To || len(filter.From) != len("2006-01-02") {
			t.Fatalf("from %s to %s", filter.From, filter.To)
		}
		filter.Comparison()
	})
}

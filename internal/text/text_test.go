package text

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"harta/internal/fault"
)

// load returns the bundle or ends the test.
func load(t testing.TB) *Bundle {
	t.Helper()
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sp stands for the no-break space in expectations, where the eye cannot tell it from a common one.
func sp(s string) string { return strings.ReplaceAll(s, "_", nbsp) }

func TestInt(t *testing.T) {
	b := load(t)
	for _, c := range []struct {
		n          int64
		bg, en, tr string
	}{
		{0, "0", "0", "0"},
		{7, "7", "7", "7"},
		{999, "999", "999", "999"},
		{1234, "1234", "1,234", "1.234"},
		{9999, "9999", "9,999", "9.999"},
		{10000, "10_000", "10,000", "10.000"},
		{123456, "123_456", "123,456", "123.456"},
		{1234567, "1_234_567", "1,234,567", "1.234.567"},
		{-1234, "−1234", "−1,234", "−1.234"},
		{-12345, "−12_345", "−12,345", "−12.345"},
		{math.MaxInt64, "9_223_372_036_854_775_807", "9,223,372,036,854,775,807", "9.223.372.036.854.775.807"},
		{math.MinInt64, "−9_223_372_036_854_775_808", "−9,223,372,036,854,775,808", "−9.223.372.036.854.775.808"},
	} {
		for lang, want := range map[Lang]string{BG: c.bg, EN: c.en, TR: c.tr} {
			if got := b.In(lang).Int(c.n); got != sp(want) {
				t.Errorf("%s: Int(%d) = %q, want %q", lang, c.n, got, sp(want))
			}
		}
	}
}

func TestNumber(t *testing.T) {
	b := load(t)
	for _, c := range []struct {
		x        float64
		decimals int
		bg, en   string
	}{
		{0, 0, "0", "0"},
		{0, 2, "0,00", "0.00"},
		{1.95583, 5, "1,95583", "1.95583"},
		{1234.5, 1, "1234,5", "1,234.5"},
		{12345.678, 2, "12_345,68", "12,345.68"},
		{0.5, 0, "1", "1"}, // halves go away from zero, not to the even neighbour
		{1.5, 0, "2", "2"},
		{2.5, 0, "3", "3"},
		{-2.5, 0, "−3", "−3"},
		{0.575 * 100, 0, "58", "58"}, // 57.49999999999999 in binary
		{1.005, 2, "1,01", "1.01"},
		{99.96, 1, "100,0", "100.0"},
		{9999.96, 1, "10_000,0", "10,000.0"},
		{-0.04, 1, "0,0", "0.0"}, // no negative zero
		{math.NaN(), 1, "–", "–"},
		{math.Inf(1), 1, "–", "–"},
	} {
		for lang, want := range map[Lang]string{BG: c.bg, EN: c.en} {
			if got := b.In(lang).Number(c.x, c.decimals); got != sp(want) {
				t.Errorf("%s: Number(%v, %d) = %q, want %q", lang, c.x, c.decimals, got, sp(want))
			}
		}
	}
}

func TestPercent(t *testing.T) {
	b := load(t)
	for _, c := range []struct {
		share      float64
		n          int64
		bg, en, tr string
	}{
		{0.72, 50, "72_%", "72%", "%72"},
		{0.725, 40, "73_%", "73%", "%73"},
		{0.7251, 99, "73_%", "73%", "%73"},
		{0.7251, 100, "72,5_%", "72.5%", "%72,5"},
		{1, 10, "100_%", "100%", "%100"},
		{0, 1000, "0,0_%", "0.0%", "%0,0"},
		{math.NaN(), 0, "–", "–", "–"},
	} {
		for lang, want := range map[Lang]string{BG: c.bg, EN: c.en, TR: c.tr} {
			if got := b.In(lang).Percent(c.share, c.n); got != sp(want) {
				t.Errorf("%s: Percent(%v, %d) = %q, want %q", lang, c.share, c.n, got, sp(want))
			}
		}
	}
}

func TestSignedAndShortest(t *testing.T) {
	p := load(t).In(BG)
	for x, want := range map[float64]string{2.34: "+2,3", -2.34: "−2,3", 0.04: "0,0", -0.04: "0,0", 0: "0,0"} {
		if got := p.Signed(x, 1); got != want {
			t.Errorf("Signed(%v) = %q, want %q", x, got, want)
		}
	}
	for x, want := range map[float64]string{2: "2", 2.5: "2,5", 0.12345: "0,123", -1.1: "−1,1", 12345: sp("12_345")} {
		if got := p.Shortest(x); got != want {
			t.Errorf("Shortest(%v) = %q, want %q", x, got, want)
		}
	}
}

// Reading a printed number back gives the number that was meant, in every language.
func TestNumbersReadBack(t *testing.T) {
	b := load(t)
	rapid.Check(t, func(t *rapid.T) {
		lang := rapid.SampledFrom(Public()).Draw(t, "lang")
		decimals := rapid.IntRange(0, 4).Draw(t, "decimals")
		x := rapid.Float64Range(-1e8, 1e8).Draw(t, "x")
		s := b.In(lang).Number(x, decimals)
		plain := strings.NewReplacer(forms[lang].group, "", minus, "-").Replace(s)
		plain = strings.Replace(plain, forms[lang].decimal, ".", 1)
		var back float64
		if _, err := fmt.Sscan(plain, &back); err != nil {
			t.Fatalf("%q cannot be read: %v", s, err)
		}
		spacing := math.Nextafter(math.Abs(x), math.Inf(1)) - math.Abs(x) // of the numbers about x that a float64 can be
		if math.Abs(back-x) > 0.5*math.Pow10(-decimals)+2*spacing {
			t.Fatalf("%v with %d decimals is written %q", x, decimals, s)
		}
	})
}

func TestDates(t *testing.T) {
	sofia, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Fatal(err)
	}
	b := load(t)
	evening := time.Date(2026, 5, 3, 22, 30, 0, 0, time.UTC) // 01:30 of the next day in Sofia
	for _, c := range []struct{ name, got, want string }{
		{"bg date", b.InZone(BG, sofia).Date(evening), "04.05.2026_г."},
		{"bg date in its own zone", b.In(BG).Date(evening), "03.05.2026_г."},
		{"bg moment", b.InZone(BG, sofia).DateTime(evening), "04.05.2026_г., 01:30_ч."},
		{"en date", b.InZone(EN, sofia).Date(evening), "4 May 2026"},
		{"en moment", b.In(EN).DateTime(evening), "3 May 2026, 22:30"},
		{"en January", b.In(EN).Day("2026-01-09"), "9 January 2026"},
		{"tr date", b.In(TR).Date(evening), "03.05.2026"},
		{"day", b.In(BG).Day("2026-05-03"), "03.05.2026_г."},
		{"no day", b.In(BG).Day("вчера"), "вчера"},
		{"no moment", b.In(BG).DateTime(time.Time{}), "–"},
		{"no date", b.In(BG).Date(time.Time{}), "–"},
		{"bg month", b.In(BG).Month("2026-03"), "март 2026"},
		{"en month", b.In(EN).Month("2026-03"), "March 2026"},
		{"tr month", b.In(TR).Month("2026-08"), "Ağustos 2026"},
		{"bg short month", b.In(BG).MonthShort("2026-03"), "мар 26"},
		{"no month", b.In(BG).Month("2026-13"), "2026-13"},
		{"weekday", b.In(BG).Weekday(time.Monday), "понеделник"},
		{"short weekday", b.In(BG).WeekdayShort(time.Sunday), "нд"},
	} {
		if c.got != sp(c.want) {
			t.Errorf("%s: %q, want %q", c.name, c.got, sp(c.want))
		}
	}
}

func TestDaysAndBytes(t *testing.T) {
	b := load(t)
	for _, c := range []struct {
		x      float64
		bg, en string
	}{
		{0, "0_дни", "0_days"},
		{1, "1_ден", "1_day"},
		{1.04, "1_ден", "1_day"},
		{1.9, "1,9_дни", "1.9_days"},
		{2, "2_дни", "2_days"},
		{9.94, "9,9_дни", "9.9_days"},
		{9.96, "10_дни", "10_days"},
		{21, "21_дни", "21_days"},
		{365.4, "365_дни", "365_days"},
	} {
		if got := b.In(BG).Days(c.x); got != sp(c.bg) {
			t.Errorf("Days(%v) = %q, want %q", c.x, got, sp(c.bg))
		}
		if got := b.In(EN).Days(c.x); got != sp(c.en) {
			t.Errorf("Days(%v) = %q, want %q", c.x, got, sp(c.en))
		}
	}
	for n, want := range map[int64]string{0: "0_Б", 1023: "1023_Б", 1024: "1,0_КБ", 15000: "15_КБ", 300 << 20: "300_МБ", 5 << 40: "5120_ГБ"} {
		if got := b.In(BG).Bytes(n); got != sp(want) {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, sp(want))
		}
	}
}

func TestList(t *testing.T) {
	p := load(t).In(BG)
	for want, names := range map[string][]string{"": nil, "каси": {"каси"}, "каси и поща": {"каси", "поща"}, "каси, поща и мост": {"каси", "поща", "мост"}} {
		if got := p.List(names); got != want {
			t.Errorf("List(%v) = %q, want %q", names, got, want)
		}
	}
}

func TestErrorsAreWorded(t *testing.T) {
	p := load(t).In(BG)
	if got := p.Error(errors.New("dial tcp: secret")); got != p.T("fault.internal") || strings.Contains(got, "secret") {
		t.Errorf("internal error: %q", got)
	}
	late := fmt.Errorf("login: %w", fault.New(fault.KindTooMany, "too_many_requests", fault.Params{"count": 1}))
	if got := p.Error(late); !strings.Contains(got, "след 1 секунда.") {
		t.Errorf("wrapped fault: %q", got)
	}
	if got := p.Error(fault.NotFound("nobody_wrote_this", nil)); got != "⟦fault.nobody_wrote_this⟧" {
		t.Errorf("unknown code: %q", got)
	}
	list := fault.List{fault.NotFound("page_not_found", nil), fault.New(fault.KindForbidden, "not_allowed", nil)}
	if got := p.Error(list); !strings.Contains(got, p.T("fault.page_not_found")) || !strings.Contains(got, p.T("fault.not_allowed")) {
		t.Errorf("list: %q", got)
	}
}

func TestMessages(t *testing.T) {
	b := load(t)
	if got := b.In(BG).T("no.such.key"); got != "⟦no.such.key⟧" {
		t.Errorf("unknown key: %q", got)
	}
	if got := b.In(TR).T("login.title"); got != "Вход" {
		t.Errorf("a message that Turkish lacks: %q", got)
	}
	if got := b.In("de").Lang(); got != BG {
		t.Errorf("an unknown language is %q", got)
	}
	got := b.In(BG).T("fault.plain_http", "address", "<b>12345</b>")
	if !strings.Contains(got, "<b>12345</b>") {
		t.Errorf("values are put in as they are: %q", got)
	}
	if got := b.In(BG).T("common.days", "count", 12345); got != sp("12_345_дни") {
		t.Errorf("numbers among the values: %q", got)
	}
}

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		offered []Lang
		wishes  []string
		want    Lang
	}{
		{Staff(), nil, BG},
		{Staff(), []string{""}, BG},
		{Staff(), []string{"en"}, EN},
		{Staff(), []string{"tr"}, BG},
		{Public(), []string{"tr-TR,tr;q=0.9,en;q=0.8"}, TR},
		{Public(), []string{"de-DE,de;q=0.9"}, BG},
		{Public(), []string{"", "en-GB"}, EN},
		{Public(), []string{"xx", "tr"}, TR},
		{Public(), []string{"'; DROP", "en"}, EN},
	} {
		if got := Choose(c.offered, c.wishes...); got != c.want {
			t.Errorf("Choose(%v, %q) = %s, want %s", c.offered, c.wishes, got, c.want)
		}
	}
}

// day is a civil day, as package charter has one.
type day struct{}

func (day) Date() (int, time.Month, int) { return 2026, time.March, 1 }

func TestCivilDaysInMessages(t *testing.T) {
	bundle, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	e := fault.Invalid("to", "period_ends_before_start", fault.Params{"from": day{}, "to": day{}})
	if got, want := bundle.In(BG).Fault(e), "Периодът свършва (01.03.2026\u00a0г.), преди да е започнал (01.03.2026\u00a0г.)."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A sentence that ends with a date has one full stop, in either language.
func TestSentencesEndOnce(t *testing.T) {
	b := load(t)
	on := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	for lang, want := range map[Lang]string{BG: "Важи за един отговор до 04.05.2026_г.", EN: "For one answer until 4 May 2026."} {
		if got := b.In(lang).T("surveys.slip_until", "date", b.In(lang).Date(on)); got != sp(want) {
			t.Errorf("%s: %q, want %q", lang, got, sp(want))
		}
	}
	if got := b.In(BG).Fault(fault.Conflict("case_closed", fault.Params{"at": on})); !strings.HasSuffix(got, sp("09:00_ч.")) {
		t.Errorf("%q", got)
	}
}

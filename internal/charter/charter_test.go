package charter

import (
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's zones
)

func mustDefault(t testing.TB) *Charter {
	t.Helper()
	c, err := Default()
	if err != nil {
		t.Fatalf("the embedded charter: %v", err)
	}
	return c
}

func mustDate(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDefaultHoldsTheCharter(t *testing.T) {
	c := mustDefault(t)
	if c.Location().String() != "Europe/Sofia" {
		t.Errorf("time zone %s", c.Location())
	}
	if len(c.Promises) != 11 || len(c.Channels) != 11 || len(c.Categories) != 13 || len(c.Questions) != 10 {
		t.Errorf("promises %d, channels %d, categories %d, questions %d",
			len(c.Promises), len(c.Channels), len(c.Categories), len(c.Questions))
	}
	if h := c.Calendar.Hours(); h != (OfficeHours{Opens: 8*60 + 30, Closes: 17*60 + 30}) {
		t.Errorf("office hours %+v", h)
	}
	overall, _ := c.Question("overall")
	if len(overall.Faces) != 5 || overall.Kiosk["tr"] == "" {
		t.Errorf("the kiosk's question is incomplete: %+v", overall)
	}
	if overall.Faces[0]["bg"] != overall.Low["bg"] || overall.Faces[4]["bg"] != overall.High["bg"] {
		t.Error("the outer faces say something else than the ends of the scale")
	}
	if k, _ := c.Category("corruption"); !k.Restricted || !k.ConcernsStaff {
		t.Errorf("corruption: %+v", k)
	}
	if k, _ := c.Kind("whistleblower"); !k.Sealed {
		t.Error("whistle-blower reports are not sealed")
	}
}

func TestPromiseInForce(t *testing.T) {
	c := mustDefault(t)
	if _, ok := c.Promise("P1", mustDate(t, "2006-01-19")); ok {
		t.Error("P1 stood before the charter was approved")
	}
	p, ok := c.Promise("P1", mustDate(t, "2006-01-20"))
	if !ok || !p.Measure.Census || p.Target != (Target{Kind: TargetShare, Share: 1}) {
		t.Errorf("P1 on its first day: %v %+v", ok, p)
	}
}

func TestClockFor(t *testing.T) {
	c := mustDefault(t)
	for _, k := range []struct {
		kind           string
		staff          bool
		charter, legal string
	}{
		{"complaint", true, "1 months", ""},
		{"complaint", false, "1 months", ""},
		{"signal", true, "1 months", "2 months"},
		{"signal", false, "", "2 months"},
		{"proposal", false, "", "2 months"},
		{"praise", false, "", ""},
		{"enquiry", true, "7 days", ""},
		{"desk_enquiry", false, "20 minutes", ""},
		{"whistleblower", true, "", "3 months"},
	} {
		clock, ok := c.ClockFor(k.kind, k.staff)
		if !ok || limitText(clock.Charter) != k.charter || limitText(clock.Legal) != k.legal {
			t.Errorf("%s, staff %v: charter %q, legal %q (found %v)", k.kind, k.staff,
				limitText(clock.Charter), limitText(clock.Legal), ok)
		}
	}
	if _, ok := c.ClockFor("rumour", false); ok {
		t.Error("an unknown kind has a clock")
	}
	both := &Charter{Clocks: []Clock{{ID: "any", Kind: "signal", About: AboutAny}, {ID: "staff", Kind: "signal", About: AboutStaff}}}
	if k, _ := both.ClockFor("signal", true); k.ID != "staff" {
		t.Errorf("the clock %q goes before the one for staff", k.ID)
	}
	if k, _ := both.ClockFor("signal", false); k.ID != "any" {
		t.Errorf("the clock %q is for what is not about staff", k.ID)
	}
	service, _ := c.ClockFor("service", false)
	if l, ok := service.Speed("fast"); !ok || l.Term != (Term{7, Days}) {
		t.Errorf("fast services: %+v %v", l, ok)
	}
	if _, ok := service.Speed("express"); ok {
		t.Error("express services have a term of law")
	}
}

func limitText(l *Limit) string {
	if l == nil {
		return ""
	}
	return l.Term.String()
}

func TestDuesTakeTheStricter(t *testing.T) {
	c := mustDefault(t)
	start := time.Date(2026, 6, 15, 10, 0, 0, 0, c.Location())
	at := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 17, 30, 0, 0, c.Location()) }

	signal, _ := c.ClockFor("signal", true)
	if got, want := c.Calendar.Dues(signal, start), (Dues{Due: at(2026, 7, 15), Charter: at(2026, 7, 15), Legal: at(2026, 8, 17)}); got != want {
		t.Errorf("signal: %+v, want %+v", got, want)
	}
	proposal, _ := c.ClockFor("proposal", false)
	if got := c.Calendar.Dues(proposal, start); !got.Due.Equal(at(2026, 8, 17)) || !got.Charter.IsZero() {
		t.Errorf("proposal: %+v", got)
	}
	// The law is stricter than a generous charter.
	generous := Clock{Charter: &Limit{Term: Term{3, Months}}, Legal: &Limit{Term: Term{2, Months}}}
	if got := c.Calendar.Dues(generous, start); !got.Due.Equal(got.Legal) {
		t.Errorf("generous charter: %+v", got)
	}
	whistle, _ := c.ClockFor("whistleblower", false)
	pause := Pause{start, start.AddDate(0, 0, 10)}
	if got := c.Calendar.Dues(whistle, start, pause); !got.Confirm.Equal(at(2026, 6, 22)) || !got.Due.Equal(at(2026, 9, 25)) {
		t.Errorf("whistle-blower: %+v", got)
	}
	praise, _ := c.ClockFor("praise", false)
	if got := c.Calendar.Dues(praise, start); got != (Dues{}) {
		t.Errorf("praise: %+v", got)
	}
}

func TestLabelFallsBackToBulgarian(t *testing.T) {
	l := Label{"bg": "Гише", "en": "Counter"}
	if l.In("en") != "Counter" || l.In("tr") != "Гише" || Label(nil).In("bg") != "" {
		t.Errorf("%q %q", l.In("en"), l.In("tr"))
	}
}

package dashboard

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/net/html"

	"harta/analytics"
	"harta/internal/access"
	"harta/internal/text"
)

// TestEveryPageSpeaksBothLanguages renders every page of figures over real facts and finds no message missing.
func TestEveryPageSpeaksBothLanguages(t *testing.T) {
	b := figureServer(t).signedInAs(access.Officer)
	paths := []string{"/", "/satisfaction", "/timeliness", "/complaints", "/satisfaction?compare=year&period=24m", "/?period=all&compare=none",
		"/complaints?period=custom&from=2020-01-01&to=2020-02-01", "/satisfaction?office=tiny"}
	explored := map[text.Lang]string{text.BG: "", text.EN: "?office=tiny&period=last_month"}
	for _, lang := range text.Staff() {
		b.post("/preferences", url.Values{"lang": {string(lang)}, "next": {"/"}})
		asked := slices.Clone(paths)
		for _, r := range analytics.Reports() {
			asked = append(asked, "/explore/"+r.Key+explored[lang])
		}
		for _, path := range asked {
			r := b.get(path)
			if !strings.Contains(r.Text, `<html lang="`+string(lang)+`"`) {
				t.Fatalf("%s is not in %s", path, lang)
			}
			if r.StatusCode != http.StatusOK {
				t.Fatalf("%s: status %d", path, r.StatusCode)
			}
			if i := strings.Index(r.Text, "⟦"); i >= 0 {
				t.Errorf("%s in %s: no message for %s", path, lang, r.Text[i:min(len(r.Text), i+60)])
			}
			if strings.Contains(r.Text, `data-state="failed"`) {
				t.Errorf("%s in %s: a figure failed", path, lang)
			}
			if strings.Contains(r.Text, "NaN") || strings.Contains(r.Text, "Inf") {
				t.Errorf("%s in %s: something is not a number", path, lang)
			}
		}
	}
}

// stubReports answers from memory: for what a database cannot be made to do on demand.
type stubReports struct {
	run func(key string, f analytics.Filter) (*analytics.Table, error)
}

func (s stubReports) Run(_ context.Context, key string, f analytics.Filter) (*analytics.Table, error) {
	return s.run(key, f)
}

func (s stubReports) Freshness(context.Context) (time.Time, error) { return testNow, nil }

func (s stubReports) TapsToday(context.Context) (map[string]analytics.Taps, error) { return nil, nil }

func (s stubReports) UncountedCounts(context.Context, analytics.UncountedFilter) ([]analytics.UncountedCount, error) {
	return nil, nil
}

func (s stubReports) Uncounted(context.Context, analytics.UncountedFilter, int, int) ([]analytics.UncountedAnswer, error) {
	return nil, nil
}

// TestOneFigureFailsAlone lets one report fail and one panic; the others stay, and the reader is told where.
func TestOneFigureFailsAlone(t *testing.T) {
	ts := newTestServer(t, func(o *Options) {
		o.Reports = stubReports{func(key string, f analytics.Filter) (*analytics.Table, error) {
			switch key {
			case "satisfaction_by_office":
				return nil, errors.New("a secret of the database")
			case "satisfaction_by_channel":
				panic("out of range")
			case "satisfaction_by_hour":
				return nil, context.DeadlineExceeded
			}
			return sampleTable(key), nil
		}}
	})
	r := ts.signedInAs(access.Viewer).get("/satisfaction")
	page := parsePage(t, r)
	failed := find(page, func(n *html.Node) bool { return attr(n, "data-state") == "failed" })
	if len(failed) != 3 {
		t.Errorf("%d figures say that they failed, want 3", len(failed))
	}
	if len(find(page, func(n *html.Node) bool { return hasAttr(n, "data-chart") })) < 4 {
		t.Error("the other figures are gone as well")
	}
	if strings.Contains(r.Text, "secret") || !strings.Contains(ts.log.String(), "a secret of the database") {
		t.Error("the reason belongs in the log and not on the page")
	}
}

// TestStatesAreShown finds every state of a cell in words on the page.
func TestStatesAreShown(t *testing.T) {
	ts := newTestServer(t, func(o *Options) {
		o.Reports = stubReports{func(key string, f analytics.Filter) (*analytics.Table, error) { return sampleTable(key), nil }}
	})
	b := ts.signedInAs(access.Viewer)
	page := content(parsePage(t, b.get("/explore/satisfaction_by_month")))
	for _, want := range []string{"няма данни", "твърде малко", "незавършен", "72\u00a0% (58–83)", "не се показва"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	page = content(parsePage(t, b.get("/explore/duration_by_service")))
	if !strings.Contains(page, "още е рано") {
		t.Error("the page does not say that a median is not reached")
	}
}

// Whoever reads a share of answers is told that its interval says nothing about those who did not answer.
func TestSharesOfAnswersWarn(t *testing.T) {
	ts := newTestServer(t, func(o *Options) {
		o.Reports = stubReports{func(key string, f analytics.Filter) (*analytics.Table, error) { return sampleTable(key), nil }}
	})
	b := ts.signedInAs(access.Viewer)
	for _, path := range []string{"/explore/satisfaction_total", "/explore/satisfaction_by_office"} {
		if page := content(parsePage(t, b.get(path))); !strings.Contains(page, "интервалът не казва нищо за останалите") {
			t.Errorf("%s does not say who answers", path)
		}
	}
}

// TestWrongFilter shows the page with what was typed, the reason at the field and status 400; no report is run.
func TestWrongFilter(t *testing.T) {
	ts := newTestServer(t, func(o *Options) {
		o.Reports = stubReports{func(key string, f analytics.Filter) (*analytics.Table, error) {
			t.Errorf("report %s was run under a wrong filter", key)
			return nil, errors.New("wrong filter")
		}}
	})
	b := ts.signedInAs(access.Officer)
	for _, path := range []string{"/", "/satisfaction", "/explore/satisfaction_by_office"} {
		r := b.get(path + "?period=custom&from=2026-03-31&to=2026-02-01&department=няма&compare=year")
		if r.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
		root, err := html.Parse(strings.NewReader(r.Text))
		if err != nil {
			t.Fatal(err)
		}
		values := map[string]string{}
		for _, in := range find(root, func(n *html.Node) bool {
			return n.Data == "input" && (attr(n, "type") != "radio" && attr(n, "type") != "checkbox" || hasAttr(n, "checked"))
		}) {
			values[attr(in, "name")] = attr(in, "value")
		}
		for name, want := range map[string]string{"from": "2026-03-31", "to": "2026-02-01", "period": "custom", "department": "няма"} {
			if values[name] != want {
				t.Errorf("%s: the field %s holds %q, want %q", path, name, values[name], want)
			}
		}
		for _, want := range []string{"свършва", "Няма звено с код „няма“"} {
			if strings.Count(r.Text, want) < 2 {
				t.Errorf("%s: %q is not said above the page and at the field", path, want)
			}
		}
	}
	r := b.get("/satisfaction?from=2026-13-45&to=x")
	if !strings.Contains(r.Text, `value="2026-13-45"`) || !strings.Contains(r.Text, `value="x"`) {
		t.Error("what was typed is lost")
	}
}

// TestUnknownThings are answered with 404 in the form that was asked for.
func TestUnknownThings(t *testing.T) {
	b := newTestServer(t, nil).signedInAs(access.Officer)
	for path, want := range map[string]string{
		"/explore/nothing":                        "nothing",
		"/reports/nothing.json":                   `"code":"report_unknown"`,
		"/workbook/nothing.xlsx":                  "nothing",
		"/reports/satisfaction_total.json?to=x":   `"field":"from"`,
		"/workbook/all.xlsx?from=2026-02-01&to=y": "",
	} {
		r := b.get(path)
		if r.StatusCode != http.StatusNotFound && r.StatusCode != http.StatusBadRequest || !strings.Contains(r.Text, want) {
			t.Errorf("%s: status %d, %.200s", path, r.StatusCode, r.Text)
		}
	}
}

// TestViewersDoNotExport keeps files and links to them from people who may only look.
func TestViewersDoNotExport(t *testing.T) {
	ts := newTestServer(t, func(o *Options) {
		o.Reports = stubReports{func(key string, f analytics.Filter) (*analytics.Table, error) { return sampleTable(key), nil }}
	})
	b := ts.signedInAs(access.Viewer)
	if page := b.get("/satisfaction").Text; strings.Contains(page, ".xlsx") || strings.Contains(page, ".json") {
		t.Error("a viewer is offered files")
	}
	for _, path := range []string{"/workbook/all.xlsx", "/reports/satisfaction_total.json"} {
		if r := b.get(path); r.StatusCode != http.StatusForbidden {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
	}
}

// TestEveryReportHasASheetName keeps the names of sheets short enough and apart.
func TestEveryReportHasASheetName(t *testing.T) {
	for _, lang := range text.Staff() {
		p := testPrinter(t, lang)
		seen := map[string]string{}
		for _, r := range analytics.Reports() {
			name := p.T("sheet." + r.Key)
			if strings.HasPrefix(name, "⟦") || len(utf16.Encode([]rune(name))) > longestSheetName {
				t.Errorf("%s: %q is no name for a sheet", lang, name)
			}
			if seen[name] != "" {
				t.Errorf("%s: %s and %s are both called %q", lang, seen[name], r.Key, name)
			}
			seen[name] = r.Key
		}
		for _, m := range analytics.Measures() {
			if m.Of != "" && strings.HasPrefix(p.T("items."+m.Of, "count", 2), "⟦") {
				t.Errorf("%s: no words to count %s", lang, m.Of)
			}
		}
	}
}

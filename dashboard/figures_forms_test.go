package dashboard

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"harta/analytics"
	"harta/internal/charter"
	"harta/internal/text"
)

// testPrinter speaks a language in the charter's zone.
func testPrinter(t testing.TB, lang text.Lang) *text.Printer {
	t.Helper()
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	house, err := charter.Default()
	if err != nil {
		t.Fatal(err)
	}
	return words.InZone(lang, house.Location())
}

// TestFormsTable holds the server to the table of forms that the script is held to as well.
func TestFormsTable(t *testing.T) {
	data, err := os.ReadFile("testdata/forms.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Form   string
		Args   []any
		BG, EN string
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		for lang, want := range map[text.Lang]string{text.BG: c.BG, text.EN: c.EN} {
			if got := writeForm(t, testPrinter(t, lang), c.Form, c.Args); got != want {
				t.Errorf("%s%v in %s = %q, the table says %q", c.Form, c.Args, lang, got, want)
			}
		}
	}
}

func writeForm(t *testing.T, p *text.Printer, form string, args []any) string {
	t.Helper()
	switch form {
	case "number":
		return p.Number(args[0].(float64), int(args[1].(float64)))
	case "percent":
		n := int64(1) // below a hundred: no decimals
		if args[1].(float64) == 1 {
			n = 1000
		}
		return p.Percent(args[0].(float64), n)
	case "monthShort":
		return p.MonthShort(args[0].(string))
	}
	t.Fatalf("unknown form %q", form)
	return ""
}

func TestCellForms(t *testing.T) {
	f := forms{words: testPrinter(t, text.BG)}
	num := func(x float64) *float64 { return &x }
	for _, c := range []struct {
		name string
		unit analytics.Unit
		cell analytics.Cell
		want string
	}{
		{"share of few", analytics.UnitShare, analytics.Cell{State: analytics.StateOK, Value: num(0.72), Low: num(0.583), High: num(0.826), N: 50}, "72\u00a0% (58–83)"},
		{"share of many", analytics.UnitShare, analytics.Cell{State: analytics.StateOK, Value: num(0.7234), Low: num(0.7012), High: num(0.7449), N: 12345}, "72,3\u00a0% (70,1–74,5)"},
		{"share not final", analytics.UnitShare, analytics.Cell{State: analytics.StateOpen, Value: num(0.5), N: 10}, "50\u00a0%"},
		{"count", analytics.UnitCount, analytics.Cell{State: analytics.StateOK, Value: num(12345), N: 12345}, "12\u00a0345"},
		{"zero is a number", analytics.UnitCount, analytics.Cell{State: analytics.StateOK, Value: num(0)}, "0"},
		{"score", analytics.UnitScore, analytics.Cell{State: analytics.StateOK, Value: num(4.206), Low: num(4.1), High: num(4.31), N: 80}, "4,21 (4,10–4,31)"},
		{"days", analytics.UnitDays, analytics.Cell{State: analytics.StateOK, Value: num(9), Low: num(4), High: num(12), N: 14}, "9,0 (4,0–12,0)"},
		{"days without an upper limit", analytics.UnitDays, analytics.Cell{State: analytics.StateOK, Value: num(9), Low: num(4), N: 14}, "9,0 (4,0 или повече)"},
		{"nothing", analytics.UnitShare, analytics.Cell{State: analytics.StateNone}, "няма данни"},
		{"few", analytics.UnitShare, analytics.Cell{State: analytics.StateFew, N: 3}, "твърде малко"},
		{"beyond", analytics.UnitDays, analytics.Cell{State: analytics.StateBeyond, N: 14}, "още е рано"},
		{"beyond with a lower limit", analytics.UnitDays, analytics.Cell{State: analytics.StateBeyond, Low: num(13), N: 14}, "над 13,0; още е рано"},
		{"not applicable", analytics.UnitShare, analytics.Cell{State: analytics.StateUnknown}, "не се прилага"},
		{"fine but without a value is a gap, not a zero", analytics.UnitCount, analytics.Cell{State: analytics.StateOK}, "няма данни"},
		{"a hidden value stays hidden", analytics.UnitShare, analytics.Cell{State: analytics.StateFew, Value: num(1), N: 3}, "твърде малко"},
	} {
		if got := f.cell(c.unit, c.cell); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestDifferenceForms(t *testing.T) {
	f := forms{words: testPrinter(t, text.BG)}
	for _, c := range []struct {
		unit analytics.Unit
		x    float64
		n    int64
		want string
	}{
		{analytics.UnitShare, 0.09, 50, "+9\u00a0п.п."},
		{analytics.UnitShare, -0.0132, 500, "−1,3\u00a0п.п."},
		{analytics.UnitDays, -1.44, 10, "−1,4\u00a0дни"},
		{analytics.UnitCount, 12, 0, "+12"},
		{analytics.UnitShare, 0.0001, 50, "0\u00a0п.п."},
	} {
		if got := f.difference(c.unit, c.x, c.n); got != c.want {
			t.Errorf("difference of %v %s = %q, want %q", c.x, c.unit, got, c.want)
		}
	}
}

// A difference is no surer than the smaller of its two samples: table, workbook and sentence write it with the same decimals.
func TestDifferenceOfASmallSample(t *testing.T) {
	table := sampleTable("satisfaction_by_department")
	r := &table.Rows[0]
	r.Cells[0].N, r.Before[0].N, r.Change.Difference = 150, 60, 0.0337
	v := sampleViewer(t, table.Filter)
	view := v.view(table)
	said := view.Rows[0].Cells[len(view.Rows[0].Cells)-1]
	if said.Text != "+3\u00a0п.п." {
		t.Errorf("the table says %q", said.Text)
	}
	if help := said.Verdict.Help; !strings.Contains(help, " 3 пункта") {
		t.Errorf("the sentence says %q", help)
	}
	if c := v.sheetCell(table, sheetColumn{part: sheetDifference, unit: analytics.UnitShare}, *r, ""); c.decimal != 0 {
		t.Errorf("the workbook has %d decimals", c.decimal)
	}
}

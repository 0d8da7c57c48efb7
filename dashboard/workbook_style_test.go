package dashboard

import (
	"testing"

	"github.com/xuri/excelize/v2"
)

// A change that is written as zero has no sign, on paper as on the screen.
func TestChangesInTheWorkbook(t *testing.T) {
	for _, c := range []struct {
		x        float64
		decimals int
		want     string
	}{
		{0.05, 1, "+0.1"}, {-0.06, 1, "−0.1"}, {0.04, 1, "0.0"}, {-0.04, 1, "0.0"}, {0, 1, "0.0"}, {-0.4, 0, "0"}, {0.5, 0, "+1"}, {-1234.4, 0, "−1,234"},
	} {
		f := excelize.NewFile()
		format := changeFormat(c.x, c.decimals)
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		must(t, err)
		must(t, f.SetCellValue("Sheet1", "A1", c.x))
		must(t, f.SetCellStyle("Sheet1", "A1", "A1", style))
		if shown, err := f.GetCellValue("Sheet1", "A1"); err != nil || shown != c.want {
			t.Errorf("%v with %d decimals is shown as %q by %s, want %q: %v", c.x, c.decimals, shown, format, c.want, err)
		}
		must(t, f.Close())
	}
}

package text

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

const (
	minus     = "\u2212"
	noNumber  = "–" // a figure that does not exist: a gap, never zero
	allDigits = 100 // the sample from which a share carries a decimal
)

// Int writes a whole number.
func (p *Printer) Int(n int64) string {
	digits := strconv.FormatInt(n, 10)
	negative := strings.HasPrefix(digits, "-")
	return p.assemble(strings.TrimPrefix(digits, "-"), "", negative)
}

// Number writes a real number with the given count of decimals, halves away from zero as spreadsheets round. What is not a
// number, or infinite, is a dash.
func (p *Printer) Number(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return noNumber
	}
	rounded := roundHalfAway(x, decimals)
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(rounded), 'f', decimals, 64), ".")
	return p.assemble(whole, fraction, rounded < 0)
}

// Shortest writes a real number with as many decimals as it needs, at most three.
func (p *Printer) Shortest(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return noNumber
	}
	rounded := roundHalfAway(x, 3)
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(rounded), 'f', -1, 64), ".")
	return p.assemble(whole, fraction, rounded < 0)
}

// Signed writes a real number with its sign, as changes are written; what rounds to zero has none.
func (p *Printer) Signed(x float64, decimals int) string {
	s := p.Number(x, decimals)
	if roundHalfAway(x, decimals) > 0 {
		return "+" + s
	}
	return s
}

// Percent writes a share (0..1) of n items in per cent: without decimals below 100 items, where a decimal would pretend to
// know more than the sample does, and with one from there on.
func (p *Printer) Percent(share float64, n int64) string {
	if math.IsNaN(share) || math.IsInf(share, 0) {
		return noNumber
	}
	return fmt.Sprintf(p.form.percent, p.Number(share*100, PercentDecimals(n)))
}

// PercentDecimals is the count of decimals that a share of n items carries.
func PercentDecimals(n int64) int {
	if n < allDigits {
		return 0
	}
	return 1
}

// roundHalfAway rounds to decimals, halves away from zero. The first rounding, six digits further, restores halves that only
// the binary form has lost: 23 of 40 is 57.5 per cent, though 0.575*100 is 57.49999999999999.
func roundHalfAway(x float64, decimals int) float64 {
	const guard, exact = 1e6, 1e9
	scale := math.Pow10(decimals)
	scaled := x * scale
	if math.Abs(scaled) < exact {
		scaled = math.Round(scaled*guard) / guard
	}
	return math.Round(scaled) / scale
}

// assemble groups the whole digits and joins sign, digits and fraction.
func (p *Printer) assemble(whole, fraction string, negative bool) string {
	var b strings.Builder
	if negative {
		b.WriteString(minus)
	}
	for i, d := range whole {
		if left := len(whole) - i; i > 0 && left%3 == 0 && len(whole) >= p.form.groupFrom {
			b.WriteString(p.form.group)
		}
		b.WriteRune(d)
	}
	if fraction != "" {
		b.WriteString(p.form.decimal)
		b.WriteString(fraction)
	}
	return b.String()
}

// Days writes a length in calendar days of 24 hours: with one decimal below ten days, whole days from there on.
func (p *Printer) Days(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return noNumber
	}
	decimals := 0
	if math.Abs(x) < 10 {
		decimals = 1
	}
	return p.T("common.days", "count", roundHalfAway(x, decimals))
}

// Bytes writes the size of a file in powers of 1024.
func (p *Printer) Bytes(n int64) string {
	size, unit := float64(n), 0
	for size >= 1024 && unit < len(p.form.sizes)-1 {
		size /= 1024
		unit++
	}
	decimals := 0
	if unit > 0 && size < 10 {
		decimals = 1
	}
	return p.Number(size, decimals) + nbsp + p.form.sizes[unit]
}

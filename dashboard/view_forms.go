package dashboard

import (
	"harta/analytics"
	"harta/internal/text"
)

// forms writes figures in a reader's language: one form for each unit and one word for each state, everywhere the same.
type forms struct {
	words *text.Printer
}

const (
	dash  = "\u2013" // between the limits of an interval
	space = "\u00a0" // keeps a number and its unit on one line
)

// value writes one number of a unit with the unit's own mark: "72 %", "1 234", "4,21"; days stay bare because the head of
// the column (or the tile) names them. n decides the decimals of a share.
func (f forms) value(unit analytics.Unit, x float64, n int64) string {
	if unit == analytics.UnitShare {
		return f.words.Percent(x, n)
	}
	return f.bare(unit, x, n)
}

// bare writes one number of a unit without any mark, as the limits of an interval need it.
func (f forms) bare(unit analytics.Unit, x float64, n int64) string {
	return f.words.Number(scaled(unit, x), unit.Decimals(x, n))
}

// scaled is the number a person reads: a share is read in per cent.
func scaled(unit analytics.Unit, x float64) float64 {
	if unit == analytics.UnitShare {
		return 100 * x
	}
	return x
}

// state words a cell that has no value to show; "" when it has one.
func (f forms) state(s analytics.State) string {
	switch s {
	case analytics.StateOK, analytics.StateOpen:
		return ""
	case analytics.StateNone, analytics.StateFew, analytics.StateBeyond, analytics.StateUnknown:
		return f.words.T("cell." + string(s))
	default:
		return f.words.T("cell.none")
	}
}

// cell writes a cell as a table shows it: the value with its interval, or the words of its state.
func (f forms) cell(unit analytics.Unit, c analytics.Cell) string {
	if !shown(c) {
		if c.State == analytics.StateBeyond && c.Low != nil {
			return f.words.T("cell.beyond_from", "low", f.bare(unit, *c.Low, c.N))
		}
		return f.missing(c)
	}
	s := f.value(unit, *c.Value, c.N)
	if limits := f.interval(unit, c); limits != "" {
		s += " (" + limits + ")"
	}
	return s
}

// missing words a cell without a value; a cell that claims to be fine but carries none is a gap, never a zero.
func (f forms) missing(c analytics.Cell) string {
	if s := f.state(c.State); s != "" {
		return s
	}
	return f.words.T("cell.none")
}

// why words the state of a figure that stands alone or in a sentence, where there is room to say what there is too little of.
func (f forms) why(c analytics.Cell) string {
	if c.State == analytics.StateOK || c.State == analytics.StateOpen {
		return f.missing(c) // claims to be fine but carries no value
	}
	return f.words.T("state." + string(c.State))
}

// interval writes the limits, "58–83", or "" when the cell has none. A limit that is not reached is said, not left out.
func (f forms) interval(unit analytics.Unit, c analytics.Cell) string {
	switch {
	case c.Low != nil && c.High != nil:
		return f.bare(unit, *c.Low, c.N) + dash + f.bare(unit, *c.High, c.N)
	case c.Low != nil:
		return f.words.T("cell.no_upper", "low", f.bare(unit, *c.Low, c.N))
	default:
		return ""
	}
}

// shown says whether a cell has a value that may be seen.
func shown(c analytics.Cell) bool {
	return c.Value != nil && (c.State == analytics.StateOK || c.State == analytics.StateOpen)
}

// difference writes a change of a figure with its sign and unit: "+9 п.п.", "−1,4 дни". The unit of a change of shares is the
// percentage point, never the per cent.
func (f forms) difference(unit analytics.Unit, x float64, n int64) string {
	s := f.words.Signed(scaled(unit, x), unit.Decimals(x, n))
	if mark := f.changeUnit(unit); mark != "" {
		s += space + mark
	}
	return s
}

func (f forms) changeUnit(unit analytics.Unit) string {
	switch unit {
	case analytics.UnitShare:
		return f.words.T("unit.points")
	case analytics.UnitDays:
		return f.words.T("unit.days")
	case analytics.UnitMinutes:
		return f.words.T("unit.minutes")
	default:
		return ""
	}
}

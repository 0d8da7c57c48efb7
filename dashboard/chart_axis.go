package dashboard

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"harta/analytics"
)

// scale is the range of an axis in a unit. Shares stand in 0 to 100 %, scores in 1 to 5, everything else begins at zero: a
// cut axis makes small differences look large.
type scale struct {
	min, max float64 // max 0: as far as the data reach
	least    float64 // between two ticks; 0: any
	most     float64
}

func scaleOf(unit analytics.Unit) scale {
	switch unit {
	case analytics.UnitShare:
		return scale{max: 1, least: 0.25, most: 0.25}
	case analytics.UnitScore:
		return scale{min: 1, max: 5, least: 1, most: 1}
	case analytics.UnitCount, analytics.UnitMinutes:
		return scale{least: 1}
	default:
		return scale{}
	}
}

// near is the range of a small figure without an axis: the data and the normal range with some air, never so near that a few
// points look like a landslide.
func (s scale) near(low, high float64) scale {
	if s.max == 0 || low > high {
		return s
	}
	air := max(0.2*(s.max-s.min)-(high-low), 0.2*(high-low)) / 2
	return scale{min: max(s.min, low-air), max: min(s.max, high+air)}
}

// part is the range of a line of shares with an axis to read: the part of 0 to 100 % that its data need, in whole steps of the
// axis, or all of it when they need more than half. Bars never get one, for their length is what is read.
func (s scale) part(low, high float64) scale {
	if s.max != 1 || low > high {
		return s
	}
	for _, steps := range []float64{20, 10} { // of 5 and of 10 points
		from, to := math.Floor(low*steps+1e-9), math.Ceil(high*steps-1e-9)
		for to-from < fewestSteps {
			if to < steps {
				to++
			}
			if from > 0 && to-from < fewestSteps {
				from--
			}
		}
		if to-from <= fewestSteps+1 {
			return scale{min: from / steps, max: to / steps, least: 1 / steps, most: 1 / steps}
		}
	}
	return s
}

// fewestSteps keeps a part from being so short that chance looks like a landslide: 20 points at least.
const fewestSteps = 4

func (s scale) top() any {
	if s.max == 0 {
		return nil
	}
	return s.max
}

// valueAxisY is the vertical axis of a unit.
func valueAxisY(unit analytics.Unit, small bool) opts.YAxis {
	return verticalAxis(unit, scaleOf(unit), small)
}

func verticalAxis(unit analytics.Unit, s scale, small bool) opts.YAxis {
	return opts.YAxis{
		Type: "value", Min: s.min, Max: s.top(), MinInterval: s.least, MaxInterval: s.most, SplitNumber: 4, Show: opts.Bool(!small),
		AxisLabel: axisLabel("fmt:"+string(unit), "@ink-muted"),
		SplitLine: &opts.SplitLine{Show: opts.Bool(!small), LineStyle: &opts.LineStyle{Color: "@line"}},
	}
}

// valueAxisX is the horizontal axis of a unit; small figures and rows that carry their values as text go without its labels.
func valueAxisX(unit analytics.Unit) opts.XAxis {
	s := scaleOf(unit)
	return opts.XAxis{
		Type: "value", Min: s.min, Max: s.top(), MinInterval: s.least, MaxInterval: s.most, SplitNumber: 4, Position: "bottom",
		AxisLabel: axisLabel("fmt:"+string(unit), "@ink-muted"),
		SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: "@line"}},
	}
}

// columnAxis is the horizontal axis of groups side by side. Its labels are thinned by the library when they do not fit; the
// table has them all.
func columnAxis() opts.XAxis {
	return opts.XAxis{
		Type:      "category",
		AxisLabel: axisLabel("", "@ink-muted"),
		AxisTick:  &opts.AxisTick{Show: opts.Bool(false)},
		AxisLine:  &opts.AxisLine{LineStyle: &opts.LineStyle{Color: "@line-strong"}},
	}
}

// rowAxis is the vertical axis of groups below each other, the first on top. The script writes the labels above the bars,
// where there is room for whole names at every width.
func rowAxis(labels []string) opts.YAxis {
	return opts.YAxis{
		Type: "category", Inverse: opts.Bool(true), Data: labels,
		AxisLabel: &opts.AxisLabel{Show: opts.Bool(false)},
		AxisLine:  &opts.AxisLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: "@line-strong"}},
	}
}

func axisLabel(formatter, color string) *opts.AxisLabel {
	return &opts.AxisLabel{Formatter: types.FuncStr(formatter), Color: color, FontSize: 13, HideOverlap: opts.Bool(true)}
}

func labelsOf(rows []chartRow) []string {
	labels := make([]string, len(rows))
	for i, r := range rows {
		labels[i] = r.Label
	}
	return labels
}

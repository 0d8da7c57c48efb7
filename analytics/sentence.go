package analytics

import (
	"maps"
	"math"
	"slices"
)

// Sentence is a sentence to be worded in the reader's language: a message key and its named values. Shares and points come in per
// cent, rounded as they are to be shown; the value "count" selects the plural.
type Sentence struct {
	Key    string
	Params map[string]any
}

// Pairs are the values as name and value, one after the other, for package text.
func (s Sentence) Pairs() []any {
	var kv []any
	for _, name := range slices.Sorted(maps.Keys(s.Params)) {
		kv = append(kv, name, s.Params[name])
	}
	return kv
}

// Level says how high the report's headline figure of a row is, how sure that is, and of how many. The keys are
// "sentence.<measure>" with ".open" (not final), ".unbounded" (no upper limit) or ".plain" (no limits), and
// "sentence.state.<state>" for a figure that cannot be shown; where it is too early for one, "sentence.<measure>.beyond". Days and
// minutes are the "count" themselves and their items "n".
func (t *Table) Level(row Row) Sentence {
	m, c := t.headline(), row.Cells[t.headlineColumn()]
	key := "sentence." + m.Key
	switch {
	case c.State == StateBeyond:
		return Sentence{Key: key + ".beyond", Params: map[string]any{"count": c.N}}
	case c.Value == nil:
		return Sentence{Key: "sentence.state." + string(c.State), Params: map[string]any{"count": c.N}}
	case m.Unit == UnitCount:
		return Sentence{Key: key, Params: map[string]any{"count": int64(*c.Value)}}
	}
	write := writing(m, c.N)
	s := Sentence{Key: key, Params: map[string]any{"value": write(*c.Value), "count": c.N}}
	if m.Unit == UnitDays || m.Unit == UnitMinutes {
		s.Params = map[string]any{"count": write(*c.Value), "n": c.N}
	}
	switch {
	case c.Low == nil:
		s.Key += ".plain"
		return s
	case c.High == nil:
		s.Key += ".unbounded"
	default:
		s.Params["high"] = write(*c.High)
		if c.State == StateOpen {
			s.Key += ".open"
		}
	}
	s.Params["low"] = write(*c.Low)
	return s
}

// Movement says how the report's headline figure of a row has changed against the comparison period, in the words of the verdict
// and never more strongly. It is false for a row without a comparison. The keys are "sentence.<measure>.up", ".down", ".same",
// ".unseen_up" and ".unseen_down" (no change visible), ".small_up" and ".small_down" (a change that is seen and too small to
// matter), "sentence.few" and "sentence.too_early".
func (t *Table) Movement(row Row) (Sentence, bool) {
	if row.Change == nil {
		return Sentence{}, false
	}
	m, i := t.headline(), t.headlineColumn()
	switch row.Change.Verdict {
	case VerdictFew:
		return Sentence{Key: "sentence.few"}, true
	case VerdictTooEarly:
		return Sentence{Key: "sentence.too_early"}, true
	}
	if m.Unit == UnitCount {
		return movementOfEvents(m, row.Change), true
	}
	write := writing(m, row.Compared(i))
	size := write(math.Abs(row.Change.Difference))
	s := Sentence{
		Key:    "sentence." + m.Key + movement(row.Change, size.Value == 0),
		Params: map[string]any{"count": size},
	}
	if m.Unit == UnitShare {
		s.Params["visible"] = noticeable(row.Change.Visible)
		if row.Change.Verdict == VerdictNoChange && row.Change.seen {
			s.Params["relevant"] = round(relevantShare*100, 0)
		}
	}
	if row.Change.Low != nil && row.Change.High != nil {
		s.Params["low"], s.Params["high"] = write(*row.Change.Low), write(*row.Change.High)
		if row.Change.seen && row.Change.Difference < 0 {
			// A fall is told by its size: from the smaller to the larger.
			s.Params["low"], s.Params["high"] = write(-*row.Change.High), write(-*row.Change.Low)
		}
	}
	return s, true
}

// movementOfEvents tells the change of a count by the ratio of the rates per day, in per cent.
func movementOfEvents(m *Measure, c *Change) Sentence {
	key := "sentence." + m.Key
	if c.Ratio == nil || c.RatioHigh == nil {
		return Sentence{Key: key + ".from_none", Params: map[string]any{"count": int64(c.Difference)}}
	}
	percent := func(ratio float64) float64 { return round((ratio-1)*100, 0) }
	size, low, high := percent(*c.Ratio), percent(*c.RatioLow), percent(*c.RatioHigh)
	s := Sentence{Key: key + movement(&Change{Verdict: c.Verdict, Difference: *c.Ratio - 1, seen: c.seen}, size == 0)}
	if c.seen && size < 0 {
		low, high = -high, -low
	}
	s.Params = map[string]any{"count": math.Abs(size), "low": low, "high": high}
	return s
}

// movement is the end of a message key for a change; none says that its size is written as zero.
func movement(c *Change, none bool) string {
	unseen := c.Verdict == VerdictNoChange
	switch {
	case unseen && none:
		return ".same"
	case unseen && c.seen && c.Difference > 0:
		return ".small_up"
	case unseen && c.seen:
		return ".small_down"
	case unseen && c.Difference > 0:
		return ".unseen_up"
	case unseen:
		return ".unseen_down"
	case c.Difference > 0:
		return ".up"
	default:
		return ".down"
	}
}

// noticeable is the smallest visible change of a share in whole points. It is rounded up, because less would not have been noticed,
// and never fewer than two, for which the sentences have words.
func noticeable(visible float64) float64 {
	return max(2, math.Ceil(round(visible*100, 3)))
}

// headlineColumn is the place of the headline among the columns.
func (t *Table) headlineColumn() int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Measure.Key == t.Report.Headline })
}

// writing is how the figures of a measure over n items are written: shares in per cent, and each with its decimals.
func writing(m *Measure, n int64) func(x float64) Rounded {
	return func(x float64) Rounded {
		decimals := m.Unit.Decimals(x, n)
		if m.Unit == UnitShare {
			x *= 100
		}
		return Rounded{round(x, decimals), decimals}
	}
}

// Rounded is a figure of a sentence with the decimals it is written with, trailing zeros included: "93,0 %" stands beside "93,0 %".
type Rounded struct {
	Value    float64
	Decimals int
}

// Decimal gives the value and its decimals to whoever writes it.
func (r Rounded) Decimal() (value float64, decimals int) { return r.Value, r.Decimals }

// round rounds halves away from zero, as spreadsheets do. The first rounding restores halves that only the binary form has lost.
// Minus zero becomes zero.
func round(x float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(math.Round(x*scale*1e6)/1e6)/scale + 0
}

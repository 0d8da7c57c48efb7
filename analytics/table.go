package analytics

import "time"

// State says what a cell can honestly show.
type State string

// The states of a cell. Only StateOK and StateOpen carry a value; for the others the page words the state instead.
const (
	StateOK      State = "ok"
	StateNone    State = "none"    // no data at all: a gap, never zero
	StateFew     State = "few"     // fewer than the smallest honest sample: value hidden
	StateBeyond  State = "beyond"  // too early: a quantile that the curve has not reached, a share of items of which none is decided
	StateOpen    State = "open"    // the group is not final: some of its items may still change it; value is shown
	StateUnknown State = "unknown" // the measure does not apply to this group
)

// Cell is one figure of one group. Value, Low and High are in the column's unit (a share is 0..1, a duration is in days of 24
// hours). Low and High are the limits of the 95 % interval and nil where the measure has none; a limit may be
// nil on its own (an upper limit that is not reached). N is the number of items behind the value.
type Cell struct {
	State State    `json:"state"`
	Value *float64 `json:"value,omitempty"`
	Low   *float64 `json:"low,omitempty"`
	High  *float64 `json:"high,omitempty"`
	N     int64    `json:"n"`
}

// Verdict is the house's only word on a comparison of two periods.
type Verdict string

// The verdicts: better or worse only when the interval of the change leaves out zero and the change is large enough to matter.
const (
	VerdictBetter    Verdict = "better"
	VerdictWorse     Verdict = "worse"
	VerdictNoChange  Verdict = "no_change"
	VerdictFew       Verdict = "few"
	VerdictTooEarly  Verdict = "too_early"
	VerdictDifferent Verdict = "different" // changed, on a measure without a better direction
)

// Change compares a group's headline figure with the same group's figure in the comparison period: now minus before, in the
// unit of the measure, with the 95 % interval of the difference; Low and High are nil where the measure has no interval of a
// difference (medians), and where either figure is hidden: then the difference is zero and means nothing. Visible is the smallest
// change the two samples could have shown (80 % power), zero when unknown. Ratio is now through before per day, for counts of
// events only, with its own interval; its upper limit is nil when nothing happened before.
type Change struct {
	Verdict    Verdict  `json:"verdict"`
	Difference float64  `json:"difference"`
	Low        *float64 `json:"low,omitempty"`
	High       *float64 `json:"high,omitempty"`
	Visible    float64  `json:"visible,omitempty"`
	Ratio      *float64 `json:"ratio,omitempty"`
	RatioLow   *float64 `json:"ratio_low,omitempty"`
	RatioHigh  *float64 `json:"ratio_high,omitempty"`

	seen bool // the intervals leave out that nothing has changed, be it too little to matter
}

// Band is the normal range of a month's headline figure, in the unit of the measure: where ordinary months lie, of a share those with
// this month's n. It comes from the finished months of at least two years up to the period's end: by Laney p' limits for a share, cut
// to 0..1, by XmR limits for a count or a median, cut at 0.
type Band struct {
	Center float64 `json:"center"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

// Row is one group of a report. Key is the dimension's stable value ("" for the total, "2026-03" for a month, an office id);
// pages turn it into words. Cells stand in the order of Table.Columns; Before likewise, nil without a comparison.
type Row struct {
	Key    string  `json:"key"`
	Cells  []Cell  `json:"cells"`
	Before []Cell  `json:"before,omitempty"`
	Change *Change `json:"change,omitempty"` // of the report's headline measure
	// Unfinished marks a month or period that the cut-off falls into, or whose items may still turn late and so change the
	// headline: the number of items of a month that is over is final, what became of them is not.
	Unfinished bool `json:"unfinished,omitempty"`
	// Normal is the normal range of the headline, in trends with at least 13 finished months; else nil, and for a count or a median of
	// a part of a month.
	Normal *Band `json:"normal,omitempty"`
}

// Compared is the number of items behind the smaller of the two figures that a row compares: a difference is written no more finely than
// that one is.
func (r Row) Compared(column int) int64 {
	n := r.Cells[column].N
	if column < len(r.Before) {
		n = min(n, r.Before[column].N)
	}
	return n
}

// Column is one measure as a report shows it.
type Column struct {
	Measure *Measure `json:"measure"`
}

// Table is the answer to a report: chart, HTML table, workbook sheet and JSON are functions of it and of nothing else.
type Table struct {
	Report    *Report   `json:"report"`
	Filter    Filter    `json:"filter"`
	Columns   []Column  `json:"columns"`
	Rows      []Row     `json:"rows"`  // empty when the report is not split (dimension total)
	Total     Row       `json:"total"` // over all rows, computed from the facts and not from the rows
	CutOff    time.Time `json:"cut_off"`
	Freshness time.Time `json:"freshness"` // when the newest fact behind the table arrived; zero if there is none
	// Excluded counts what the definition of the headline measure left out, by reason (message "excluded.<reason>").
	Excluded map[string]int64 `json:"excluded,omitempty"`
}

package charter

import "fmt"

// Unit is what a term is counted in.
type Unit string

// The units of terms.
const (
	Minutes     Unit = "minutes"      // minutes of working time
	Hours       Unit = "hours"        // hours of working time
	Days        Unit = "days"         // civil days
	WorkingDays Unit = "working_days" // days on which the office works
	Months      Unit = "months"       // calendar months
)

// longest bounds a term at about ten years: a longer one is a slip of the pen, and nothing should have to count it.
var longest = map[Unit]int{Minutes: 1_500_000, Hours: 25_000, Days: 3_660, WorkingDays: 2_600, Months: 120}

// Term is a time allowed, such as 1 month or 20 minutes.
type Term struct {
	Amount int  `json:"amount"`
	Unit   Unit `json:"unit"`
}

// Valid says whether the term can be counted: a known unit, at least one of it and at most about ten years.
func (t Term) Valid() bool {
	most, known := longest[t.Unit]
	return known && t.Amount >= 1 && t.Amount <= most
}

// IsZero says whether the term is "none".
func (t Term) IsZero() bool { return t == Term{} }

// String gives the term for logs, as "20 minutes".
func (t Term) String() string { return fmt.Sprintf("%d %s", t.Amount, t.Unit) }

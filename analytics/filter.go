package analytics

import "time"

// Compare names the period a figure is compared with.
type Compare string

// The comparisons.
const (
	CompareNone     Compare = "none"
	ComparePrevious Compare = "previous" // the period of the same shape just before
	CompareYear     Compare = "year"     // the same days a year earlier
)

// Filter says which facts a report speaks about. The lists are ids; an empty list means all.
type Filter struct {
	// Period is the preset's key (month, last_month, quarter, year, 12m, 24m, all) or "custom".
	Period string `json:"period"`
	// From and To are the first and the last civil day, both included, as "2006-01-02".
	From        string   `json:"from"`
	To          string   `json:"to"`
	Compare     Compare  `json:"compare"`
	Departments []string `json:"departments,omitempty"`
	Services    []string `json:"services,omitempty"`
	Channels    []string `json:"channels,omitempty"`
	Offices     []string `json:"offices,omitempty"`
	// CutOff is the moment the figures are as of: later facts are left out, items finished later count as open.
	CutOff time.Time `json:"cut_off"`
}

package ingest

import (
	"strings"
	"time"
	"unicode"
)

// dateCounts tells how many cells of a column each order of day, month and year reads, by the place of the order in DateOrders.
type dateCounts [3]int

func (c dateCounts) plus(other dateCounts) dateCounts {
	for i, n := range other {
		c[i] += n
	}
	return c
}

// best is the order that reads most of the cells: fallback, unless another one reads more. So where all of them can be read in two
// ways, the file's other columns decide, and the Bulgarian order where they do not.
func (c dateCounts) best(fallback string) string {
	best, most := fallback, 0
	for i, order := range DateOrders() {
		if order == fallback {
			most = c[i]
		}
	}
	for i, order := range DateOrders() {
		if c[i] > most {
			best, most = order, c[i]
		}
	}
	return best
}

// dateReader tries the orders on cells.
type dateReader struct {
	profiles [3]*Profile
}

func newDateReader() *dateReader {
	r := &dateReader{}
	for i, order := range DateOrders() {
		p := &Profile{location: time.UTC}
		for _, pattern := range datePatterns(order) {
			if l, err := parseLayout(pattern); err == nil {
				p.layouts = append(p.layouts, l)
			}
		}
		r.profiles[i] = p
	}
	return r
}

// The bytes of a date: 1.2.03, 31.12.2003 г. 23:59:59 ч.
const (
	shortestDate = 6
	longestDate  = 32
)

// count adds what reads a cell.
func (r *dateReader) count(c *dateCounts, cell string) {
	if len(cell) < shortestDate || len(cell) > longestDate || !unicode.IsDigit(rune(cell[0])) {
		return
	}
	dayFirst := false
	for i, p := range r.profiles {
		_, bad := p.parseMoment("", cell)
		switch order := DateOrders()[i]; {
		case bad != nil:
		case order == "mdy" && dayFirst && strings.Contains(cell, "."): // nobody who writes the month first writes points
		default:
			c[i]++
			dayFirst = dayFirst || order == "dmy"
		}
	}
}

// guessDates chooses the order of the file, and of the columns that have another one. fields are those that hold dates.
func (s *Sketch) guessDates(m *Mapping, fields []Field) {
	var all dateCounts
	for _, f := range fields {
		c, _ := s.column(m.Columns[f])
		all = all.plus(c.reads)
	}
	if all == (dateCounts{}) {
		for _, c := range s.Columns {
			all = all.plus(c.reads)
		}
	}
	m.DateOrder = all.best(DateOrders()[0])
	m.Dates = map[Field]string{}
	for _, f := range fields {
		c, _ := s.column(m.Columns[f])
		if order := c.reads.best(m.DateOrder); order != m.DateOrder {
			m.Dates[f] = order
		}
	}
}

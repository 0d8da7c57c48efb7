package analytics

import "harta/analytics/stats"

// minutesPerDay turns the minutes that queries return into days.
const minutesPerDay = 24 * 60

// group is what a query counted about one group of facts.
type group struct {
	key    string
	counts map[string]int64 // by the column's name in the query
	spans  []span
	// days is the number of civil days the facts come from: the exposure of counts of events.
	days float64
	// running is the count of the report's headline over this group and all larger ones of its period.
	running int64
	// empty says that the facts hold nothing about the group, although they could have. It is not set where none is itself an
	// answer: a month without a complaint, after the first one ever.
	empty bool

	curve *stats.Curve // of the spans, once it is asked for
}

// none says that nothing was counted.
func (g *group) none() bool {
	for _, n := range g.counts {
		if n != 0 {
			return false
		}
	}
	return true
}

// span is how long n items took or have been waiting, in whole minutes.
type span struct {
	minutes int64
	n       int64
	ended   bool // the wait ended with what is measured; otherwise it goes on or ended for another reason
	closed  bool // there is a closing moment, whatever the outcome
}

// waiting is the curve of the group's waiting times in days. Several figures read it, and it is the dearest of all to compute.
func (g *group) waiting() *stats.Curve {
	if g.curve == nil {
		waits := make([]stats.Span, len(g.spans))
		for i, s := range g.spans {
			waits[i] = stats.Span{Time: float64(s.minutes) / minutesPerDay, Event: s.ended, Count: s.n}
		}
		curve := stats.KaplanMeier(waits)
		g.curve = &curve
	}
	return g.curve
}

// closings are the group's spans that have a closing moment, in units of so many minutes.
func (g *group) closings(unit float64) []stats.Bin {
	var closings []stats.Bin
	for _, s := range g.spans {
		if s.closed {
			closings = append(closings, stats.Bin{Value: float64(s.minutes) / unit, Count: s.n})
		}
	}
	return closings
}

// scores are the group's answers as a histogram.
func (g *group) scores() []stats.Bin {
	columns := [...]string{"score_1", "score_2", "score_3", "score_4", "score_5"}
	bins := make([]stats.Bin, len(columns))
	for i, c := range columns {
		bins[i] = stats.Bin{Value: float64(i + 1), Count: g.counts[c]}
	}
	return bins
}

// clocked is the number of items behind the group's durations.
func (g *group) clocked() int64 {
	var n int64
	for _, s := range g.spans {
		n += s.n
	}
	return n
}

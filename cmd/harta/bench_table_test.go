package main

import (
	"fmt"
	"strings"
)

// benchTable is the one table of a run.
type benchTable struct {
	lines  []string
	missed []string
}

func (b *benchTable) ratio(what string, rate float64, unit, yardstick string, bare, atLeast float64) {
	verdict := "ok"
	if rate/bare < atLeast {
		verdict = "MISSED"
		b.missed = append(b.missed, fmt.Sprintf("%s: %.2f of the yardstick, at least %.2f are wanted", what, rate/bare, atLeast))
	}
	b.lines = append(b.lines, fmt.Sprintf("%-40s %12.0f %-7s %-22s %12.0f %7.2f %8s %s",
		what, rate, unit, yardstick, bare, rate/bare, fmt.Sprintf("≥%.2f", atLeast), verdict))
}

func (b *benchTable) atMost(what string, value float64, unit string, most float64) {
	verdict := "ok"
	if value > most {
		verdict = "MISSED"
		b.missed = append(b.missed, fmt.Sprintf("%s: %.0f %s, at most %.0f are wanted", what, value, unit, most))
	}
	b.lines = append(b.lines, fmt.Sprintf("%-40s %12.0f %-7s %-22s %12s %7s %8s %s", what, value, unit, "", "", "", fmt.Sprintf("≤%.0f", most), verdict))
}

func (b *benchTable) note(text string) { b.lines = append(b.lines, "  "+text) }

func (b *benchTable) String() string {
	head := fmt.Sprintf("\n%-40s %12s %-7s %-22s %12s %7s %8s", "", "measured", "", "yardstick", "", "ratio", "wanted")
	return head + "\n" + strings.Join(b.lines, "\n") + "\n"
}

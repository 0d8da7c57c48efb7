package town

import (
	"fmt"
	"testing"
	"time"

	"harta/internal/charter"
)

// share counts how many of how many.
type share struct{ of, n float64 }

func (s *share) add(yes bool) {
	if s.n++; yes {
		s.of++
	}
}

func (s share) value() float64 { return s.of / s.n }

// eachTown runs a test on towns of several seeds and last days: holidays, short months and the turn of the year among them.
func eachTown(t *testing.T, test func(*testing.T, *Town, map[string]Truth)) {
	t.Parallel()
	ch := testCharter(t)
	for seed, day := range []charter.Date{
		noon, charter.NewDate(2026, time.January, 1), charter.NewDate(2027, time.March, 31), charter.NewDate(2026, time.April, 13),
	} {
		town := New(uint64(seed), day.In(ch.Location()).Add(15*time.Hour), ch)
		t.Run(fmt.Sprintf("seed %d until %s", seed, day), func(t *testing.T) {
			truths := map[string]Truth{}
			for _, truth := range town.Truths() {
				truths[truth.ID] = truth
			}
			test(t, town, truths)
		})
	}
}

func TestTruthsAreTold(t *testing.T) {
	eachTown(t, func(t *testing.T, town *Town, truths map[string]Truth) {
		for _, id := range []string{TruthLate, TruthBetter, TruthBurst, TruthMix, TruthTiny} {
			truth, ok := truths[id]
			if !ok || truth.What["bg"] == "" || truth.What["en"] == "" || truth.Fact == "" || truth.Size == 0 {
				t.Errorf("%s: not told whole: %+v", id, truth)
			}
			if !truth.Since.IsZero() && !town.calendar.IsWorking(truth.Since) {
				t.Errorf("%s begins on %s, when nobody works", id, truth.Since)
			}
		}
	})
}

func TestServiceBecomesLate(t *testing.T) {
	eachTown(t, func(t *testing.T, town *Town, truths map[string]Truth) {
		truth := truths[TruthLate]
		var before, after, others, othersAfter share
		for r := range town.records(registry) {
			if !town.past(r.due) { // may still end either way
				continue
			}
			since := town.since(r.received, truth.Since)
			switch {
			case r.service.id == truth.Service && since:
				after.add(!r.late(town.until))
			case r.service.id == truth.Service:
				before.add(!r.late(town.until))
			case since:
				othersAfter.add(!r.late(town.until))
			default:
				others.add(!r.late(town.until))
			}
		}
		if truth.Size > -.3 {
			t.Errorf("planted %.2f: nobody would notice", truth.Size)
		}
		near(t, "in time, change", after.value()-before.value(), truth.Size, .06)
		near(t, "in time, other services, change", othersAfter.value()-others.value(), 0, .02)
	})
}

func TestOfficeImproves(t *testing.T) {
	eachTown(t, func(t *testing.T, town *Town, truths map[string]Truth) {
		truth := truths[TruthBetter]
		var before, after share
		for a := range town.answers() {
			if a.Office != truth.Office {
				continue
			}
			if town.since(a.Moment, truth.Since) {
				after.add(a.Scores[overall] >= 4)
			} else {
				before.add(a.Scores[overall] >= 4)
			}
		}
		if truth.Size < .1 {
			t.Errorf("planted %.2f: nobody would notice", truth.Size)
		}
		near(t, "satisfied, change", after.value()-before.value(), truth.Size, .025)
	})
}

// Nobody but children makes twenty taps in two minutes.
func TestChildrenPressTheKiosk(t *testing.T) {
	eachTown(t, func(t *testing.T, town *Town, truths map[string]Truth) {
		truth := truths[TruthBurst]
		densest := map[charter.Date]int{}
		var window []time.Time
		for day := range town.days {
			if !town.calendar.IsWorking(day) {
				continue
			}
			for _, a := range town.burst(day) {
				if a.Kiosk != truth.Kiosk || a.Office != truth.Office {
					t.Fatalf("a burst at %s, %s", a.Kiosk, a.Office)
				}
				window = append(window, a.Moment)
				for a.Moment.Sub(window[0]) > 2*time.Minute {
					window = window[1:]
				}
				densest[day] = max(densest[day], len(window))
			}
		}
		for _, day := range truth.Days {
			if densest[day] < int(truth.Size) || !town.schoolDay(day) {
				t.Errorf("%s: at most %d taps in two minutes, want %v on a school day", day, densest[day], truth.Size)
			}
			delete(densest, day)
		}
		if len(truth.Days) != burstDays || len(densest) > 0 {
			t.Errorf("%d days are told, want %d; also bursts on %v", len(truth.Days), burstDays, densest)
		}
	})
}

// Kitagawa 1955: the change of a total is the sum of what changed within the groups and of what changed in their mix.
func TestMixFakesAFall(t *testing.T) {
	eachTown(t, func(t *testing.T, town *Town, truths map[string]Truth) {
		month := charter.NewDate(town.last.Year, town.last.Month, 1)
		from, to := month.AddMonths(-8), month
		type groups map[string]*share
		before, after := map[string]groups{"web": {}, "all": {}}, map[string]groups{"web": {}, "all": {}}
		for a := range town.answers() {
			day := town.calendar.CivilDay(a.Moment)
			if day.Before(from) || !day.Before(to) {
				continue
			}
			by := before
			if !day.Before(truths[TruthMix].Since) {
				by = after
			}
			for channels, g := range by {
				if channels == "web" && a.Channel != channelWeb {
					continue
				}
				if g[a.Service] == nil {
					g[a.Service] = &share{}
				}
				g[a.Service].add(a.Scores[overall] >= 4)
			}
		}
		for channels := range before {
			within, mix := kitagawa(before[channels], after[channels])
			if within < -.01 || within > .05 {
				t.Errorf("%s: within services %.3f, want about %.2f", channels, within, truths[TruthMix].Size)
			}
			if mix > -.05 || within+mix > -.03 {
				t.Errorf("%s: mix %.3f, total %.3f: no fall", channels, mix, within+mix)
			}
		}
	})
}

func kitagawa(before, after map[string]*share) (within, mix float64) {
	var n0, n1 float64
	for _, s := range before {
		n0 += s.n
	}
	for _, s := range after {
		n1 += s.n
	}
	for g, s1 := range after {
		s0, ok := before[g]
		if !ok {
			continue
		}
		w0, w1 := s0.n/n0, s1.n/n1
		within += (s1.value() - s0.value()) * (w0 + w1) / 2
		mix += (w1 - w0) * (s0.value() + s1.value()) / 2
	}
	return within, mix
}

func TestTinyOfficeHasTooFewAnswers(t *testing.T) {
	eachTown(t, func(t *testing.T, town *Town, truths map[string]Truth) {
		months, all := map[string]float64{}, 0
		for a := range town.answers() {
			if a.Office == truths[TruthTiny].Office {
				months[a.Moment.In(town.location).Format("2006-01")]++
				all++
			}
		}
		for m, n := range months {
			if n > truths[TruthTiny].Size {
				t.Errorf("%s: %v answers, want at most %v", m, n, truths[TruthTiny].Size)
			}
		}
		if all < 15 {
			t.Errorf("%d answers in all: the office is not tiny but shut", all)
		}
	})
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if d := got - want; d > tolerance || d < -tolerance {
		t.Errorf("%s: %.3f, want %.3f ± %.3f", what, got, want, tolerance)
	}
}

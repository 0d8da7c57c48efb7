package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// tapsAt makes taps some seconds after a moment; the n-th has the id n.
func tapsAt(seconds ...float64) []tapAt {
	start := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	taps := make([]tapAt, len(seconds))
	for i, s := range seconds {
		taps[i] = tapAt{id: uuid.UUID{15: byte(i + 1)}, moment: start.Add(time.Duration(s * float64(time.Second)))}
	}
	return taps
}

func TestBurstRule(t *testing.T) {
	rule := BurstRule{Most: 3, Window: 10 * time.Second}
	for _, c := range []struct {
		name    string
		seconds []float64
		burst   string // x: part of a burst
	}{
		{"nobody", nil, ""},
		{"as many as people may be", []float64{0, 1, 2}, "..."},
		{"one more", []float64{0, 1, 2, 3}, "xxxx"},
		{"the span ends with its last moment", []float64{0, 1, 2, 10}, "xxxx"},
		{"just outside the span", []float64{0, 1, 2, 10.001}, "...."},
		{"a queue of people", []float64{0, 4, 8, 12, 16, 20}, "......"},
		{"a burst between people", []float64{0, 100, 101, 102, 103, 200}, ".xxxx."},
		{"two bursts that share a tap", []float64{0, 3, 6, 9, 12, 15, 18}, "xxxxxxx"},
		{"bursts apart", []float64{0, 1, 2, 3, 60, 61, 62, 63}, "xxxxxxxx"},
		{"all at one moment", []float64{5, 5, 5, 5}, "xxxx"},
	} {
		taps := tapsAt(c.seconds...)
		found := rule.bursts(taps)
		var got strings.Builder
		for _, tap := range taps {
			if found[tap.id] {
				got.WriteByte('x')
			} else {
				got.WriteByte('.')
			}
		}
		if got.String() != c.burst {
			t.Errorf("%s: %s, want %s", c.name, got.String(), c.burst)
		}
	}
	if n := len(rule.bursts(append(tapsAt(0, 1, 2), tapsAt(0, 1, 2)...))); n != 0 {
		t.Errorf("taps given twice are %d taps of a burst", n)
	}
	if (BurstRule{}).orDefault() != DefaultBurstRule() || rule.orDefault() != rule {
		t.Error("the default does not stand in for no rule, or stands in for one")
	}
}

// The definition, word by word: some span of Window that holds the tap holds more than Most.
func TestBurstsAreWhatTheDefinitionSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule, taps := drawTaps(t)
		found := rule.bursts(taps)
		for _, tap := range taps {
			inside := false
			for _, first := range taps {
				n, holds := 0, false
				for _, other := range taps {
					if d := other.moment.Sub(first.moment); d >= 0 && d <= rule.Window {
						n++
						holds = holds || other.id == tap.id
					}
				}
				inside = inside || holds && n > rule.Most
			}
			if inside != found[tap.id] {
				t.Fatalf("tap %s: burst %v, by the definition %v", tap.id, found[tap.id], inside)
			}
		}
	})
}

func drawTaps(t *rapid.T) (BurstRule, []tapAt) {
	rule := BurstRule{Most: rapid.IntRange(1, 6).Draw(t, "most"), Window: time.Duration(rapid.IntRange(1, 30).Draw(t, "window")) * time.Second}
	return rule, tapsAt(rapid.SliceOfN(rapid.Float64Range(0, 120), 0, 40).Draw(t, "seconds")...)
}

// Whatever the order and the batches in which taps arrive: who counts in the end is decided by their moments alone. The judgement
// sees what the loader sees: the batch, and what is held within a window of it.
func TestOrderOfArrivalDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule, taps := drawTaps(t)
		want := rule.bursts(taps)
		queue := rapid.Permutation(taps).Draw(t, "order")
		var held []tapAt
		got := map[uuid.UUID]bool{}
		for len(queue) > 0 {
			n := rapid.IntRange(1, len(queue)).Draw(t, "batch")
			batch := queue[:n]
			queue = queue[n:]
			first := slices.MinFunc(batch, func(a, b tapAt) int { return a.moment.Compare(b.moment) }).moment.Add(-rule.Window)
			last := slices.MaxFunc(batch, func(a, b tapAt) int { return a.moment.Compare(b.moment) }).moment.Add(rule.Window)
			seen := slices.Clone(batch)
			for _, h := range held {
				if !h.moment.Before(first) && !h.moment.After(last) {
					seen = append(seen, h)
				}
			}
			maps.Copy(got, rule.bursts(seen))
			held = append(held, batch...)
			if rapid.Bool().Draw(t, "repeated") { // a crash before the spool forgot the batch
				queue = append(queue, batch...)
				if len(queue) > 200 {
					queue = queue[:200-n]
				}
			}
		}
		if !maps.Equal(got, want) {
			t.Fatalf("in this order %d taps are a burst, by their moments %d", len(got), len(want))
		}
	})
}

// deliver puts responses into the table.
func (w *world) deliver(door *Responses, loader *Loader, batches ...[]Response) {
	w.t.Helper()
	for _, b := range batches {
		_, err := door.AcceptAll(context.Background(), b)
		must(w.t, err)
		must(w.t, loader.Flush(context.Background()))
	}
}

// The same on the engine: late, out of order, one by one, twice.
func TestBurstOnTheEngine(t *testing.T) {
	w := newWorld(t)
	start := w.clock().Add(-time.Hour)
	taps := make([]Response, 0, 24)
	add := func(kiosk string, seconds ...float64) {
		for _, s := range seconds {
			r := aTap(3)
			r.Kiosk, r.Moment = kiosk, start.Add(time.Duration(s*1000)*time.Millisecond)
			r.Burst = BurstRule{Most: 3, Window: 10 * time.Second}
			taps = append(taps, r)
		}
	}
	add("k1", 0, 60, 61, 62, 63, 69, 120) // five of them are a burst
	add("k2", 0, 61, 62, 63, 90)          // none is, also not together with those of k1
	closed := aTap(5)
	closed.Kiosk, closed.Moment, closed.Burst = "k1", start.Add(65*time.Second), BurstRule{Most: 3, Window: 10 * time.Second}
	closed.Open = func(time.Time) bool { return false }
	taps = append(taps, closed)
	want := []string{"k1\tburst\t5", "k1\tclosed\t1", "k1\t\t2", "k2\t\t5"}
	slices.Sort(want)
	for name, order := range map[string]func([]Response) [][]Response{
		"one batch": func(r []Response) [][]Response { return [][]Response{r} },
		"one by one": func(r []Response) [][]Response {
			var all [][]Response
			for i := range r {
				all = append(all, r[i:i+1])
			}
			return all
		},
		"backwards in pairs": func(r []Response) [][]Response {
			slices.Reverse(r)
			var all [][]Response
			for c := range slices.Chunk(r, 2) {
				all = append(all, c)
			}
			return all
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			spool, door := door(t, w.clock)
			w.deliver(door, NewLoader(w.ch, spool, nil, w.clock, quiet()), order(slices.Clone(taps))...)
			got := w.ask("SELECT kiosk, reason, count() FROM answers FINAL GROUP BY kiosk, reason, counted HAVING counted = (reason = '') ORDER BY kiosk, reason")
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// Taps of a day on which the clock was wrong have the moment of their arrival and are no burst by that, nor do they make others one.
func TestUnknownMomentsAreNoBurst(t *testing.T) {
	w := newWorld(t)
	spool, door := door(t, w.clock)
	var taps []Response
	for i := range 12 {
		r := aTap(5)
		r.Moment = w.clock().AddDate(-9, 0, 0).Add(time.Duration(i) * 3 * time.Minute)
		if i%2 == 0 {
			r.Moment = r.Moment.AddDate(30, 0, 0)
		}
		taps = append(taps, r)
	}
	now := make([]Response, 3) // people at the screen while it sends
	for i := range now {
		now[i] = aTap(4)
		now[i].Moment = w.clock().Add(-time.Duration(i) * 6 * time.Second)
	}
	w.deliver(door, NewLoader(w.ch, spool, nil, w.clock, quiet()), taps[:8], now, taps[8:])
	if n := w.number("SELECT count() FROM answers FINAL WHERE counted"); n != 15 {
		t.Errorf("%v of 15 taps count", n)
	}
}

// A batch delivered again after a crash comes to the same end, and an officer's decision outlives taps that arrive later.
func TestOfficerDecidesOnABurst(t *testing.T) {
	w := newWorld(t)
	spool, door := door(t, w.clock)
	var trail []string
	door = door.With(Office{Held: HeldIn(w.ch), Audit: auditFunc(func(who, what, subject string, details map[string]any) {
		trail = append(trail, fmt.Sprint(who, " ", what, " ", details["counted"], " ", len(details["responses"].([]string))))
	})})
	loader := NewLoader(w.ch, spool, nil, w.clock, quiet())
	start := w.clock().Add(-time.Hour)
	taps := make([]Response, 8)
	for i := range taps {
		taps[i] = aTap(1)
		taps[i].Moment = start.Add(time.Duration(i) * time.Second)
	}
	w.deliver(door, loader, taps[:6])
	if n := w.number("SELECT count() FROM answers FINAL WHERE counted"); n != 0 {
		t.Fatalf("%v taps of a burst count", n)
	}
	day := w.charter.Calendar.CivilDay(start)
	decide := func(counted bool, reason string, of ...Response) {
		t.Helper()
		d := Recount{From: day, To: day, Counted: counted, Reason: reason, By: "u7"}
		for _, r := range of {
			d.Responses = append(d.Responses, r.ID)
		}
		n, err := door.Recount(context.Background(), d)
		must(t, err)
		if n != len(of) {
			t.Fatalf("%d of %d answers were found", n, len(of))
		}
		must(t, loader.Flush(context.Background()))
	}
	decide(true, "", taps[:2]...)
	w.deliver(door, loader, taps[6:])
	if got := w.ask("SELECT reason, count() FROM answers FINAL GROUP BY reason ORDER BY reason"); !slices.Equal(got, []string{"\t2", "burst\t6"}) {
		t.Errorf("after the decision and two more taps: %q", got)
	}
	decide(false, ReasonBurst, taps[0])
	decide(false, ReasonOfficer, taps[1])
	if got := w.ask("SELECT reason, count() FROM answers FINAL GROUP BY reason ORDER BY reason"); !slices.Equal(got, []string{"burst\t7", "officer\t1"}) {
		t.Errorf("after undoing: %q", got)
	}
	if want := []string{"u7 answers.recount true 2", "u7 answers.recount false 1", "u7 answers.recount false 1"}; !slices.Equal(trail, want) {
		t.Errorf("the trail says %q", trail)
	}
}

type auditFunc func(who, what, subject string, details map[string]any)

func (f auditFunc) Audit(_ context.Context, who, what, subject string, details map[string]any) error {
	f(who, what, subject, details)
	return nil
}

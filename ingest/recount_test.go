package ingest

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/uuid"

	"harta/internal/charter"
)

// An officer decides on an answer while another program corrects it: whichever reaches the figures first, the answer says what the
// correction says, stands once, and counts as the officer decided.
func TestADecisionAndACorrectionThatMeet(t *testing.T) {
	ctx := context.Background()
	const first = `{"number":"1","version":1,"moment":"2026-05-04T10:00:00+03:00","channel":"counter","scores":{"overall":5,"courtesy":4}}`
	corrections := map[string]string{
		"in its place": `{"number":"1","version":2,"moment":"2026-05-04T10:00:00+03:00","channel":"counter","scores":{"overall":1,"courtesy":4}}`,
		"moved":        `{"number":"1","version":2,"moment":"2026-04-04T10:00:00+03:00","channel":"counter","scores":{"overall":1,"speed":4}}`,
	}
	wants := map[string][]string{
		"in its place": {"2026-05-04\tcourtesy\t4\tofficer", "2026-05-04\toverall\t1\tofficer"},
		"moved":        {"2026-04-04\toverall\t1\tofficer", "2026-04-04\tspeed\t4\tofficer"},
	}
	for where, correction := range corrections {
		for _, order := range []string{"corrected, decided", "decided, corrected", "corrected, decided, correction delivered first", "decided, corrected, correction delivered first"} {
			t.Run(where+" "+order, func(t *testing.T) {
				w := newWorld(t)
				spool, err := OpenSpool(filepath.Join(w.dir, "spool.db"), SpoolOptions{Clock: w.clock})
				must(t, err)
				t.Cleanup(func() { _ = spool.Close() })
				loader := NewLoader(w.ch, spool, nil, w.clock, quiet())
				trail := auditFunc(func(_, _, _ string, _ map[string]any) {})
				door := NewResponses(spool, w.charter, w.clock).With(Office{Comments: w.reg, Sent: w.reg, Held: HeldIn(w.ch), Audit: trail})
				send := func(entry string) {
					t.Helper()
					out, err := door.Stream(w.reg, "paper").Take(ctx, []Entry{{1, []byte(entry)}})
					must(t, err)
					if out[0].Status != StatusAccepted {
						t.Fatalf("%+v", out[0])
					}
				}
				decide := func() {
					t.Helper()
					day := charter.Date{Year: 2026, Month: 5, Day: 4}
					id := uuid.NewSHA1(answerSpace, []byte("paper\x001"))
					n, err := door.Recount(ctx, Recount{Responses: []uuid.UUID{id}, From: day, To: day, Reason: ReasonOfficer, By: "u7"})
					must(t, err)
					if n != 1 {
						t.Fatalf("%d answers were found", n)
					}
				}
				send(first)
				must(t, loader.Flush(ctx))
				if order[0] == 'c' {
					send(correction)
					decide()
				} else {
					decide()
					send(correction)
				}
				if order[len(order)-1] == 't' {
					at := slices.IndexFunc(loader.facts, func(f fact) bool { return f.kind == kindCorrected })
					_, err := loader.deliverSpool(ctx, loader.facts[at])
					must(t, err)
				}
				must(t, loader.Flush(ctx))
				got := w.ask("SELECT day, question, score, reason FROM answers FINAL WHERE reason != 'replaced' ORDER BY day, question")
				if !slices.Equal(got, wants[where]) {
					t.Errorf("the figures say %q, want %q", got, wants[where])
				}
			})
		}
	}
}

// Where the clock has gone back, a correction is still greater than the decisions on the version before it.
func TestACorrectionAfterDecisionsWithTheClockSetBack(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	spool, err := OpenSpool(filepath.Join(w.dir, "spool.db"), SpoolOptions{Clock: w.clock})
	must(t, err)
	t.Cleanup(func() { _ = spool.Close() })
	loader := NewLoader(w.ch, spool, nil, w.clock, quiet())
	trail := auditFunc(func(_, _, _ string, _ map[string]any) {})
	door := NewResponses(spool, w.charter, w.clock).With(Office{Comments: w.reg, Sent: w.reg, Held: HeldIn(w.ch), Audit: trail})
	day := charter.Date{Year: 2026, Month: 5, Day: 4}
	d := Recount{Responses: []uuid.UUID{uuid.NewSHA1(answerSpace, []byte("paper\x001"))}, From: day, To: day, By: "u7"}
	for version, score := range []int{5, 4, 1} {
		entry := fmt.Sprintf(`{"number":"1","version":%d,"moment":"2026-05-04T10:00:00+03:00","channel":"counter","scores":{"overall":%d}}`, version, score)
		_, err := door.Stream(w.reg, "paper").Take(ctx, []Entry{{1, []byte(entry)}})
		must(t, err)
		must(t, loader.Flush(ctx))
		for range 2 {
			if d.Counted = !d.Counted; d.Counted {
				d.Reason = ""
			} else {
				d.Reason = ReasonOfficer
			}
			_, err := door.Recount(ctx, d)
			must(t, err)
			must(t, loader.Flush(ctx))
		}
		w.pass(-1)
	}
	got := w.ask("SELECT score, reason FROM answers FINAL")
	if !slices.Equal(got, []string{"1\tofficer"}) {
		t.Errorf("the figures say %q", got)
	}
}

package register

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"harta/internal/fault"
)

func TestAnswer(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.submit(complaint()).Number
	h.now = sofia(2026, time.May, 20, 12, 0)
	at := sofia(2026, time.May, 19, 12, 0)
	h.must(h.Answer(ctx, number, "clerk-id", at, "partly", "", "Имате право отчасти."))
	c := h.find(number)
	if c.Answered == nil || c.Closed == nil || !c.Answered.Equal(at) || !c.Closed.Equal(at) || c.Outcome != "partly" || c.Ground != "" || c.Version != 2 {
		t.Errorf("case %+v", c.CaseRow)
	}
	want := Event{Version: 2, Kind: EventAnswered, By: "clerk-id", At: at.UTC(), Recorded: h.now.UTC(), Details: Details{Outcome: "partly"}, HasWords: true}
	was := c.Events[1].Details.Was
	if len(was) != 3 || was["answered"] != "" || was["closed"] != "" || was["outcome"] != "" {
		t.Errorf("replaced %v", was)
	}
	c.Events[1].Details.Was = nil
	if len(c.Events) != 2 || !reflect.DeepEqual(c.Events[1], want) {
		t.Errorf("events %+v, want the last %+v", c.Events, want)
	}
	if text, err := h.EventText(ctx, number, 2, "clerk-id"); err != nil || text != "Имате право отчасти." {
		t.Errorf("words %q, %v", text, err)
	}
	f := wantFault(t, h.Answer(ctx, number, "clerk-id", time.Time{}, "upheld", "", "Пак."), "case_closed")
	if f.Kind != fault.KindConflict {
		t.Errorf("kind %d", f.Kind)
	}
}

func TestExtend(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.submit(complaint()).Number
	first := sofia(2026, time.June, 4, 17, 30)
	h.now = sofia(2026, time.July, 10, 9, 0)
	h.must(h.Extend(ctx, number, "clerk-id", first.Add(-time.Minute), "Чакаме становище от РЗИ.", sofia(2026, time.June, 30, 0, 0)))
	c := h.find(number)
	if c.Extensions != 1 || c.LateExtension || !c.Deadline.Equal(sofia(2026, time.June, 30, 17, 30)) || !c.FirstDeadline.Equal(first) {
		t.Errorf("in time: %+v", c.CaseRow)
	}
	h.must(h.Extend(ctx, number, "clerk-id", sofia(2026, time.June, 30, 17, 31), "Още чакаме.", sofia(2026, time.July, 15, 23, 0)))
	c = h.find(number)
	if c.Extensions != 2 || !c.LateExtension || !c.Deadline.Equal(sofia(2026, time.July, 15, 17, 30)) || !c.FirstDeadline.Equal(first) {
		t.Errorf("late: %+v", c.CaseRow)
	}
	until := sofia(2026, time.July, 15, 17, 30).UTC()
	if was := c.Events[2].Details.Was; was["deadline"] != "2026-06-30T14:30:00Z" || was["late_extension"] != "false" || was["extensions"] != "1" || len(was) != 3 {
		t.Errorf("replaced %v", was)
	}
	c.Events[2].Details.Was = nil
	if got := c.Events[2].Details; !reflect.DeepEqual(got, Details{Until: &until, Late: true}) {
		t.Errorf("details %+v", got)
	}
	h.must(h.Extend(ctx, number, "clerk-id", time.Time{}, "И още.", sofia(2026, time.July, 20, 0, 0)))
	if c := h.find(number); !c.LateExtension {
		t.Error("a later notice in time took the mark away")
	}
}

// scene is a case in a state in which a command is refused or not.
type scene struct {
	title   string
	sent    func() Submission
	before  []Command
	command Command
	want    string // code of the fault, or field=code of all; empty: it is done
}

func scenes() []scene {
	answer := Answer{Outcome: "upheld", Text: "Имате право."}
	closing := Closing{Outcome: "withdrawn"}
	unexamined := Closing{Outcome: "not_examined", Ground: "anonymous"}
	longer := Extension{Reason: "Чакаме становище.", Until: sofia(2026, time.June, 30, 0, 0)}
	kind := func(kind string) func() Submission {
		return func() Submission { s := complaint(); s.Kind = kind; return s }
	}
	return []scene{
		{"answer", complaint, nil, answer, ""},
		{"answer without words", complaint, nil, Answer{Outcome: "upheld", Text: " "}, "answer=case_answer_missing"},
		{"answer without outcome", complaint, nil, Answer{Text: "x"}, "outcome=case_outcome_unknown"},
		{"answer of a praise", kind("praise"), nil, Answer{Text: "Благодарим."}, ""},
		{"answer of an enquiry with outcome", kind("enquiry"), nil, answer, ""},
		{"answer with a closing's outcome", complaint, nil, Answer{Outcome: "withdrawn", Text: "x"}, "outcome=case_outcome_unknown"},
		{"answer twice", complaint, []Command{answer}, answer, "case_closed"},
		{"answer of an anonymous one", anonymous, nil, answer, "case_needs_triage"},
		{"answer of a dangerous one", anonymous, []Command{Triage{Danger: true}}, answer, ""},
		{"close", complaint, nil, closing, ""},
		{"close with an unknown outcome", complaint, nil, Closing{Outcome: "upheld"}, "outcome=case_outcome_unknown"},
		{"close with a needless ground", complaint, nil, Closing{Outcome: "withdrawn", Ground: "insulting"}, "ground=case_ground_needless"},
		{"not examined without ground", complaint, nil, Closing{Outcome: "not_examined"}, "ground=case_ground_missing"},
		{"not examined, insulting", complaint, nil, Closing{Outcome: "not_examined", Ground: "insulting"}, ""},
		{"not examined, anonymous, but signed", complaint, nil, unexamined, "ground=case_ground_signed"},
		{"not examined without triage", anonymous, nil, unexamined, "case_needs_triage"},
		{"withdrawn without triage", anonymous, nil, closing, "case_needs_triage"},
		{"not examined after triage", anonymous, []Command{Triage{}}, unexamined, ""},
		{"not examined in spite of danger", anonymous, []Command{Triage{Danger: true}}, unexamined, "ground=case_ground_danger"},
		{"close twice", complaint, []Command{closing}, closing, "case_closed"},
		{"extend", complaint, nil, longer, ""},
		{"extend without reason and date", complaint, nil, Extension{}, "reason=case_reason_missing until=case_until_missing"},
		{"extend to the same day", complaint, nil, Extension{Reason: "x", Until: sofia(2026, time.June, 4, 23, 0)}, "until=case_until_not_later"},
		{"extend what is closed", complaint, []Command{closing}, longer, "case_closed"},
		{"extend what has no clock", anonymous, nil, longer, "case_without_deadline"},
		{"extend an enquiry", kind("enquiry"), nil, longer, "case_not_extendable"},
		{"extend a signal as far as the law allows", kind("signal"), nil, Extension{Reason: "x", Until: sofia(2026, time.August, 4, 0, 0)}, ""},
		{"and a day further", kind("signal"), nil, Extension{Reason: "x", Until: sofia(2026, time.August, 5, 0, 0)}, "until=case_until_too_late"},
		{"extend a proposal to six months in all", kind("proposal"), nil, Extension{Reason: "x", Until: sofia(2026, time.November, 4, 0, 0)}, ""},
		{"and a day further", kind("proposal"), nil, Extension{Reason: "x", Until: sofia(2026, time.November, 5, 0, 0)}, "until=case_until_too_late"},
		{"extend a dangerous one", anonymous, []Command{Triage{Danger: true}}, longer, ""},
		{"triage of a signed one", complaint, nil, Triage{}, "case_needs_no_triage"},
		{"second look finds danger", anonymous, []Command{Triage{}}, Triage{Danger: true}, ""},
		{"danger does not go away", anonymous, []Command{Triage{Danger: true}}, Triage{}, "case_danger_known"},
		{"triage of what is closed", anonymous, []Command{Triage{}, unexamined}, Triage{Danger: true}, "case_closed"},
		{"erase what is open", complaint, nil, Erasure{}, "case_open"},
		{"erase", complaint, []Command{closing}, Erasure{}, ""},
		{"erase on request", complaint, []Command{closing}, Erasure{Ground: ErasedOnRequest}, ""},
		{"erase for a reason of nobody's", complaint, []Command{closing}, Erasure{Ground: "insulting"}, "ground=case_erasure_ground"},
		{"erase twice", complaint, []Command{closing, Erasure{}}, Erasure{}, "case_erased"},
		{"too many words", complaint, nil, Closing{Outcome: "withdrawn", Note: strings.Repeat("ж", TextMax+1)}, "note=case_note_long"},
	}
}

func TestCommands(t *testing.T) {
	h := openHall(t)
	for _, s := range append(scenes(), moreScenes()...) {
		t.Run(s.title, func(t *testing.T) {
			number := h.submit(s.sent()).Number
			for _, c := range s.before {
				h.must(h.Do(context.Background(), Order{Number: number, By: "u", Command: c}))
			}
			before := h.find(number)
			err := h.Do(context.Background(), Order{Number: number, By: "u", Command: s.command})
			if s.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				if after := h.find(number); after.Version != before.Version+1 || len(after.Events) != len(before.Events)+1 {
					t.Errorf("version %d with %d events", after.Version, len(after.Events))
				}
				return
			}
			if strings.Contains(s.want, "=") {
				if got := codes(t, err); !slices.Equal(got, strings.Fields(s.want)) {
					t.Errorf("%v, want %s", got, s.want)
				}
			} else {
				wantFault(t, err, s.want)
			}
			if after := h.find(number); !reflect.DeepEqual(after, before) {
				t.Errorf("a refused command changed the case: %+v", after)
			}
		})
	}
}

func TestTriageStartsTheClockFromReceipt(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.submit(anonymous()).Number
	h.now = sofia(2026, time.May, 6, 9, 0)
	h.must(h.Triage(ctx, number, "u", time.Time{}, true, "Оголени кабели до площадка."))
	c := h.find(number)
	if c.Deadline == nil || !c.Deadline.Equal(sofia(2026, time.June, 4, 17, 30)) || !c.Triaged.Equal(h.now) || !c.Danger {
		t.Errorf("case %+v", c.CaseRow)
	}
}

func TestHistoryIsWrittenInItsOrder(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.submit(complaint()).Number
	wantFault(t, h.Close(ctx, number, "u", h.now.Add(-time.Second), "withdrawn", "", ""), "case_moment_before")
	wantFault(t, h.Close(ctx, number, "u", h.now.Add(6*time.Minute), "withdrawn", "", ""), "case_moment_future")
	h.now = h.now.Add(-time.Hour) // the server's clock was set back
	h.must(h.Close(ctx, number, "u", time.Time{}, "withdrawn", "", ""))
	if c := h.find(number); !c.Closed.Equal(c.Received) {
		t.Errorf("closed %v, received %v", c.Closed, c.Received)
	}
}

func TestOnlyOneOfManyCommandsWins(t *testing.T) {
	h := openHall(t)
	number := h.submit(complaint()).Number
	const n = 8
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			command := Command(Extension{Reason: "Чакаме становище.", Until: sofia(2026, time.June, 10+i, 0, 0)})
			if i%2 == 0 {
				command = Answer{Outcome: "upheld", Text: "Имате право."}
			}
			errs[i] = h.Do(context.Background(), Order{Number: number, Version: 1, By: fmt.Sprint("clerk", i), Command: command})
		})
	}
	group.Wait()
	c := h.find(number)
	if c.Version != 2 || len(c.Events) != 2 {
		t.Fatalf("version %d with %d events", c.Version, len(c.Events))
	}
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
			continue
		}
		f := wantFault(t, err, "case_changed")
		want := fault.Params{"number": number, "event": string(c.Events[1].Kind), "by": c.Events[1].By, "at": c.Events[1].Recorded}
		if f.Kind != fault.KindConflict || !reflect.DeepEqual(f.Params, want) {
			t.Errorf("fault %+v, want the parameters %v", f, want)
		}
	}
	if done != 1 {
		t.Errorf("%d commands on the same version were done", done)
	}
}

func TestALostRaceChangesNothing(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.submit(complaint()).Number
	row := h.find(number).CaseRow
	row.Version = 7 // as if the command had decided on version 6
	tx, err := h.db.BeginTx(ctx, nil)
	h.must(err)
	ok, err := updateCase(ctx, tx, row)
	if ok || err != nil {
		t.Errorf("an update on a version that is gone: %v, %v", ok, err)
	}
	h.must(tx.Rollback())
}

// TestAnyHistory gives a case any row of commands and holds what must be true of every case whatever was done.
func TestAnyHistory(t *testing.T) {
	h := openHall(t)
	commands := []Command{
		Answer{Outcome: "upheld", Text: "Имате право."}, Forwarding{Institution: "РЗИ"}, Closing{Outcome: "not_examined", Ground: "anonymous"},
		Extension{Reason: "x", Until: sofia(2026, time.June, 30, 0, 0)}, Extension{Reason: "x", Until: sofia(2026, time.July, 30, 0, 0)},
		Triage{}, Triage{Danger: true}, Erasure{},
	}
	rapid.Check(t, func(rt *rapid.T) {
		s := complaint()
		s.Anonymous = rapid.Bool().Draw(rt, "anonymous")
		number := h.submit(s).Number
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(commands)-1), 0, 6).Draw(rt, "commands") {
			_ = h.Do(context.Background(), Order{Number: number, By: "u", Command: commands[i]})
		}
		c := h.find(number)
		for i, e := range c.Events {
			if e.Version != int64(i+1) {
				rt.Fatalf("event %d has the version %d", i+1, e.Version)
			}
		}
		switch {
		case c.Version != int64(len(c.Events)):
			rt.Fatalf("version %d after %d events", c.Version, len(c.Events))
		case !c.Open() && c.Anonymous && c.Triaged == nil:
			rt.Fatal("an anonymous case was closed without a triage")
		case c.Answered != nil && c.Open(), c.Open() != (c.Outcome == ""):
			rt.Fatalf("answered %v, closed %v, outcome %q", c.Answered, c.Closed, c.Outcome)
		case c.Ground == groundAnonymous && (!c.Anonymous || c.Danger):
			rt.Fatal("not examined as anonymous against the charter")
		case (c.Deadline == nil) != (c.Anonymous && !c.Danger):
			rt.Fatalf("deadline %v of a case with anonymous %v, danger %v", c.Deadline, c.Anonymous, c.Danger)
		case c.Deadline != nil && (c.Deadline.After(*c.FirstDeadline) != (c.Extensions > 0)):
			rt.Fatalf("deadline %v, first %v, %d extensions", c.Deadline, c.FirstDeadline, c.Extensions)
		}
	})
}

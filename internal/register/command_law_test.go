package register

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"harta/internal/charter"
)

// TestEveryCaseLivesLawfully gives cases any row of commands at any moments and holds what must be true of every case after each
// of them, whatever was done.
func TestEveryCaseLivesLawfully(t *testing.T) {
	h := openHall(t)
	commands := []Command{
		Answer{Outcome: "upheld", Text: "Имате право."}, Forwarding{Institution: "РЗИ"}, Closing{Outcome: "withdrawn"},
		Closing{Outcome: "not_examined", Ground: "anonymous"}, Extension{Reason: "x", Until: sofia(2026, time.June, 30, 0, 0)},
		Extension{Reason: "x", Until: sofia(2026, time.August, 30, 0, 0)}, Triage{}, Triage{Danger: true}, Pause{For: "citizen", Text: "x"},
		Resumption{}, Pause{For: "institution", Text: "x"}, Resumption{Note: "x"}, Reopening{Reason: "x"}, CitizenVerdict{}, CitizenVerdict{Solved: true}, CitizenMessage{Text: "x"},
		Note{Text: "x"}, Assignment{Department: "taxes"}, Assignment{Department: "grao", Assignee: "maria"}, Categorisation{Category: "fees"},
		Categorisation{Kind: "signal", Category: "delay"}, Categorisation{Kind: "praise"}, Categorisation{Kind: "complaint", Category: "delay"},
		Acknowledgement{Text: "x"}, Letter{Text: "x"}, Merging{}, Erasure{},
	}
	main := h.submit(complaint()).Number
	rapid.Check(t, func(rt *rapid.T) {
		h.now = sofia(2026, time.May, 4, 10, 30)
		s := complaint()
		s.Anonymous = rapid.Bool().Draw(rt, "anonymous")
		if rapid.Bool().Draw(rt, "given") {
			s.Deadline = charter.NewDate(2026, time.May, 4+rapid.IntRange(0, 60).Draw(rt, "day"))
		}
		number := h.submit(s).Number
		history := []CaseRow{h.find(number).CaseRow}
		for range rapid.IntRange(0, 14).Draw(rt, "steps") {
			command := commands[rapid.IntRange(0, len(commands)-1).Draw(rt, "command")]
			if m, is := command.(Merging); is {
				m.Into = main
				command = m
			}
			h.now = h.now.Add(time.Duration(rapid.IntRange(0, 20*24).Draw(rt, "hours")) * time.Hour)
			before := history[len(history)-1]
			err := h.Do(context.Background(), Order{Number: number, By: "u", Command: command})
			after := h.find(number)
			if err != nil {
				if !reflect.DeepEqual(after.CaseRow, before) {
					rt.Fatalf("%T was refused (%v) and changed the case", command, err)
				}
				continue
			}
			history = append(history, after.CaseRow)
			lawful(rt, command, before, after)
		}
		remembered(rt, h.find(number), history)
	})
}

// lawful holds what is true of every case after every command.
func lawful(rt *rapid.T, command Command, before CaseRow, c Case) {
	last := c.Events[len(c.Events)-1]
	switch {
	case c.Version != int64(len(c.Events)), c.Version != before.Version+1:
		rt.Fatalf("%T: version %d after %d events", command, c.Version, len(c.Events))
	case !before.Open() && !c.Open() && !maps.Equal(settled(before), settled(c.CaseRow)):
		rt.Fatalf("%T changed a closed case: %v, %v", command, before, c.CaseRow)
	case !before.Open() && c.Open() && (c.Reopenings != before.Reopenings+1 || last.Kind != EventReopened && !last.Details.Reopened):
		rt.Fatalf("%T opened a closed case", command)
	case !c.Open() && c.Anonymous && c.Triaged == nil && (c.Kind == "complaint" || c.Kind == "signal"):
		rt.Fatalf("%T closed an anonymous case without a triage", command)
	case c.Answered != nil && (c.Open() || slices.Contains([]string{"withdrawn", "duplicate", "forwarded", "not_examined"}, c.Outcome)):
		rt.Fatalf("%T: answered with the outcome %q", command, c.Outcome)
	case (c.Paused == nil) != (c.PausedFor == ""), c.Paused != nil && (!c.Open() || c.Deadline == nil):
		rt.Fatalf("%T: paused %v for %q, closed %v", command, c.Paused, c.PausedFor, c.Closed)
	case c.Deadline != nil && (c.FirstDeadline == nil || c.Deadline.Before(*c.FirstDeadline)):
		rt.Fatalf("%T: deadline %v before the first one %v", command, c.Deadline, c.FirstDeadline)
	case (c.DuplicateOf != "") != (c.Outcome == "duplicate"):
		rt.Fatalf("%T: duplicate of %q with the outcome %q", command, c.DuplicateOf, c.Outcome)
	case before.MissedBefore && !c.MissedBefore, before.LateExtension && !c.LateExtension, c.Extensions < before.Extensions:
		rt.Fatalf("%T forgot that a deadline was missed", command)
	case last.Details.Days > 0 && c.Deadline != nil && before.Deadline != nil && !c.Deadline.After(*before.Deadline) && !before.Paused.After(*before.Deadline):
		rt.Fatalf("%T: a pause of %d days did not move the deadline %v", command, last.Details.Days, c.Deadline)
	}
}

// settled is what must not change while a case is closed.
func settled(c CaseRow) map[string]string {
	columns := c.columns()
	delete(columns, "verdict")
	return columns
}

// remembered undoes the events from the last to the first and holds that they give every state the case was ever in.
func remembered(rt *rapid.T, c Case, history []CaseRow) {
	columns := c.columns()
	for i := len(c.Events) - 1; i > 0; i-- {
		maps.Copy(columns, c.Events[i].Details.Was)
		if want := history[i-1].columns(); !maps.Equal(columns, want) {
			rt.Fatalf("without the event %d (%s) the case was %v, and the events say %v", i+1, c.Events[i].Kind, want, columns)
		}
	}
}

func TestNoTwoCommandsAreOneEvent(t *testing.T) {
	h := openHall(t)
	number := h.submit(complaint()).Number
	for i := range 20 {
		h.do(number, time.Time{}, Note{Text: fmt.Sprint("бележка ", i)})
	}
	for i := range 20 {
		words, err := h.EventText(context.Background(), number, int64(i+2), "u")
		if want := fmt.Sprint("бележка ", i); err != nil || words != want {
			t.Errorf("event %d: %q, %v", i+2, words, err)
		}
	}
}

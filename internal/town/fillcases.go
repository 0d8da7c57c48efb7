package town

import (
	"context"
	"fmt"
	"slices"

	"harta/internal/register"
)

// entered is how far a case has come in an earlier filling.
type entered struct {
	number string
	steps  int
	sealed bool
}

// fillCases enters the letters one by one, each with all that was done about it. A letter is known again by the millisecond
// of its receipt, which no other letter of the town has.
func (t *Town) fillCases(ctx context.Context, doors Doors, progress func(Progress)) error {
	known, err := enteredCases(ctx, doors.Register)
	if err != nil {
		return err
	}
	var done, total int64
	for range t.cases() {
		total++
	}
	progress(Progress{StageCases, 0, total})
	incoming := map[int]int{} // the last incoming number of each year
	var twin string           // number of an earlier case, which a duplicate repeats
	for c := range t.cases() {
		at, ok := known[c.ReceivedAt.UnixMilli()]
		sent := c.Submission
		if slices.Contains(onPaper, c.Channel) {
			year := c.ReceivedAt.Year()
			incoming[year]++
			sent.Incoming, sent.By = fmt.Sprintf("94-%02d-%d", int(c.ReceivedAt.Month()), incoming[year]), doors.By
		}
		if !ok {
			receipt, err := doors.Register.Submit(ctx, sent)
			if err != nil {
				return err
			}
			at = entered{number: receipt.Number, sealed: receipt.Sealed}
		}
		if !at.sealed {
			for _, s := range c.steps[min(at.steps, len(c.steps)):] { // a case that another was merged into has more events than steps
				if err := s.enter(ctx, doors, c, at.number, twin); err != nil {
					return err
				}
			}
			if !c.repeats() {
				twin = at.number
			}
		}
		if done++; done%20 == 0 || done == total {
			progress(Progress{StageCases, done, total})
		}
	}
	return nil
}

func enteredCases(ctx context.Context, reg *register.Register) (map[int64]entered, error) {
	known := map[int64]entered{}
	rows, err := reg.Cases(ctx, register.CaseFilter{})
	if err != nil {
		return nil, err
	}
	for _, c := range rows {
		known[c.Received.UnixMilli()] = entered{number: c.Number, steps: int(c.Version) - 1}
	}
	sealed, err := reg.Sealed(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range sealed {
		known[c.Received.UnixMilli()] = entered{number: c.Number, sealed: true}
	}
	return known, nil
}

// onPaper are the channels whose letters get an incoming number.
var onPaper = []string{"post", channelCounter}

// repeats says whether the case ends as the duplicate of another.
func (c *letterCase) repeats() bool {
	return slices.ContainsFunc(c.steps, func(s step) bool { return s.what == deedMerge })
}

// enter does the step in the register. twin is the number of the case that a duplicate repeats.
func (s step) enter(ctx context.Context, doors Doors, c *letterCase, number, twin string) error {
	do := func(c register.Command) error {
		return doors.Register.Do(ctx, register.Order{Number: number, By: doors.By, At: s.at, Command: c})
	}
	switch s.what {
	case deedAcknowledge:
		return do(register.Acknowledgement{Text: "Уважаеми госпожи и господа, получихме писмото Ви. Преписката е с номер " + number + "."})
	case deedAssign:
		return do(register.Assignment{Department: c.Department, Assignee: doors.By})
	case deedPause:
		return do(register.Pause{For: s.outcome, Text: s.text})
	case deedResume:
		return do(register.Resumption{})
	case deedNotSolved:
		return doors.Register.Do(ctx, register.Order{Number: number, At: s.at, Command: register.CitizenVerdict{Text: "Проблемът не е решен."}})
	case deedMerge:
		return do(register.Merging{Into: twin})
	case deedForward:
		return do(register.Forwarding{Institution: s.text})
	case deedTriage:
		return doors.Register.Triage(ctx, number, doors.By, s.at, s.threat, s.text)
	case deedExtend:
		return doors.Register.Extend(ctx, number, doors.By, s.at, s.text, s.until)
	case deedAnswer:
		return doors.Register.Answer(ctx, number, doors.By, s.at, s.outcome, s.ground, s.text)
	default:
		return doors.Register.Close(ctx, number, doors.By, s.at, s.outcome, s.ground, s.text)
	}
}

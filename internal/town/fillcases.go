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

// casesTogether is how many letters enter in one transaction.
const casesTogether = 50

// fillCases enters the letters in their order, each with all that was done about it. A letter is known again by the millisecond
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
	clerks := &clerks{Town: t, doors: doors, known: known, incoming: map[int]int{}}
	for letters := range batches(t.cases(), casesTogether) {
		err := doors.Register.Together(ctx, func(b *register.Batch) error {
			for _, c := range letters {
				if err := clerks.enter(ctx, b, c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		done += int64(len(letters))
		progress(Progress{StageCases, done, total})
	}
	return nil
}

// clerks write letters down and act on them, and remember what they need for the next one.
type clerks struct {
	*Town
	doors    Doors
	known    map[int64]entered
	incoming map[int]int // the last incoming number of each year
	twin     string      // number of the last case that was no duplicate: the next duplicate repeats it
}

// enter enters a letter with what was done about it, as far as that is not there yet.
func (k *clerks) enter(ctx context.Context, b *register.Batch, c *letterCase) error {
	at, ok := k.known[c.ReceivedAt.UnixMilli()]
	sent := c.Submission
	if slices.Contains(onPaper, c.Channel) {
		year := c.ReceivedAt.Year()
		k.incoming[year]++
		sent.Incoming, sent.By = fmt.Sprintf("94-%02d-%d", int(c.ReceivedAt.Month()), k.incoming[year]), k.doors.By
	}
	if !ok {
		receipt, err := b.Submit(ctx, sent)
		if err != nil {
			return err
		}
		at = entered{number: receipt.Number, sealed: receipt.Sealed}
	}
	if at.sealed {
		return nil
	}
	for _, s := range c.steps[min(at.steps, len(c.steps)):] { // a case that another was merged into has more events than steps
		if err := b.Do(ctx, k.order(s, c, at.number)); err != nil {
			return err
		}
	}
	if !c.repeats() {
		k.twin = at.number
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

// order is the step as an order about the case with the given number. Who works on the case is drawn by its name, so that the
// cases are shared out alike in every filling.
func (k *clerks) order(s step, c *letterCase, number string) register.Order {
	worker := oneOf(k.dice("worker", c.name), k.doors.workers())
	o := register.Order{Number: number, By: worker, At: s.at}
	switch s.what {
	case deedAcknowledge:
		o.Command = register.Acknowledgement{Text: "Уважаеми госпожи и господа, получихме писмото Ви. Преписката е с номер " + number + "."}
	case deedAssign:
		o.Command, o.By = register.Assignment{Department: c.Department, Assignee: worker}, k.doors.By
	case deedPause:
		o.Command = register.Pause{For: s.outcome, Text: s.text}
	case deedResume:
		o.Command = register.Resumption{}
	case deedNotSolved:
		o.Command, o.By = register.CitizenVerdict{Text: "Проблемът не е решен."}, ""
	case deedMerge:
		o.Command = register.Merging{Into: k.twin}
	case deedForward:
		o.Command = register.Forwarding{Institution: s.text}
	case deedTriage:
		o.Command = register.Triage{Danger: s.threat, Note: s.text}
	case deedExtend:
		o.Command = register.Extension{Reason: s.text, Until: s.until}
	case deedAnswer:
		o.Command = register.Answer{Outcome: s.outcome, Text: s.text}
	default:
		o.Command = register.Closing{Outcome: s.outcome, Ground: s.ground, Note: s.text}
	}
	return o
}

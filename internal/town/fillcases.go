package town

import (
	"context"

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
	for c := range t.cases() {
		at, ok := known[c.ReceivedAt.UnixMilli()]
		if !ok {
			receipt, err := doors.Register.Submit(ctx, c.Submission)
			if err != nil {
				return err
			}
			at = entered{number: receipt.Number, sealed: receipt.Sealed}
		}
		if !at.sealed {
			for _, s := range c.steps[at.steps:] {
				if err := s.enter(ctx, doors, at.number); err != nil {
					return err
				}
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

// enter does the step in the register.
func (s step) enter(ctx context.Context, doors Doors, number string) error {
	switch s.what {
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

package ingest

import (
	"context"

	"harta/internal/register"
)

// Look is Take that stores nothing: it says what would become of the entries.
func (s *AnswerStream) Look(ctx context.Context, block []Entry) ([]Outcome, error) {
	return s.take(ctx, block, s.rehearse)
}

// rehearse says what store would make of the answers.
func (s *AnswerStream) rehearse(ctx context.Context, list []understoodAnswer, outcome func(i int) *Outcome) error {
	verdicts, err := s.door.office.Sent.RehearseAnswers(ctx, s.sent(list))
	if err != nil {
		return err
	}
	for i, v := range verdicts {
		if !left(v, outcome(i)) && v.Sent == register.SentAlready {
			outcome(i).Status = StatusAlready
		}
	}
	return nil
}

package town

import (
	"context"

	"harta/internal/register"
)

// consultationsAtOnce is how many consultations are kept in one transaction.
const consultationsAtOnce = 500

// fillConsultations writes the log of the desks and the phone. A consultation is known again by its id, so filling twice is filling
// once.
func (t *Town) fillConsultations(ctx context.Context, doors Doors, _ func(Progress)) error {
	for some := range batches(t.consultations(), consultationsAtOnce) {
		err := doors.Register.Together(ctx, func(b *register.Batch) error {
			for _, c := range some {
				c.By = oneOf(t.dice("adviser", c.ID.String()), doors.workers())
				if err := b.PutConsultation(ctx, c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

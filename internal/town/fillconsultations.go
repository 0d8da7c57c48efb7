package town

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/register"
)

// consultationDays is for how many working days the desks have kept their log.
const consultationDays = 60

var consultationTopics = weighted[string]{
	{"documents", .3}, {"prices", .14}, {"deadlines", .16}, {"progress", .2}, {"decisions", .05}, {"objections", .04}, {"eservices", .07}, {"other", .04},
}

// fillConsultations writes the log of the desks and the phone. A consultation is known again by its id, so filling twice is filling
// once.
func (t *Town) fillConsultations(ctx context.Context, doors Doors, _ func(Progress)) error {
	return doors.Register.Together(ctx, func(b *register.Batch) error {
		for c := range t.consultations() {
			c.By = oneOf(t.dice("adviser", c.ID.String()), doors.workers())
			if err := b.PutConsultation(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// consultations tells what was asked at the desks and by phone, the latest day first.
func (t *Town) consultations() iter.Seq[register.Consultation] {
	return func(yield func(register.Consultation) bool) {
		day := t.last
		for range consultationDays {
			for !t.calendar.IsWorking(day) {
				day = day.AddDays(-1)
			}
			d := t.dice("consultations", day.String())
			for i := range 4 + d.IntN(7) {
				if c := t.consultation(d, day, i); t.past(c.Moment) && !yield(c) {
					return
				}
			}
			day = day.AddDays(-1)
		}
	}
}

// consultation is one of a day.
func (t *Town) consultation(d dice, day charter.Date, i int) register.Consultation {
	c := register.Consultation{
		Moment: t.atCounter(d, day).Add(time.Duration(i) * time.Millisecond),
		ID:     uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%d %s %d", t.seed, day, i)), Topic: pick(d, consultationTopics),
		Channel: pick(d, weighted[string]{{"phone", .6}, {channelCounter, .4}}), Office: pick(d, visited), Minutes: 2 + d.IntN(14),
		Department: deptCentre,
	}
	if d.chance(.7) {
		c.Service = t.askedFor(d, c.Office).id
	}
	return c
}

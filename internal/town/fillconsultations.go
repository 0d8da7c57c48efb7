package town

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

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
	day := t.last
	for range consultationDays {
		for !t.calendar.IsWorking(day) {
			day = day.AddDays(-1)
		}
		d := t.dice("consultations", day.String())
		for i := range 4 + d.IntN(7) {
			moment := t.atCounter(d, day).Add(time.Duration(i) * time.Millisecond)
			c := register.Consultation{
				ID: uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%d %s %d", t.seed, day, i)), Moment: moment, Topic: pick(d, consultationTopics),
				Channel: pick(d, weighted[string]{{"phone", .6}, {channelCounter, .4}}), Office: pick(d, visited), Minutes: 2 + d.IntN(14),
				Department: deptCentre, By: doors.By,
			}
			if d.chance(.7) {
				c.Service = t.askedFor(d, c.Office).id
			}
			if !t.past(moment) {
				continue
			}
			if err := doors.Register.PutConsultation(ctx, c); err != nil {
				return err
			}
		}
		day = day.AddDays(-1)
	}
	return nil
}

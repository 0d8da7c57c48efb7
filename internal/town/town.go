package town

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
)

// finishedMonths is how many whole months of history a town has before the running one.
const finishedMonths = 27

// workingDaysAMonth turns monthly volumes into daily ones.
const workingDaysAMonth = 21.5

// Town is an invented municipality's history, told anew in the same words every time it is asked.
type Town struct {
	seed        uint64
	months      int // finished ones
	until       time.Time
	charter     *charter.Charter
	calendar    *charter.Calendar
	location    *time.Location
	first, last charter.Date
	plan        plan
	namespace   uuid.UUID
	byID        map[string]*service
}

// New gives the town of a seed as it stands at the moment until: 27 finished months and the running one. Towns of the same
// seed and the same civil day tell the same story; until only says where in its last day the story stops.
func New(seed uint64, until time.Time, ch *charter.Charter) *Town {
	return newTown(seed, until, ch, finishedMonths)
}

func newTown(seed uint64, until time.Time, ch *charter.Charter, months int) *Town {
	t := &Town{
		seed: seed, months: months, until: until, charter: ch, calendar: ch.Calendar, location: ch.Location(),
		namespace: uuid.NewSHA1(uuid.NameSpaceOID, []byte("town "+strconv.FormatUint(seed, 10))),
		byID:      make(map[string]*service, len(services)),
	}
	t.last = t.calendar.CivilDay(until)
	month := charter.Date{Year: t.last.Year, Month: t.last.Month, Day: 1}
	t.first = month.AddMonths(-months)
	for i := range services {
		t.byID[services[i].id] = &services[i]
	}
	t.plan = t.newPlan(month)
	return t
}

// days calls yield for every civil day of the town's history, in order.
func (t *Town) days(yield func(charter.Date) bool) {
	for day := t.first; day.Compare(t.last) <= 0; day = day.AddDays(1) {
		if !yield(day) {
			return
		}
	}
}

// past says that the moment lies within the town's history.
func (t *Town) past(moment time.Time) bool { return !moment.After(t.until) }

// progress is how far a day lies in the town's history, from 0 to 1.
func (t *Town) progress(day charter.Date) float64 {
	return float64(t.first.DaysUntil(day)) / float64(t.first.DaysUntil(t.last))
}

// id derives a stable identifier from what a thing is called within the town.
func (t *Town) id(name string) uuid.UUID { return uuid.NewSHA1(t.namespace, []byte(name)) }

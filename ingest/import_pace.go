package ingest

import (
	"time"

	"github.com/google/uuid"
)

// pace reports the progress of an import, or of its undoing, and reckons how long its present part will last.
type pace struct {
	id    uuid.UUID
	clock func() time.Time
	tell  func(Progress) // nil: nobody looks on

	checking, undoing bool
	since             time.Time // when the present part began
}

func newPace(id uuid.UUID, clock func() time.Time, tell func(Progress)) *pace {
	return &pace{id: id, clock: clock, tell: tell}
}

// sure is how long a part has to have lasted before its end can be told.
const sure = 2 * time.Second

func (p *pace) report(now Progress) {
	if p == nil || p.tell == nil {
		return
	}
	at := p.clock()
	if p.since.IsZero() || p.checking != now.Checking || p.undoing != now.Undoing {
		p.since, p.checking, p.undoing = at, now.Checking, now.Undoing
	}
	if spent := at.Sub(p.since); spent >= sure && now.Read > 0 && now.Total > now.Read {
		now.Left = time.Duration(float64(spent) * float64(now.Total-now.Read) / float64(now.Read))
	}
	now.Import = p.id
	p.tell(now)
}

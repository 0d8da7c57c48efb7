package town

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"harta/internal/charter"
)

// Ids of the charter file that the town speaks of.
const (
	speedOrdinary = "ordinary"
	speedFast     = "fast"
	speedExpress  = "express"

	channelCounter     = "counter"
	channelPost        = "post"
	channelPhone       = "phone"
	channelEmail       = "email"
	channelWeb         = "web"
	channelEService    = "eservice"
	channelKiosk       = "kiosk"
	channelQR          = "qr"
	channelInstitution = "institution"

	outcomeOpen      = "open"
	outcomePending   = "pending" // stopped until the citizen brings what is missing
	outcomeCompleted = "completed"
	outcomeWithdrawn = "withdrawn"
	outcomeForwarded = "forwarded"
)

// registry begins the numbers of the town's requests: "административни услуги".
const registry = "АУ"

// record is one request for a service, as the document system knows it at the town's last moment. Its moments are full minutes.
type record struct {
	number   string
	service  *service
	office   string
	channel  string
	speed    string
	received time.Time
	due      time.Time
	finished time.Time // zero while open
	changed  time.Time // when the document system last touched it
	outcome  string
	paused   int // days
	partner  bool
}

// late says that the request was finished after its deadline, or is open after it.
func (r *record) late(now time.Time) bool {
	if r.finished.IsZero() {
		return now.After(r.due)
	}
	return r.finished.After(r.due)
}

// records tells all requests of the town in the order of receipt. They are numbered anew every year, as registries do.
func (t *Town) records(prefix string) iter.Seq[*record] {
	return func(yield func(*record) bool) {
		year, n := t.first.Year, 52*t.first.In(t.location).YearDay()
		for day := range t.days {
			if day.Year != year {
				year, n = day.Year, 0
			}
			for _, r := range t.recordsOf(day) {
				n++
				r.number = fmt.Sprintf("%s-%05d/%d", prefix, n, year)
				if !yield(r) {
					return
				}
			}
		}
	}
}

// recordsOf is the requests received on one day, in order.
func (t *Town) recordsOf(day charter.Date) []*record {
	var all []*record
	for i := range services {
		s := &services[i]
		d := t.daily("records "+s.id, day)
		online := s.online * (.55 + .45*t.progress(day))
		volume := s.monthly / workingDaysAMonth * (.97 + .05*t.progress(day))
		if s.id == serviceParking && day.Compare(t.plan.mix) >= 0 {
			volume *= parkingRequest
		}
		if t.calendar.IsWorking(day) {
			for range d.poisson(volume * (1 - online) * t.busy(day, s.season)) {
				all = append(all, t.newRecord(d, s, t.atCounter(d, day), false))
			}
		}
		for range d.poisson(volume * online * workingDaysAMonth / 30.4 * s.season[day.Month-1]) {
			all = append(all, t.newRecord(d, s, t.onWeb(d, day), true))
		}
	}
	all = slices.DeleteFunc(all, func(r *record) bool { return !t.past(r.received) })
	slices.SortStableFunc(all, func(a, b *record) int { return a.received.Compare(b.received) })
	return all
}

// Where people come in person, and how papers come otherwise. A request without a visit is the town hall's.
var (
	visited = weighted[string]{{officeCentral, .655}, {officeEast, .255}, {officeVillage, .083}, {officeTiny, .007}}
	inHand  = weighted[string]{{channelCounter, .93}, {channelPost, .05}, {channelInstitution, .02}}
	remote  = weighted[string]{{channelEService, .8}, {channelEmail, .2}}
	speeds  = weighted[string]{{speedOrdinary, .72}, {speedFast, .19}, {speedExpress, .09}}
)

func (t *Town) newRecord(d dice, s *service, received time.Time, online bool) *record {
	r := &record{service: s, office: officeCentral, received: received.Truncate(time.Minute), partner: d.chance(s.partner)}
	if online {
		r.channel = pick(d, remote)
	} else if r.channel = pick(d, inHand); r.channel == channelCounter && !s.central {
		r.office = pick(d, visited)
	}
	if r.speed = pick(d, speeds); s.term(r.speed) == none {
		r.speed = speedOrdinary
	}
	t.finish(d, r)
	return r
}

// finish decides when the request's deadline is, how long the work takes and how it ends.
func (t *Town) finish(d dice, r *record) {
	term := r.service.term(r.speed)
	duration := d.lognormal(r.service.pace, r.service.spread)
	switch {
	case d.chance(.004): // lay forgotten in a drawer
		duration *= d.between(3, 8)
	case r.service.id == servicePlot && t.since(r.received, t.plan.late):
		duration *= slower
	}
	if r.partner {
		duration *= 1.25
	}
	var pauses []charter.Pause
	if d.chance(.025) && term.Unit != charter.Hours { // the citizen has to bring a missing paper
		r.paused = 3 + d.IntN(18)
		from := r.received.Add(time.Duration(d.between(4, 48) * float64(time.Hour))).Truncate(time.Minute)
		pauses = append(pauses, charter.Pause{From: from, To: from.AddDate(0, 0, r.paused)})
	}
	r.due = t.calendar.Deadline(r.received, term, pauses...)
	switch r.outcome = outcomeCompleted; {
	case d.chance(.012):
		r.outcome, duration = outcomeWithdrawn, d.between(.05, .9)
	case d.chance(.006):
		r.outcome, duration = outcomeForwarded, d.between(.05, .5)
	}
	r.finished = t.after(d, r, term, duration).Truncate(time.Minute)
	r.changed = r.finished
	if !t.past(r.finished) {
		r.finished, r.changed, r.outcome = time.Time{}, r.received, outcomeOpen
		if r.paused > 0 {
			r.outcome = outcomePending
		}
	}
}

// after is the working moment at which a share of the way to the deadline is gone. It is never late unless share is above 1.
func (t *Town) after(d dice, r *record, term charter.Term, share float64) time.Time {
	if term.Unit == charter.Hours {
		minutes := max(5, int(share*float64(term.Amount)*60))
		return t.calendar.Deadline(r.received, charter.Term{Amount: minutes, Unit: charter.Minutes})
	}
	way := max(10*time.Minute, time.Duration(share*float64(r.due.Sub(r.received))))
	return t.inOfficeHours(d, r.received.Add(way))
}

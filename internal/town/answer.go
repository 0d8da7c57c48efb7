package town

import (
	"fmt"
	"iter"
	"time"

	"harta/ingest"
	"harta/internal/charter"
)

// answer is one response to a question page, with the reasons somebody may have chosen and the comment left.
type answer struct {
	ingest.Response
	reasons []string
	comment string
}

const (
	overall   = "overall"
	bulgarian = "bg"
)

// The scores people give, best first: how satisfied people divide over the two best faces and the others over the rest.
var (
	contentScores    = weighted[int]{{5, .6}, {4, .4}}
	discontentScores = weighted[int]{{3, .42}, {2, .26}, {1, .32}}
	childrenScores   = weighted[int]{{1, .72}, {5, .16}, {2, .06}, {3, .06}}
	languages        = weighted[string]{{bulgarian, .9}, {"tr", .065}, {"en", .035}}
)

// officeMood is how people speak of a place where they were not asked about a service.
const officeMood = .79

// answers tells everything people answered: taps and scans day by day, then the surveys that followed the requests.
func (t *Town) answers() iter.Seq[answer] {
	return func(yield func(answer) bool) {
		for day := range t.days {
			if !t.calendar.IsWorking(day) {
				continue
			}
			for _, part := range []func(charter.Date) []answer{t.taps, t.scans, t.burst} {
				for _, a := range part(day) {
					if t.past(a.Received) && !yield(a) {
						return
					}
				}
			}
		}
		tiny := make(map[string]int)
		for r := range t.records(registry) {
			a, ok := t.survey(r)
			if !ok || !t.past(a.Received) {
				continue
			}
			if month := a.Moment.Format("2006-01"); a.Office == officeTiny {
				if tiny[month]++; tiny[month] > mostTiny {
					continue
				}
			}
			if !yield(a) {
				return
			}
		}
	}
}

// taps is what the kiosks sent on a working day. One in two hundred arrives hours later: the network was away.
func (t *Town) taps(day charter.Date) []answer {
	var all []answer
	for _, k := range kiosks {
		d := t.daily("taps "+k.id, day)
		volume := k.daily * t.busy(day, k.season)
		if k.id == kioskParking && day.Compare(t.plan.mix) >= 0 {
			volume *= parkingTaps
		}
		for i := range d.poisson(volume) {
			moment := t.atCounter(d, day)
			a := t.newAnswer(fmt.Sprintf("tap %s %s %d", k.id, day, i), moment, time.Duration(d.between(60, 900))*time.Millisecond)
			if d.chance(.005) {
				a.Received = moment.Add(time.Duration(d.between(.5, 9) * float64(time.Hour))).Truncate(time.Second)
			}
			a.Channel, a.Kiosk, a.Office, a.Department, a.Service = channelKiosk, k.id, k.office, k.department, k.service
			a.Language = pick(d, languages)
			a.Scores[overall] = score(d, t.mood(k.service, k.office, moment)-t.crowding(moment))
			if k.screen.Second.Reasons {
				a.reasons = t.why(a)
			}
			all = append(all, a)
		}
	}
	return all
}

// burst is what children do to the kiosk of the village after school on some days: dozens of taps within a minute.
func (t *Town) burst(day charter.Date) []answer {
	if !t.plan.bursts[day] {
		return nil
	}
	d := t.daily("burst", day)
	moment := t.at(day, 12*time.Hour+40*time.Minute).Add(time.Duration(d.between(0, 50*60)) * time.Second)
	all := make([]answer, leastBurst+d.IntN(mostBurst-leastBurst+1))
	for i := range all {
		moment = moment.Add(time.Duration(d.between(350, 1600)) * time.Millisecond)
		a := t.newAnswer(fmt.Sprintf("burst %s %d", day, i), moment, 80*time.Millisecond)
		a.Channel, a.Kiosk, a.Office, a.Language = channelKiosk, kioskChildren, officeVillage, bulgarian
		a.Scores[overall] = pick(d, childrenScores)
		all[i] = a
	}
	return all
}

// scans is what came by the QR codes on the counters of a working day. Half of those of a whole office name a service.
func (t *Town) scans(day charter.Date) []answer {
	var all []answer
	for _, p := range places {
		if p.service != "" {
			continue
		}
		d := t.daily("scans "+p.office, day)
		for i := range d.poisson(p.daily * t.busy(day, evenSeason)) {
			var s *service
			if d.chance(.5) {
				s = t.askedFor(d, p.office)
			}
			all = append(all, t.scan(d, fmt.Sprintf("scan %s %s %d", p.office, day, i), p.id, p.office, s, t.atCounter(d, day)))
		}
	}
	d := t.daily("scans parking", day)
	volume := parkingPosterDaily * t.busy(day, evenSeason)
	if day.Compare(t.plan.mix) >= 0 {
		volume *= parkingTaps
	}
	for i := range d.poisson(volume) {
		all = append(all, t.scan(d, fmt.Sprintf("scan parking %s %d", day, i), placeParking, officeCentral, t.byID[serviceParking], t.atCounter(d, day)))
	}
	return all
}

func (t *Town) scan(d dice, name, place, office string, s *service, moment time.Time) answer {
	a := t.newAnswer(name, moment, time.Duration(d.between(150, 2500))*time.Millisecond)
	a.Channel, a.Kiosk, a.Office, a.Language = channelQR, place, office, pick(d, languages)
	var id string
	if s != nil {
		id, a.Service, a.Department = s.id, s.id, s.department
	}
	a.Scores[overall] = score(d, t.mood(id, office, moment)-t.crowding(moment))
	t.askMore(d, &a, .7, "courtesy", "speed")
	if len(a.Scores) == 1 {
		a.reasons = t.why(a) // the page of the code asks one question and then why
	}
	if d.chance(.06) {
		a.Language, a.comment = bulgarian, remark(d, a.Scores[overall], false)
	}
	return a
}

// askedFor is a service that people come to the office for, parking left to its own counter.
func (t *Town) askedFor(d dice, office string) *service {
	var w weighted[*service]
	for i := range services {
		if s := &services[i]; (office == officeCentral || !s.central) && s.id != serviceParking {
			w = append(w, lot[*service]{s, s.monthly})
		}
	}
	return pick(d, w)
}

// survey is the answer that may follow a finished request, some days later and at any hour. It speaks of the request it
// followed: one that was late is judged by that.
func (t *Town) survey(r *record) (answer, bool) {
	d := t.dice("survey", r.number)
	share := .31
	if r.channel == channelEService || r.service.id == serviceParking {
		share = .45
	}
	if r.outcome != outcomeCompleted || !d.chance(share) {
		return answer{}, false
	}
	day := t.calendar.CivilDay(r.finished).AddDays(int(d.lognormal(1.2, .9)))
	moment := t.onWeb(d, day)
	if moment.Before(r.finished) {
		moment = r.finished.Add(time.Duration(d.between(5, 200)) * time.Minute)
	}
	a := t.newAnswer("survey "+r.number, moment, time.Duration(d.between(150, 2500))*time.Millisecond)
	a.Channel, a.Office, a.Service, a.Department = channelWeb, r.office, r.service.id, r.service.department
	a.Language, a.OrderSpeed, a.Record = pick(d, languages), r.speed, r.number
	mood, late := t.mood(r.service.id, r.office, moment), r.finished.After(r.due)
	if late {
		mood -= .22
	}
	a.Scores[overall] = score(d, mood)
	t.askMore(d, &a, .88, "courtesy", "responsiveness", "competence", "clarity", "speed", "result")
	if late {
		a.Scores["speed"] = 1 + d.IntN(3)
	}
	if d.chance(.1 + .05*float64(5-a.Scores[overall])) {
		a.Language, a.comment = bulgarian, remark(d, a.Scores[overall], late)
	}
	return a, true
}

// askMore scores the further questions of a page: whoever is content is so with most things.
func (t *Town) askMore(d dice, a *answer, answered float64, questions ...string) {
	for _, q := range questions {
		if !d.chance(answered) {
			continue
		}
		p := .34
		if a.Scores[overall] >= 4 {
			p = .92
		}
		if q == "speed" {
			p -= .06
		}
		a.Scores[q] = score(d, p)
	}
}

func (t *Town) newAnswer(name string, moment time.Time, onTheWay time.Duration) answer {
	return answer{Response: ingest.Response{
		ID: t.id(name), Moment: moment, Received: moment.Add(onTheWay), Scores: make(map[string]int, 1),
	}}
}

// mood is the chance that somebody presses one of the two best faces about a service, or about an office where none is named.
func (t *Town) mood(service, office string, moment time.Time) float64 {
	p := officeMood
	if s := t.byID[service]; s != nil {
		p = s.satisfied
	}
	if office == officeEast {
		if t.since(moment, t.plan.better) {
			p += betterAfter
		} else {
			p += betterBefore
		}
	}
	if t.since(moment, t.plan.mix) {
		p += mixRise
	}
	return p
}

// crowding is how much of the good mood a full hall takes.
func (t *Town) crowding(moment time.Time) float64 {
	if hour := t.calendar.Hour(moment); hour == 10 || hour == 14 {
		return .05
	}
	return 0
}

// score is a face pressed by somebody who is content with probability p.
func score(d dice, p float64) int {
	if d.chance(p) {
		return pick(d, contentScores)
	}
	return pick(d, discontentScores)
}

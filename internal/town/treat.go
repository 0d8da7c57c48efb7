package town

import (
	"time"

	"harta/internal/charter"
)

// fate is how a case ends.
type fate uint8

const (
	fateInTime fate = iota
	fateLate
	fateExtended     // with notice before the deadline
	fateExtendedLate // with notice after it
	fateWithdrawn
	fateDuplicate
	fateForwarded
	fateInsulting
	fateProtected
	fateOld
	fateForgotten // nobody has answered yet
)

var fates = weighted[fate]{
	{fateInTime, .725}, {fateLate, .06}, {fateExtended, .065}, {fateExtendedLate, .02}, {fateWithdrawn, .03}, {fateDuplicate, .015},
	{fateForwarded, .03}, {fateInsulting, .008}, {fateProtected, .005}, {fateOld, .007}, {fateForgotten, .035},
}

// forgottenFor is how long a case may lie before somebody asks, and it is answered late after all.
const forgottenFor = 160

// treatment is a case on its way through the offices.
type treatment struct {
	*Town
	d   dice
	c   *letterCase
	due time.Time // its first deadline
}

// treat decides what is done about a case and when. What becomes of a sealed one nobody learns.
func (t *Town) treat(d dice, c *letterCase) {
	w := treatment{Town: t, d: d, c: c, due: t.dueOf(c)}
	w.desk()
	switch {
	case c.sealed():
	case c.Anonymous:
		w.anonymous()
	case c.Kind == kindPraise:
		w.answer(w.daysAfter(c.ReceivedAt, 1, 12))
	default:
		w.signed(t.fateOf(d, c))
	}
}

// desk is what happens to a letter on its first day or two: a receipt notice, and somebody to work on it. It has dice of its own, so
// that the story of the letters does not depend on it.
func (w treatment) desk() {
	d := w.dice("desk", w.c.name)
	if w.c.sealed() {
		return
	}
	if !w.c.Anonymous && d.chance(.4) {
		w.do(step{what: deedAcknowledge, at: w.inOfficeHours(d, w.c.ReceivedAt.Add(2*time.Hour))})
	}
	if w.c.Department != "" && d.chance(.7) {
		w.do(step{what: deedAssign, at: w.inOfficeHours(d, w.c.ReceivedAt.Add(20*time.Hour))})
	}
}

// pause lets every twelfth complaint wait for its sender or another institution.
func (w treatment) pause() {
	d := w.dice("pause", w.c.name)
	if w.c.Kind != kindComplaint || !d.chance(.08) {
		return
	}
	from := w.inOfficeHours(d, w.c.ReceivedAt.Add(time.Duration(d.between(2, 6)*24*float64(time.Hour))))
	w.do(step{what: deedPause, at: from, text: oneOf(d, awaited), outcome: oneOf(d, []string{"citizen", "citizen", "institution"})})
	w.do(step{what: deedResume, at: w.inOfficeHours(d, from.Add(time.Duration(d.between(3, 9)*24*float64(time.Hour))))})
}

// wait stops the clock of every second case that nobody has answered yet: the office waits, and is right to.
func (w treatment) wait() {
	d := w.dice("wait", w.c.name)
	if w.c.Kind == kindComplaint && d.chance(.5) {
		w.do(step{what: deedPause, at: w.within(.2, .5), text: oneOf(d, awaited), outcome: "institution"})
	}
}

// again is what follows when the sender is not content with the answer: the case opens again and is answered once more.
func (w treatment) again() {
	d := w.dice("again", w.c.name)
	if w.c.Kind != kindComplaint || !d.chance(.02) || len(w.c.steps) == 0 {
		return
	}
	answered := w.c.steps[len(w.c.steps)-1].at
	w.do(step{what: deedNotSolved, at: w.inOfficeHours(d, answered.Add(time.Duration(d.between(1, 10)*24*float64(time.Hour))))})
	w.do(step{what: deedAnswer, at: w.inOfficeHours(d, answered.Add(time.Duration(d.between(13, 25)*24*float64(time.Hour)))), outcome: "upheld", text: oneOf(d, replies["upheld"])})
}

// signed treats a case whose sender is known.
func (w treatment) signed(f fate) {
	switch f {
	case fateInTime:
		w.pause()
		w.answer(w.inTime())
		w.again()
	case fateLate:
		w.answer(w.daysAfter(w.due, 1, 25))
	case fateExtended:
		w.extend(w.within(.7, .97))
	case fateExtendedLate:
		w.extend(w.daysAfter(w.due, 1, 6))
	case fateForgotten:
		w.wait()
	case fateWithdrawn:
		w.close(w.within(.1, .8), "withdrawn", "")
	case fateDuplicate:
		w.do(step{what: deedMerge, at: w.within(.02, .3)})
	case fateForwarded:
		w.do(step{what: deedForward, at: w.within(.05, .3), text: institutions[w.c.ReceivedAt.YearDay()%len(institutions)]})
	case fateInsulting:
		w.c.Text = oneOf(w.d, insults)
		w.close(w.within(.1, .5), "not_examined", "insulting")
	case fateProtected:
		w.close(w.within(.2, .9), "not_examined", "protected_data")
	case fateOld:
		w.close(w.within(.1, .5), "not_examined", "older_than_two_years")
	}
}

// anonymous treats a case that nobody signed: first somebody looks whether health or security is threatened, and only then is
// it examined.
func (w treatment) anonymous() {
	triaged, answered := w.daysAfter(w.c.ReceivedAt, .5, 5), w.inTime()
	w.do(step{what: deedTriage, at: triaged, threat: w.c.threat})
	switch {
	case !w.c.threat:
		w.close(w.daysAfter(triaged, 0, .5), "not_examined", "anonymous")
	case answered.Before(triaged):
		w.answer(w.daysAfter(triaged, 1, 5))
	default:
		w.answer(answered)
	}
}

// extend gives notice of a new deadline, which is mostly kept.
func (w treatment) extend(noticed time.Time) {
	lastDay := w.calendar.CivilDay(w.due).AddDays(14 + w.d.IntN(14))
	until := w.calendar.Closing(w.calendar.NextWorking(lastDay))
	w.do(step{what: deedExtend, at: noticed, text: oneOf(w.d, reasons), until: until})
	if w.d.chance(.85) {
		w.answer(w.daysAfter(until, -8, -1))
	} else {
		w.answer(w.daysAfter(until, 2, 20))
	}
}

// inTime is a moment at which a case is answered in time: half of them come close to the deadline.
func (w treatment) inTime() time.Time {
	if w.d.chance(.5) {
		return w.within(.3, .55)
	}
	return w.within(.55, .99)
}

// within is a working moment at a share of the way from receipt to the deadline.
func (w treatment) within(from, to float64) time.Time {
	way := time.Duration(w.d.between(from, to) * float64(w.due.Sub(w.c.ReceivedAt)))
	return w.inOfficeHours(w.d, w.c.ReceivedAt.Add(way).Truncate(time.Second))
}

// daysAfter is a working moment some days after another, or before it when the days are negative.
func (w treatment) daysAfter(moment time.Time, from, to float64) time.Time {
	days := w.d.between(from, to)
	return w.inOfficeHours(w.d, moment.Add(time.Duration(days*24*float64(time.Hour))).Truncate(time.Second))
}

// fateOf draws a fate that the kind of case allows: enquiries are not extended, and what was forgotten long ago has been found.
func (t *Town) fateOf(d dice, c *letterCase) fate {
	f := pick(d, fates)
	age := t.calendar.CivilDay(c.ReceivedAt).DaysUntil(t.last)
	switch {
	case f == fateForgotten && age > forgottenFor:
		return fateLate
	case c.Kind == kindEnquiry && f != fateLate && f != fateForgotten:
		return fateInTime
	case c.Kind == kindProposal && f > fateForwarded && f < fateForgotten:
		return fateInTime
	}
	return f
}

// dueOf is the deadline that the charter gives the case; a kind without one is thought of as a month.
func (t *Town) dueOf(c *letterCase) time.Time {
	category, _ := t.charter.Category(c.Category)
	if clock, ok := t.charter.ClockFor(c.Kind, category.ConcernsStaff); ok {
		if due := t.calendar.Dues(clock, c.ReceivedAt).Due; !due.IsZero() {
			return due
		}
	}
	return t.calendar.Deadline(c.ReceivedAt, charter.Term{Amount: 1, Unit: charter.Months})
}

var verdicts = weighted[string]{{"upheld", .36}, {"partly", .22}, {"not_upheld", .42}}

func (w treatment) answer(at time.Time) {
	outcome := pick(w.d, verdicts)
	text := oneOf(w.d, replies[outcome])
	switch w.c.Kind {
	case kindProposal:
		text = oneOf(w.d, noted)
	case kindPraise, kindEnquiry: // there is nothing to uphold
		outcome, text = "", oneOf(w.d, noted)
	}
	w.do(step{what: deedAnswer, at: at, outcome: outcome, text: text})
}

func (w treatment) close(at time.Time, outcome, ground string) {
	w.do(step{what: deedClose, at: at, outcome: outcome, ground: ground})
}

// do adds a step unless it lies in the future, or follows one that does. A step comes after the one before it.
func (w treatment) do(s step) {
	if n := len(w.c.steps); n > 0 && s.at.Before(w.c.steps[n-1].at) {
		s.at = w.c.steps[n-1].at
	}
	if w.c.cut = w.c.cut || !w.past(s.at); !w.c.cut {
		w.c.steps = append(w.c.steps, s)
	}
}

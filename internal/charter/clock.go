package charter

import "time"

// About says which cases of a kind a clock is for.
type About string

// What a case may be about, as far as clocks distinguish.
const (
	AboutAny   About = "any"   // every case of the kind
	AboutStaff About = "staff" // unlawful, wrong or corruption-suspect acts or omissions of staff
	AboutOther About = "other" // everything else
)

func aboutStaff(yes bool) About {
	if yes {
		return AboutStaff
	}
	return AboutOther
}

// Mark says how well the basis of a limit is known.
type Mark string

// The marks of a basis.
const (
	Verified   Mark = "verified"   // read in the law or in the charter itself
	Secondary  Mark = "secondary"  // known from a secondary source
	Unverified Mark = "unverified" // a setting, to be confirmed by the municipality's lawyer
)

// Limit is one term with its reason.
type Limit struct {
	Term  Term
	Basis Label
	Mark  Mark
	// Extendable says whether notice with reasons and a final date may move the deadline.
	Extendable bool
	// Extension is the most that may be added to the term; zero: no more than the notice's final date says.
	Extension Term
	// Total is the longest the term may become with extensions, counted from the start; zero: no such bound.
	Total Term
}

// SpeedLimit is the limit that holds for an order speed where the service itself names none.
type SpeedLimit struct {
	OrderSpeed string
	Limit
}

// Clock says how long a kind of case may take. A clock without limits runs for cases that need no answer.
type Clock struct {
	ID    string
	Kind  string
	About About
	// Charter is what the charter promises, Legal what the law demands; nil: nothing.
	Charter *Limit
	Legal   *Limit
	// Confirm is the time to confirm receipt, from the start; a confirmation is never an answer. Nil: none.
	Confirm *Limit
	// Tell is the time to tell the decision, from the day it is taken. Nil: none.
	Tell *Limit
	// Speeds are the limits by order speed, for kinds that are ordered at a speed.
	Speeds []SpeedLimit
}

// Speed gives the clock's own limit for an order speed.
func (k Clock) Speed(id string) (Limit, bool) {
	for _, s := range k.Speeds {
		if s.OrderSpeed == id {
			return s.Limit, true
		}
	}
	return Limit{}, false
}

// Dues are the deadlines of one case. A zero time means that there is none.
type Dues struct {
	Due     time.Time // the stricter of charter and law: the one that the case is held to
	Charter time.Time
	Legal   time.Time // kept beside, as the legal flag
	Confirm time.Time // by when receipt is to be confirmed
}

// Latest is the end of the last day to which the deadline of a case received at start may be moved by extensions, under the charter
// and the law together; pauses move it as they move the deadline itself. The zero time means that neither sets a bound.
func (c *Calendar) Latest(k Clock, start time.Time, pauses ...Pause) time.Time {
	var latest time.Time
	for _, limit := range []*Limit{k.Charter, k.Legal} {
		if limit == nil {
			continue
		}
		if bound := c.bound(*limit, start, pauses); !bound.IsZero() && (latest.IsZero() || bound.Before(latest)) {
			latest = bound
		}
	}
	return latest
}

// bound is the end of a limit with the longest extension it allows; the zero time where it names none.
func (c *Calendar) bound(l Limit, start time.Time, pauses []Pause) time.Time {
	switch {
	case l.Total.Valid():
		return c.Deadline(start, l.Total, pauses...)
	case l.Extension.Valid() && l.Extension.Unit == l.Term.Unit:
		return c.Deadline(start, Term{Amount: l.Term.Amount + l.Extension.Amount, Unit: l.Term.Unit}, pauses...)
	case l.Extension.Valid():
		return c.Deadline(c.Deadline(start, l.Term, pauses...), l.Extension, pauses...)
	}
	return time.Time{}
}

// Dues computes the deadlines of a case received at start. Pauses do not move the confirmation of receipt.
func (c *Calendar) Dues(k Clock, start time.Time, pauses ...Pause) Dues {
	var d Dues
	if k.Charter != nil {
		d.Charter = c.Deadline(start, k.Charter.Term, pauses...)
	}
	if k.Legal != nil {
		d.Legal = c.Deadline(start, k.Legal.Term, pauses...)
	}
	if k.Confirm != nil {
		d.Confirm = c.Deadline(start, k.Confirm.Term)
	}
	d.Due = d.Charter
	if d.Due.IsZero() || (!d.Legal.IsZero() && d.Legal.Before(d.Due)) {
		d.Due = d.Legal
	}
	return d
}

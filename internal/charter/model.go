package charter

import "slices"

// Municipality is whose charter it is and how it is reached.
type Municipality struct {
	ID      string
	Name    Label // "Община Пещера"
	Short   Label // "Пещера"
	Address string
	Phone   string // empty: not given
	Email   string // empty: not given
	Site    string // empty: not given
}

// Item is one word of a closed list: a channel, an outcome, an order speed. Its id never changes.
type Item struct {
	ID    string
	Label Label
}

// Kind is a kind of case.
type Kind struct {
	Item
	// Anonymous says what happens to one that nobody signed.
	Anonymous Anonymity
	// Sealed cases go unchanged to the responsible officer and enter no report.
	Sealed bool
}

// Anonymity says what happens to an anonymous case.
type Anonymity string

// The ways of treating an anonymous case.
const (
	AnonymousAllowed Anonymity = "allowed" // treated like any other
	AnonymousTriage  Anonymity = "triage"  // examined only where health or security of citizens is threatened
	AnonymousRefused Anonymity = "refused" // no proceedings
)

// Category is what a complaint is about. Its id never changes.
type Category struct {
	ID     string `json:"id"`
	Label  Label  `json:"label"`
	Help   Label  `json:"help,omitempty"`   // what belongs here, in a citizen's words; may be empty
	Parent string `json:"parent,omitempty"` // id of the wider category, empty at the top
	// Restricted categories are seen by the integrity officer alone; whatever lies under one is restricted too.
	Restricted bool `json:"restricted,omitempty"`
	// ConcernsStaff marks unlawful, wrong or corruption-suspect acts or omissions of staff: the charter's one month applies.
	ConcernsStaff bool `json:"concerns_staff,omitempty"`
	From          Date `json:"from"`    // first day it may be chosen
	Retired       Date `json:"retired"` // first day it may no longer be chosen; zero: none
}

// Offered says whether the category may be chosen on the day.
func (c Category) Offered(on Date) bool {
	return !c.From.After(on) && (c.Retired.IsZero() || on.Before(c.Retired))
}

// Question is asked on a five-point scale, 5 being best.
type Question struct {
	ID      string  `json:"id"`
	Label   Label   `json:"label"`           // its short name in reports
	Text    Label   `json:"text"`            // the question itself, bg, en and tr
	Low     Label   `json:"low"`             // the word at 1
	High    Label   `json:"high"`            // the word at 5
	Kiosk   Label   `json:"kiosk,omitempty"` // the wording of the kiosk, empty when it is not asked there
	Faces   []Label `json:"faces,omitempty"` // the five words under the kiosk's faces, from 1 to 5; empty when it is not asked there
	Retired Date    `json:"retired"`         // first day it is no longer asked; zero: none
}

// Offered says whether the question is asked on the day.
func (q Question) Offered(on Date) bool { return q.Retired.IsZero() || on.Before(q.Retired) }

// Reason is one word of the closed list from which people choose why they answered as they did.
type Reason struct {
	ID      string `json:"id"`
	Label   Label  `json:"label"`   // bg, en and tr
	Faces   []int  `json:"faces"`   // the scores, 1 to 5, beside which it is offered
	Retired Date   `json:"retired"` // first day it is no longer offered; zero: none
}

// For says whether the reason belongs to a score.
func (r Reason) For(score int) bool { return slices.Contains(r.Faces, score) }

// Offered says whether the reason may be chosen on the day.
func (r Reason) Offered(on Date) bool { return r.Retired.IsZero() || on.Before(r.Retired) }

// Promise is one row of the scorecard, as it stood from one day to another.
type Promise struct {
	ID      string
	Text    Label
	Basis   Label // where the promise is made
	Measure Measure
	Target  Target
	Owner   Label // the office that answers for it
	From    Date
	To      Date // last day in force; zero: still in force
}

// InForce says whether the promise stood on the day.
func (p Promise) InForce(on Date) bool {
	return !on.Before(p.From) && (p.To.IsZero() || !on.After(p.To))
}

// Measure says how a promise is measured.
type Measure struct {
	Key  string // the figure's key
	Text Label  // the figure in words
	// Census means that every case is counted, as befits a duty: one breach breaks the promise and no interval is due.
	Census bool
}

// TargetKind says what a target asks for.
type TargetKind string

// The kinds of target.
const (
	TargetShare  TargetKind = "share"  // at least this share
	TargetRising TargetKind = "rising" // more than before
	TargetShown  TargetKind = "shown"  // shown without a judgement
)

// Target is what a promise's figure is held against.
type Target struct {
	Kind  TargetKind
	Share float64 // of 1; only for a share
}

func (i Item) identity() string     { return i.ID }
func (c Category) identity() string { return c.ID }
func (q Question) identity() string { return q.ID }
func (r Reason) identity() string   { return r.ID }

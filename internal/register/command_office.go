package register

import (
	"time"

	"harta/internal/fault"
)

// AssigneeMax bounds the id of a user, in characters.
const AssigneeMax = 64

// InstitutionMax is the length of the name of another institution, in characters.
const InstitutionMax = 200

// Acknowledgement is the receipt notice to the citizen. It is never an answer and stops no clock.
type Acknowledgement struct {
	Text string // of the notice as it was sent
}

func (k Acknowledgement) apply(_ office, c *CaseRow, at time.Time) (deed, error) {
	if err := c.mustBeOpen(); err != nil {
		return deed{}, err
	}
	if c.Acknowledged != nil {
		return deed{}, fault.Conflict("case_acknowledged", fault.Params{"at": *c.Acknowledged})
	}
	var f faults
	text := tidyText(k.Text)
	f.length("letter", "case_letter", text, TextMax)
	if err := f.err(); err != nil {
		return deed{}, err
	}
	c.Acknowledged = &at
	return deed{kind: EventAcknowledged, words: text}, nil
}

// Letter keeps a letter as it was sent. It answers nothing and closes nothing: that is what the command it goes with does.
type Letter struct {
	Template string // id of the template it was made from
	Text     string
}

func (l Letter) apply(_ office, _ *CaseRow, _ time.Time) (deed, error) {
	var f faults
	text := tidyText(l.Text)
	f.length("letter", "case_letter", text, TextMax)
	if err := f.err(); err != nil {
		return deed{}, err
	}
	return deed{kind: EventLetter, words: text, details: Details{Letter: l.Template}}, nil
}

// Note is for the office alone. It may be written on a closed case too, for it changes nothing.
type Note struct{ Text string }

func (n Note) apply(_ office, _ *CaseRow, _ time.Time) (deed, error) {
	var f faults
	text := tidyText(n.Text)
	f.length("note", "case_note", text, TextMax)
	if err := f.err(); err != nil {
		return deed{}, err
	}
	return deed{kind: EventNoted, words: text}, nil
}

// Assignment says which department answers for a case, and who in it.
type Assignment struct {
	Department string // id of the catalogue; empty: none, for a case that lies in none and is given to somebody
	Assignee   string // id of a user, whose right to it the caller knows; empty: nobody in particular
}

func (a Assignment) apply(o office, c *CaseRow, _ time.Time) (deed, error) {
	if err := c.mustBeOpen(); err != nil {
		return deed{}, err
	}
	var f faults
	none := a.Department == "" && c.Department == "" && a.Assignee != "" // a new municipality has people before departments
	if _, known := o.catalogue.Department(a.Department); !known && !none {
		f.add("department", "no_such_department", fault.Params{"department": a.Department})
	}
	f.atMost("assignee", "case_assignee", a.Assignee, AssigneeMax)
	if err := f.err(); err != nil {
		return deed{}, err
	}
	if a.Department == c.Department && a.Assignee == c.Assignee {
		return deed{}, fault.Conflict("case_assigned_already", nil)
	}
	c.Department, c.Assignee = a.Department, a.Assignee
	return deed{kind: EventAssigned, details: Details{Department: a.Department, Assignee: a.Assignee}}, nil
}

// Categorisation says what a case really is and is about. Where another clock runs for that, the deadlines are computed anew from
// the receipt; what they were stays in the event.
type Categorisation struct {
	Kind     string // of the charter; empty: as it is
	Category string // of the charter; may be empty for all but complaints and signals
	Office   string // of the catalogue, empty: none
	Service  string // of the catalogue, empty: none
}

func (k Categorisation) apply(o office, c *CaseRow, at time.Time) (deed, error) {
	if err := c.mustBeOpen(); err != nil {
		return deed{}, err
	}
	if k.Kind == "" {
		k.Kind = c.Kind
	}
	if err := k.check(o, c); err != nil {
		return deed{}, err
	}
	if k == (Categorisation{c.Kind, c.Category, c.Office, c.Service}) {
		return deed{}, fault.Conflict("case_categorised_already", nil)
	}
	category, _ := o.Category(k.Category)
	other := c.Kind != k.Kind || c.ConcernsStaff != category.ConcernsStaff
	c.Kind, c.Category, c.Office, c.Service, c.ConcernsStaff = k.Kind, k.Category, k.Office, k.Service, category.ConcernsStaff
	if other {
		if c.Paused != nil { // a clock that stands still cannot be changed for another
			return deed{}, fault.Conflict("case_paused", nil)
		}
		c.reckon(o)
	}
	return deed{kind: EventCategorised, details: Details{
		Kind: k.Kind, Category: k.Category, Office: k.Office, Service: k.Service, Late: c.Overdue(at),
	}}, nil
}

// check collects what is wrong with a categorisation. What belongs into the sealed register cannot be put there by a word: the
// case is known to many already.
func (k Categorisation) check(o office, c *CaseRow) error {
	var f faults
	kind, known := o.Kind(k.Kind)
	if !known || kind.Sealed || k.Kind == kindService {
		f.add("kind", "no_such_kind", fault.Params{"kind": k.Kind})
	}
	category, known := o.Category(k.Category)
	switch {
	case k.Category == "" && (k.Kind == "complaint" || k.Kind == "signal"):
		f.add("category", "case_category_missing", nil)
	case k.Category == "":
	case !known:
		f.add("category", "no_such_category", fault.Params{"category": k.Category})
	case category.Restricted && k.Category != c.Category:
		f.add("category", "case_category_restricted", nil)
	}
	if _, known := o.catalogue.Office(k.Office); k.Office != "" && k.Office != c.Office && !known {
		f.add("office", "no_such_office", fault.Params{"office": k.Office})
	}
	if _, known := o.catalogue.Service(k.Service); k.Service != "" && k.Service != c.Service && !known {
		f.add("service", "no_such_service", fault.Params{"service": k.Service})
	}
	return f.err()
}

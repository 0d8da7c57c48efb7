package register

import (
	"slices"
	"strings"

	"harta/internal/charter"
)

// Department is a directorate or department that answers for services and cases.
type Department struct {
	ID   string
	Name charter.Label
}

// Office is a place where citizens are served.
type Office struct {
	ID   string
	Name charter.Label
}

// Service is an administrative service. Its id is the number in the national register of services; one that an import met under
// an unknown name has an id that begins with "x-".
type Service struct {
	ID         string        `json:"-"`
	Name       charter.Label `json:"name"`
	Department string        `json:"department"`
	// Unmapped services were created by an import and wait for somebody to say which service of the register they are.
	Unmapped bool    `json:"unmapped,omitempty"`
	Terms    []Term  `json:"terms,omitempty"`
	Prices   []Price `json:"prices,omitempty"`
	// MappedTo is the id of the service of the catalogue that an unmapped one is, empty: nobody has said it. See MapService.
	MappedTo string `json:"mapped_to,omitempty"`
	// FormerNames are Bulgarian names the service had before; it is still found by them.
	FormerNames []string     `json:"-"`
	ValidFrom   charter.Date `json:"valid_from"` // zero: since ever
	ValidTo     charter.Date `json:"valid_to"`   // last day; zero: still offered
}

// Term is how long a service may take at an order speed.
type Term struct {
	OrderSpeed   string `json:"order_speed"`
	charter.Term        // the amount and its unit
}

// Price is what a service costs at an order speed.
type Price struct {
	OrderSpeed string `json:"order_speed"` // empty: at every speed without a price of its own
	Cents      int64  `json:"cents"`       // of a euro; 0: free of charge
}

// Price gives what the service costs at an order speed; ok is false where nobody has said it.
func (s Service) Price(orderSpeed string) (cents int64, ok bool) {
	for _, p := range s.Prices {
		if p.OrderSpeed == orderSpeed {
			return p.Cents, true
		}
		if p.OrderSpeed == "" {
			cents, ok = p.Cents, true
		}
	}
	return cents, ok
}

// Offered says whether the service is offered on a day.
func (s Service) Offered(on charter.Date) bool {
	return !on.Before(s.ValidFrom) && (s.ValidTo.IsZero() || !on.After(s.ValidTo))
}

// Term gives the service's term for an order speed.
func (s Service) Term(orderSpeed string) (charter.Term, bool) {
	for _, t := range s.Terms {
		if t.OrderSpeed == orderSpeed {
			return t.Term, true
		}
	}
	return charter.Term{}, false
}

// Catalogue is what the municipality offers and who answers for it, as it stood at one moment. It never changes and may be
// shared.
type Catalogue struct {
	version     int64
	departments list[Department]
	offices     list[Office]
	services    list[Service]
}

// Department finds a department by its id.
func (c *Catalogue) Department(id string) (Department, bool) { return c.departments.find(id) }

// Office finds an office by its id.
func (c *Catalogue) Office(id string) (Office, bool) { return c.offices.find(id) }

// Service finds a service by its id.
func (c *Catalogue) Service(id string) (Service, bool) { return c.services.find(id) }

// Departments lists all departments in the order of the Bulgarian alphabet.
func (c *Catalogue) Departments() []Department { return c.departments.all() }

// Offices lists all offices in the order of the Bulgarian alphabet.
func (c *Catalogue) Offices() []Office { return c.offices.all() }

// Services lists all services in the order of the Bulgarian alphabet, the unmapped ones too, but not those that are mapped to another.
func (c *Catalogue) Services() []Service {
	return slices.DeleteFunc(c.services.all(), func(s Service) bool { return s.MappedTo != "" })
}

// DepartmentNamed finds a department by its name in any language.
func (c *Catalogue) DepartmentNamed(name string) (Department, bool) { return c.departments.named(name) }

// OfficeNamed finds an office by its name in any language.
func (c *Catalogue) OfficeNamed(name string) (Office, bool) { return c.offices.named(name) }

// ServiceNamed finds a service by its name in any language, and failing that by a former name. Capital letters and the amount
// of white space make no difference.
func (c *Catalogue) ServiceNamed(name string) (Service, bool) { return c.services.named(name) }

// fold gives names that people take for the same the same form.
func fold(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

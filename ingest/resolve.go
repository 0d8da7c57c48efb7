package ingest

import (
	"context"
	"time"

	"harta/internal/charter"
	"harta/internal/register"
)

// resolver finds the catalogue's ids for the names of a file, and creates what the profile lets it create.
type resolver struct {
	reg      *register.Register
	calendar *charter.Calendar
	profile  *Profile
	dry      bool // create nothing; what would be created gets its name for an id, and rows are not sealed
	spelt    spellings

	departments map[string]string // folded name to id; empty: refused
	offices     map[string]string
	services    map[[2]string]*register.Service // folded number and name; nil: refused
	lacking     map[string]bool                 // folded titles of services that a dry run would have created
}

func newResolver(reg *register.Register, cal *charter.Calendar, p *Profile) *resolver {
	return &resolver{
		reg: reg, calendar: cal, profile: p,
		spelt:       spellings{},
		departments: map[string]string{}, offices: map[string]string{}, services: map[[2]string]*register.Service{},
		lacking: map[string]bool{},
	}
}

// resolve fills the ids and the computed deadline of a row, and seals it. Unknown names are errors or notes of the row.
func (s *resolver) resolve(ctx context.Context, c *cells, v *version) error {
	var err error
	if v.Department, err = s.place(ctx, c, FieldDepartment, v.DepartmentName, s.departments, s.ensureDepartment); err != nil {
		return err
	}
	if v.Office, err = s.place(ctx, c, FieldOffice, v.OfficeName, s.offices, s.ensureOffice); err != nil {
		return err
	}
	svc, err := s.service(ctx, c, v)
	if err != nil {
		return err
	}
	if svc == nil {
		return nil
	}
	v.Service = svc.ID
	if v.Department == "" {
		v.Department = svc.Department
	}
	if v.due = s.deadline(v, svc); s.dry {
		return nil
	}
	return v.seal()
}

// ensure finds or creates an entry of the catalogue by name.
type ensure func(ctx context.Context, name string) (id string, created bool, err error)

func (s *resolver) ensureDepartment(ctx context.Context, name string) (string, bool, error) {
	cat, err := s.reg.Catalogue(ctx)
	if err != nil {
		return "", false, err
	}
	known, ok := cat.DepartmentNamed(name)
	if ok || s.profile.Places.Unknown == wordReject {
		return known.ID, false, nil
	}
	if s.dry {
		return name, true, nil
	}
	d, created, err := s.reg.EnsureDepartment(ctx, name)
	return d.ID, created, err
}

func (s *resolver) ensureOffice(ctx context.Context, name string) (string, bool, error) {
	cat, err := s.reg.Catalogue(ctx)
	if err != nil {
		return "", false, err
	}
	known, ok := cat.OfficeNamed(name)
	if ok || s.profile.Places.Unknown == wordReject {
		return known.ID, false, nil
	}
	if s.dry {
		return name, true, nil
	}
	o, created, err := s.reg.EnsureOffice(ctx, name)
	return o.ID, created, err
}

func (s *resolver) place(ctx context.Context, c *cells, f Field, name string, known map[string]string, find ensure) (string, error) {
	if name == "" {
		return "", nil
	}
	folded := s.spelt.of(name).folded
	id, ok := known[folded]
	if !ok {
		var created bool
		var err error
		if id, created, err = find(ctx, name); err != nil {
			return "", err
		}
		if created {
			c.note(f, name, string(f)+"_created", nil)
		}
		known[folded] = id
	}
	if id == "" {
		c.bad(f, name, string(f)+"_unknown", nil)
	}
	return id, nil
}

// service finds the row's service by its national number, else by its name.
func (s *resolver) service(ctx context.Context, c *cells, v *version) (*register.Service, error) {
	key := [2]string{s.spelt.of(v.ServiceNumber).folded, s.spelt.of(v.ServiceName).folded}
	svc, ok := s.services[key]
	if !ok {
		var err error
		if svc, err = s.findService(ctx, c, v); err != nil {
			return nil, err
		}
		s.services[key] = svc
	}
	if svc == nil {
		c.bad(FieldService, serviceTitle(v), "service_unknown", nil)
	}
	return svc, nil
}

func (s *resolver) findService(ctx context.Context, c *cells, v *version) (*register.Service, error) {
	cat, err := s.reg.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	if svc, ok := knownService(cat, v); ok {
		return &svc, nil
	}
	if s.profile.Services.Unknown == wordReject {
		return nil, nil
	}
	if s.dry {
		if title := fold(serviceTitle(v)); !s.lacking[title] {
			c.note(FieldService, serviceTitle(v), "service_created", nil)
			s.lacking[title] = true
		}
		return &register.Service{ID: register.UnmappedID(s.profile.ID, serviceTitle(v)), Department: v.Department}, nil
	}
	svc, created, err := s.reg.EnsureService(ctx, s.profile.ID, serviceTitle(v), v.Department)
	if err != nil {
		return nil, err
	}
	if created {
		c.note(FieldService, serviceTitle(v), "service_created", nil)
	}
	return &svc, nil
}

func knownService(cat *register.Catalogue, v *version) (register.Service, bool) {
	if v.ServiceNumber != "" {
		if svc, ok := cat.Service(v.ServiceNumber); ok {
			return svc, true
		}
	}
	svc, ok := cat.ServiceNamed(serviceTitle(v))
	return timed(cat, svc), ok
}

// timed gives a service the terms of what it is mapped to: a record keeps the id under which it came, and its clock is that of what it
// is.
func timed(cat *register.Catalogue, svc register.Service) register.Service {
	if target, mapped := cat.Service(svc.MappedTo); mapped {
		svc.Terms = target.Terms
	}
	return svc
}

func serviceTitle(v *version) string {
	if v.ServiceName != "" {
		return v.ServiceName
	}
	return v.ServiceNumber
}

// deadline is the file's, or where it says none and the profile wants it, the reckoned one.
func (s *resolver) deadline(v *version, svc *register.Service) *time.Time {
	if v.Due != nil || s.profile.Deadline.Missing != wordTerm {
		return v.Due
	}
	return reckoned(s.calendar, v, *svc)
}

// reckoned is the deadline that the catalogue's term gives, nil where it has none for the order speed. Paused days move it.
func reckoned(cal *charter.Calendar, v *version, svc register.Service) *time.Time {
	term, ok := svc.Term(v.OrderSpeed)
	if !ok {
		return nil
	}
	var pauses []charter.Pause
	if v.PausedDays > 0 {
		pauses = []charter.Pause{{From: v.Received, To: v.Received.AddDate(0, 0, v.PausedDays)}}
	}
	due := cal.Deadline(v.Received, term, pauses...).UTC()
	return &due
}

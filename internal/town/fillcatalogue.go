package town

import (
	"context"

	"harta/internal/charter"
	"harta/internal/register"
)

// fillCatalogue enters what the municipality offers, who does it and where, and the kiosks.
func (t *Town) fillCatalogue(ctx context.Context, doors Doors, progress func(Progress)) error {
	total := int64(len(departments) + len(offices) + len(services) + len(kiosks))
	var done int64
	entered := func(err error) error {
		if err == nil {
			done++
			progress(Progress{StageCatalogue, done, total})
		}
		return err
	}
	for _, d := range departments {
		if err := entered(doors.Register.PutDepartment(ctx, d)); err != nil {
			return err
		}
	}
	for _, o := range offices {
		if err := entered(doors.Register.PutOffice(ctx, o)); err != nil {
			return err
		}
	}
	for i := range services {
		if err := entered(doors.Register.PutService(ctx, services[i].entry())); err != nil {
			return err
		}
	}
	for _, k := range kiosks {
		_, err := doors.Register.PutKiosk(ctx, register.Kiosk{
			ID: k.id, Name: k.name, Office: k.office, Department: k.department, Service: k.service, Question: overall, Active: true,
		}, doors.By)
		if err := entered(err); err != nil {
			return err
		}
	}
	return nil
}

// entry is the service as the catalogue keeps it.
func (s *service) entry() register.Service {
	e := register.Service{ID: s.id, Name: label(s.bg, s.en), Department: s.department}
	for _, speed := range []string{speedOrdinary, speedFast, speedExpress} {
		if term := s.term(speed); term != (charter.Term{}) {
			e.Terms = append(e.Terms, register.Term{OrderSpeed: speed, Term: term})
		}
	}
	return e
}

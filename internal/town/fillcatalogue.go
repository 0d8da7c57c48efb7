package town

import (
	"context"
	"time"

	"harta/internal/charter"
	"harta/internal/register"
)

// fillCatalogue enters what the municipality offers, who does it and where, the kiosks and the places with a QR code.
func (t *Town) fillCatalogue(ctx context.Context, doors Doors, progress func(Progress)) error {
	total := int64(len(departments) + len(offices) + len(services) + len(kiosks) + len(places))
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
		if err := entered(t.enrol(ctx, doors, k)); err != nil {
			return err
		}
	}
	for _, p := range places {
		_, err := doors.Register.PutPlace(ctx, register.Place{
			ID: p.id, Name: label(p.bg, p.en), Office: p.office, Department: p.department, Service: p.service, Question: overall,
			Active: true, Screen: atAnyTime,
		}, doors.By)
		if err := entered(err); err != nil {
			return err
		}
	}
	return nil
}

// enrol enters a kiosk, which was heard of a few minutes before the town's present.
func (t *Town) enrol(ctx context.Context, doors Doors, k kiosk) error {
	_, err := doors.Register.PutKiosk(ctx, register.Kiosk{
		ID: k.id, Name: k.name, Office: k.office, Department: k.department, Service: k.service, Question: overall, Active: true,
		Screen: k.screen,
	}, doors.By)
	if err != nil {
		return err
	}
	return doors.Register.NoteKioskSeen(ctx, k.id, t.until.Add(-heardOf), &k.fast)
}

// heardOf is how long before the town's present its kiosks were heard of last.
const heardOf = 4 * time.Minute

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

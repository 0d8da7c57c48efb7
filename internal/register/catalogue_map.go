package register

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"harta/internal/fault"
)

// An import that meets an unknown name makes an unmapped service of it. Somebody then says which service of the catalogue that is.
// Nothing that was stored changes: the facts keep the id under which they came, so that the mapping can be taken back or given anew,
// and everybody who reads them takes the one for the other.

// MapService says which service of the catalogue an unmapped one is; an empty target takes that back. by is the id of the user, whom
// the audit trail shows. Wrong input is a fault.List; a service that is not unmapped is the fault.NotFound "service_not_unmapped".
func (r *Register) MapService(ctx context.Context, id, target, by string) error {
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return err
	}
	s, known := cat.Service(id)
	if !known || !s.Unmapped {
		return fault.NotFound("service_not_unmapped", nil)
	}
	if t, known := cat.Service(target); target != "" && (!known || t.Unmapped) {
		return fault.List{fault.Invalid("target", "service_unknown", nil)}
	}
	if s.MappedTo == target {
		return nil
	}
	next := s
	next.MappedTo = target
	return r.changeCatalogue(ctx, func(tx *sql.Tx) error {
		if err := r.keepPast(ctx, tx, s, next, by); err != nil {
			return err
		}
		if err := exec(ctx, tx, "UPDATE services SET mapped_to = $2 WHERE id = $1", id, target); err != nil {
			return err
		}
		return r.audit(ctx, tx, by, "service.map", fmt.Sprintf("%s/%s", id, target))
	})
}

// Mapped lists the services that are mapped to one of the catalogue, in the order of the Bulgarian alphabet.
func (c *Catalogue) Mapped() []Service {
	return slices.DeleteFunc(c.services.all(), func(s Service) bool { return s.MappedTo == "" })
}

// MappedServices gives the ids of the mapped services and, in the same order, of the ones that they are mapped to.
func (r *Register) MappedServices(ctx context.Context) (from, to []string, err error) {
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range cat.Mapped() {
		from, to = append(from, s.ID), append(to, s.MappedTo)
	}
	return from, to, nil
}

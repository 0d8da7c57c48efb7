package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/store"
)

// idForm is what an id looks like: it stands in addresses and facts for ever.
var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// checkNamed collects what is wrong with an id and the names beside it.
func checkNamed(id string, name charter.Label) fault.List {
	var wrong fault.List
	if !idForm.MatchString(id) {
		wrong = append(wrong, fault.Invalid("id", "catalogue_id_form", fault.Params{"id": id}))
	}
	if fold(name["bg"]) == "" {
		wrong = append(wrong, fault.Invalid("name", "catalogue_name_missing", fault.Params{"id": id}))
	}
	return wrong
}

// PutDepartment adds a department or changes the one with its id. Wrong input is a fault.List.
func (r *Register) PutDepartment(ctx context.Context, d Department) error {
	return r.putNamed(ctx, "department_put", d.ID, d.Name)
}

// PutOffice adds an office or changes the one with its id. Wrong input is a fault.List.
func (r *Register) PutOffice(ctx context.Context, o Office) error {
	return r.putNamed(ctx, "office_put", o.ID, o.Name)
}

// putNamed writes an entry that is an id and its names.
func (r *Register) putNamed(ctx context.Context, statement, id string, name charter.Label) error {
	if wrong := checkNamed(id, name); len(wrong) > 0 {
		return wrong
	}
	names, err := writeLabel(name)
	if err != nil {
		return err
	}
	return r.changeCatalogue(ctx, func(tx *sql.Tx) error { return exec(ctx, tx, query(statement), id, names) })
}

// PutService adds a service or changes the one with its id: names, department, validity and all its terms and prices become what is
// given, and what it was before is kept (see ServicePast). A Bulgarian name that changes stays findable as a former name. Wrong input
// is a fault.List.
func (r *Register) PutService(ctx context.Context, s Service) error {
	return r.PutServices(ctx, []Service{s}, "")
}

// PutServices is PutService for several services, all of them or none. by is the id of the user, for the history.
func (r *Register) PutServices(ctx context.Context, list []Service, by string) error {
	return r.putServices(ctx, list, by, nil)
}

// putServices writes services. also, where given, is done in the same transaction afterwards, with what all services were before.
func (r *Register) putServices(ctx context.Context, list []Service, by string, also func(tx *sql.Tx, before map[string]Service) error) error {
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return err
	}
	for _, s := range list {
		if wrong := r.checkService(cat, s); len(wrong) > 0 {
			return wrong
		}
	}
	return r.changeCatalogue(ctx, func(tx *sql.Tx) error {
		before, err := servicesByID(ctx, tx)
		if err != nil {
			return err
		}
		for _, s := range list {
			if was, known := before[s.ID]; known {
				if err := r.keepPast(ctx, tx, was, s, by); err != nil {
					return err
				}
			}
			if err := r.writeService(ctx, tx, s); err != nil {
				return err
			}
		}
		if also != nil {
			return also(tx, before)
		}
		return nil
	})
}

// servicesByID reads all services.
func servicesByID(ctx context.Context, tx *sql.Tx) (map[string]Service, error) {
	held, err := readServices(ctx, tx)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]Service, len(held))
	for _, s := range held {
		byID[s.ID] = s
	}
	return byID, nil
}

// CheckService says what PutService would find wrong with a service, a fault.List, or nil.
func (r *Register) CheckService(ctx context.Context, s Service) error {
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return err
	}
	if wrong := r.checkService(cat, s); len(wrong) > 0 {
		return wrong
	}
	return nil
}

// checkService collects everything wrong with a service.
func (r *Register) checkService(cat *Catalogue, s Service) fault.List {
	wrong := checkNamed(s.ID, s.Name)
	if _, known := cat.Department(s.Department); s.Department != "" && !known {
		wrong = append(wrong, fault.Invalid("department", "no_such_department", fault.Params{"department": s.Department}))
	}
	if !s.ValidTo.IsZero() && s.ValidTo.Before(s.ValidFrom) {
		wrong = append(wrong, fault.Invalid("valid_to", "validity_reversed", fault.Params{"id": s.ID}))
	}
	seen := map[string]bool{}
	for _, t := range s.Terms {
		if _, known := r.charter.OrderSpeed(t.OrderSpeed); !known || seen[t.OrderSpeed] || !t.Valid() {
			wrong = append(wrong, fault.Invalid("terms", "service_term_wrong", fault.Params{"id": s.ID, "speed": t.OrderSpeed}))
		}
		seen[t.OrderSpeed] = true
	}
	priced := map[string]bool{}
	for _, p := range s.Prices {
		if _, known := r.charter.OrderSpeed(p.OrderSpeed); !known && p.OrderSpeed != "" || priced[p.OrderSpeed] || p.Cents < 0 || p.Cents > priceMost {
			wrong = append(wrong, fault.Invalid("prices", "service_price_wrong", fault.Params{"id": s.ID, "speed": p.OrderSpeed}))
		}
		priced[p.OrderSpeed] = true
	}
	return wrong
}

// priceMost bounds a price, in cents: a million euro for a service is a slip of the pen.
const priceMost = 100_000_000

// writeService writes a service with its terms, prices and former names.
func (r *Register) writeService(ctx context.Context, tx *sql.Tx, s Service) error {
	former := s.FormerNames
	old, err := presentName(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	if old != "" && fold(old) != fold(s.Name["bg"]) {
		former = append([]string{old}, former...)
	}
	names, err := writeLabel(s.Name)
	if err != nil {
		return err
	}
	err = exec(ctx, tx, query("service_put"), s.ID, names, s.Department, s.Unmapped, s.ValidFrom.String(), s.ValidTo.String(), s.MappedTo)
	if err != nil {
		return err
	}
	if err := exec(ctx, tx, "DELETE FROM service_terms WHERE service = $1", s.ID); err != nil {
		return err
	}
	for _, t := range s.Terms {
		const add = "INSERT INTO service_terms (service, order_speed, amount, unit) VALUES ($1, $2, $3, $4)"
		if err := exec(ctx, tx, add, s.ID, t.OrderSpeed, t.Amount, t.Unit); err != nil {
			return err
		}
	}
	if err := exec(ctx, tx, "DELETE FROM service_prices WHERE service = $1", s.ID); err != nil {
		return err
	}
	for _, p := range s.Prices {
		const add = "INSERT INTO service_prices (service, order_speed, cents) VALUES ($1, $2, $3)"
		if err := exec(ctx, tx, add, s.ID, p.OrderSpeed, p.Cents); err != nil {
			return err
		}
	}
	for _, name := range former {
		const add = "INSERT INTO service_names (service, name, given_up) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
		if err := exec(ctx, tx, add, s.ID, name, store.Millis(r.clock())); err != nil {
			return err
		}
	}
	return nil
}

// presentName gives the Bulgarian name a service has now, empty when there is no such service.
func presentName(ctx context.Context, tx *sql.Tx, id string) (string, error) {
	var names string
	err := tx.QueryRowContext(ctx, "SELECT names FROM services WHERE id = $1", id).Scan(&names)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	name, err := readLabel(names)
	return name["bg"], err
}

// changeCatalogue makes a change and tells every snapshot that it is out of date, in one transaction.
func (r *Register) changeCatalogue(ctx context.Context, change func(*sql.Tx) error) error {
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		_, err := next(ctx, tx, catalogueCounter)
		return err
	})
	if err != nil {
		return fmt.Errorf("change catalogue: %w", err)
	}
	return nil
}

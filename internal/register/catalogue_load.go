package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"harta/internal/charter"
)

// catalogueCounter grows with every change of the catalogue.
const catalogueCounter = "catalogue"

// Catalogue gives the catalogue as it stands. It is read whole and kept until a change; asking costs one small query, so
// that a change made by another process is seen as well.
func (r *Register) Catalogue(ctx context.Context) (*Catalogue, error) {
	var version int64
	err := r.db.QueryRowContext(ctx, "SELECT value FROM counters WHERE name = $1", catalogueCounter).Scan(&version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	if kept := r.catalogue.Load(); kept != nil && kept.version == version {
		return kept, nil
	}
	fresh, err := r.readCatalogue(ctx, version)
	if err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	r.catalogue.Store(fresh)
	return fresh, nil
}

// readCatalogue reads everything. The version was read before the entries: should a change come between, the entries are newer
// than it says and are merely read once more.
func (r *Register) readCatalogue(ctx context.Context, version int64) (*Catalogue, error) {
	c := &Catalogue{version: version}
	var departments []Department
	if err := r.readNamed(ctx, "departments", func(id string, name charter.Label) {
		departments = append(departments, Department{ID: id, Name: name})
	}); err != nil {
		return nil, err
	}
	var offices []Office
	if err := r.readNamed(ctx, "offices", func(id string, name charter.Label) {
		offices = append(offices, Office{ID: id, Name: name})
	}); err != nil {
		return nil, err
	}
	services, err := readServices(ctx, r.db)
	if err != nil {
		return nil, err
	}
	c.departments = newList(departments, func(d Department) named { return named{id: d.ID, name: d.Name} })
	c.offices = newList(offices, func(o Office) named { return named{id: o.ID, name: o.Name} })
	c.services = newList(services, func(s Service) named { return named{id: s.ID, name: s.Name, former: s.FormerNames} })
	return c, nil
}

// namedTables are the tables that hold an id and its names and nothing else.
var namedTables = map[string]string{
	"departments": "SELECT id, names FROM departments",
	"offices":     "SELECT id, names FROM offices",
}

// readNamed reads one of the namedTables.
func (r *Register) readNamed(ctx context.Context, table string, add func(id string, name charter.Label)) error {
	rows, err := r.db.QueryContext(ctx, namedTables[table])
	if err != nil {
		return err
	}
	return each(rows, func(rows *sql.Rows) error {
		var id, names string
		if err := rows.Scan(&id, &names); err != nil {
			return err
		}
		name, err := readLabel(names)
		if err != nil {
			return fmt.Errorf("names of %s %s: %w", table, id, err)
		}
		add(id, name)
		return nil
	})
}

// readServices reads the services with their terms, prices and former names.
func readServices(ctx context.Context, db rowsReader) ([]Service, error) {
	terms, err := readTerms(ctx, db)
	if err != nil {
		return nil, err
	}
	prices, err := readPrices(ctx, db)
	if err != nil {
		return nil, err
	}
	former, err := readFormerNames(ctx, db)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, "SELECT id, names, department, unmapped, mapped_to, valid_from, valid_to FROM services")
	if err != nil {
		return nil, err
	}
	var services []Service
	err = each(rows, func(rows *sql.Rows) error {
		var s Service
		var names, from, to string
		err := rows.Scan(&s.ID, &names, &s.Department, &s.Unmapped, &s.MappedTo, &from, &to)
		if err != nil {
			return err
		}
		if s.Name, err = readLabel(names); err != nil {
			return fmt.Errorf("names of service %s: %w", s.ID, err)
		}
		if err := errors.Join(s.ValidFrom.UnmarshalText([]byte(from)), s.ValidTo.UnmarshalText([]byte(to))); err != nil {
			return fmt.Errorf("validity of service %s: %w", s.ID, err)
		}
		s.Terms, s.Prices, s.FormerNames = terms[s.ID], prices[s.ID], former[s.ID]
		services = append(services, s)
		return nil
	})
	return services, err
}

func readTerms(ctx context.Context, db rowsReader) (map[string][]Term, error) {
	rows, err := db.QueryContext(ctx, "SELECT service, order_speed, amount, unit FROM service_terms ORDER BY service, order_speed")
	if err != nil {
		return nil, err
	}
	terms := make(map[string][]Term)
	return terms, each(rows, func(rows *sql.Rows) error {
		var service string
		var t Term
		err := rows.Scan(&service, &t.OrderSpeed, &t.Amount, &t.Unit)
		terms[service] = append(terms[service], t)
		return err
	})
}

func readPrices(ctx context.Context, db rowsReader) (map[string][]Price, error) {
	rows, err := db.QueryContext(ctx, "SELECT service, order_speed, cents FROM service_prices ORDER BY service, order_speed")
	if err != nil {
		return nil, err
	}
	prices := make(map[string][]Price)
	return prices, each(rows, func(rows *sql.Rows) error {
		var service string
		var p Price
		err := rows.Scan(&service, &p.OrderSpeed, &p.Cents)
		prices[service] = append(prices[service], p)
		return err
	})
}

func readFormerNames(ctx context.Context, db rowsReader) (map[string][]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT service, name FROM service_names ORDER BY service, given_up DESC, name")
	if err != nil {
		return nil, err
	}
	former := make(map[string][]string)
	return former, each(rows, func(rows *sql.Rows) error {
		var service, name string
		err := rows.Scan(&service, &name)
		former[service] = append(former[service], name)
		return err
	})
}

func readLabel(s string) (charter.Label, error) {
	var l charter.Label
	err := json.Unmarshal([]byte(s), &l)
	return l, err
}

func writeLabel(l charter.Label) (string, error) {
	b, err := json.Marshal(l)
	return string(b), err
}

package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"github.com/google/uuid"
)

// ImportedService is a service as a row of a file leaves it.
type ImportedService struct {
	Service
	Line      int64
	Unchanged bool // it is so already: the file merely says so
}

// serviceStand is what an import of services keeps of one: what it was, nil for a new one, and what it became.
type serviceStand struct {
	Was *namedService `json:"was"`
	Now namedService  `json:"now"`
}

// namedService is a service with its former names.
type namedService struct {
	Service
	Former []string `json:"former"`
}

func withNames(id string, s Service) namedService {
	s.ID = id
	return namedService{s, s.FormerNames}
}

func (s namedService) service(id string) Service {
	s.Service.ID, s.Service.FormerNames = id, s.Former
	return s.Service
}

// ImportServices is PutServices for services of a file: all of them or none. What an unchanged one says is only noted.
func (r *Register) ImportServices(ctx context.Context, list []ImportedService, by string, from uuid.UUID) error {
	var put []Service
	for _, s := range list {
		if !s.Unchanged {
			put = append(put, s.Service)
		}
	}
	return r.putServices(ctx, put, by, func(tx *sql.Tx, before map[string]Service) error {
		after, err := servicesByID(ctx, tx)
		if err != nil {
			return err
		}
		for _, s := range list {
			stand := serviceStand{Now: withNames(s.ID, after[s.ID])}
			if was, known := before[s.ID]; known {
				w := withNames(s.ID, was)
				stand.Was = &w
			}
			body, err := json.Marshal(stand)
			if err != nil {
				return err
			}
			if err := noteItem(ctx, tx, ImportRow{Import: from, Line: s.Line}, s.ID, !s.Unchanged, string(body)); err != nil {
				return err
			}
		}
		return nil
	})
}

// TakeBackServices takes back the next n services of an import that is undone, behind one of them in their order. A service is again what it
// was before the import, with its former names, and a new one is gone. One that was changed or confirmed since, and a new one that
// something refers to, are kept and noted among the remarks of the import: undo the later imports first. What a service was meanwhile stays
// in its history. used are ids of services that facts refer to; what the register itself refers to it knows. by is the id of the user who undoes.
func (r *Register) TakeBackServices(ctx context.Context, id uuid.UUID, by string, used []string, behind string, n int) (TakenBack, error) {
	var held map[string]Service
	return r.takeBack(ctx, id, behind, n, func(tx *sql.Tx, it importItem) (fate string, why *RowError, err error) {
		if held == nil {
			if held, err = servicesByID(ctx, tx); err != nil {
				return "", nil, err
			}
		}
		return r.takeBackService(ctx, tx, held, it, by, used)
	}, nil)
}

func (r *Register) takeBackService(ctx context.Context, tx *sql.Tx, held map[string]Service, it importItem, by string, used []string) (string, *RowError, error) {
	now, there := held[it.id]
	if !it.made || !there {
		return fateKept, nil, nil
	}
	var stand serviceStand
	if err := json.Unmarshal([]byte(it.stand), &stand); err != nil {
		return "", nil, err
	}
	keep := func(code string) (string, *RowError, error) {
		return fateKept, &RowError{Value: it.id, Code: code}, nil
	}
	if it.later || !now.sameNamed(stand.Now.service(it.id)) {
		return keep("note_undo_changed")
	}
	if stand.Was != nil {
		return fateRestored, nil, r.restoreService(ctx, tx, now, stand.Was.service(it.id), by)
	}
	refers, err := serviceReferred(ctx, tx, it.id)
	if err != nil {
		return "", nil, err
	}
	if refers || slices.Contains(used, it.id) {
		return keep("note_undo_used")
	}
	return fateRemoved, nil, removeService(ctx, tx, it.id)
}

// sameNamed is Same that looks at the former names too.
func (s Service) sameNamed(t Service) bool {
	return s.Same(t) && slices.Equal(slices.Sorted(slices.Values(s.FormerNames)), slices.Sorted(slices.Values(t.FormerNames)))
}

// restoreService makes a service what it was, and takes the former names away that it has got since.
func (r *Register) restoreService(ctx context.Context, tx *sql.Tx, now, was Service, by string) error {
	if err := r.keepPast(ctx, tx, now, was, by); err != nil {
		return err
	}
	if err := r.writeService(ctx, tx, was); err != nil {
		return err
	}
	for _, name := range append(now.FormerNames, now.Name["bg"]) {
		if slices.Contains(was.FormerNames, name) {
			continue
		}
		if err := exec(ctx, tx, "DELETE FROM service_names WHERE service = $1 AND name = $2", was.ID, name); err != nil {
			return err
		}
	}
	_, err := next(ctx, tx, catalogueCounter)
	return err
}

// removeService takes a service away to which nothing refers, as if it had never been.
func removeService(ctx context.Context, tx *sql.Tx, id string) error {
	for _, statement := range []string{
		"DELETE FROM service_terms WHERE service = $1", "DELETE FROM service_prices WHERE service = $1",
		"DELETE FROM service_names WHERE service = $1", "DELETE FROM service_past WHERE service = $1", "DELETE FROM services WHERE id = $1",
	} {
		if err := exec(ctx, tx, statement, id); err != nil {
			return err
		}
	}
	_, err := next(ctx, tx, catalogueCounter)
	return err
}

// serviceReferred says whether anything in the register refers to a service.
func serviceReferred(ctx context.Context, tx *sql.Tx, id string) (bool, error) {
	var refers bool
	err := tx.QueryRowContext(ctx, query("service_referred"), id, `%"`+id+`"%`).Scan(&refers)
	return refers, err
}

package register

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"harta/internal/store"
)

// PastService is what a service was until a change.
type PastService struct {
	Service           // without its former names
	Until   time.Time // the moment of the change
	By      string    // id of the user who made it, empty: not known
}

// ServicePast gives what a service was before each of its changes, the latest first. A deadline that was reckoned from an old term
// stays: the term of a service is looked up when a record arrives.
func (r *Register) ServicePast(ctx context.Context, id string) ([]PastService, error) {
	rows, err := r.db.QueryContext(ctx, query("service_past"), id)
	if err != nil {
		return nil, fmt.Errorf("read the past of a service: %w", err)
	}
	var list []PastService
	err = each(rows, func(rows *sql.Rows) error {
		var p PastService
		var until int64
		var body string
		if err := rows.Scan(&until, &p.By, &body); err != nil {
			return err
		}
		p.Until = store.Moment(until)
		err := json.Unmarshal([]byte(body), &p.Service)
		p.ID = id
		list = append(list, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the past of a service: %w", err)
	}
	return list, nil
}

// keepPast keeps what a service was, unless nothing but its former names changes.
func (r *Register) keepPast(ctx context.Context, tx *sql.Tx, was, will Service, by string) error {
	if was.Same(will) {
		return nil
	}
	body, err := json.Marshal(was)
	if err != nil {
		return err
	}
	return exec(ctx, tx, query("service_past_add"), was.ID, store.Millis(r.clock()), by, string(body))
}

// Same says whether two states of a service are the same, their former names apart.
func (s Service) Same(t Service) bool { return reflect.DeepEqual(s.comparable(), t.comparable()) }

// comparable brings a service into a form that is equal for equal ones.
func (s Service) comparable() Service {
	s.FormerNames = nil
	s.Terms = slices.SortedFunc(slices.Values(s.Terms), func(a, b Term) int { return cmp.Compare(a.OrderSpeed, b.OrderSpeed) })
	s.Prices = slices.SortedFunc(slices.Values(s.Prices), func(a, b Price) int { return cmp.Compare(a.OrderSpeed, b.OrderSpeed) })
	return s
}

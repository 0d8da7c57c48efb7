package dashboard

import (
	"context"

	"harta/internal/access"
	"harta/internal/register"
)

// addKeys names the keys by which other registers send cases, where events tell who did something.
func (n naming) addKeys(ctx context.Context, keys Keys) error {
	list, err := keys.Keys(ctx)
	if err != nil {
		return err
	}
	for _, k := range list {
		n.people[k.ID] = k.Name
	}
	return nil
}

// worker names somebody who works on cases, with the department they are bound to.
func (n naming) worker(u access.User) string {
	if u.Department == "" {
		return u.Name
	}
	return n.words.T("cases.worker", "name", u.Name, "department", n.department(u.Department))
}

// departments lists all departments to choose from.
func (n naming) departments(chosen string) []choice {
	var list []choice
	for _, d := range n.catalogue.Departments() {
		list = append(list, choice{Value: d.ID, Label: d.Name.In(n.lang), Chosen: d.ID == chosen})
	}
	return list
}

// services lists all services to choose from.
func (n naming) services(chosen string) []choice {
	var list []choice
	for _, v := range n.catalogue.Services() {
		list = append(list, choice{Value: v.ID, Label: v.Name.In(n.lang), Chosen: v.ID == chosen})
	}
	return list
}

// offices lists all offices to choose from.
func (n naming) offices(chosen string) []choice {
	var list []choice
	for _, o := range n.catalogue.Offices() {
		list = append(list, choice{Value: o.ID, Label: o.Name.In(n.lang), Chosen: o.ID == chosen})
	}
	return list
}

// place says what a case is about as narrowly as is known.
func (n naming) place(row register.CaseRow) string {
	switch {
	case row.Service != "":
		return n.service(row.Service)
	case row.Department != "":
		return n.department(row.Department)
	}
	return n.office(row.Office)
}

// state says what a case waits for or how it ended.
func (n naming) state(row register.CaseRow) string {
	switch {
	case row.Open() && row.Paused != nil:
		return n.words.T("cases.waits_for_" + row.PausedFor)
	case row.Open() && row.Reopenings > 0:
		return n.words.T("cases.reopened")
	case row.Open() && row.Extensions > 0:
		return n.words.T("cases.extended")
	case row.Open():
		return n.words.T("cases.in_work")
	case row.TakenBack():
		return n.words.T("cases.taken_back")
	case row.Ground != "":
		return n.outcome(row.Outcome) + ": " + n.ground(row.Ground)
	case row.Outcome == "":
		return n.words.T("cases.answered")
	}
	return n.outcome(row.Outcome)
}

package dashboard

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/register"
	"harta/internal/text"
)

// caseNames puts the reader's words to the ids of cases.
type caseNames struct {
	words   *text.Printer
	lang    string
	charter *charter.Charter
	cat     *register.Catalogue
	people  map[string]string // names of users by id
}

// caseNames reads the catalogue once for a page.
func (s *Server) caseNames(c *fiber.Ctx) (caseNames, error) {
	cat, err := s.options.Catalogue.Catalogue(c.UserContext())
	if err != nil {
		return caseNames{}, err
	}
	people, err := s.peopleNames(c.UserContext())
	if err != nil {
		return caseNames{}, err
	}
	words := s.printer(c)
	return caseNames{words: words, lang: string(words.Lang()), charter: s.charter, cat: cat, people: people}, nil
}

// addKeys names the keys by which other registers send cases, where events tell who did something.
func (n caseNames) addKeys(ctx context.Context, keys Keys) error {
	list, err := keys.Keys(ctx)
	if err != nil {
		return err
	}
	for _, k := range list {
		n.people[k.ID] = k.Name
	}
	return nil
}

// orID is a label in the reader's language, or the id itself where nobody knows it any more.
func (n caseNames) orID(label charter.Label, known bool, id string) string {
	if !known {
		return id
	}
	return label.In(n.lang)
}

func (n caseNames) kind(id string) string {
	k, ok := n.charter.Kind(id)
	return n.orID(k.Label, ok, id)
}

func (n caseNames) category(id string) string {
	c, ok := n.charter.Category(id)
	return n.orID(c.Label, ok, id)
}

func (n caseNames) channel(id string) string {
	i, ok := n.charter.Channel(id)
	return n.orID(i.Label, ok, id)
}

func (n caseNames) outcome(id string) string {
	i, ok := n.charter.Outcome(id)
	return n.orID(i.Label, ok, id)
}

func (n caseNames) ground(id string) string {
	i, ok := n.charter.Ground(id)
	return n.orID(i.Label, ok, id)
}

func (n caseNames) topic(id string) string {
	t, ok := n.charter.Topic(id)
	return n.orID(t.Label, ok, id)
}

func (n caseNames) office(id string) string {
	o, ok := n.cat.Office(id)
	return n.orID(o.Name, ok, id)
}

func (n caseNames) service(id string) string {
	v, ok := n.cat.Service(id)
	return n.orID(v.Name, ok, id)
}

func (n caseNames) department(id string) string {
	d, ok := n.cat.Department(id)
	return n.orID(d.Name, ok, id)
}

// worker names somebody who works on cases, with the department they are bound to.
func (n caseNames) worker(u access.User) string {
	if u.Department == "" {
		return u.Name
	}
	return n.words.T("cases.worker", "name", u.Name, "department", n.department(u.Department))
}

// departments lists all departments to choose from.
func (n caseNames) departments(chosen string) []choice {
	var list []choice
	for _, d := range n.cat.Departments() {
		list = append(list, choice{Value: d.ID, Label: d.Name.In(n.lang), Chosen: d.ID == chosen})
	}
	return list
}

// services lists all services to choose from.
func (n caseNames) services(chosen string) []choice {
	var list []choice
	for _, v := range n.cat.Services() {
		list = append(list, choice{Value: v.ID, Label: v.Name.In(n.lang), Chosen: v.ID == chosen})
	}
	return list
}

// offices lists all offices to choose from.
func (n caseNames) offices(chosen string) []choice {
	var list []choice
	for _, o := range n.cat.Offices() {
		list = append(list, choice{Value: o.ID, Label: o.Name.In(n.lang), Chosen: o.ID == chosen})
	}
	return list
}

// place says what a case is about as narrowly as is known.
func (n caseNames) place(row register.CaseRow) string {
	switch {
	case row.Service != "":
		return n.service(row.Service)
	case row.Department != "":
		return n.department(row.Department)
	}
	return n.office(row.Office)
}

// state says what a case waits for or how it ended.
func (n caseNames) state(row register.CaseRow) string {
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

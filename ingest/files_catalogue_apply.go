package ingest

import (
	"slices"
	"strconv"
	"strings"

	"harta/internal/charter"
	"harta/internal/register"
)

// applied is the service as the row leaves it.
func (s *serviceRow) applied(was register.Service) register.Service {
	will := was
	will.ID = s.id
	will.Name = charter.Label{}
	for lang, name := range was.Name {
		will.Name[lang] = name
	}
	will.Name["bg"] = s.texts[FieldName]
	if name, said := s.texts[FieldNameEnglish]; said {
		if will.Name["en"] = name; name == "" {
			delete(will.Name, "en")
		}
	}
	will.Terms = nil
	for _, t := range was.Terms {
		if _, said := s.terms[t.OrderSpeed]; !said {
			will.Terms = append(will.Terms, t)
		}
	}
	for speed, t := range s.terms {
		if !t.IsZero() {
			will.Terms = append(will.Terms, register.Term{OrderSpeed: speed, Term: t})
		}
	}
	will.Prices = nil
	for _, p := range was.Prices {
		if _, said := s.prices[p.OrderSpeed]; !said {
			will.Prices = append(will.Prices, p)
		}
	}
	for speed, cents := range s.prices {
		if cents != nil {
			will.Prices = append(will.Prices, register.Price{OrderSpeed: speed, Cents: *cents})
		}
	}
	will.FormerNames = append(slices.Clone(was.FormerNames), s.freshNames(was)...)
	if old := was.Name["bg"]; old != "" && fold(old) != fold(will.Name["bg"]) && !slices.Contains(will.FormerNames, old) {
		will.FormerNames = append([]string{old}, will.FormerNames...)
	}
	for f, day := range s.days {
		if f == FieldValidFrom {
			will.ValidFrom = day
		} else {
			will.ValidTo = day
		}
	}
	return will
}

// freshNames are the former names that the service is not known by yet.
func (s *serviceRow) freshNames(was register.Service) []string {
	var list []string
	for _, name := range s.former {
		same := func(other string) bool { return fold(other) == fold(name) }
		if !slices.ContainsFunc(was.FormerNames, same) && !slices.ContainsFunc(list, same) && !same(s.texts[FieldName]) {
			list = append(list, name)
		}
	}
	return list
}

// serviceCells writes a service as the cells of a row: a term as charter.Term does, a price in cents.
func serviceCells(s register.Service) map[Field]string {
	cells := map[Field]string{
		FieldNumber: s.ID, FieldName: s.Name["bg"], FieldNameEnglish: s.Name["en"], FieldDepartment: s.Department,
		FieldFormer: strings.Join(s.FormerNames, "; "), FieldValidFrom: s.ValidFrom.String(), FieldValidTo: s.ValidTo.String(),
	}
	for _, t := range s.Terms {
		cells[FieldTerm+Field(t.OrderSpeed)] = t.Term.String()
	}
	for _, p := range s.Prices {
		f := FieldPrice + Field(p.OrderSpeed)
		if p.OrderSpeed == "" {
			f = FieldAnyPrice
		}
		cells[f] = strconv.FormatInt(p.Cents, 10)
	}
	return cells
}

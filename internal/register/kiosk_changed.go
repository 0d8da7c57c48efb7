package register

import "reflect"

// field is one field of a kiosk or place by the name it has in forms and in the audit trail, before and after a change.
type field struct {
	name          string
	before, after any
}

// changed names the fields in which a kiosk differs from what it becomes. Its address is none of them: it changes by deeds of its
// own.
func (k Kiosk) changed(to Kiosk) []string {
	return differing(append([]field{
		{"name", k.Name, to.Name}, {"office", k.Office, to.Office}, {"department", k.Department, to.Department},
		{"service", k.Service, to.Service}, {"question", k.Question, to.Question}, {"active", k.Active, to.Active},
	}, k.Screen.fields(to.Screen)...))
}

// changed names the fields in which a place differs from what it becomes, as for a kiosk.
func (p Place) changed(to Place) []string {
	return differing(append([]field{
		{"name", p.Name, to.Name}, {"office", p.Office, to.Office}, {"department", p.Department, to.Department},
		{"service", p.Service, to.Service}, {"question", p.Question, to.Question}, {"active", p.Active, to.Active},
	}, p.Screen.fields(to.Screen)...))
}

// fields are those of what a screen offers.
func (s Screen) fields(to Screen) []field {
	return []field{
		{"languages", s.Languages, to.Languages}, {"language", s.Language, to.Language}, {"second", s.Second, to.Second},
		{"services", s.Services, to.Services}, {"hours", s.Hours, to.Hours}, {"burst", s.Burst, to.Burst},
	}
}

// differing are the names of the fields whose values differ. Both sides were read from the register, so that equal values have
// equal forms.
func differing(fields []field) []string {
	var names []string
	for _, f := range fields {
		if !reflect.DeepEqual(f.before, f.after) {
			names = append(names, f.name)
		}
	}
	return names
}

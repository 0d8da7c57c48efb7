package dashboard

import (
	"harta/internal/charter"
	"harta/internal/register"
	"harta/internal/text"
)

// categoryChoices lists the categories of today, each followed by its narrower ones.
func categoryChoices(all []charter.Category, lang text.Lang, chosen string, today charter.Date) []choice {
	var list []choice
	var add func(parent string, depth int)
	add = func(parent string, depth int) {
		for _, c := range all {
			if c.Parent != parent || !c.Offered(today) {
				continue
			}
			list = append(list, choice{
				Value: c.ID, Label: c.Label.In(string(lang)), Help: c.Help.In(string(lang)),
				Chosen: c.ID == chosen, Nested: depth > 0, Sealed: c.Restricted,
			})
			add(c.ID, depth+1)
		}
	}
	add("", 0)
	return list
}

// serviceChoices lists the services offered today by department. What imports met under unknown names is not offered to citizens.
func serviceChoices(cat *register.Catalogue, lang text.Lang, chosen string, today charter.Date) []choiceGroup {
	groups := make(map[string][]choice)
	for _, v := range cat.Services() {
		if v.Unmapped || v.ValidFrom.After(today) || (!v.ValidTo.IsZero() && v.ValidTo.Before(today)) {
			continue
		}
		groups[v.Department] = append(groups[v.Department], choice{Value: v.ID, Label: v.Name.In(string(lang)), Chosen: v.ID == chosen})
	}
	var list []choiceGroup
	for _, d := range cat.Departments() {
		if len(groups[d.ID]) > 0 {
			list = append(list, choiceGroup{Label: d.Name.In(string(lang)), Choices: groups[d.ID]})
		}
	}
	if len(groups[""]) > 0 {
		list = append(list, choiceGroup{Choices: groups[""]})
	}
	return list
}

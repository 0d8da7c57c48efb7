package dashboard

import (
	"harta/internal/register"
	"harta/internal/text"
)

// differenceLine is one thing that a version of the forms asks otherwise, in words.
type differenceLine struct {
	Where string // the list or the form
	Name  string // of the entry or field; empty: the list as a whole
	What  string
	Words []rewordedLine
}

// rewordedLine is one text before and after.
type rewordedLine struct{ Label, Before, After string }

// differenceLines words differences.
func differenceLines(words *text.Printer, all []register.Difference) []differenceLine {
	var list []differenceLine
	for _, d := range all {
		line := differenceLine{Where: placeName(words, d.List), What: words.T("formadmin.deed_" + string(d.Deed))}
		if d.ID != "" {
			line.Name = fieldName(words, d.ID, d.Name.In(string(words.Lang())))
		}
		for _, w := range d.Words {
			label := words.T("formadmin.part_" + w.Part)
			if w.Language != "" {
				label += ", " + words.T("formadmin.lang_"+w.Language)
			}
			line.Words = append(line.Words, rewordedLine{label, w.Before, w.After})
		}
		list = append(list, line)
	}
	return list
}

// placeName is the name of a list or of a form.
func placeName(words *text.Printer, list string) string {
	for _, l := range formLists() {
		if l == list {
			return words.T("formadmin.list_" + list)
		}
	}
	return formName(words, list)
}

// fieldName is the office's own label, or the standard name of a standard field.
func fieldName(words *text.Printer, id, label string) string {
	switch id {
	case register.FieldCategory, register.FieldOffice, register.FieldService, register.FieldIncident, register.FieldText, register.FieldFiles:
		if label == "" {
			return words.T("formadmin.field_" + id)
		}
	}
	if label == "" {
		return id
	}
	return label
}

// previewsOf links to the forms that the changes touch.
func previewsOf(words *text.Printer, d register.Definition, changes []register.Difference) []NavItem {
	touched := map[string]bool{}
	for _, x := range changes {
		switch x.List {
		case register.ListCategories:
			for _, form := range d.Forms {
				touched[form.Kind] = touched[form.Kind] || form.Shows(register.FieldCategory)
			}
		case register.ListQuestions:
			touched[register.FormSurvey] = true
		default:
			touched[x.List] = true
		}
	}
	var list []NavItem
	for _, form := range d.Forms {
		if touched[form.Kind] {
			list = append(list, NavItem{Href: formAdminPath + "/preview/" + form.Kind, Label: formName(words, form.Kind)})
		}
	}
	return list
}

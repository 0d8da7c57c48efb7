package dashboard

import (
	"slices"

	"github.com/gofiber/fiber/v2"
)

// textFields are the fields of the form that was sent in which somebody writes, with their labels, in the order of the page.
func (s *Server) textFields(c *fiber.Ctx) []typedText {
	words := s.printer(c)
	one := func(name, key string) []typedText { return []typedText{{ID: name, Label: words.T(key)}} }
	written := func(key string, inputs []actInput) (list []typedText) {
		for _, in := range inputs {
			if in.kind == inputArea || in.kind == inputLine {
				list = append(list, one(in.name, "act."+key+"."+in.name)...)
			}
		}
		return list
	}
	switch c.Route().Path {
	case casesPath + "/:number/:act":
		if i := slices.IndexFunc(caseActs(), func(a caseAct) bool { return a.key == c.Params("act") }); i >= 0 {
			return written(caseActs()[i].key, caseActs()[i].inputs)
		}
	case newCasePath:
		return written("new", newCaseInputs())
	case casesPath + "/:number/letter/keep":
		return one("letter", "letter.text")
	case "/sealed/act":
		return one("text", "act.sealed.text")
	case "/record":
		return one("reason", "record.reason")
	case intakePath + "/rejected/:n/dismiss":
		return one("reason", "intake.dismiss_reason")
	case insultsPath:
		return one("words", "insults.words")
	case insultsPath + "/try":
		return one("sample", "insults.sample")
	case formAdminPath + "/publish":
		return one("why", "formadmin.why")
	case formListsPath + "/:list/:id", formKindsPath + "/:kind/:id", formKindsPath + "/:kind":
		return s.wordFields(c)
	}
	return nil
}

// wordFields are the fields for the words of the forms, each in its languages.
func (s *Server) wordFields(c *fiber.Ctx) (list []typedText) {
	words := s.printer(c)
	a := addressOfEntry(c)
	for _, part := range append(a.parts(), "lede", "options") {
		for _, lang := range []string{"bg", "en", "tr"} {
			label := words.T("formadmin.options")
			if part != "options" {
				label = words.T("formadmin.part_" + part)
			}
			list = append(list, typedText{ID: part + "_" + lang, Label: label + ", " + words.T("formadmin.lang_"+lang)})
		}
	}
	return list
}

// lineFields are the lines of a short form of the desk, with their labels. Beside them, or without any, something is chosen that is to
// come back too. ok says that the route takes such a form.
func (s *Server) lineFields(c *fiber.Ctx) (list []typedText, ok bool) {
	words := s.printer(c)
	lines, ok := map[string][][2]string{
		consultationsPath:          {{"minutes", "act.consultation.minutes"}},
		kiosksPath:                 {{"name", "screens.name"}},
		kiosksPath + "/:id":        {{"name", "screens.name"}},
		placesPath:                 {{"name", "screens.name_bg"}, {"name_en", "screens.name_en"}},
		placesPath + "/:id":        {{"name", "screens.name_bg"}, {"name_en", "screens.name_en"}},
		uncountedPath + "/restore": {{"note", "uncounted.note"}},
		"/keys":                    {{"name", "keys.name"}},
		surveysPath:                {{"record", "surveys.record"}},
		asidePath + "/days":        {{"days", "aside.days"}},
		importPath + "/map/:token": {{"name", "import.map_name"}},
		"/quality/services":        nil,
	}[c.Route().Path]
	if c.Route().Path == casesPath+"/:number/:act" { // where what was chosen may be all
		ok = slices.ContainsFunc(caseActs(), func(a caseAct) bool { return a.key == c.Params("act") })
	}
	for _, line := range lines {
		list = append(list, typedText{ID: line[0], Label: words.T(line[1]), Line: true})
	}
	return list, ok
}

package dashboard

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"harta/internal/access"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// wordInput is the field of a text in one language.
type wordInput struct {
	Name     string // of the form's field
	Anchor   string // id of the element
	Lang     string
	Language string
	Value    string
	First    bool // the language that must be there
}

// wordPart is a text in its languages.
type wordPart struct {
	Part     string
	Label    string
	Hint     string
	Long     bool
	Optional bool
	Inputs   []wordInput
	Error    *formError
}

// The words of the form for how a field is asked.
const (
	askingRequired = "required"
	askingOptional = "optional"
	askingHidden   = "hidden"
)

// typedEntry is what was typed about a category, question, reason or field, as it was typed.
type typedEntry struct {
	Words         map[string]charter.Label // by part
	Parent        string
	ConcernsStaff bool
	Faces         []string
	Asking        string
	Type          string
	Options       charter.Label // one option a line
}

// entryPage changes one entry, or adds one.
type entryPage struct {
	draftFrame
	List    NavItem
	Action  string
	Typed   typedEntry
	Texts   []wordPart
	Types   []choice
	Options []wordInput
	Parents []choice
	Faces   []choice
	Asking  []choice
	Kept    bool // the form cannot do without it
}

func (s *Server) showEntry(c *fiber.Ctx, _ access.Session) error {
	frame, err := s.newDraftFrame(c, "formadmin.title")
	if err != nil {
		return err
	}
	a := addressOfEntry(c)
	stored, found := storedEntry(frame.draft, a)
	if !found {
		return fiber.ErrNotFound
	}
	return s.renderEntry(c, fiber.StatusOK, frame, a, stored)
}

// saveEntry adds or changes an entry of the draft. Whatever goes wrong, what was typed comes back; after a conflict beside what the
// draft says now, so that who has seen it can save again.
func (s *Server) saveEntry(c *fiber.Ctx, session access.Session) error {
	frame, err := s.newDraftFrame(c, "formadmin.title")
	if err != nil {
		return err
	}
	a := addressOfEntry(c)
	stored, found := storedEntry(frame.draft, a)
	if !found {
		return fiber.ErrNotFound
	}
	typed := readEntry(c, a, stored)
	return s.changeForms(c, session, typed.change(a), s.listPath(c), a.ID, func(status int, wrong fault.List) error {
		if frame, err = s.newDraftFrame(c, "formadmin.title"); err != nil {
			return err
		}
		frame.refuse(wrong, []string{"label", "hint", "help", "text", "low", "high", "type", "options", "parent", "faces", "required"})
		if stored, found = storedEntry(frame.draft, a); found && status == fiber.StatusConflict && !a.New {
			frame.Theirs = entryDifferences(frame.Words, a, stored, typed)
		}
		return s.renderEntry(c, status, frame, a, typed)
	})
}

// entryDifferences tells how the draft's words are where others were typed.
func entryDifferences(words *text.Printer, a entryAddress, stored, typed typedEntry) []differing {
	var list []differing
	for _, part := range a.parts() {
		for _, lang := range a.languages() {
			if stored.Words[part][lang] != typed.Words[part][lang] {
				label := words.T("formadmin.part_"+part) + ", " + words.T("formadmin.lang_"+lang)
				list = append(list, differing{Label: label, Words: stored.Words[part][lang]})
			}
		}
	}
	if stored.Asking != typed.Asking {
		list = append(list, differing{Label: words.T("formadmin.asking"), Words: words.T("formadmin.asking_" + stored.Asking)})
	}
	return list
}

// renderEntry shows the form of an entry as it was typed.
func (s *Server) renderEntry(c *fiber.Ctx, status int, frame draftFrame, a entryAddress, typed typedEntry) error {
	page := &entryPage{draftFrame: frame, Typed: typed, Action: c.Path()}
	words := page.Words
	page.List = NavItem{Href: s.listPath(c), Label: placeName(words, a.List+a.Kind)}
	for _, part := range a.parts() {
		page.draftWords(s, a, part, typed)
	}
	switch {
	case a.Kind != "":
		s.fillField(page, a, typed)
	case a.New:
		page.Title = words.T("formadmin.add_" + a.List)
	default:
		for _, row := range listRows(frame.draft.Vocabulary, a.List, words.Lang()) {
			if row.ID == a.ID {
				page.Title = row.Name
			}
		}
	}
	if a.List == register.ListCategories && a.New {
		for _, row := range listRows(frame.draft.Vocabulary, a.List, words.Lang()) {
			if !row.Retired && !row.Nested {
				page.Parents = append(page.Parents, choice{Value: row.ID, Label: row.Name, Chosen: row.ID == typed.Parent})
			}
		}
	}
	if a.List == register.ListReasons {
		for n := 1; n <= 5; n++ {
			value := strconv.Itoa(n)
			page.Faces = append(page.Faces, choice{Value: value, Label: value, Chosen: slices.Contains(typed.Faces, value)})
		}
	}
	return s.render(c, status, "formadmin_entry.html", page)
}

// draftWords adds the fields of one text.
func (p *entryPage) draftWords(s *Server, a entryAddress, part string, typed typedEntry) {
	one := wordPart{
		Part: part, Label: p.Words.T("formadmin.part_" + part), Long: part == "help" || part == "hint" || part == "text",
		Inputs: s.wordInputs(p.Words, part, typed.Words[part], a.languages()), Error: p.ErrorAt(part),
	}
	standard := a.Kind != "" && !a.New && !register.OwnField(a.ID)
	one.Optional = part == "help" || part == "hint" || standard
	switch {
	case standard:
		one.Hint = p.Words.T("formadmin.standard_hint")
	case a.List != "":
		one.Hint = p.Words.T("formadmin.hint_" + a.List + "_" + part)
	}
	p.Texts = append(p.Texts, one)
}

// wordInputs are the fields of a text in its languages, the first of which must be there and is where errors point.
func (s *Server) wordInputs(words *text.Printer, part string, l charter.Label, langs []string) []wordInput {
	var list []wordInput
	for i, lang := range langs {
		input := wordInput{Name: part + "_" + lang, Anchor: part + "_" + lang, Lang: lang, Language: words.T("formadmin.lang_" + lang), Value: l[lang], First: i == 0}
		if i == 0 {
			input.Anchor = part
		}
		list = append(list, input)
	}
	return list
}

// fillField adds what is chosen about a field of a form.
func (s *Server) fillField(page *entryPage, a entryAddress, typed typedEntry) {
	words := page.Words
	page.Title = words.T("formadmin.add_field")
	if form, ok := page.draft.Form(a.Kind); ok && !a.New {
		field, _ := form.Field(a.ID)
		page.Title, page.Kept = s.nameOfField(words, page.draft, field), register.Indispensable(a.Kind, a.ID)
	}
	asking := []string{askingRequired, askingOptional, askingHidden}
	if a.New {
		asking = asking[:2]
		page.Options = s.wordInputs(words, "options", typed.Options, formPartLangs(a.Kind))
		for _, t := range []register.FieldType{register.TypeLine, register.TypeText, register.TypeChoice} {
			page.Types = append(page.Types, choice{Value: string(t), Label: words.T("formadmin.type_" + string(t)), Chosen: string(t) == typed.Type})
		}
	}
	if a.ID == register.FieldFiles {
		asking = asking[1:]
	}
	for _, how := range asking {
		page.Asking = append(page.Asking, choice{Value: how, Label: words.T("formadmin.asking_" + how), Chosen: how == typed.Asking})
	}
}

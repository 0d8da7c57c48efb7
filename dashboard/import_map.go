package dashboard

import (
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/ingest"
	"harta/internal/access"
	"harta/internal/fault"
)

// mapPage is where somebody says what the columns of a file mean.
type mapPage struct {
	Page
	Token  string
	File   string
	Name   string // of the profile to be
	Sketch *ingest.Sketch
	Shape  []mapChoice // encoding and delimiter, or sheet
	Rows   []mapRow    // the first of the file, as they stand there
	Fields []mapField
	Dates  mapChoice
	Zone   string
	// Translations are the columns whose words have to be translated.
	Translations []mapWords
	Errors       []formError
	Preview      *previewPage     // nil until the necessary columns are named
	FilePreview  *filePreviewPage // likewise, of a file that is no service records
	Kind         ingest.FileKind  // empty: service records
	Called       string           // what the kind is called
	names        naming
}

// mapChoice is a list to choose from.
type mapChoice struct {
	Field   string // of the form
	Label   string
	Choices []choice
}

// mapField is one of our fields, with the file's columns to choose from.
type mapField struct {
	mapChoice
	Needed   bool
	Rare     bool // offered on demand, unless something is said of it
	Samples  []string
	Constant *mapChoice // what stands where there is no column; nil: nothing can
	Text     string     // likewise, in free words
	Dates    *mapChoice // the order of day and month of this column; nil: it holds no dates
}

// mapRow is a row of the file under all its columns, or the text of one that cannot be cut into cells.
type mapRow struct {
	Line  int64
	Cells []string
	Text  string
}

// mapWords are the words of a column, to be translated.
type mapWords struct {
	Label string
	Words []mapWord
	Many  bool // the column has too many different words for a list
}

type mapWord struct {
	mapChoice
	Word string
	Key  string // of the hidden field that holds the word
}

// showMapping shows the columns of a file with what is known or guessed about them.
func (s *Server) showMapping(c *fiber.Ctx, session access.Session) error {
	pending, err := s.waiting.find(c.Params("token"), session.User.ID)
	if err != nil {
		return err
	}
	return s.renderMapping(c, fiber.StatusOK, pending, nil)
}

// takeMapping takes what somebody said, keeps it, and shows what comes of it; when asked to, it saves the profile and goes on.
func (s *Server) takeMapping(c *fiber.Ctx, session access.Session) error {
	token := c.Params("token")
	pending, err := s.waiting.find(token, session.User.ID)
	if err != nil {
		return err
	}
	kind, _ := ingest.KindOf(pending.Profile)
	m := readMapping(c, kind, s.charter)
	pending.Mapping, pending.Profile = &m, unmapped
	if kind != "" {
		pending.Profile = kind.Profile()
	}
	if err := s.waiting.change(token, pending); err != nil {
		return err
	}
	if c.FormValue("do") != "save" {
		return s.renderMapping(c, fiber.StatusOK, pending, nil)
	}
	if _, _, err := s.previewMapping(c, s.waiting.path(token), m); err != nil {
		return s.refuseMapping(c, pending, err)
	}
	id, err := s.options.Importer.SaveProfile(c.UserContext(), m, session.User.ID)
	if err != nil {
		return s.refuseMapping(c, pending, err)
	}
	pending.Profile = id
	if err := s.waiting.change(token, pending); err != nil {
		return err
	}
	return c.Redirect(importPath+"/preview/"+token, fiber.StatusSeeOther)
}

func (s *Server) refuseMapping(c *fiber.Ctx, pending pendingUpload, err error) error {
	faults, ok := mappingFaults(err)
	if !ok {
		return err
	}
	return s.renderMapping(c, fiber.StatusUnprocessableEntity, pending, faults)
}

// mappingFaults gives the faults of an error; ok is false for any other.
func mappingFaults(err error) (faults fault.List, ok bool) {
	if errors.As(err, &faults) {
		return faults, true
	}
	f, ok := fault.As(err)
	return fault.List{f}, ok
}

// previewMapping shows a file of either sort as a mapping would have it read.
func (s *Server) previewMapping(c *fiber.Ctx, path string, m ingest.Mapping) (records *ingest.Preview, other *ingest.FilePreview, err error) {
	if m.Kind == "" {
		records, err = s.options.Importer.PreviewMapping(c.UserContext(), path, m)
	} else {
		other, err = s.options.Files.PreviewMapping(c.UserContext(), path, m)
	}
	return records, other, err
}

// renderMapping shows the page. What is wrong stands at its field; what has not been said yet is guessed.
func (s *Server) renderMapping(c *fiber.Ctx, status int, pending pendingUpload, faults fault.List) error {
	token := c.Params("token")
	path := s.waiting.path(token)
	kind, _ := ingest.KindOf(pending.Profile)
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	page := &mapPage{Page: s.newPage(c, "import.map_title"), Token: token, File: pending.Name, Kind: kind, names: names}
	if kind != "" {
		page.Called = page.Words.T("files.kind." + string(kind))
	}
	want := ingest.Shape{}
	if pending.Mapping != nil {
		want = pending.Mapping.Shape
	}
	sketch, err := s.options.Importer.Sketch(path, kind, want)
	if f, refused := fault.As(err); refused && want != (ingest.Shape{}) { // cut so, it is no table; cut as it was found, it was one
		faults = append(faults, f)
		sketch, err = s.options.Importer.Sketch(path, kind, ingest.Shape{})
	}
	if err != nil {
		return err
	}
	m := sketch.Guess
	m.Name = strings.TrimSpace(strings.TrimRight(pending.Name[:max(0, strings.LastIndex(pending.Name, "."))], "0123456789-_. "))
	if pending.Mapping != nil {
		m = *pending.Mapping
		s.options.Importer.CompleteWords(&m, sketch)
	}
	if len(faults) == 0 {
		if faults, err = s.fillMapPreview(c, page, path, m, pending.Mapping != nil); err != nil {
			return err
		}
	}
	page.fill(s, m, sketch)
	for _, f := range faults {
		page.Errors = append(page.Errors, formError{Field: mapAnchor(f.Field), Message: page.Words.Fault(f)})
	}
	if len(page.Errors) > 0 {
		page.Title = page.Words.T("form.error_title", "title", page.Title)
	}
	return s.render(c, status, "import_map.html", page)
}

// fillMapPreview shows what would become of the file, if enough has been said; what is wrong counts once somebody has said something.
func (s *Server) fillMapPreview(c *fiber.Ctx, page *mapPage, path string, m ingest.Mapping, said bool) (fault.List, error) {
	records, other, err := s.previewMapping(c, path, m)
	found, refused := mappingFaults(err)
	switch {
	case err != nil && !refused:
		return nil, err
	case err != nil && said:
		return found, nil
	case records != nil:
		page.Preview = &previewPage{Page: page.Page, Preview: records}
		page.Preview.fill(records, page.names)
	case other != nil:
		page.FilePreview = newFilePreviewPage(page.Page, other)
		page.FilePreview.fill(page.names)
	}
	return nil, nil
}

// mapAnchor is the field of the form that a fault is about.
func mapAnchor(field string) string {
	switch {
	case field == "", field == "file", field == "profile":
		return "header_row"
	case strings.HasPrefix(field, "words."), slices.Contains([]string{"channels", "order_speeds", "outcomes", "kinds", "categories", "grounds"}, field):
		return "words"
	}
	return field
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *mapPage) ErrorAt(field string) *formError {
	for i := range p.Errors {
		if p.Errors[i].Field == field {
			return &p.Errors[i]
		}
	}
	return nil
}

// ConstantText is what was written for a field that is the same for the whole file.
func (p *mapPage) ConstantText(field string) string {
	for _, f := range p.Fields {
		if f.Constant != nil && f.Constant.Field == field {
			return f.Text
		}
	}
	return ""
}

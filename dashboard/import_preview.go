package dashboard

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/ingest"
	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// previewPage shows how a file would be understood.
type previewPage struct {
	Page
	Token   string
	File    string
	Profile string
	Preview *ingest.Preview
	Columns []previewColumn
	Rows    []previewRow
	Created []newNames
	Errors  []rowProblem
	Notes   []rowProblem
	Refused string // why it cannot be imported just now
	Nothing bool   // not one row of the file could be taken
}

// previewColumn is a field that was found, by its name for people.
type previewColumn struct{ Name string }

// previewRow is a row as it is understood.
type previewRow struct {
	Line    int64
	Cells   []string
	Refused bool
}

// newNames are names that an import would add to the catalogue, or words it does not know.
type newNames struct {
	Label string
	Names []string
	More  int // names beyond those shown
}

// rowProblem is what is said about a row.
type rowProblem struct {
	Line   int64
	Column string
	Value  string
	Reason string
}

// namesShown bounds a list of new names on the page.
const namesShown = 12

// previewImport shows what would become of the file. Nothing is written.
func (s *Server) previewImport(c *fiber.Ctx, session access.Session) error {
	return s.renderPreview(c, session, fiber.StatusOK, nil)
}

// renderPreview shows the preview, and why the import could not begin.
func (s *Server) renderPreview(c *fiber.Ctx, session access.Session, status int, refused *fault.Error) error {
	token := c.Params("token")
	pending, err := s.waiting.find(token, session.User.ID)
	if err != nil {
		return err
	}
	if _, other := ingest.KindOf(pending.Profile); other {
		return s.renderFilePreview(c, pending, status, refused)
	}
	preview, err := s.options.Importer.Preview(c.UserContext(), pending.Profile, s.waiting.path(token), pending.Name)
	if err != nil {
		return err
	}
	page := &previewPage{
		Page: s.newPage(c, "import.preview_title"), Token: token, File: pending.Name, Preview: preview,
		Nothing: preview.Checked == preview.Rejected && preview.Whole,
	}
	if refused != nil {
		page.Refused = page.Words.Fault(refused)
	}
	page.Profile = s.profileName(&page.Page, pending.Profile)
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	page.fill(preview, names)
	return s.render(c, status, "import_preview.html", page)
}

// Encoding is the name of the file's encoding as people write it.
func (p *previewPage) Encoding() string {
	return encodingName(p.Preview.Encoding)
}

// fill words the preview.
func (p *previewPage) fill(preview *ingest.Preview, names naming) {
	for _, column := range preview.Columns {
		p.Columns = append(p.Columns, previewColumn{Name: p.Words.T("import.field." + column)})
	}
	for i, cells := range preview.Rows {
		row := previewRow{Line: preview.Lines[i], Refused: allEmpty(cells)}
		for k, cell := range cells {
			row.Cells = append(row.Cells, names.cell(ingest.Field(preview.Columns[k]), cell))
		}
		p.Rows = append(p.Rows, row)
	}
	for _, e := range preview.Problems {
		if ingest.IsNote(e.Code) {
			p.Notes = append(p.Notes, wordProblem(p.Words, e))
		} else {
			p.Errors = append(p.Errors, wordProblem(p.Words, e))
		}
	}
	for _, n := range []struct {
		key   string
		names []string
	}{
		{"import.new_services", preview.NewServices}, {"import.new_departments", preview.NewDepartments},
		{"import.new_offices", preview.NewOffices}, {"import.new_channels", preview.NewChannels},
	} {
		if len(n.names) == 0 {
			continue
		}
		shown := n.names[:min(len(n.names), namesShown)]
		p.Created = append(p.Created, newNames{
			Label: p.Words.T(n.key, "count", len(n.names)), Names: shown, More: len(n.names) - len(shown),
		})
	}
}

// cell words a cell as it was understood: ids as names, moments and yes or no in the reader's form.
func (n naming) cell(field ingest.Field, value string) string {
	switch field {
	case ingest.FieldChannel:
		return n.channel(value)
	case ingest.FieldOrderSpeed:
		return n.orderSpeed(value)
	case ingest.FieldOutcome:
		if value == "" {
			return ""
		}
		return n.words.T("import.outcome." + value)
	case ingest.FieldOtherInstitution, ingest.FieldAnonymous:
		switch value {
		case "true":
			return n.words.T("import.yes")
		case "false":
			return n.words.T("import.no")
		}
	case ingest.FieldReceived, ingest.FieldDue, ingest.FieldFinished, ingest.FieldVersion:
		// The zone is the file's own, so the moment is worded as it stands.
		if t, err := time.ParseInLocation("2006-01-02 15:04", value, n.charter.Location()); err == nil {
			return n.words.DateTime(t)
		}
	}
	return value
}

func allEmpty(cells []string) bool {
	for _, c := range cells {
		if c != "" {
			return false
		}
	}
	return true
}

// wordProblem says in words what is wrong with a row.
func wordProblem(words *text.Printer, e register.RowError) rowProblem {
	reason := words.Fault(&fault.Error{Code: e.Code, Params: e.Params})
	return rowProblem{Line: e.Line, Column: e.Column, Value: e.Value, Reason: reason}
}

package dashboard

import (
	"bufio"
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/ingest"
	"harta/internal/access"
	"harta/internal/fault"
)

// Files reads files that are no service records: catalogues, answers, cases. *ingest.Files is one.
type Files interface {
	// ColumnNames tells how the columns of a kind are called.
	ColumnNames(kind ingest.FileKind) (needed, others []string, err error)
	// Preview reads a file with a profile and writes nothing; a file that is wrong as a whole is a fault. PreviewMapping shows a file as
	// a mapping would have it read.
	Preview(ctx context.Context, profileID, path string) (*ingest.FilePreview, error)
	PreviewMapping(ctx context.Context, path string, m ingest.Mapping) (*ingest.FilePreview, error)
}

// fileKinds are the kinds that a role may bring in: cases only who may register them.
func fileKinds(role access.Role) []ingest.FileKind {
	var list []ingest.FileKind
	for _, kind := range ingest.FileKinds() {
		if kind != ingest.FileCases || access.Can(role, access.WriteCases) {
			list = append(list, kind)
		}
	}
	return list
}

// allowedKind refuses a kind that the role may not bring in.
func allowedKind(role access.Role, kind ingest.FileKind) error {
	for _, k := range fileKinds(role) {
		if k == kind {
			return nil
		}
	}
	return fault.NotFound("file_kind_unknown", fault.Params{"kind": string(kind)})
}

// mayImport refuses files of a profile whose kind the role may not bring in.
func mayImport(role access.Role, profile string) error {
	if kind, other := ingest.KindOf(profile); other {
		return allowedKind(role, kind)
	}
	return nil
}

// fileColumns tells how the columns of a kind of file are called.
type fileColumns struct {
	Kind           ingest.FileKind
	Label          string
	Needed, Others []string
}

// columnsOfKinds gives them for every kind that the role may bring in.
func (s *Server) columnsOfKinds(page *Page) ([]fileColumns, error) {
	var list []fileColumns
	for _, kind := range fileKinds(page.User.Role) {
		needed, others, err := s.options.Files.ColumnNames(kind)
		if err != nil {
			return nil, err
		}
		list = append(list, fileColumns{Kind: kind, Label: page.Words.T("files.kind." + string(kind)), Needed: needed, Others: others})
	}
	return list, nil
}

// emptyFile sends a file with the columns of a kind and no rows, to be filled in.
func (s *Server) emptyFile(c *fiber.Ctx, session access.Session) error {
	kind := ingest.FileKind(strings.TrimSuffix(c.Params("kind"), ".csv"))
	if err := allowedKind(session.User.Role, kind); err != nil {
		return err
	}
	needed, others, err := s.options.Files.ColumnNames(kind)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+string(kind)+`.csv"`)
	var b strings.Builder
	w := bufio.NewWriter(&b)
	f := newErrorFile(w)
	f.row(append(needed, others...)...)
	if err := f.flush(); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return c.SendString(b.String())
}

// profileName names a profile: one that somebody saved for answers, cases or services with its kind.
func (s *Server) profileName(page *Page, id string) string {
	kind, other := ingest.KindOf(id)
	name := ""
	for _, p := range s.options.Importer.Profiles() {
		if p.ID == id {
			name = p.Name.In(string(page.Lang))
		}
	}
	switch {
	case !other && name == "":
		return id
	case !other:
		return name
	}
	return joined(" – ", page.Words.T("files.kind."+string(kind)), name)
}

// filePreviewPage shows what would become of a file that is no service records.
type filePreviewPage struct {
	Page
	Token   string
	File    string
	Kind    ingest.FileKind
	Profile string
	Preview *ingest.FilePreview
	Columns []string
	Rows    []fileRowView
	Counts  []fileCount
	Errors  []rowProblem
	Notes   []rowProblem
	Refused string // why it cannot be imported just now
	Nothing bool   // not one row would change anything
}

// fileCount is how many rows have a verdict.
type fileCount struct {
	Label string
	Count int64
}

// fileRowView is a row for people.
type fileRowView struct {
	Line    int64
	Verdict string
	Kind    string // of its badge
	Cells   []string
	Changes []changeView
}

// changeView is what a row changes.
type changeView struct{ Field, Was, Now string }

// verdicts in the order in which they are counted, with the kinds of their badges.
var verdicts = []struct{ id, kind string }{
	{ingest.RowNew, "ok"}, {ingest.RowChanged, "change"}, {ingest.RowEnded, "change"}, {ingest.RowUnchanged, ""}, {ingest.RowOlder, ""}, {ingest.RowRejected, "concern"},
}

// renderFilePreview shows the preview, and why the import could not begin.
func (s *Server) renderFilePreview(c *fiber.Ctx, pending pendingUpload, status int, refused *fault.Error) error {
	token := c.Params("token")
	preview, err := s.options.Files.Preview(c.UserContext(), pending.Profile, s.waiting.path(token))
	if err != nil {
		return err
	}
	page := newFilePreviewPage(s.newPage(c, "import.preview_title"), preview)
	page.Token, page.File, page.Profile = token, pending.Name, s.profileName(&page.Page, pending.Profile)
	if refused != nil {
		page.Refused = page.Words.Fault(refused)
	}
	names, err := s.naming(c)
	if err != nil {
		return err
	}
	page.fill(names)
	return s.render(c, status, "import_file.html", page)
}

func newFilePreviewPage(page Page, preview *ingest.FilePreview) *filePreviewPage {
	return &filePreviewPage{
		Page: page, Kind: preview.Kind, Preview: preview,
		Nothing: preview.Whole && preview.Checked == preview.Counts[ingest.RowRejected]+preview.Counts[ingest.RowUnchanged]+preview.Counts[ingest.RowOlder],
	}
}

// Encoding is the name of the file's encoding as people write it.
func (p *filePreviewPage) Encoding() string { return encodingName(p.Preview.Encoding) }

// fill words the preview.
func (p *filePreviewPage) fill(names naming) {
	kinds := map[string]string{}
	for _, v := range verdicts {
		kinds[v.id] = v.kind
		if n := p.Preview.Counts[v.id]; n > 0 || v.id == ingest.RowNew {
			p.Counts = append(p.Counts, fileCount{p.Words.T("files.count."+p.verdictID(v.id), "count", n), n})
		}
	}
	for _, f := range p.Preview.Columns {
		p.Columns = append(p.Columns, names.field(f))
	}
	for _, row := range p.Preview.Rows {
		view := fileRowView{Line: row.Line, Verdict: p.verdict(row.Verdict), Kind: kinds[row.Verdict]}
		if row.Verdict != ingest.RowRejected {
			for _, f := range p.Preview.Columns {
				view.Cells = append(view.Cells, names.fileCell(f, row.Cells[f]))
			}
		}
		for _, ch := range row.Changes {
			view.Changes = append(view.Changes, changeView{names.field(ch.Field), names.fileCell(ch.Field, ch.Was), names.fileCell(ch.Field, ch.Now)})
		}
		p.Rows = append(p.Rows, view)
	}
	for _, e := range p.Preview.Problems {
		if ingest.IsNote(e.Code) {
			p.Notes = append(p.Notes, wordProblem(p.Words, e))
		} else {
			p.Errors = append(p.Errors, wordProblem(p.Words, e))
		}
	}
}

// verdict words what becomes of a row: of an answer it is not known before whether it came already.
func (p *filePreviewPage) verdict(id string) string {
	return p.Words.T("files.verdict." + p.verdictID(id))
}

func (p *filePreviewPage) verdictID(id string) string {
	if id == ingest.RowNew && p.Kind == ingest.FileAnswers {
		return "good"
	}
	return id
}

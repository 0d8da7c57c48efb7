package dashboard

import (
	"context"
	"mime/multipart"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
)

// Importer reads files of service records. *ingest.Importer is one.
type Importer interface {
	Profiles() []*ingest.Profile
	// Preview reads the beginning of a file and writes nothing; a file that is wrong as a whole is a fault.
	Preview(ctx context.Context, profileID, path, name string) (*ingest.Preview, error)
	// Recognise finds the profile of a kind, none for service records, that knows the file's columns.
	Recognise(path string, kind ingest.FileKind) (id string, ok bool, err error)
	// Sketch tells what stands in a file that no profile knows; CompleteWords guesses at words whose meaning a mapping does not say.
	Sketch(path string, kind ingest.FileKind, want ingest.Shape) (*ingest.Sketch, error)
	CompleteWords(m *ingest.Mapping, s *ingest.Sketch)
	// PreviewMapping shows a file as a mapping would have it read, and SaveProfile keeps the mapping as a profile.
	PreviewMapping(ctx context.Context, path string, m ingest.Mapping) (*ingest.Preview, error)
	SaveProfile(ctx context.Context, m ingest.Mapping, by string) (string, error)
	// Import brings a file of any kind in and gives the receipt.
	Import(ctx context.Context, profileID, path, name, by string, progress func(ingest.Progress)) (register.Import, error)
	// Cancel stops the import that runs and takes back what it has written.
	Cancel(id uuid.UUID) error
	// Undo takes back a whole import.
	Undo(ctx context.Context, id uuid.UUID, by string, progress func(ingest.Progress)) (register.Import, error)
}

// Imports keeps the receipts. *register.Register is one.
type Imports interface {
	Imports(ctx context.Context, n int) ([]register.Import, error)
	ImportByID(ctx context.Context, id uuid.UUID) (register.Import, error)
	ImportErrors(ctx context.Context, id uuid.UUID, show func(register.RowError) error) error
	UndoOf(ctx context.Context, id uuid.UUID) (register.Undo, bool, error)
}

const (
	importPath     = "/import"
	importsListed  = 50
	importFieldKey = "file" // name of the file's field, and of the faults about the file
)

// importPage is where a file is chosen, above the files that came before.
type importPage struct {
	Page
	Profiles []choiceGroup
	Columns  []fileColumns
	Limit    int64 // largest file, in bytes
	Errors   []formError
	Imports  []importRow
}

// importRow is a line of the list of past imports.
type importRow struct {
	register.Import
	Profile string
	By      string
}

// importRoutes mounts the import of service records.
func (s *Server) importRoutes(app fiber.Router) {
	s.acceptUploads(importPath)
	app.Get(importPath, s.signedIn(access.Import, s.showImport))
	app.Post(importPath, s.within(uploadTime), s.signedIn(access.Import, s.upload))
	app.Get(importPath+"/columns/:kind", s.signedIn(access.Import, s.emptyFile))
	app.Get(importPath+"/map/:token", s.within(2*time.Minute), s.signedIn(access.Import, s.showMapping))
	app.Post(importPath+"/map/:token", s.within(2*time.Minute), s.signedIn(access.Import, s.takeMapping))
	app.Get(importPath+"/preview/:token", s.within(2*time.Minute), s.signedIn(access.Import, s.previewImport))
	app.Post(importPath+"/preview/:token", s.signedIn(access.Import, s.confirmImport))
	app.Get(importPath+"/run/:token", s.signedIn(access.Import, s.runningImport))
	app.Post(importPath+"/run/:token/cancel", s.signedIn(access.Import, s.cancelRunning))
	app.Post(importPath+"/:id/cancel", s.signedIn(access.Import, s.cancelImport))
	app.Post(importPath+"/:id/undo", s.signedIn(access.Import, s.undoImport))
	app.Get(importPath+"/:id", s.signedIn(access.Import, s.importReceipt))
	app.Get(importPath+"/:id/errors.csv", s.signedIn(access.Import, s.importErrors))
}

// showImport shows the empty form.
func (s *Server) showImport(c *fiber.Ctx, _ access.Session) error {
	return s.renderImport(c, fiber.StatusOK, c.Query("profile"), nil)
}

func (s *Server) renderImport(c *fiber.Ctx, status int, profile string, wrong *fault.Error) error {
	page := &importPage{Page: s.newPage(c, "import.title"), Limit: s.largestUpload()}
	page.Profiles = s.importChoices(&page.Page, profile)
	var err error
	if page.Columns, err = s.columnsOfKinds(&page.Page); err != nil {
		return err
	}
	if wrong != nil {
		e := formError{Field: importFieldKey, Message: page.Words.Fault(wrong)}
		if wrong.Field == "profile" || wrong.Code == "profile_unknown" || wrong.Code == "file_kind_unknown" {
			e.Field = "profile"
		}
		page.Errors = []formError{e}
		page.Title = page.Words.T("form.error_title", "title", page.Title)
	}
	list, err := s.options.Imports.Imports(c.UserContext(), importsListed)
	if err != nil {
		return err
	}
	people, err := s.peopleNames(c.UserContext())
	if err != nil {
		return err
	}
	for _, im := range list {
		page.Imports = append(page.Imports, importRow{Import: im, Profile: s.profileName(&page.Page, im.Profile), By: people[im.By]})
	}
	return s.render(c, status, "import.html", page)
}

// importChoices are the kinds of file: service records by the system they come from, and other data.
func (s *Server) importChoices(page *Page, chosen string) []choiceGroup {
	records := choiceGroup{Label: page.Words.T("files.group_records"), Choices: []choice{
		{Value: "", Label: page.Words.T("import.recognise"), Chosen: chosen == ""},
	}}
	profiles := s.options.Importer.Profiles()
	offer := func(group *choiceGroup, kind ingest.FileKind) {
		for _, p := range profiles {
			if p.Kind == kind {
				group.Choices = append(group.Choices, choice{Value: p.ID, Label: s.profileName(page, p.ID), Chosen: p.ID == chosen})
			}
		}
	}
	offer(&records, "")
	records.Choices = append(records.Choices, choice{Value: unmapped, Label: page.Words.T("import.unmapped"), Chosen: chosen == unmapped})
	others := choiceGroup{Label: page.Words.T("files.group_others")}
	for _, kind := range fileKinds(page.User.Role) {
		id := kind.Profile()
		others.Choices = append(others.Choices, choice{Value: id, Label: s.profileName(page, id), Chosen: id == chosen})
		offer(&others, kind)
	}
	return []choiceGroup{records, others}
}

// ErrorAt is what is wrong with a field, nil when it is well.
func (p *importPage) ErrorAt(field string) *formError {
	for i := range p.Errors {
		if p.Errors[i].Field == field {
			return &p.Errors[i]
		}
	}
	return nil
}

// largestUpload is the largest file that any profile takes and the server lets in, in bytes.
func (s *Server) largestUpload() int64 {
	var most int64
	for _, p := range s.options.Importer.Profiles() {
		most = max(most, p.MaxBytes)
	}
	return min(most, int64(s.options.UploadLimit))
}

// upload takes a file in and looks at it. A file that is wrong as a whole is not kept, and the form says why.
func (s *Server) upload(c *fiber.Ctx, session access.Session) error {
	profile := c.FormValue("profile")
	file, err := c.FormFile(importFieldKey)
	if err != nil || cleanFileName(file.Filename) == "" {
		return s.renderImport(c, fiber.StatusUnprocessableEntity, profile, fault.Invalid(importFieldKey, "import_no_file", nil))
	}
	next, err := s.takeUpload(c, session, profile, file)
	if err == nil {
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	status := statusOf(f)
	if f.Kind == fault.KindInvalid || f.Kind == fault.KindNotFound {
		status = fiber.StatusUnprocessableEntity
	}
	return s.renderImport(c, status, profile, f)
}

// unmapped is chosen for a file whose columns somebody wants to name.
const unmapped = "new"

// takeUpload keeps the file, unless it cannot be one that is imported, and gives the page that comes next: the preview, or the naming
// of the columns where no profile knows them.
func (s *Server) takeUpload(c *fiber.Ctx, session access.Session, profile string, file *multipart.FileHeader) (next string, err error) {
	if limit := s.profileLimit(profile); limit > 0 && file.Size > limit {
		return "", &fault.Error{Kind: fault.KindTooLarge, Field: importFieldKey, Code: "file_too_large",
			Params: fault.Params{"size": file.Size >> 20, "limit": limit >> 20}}
	}
	p := pendingUpload{Profile: profile, Name: cleanFileName(file.Filename), By: session.User.ID, At: s.clock()}
	token, err := s.waiting.keep(p, file)
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			s.waiting.drop(token)
		}
	}()
	if err := mayImport(session.User.Role, profile); err != nil {
		return "", err
	}
	path := s.waiting.path(token)
	kind, _ := ingest.KindOf(profile)
	known := profile != unmapped
	if profile == kind.Profile() {
		var id string
		if id, known, err = s.options.Importer.Recognise(path, kind); err != nil {
			return "", err
		}
		switch {
		case known:
			p.Profile = id
		case kind == "":
			p.Profile = unmapped
		}
		if err := s.waiting.change(token, p); err != nil {
			return "", err
		}
	}
	if !known {
		_, err := s.options.Importer.Sketch(path, kind, ingest.Shape{})
		return importPath + "/map/" + token, err
	}
	if kind != "" {
		_, err = s.options.Files.Preview(c.UserContext(), p.Profile, path)
	} else {
		_, err = s.options.Importer.Preview(c.UserContext(), p.Profile, path, p.Name)
	}
	return importPath + "/preview/" + token, err
}

// profileLimit is the largest file of a profile, zero for an unknown one.
func (s *Server) profileLimit(id string) int64 {
	if _, other := ingest.KindOf(id); other {
		return ingest.FileMaxBytes
	}
	for _, p := range s.options.Importer.Profiles() {
		if p.ID == id {
			return p.MaxBytes
		}
	}
	return 0
}

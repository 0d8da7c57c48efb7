package dashboard

import (
	"bufio"
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
)

// problemsShown is how many row errors, and how many notes, stand on the receipt; the file to download has all.
const problemsShown = 200

// receiptOfImport is what came of a file.
type receiptOfImport struct {
	Page
	Import   register.Import
	Profile  string
	By       string
	Took     time.Duration
	Errors   []rowProblem
	Notes    []rowProblem
	MoreErrs bool   // there are more row errors than shown
	MoreNote bool   // there are more notes than shown
	Failure  string // why it ended half way, in words
	Undo     *register.Undo
	UndoneBy string
	Refused  string          // why it could not be taken back just now
	Kind     ingest.FileKind // empty: service records
	May      bool            // the reader may bring in files of the kind, and so take them back
}

// Running says whether the import is still on its way, or on its way back.
func (p *receiptOfImport) Running() bool {
	return p.Importing() || p.Import.State == register.ImportUndoing || p.Import.State == register.ImportCancelling
}

// Importing says whether rows are still being taken.
func (p *receiptOfImport) Importing() bool { return p.Import.State == register.ImportRunning }

// Failed says whether it ended half way.
func (p *receiptOfImport) Failed() bool {
	return p.Import.State == register.ImportFailed || p.Import.State == register.ImportStalled
}

// Undoable says whether the reader may take it back.
func (p *receiptOfImport) Undoable() bool {
	return p.May && (p.Failed() || p.Import.State == register.ImportDone)
}

// Stoppable says whether the reader may stop it.
func (p *receiptOfImport) Stoppable() bool { return p.May && p.Importing() }

// Cancelled says whether somebody stopped it.
func (p *receiptOfImport) Cancelled() bool { return p.Import.State == register.ImportCancelled }

// Problems says whether there is anything to download.
func (p *receiptOfImport) Problems() bool { return len(p.Errors)+len(p.Notes) > 0 }

// importID reads the id in the address.
func importID(c *fiber.Ctx) (uuid.UUID, error) {
	id, err := uuid.Parse(c.Params("id"))
	if err != nil {
		return uuid.Nil, fault.NotFound("import_unknown", fault.Params{"id": c.Params("id")})
	}
	return id, nil
}

// importReceipt shows what came of a file, or how far it is.
func (s *Server) importReceipt(c *fiber.Ctx, _ access.Session) error {
	return s.renderImportReceipt(c, fiber.StatusOK, nil)
}

// renderImportReceipt shows the receipt, and why what was asked could not be done.
func (s *Server) renderImportReceipt(c *fiber.Ctx, status int, refused *fault.Error) error {
	id, err := importID(c)
	if err != nil {
		return err
	}
	im, err := s.options.Imports.ImportByID(c.UserContext(), id)
	if err != nil {
		return err
	}
	people, err := s.peopleNames(c.UserContext())
	if err != nil {
		return err
	}
	page := &receiptOfImport{Page: s.newPage(c, "import.receipt_title"), Import: im, Profile: im.Profile, By: people[im.By]}
	page.Profile = s.profileName(&page.Page, im.Profile)
	page.Kind, _ = ingest.KindOf(im.Profile)
	page.May = mayImport(page.User.Role, im.Profile) == nil
	if refused != nil {
		page.Refused = page.Words.Fault(refused)
	}
	if u, undone, err := s.options.Imports.UndoOf(c.UserContext(), id); err != nil {
		return err
	} else if undone {
		page.Undo, page.UndoneBy = &u, people[u.By]
	}
	if im.Failure != "" {
		page.Failure = page.Words.Fault(&fault.Error{Code: im.Failure})
	}
	if page.Running() {
		page.Scripts = []string{"import.js"}
	}
	if err := s.fillProblems(c.UserContext(), page); err != nil {
		return err
	}
	return s.render(c, status, "import_receipt.html", page)
}

// errEnough ends a reading that has seen all it can show.
var errEnough = errors.New("enough")

// fillProblems reads the first row errors and the first notes.
func (s *Server) fillProblems(ctx context.Context, page *receiptOfImport) error {
	err := s.options.Imports.ImportErrors(ctx, page.Import.ID, func(e register.RowError) error {
		list, more := &page.Errors, &page.MoreErrs
		if ingest.IsNote(e.Code) {
			list, more = &page.Notes, &page.MoreNote
		}
		if len(*list) == problemsShown {
			*more = true
		} else {
			*list = append(*list, wordProblem(page.Words, e))
		}
		if page.MoreErrs && page.MoreNote {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	return nil
}

// importErrors sends every row error and note as a file for a spreadsheet. It is written while it is read: there may be a
// million rows.
func (s *Server) importErrors(c *fiber.Ctx, _ access.Session) error {
	id, err := importID(c)
	if err != nil {
		return err
	}
	if _, err := s.options.Imports.ImportByID(c.UserContext(), id); err != nil {
		return err
	}
	words := s.printer(c)
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="import-`+id.String()+`-errors.csv"`)
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		ctx, cancel := context.WithTimeout(s.base, writeTime) // the request's own context ends with its handler
		defer cancel()
		if err := writeImportErrors(ctx, w, words, s.options.Imports, id); err != nil {
			s.log.LogAttrs(ctx, slog.LevelWarn, "row errors not sent", slog.Any("error", err))
		}
	})
	return nil
}

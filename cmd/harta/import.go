package main

import (
	"context"
	"errors"
	"fmt"
	"os/user"
	"path/filepath"

	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/fault"
	"harta/internal/register"
)

type importCmd struct {
	Records   importRecordsCmd   `cmd:"" help:"Import service records from a file, CSV or XLSX. Ctrl-C takes back what it has written."`
	Catalogue importCatalogueCmd `cmd:"" help:"Import services with their terms and prices from a file, CSV or XLSX."`
	Answers   importAnswersCmd   `cmd:"" help:"Import surveys on paper from a file, CSV or XLSX."`
	Cases     importCasesCmd     `cmd:"" help:"Import cases of another register from a file, CSV or XLSX."`
	Undo      importUndoCmd      `cmd:"" help:"Take back one whole import."`
	List      importListCmd      `cmd:"" help:"List the latest imports."`
	Profiles  importProfilesCmd  `cmd:"" help:"List the import profiles, those that were saved on the page included."`
}

// importFileCmd imports a file of some kind.
type importFileCmd struct {
	Profile string `help:"Import profile: says what the file's columns mean. Default: the one that knows the file's columns."`
	File    string `arg:"" help:"The file." type:"path"`
}

type (
	importRecordsCmd   struct{ importFileCmd }
	importCatalogueCmd struct{ importFileCmd }
	importAnswersCmd   struct{ importFileCmd }
	importCasesCmd     struct{ importFileCmd }
)

// Run imports service records through the running server, or by itself when the folder is free. It returns errPartial when rows were
// rejected.
func (i *importRecordsCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	return i.run(ctx, c, term, "")
}

// Run is importRecordsCmd.Run for services.
func (i *importCatalogueCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	return i.run(ctx, c, term, ingest.FileCatalogue)
}

// Run is importRecordsCmd.Run for surveys on paper.
func (i *importAnswersCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	return i.run(ctx, c, term, ingest.FileAnswers)
}

// Run is importRecordsCmd.Run for cases of another register.
func (i *importCasesCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	return i.run(ctx, c, term, ingest.FileCases)
}

func (i *importFileCmd) run(ctx context.Context, c *cli, term *terminal, kind ingest.FileKind) error {
	order := importOrder{Kind: kind, Profile: i.Profile, Path: i.File, By: accountName()}
	result, err := carryOut(ctx, c, term, "/import/file", order, (*house).importFile)
	if err != nil {
		return err
	}
	if i.Profile == "" && result.Receipt.Profile != kind.Profile() {
		term.say("cli.import_recognised", "id", result.Receipt.Profile)
	}
	term.receipt(result)
	if result.Receipt.Counts.Rejected > 0 {
		return errPartial
	}
	return nil
}

type importUndoCmd struct {
	ID uuid.UUID `arg:"" help:"The import's id, as the receipt and its page show it."`
}

// Run takes an import back through the running server, or by itself when the folder is free.
func (i *importUndoCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	result, err := carryOut(ctx, c, term, "/import/undo", importOrder{ID: i.ID, By: accountName()}, (*house).undoImport)
	if err != nil {
		return err
	}
	u := result.Undo
	term.say("cli.import_undone", "file", result.Receipt.File, "removed", u.Removed, "restored", u.Restored, "kept", u.Kept)
	return nil
}

// carryOut has an order done by the running server, or in the folder itself when it is free, and shows how far it is.
func carryOut(ctx context.Context, c *cli, term *terminal, path string, order importOrder, work func(*house, context.Context, importOrder, func(ingest.Progress)) (importResult, error)) (importResult, error) {
	m := term.meter()
	defer m.end()
	show := func(p ingest.Progress) { m.show(term.progress(p)) }
	if result, served, err := askServer(ctx, c.Data, path, order, show); served {
		return result, err
	}
	h, err := openHouse(ctx, c, term)
	if err != nil {
		return importResult{}, err
	}
	lasting := context.WithoutCancel(ctx)
	defer func() { _ = h.close(lasting) }()
	if err := h.away(); err != nil {
		return importResult{}, err
	}
	cancel := onEnd(ctx, func(p ingest.Progress) { _ = h.importer.Cancel(p.Import) }) // an undoing cannot be cancelled, and has ended soon
	return work(h, lasting, order, func(p ingest.Progress) {
		cancel(p)
		show(p)
	})
}

// progress words how far an import is.
func (t *terminal) progress(p ingest.Progress) string {
	done := percent(p.Read, p.Total)
	line := ""
	switch {
	case p.Undoing:
		line = t.words.T("cli.import_undoing", "percent", done, "records", p.Read)
	case p.Checking:
		line = t.words.T("cli.import_checking", "percent", done)
	default:
		line = t.words.T("cli.import_progress", "percent", done, "rows", p.Counts.Rows)
	}
	if p.Left > 0 {
		line += t.words.T("cli.import_left", "time", fmt.Sprintf("%d:%02d", int(p.Left.Minutes()), int(p.Left.Seconds())%60))
	}
	return line
}

// importOrder asks for the import of a file of this machine, or names an import.
type importOrder struct {
	ID      uuid.UUID       `json:"id"`
	Kind    ingest.FileKind `json:"kind,omitempty"` // of the file; empty: service records
	Profile string          `json:"profile,omitempty"`
	Path    string          `json:"path,omitempty"`
	By      string          `json:"by,omitempty"`
}

// importResult is what came of an import: its receipt, and the first of the rows that were refused.
type importResult struct {
	Receipt register.Import     `json:"receipt"`
	Refused []register.RowError `json:"refused,omitempty"`
	Undo    register.Undo       `json:"undo"`
}

// refusedShown is how many refused rows a terminal shows.
const refusedShown = 10

// importFile imports a file into the open house. Where no profile is named and none knows the columns of a file that is no service
// records, the columns have to be called as we call them, and the fault says which are missing.
func (h *house) importFile(ctx context.Context, order importOrder, show func(ingest.Progress)) (importResult, error) {
	profile := order.Kind.ProfileNamed(order.Profile)
	if order.Profile == "" {
		id, known, err := h.importer.Recognise(order.Path, order.Kind)
		switch {
		case err != nil:
			return importResult{}, err
		case known:
			profile = id
		case order.Kind == "":
			return importResult{}, fault.Invalid("file", "file_not_recognised", nil)
		}
	}
	receipt, err := h.importer.Import(ctx, profile, order.Path, filepath.Base(order.Path), order.By, show)
	if err != nil {
		return importResult{}, err
	}
	return h.withRefused(ctx, importResult{Receipt: receipt})
}

// withRefused adds the first of the rows that were refused.
func (h *house) withRefused(ctx context.Context, result importResult) (importResult, error) {
	enough := errors.New("enough")
	err := h.register.ImportErrors(ctx, result.Receipt.ID, func(e register.RowError) error {
		if !ingest.IsNote(e.Code) {
			result.Refused = append(result.Refused, e)
		}
		if len(result.Refused) == refusedShown {
			return enough
		}
		return nil
	})
	if err != nil && !errors.Is(err, enough) {
		return importResult{}, err
	}
	return result, nil
}

// undoImport takes an import back in the open house.
func (h *house) undoImport(ctx context.Context, order importOrder, show func(ingest.Progress)) (importResult, error) {
	receipt, err := h.importer.Undo(ctx, order.ID, order.By, show)
	if err != nil {
		return importResult{}, err
	}
	u, _, err := h.register.UndoOf(ctx, order.ID)
	return importResult{Receipt: receipt, Undo: u}, err
}

// receipt prints what became of the rows, and the first of those that were refused.
func (t *terminal) receipt(r importResult) {
	n := r.Receipt.Counts
	t.say("cli.import_done", "file", r.Receipt.File, "rows", n.Rows, "new", n.New, "replaced", n.Replaced,
		"unchanged", n.Unchanged, "older", n.Older, "rejected", n.Rejected)
	defer t.say("cli.import_id", "id", r.Receipt.ID.String())
	if n.Rejected == 0 {
		return
	}
	t.say("cli.import_rejected", "id", r.Receipt.ID.String(), "count", n.Rejected)
	for _, e := range r.Refused {
		reason := t.words.Fault(&fault.Error{Code: e.Code, Params: e.Params})
		t.say("cli.import_row", "line", e.Line, "column", e.Column, "value", e.Value, "reason", reason)
	}
	if n.Rejected > int64(len(r.Refused)) {
		fmt.Fprintln(t.out, "  …")
	}
}

// accountName says who started an import from the terminal.
func accountName() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return "terminal: " + u.Username
	}
	return "terminal"
}

func percent(part, whole int64) int64 {
	if whole <= 0 {
		return 0
	}
	return min(100, part*100/whole)
}

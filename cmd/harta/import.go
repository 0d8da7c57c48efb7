package main

import (
	"context"
	"errors"
	"fmt"
	"os/user"
	"path/filepath"

	"harta/ingest"
	"harta/internal/fault"
	"harta/internal/register"
)

type importCmd struct {
	Records  importRecordsCmd  `cmd:"" help:"Import service records from a CSV file."`
	Profiles importProfilesCmd `cmd:"" help:"List the import profiles."`
}

type importRecordsCmd struct {
	Profile string `help:"Import profile: says what the file's columns mean." required:""`
	File    string `arg:"" help:"The file." type:"path"`
}

// Run imports through the running server, or by itself when the folder is free. It returns errPartial when rows were rejected.
func (i *importRecordsCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	m := term.meter()
	show := func(p ingest.Progress) {
		if p.Checking {
			m.show(term.words.T("cli.import_checking", "percent", percent(p.Read, p.Total)))
			return
		}
		m.show(term.words.T("cli.import_progress", "percent", percent(p.Read, p.Total), "rows", p.Counts.Rows))
	}
	result, err := i.carryOut(ctx, c, term, show)
	m.end()
	if err != nil {
		return err
	}
	term.receipt(result)
	if result.Receipt.Counts.Rejected > 0 {
		return errPartial
	}
	return nil
}

func (i *importRecordsCmd) carryOut(ctx context.Context, c *cli, term *terminal, show func(ingest.Progress)) (importResult, error) {
	order := importOrder{Profile: i.Profile, Path: i.File, By: accountName()}
	if result, served, err := askServer(ctx, c.Data, order, show); served {
		return result, err
	}
	h, err := openHouse(ctx, c, term)
	if err != nil {
		return importResult{}, err
	}
	defer func() { _ = h.close(context.WithoutCancel(ctx)) }()
	if err := h.away(); err != nil {
		return importResult{}, err
	}
	return h.importRecords(ctx, order, show)
}

// importOrder asks for the import of a file of this machine.
type importOrder struct {
	Profile string `json:"profile"`
	Path    string `json:"path"`
	By      string `json:"by"`
}

// importResult is what came of an import: its receipt, and the first of the rows that were refused.
type importResult struct {
	Receipt register.Import     `json:"receipt"`
	Refused []register.RowError `json:"refused,omitempty"`
}

// refusedShown is how many refused rows a terminal shows.
const refusedShown = 10

// importRecords imports a file into the open house.
func (h *house) importRecords(ctx context.Context, order importOrder, show func(ingest.Progress)) (importResult, error) {
	receipt, err := h.importer.Import(ctx, order.Profile, order.Path, filepath.Base(order.Path), order.By, show)
	if err != nil {
		return importResult{}, err
	}
	result := importResult{Receipt: receipt}
	enough := errors.New("enough")
	err = h.register.ImportErrors(ctx, receipt.ID, func(e register.RowError) error {
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

// receipt prints what became of the rows, and the first of those that were refused.
func (t *terminal) receipt(r importResult) {
	n := r.Receipt.Counts
	t.say("cli.import_done", "file", r.Receipt.File, "rows", n.Rows, "new", n.New, "replaced", n.Replaced,
		"unchanged", n.Unchanged, "older", n.Older, "rejected", n.Rejected)
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

type importProfilesCmd struct{}

// Run prints a line a profile.
func (importProfilesCmd) Run(term *terminal) error {
	for _, p := range ingest.Profiles() {
		fmt.Fprintf(term.out, "%-18s %s\n", p.ID, p.Name.In(string(term.words.Lang())))
	}
	return nil
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

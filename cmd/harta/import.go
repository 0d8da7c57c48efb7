package main

import (
	"context"
	"fmt"
	"os/user"
	"path/filepath"

	"harta/ingest"
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
		m.show(term.words.T("cli.import_progress", "percent", percent(p.Read, p.Total), "rows", p.Counts.Rows))
	}
	receipt, err := i.carryOut(ctx, c, term, show)
	m.end()
	if err != nil {
		return err
	}
	term.receipt(receipt)
	if receipt.Counts.Rejected > 0 {
		return errPartial
	}
	return nil
}

func (i *importRecordsCmd) carryOut(ctx context.Context, c *cli, term *terminal, show func(ingest.Progress)) (register.Import, error) {
	order := importOrder{Profile: i.Profile, Path: i.File, By: accountName()}
	if receipt, served, err := askServer(ctx, c.Data, order, show); served {
		return receipt, err
	}
	h, err := openHouse(ctx, c, term)
	if err != nil {
		return register.Import{}, err
	}
	defer func() { _ = h.close(context.WithoutCancel(ctx)) }()
	return h.importer.Import(ctx, i.Profile, i.File, filepath.Base(i.File), order.By, show)
}

// receipt prints what became of the rows, and the first of those that were rejected.
func (t *terminal) receipt(r register.Import) {
	n := r.Counts
	t.say("cli.import_done", "file", r.File, "rows", n.Rows, "new", n.New, "replaced", n.Replaced,
		"unchanged", n.Unchanged, "older", n.Older, "rejected", n.Rejected)
	if n.Rejected > 0 {
		t.say("cli.import_rejected", "id", r.ID.String(), "count", n.Rejected)
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

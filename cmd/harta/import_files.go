package main

import (
	"context"
	"path/filepath"

	"harta/ingest"
)

// importCatalogueCmd is `harta import catalogue`.
type importCatalogueCmd struct {
	File string `arg:"" help:"The file." type:"path"`
}

// Run imports through the running server, or by itself when the folder is free. It returns errPartial when rows were rejected.
func (i *importCatalogueCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	return importFile(ctx, c, term, ingest.FileCatalogue, i.File)
}

// importAnswersCmd is `harta import answers`.
type importAnswersCmd struct {
	File string `arg:"" help:"The file." type:"path"`
}

// Run is importCatalogueCmd.Run for surveys on paper.
func (i *importAnswersCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	return importFile(ctx, c, term, ingest.FileAnswers, i.File)
}

// importCasesCmd is `harta import cases`.
type importCasesCmd struct {
	File string `arg:"" help:"The file." type:"path"`
}

// Run is importCatalogueCmd.Run for cases of another register.
func (i *importCasesCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	return importFile(ctx, c, term, ingest.FileCases, i.File)
}

// importFile brings in a file that is no service records; Ctrl-C takes back what it has written.
func importFile(ctx context.Context, c *cli, term *terminal, kind ingest.FileKind, path string) error {
	order := importOrder{Profile: kind.Profile(), Path: path, By: accountName()}
	result, err := carryOut(ctx, c, term, "/import/files", order, (*house).importFiles)
	if err != nil {
		return err
	}
	term.receipt(result)
	if result.Receipt.Counts.Rejected > 0 {
		return errPartial
	}
	return nil
}

// importFiles brings a file into the open house.
func (h *house) importFiles(ctx context.Context, order importOrder, show func(ingest.Progress)) (importResult, error) {
	kind, _ := ingest.KindOf(order.Profile)
	receipt, err := h.files.Import(ctx, kind, order.Path, filepath.Base(order.Path), order.By, show)
	if err != nil {
		return importResult{}, err
	}
	return h.withRefused(ctx, importResult{Receipt: receipt})
}

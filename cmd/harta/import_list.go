package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"harta/ingest"
	"harta/internal/charter"
	"harta/internal/register"
)

// readRegister opens the register to read from it, beside a running server too: the stores of that one are not touched. present is
// false where the folder has none yet.
func readRegister(ctx context.Context, c *cli, term *terminal) (h *house, present bool, err error) {
	if _, err := os.Stat(filepath.Join(c.Data, registerFile)); errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	} else if err != nil {
		return nil, false, folderUnusable(c.Data, err)
	}
	h = &house{folder: c.Data, log: term.log, clock: term.clock}
	if h.charter, err = loadCharter(c.Charter); err == nil {
		err = h.openRegister(ctx, c.KeyFile)
	}
	if err != nil {
		return nil, false, errors.Join(err, h.close(context.WithoutCancel(ctx)))
	}
	return h, true, nil
}

type importProfilesCmd struct{}

// Run prints a line a profile: those of the program, then those that people saved.
func (importProfilesCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	say := func(id string, name charter.Label) {
		fmt.Fprintln(term.out, harmless(fmt.Sprintf("%-18s %s", id, name.In(string(term.words.Lang())))))
	}
	for _, p := range ingest.Profiles() {
		say(p.ID, p.Name)
	}
	h, present, err := readRegister(ctx, c, term)
	if err != nil || !present {
		return err
	}
	defer func() { _ = h.close(context.WithoutCancel(ctx)) }()
	saved, err := h.register.ImportProfiles(ctx)
	if err != nil {
		return err
	}
	for i, p := range saved {
		if i+1 == len(saved) || saved[i+1].ID != p.ID { // the last version of it
			say(p.ID, charter.Label{"bg": p.Name, "en": p.Name})
		}
	}
	return nil
}

type importListCmd struct {
	Last int `help:"How many of them." default:"20"`
}

// Run prints a line an import, the latest first.
func (i *importListCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	var list []register.Import
	h, present, err := readRegister(ctx, c, term)
	if err != nil {
		return err
	}
	if present {
		defer func() { _ = h.close(context.WithoutCancel(ctx)) }()
		if list, err = h.register.Imports(ctx, max(1, i.Last)); err != nil {
			return err
		}
	}
	if len(list) == 0 {
		term.say("import.none")
		return nil
	}
	for _, im := range list {
		state := im.State
		if state == register.ImportStalled {
			state = register.ImportFailed // the same for people; it is mended by itself
		}
		term.say("cli.import_listed", "id", im.ID.String(), "at", im.Started.In(h.charter.Location()).Format(time.DateTime), "profile", im.Profile,
			"state", term.words.T("import.state_"+string(state)), "rows", im.Counts.Rows, "rejected", im.Counts.Rejected, "file", im.File)
	}
	return nil
}

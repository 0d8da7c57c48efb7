package main

import (
	"context"
	"errors"
	"os"
	"time"

	"harta/internal/fault"
	"harta/internal/town"
)

type sampleCmd struct {
	File    string `arg:"" help:"File to write; must not exist yet." type:"path"`
	Rows    int    `help:"Number of records." default:"1000"`
	Windows bool   `name:"windows-1251" help:"Encode as Windows-1251 instead of UTF-8."`
	Seed    uint64 `help:"Seed of the invented town." default:"2006"`
}

// Run writes the sample.
func (s *sampleCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	rules, err := loadCharter(c.Charter)
	if err != nil {
		return err
	}
	if s.Rows < 1 {
		return fault.Invalid("rows", "sample_rows", nil)
	}
	file, err := os.OpenFile(s.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fault.Invalid("file", "sample_file", fault.Params{"file": s.File, "reason": reason(err)})
	}
	encoding := town.UTF8
	if s.Windows {
		encoding = town.Windows1251
	}
	err = town.New(s.Seed, time.Now(), rules).SampleCSV(file, s.Rows, encoding)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	term.say("cli.sample_written", "file", s.File, "rows", s.Rows)
	return nil
}

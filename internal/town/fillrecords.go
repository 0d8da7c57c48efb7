package town

import (
	"bufio"
	"context"
	"fmt"
	"os"

	"harta/ingest"
)

// recordsFile is what the imported file is called in the list of imports.
const recordsFile = "prepiski.csv"

// fillRecords writes the requests as the document system exports them and imports that file.
func (t *Town) fillRecords(ctx context.Context, doors Doors, progress func(Progress)) error {
	file, err := os.CreateTemp("", "harta-town-*.csv")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	out := bufio.NewWriter(file)
	n, err := t.writeRecords(out, UTF8, t.records(registry))
	if err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	progress(Progress{StageRecords, 0, n})
	done, err := doors.Importer.Import(ctx, Profile, file.Name(), recordsFile, doors.By, func(p ingest.Progress) {
		done := p.Read * n / max(1, p.Total) / 2 // the file is read twice
		if !p.Checking {
			done += n / 2
		}
		progress(Progress{StageRecords, done, n})
	})
	if err != nil {
		return err
	}
	if c := done.Counts; c.Rows != n || c.Rejected > 0 {
		return fmt.Errorf("import of %d records: %d read, %d rejected", n, c.Rows, c.Rejected)
	}
	progress(Progress{StageRecords, n, n})
	return nil
}

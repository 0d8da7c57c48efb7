package ingest

import (
	"context"

	"harta/internal/fault"
	"harta/internal/register"
)

// Resume finishes the imports of such files, and the undoings, that a stop or a crash interrupted, oldest first.
func (f *Files) Resume(ctx context.Context) error {
	f.im.running.Lock()
	defer f.im.running.Unlock()
	list, err := f.im.reg.UnfinishedImports(ctx)
	if err != nil {
		return err
	}
	for _, receipt := range list {
		if _, ours := KindOf(receipt.Profile); !ours {
			continue
		}
		f.im.log.Info("an interrupted import goes on", "import", receipt.ID, "file", receipt.File, "state", receipt.State)
		if err := f.resume(ctx, receipt); err != nil {
			if ctx.Err() != nil {
				return err
			}
			f.im.log.Error("an interrupted import failed", "import", receipt.ID, "err", err)
		}
	}
	return nil
}

func (f *Files) resume(ctx context.Context, receipt register.Import) error {
	if receipt.State.Undone() {
		_, err := f.im.takeBack(ctx, receipt, nil)
		return err
	}
	p, err := f.im.profileAt(receipt.Profile, receipt.Started)
	if err != nil { // nothing can be read by it; the receipt and the file come to their end all the same
		kind, _ := KindOf(receipt.Profile)
		p = &Profile{ID: receipt.Profile, Kind: kind}
	}
	run := &fileRun{files: f, profile: p, path: f.im.stored(receipt.SHA256), receipt: receipt, progress: newPace(receipt.ID, f.im.clock, nil)}
	going, done := f.im.now.begin(ctx, receipt.ID)
	defer done()
	if err == nil {
		err = run.again(going)
	}
	_, err = run.finish(ctx, err, going)
	return err
}

// again carries an interrupted import through from its stored file.
func (r *fileRun) again(ctx context.Context) (err error) {
	if r.survey, err = surveyFile(r.path, r.profile.MaxBytes, nil); err != nil {
		return err
	}
	if r.survey.SHA256 != r.receipt.SHA256 {
		return fault.Conflict("import_file_changed", nil)
	}
	r.receipt.Counts = register.ImportCounts{}
	return r.load(ctx)
}

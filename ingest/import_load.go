package ingest

import (
	"context"
	"errors"
	"io"

	"harta/internal/register"
)

// load reads the file the second time and takes its rows batch by batch. While some are put down the next are read.
func (r *importRun) load(ctx context.Context) error {
	src, err := openSource(r.path, r.profile, r.survey)
	if err != nil {
		return err
	}
	defer src.Close()
	if err := r.prepare(ctx, src); err != nil {
		return err
	}
	reading, stop := context.WithCancel(ctx)
	batches := r.readAhead(reading, src)
	defer func() {
		stop()
		for range batches { // until nobody reads the file any more
		}
	}()
	for b := range batches {
		if err := r.take(ctx, b, batches); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// rowBatch is some rows of the file, or the error that ended the reading.
type rowBatch struct {
	rows        []row
	read, total int64 // how far the file is read behind them
	err         error
}

// readAhead reads the file batch by batch, always one ahead of what is taken, until its end, an error, or the end of ctx.
func (r *importRun) readAhead(ctx context.Context, src *source) <-chan rowBatch {
	out := make(chan rowBatch)
	go func() {
		defer close(out)
		for {
			var b rowBatch
			b.rows, b.err = r.nextBatch(ctx, src)
			if b.read, b.total = src.Progress(); b.err == nil && len(b.rows) == 0 {
				return
			}
			select {
			case out <- b:
			case <-ctx.Done():
				return
			}
			if b.err != nil {
				return
			}
		}
	}()
	return out
}

func (r *importRun) prepare(ctx context.Context, src *source) error {
	r.resolver = newResolver(r.im.reg, r.im.charter.Calendar, r.profile)
	r.ledger = &ledger{
		ch: r.im.ch, source: r.profile.ID, importID: r.receipt.ID, next: r.im.nextVersion, clock: r.im.clock,
	}
	if err := r.im.patiently(ctx, r.im.readLastVersion); err != nil {
		return err
	}
	r.order = r.started.UnixMicro()
	if !r.profile.HasVersion() {
		if err := r.im.patiently(ctx, r.followLastImport); err != nil {
			return err
		}
	}
	r.reader = r.newReader(src)
	return r.tellNewNames(ctx)
}

// followLastImport puts this import after every earlier one of its source, also when the clock has gone back since.
func (r *importRun) followLastImport(ctx context.Context) error {
	last, err := r.ledger.lastOrder(ctx)
	r.order = max(r.order, last+1)
	return err
}

// nextBatch reads and resolves a batch of rows; it is empty at the end of the file.
func (r *importRun) nextBatch(ctx context.Context, src *source) ([]row, error) {
	batch := make([]row, 0, r.im.readRows)
	for len(batch) < r.im.readRows {
		rec, err := src.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		one, err := understand(ctx, r.reader, r.resolver, rec)
		if err != nil {
			return nil, err
		}
		if one.Version != nil {
			one.Version.supersededBy = r.superseded[rec.Line]
		}
		batch = append(batch, one)
	}
	return batch, nil
}

// take judges a batch and those after it, until they are enough, and puts them down. Nobody else decides meanwhile.
func (r *importRun) take(ctx context.Context, b rowBatch, more <-chan rowBatch) error {
	r.im.deciding.Lock()
	defer r.im.deciding.Unlock()
	p := r.ledger.newPuts(r.im.putRows)
	var told []register.RowError
	for taken, ok := 0, true; ok; b, ok = <-more {
		if b.err != nil {
			return b.err
		}
		notes, err := r.judge(ctx, b.rows, p)
		if err != nil {
			return err
		}
		told = append(told, notes...)
		r.read, r.total = b.read, b.total
		if taken += len(b.rows); taken+r.im.readRows > r.im.putRows {
			break
		}
	}
	inserts := p.inserts()
	if err := r.im.patiently(ctx, func(ctx context.Context) error { return r.ledger.write(ctx, inserts) }); err != nil {
		return err
	}
	if err := r.tell(ctx, told); err != nil {
		return err
	}
	r.report(Progress{Read: r.read, Total: r.total, Counts: r.receipt.Counts})
	return r.save(ctx, false)
}

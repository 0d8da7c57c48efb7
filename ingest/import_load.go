package ingest

import (
	"context"
	"errors"
	"io"

	"harta/internal/register"
)

// load reads the file the second time and takes its rows in batches. While one is put down the next is read.
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
		if b.err != nil {
			return b.err
		}
		if err := r.take(ctx, b.rows); err != nil {
			return err
		}
		r.report(Progress{Read: b.read, Total: b.total, Counts: r.receipt.Counts})
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
		conn: r.im.ch.Insert, source: r.profile.ID, importID: r.receipt.ID, next: r.im.nextVersion, clock: r.im.clock,
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

// nextBatch reads and resolves up to batchRows rows; it is empty at the end of the file.
func (r *importRun) nextBatch(ctx context.Context, src *source) ([]row, error) {
	batch := make([]row, 0, batchRows)
	for len(batch) < batchRows {
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

// take judges and writes one batch and keeps count.
func (r *importRun) take(ctx context.Context, batch []row) error {
	var numbers []string
	for _, one := range batch {
		if one.Version != nil {
			numbers = append(numbers, one.Version.Number)
		}
	}
	if len(numbers) > 0 {
		if err := r.decide(ctx, batch, numbers); err != nil {
			return err
		}
	}
	var told []register.RowError
	for _, one := range batch {
		told = append(told, one.Errors...)
		told = append(told, one.Notes...)
		r.receipt.Counts.Rows++
		if one.Version == nil {
			r.receipt.Counts.Rejected++
		}
	}
	if err := r.tell(ctx, told); err != nil {
		return err
	}
	return r.save(ctx, false)
}

// decide judges the rows of a batch beside what is held and writes what follows.
func (r *importRun) decide(ctx context.Context, batch []row, numbers []string) error {
	r.im.deciding.Lock()
	defer r.im.deciding.Unlock()
	judgements, err := r.judge(ctx, batch, numbers)
	if err != nil {
		return err
	}
	inserts := r.ledger.inserts(judgements)
	return r.im.patiently(ctx, func(ctx context.Context) error { return r.ledger.write(ctx, inserts) })
}

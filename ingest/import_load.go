package ingest

import (
	"context"

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
	rows, stop := readAhead(ctx, src, r.im.readRows, r.readRow)
	defer stop()
	for b := range rows {
		if err := r.take(ctx, b, rows); err != nil {
			return err
		}
	}
	return ctx.Err()
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
		if err := r.im.patiently(ctx, r.takeOrder); err != nil {
			return err
		}
	}
	r.reader = r.newReader(src)
	return r.tellNewNames(ctx)
}

// takeOrder puts this import after every earlier one of its source, also when the clock has gone back since. A resumed one keeps the
// order that it has: what an officer put right meanwhile comes after it.
func (r *importRun) takeOrder(ctx context.Context) error {
	if r.resumed {
		if own, err := r.ledger.ownOrder(ctx); err != nil || own > 0 {
			r.order = own
			return err
		}
	}
	last, err := r.ledger.lastOrder(ctx)
	r.order = max(r.order, last+1)
	return err
}

// readRow understands a record of the second reading.
func (r *importRun) readRow(ctx context.Context, rec rawRow) (row, error) {
	one, err := understand(ctx, r.reader, r.resolver, rec)
	if err == nil && one.Version != nil {
		one.Version.supersededBy = r.superseded[rec.Line]
	}
	return one, err
}

// turnPuts is how many puts an import makes before it lets others decide: some seconds of a large file.
const turnPuts = 8

// take puts down a batch and those after it, for as long as its turn lasts. Nobody else decides meanwhile. While ClickHouse takes one
// put the next is judged: a file's valid rows have each number once, but for superseded ones, which change nothing, so that no put
// depends on the one before it.
func (r *importRun) take(ctx context.Context, b part[row], more <-chan part[row]) error {
	r.im.deciding.Lock()
	defer r.im.deciding.Unlock()
	var under *putting
	for turn := 1; ; turn++ {
		next, err := r.gather(ctx, b, more)
		if under != nil {
			if err := r.endPut(ctx, under); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		under = r.startPut(ctx, next)
		ok := turn < turnPuts
		if ok {
			b, ok = <-more
		}
		if !ok {
			return r.endPut(ctx, under)
		}
	}
}

// putting is a put with what is to be told when it is down.
type putting struct {
	puts        *puts
	told        []register.RowError
	counts      register.ImportCounts // of the file so far
	read, total int64
	done        chan error
}

// gather judges a batch and those after it until they are enough to be put down.
func (r *importRun) gather(ctx context.Context, b part[row], more <-chan part[row]) (*putting, error) {
	p := &putting{puts: r.ledger.newPuts(r.im.putRows), done: make(chan error, 1)}
	for taken, ok := 0, true; ok; b, ok = <-more {
		if b.err != nil {
			return nil, b.err
		}
		notes, err := r.judge(ctx, b.of, p.puts)
		if err != nil {
			return nil, err
		}
		p.told = append(p.told, notes...)
		p.read, p.total = b.read, b.total
		if taken += len(b.of); taken+r.im.readRows > r.im.putRows {
			break
		}
	}
	p.counts = r.judged
	return p, nil
}

// startPut begins to put down.
func (r *importRun) startPut(ctx context.Context, p *putting) *putting {
	inserts := p.puts.inserts()
	go func() {
		p.done <- r.im.patiently(ctx, func(ctx context.Context) error { return r.ledger.write(ctx, inserts) })
	}()
	return p
}

// endPut waits until it is down and tells what came of it.
func (r *importRun) endPut(ctx context.Context, p *putting) error {
	if err := <-p.done; err != nil {
		return err
	}
	r.receipt.Counts = p.counts
	if err := r.tell(ctx, p.told); err != nil {
		return err
	}
	r.report(Progress{Read: p.read, Total: p.total, Counts: r.receipt.Counts})
	return r.save(ctx, false)
}

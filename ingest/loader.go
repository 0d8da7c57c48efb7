package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"harta/internal/register"
	"harta/internal/store"
)

// The rhythm of the loader.
const (
	batchItems  = 5000                   // items of one insert
	batchBytes  = 16 << 20               // of the payloads of one insert, which are in memory together
	gather      = 100 * time.Millisecond // after the first arrival, so that a crowd is one insert
	outboxEvery = 500 * time.Millisecond // the register's outbox does not call
	backOffMin  = 200 * time.Millisecond
	backOffMax  = 5 * time.Second
)

// Outbox is where the register keeps case facts until they are delivered.
type Outbox interface {
	// Outbox gives the n oldest facts after a sequence number.
	Outbox(ctx context.Context, after int64, n int) ([]register.OutboxItem, error)
	// OutboxDelivered forgets facts.
	OutboxDelivered(ctx context.Context, seqs []int64) error
}

// Loader moves accepted items and case facts into ClickHouse in batches. Nothing is forgotten before the server confirmed it,
// and no door ever waits for it. An item whose content the server refuses is kept apart with the reason, and the rest goes on.
type Loader struct {
	ch     *store.ClickHouse
	spool  *Spool
	outbox Outbox
	clock  func() time.Time
	log    *slog.Logger
	facts  []fact

	mu sync.Mutex // one delivery at a time

	state     sync.Mutex
	delivered time.Time
	awaySince time.Time
}

// NewLoader makes a loader; Run starts it. outbox may be nil.
func NewLoader(ch *store.ClickHouse, spool *Spool, outbox Outbox, clock func() time.Time, log *slog.Logger) *Loader {
	return &Loader{ch: ch, spool: spool, outbox: outbox, clock: clock, log: log, facts: facts()}
}

// handle makes the loader deliver one more kind, or a known one in another way. Run and Flush come after it.
func (l *Loader) handle(f fact) {
	at := slices.IndexFunc(l.facts, func(known fact) bool { return known.kind == f.kind })
	if at < 0 {
		l.facts = append(l.facts, f)
		return
	}
	l.facts[at] = f
}

// Run delivers until ctx ends. While ClickHouse is away it tries again, ever more slowly up to every five seconds.
func (l *Loader) Run(ctx context.Context) {
	pause := backOffMin
	for ctx.Err() == nil {
		if err := l.Flush(ctx); err != nil {
			if ctx.Err() != nil {
				return
			}
			l.log.Warn("delivery to ClickHouse waits", "err", err, "waiting", l.spool.Depth(), "again_in", pause)
			sleep(ctx, pause)
			pause = min(2*pause, backOffMax)
			continue
		}
		pause = backOffMin
		l.wait(ctx)
	}
}

// wait returns when something may be there to deliver.
func (l *Loader) wait(ctx context.Context) {
	outbox := time.NewTimer(outboxEvery)
	defer outbox.Stop()
	select {
	case <-ctx.Done():
	case <-outbox.C:
	case <-l.spool.Arrived():
		sleep(ctx, gather)
	}
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// Flush delivers everything that waits now and returns at the first failure; what was confirmed until then stays delivered.
func (l *Loader) Flush(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		n, err := l.round(ctx)
		l.noteRound(n, err)
		if err != nil || n == 0 {
			return err
		}
	}
}

// round delivers one batch of every kind, so that a flood of one does not hold up the others.
func (l *Loader) round(ctx context.Context) (settled int, err error) {
	for _, f := range l.facts {
		n, err := l.deliverSpool(ctx, f)
		settled += n
		if err != nil {
			return settled, fmt.Errorf("deliver %s: %w", f.kind, err)
		}
	}
	n, err := l.deliverOutbox(ctx)
	settled += n
	if err != nil {
		return settled, fmt.Errorf("deliver case facts: %w", err)
	}
	return settled, nil
}

func (l *Loader) noteRound(n int, err error) {
	l.state.Lock()
	defer l.state.Unlock()
	now := l.clock()
	switch {
	case err == nil:
		l.awaySince = time.Time{}
	case l.awaySince.IsZero() && !errors.Is(err, context.Canceled):
		l.awaySince = now
	}
	if n > 0 {
		l.delivered = now
	}
}

// Freshness is how far the facts in ClickHouse lag behind what was accepted.
type Freshness struct {
	SpoolState
	Delivered time.Time // the last confirmed delivery of this run; zero if none
	AwaySince time.Time // since when deliveries fail; zero while they work
}

// Freshness tells how far delivery lags.
func (l *Loader) Freshness(ctx context.Context) (Freshness, error) {
	st, err := l.spool.State(ctx)
	if err != nil {
		return Freshness{}, err
	}
	l.state.Lock()
	defer l.state.Unlock()
	return Freshness{SpoolState: st, Delivered: l.delivered, AwaySince: l.awaySince}, nil
}

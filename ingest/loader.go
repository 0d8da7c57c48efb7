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
	pingEvery   = 5 * time.Second // while nothing waits, so that an outage is known before somebody's answer meets it
	pingWithin  = 3 * time.Second
)

// What the loader leaves to the doors while a crowd is at them.
const (
	crowdRate = 500             // accepted items a second that are a crowd
	crowdRest = 9               // rests this many times as long as the round before took,
	restMost  = 5 * time.Second // but no longer
	restUntil = 100_000         // waiting items, above which it does not rest: they have to be delivered some day
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
	meter  Meter

	mu sync.Mutex // one delivery at a time

	state     sync.Mutex
	delivered time.Time
	items     int64 // delivered in this run
	reached   time.Time
	awaySince time.Time
	reason    string
}

// Meter counts what a loader does. Its methods must return at once.
type Meter interface {
	// Delivered tells of one batch of a kind: how many items ClickHouse took and refused, how long that lasted, and the error
	// for which the rest waits.
	Delivered(kind string, taken, refused int, took time.Duration, err error)
}

type noMeter struct{}

func (noMeter) Delivered(string, int, int, time.Duration, error) {}

// NewLoader makes a loader; Run starts it. outbox may be nil.
func NewLoader(ch *store.ClickHouse, spool *Spool, outbox Outbox, clock func() time.Time, log *slog.Logger) *Loader {
	l := &Loader{ch: ch, spool: spool, outbox: outbox, clock: clock, log: log, facts: facts(), meter: noMeter{}}
	l.handle(fact{kind: kindResponse, deliver: l.deliverAnswers})
	l.handle(fact{kind: kindService, deliver: l.deliverServices})
	l.handle(fact{kind: kindRecount, deliver: l.deliverRecounts})
	l.handle(fact{kind: kindCorrected, deliver: l.deliverCorrected})
	return l
}

// Measure makes the loader tell a meter what it does. Run and Flush come after it.
func (l *Loader) Measure(m Meter) { l.meter = m }

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
	var asked time.Time
	for ctx.Err() == nil {
		err := l.flush(ctx, l.yield)
		if err == nil && time.Since(asked) >= pingEvery {
			err = l.ping(ctx)
			asked = time.Now()
		}
		if err != nil {
			if ctx.Err() != nil {
				return
			}
			l.log.Warn("delivery to ClickHouse waits", "err", err, "waiting", l.spool.Depth(), "again_in", pause)
			asked = time.Time{}
			sleep(ctx, pause)
			pause = min(2*pause, backOffMax)
			continue
		}
		pause = backOffMin
		l.wait(ctx)
	}
}

// ping asks whether ClickHouse is there, and keeps the answer for Freshness.
func (l *Loader) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pingWithin)
	defer cancel()
	err := l.ch.Ping(ctx)
	l.note(0, true, err)
	return err
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

// Flush delivers everything that waits now and returns at the first round in which something fails; what was confirmed until
// then stays delivered.
func (l *Loader) Flush(ctx context.Context) error {
	return l.flush(ctx, func(context.Context, time.Duration, int64) {})
}

// flush is Flush that rests after each round, as long as rest lasts. rest is told how long the round took and how many items
// had been accepted before it, in the spool's count.
func (l *Loader) flush(ctx context.Context, rest func(ctx context.Context, took time.Duration, before int64)) error {
	for {
		began, before := time.Now(), l.spool.accepted.Load()
		n, err := l.oneRound(ctx)
		if err != nil || n == 0 {
			return err
		}
		rest(ctx, time.Since(began), before)
	}
}

// oneRound is a round that nobody else's disturbs.
func (l *Loader) oneRound(ctx context.Context) (settled int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	settled, err = l.round(ctx)
	l.note(settled, settled > 0, err)
	return settled, err
}

// yield leaves the machine to the doors while a crowd is at them. What they accepted is safe, so that it is better to say so at once
// to whoever waits there than to have it in the figures some seconds earlier.
func (l *Loader) yield(ctx context.Context, took time.Duration, before int64) {
	arrived := float64(l.spool.accepted.Load() - before)
	if arrived >= crowdRate*took.Seconds() && l.spool.Depth() < restUntil {
		sleep(ctx, min(crowdRest*took, restMost))
	}
}

// round delivers one batch of every kind, so that neither a flood of one kind nor a table that takes nothing holds up the
// others. A connection that fails ends it: the others would wait for the same.
func (l *Loader) round(ctx context.Context) (settled int, err error) {
	for _, f := range l.facts {
		n, failed := l.deliverSpool(ctx, f)
		settled += n
		if failed != nil {
			err = errors.Join(err, fmt.Errorf("deliver %s: %w", f.kind, failed))
			if passing(failed) {
				return settled, err
			}
		}
	}
	n, failed := l.deliverOutbox(ctx)
	settled += n
	if failed != nil {
		err = errors.Join(err, fmt.Errorf("deliver case facts: %w", failed))
	}
	return settled, err
}

// note keeps what a round or a ping has told. Only one that spoke to ClickHouse says that it is there.
func (l *Loader) note(n int, spoke bool, err error) {
	l.state.Lock()
	defer l.state.Unlock()
	now := l.clock()
	switch {
	case errors.Is(err, context.Canceled):
	case err != nil:
		if l.awaySince.IsZero() {
			l.awaySince = now
		}
		l.reason = err.Error()
	case spoke:
		l.awaySince, l.reason, l.reached = time.Time{}, "", now
	}
	if n > 0 {
		l.delivered = now
		l.items += int64(n)
	}
}

// Freshness is how far the facts in ClickHouse lag behind what was accepted.
type Freshness struct {
	SpoolState
	Delivered time.Time // the last confirmed delivery of this run; zero if none
	Items     int64     // delivered in this run
	Reached   time.Time // when ClickHouse last answered in this run; zero if it never did
	AwaySince time.Time // since when deliveries fail; zero while they work
	Reason    string    // why they fail, in the words of whatever failed: for the administrator alone
}

// Freshness tells how far delivery lags.
func (l *Loader) Freshness(ctx context.Context) (Freshness, error) {
	st, err := l.spool.State(ctx)
	if err != nil {
		return Freshness{}, err
	}
	l.state.Lock()
	defer l.state.Unlock()
	return Freshness{
		SpoolState: st, Delivered: l.delivered, Items: l.items, Reached: l.reached, AwaySince: l.awaySince, Reason: l.reason,
	}, nil
}

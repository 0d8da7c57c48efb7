package register

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"harta/internal/store"
)

// boothCounter grows with every change of a kiosk or place that a person makes.
const boothCounter = "booths"

// boothsLook is for how long a change that another process made may go unseen: so often the counter is looked at.
const boothsLook = time.Second

// booths keeps the kiosks and places that were asked for, so that a tap costs no query. What this register changes holds from the
// moment on at which the change returns; what another process changes, within boothsLook and the time of one query. Unknown
// addresses are not kept: strangers can make up any number of them.
type booths struct {
	ticks  func() time.Time // of a clock that nobody sets: the time since an earlier tick is right
	looked atomic.Pointer[time.Time]

	mu      sync.RWMutex
	version int64 // of the counter, at the last look
	changes int64 // known here; what was read before a change is not kept after it
	kiosks  map[[sha256.Size]byte]Kiosk
	places  map[string]Place
}

func (b *booths) kioskMap() *map[[sha256.Size]byte]Kiosk { return &b.kiosks }
func (b *booths) placeMap() *map[string]Place            { return &b.places }

// forget is called after every change.
func (b *booths) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.changes++
	b.kiosks, b.places = nil, nil
}

// refresh forgets everything when another process has changed something. One caller a boothsLook asks; the others go on.
func (b *booths) refresh(ctx context.Context, db *sql.DB) error {
	last, now := b.looked.Load(), b.ticks()
	if last != nil && now.Sub(*last) < boothsLook || !b.looked.CompareAndSwap(last, &now) {
		return nil
	}
	var version int64
	err := db.QueryRowContext(ctx, "SELECT value FROM counters WHERE name = $1", boothCounter).Scan(&version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		b.looked.CompareAndSwap(&now, last) // the next caller asks again
		return fmt.Errorf("look for changed kiosks: %w", err)
	}
	b.mu.Lock()
	known := b.version == version
	b.version = version
	b.mu.Unlock()
	if !known {
		b.forget()
	}
	return nil
}

// kept gives the entry of one of the maps, or reads it and keeps it there. pick tells which map.
func kept[K comparable, V any](b *booths, key K, pick func(*booths) *map[K]V, read func() (V, error)) (V, error) {
	b.mu.RLock()
	v, ok := (*pick(b))[key]
	changes := b.changes
	b.mu.RUnlock()
	if ok {
		return v, nil
	}
	v, err := read()
	if err != nil {
		return v, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.changes != changes {
		return v, nil
	}
	entries := pick(b)
	if *entries == nil {
		*entries = map[K]V{}
	}
	(*entries)[key] = v
	return v, nil
}

// changeBooth changes kiosks or places in one transaction and makes the change known: here when it returns, to other processes by
// the counter.
func (r *Register) changeBooth(ctx context.Context, work func(*sql.Tx) error) error {
	defer r.booths.forget() // whatever came of it: a commit that fails may have been carried out
	return store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		if err := work(tx); err != nil {
			return err
		}
		_, err := next(ctx, tx, boothCounter)
		return err
	})
}

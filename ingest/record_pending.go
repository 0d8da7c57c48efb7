package ingest

import (
	"crypto/sha256"
	"sync"
)

// recordKey stands for source and number: half of a SHA-256, so that collisions need not be feared.
type recordKey [16]byte

func keyOfRecord(source, number string) recordKey {
	var room [128]byte
	sum := sha256.Sum256(append(append(append(room[:0], source...), 0), number...))
	return recordKey(sum[:16])
}

// lastSent is the latest version of a record that was accepted.
type lastSent struct {
	version int64
	content [sha256.Size]byte
}

// pendingMost bounds the records that are remembered while they wait, to some 40 MB. Beyond it a repeat of a waiting record is
// called accepted instead of already; the loader finds out, and nothing counts twice.
const pendingMost = 250_000

// pending remembers the records that were accepted and are not yet in ClickHouse, so that a repeat is known for one although
// ClickHouse has not heard of the first. It is an answer's courtesy and no safety: that is the loader's decision.
type pending struct {
	mu   sync.Mutex
	most int
	sent map[recordKey]lastSent
}

func newPending() *pending { return &pending{most: pendingMost, sent: map[recordKey]lastSent{}} }

func (p *pending) find(k recordKey) (lastSent, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l, ok := p.sent[k]
	return l, ok
}

// add remembers what is safe in the spool now.
func (p *pending) add(list map[recordKey]lastSent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for k, l := range list {
		old, known := p.sent[k]
		if !known && len(p.sent) >= p.most {
			continue
		}
		if !known || l.version >= old.version {
			p.sent[k] = l
		}
	}
}

// arrived forgets a record whose latest version is in ClickHouse.
func (p *pending) arrived(k recordKey, version int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l, known := p.sent[k]; known && l.version <= version {
		delete(p.sent, k)
	}
}

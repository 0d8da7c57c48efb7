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

// contentMark stands for the content of a version: half of its SHA-256, as recordKey.
type contentMark [16]byte

func markOf(content [sha256.Size]byte) contentMark { return contentMark(content[:16]) }

// lastSent is the latest version of a record that was accepted.
type lastSent struct {
	version int64
	content contentMark
}

// pendingMost bounds the records that are remembered while they wait, to some 25 MB. Beyond it a repeat of a waiting record is
// called accepted instead of already; the loader finds out, and nothing counts twice.
const pendingMost = 250_000

// pendingFew is how many are remembered in ordinary times.
const pendingFew = 1000

// pending remembers the records that were accepted and are not yet in ClickHouse, so that a repeat is known for one although
// ClickHouse has not heard of the first. It is an answer's courtesy and no safety: that is the loader's decision.
type pending struct {
	mu   sync.Mutex
	most int
	sent map[recordKey]lastSent

	grown bool // holds more than a few of them, or did
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
	p.grown = p.grown || len(p.sent) > pendingFew
}

// arrived forgets a record whose latest version is in ClickHouse.
func (p *pending) arrived(k recordKey, version int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l, known := p.sent[k]; known && l.version <= version {
		delete(p.sent, k)
	}
	if p.grown && len(p.sent) == 0 { // a map keeps the room that it once had
		p.sent, p.grown = map[recordKey]lastSent{}, false
	}
}

package dashboard

import (
	"sync"
	"time"

	"github.com/google/uuid"
)

// floodMemory is how long an answer is known that was counted: what a person adds to it, and what a page sends again because it heard
// nothing, is the same answer.
const floodMemory = time.Hour

// floods tells when more answers come by a public link than people send.
type floods struct {
	each, all *limit // by address and link; by link
	clock     func() time.Time
	mu        sync.Mutex
	counted   map[linkedAnswer]time.Time // answers that were within the measure, so at most a measure a minute
	swept     time.Time
}

// linkedAnswer is an answer by a link.
type linkedAnswer struct {
	link string
	id   uuid.UUID
}

// newFloods allows a link so many answers in a minute, from one address and from all.
func newFloods(each, all int, clock func() time.Time) *floods {
	return &floods{
		each: newLimit(each, time.Minute, clock), all: newLimit(all, time.Minute, clock), clock: clock,
		counted: map[linkedAnswer]time.Time{}, swept: clock(),
	}
}

// spam counts an answer by a link, once however often it comes, and says whether it is part of a flood. What one address sends too
// much does not use up what the others may send.
func (f *floods) spam(link, address string, id uuid.UUID) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.clock()
	f.sweep(now)
	answer := linkedAnswer{link, id}
	if _, known := f.counted[answer]; known {
		return false
	}
	if ok, _ := f.each.allow(link + " " + address); !ok {
		return true
	}
	if ok, _ := f.all.allow(link); !ok {
		return true
	}
	f.counted[answer] = now
	return false
}

// sweep forgets answers that nobody sends again, once in a while.
func (f *floods) sweep(now time.Time) {
	if now.Sub(f.swept) < floodMemory/4 {
		return
	}
	f.swept = now
	for answer, at := range f.counted {
		if now.Sub(at) >= floodMemory {
			delete(f.counted, answer)
		}
	}
}

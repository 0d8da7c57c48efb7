package dashboard

import (
	"crypto/sha256"
	"strings"
	"sync"
	"time"

	"harta/internal/register"
)

// When a form looks as if a program had sent it. None of this refuses anything: it is set aside, and an officer decides.
const (
	hasteBelow   = 2 * time.Second // between the page and its sending: nobody types as fast
	rateMost     = 6               // from one address
	rateWithin   = 10 * time.Minute
	repeatWithin = 10 * time.Minute // the same words under another id
)

// formJudge remembers for a few minutes what was taken, as hashes and by address; a restart that forgets it hurts nobody.
type formJudge struct {
	stamps Citizens
	clock  func() time.Time
	mu     sync.Mutex
	heard  map[[sha256.Size]byte]said
	taken  map[string][]time.Time // by address
	swept  time.Time
}

// said is when which form said something first.
type said struct {
	at time.Time
	id string
}

func newFormJudge(stamps Citizens, clock func() time.Time) *formJudge {
	return &formJudge{stamps: stamps, clock: clock, heard: map[[sha256.Size]byte]said{}, taken: map[string][]time.Time{}, swept: clock()}
}

// suspect says why a form looks as if a program had sent it.
func (j *formJudge) suspect(address string, f typedForm) register.Suspicion {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := j.clock()
	shown, ours := j.stamps.StampedAt(f.Stamp)
	first, heard := j.heard[printOf(f.Text)]
	switch {
	case f.Website != "":
		return register.SuspectTrap
	case !ours, now.Sub(shown) < hasteBelow:
		return register.SuspectHaste
	case heard && first.id != f.ID && now.Sub(first.at) <= repeatWithin:
		return register.SuspectRepeat
	case len(since(j.taken[address], now.Add(-rateWithin))) >= rateMost:
		return register.SuspectRate
	}
	return register.SuspectNothing
}

// note remembers a form that was taken, set aside or not.
func (j *formJudge) note(address string, f typedForm) {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := j.clock()
	j.sweep(now)
	key := printOf(f.Text)
	if first, heard := j.heard[key]; !heard || now.Sub(first.at) > repeatWithin {
		j.heard[key] = said{at: now, id: f.ID}
	}
	j.taken[address] = append(since(j.taken[address], now.Add(-rateWithin)), now)
}

// sweep forgets what is too old to matter, once in a while.
func (j *formJudge) sweep(now time.Time) {
	if now.Sub(j.swept) < repeatWithin {
		return
	}
	j.swept = now
	for key, s := range j.heard {
		if now.Sub(s.at) > repeatWithin {
			delete(j.heard, key)
		}
	}
	for address, moments := range j.taken {
		if len(since(moments, now.Add(-rateWithin))) == 0 {
			delete(j.taken, address)
		}
	}
}

// since gives the moments after another; they are in order.
func since(moments []time.Time, start time.Time) []time.Time {
	for len(moments) > 0 && !moments[0].After(start) {
		moments = moments[1:]
	}
	return moments
}

// printOf is a text as far as repetition goes: neither size of letters nor blanks make it another.
func printOf(text string) [sha256.Size]byte {
	return sha256.Sum256([]byte(strings.ToLower(strings.Join(strings.Fields(text), " "))))
}

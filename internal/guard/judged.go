package guard

import (
	"crypto/sha256"
	"sync"
)

// judged remembers of texts whether they insult by one list of words: a list of cases asks of all its texts whenever it is shown, and to
// read one takes half a millisecond. It knows the texts by their digests and holds none of them.
type judged struct {
	words *Words
	mu    sync.Mutex
	known map[[sha256.Size]byte]bool
}

// judgedMost bounds what is remembered, a few hundred kilobytes. Then it begins anew: what is looked at is soon known again.
const judgedMost = 4096

func newJudged(w *Words) *judged { return &judged{words: w, known: map[[sha256.Size]byte]bool{}} }

// insult says whether a text insults.
func (j *judged) insult(text string) bool {
	key := sha256.Sum256([]byte(text))
	j.mu.Lock()
	insult, known := j.known[key]
	j.mu.Unlock()
	if known {
		return insult
	}
	insult = j.words.Insult(text)
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.known) >= judgedMost {
		clear(j.known)
	}
	j.known[key] = insult
	return insult
}

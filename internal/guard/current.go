package guard

import "sync/atomic"

// Guard masks by the list of words that holds now, which an officer may change while others use it. The zero Guard and
// a nil one use the default list.
type Guard struct{ judged atomic.Pointer[judged] }

// Use makes a list the one that holds from now on. What was judged by another is forgotten.
func (g *Guard) Use(w *Words) { g.judged.Store(newJudged(w)) }

// Mask puts a token in place of every piece of personal data and judges the text by the list that holds now.
func (g *Guard) Mask(text string) Result {
	if g == nil {
		return Mask(text)
	}
	return g.now().words.Mask(text)
}

// Insult says whether a text holds an insult or an obscenity of the list that holds now, where nothing of the text is shown.
func (g *Guard) Insult(text string) bool {
	if g == nil {
		return defaultWords.Insult(text)
	}
	return g.now().insult(text)
}

// now is the list that holds, with what was judged by it.
func (g *Guard) now() *judged {
	if j := g.judged.Load(); j != nil {
		return j
	}
	g.judged.CompareAndSwap(nil, newJudged(defaultWords))
	return g.judged.Load()
}

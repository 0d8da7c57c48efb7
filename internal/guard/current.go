package guard

import "sync/atomic"

// Guard masks by the list of words that holds now, which an officer may change while others use it. The zero Guard and
// a nil one use the default list.
type Guard struct{ words atomic.Pointer[Words] }

// Use makes a list the one that holds from now on.
func (g *Guard) Use(w *Words) { g.words.Store(w) }

// Mask puts a token in place of every piece of personal data and judges the text by the list that holds now.
func (g *Guard) Mask(text string) Result {
	if g == nil {
		return Mask(text)
	}
	return g.list().Mask(text)
}

// Insult says whether a text holds an insult or an obscenity of the list that holds now, where nothing of the text is shown.
func (g *Guard) Insult(text string) bool {
	if g == nil {
		return defaultWords.Insult(text)
	}
	return g.list().Insult(text)
}

// list is the list that holds now.
func (g *Guard) list() *Words {
	if w := g.words.Load(); w != nil {
		return w
	}
	return defaultWords
}

package guard

import (
	"cmp"
	"slices"
)

// taken collects the hits of a round and keeps them apart.
type taken struct {
	used []bool // by character
	hits []hit
}

// free says whether nothing of chars[lo:hi] is taken.
func (t *taken) free(lo, hi int) bool {
	return !slices.Contains(t.used[lo:hi], true)
}

// add takes a hit, unless a part of it is taken.
func (t *taken) add(kind Kind, lo, hi int) bool { return t.take(hit{kind: kind, lo: lo, hi: hi}) }

func (t *taken) take(h hit) bool {
	if h.lo >= h.hi || !t.free(h.lo, h.hi) {
		return false
	}
	for i := h.lo; i < h.hi; i++ {
		t.used[i] = true
	}
	t.hits = append(t.hits, h)
	return true
}

func (t *taken) sorted() []hit {
	slices.SortFunc(t.hits, func(a, b hit) int { return cmp.Compare(a.lo, b.lo) })
	return t.hits
}

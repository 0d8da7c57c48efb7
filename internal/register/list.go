package register

import (
	"cmp"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"harta/internal/charter"
)

// list holds the entries of one kind in alphabetical order, with indexes by id and by name.
type list[T any] struct {
	sorted   []T
	byID     map[string]int
	byName   map[string]int
	byFormer map[string]int // former names
}

// named is what a list has to know about an entry.
type named struct {
	id     string
	name   charter.Label
	former []string
}

// newList sorts entries and indexes them. A present name wins over a former one, and of two equal names the lower id.
func newList[T any](entries []T, about func(T) named) list[T] {
	order := collate.New(language.Bulgarian)
	slices.SortFunc(entries, func(a, b T) int {
		x, y := about(a), about(b)
		return cmp.Or(order.CompareString(x.name.In("bg"), y.name.In("bg")), cmp.Compare(x.id, y.id))
	})
	l := list[T]{sorted: entries, byID: map[string]int{}, byName: map[string]int{}, byFormer: map[string]int{}}
	claim := func(index map[string]int, name string, i int) {
		name = fold(name)
		if held, taken := index[name]; !taken || about(entries[i]).id < about(entries[held]).id {
			index[name] = i
		}
	}
	for i, e := range entries {
		l.byID[about(e).id] = i
		for _, name := range about(e).name {
			claim(l.byName, name, i)
		}
		for _, name := range about(e).former {
			claim(l.byFormer, name, i)
		}
	}
	return l
}

func (l list[T]) find(id string) (entry T, ok bool) {
	i, ok := l.byID[id]
	if !ok {
		return entry, false
	}
	return l.sorted[i], true
}

func (l list[T]) named(name string) (entry T, ok bool) {
	name = fold(name)
	i, ok := l.byName[name]
	if !ok {
		i, ok = l.byFormer[name]
	}
	if !ok {
		return entry, false
	}
	return l.sorted[i], true
}

// all gives a copy, because a snapshot never changes.
func (l list[T]) all() []T { return slices.Clone(l.sorted) }

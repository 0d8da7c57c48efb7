package charter

import "slices"

// Vocabulary is what people answer and choose from: the words that an office may add to, reword, reorder and retire without another
// charter file. An id never changes and never disappears, since facts carry it.
type Vocabulary struct {
	Version    int64      `json:"version"` // 0: as the charter file has it
	Categories []Category `json:"categories"`
	Questions  []Question `json:"questions"`
	Reasons    []Reason   `json:"reasons"`
}

// Vocabulary gives the words in force. The lists are not to be changed; a page that reads it once sees one version throughout.
func (c *Charter) Vocabulary() Vocabulary {
	if v := c.adopted.Load(); v != nil {
		return *v
	}
	return c.FileVocabulary()
}

// FileVocabulary gives the words as the charter file has them.
func (c *Charter) FileVocabulary() Vocabulary {
	return Vocabulary{Categories: c.Categories, Questions: c.Questions, Reasons: c.Reasons}
}

// Adopt puts a vocabulary in force for everybody who asks from now on, as Completed gives it.
func (c *Charter) Adopt(v Vocabulary) {
	v = c.Completed(v)
	c.adopted.Store(&v)
}

// Completed gives a vocabulary as it would be in force, in lists of its own. Entries of the charter file that it lacks, because a newer
// file brought them, follow at the end of their list. Whatever lies under a restricted category is restricted.
func (c *Charter) Completed(v Vocabulary) Vocabulary {
	v.Categories = complete(v.Categories, c.Categories)
	v.Questions = complete(v.Questions, c.Questions)
	v.Reasons = complete(v.Reasons, c.Reasons)
	for i := range v.Categories {
		v.Categories[i].Restricted = restricted(v.Categories, v.Categories[i])
	}
	return v
}

// complete copies a list and appends what it lacks of another.
func complete[T identified](list, of []T) []T {
	list = slices.Clone(list)
	for _, x := range of {
		if _, known := find(list, x.identity()); !known {
			list = append(list, x)
		}
	}
	return list
}

// restricted says whether a category or a wider one is restricted. A circle ends the search.
func restricted(list []Category, c Category) bool {
	for range list {
		if c.Restricted {
			return true
		}
		wider, ok := find(list, c.Parent)
		if !ok {
			return false
		}
		c = wider
	}
	return c.Restricted
}

package guard

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// part is what one word may be within a name.
type part struct {
	given   belief
	surname belief
}

// belief is how surely a word is something.
type belief uint8

const (
	no  belief = iota
	may        // also a common word, a place or an ending that other words share
	surely
)

// partMax is the longest word that may be a name, a double one included.
const partMax = 60

// part judges a word by the lists and by its ending. Of a double name every part is looked at.
func (r *reader) part(w word) part {
	if w.hi-w.lo > partMax {
		return part{}
	}
	if head, rest, ok := strings.Cut(w.low, "-"); ok && particles[head] && unicode.IsUpper(r.chars[w.hi-utf8.RuneCountInString(rest)].r) {
		return part{surname: surely}
	}
	p := part{given: surely, surname: surely}
	for piece := range strings.SplitSeq(w.low, "-") {
		p.given = min(p.given, givenName(piece))
		p.surname = min(p.surname, familyName(piece))
	}
	return p
}

// particles are joined to a family name by a hyphen: „Ал-Хасан“, „Бен-Давид“.
var particles = set("ал ас аш ан абу бен ибн бин хаджи поп")

// givenName says how surely a word is a given name, also when somebody is called by it („Иване“).
func givenName(low string) belief {
	if b, ok := given[low]; ok {
		return b
	}
	if stem, ok := strings.CutSuffix(low, "е"); ok && given[stem] == surely {
		return surely
	}
	if stem, ok := strings.CutSuffix(low, "о"); ok && given[stem+"а"] == surely {
		return may
	}
	if stem, ok := strings.CutSuffix(low, "ето"); ok && (given[stem+"и"] > no || given[stem+"а"] == surely || given[stem+"я"] == surely) {
		return surely // „Силвето“
	}
	return no
}

// familyName says how surely a word is a father's or a family name, by its ending.
func familyName(low string) belief {
	if utf8.RuneCountInString(low) < 4 || adjectives[low] || adjectives[strings.TrimSuffix(low, "те")] || adjectives[strings.TrimSuffix(low, "ите")] {
		return no
	}
	for _, e := range []string{"ов", "ова", "ев", "ева"} {
		if strings.HasSuffix(low, e) {
			return surely
		}
	}
	for _, e := range []string{"ски", "ска", "цки", "цка", "чки", "шки", "шка", "ин", "ина", "ич", "оглу", "ян", "енко", "чук"} {
		if strings.HasSuffix(low, e) {
			return may
		}
	}
	for _, e := range []string{"ови", "еви", "овите", "евите"} {
		if strings.HasSuffix(low, e) {
			if stemGiven(low) {
				return surely
			}
			return may
		}
	}
	return no
}

// stemGiven says whether a family name is made of a given name that is in the list, as Иванов of Иван.
func stemGiven(low string) bool {
	for _, e := range []string{"ов", "ова", "ови", "овите", "ев", "ева", "еви", "евите"} {
		stem, ok := strings.CutSuffix(low, e)
		if !ok {
			continue
		}
		for _, tail := range []string{"", "и", "й", "а", "я", "о", "ьо", "ю", "е"} {
			if given[stem+tail] > no {
				return true
			}
		}
	}
	return false
}

package guard

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Insult says whether a text holds an insult or an obscenity of the list, also one that is disguised: with letters of another alphabet,
// 4 for ч and 6 for ш, signs within, letters repeated or spaced out, or a star in place of letters.
func (w *Words) Insult(text string) bool {
	said := spoken(fold(text))
	for i := range said {
		if w.begins(said, i) {
			return true
		}
	}
	return false
}

// saying is one word of a text in every way in which it may be meant.
type saying struct {
	forms []form
	latin bool // it was typed in Latin letters
	stars bool // some of its letters are stars
}

// form is one way in which a word may be meant.
type form struct {
	text     string
	squeezed bool // repeated letters were made one
}

// begins says whether an entry begins at said[i].
func (w *Words) begins(said []saying, i int) bool {
	follows := func(e int) bool { return w.follows(w.entries[e].patterns, said[i:]) }
	for _, f := range said[i].forms {
		if f.text == "" {
			continue
		}
		if said[i].stars {
			if slices.ContainsFunc(w.first[head(f.text)], follows) {
				return true
			}
			continue
		}
		if slices.ContainsFunc(w.whole[f.text], follows) || slices.ContainsFunc(w.open[f.text], follows) {
			return true
		}
		for end := range f.text {
			if slices.ContainsFunc(w.open[f.text[:end]], follows) {
				return true
			}
		}
	}
	return false
}

// follows says whether the words of an entry follow each other at the beginning of said.
func (w *Words) follows(patterns []pattern, said []saying) bool {
	if len(patterns) > len(said) {
		return false
	}
	for k, p := range patterns {
		if !w.fits(p, said[k]) {
			return false
		}
	}
	return true
}

// fits says whether a word is the pattern and none of those that the list excepts.
func (w *Words) fits(p pattern, s saying) bool {
	for _, f := range s.forms {
		if p.fits(f, s) && !slices.ContainsFunc(w.not, func(n pattern) bool { return n.fits(f, s) }) {
			return true
		}
	}
	return false
}

// fits says whether one form of a word is the pattern. A squeezed form is compared only with what has no double letter of its own: „преб“
// is no squeezed „прееб“.
func (p pattern) fits(f form, s saying) bool {
	texts := []string{p.text}
	if s.latin {
		texts = p.latin
	}
	for _, text := range texts {
		switch {
		case s.stars:
			if starred(text, p.open, f.text) {
				return true
			}
		case f.squeezed && squeeze(text) != text:
		case f.text == text, p.open && strings.HasPrefix(f.text, text):
			return true
		}
	}
	return false
}

// starred says whether a word with stars in it is an entry: each star stands for one letter, and at least two letters are there.
func starred(text string, open bool, form string) bool {
	f, t := []rune(form), []rune(text)
	if len(f) < len(t) || len(f) > len(t) && !open {
		return false
	}
	letters := 0
	for i, c := range t {
		if f[i] == '*' {
			continue
		}
		if f[i] != c {
			return false
		}
		letters++
	}
	return letters >= 2
}

// innerSigns are put between the letters of a word to disguise it.
const innerSigns = "._-+#|"

// wordMax is the longest word that is looked at, in characters: no entry is longer, and what is longer is no word.
const wordMax = 200

// spoken cuts a folded text into words and reads each in the ways in which it may be meant.
func spoken(chars []char) []saying {
	var said []saying
	var spelled []rune // letters that stand alone, one after the other
	flush := func() {
		if len(spelled) >= 3 {
			said = append(said, meant(spelled)...)
		}
		spelled = nil
	}
	for i := 0; i < len(chars); {
		if !wordy(chars[i].r) {
			i++
			continue
		}
		lo := i
		for i < len(chars) && (wordy(chars[i].r) || inner(chars, i)) {
			i++
		}
		piece := make([]rune, 0, min(i-lo, wordMax))
		for _, c := range chars[lo:min(i, lo+wordMax)] {
			piece = append(piece, c.r)
		}
		if len(piece) == 1 {
			spelled = append(spelled, piece[0])
		} else {
			flush()
		}
		if parts := strings.FieldsFunc(string(piece), func(c rune) bool { return strings.ContainsRune(innerSigns, c) }); len(parts) > 1 {
			for _, p := range parts {
				said = append(said, meant([]rune(p))...)
			}
		}
		said = append(said, meant(piece)...)
	}
	flush()
	return said
}

// wordy says whether a character may be a letter of a disguised word.
func wordy(c rune) bool { return unicode.IsLetter(c) || isDigit(c) || c == '*' || c == '@' || c == '$' }

// inner says whether chars[i] is a sign put between the letters of one word, as in „к.у.р“ and „ид.ио.т“: letters stand on both sides,
// and on one of them no more than three up to the next sign or blank.
func inner(chars []char, i int) bool {
	if i == 0 || i+1 >= len(chars) || !strings.ContainsRune(innerSigns, chars[i].r) {
		return false
	}
	return shortRun(chars, i, -1) || shortRun(chars, i, 1)
}

// shortRun says whether one to three letters stand beside chars[i] on the side of step, provided that a letter stands on the other side.
func shortRun(chars []char, i, step int) bool {
	if !unicode.IsLetter(chars[i-1].r) || !unicode.IsLetter(chars[i+1].r) {
		return false
	}
	for n := 1; n <= 4; n++ {
		k := i + step*n
		if k < 0 || k >= len(chars) || !unicode.IsLetter(chars[k].r) {
			return true
		}
	}
	return false
}

// meant gives a word in the ways in which it may be meant; nothing when it has no letters.
func meant(piece []rune) []saying {
	var s saying
	var cyrillic bool
	var b strings.Builder
	for _, c := range piece {
		switch {
		case strings.ContainsRune(innerSigns, c):
			continue
		case c < utf8.RuneSelf && unicode.IsLetter(c):
			s.latin = true
		case unicode.IsLetter(c):
			cyrillic = true
		}
		b.WriteRune(unicode.ToLower(c))
	}
	if !s.latin && !cyrillic {
		return nil
	}
	s.latin = s.latin && !cyrillic
	low := b.String()
	emphasis := strings.HasPrefix(low, "*") && strings.HasSuffix(low, "*")
	if s.stars = strings.Contains(low, "*") && !emphasis; !s.stars {
		low = strings.ReplaceAll(low, "*", "")
	}
	for _, digits := range []*strings.Replacer{leet, leetToo} {
		text := digits.Replace(low)
		if s.latin {
			text = sounds.Replace(text)
		} else {
			text = strings.Map(looks, text)
		}
		s.add(form{text: text})
		if !s.stars {
			s.add(form{text: squeeze(text), squeezed: squeeze(text) != text})
		}
	}
	return []saying{s}
}

// add adds a form once.
func (s *saying) add(f form) {
	if !slices.Contains(s.forms, f) {
		s.forms = append(s.forms, f)
	}
}

func looks(c rune) rune {
	if k, ok := lookalike[c]; ok {
		return k
	}
	return c
}

// leet replaces the digits and signs that people type for letters, leetToo where they have a second meaning.
var (
	leet    = strings.NewReplacer("4", "ч", "6", "ш", "0", "о", "3", "з", "1", "и", "7", "т", "@", "а", "$", "с")
	leetToo = strings.NewReplacer("4", "а", "6", "б", "0", "о", "3", "е", "1", "л", "7", "т", "@", "а", "$", "с")
)

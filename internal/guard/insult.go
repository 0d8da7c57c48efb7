package guard

import (
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
	forms []string
	stars bool
}

// begins says whether an entry begins at said[i].
func (w *Words) begins(said []saying, i int) bool {
	for _, form := range said[i].forms {
		if form == "" {
			continue
		}
		for _, e := range w.first[head(form)] {
			if w.follows(w.entries[e].patterns, said[i:]) {
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

func (w *Words) fits(p pattern, s saying) bool {
	for _, form := range s.forms {
		if s.stars {
			if starred(p, form) {
				return true
			}
			continue
		}
		if (form == p.text || p.open && strings.HasPrefix(form, p.text)) && !w.excepted(form) {
			return true
		}
	}
	return false
}

// excepted says whether a word is one of those that the list calls none.
func (w *Words) excepted(form string) bool {
	for _, p := range w.not {
		if form == p.text || p.open && strings.HasPrefix(form, p.text) {
			return true
		}
	}
	return false
}

// starred says whether a word with stars in it is an entry: each star stands for one letter, and at least two letters are there.
func starred(p pattern, form string) bool {
	f, t := []rune(form), []rune(p.text)
	if len(f) < len(t) || len(f) > len(t) && !p.open {
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
		said = append(said, meant(piece)...)
	}
	flush()
	return said
}

// wordy says whether a character may be a letter of a disguised word.
func wordy(c rune) bool { return unicode.IsLetter(c) || isDigit(c) || c == '*' || c == '@' || c == '$' }

// inner says whether chars[i] is a sign put between the letters of one word, as in „к.у.р“: letters stand on both sides and at least
// one of them stands alone.
func inner(chars []char, i int) bool {
	if i == 0 || i+1 >= len(chars) || !strings.ContainsRune("._-+#|", chars[i].r) {
		return false
	}
	if !unicode.IsLetter(chars[i-1].r) || !unicode.IsLetter(chars[i+1].r) {
		return false
	}
	aloneLeft := i < 2 || !unicode.IsLetter(chars[i-2].r)
	aloneRight := i+2 >= len(chars) || !unicode.IsLetter(chars[i+2].r)
	return aloneLeft || aloneRight
}

// meant gives a word in the ways in which it may be meant.
func meant(piece []rune) []saying {
	var latin, cyrillic bool
	stars := false
	for _, c := range piece {
		switch {
		case c == '*':
			stars = true
		case c < utf8.RuneSelf && unicode.IsLetter(c):
			latin = true
		case unicode.IsLetter(c):
			cyrillic = true
		}
	}
	if !latin && !cyrillic {
		return nil
	}
	low := strings.ToLower(string(piece))
	low = strings.Map(func(c rune) rune {
		if strings.ContainsRune("._-+#|", c) {
			return -1
		}
		return c
	}, low)
	s := saying{stars: stars && strings.Trim(low, "*") != "" && !(strings.HasPrefix(low, "*") && strings.HasSuffix(low, "*"))}
	if !s.stars {
		low = strings.ReplaceAll(low, "*", "")
	}
	add := func(form string) {
		if !s.stars {
			form = squeeze(form)
		}
		s.forms = append(s.forms, form)
	}
	if latin && !cyrillic {
		sounded := sounds.Replace(leet.Replace(low))
		add(sounded)
		add(strings.ReplaceAll(sounded, "у", "ъ"))
		add(strings.ReplaceAll(sounded, "й", "ъ"))
	} else {
		add(leet.Replace(strings.Map(looks, low)))
	}
	return []saying{s}
}

func looks(c rune) rune {
	if k, ok := lookalike[c]; ok {
		return k
	}
	return c
}

// leet replaces the digits and signs that people type for letters.
var leet = strings.NewReplacer("4", "ч", "6", "ш", "0", "о", "3", "з", "1", "и", "@", "а", "$", "с")
